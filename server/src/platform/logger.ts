import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * JSON lines. Requests are logged as method, route *pattern*, status and time: a URL may hold a search for a name.
 * Bodies, headers and messages of foreign errors are never logged.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options);
}
