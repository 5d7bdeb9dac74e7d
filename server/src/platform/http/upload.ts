import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { roleMay } from '../../permissions.ts';
import type { SignedInActor } from '../actor.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { fileProblems } from '../files/file.problems.ts';
import { cleanFileName } from '../files/names.ts';
import { Spool } from '../files/spool.ts';
import { invalidField, Problem, problems } from '../problems.ts';
import { LONGEST_FIELD } from './error-handler.ts';
import { refuseBrokenText } from './input.ts';
import { readIdentity } from './session.ts';
import { Turns } from './turns.ts';

/** A file that has arrived whole. It ends with the answer. */
export interface ReceivedFile {
  /** Cleaned; says what the client calls it, nothing else. */
  name: string;
  content: Spool;
}

/** Milliseconds that an upload may take: 10 MB over a third of a megabit per second. */
export const UPLOAD_PATIENCE = 300_000;
/** At the same time: of one process, and of these of one person. */
const MOST_UPLOADS = 64;
const MOST_OF_ONE = 24;
/** Bytes beside the file: boundaries, headers, text fields. */
const OVERHEAD = 64 * 1024;
const LONGEST_TEXT = 16 * 1024;
const MOST_FIELDS = 20;

const received = new WeakMap<FastifyRequest, ReceivedFile>();

/** The file of a request to a route with `upload`; its text fields are the body. */
export function receivedFile(request: FastifyRequest): ReceivedFile {
  const file = received.get(request);
  if (!file) throw new Error('this route takes no file');
  return file;
}

/** Bytes on their way in and out lie here, nameless. */
export function spoolFolder(config: Config): string {
  return join(config.data_dir, 'tmp');
}

/**
 * Makes a scope whose routes take `multipart/form-data` with one `file` and text fields, and nothing else. The file is
 * taken to disk before the schema looks at the fields; in the body stands its hash and name, so that an
 * Idempotency-Key holds for this file alone.
 */
export async function installUploads(scope: FastifyInstance, deps: Deps): Promise<void> {
  const mostBytes = deps.config.upload_max_mb * 1024 * 1024;
  scope.removeContentTypeParser('application/json');
  await scope.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fieldNameSize: LONGEST_FIELD,
      fieldSize: LONGEST_TEXT,
      fields: MOST_FIELDS,
      files: 1,
      parts: MOST_FIELDS + 1,
      headerPairs: 20,
      fileSize: mostBytes + 1, // the one more tells that it is too large
    },
  });
  const turns = new Turns(MOST_UPLOADS, MOST_OF_ONE);
  scope.addHook('preValidation', async (request, reply) => {
    if (!request.isMultipart()) return;
    reply.header('connection', 'close'); // a refusal does not wait for the rest
    const giveBack = turns.take(request.actor.user_id ?? '');
    try {
      request.body = await receive(request, spoolFolder(deps.config), mostBytes);
      refuseBrokenText(request.body, 'body');
    } finally {
      giveBack();
    }
    reply.removeHeader('connection');
    await requireStillAllowed(deps, request);
  });
  scope.addHook('onSend', async (request, _reply, payload) => {
    await received.get(request)?.content[Symbol.asyncDispose]();
    return payload;
  });
}

/** @returns the body as its schema knows it */
async function receive(
  request: FastifyRequest,
  folder: string,
  mostBytes: number,
): Promise<Record<string, string>> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > mostBytes + OVERHEAD) throw fileProblems.file_too_large(tooLarge(mostBytes));
  if (request.raw.destroyed) throw cutShort(); // before the parser listens, so it would wait for ever
  const body: Record<string, string> = {};
  try {
    for await (const part of request.parts()) {
      if (Object.hasOwn(body, part.fieldname)) throw invalidField(part.fieldname, 'is there more than once');
      body[part.fieldname] =
        part.type === 'file' ? await takeFile(request, part, folder, mostBytes) : textOf(part);
    }
    return body;
  } catch (error) {
    await received.get(request)?.content[Symbol.asyncDispose]();
    request.raw.unpipe().resume();
    throw toProblem(error);
  }
}

async function takeFile(
  request: FastifyRequest,
  part: MultipartFile,
  folder: string,
  mostBytes: number,
): Promise<string> {
  if (part.fieldname !== 'file') throw invalidField(part.fieldname, 'is not a field here');
  if (!part.filename) throw invalidField('file', 'wants a file with a name');
  const content = await Spool.fill(folder, part.file, mostBytes);
  const name = cleanFileName(part.filename);
  received.set(request, { name, content });
  if (content.size === 0) throw invalidField('file', 'is empty');
  return `${content.sha256} ${name}`;
}

function textOf({ fieldname, value, valueTruncated, fieldnameTruncated }: MultipartValue): string {
  if (fieldname === 'file') throw invalidField('file', 'wants a file with a name');
  if (valueTruncated || fieldnameTruncated) {
    throw invalidField(fieldname.slice(0, LONGEST_FIELD), 'is too long');
  }
  if (typeof value !== 'string') throw invalidField(fieldname, 'wants string');
  return value;
}

function tooLarge(mostBytes: number): string {
  return `A file may have ${mostBytes / 1024 / 1024} MB at most.`;
}

/** What the parser throws is the client's fault; what the disk throws is not. */
function toProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined && syscall !== 'read') return error;
  if (code === 'FST_FILES_LIMIT') return invalidField('file', 'is there more than once');
  if (code === 'FST_FIELDS_LIMIT' || code === 'FST_PARTS_LIMIT')
    return problems.malformed_request('Too many fields.');
  return cutShort();
}

function cutShort(): Problem {
  return problems.malformed_request('The form is cut short or could not be read.');
}

/** An upload may take minutes; who was signed out meanwhile, or lost the role, has sent it in vain. */
async function requireStillAllowed(deps: Deps, request: FastifyRequest): Promise<void> {
  const { session_id } = request.actor as SignedInActor;
  const identity = await readIdentity(deps, session_id);
  if (!identity) throw problems.not_authenticated();
  const { access } = request.routeOptions.config;
  if (!access || access === 'public' || !roleMay(identity.role, access)) throw problems.permission_denied();
}
