// Frames on their way to a helper or a tool: a queue with a limit before a pipe or socket. A peer who
// does not read is given up (spec external-protocol 10).
import type { ByteSink } from "../../runtime/platform.ts";

export const OUTBOX_FRAMES_MAX = 1024;
export const OUTBOX_BYTES_MAX = 4 * 1024 * 1024;

export class Outbox {
  readonly #sink: Pick<ByteSink, "write">;
  readonly #failed: (reason: string) => void;
  readonly #frames: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;
  readonly #waiting: (() => void)[] = [];
  #writing = false;
  #closed = false;
  sentFrames = 0;
  sentBytes = 0;

  /** `failed` is called once, when the peer does not read or has gone. */
  constructor(sink: Pick<ByteSink, "write">, failed: (reason: string) => void) {
    this.#sink = sink;
    this.#failed = failed;
  }

  /** Frames that wait. */
  get depth(): number {
    return this.#frames.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Half of what may wait does: the time to leave out what can be left out. */
  get isCrowded(): boolean {
    return this.depth >= OUTBOX_FRAMES_MAX / 2 || this.#bytes >= OUTBOX_BYTES_MAX / 2;
  }

  /** Resolves when few frames wait, or none are taken any more. */
  async room(): Promise<void> {
    while (this.isCrowded && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Queues a frame, which must not change afterwards. */
  send(frame: Uint8Array): void {
    if (this.#closed) return;
    if (this.depth >= OUTBOX_FRAMES_MAX || this.#bytes + frame.length > OUTBOX_BYTES_MAX) {
      this.#fail("it does not read what it is sent");
      return;
    }
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (!this.#writing) void this.#write();
  }

  /** Nothing is sent any more; what waits is forgotten. */
  close(): void {
    this.#closed = true;
    this.#frames.length = this.#head = this.#bytes = 0;
    this.#wake();
  }

  /** Each frame in a write of its own: a widely used library reads one frame a write (1.8). */
  async #write(): Promise<void> {
    this.#writing = true;
    try {
      while (!this.#closed && this.#head < this.#frames.length) {
        const frame = this.#frames[this.#head]!;
        await this.#sink.write(frame);
        if (this.#closed) return;
        this.#head += 1;
        this.#bytes -= frame.length;
        this.sentFrames += 1;
        this.sentBytes += frame.length;
        if (!this.isCrowded) this.#wake();
        if (this.#head === this.#frames.length) this.#frames.length = this.#head = 0;
        else if (this.#head >= OUTBOX_FRAMES_MAX) {
          this.#frames.splice(0, this.#head);
          this.#head = 0;
        }
      }
    } catch {
      // The pipe is closed; who reads from the peer learns it too and says why.
      this.#fail("it does not take what it is sent any more");
    } finally {
      this.#writing = false;
    }
  }

  #wake(): void {
    for (const proceed of this.#waiting.splice(0)) proceed();
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.#failed(reason);
  }
}
