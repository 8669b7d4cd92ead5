// What one client of the old text protocol still has to get: a bounded queue of sentences between
// the server and a peer that may read slowly or not at all (spec legacy-protocol 1).
import type { Clock, TcpConnection } from "../../runtime/platform.ts";

/** Bytes of sentences that wait, whatever `maxbacklog` says. */
export const BACKLOG_BYTES_MAX = 8 * 1024 * 1024;
/** Sentences joined into one write. */
const WRITE_CHARACTERS = 64 * 1024;

export interface LegacyOutputInput {
  readonly connection: TcpConnection;
  readonly clock: Clock;
  /** Sentences that may wait; further ones are dropped. */
  readonly backlogMax: number;
}

export class LegacyOutput {
  readonly #input: LegacyOutputInput;
  readonly #encoder = new TextEncoder();
  #queue: string[] = [];
  #bytes = 0;
  #writing = false;
  #stopped = false;
  #waiting: (() => void)[] = [];
  /** When the peer took something last, or began to be waited for. */
  #progressMs = 0;
  sent = 0;
  /** Sentences lost because the backlog was full. */
  dropped = 0;

  constructor(input: LegacyOutputInput) {
    this.#input = input;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  get full(): boolean {
    return this.#queue.length >= this.#input.backlogMax || this.#bytes >= BACKLOG_BYTES_MAX;
  }

  /** Time for which the peer has taken nothing although something waits. */
  get stalledMs(): number {
    return this.#writing ? this.#input.clock.now() - this.#progressMs : 0;
  }

  /** Queues a sentence; one that finds the backlog full is dropped and counted. */
  push(sentence: string): void {
    if (this.#stopped) return;
    if (this.full) {
      this.dropped += 1;
      return;
    }
    this.#queue.push(sentence);
    this.#bytes += sentence.length;
    if (!this.#writing) void this.#write();
  }

  /** As `push` for what must not be lost: waits until there is room. */
  async pushWaiting(sentence: string): Promise<void> {
    while (this.full && !this.#stopped) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.push(sentence);
  }

  /** Resolves when everything was handed over, or nothing will be any more. */
  async drained(): Promise<void> {
    while (this.#writing && !this.#stopped) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Forgets what waits; nothing is taken any more. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
    this.#bytes = 0;
    this.#wake();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    this.#progressMs = this.#input.clock.now();
    try {
      // What is said in one go leaves in one go.
      await Promise.resolve();
      while (this.#queue.length > 0) {
        const { text, count } = this.#next();
        await this.#input.connection.write(this.#encoder.encode(text));
        this.#progressMs = this.#input.clock.now();
        this.sent += count;
        this.#wake();
      }
    } catch {
      // The peer has gone, which the reading side is told as well.
      this.stop();
    } finally {
      this.#writing = false;
      this.#wake();
    }
  }

  #next(): { text: string; count: number } {
    let text = "";
    let count = 0;
    while (count < this.#queue.length && text.length < WRITE_CHARACTERS) {
      text += this.#queue[count]!;
      count += 1;
    }
    this.#queue.splice(0, count);
    this.#bytes -= text.length;
    return { text, count };
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
