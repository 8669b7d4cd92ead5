// Frames on their way to a peer, one write each and one after the other: old peers handle one frame a
// read, and a peer that does not read must not fill our memory (external-protocol 1.8, 10).
import type { FrameLink } from "./frame-link.ts";

export const QUEUED_FRAMES_MAX = 1024;
export const QUEUED_BYTES_MAX = 4 * 1024 * 1024;

export class FrameQueue {
  readonly #link: Pick<FrameLink, "write">;
  readonly #overflow: () => void;
  readonly #waiting: Uint8Array[] = [];
  #roomy: (() => void)[] = [];
  #bytes = 0;
  #writing: Promise<void> | undefined = undefined;
  #ended = false;

  /** `overflow` is called once, when more waits than may wait. */
  constructor(link: Pick<FrameLink, "write">, overflow: () => void) {
    this.#link = link;
    this.#overflow = overflow;
  }

  /** Frames that wait, the one that is being written included. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** Half of what may wait does: the time to leave out what can be left out. */
  get isCrowded(): boolean {
    return this.depth >= QUEUED_FRAMES_MAX / 2 || this.#bytes >= QUEUED_BYTES_MAX / 2;
  }

  /** Resolves when few frames wait, or none are taken any more. */
  async room(): Promise<void> {
    while (this.isCrowded && !this.#ended) {
      await new Promise<void>((resolve) => this.#roomy.push(resolve));
    }
  }

  push(frame: Uint8Array): void {
    if (this.#ended) return;
    this.#waiting.push(frame);
    this.#bytes += frame.length;
    if (this.#waiting.length > QUEUED_FRAMES_MAX || this.#bytes > QUEUED_BYTES_MAX) {
      this.end();
      this.#overflow();
      return;
    }
    this.#writing ??= this.#write();
  }

  /** Resolves when nothing waits any more. */
  async written(): Promise<void> {
    await this.#writing;
  }

  /** Nothing more is written. */
  end(): void {
    this.#ended = true;
    this.#waiting.length = 0;
    this.#bytes = 0;
    this.#wake();
  }

  #wake(): void {
    const roomy = this.#roomy;
    this.#roomy = [];
    for (const proceed of roomy) proceed();
  }

  async #write(): Promise<void> {
    try {
      for (let frame = this.#waiting[0]; frame !== undefined; frame = this.#waiting[0]) {
        await this.#link.write(frame);
        if (this.#ended) break;
        this.#waiting.shift();
        this.#bytes -= frame.length;
        if (!this.isCrowded) this.#wake();
      }
    } catch {
      // The peer has gone; whoever reads from it hears of that, and why.
      this.end();
    }
    this.#writing = undefined;
  }
}
