import { client } from './generated/client.gen.ts';
import { rememberEtag } from './etags.ts';
import { keyOf, settle } from './idempotency.ts';
import { toRefusal } from './refusal.ts';
import { accessToken, isSignedIn, renew } from './session.ts';

/** What every call of the generated client gets: token, idempotency key, ETag, and errors of one kind. */
export function configureClient(): void {
  client.setConfig({ baseUrl: '', fetch: send as typeof fetch, throwOnError: true });
  client.interceptors.response.use((response, _request, options) => {
    options.responseTransformer = async (data) => {
      rememberEtag(data, response);
      return data;
    };
    return response;
  });
  client.interceptors.error.use((error, response) => toRefusal(error, response));
}

/** `fetch` with the bearer token; a token that the server no longer takes is renewed once. */
export async function send(request: Request): Promise<Response> {
  const intention = request.method === 'POST' ? await describe(request) : undefined;
  if (intention !== undefined) request.headers.set('Idempotency-Key', keyOf(intention));
  const again = request.clone();
  let response = await fetch(await authorized(request));
  if (response.status === 401 && isSignedIn() && (await renew()))
    response = await fetch(await authorized(again));
  if (intention !== undefined && response.status < 500) settle(intention);
  return response;
}

async function authorized(request: Request): Promise<Request> {
  const token = await accessToken();
  if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

/** What a POST asks for; a file is told by its size, for its content would have to be read whole. */
async function describe(request: Request): Promise<string> {
  const isText = request.headers.get('content-type')?.startsWith('application/json') ?? true;
  return `${request.url} ${isText ? await request.clone().text() : crypto.randomUUID()}`;
}
