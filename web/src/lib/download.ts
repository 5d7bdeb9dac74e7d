import { send } from '../api/client.ts';
import { toRefusal } from '../api/refusal.ts';

/**
 * Fetches a file with the access token, which a plain link could not carry, and offers it for saving under the name
 * that the server gives it. It is in memory until it is whole: a file that broke off is never saved.
 * @param path of the API, with its query
 * @throws Refusal
 */
export async function download(path: string): Promise<void> {
  const response = await send(new Request(path)).catch((error: unknown) => {
    throw toRefusal(error, undefined);
  });
  if (!response.ok) throw toRefusal(await bodyOf(response), response);
  const name = fileNameIn(response.headers.get('content-disposition') ?? '');
  const content = await response.blob().catch((error: unknown) => {
    throw toRefusal(error, undefined);
  });
  saveAs(content, name);
}

/** RFC 6266: the extended form (RFC 8187) goes before the plain one. */
export function fileNameIn(disposition: string): string {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? 'file';
}

async function bodyOf(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

/** Offers what is in memory for saving. */
export function saveAs(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
