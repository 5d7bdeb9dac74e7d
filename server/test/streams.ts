import type { TestEtiba } from './harness.ts';

/** `inject` answers when the answer is whole, which a stream is only when it is ended. */
export async function endingStreams<T>({ deps }: TestEtiba, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => deps.live.endAll(), 20);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
