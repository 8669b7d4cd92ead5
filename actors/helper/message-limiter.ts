// What helpers say to people, limited: one that says the same for ever must not drown everything else
// (external-protocol 10).

export const MESSAGES_PER_SECOND_MAX = 50;

export class MessageLimiter {
  readonly #now: () => number;
  readonly #tell: (text: string, isError: boolean) => void;
  #second = -1;
  #told = 0;
  #suppressed = 0;

  constructor(now: () => number, tell: (text: string, isError: boolean) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  add(text: string, isError: boolean): void {
    const second = Math.floor(this.#now() / 1000);
    if (second !== this.#second) this.#begin(second);
    if (this.#told < MESSAGES_PER_SECOND_MAX) this.#tell(text, isError);
    else this.#suppressed += 1;
    this.#told += 1;
  }

  #begin(second: number): void {
    this.#second = second;
    this.#told = 0;
    this.finish();
  }

  /** Says how many were left out since then. */
  finish(): void {
    const left = this.#suppressed;
    this.#suppressed = 0;
    if (left > 0) this.#tell(`${left} more of its messages were left out`, false);
  }
}
