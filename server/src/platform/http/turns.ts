import { problems } from '../problems.ts';

/** How many may do something costly at the same time: of one process, and of these of one person. */
export class Turns {
  readonly #most: number;
  readonly #most_of_one: number;
  readonly #running = new Map<string, number>();

  constructor(most: number, most_of_one: number) {
    this.#most = most;
    this.#most_of_one = most_of_one;
  }

  /**
   * @returns what gives the turn back; a second call changes nothing
   * @throws Problem throttled
   */
  take(who: string): () => void {
    const total = [...this.#running.values()].reduce((sum, count) => sum + count, 0);
    const own = this.#running.get(who) ?? 0;
    if (total >= this.#most || own >= this.#most_of_one)
      throw problems.throttled('Too many files at the same time.', { retry_after: 5 });
    this.#running.set(who, own + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.#running.get(who)! - 1;
      if (left > 0) this.#running.set(who, left);
      else this.#running.delete(who);
    };
  }
}
