import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaValidationError,
} from 'fastify';
import { randomUUIDv7 } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { isBadValue, isUnavailable, violatedConstraint } from '../database.ts';
import { FileStoreUnavailable } from '../files/store.ts';
import { Problem, problems, type FieldError, type ProblemFactory } from '../problems.ts';
import { formatHints } from './formats.ts';

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/**
 * The only place that writes an error response (RFC 9457). Whatever is not a Problem is either a fault of the
 * client's that Fastify found, a rule of the database, a database that is away, or our own mistake: then the client
 * gets a request id and nothing else.
 * @param constraints names of database rules → the problem that says them kindly
 */
export function installErrorHandler(app: FastifyInstance, constraints: Record<string, ProblemFactory>): void {
  app.setErrorHandler((thrown: unknown, request, reply) => {
    const error = (thrown instanceof Error ? thrown : new Error('something else was thrown')) as FastifyError;
    const problem = toProblem(error, constraints);
    if (problem.kind.status >= 500 || isBadValue(error)) logFault(request, error, problem);
    return sendProblem(request, reply, problem);
  });
}

/** What an answer carries that is given before the routes' own headers are known. */
const bareHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
};

/** For paths that cannot be read or are too long, which Fastify refuses before any hook. */
export function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(request, reply.headers(bareHeaders), toProblem(error, {}));
}

/** For what is not HTTP at all, or comes too slowly: there is no request yet, only a socket. */
export function answerMalformedHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = malformedHttp[error.code ?? '']?.() ?? problems.malformed_request();
  const body = JSON.stringify(wireProblem(problem, randomUUIDv7()));
  const headers = {
    ...bareHeaders,
    'content-type': PROBLEM_JSON,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status } = problem.kind;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  socket.setTimeout(2_000, () => socket.destroy()); // for whoever never hangs up
}

const malformedHttp: Record<string, () => Problem> = {
  HPE_HEADER_OVERFLOW: () => problems.too_large('The headers are too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: () => problems.malformed_request('The request did not arrive in time.'),
};

/** For paths that no route has. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(request, reply, problems.not_found());
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { kind, options } = problem;
  const retryAfter = options.retry_after ?? (kind.status === 503 ? 2 : undefined);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (kind.status === 401) reply.header('www-authenticate', 'Bearer');
  // Serialised here: the response schemas of routes describe successes.
  return reply
    .code(kind.status)
    .type(PROBLEM_JSON)
    .serializer((value: unknown) => JSON.stringify(value))
    .send(wireProblem(problem, request.id));
}

function wireProblem({ kind, options, message }: Problem, request_id: string) {
  return {
    type: `/api/problems/${kind.code}`,
    title: kind.title,
    status: kind.status,
    detail: message,
    code: kind.code,
    request_id,
    ...(options.errors && { errors: options.errors }),
    ...options.extra,
  };
}

function toProblem(error: FastifyError | Problem, constraints: Record<string, ProblemFactory>): Problem {
  if (error instanceof Problem) return error;
  if (error.validation) return invalidInput(error.validation, error.validationContext);
  const constraint = violatedConstraint(error);
  const kind = constraint === undefined ? undefined : constraints[constraint];
  if (kind) return kind();
  if (isUnavailable(error) || error instanceof FileStoreUnavailable) return problems.service_unavailable();
  if (isBadValue(error)) return problems.invalid_input();
  const byCode = fastifyProblems[error.code];
  if (byCode) return byCode();
  if (error.statusCode !== undefined && error.statusCode < 500) return problems.malformed_request();
  return problems.internal_error(
    'Something went wrong on our side. Give the request id to your administrator.',
  );
}

const fastifyProblems: Record<string, () => Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => problems.too_large('A body may have 256 KB at most.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => problems.unsupported_media_type(),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    problems.malformed_request('The body is empty; leave out Content-Type or send JSON.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => problems.malformed_request('The body is not valid JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => problems.malformed_request('Content-Length and body disagree.'),
  FST_ERR_NOT_FOUND: () => problems.not_found(),
  FST_ERR_BAD_URL: () => problems.malformed_request('The path is not valid.'),
  FST_ERR_MAX_PARAM_LENGTH: () => problems.not_found(),
};

/** A form has fewer fields; whoever sends thousands of unknown ones need not read them all again. */
const MOST_ERRORS = 50;
export const LONGEST_FIELD = 200;

function invalidInput(validation: FastifySchemaValidationError[], context = 'body'): Problem {
  // A malformed id names nothing that exists.
  if (context === 'params') return problems.not_found();
  const errors = validation.slice(0, MOST_ERRORS).map(toFieldError);
  const unique = [...new Map(errors.map((error) => [error.field, error])).values()];
  const [first] = unique;
  return problems.invalid_input(first && `${first.field}: ${first.message}`, { errors: unique });
}

/** One failed rule of a schema, in the words of somebody filling in a form; never with the value. */
export function toFieldError({
  instancePath,
  keyword,
  params,
  message,
}: FastifySchemaValidationError): FieldError {
  const path = instancePath.slice(1, LONGEST_FIELD);
  const within = (name: unknown) => (path ? `${path}/${String(name)}` : String(name)).slice(0, LONGEST_FIELD);
  switch (keyword) {
    case 'required':
      return { field: within(params['missingProperty']), message: 'is required' };
    case 'additionalProperties':
      return { field: within(params['additionalProperty']), message: 'is not a field here' };
    case 'format':
      return { field: path, message: formatHints[String(params['format'])] ?? 'has the wrong form' };
    case 'enum':
      return { field: path, message: `wants one of ${(params['allowedValues'] as unknown[]).join(', ')}` };
    case 'type':
      return { field: path || 'body', message: `wants ${[params['type']].flat().join(' or ')}` };
    case 'pattern':
      return { field: path, message: 'has the wrong form' };
    default:
      return { field: path || 'body', message: message ?? 'is not valid' };
  }
}

/** The kind of the fault and where it happened. Messages stay out: those of SQL quote values. */
function logFault(request: FastifyRequest, error: Error, problem: Problem): void {
  const frames = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
  const code = codeOf(error) ?? codeOf(error.cause);
  const constraint = violatedConstraint(error);
  request.log.error(
    { fault: error.name, code, constraint, problem: problem.kind.code, frames },
    'request failed',
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
