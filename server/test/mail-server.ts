import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  raw: string;
  parsed: ParsedMail;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What the server does with the next mails; tests change it as they go. */
export interface Script {
  /** Answers this code to the recipient or after the data. */
  refuse?: { code: number; at: 'recipient' | 'data' } | undefined;
  /** Milliseconds before the answer to the data. */
  delay?: number;
  /** Closes the connection in the middle: before the data are taken, or after, so that the sender cannot know. */
  drop?: 'before' | 'after' | undefined;
}

/** A mail server that does as it is told, and parses what it gets as a mail program does. */
export async function startMailServer() {
  const received: ReceivedMail[] = [];
  const script: Script = {};
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: (_address, _session, done) => done(refused('recipient')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => void take(Buffer.concat(chunks), session.envelope.rcptTo, done));
    },
  });
  server.on('error', () => {}); // clients are killed and connections dropped

  function refused(at: NonNullable<Script['refuse']>['at']): Error | null {
    if (script.refuse?.at !== at) return null;
    return Object.assign(new Error('refused for canary@example.org'), { responseCode: script.refuse.code });
  }

  async function take(raw: Buffer, rcptTo: { address: string }[], done: (error?: Error | null) => void) {
    const at = Date.now();
    const error = refused('data');
    if (error) return done(error);
    if (script.drop === 'before') return dropAll();
    const parsed = await simpleParser(raw);
    received.push({ parsed, raw: raw.toString(), to: rcptTo.map(({ address }) => address), at });
    if (script.drop === 'after') return dropAll();
    if (script.delay !== undefined) await sleep(script.delay);
    return done();
  }

  function dropAll(): void {
    for (const { _socket: socket } of server.connections as unknown as Set<{ _socket: { destroy(): void } }>)
      socket.destroy();
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    script,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** A mail server that offers TLS and then speaks something else. */
export async function startBrokenTls() {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).write('220 broken.test ESMTP\r\n');
    socket.on('data', (bytes) => {
      const line = bytes.toString('latin1');
      heard.push(line);
      if (line.startsWith('EHLO')) socket.write('250-broken.test\r\n250 STARTTLS\r\n');
      else if (line.startsWith('STARTTLS')) socket.write('220 Go ahead\r\n');
      else socket.end('this is no TLS');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What its clients said. */
    heard,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
