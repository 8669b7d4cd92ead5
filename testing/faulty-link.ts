// The link of a played capture tool, with the faults of its scenario between the tool and its server:
// the tool itself is the real one and knows nothing of them.
import type { FrameLink } from "../actors/helper/frame-link.ts";
import type { ToolFaults } from "../runtime/scenario/tool-faults.ts";

type LinkFaults = Pick<ToolFaults, "reads" | "isFrozen" | "isSilent">;

export class FaultyLink implements FrameLink {
  readonly wholeMessages: boolean;
  readonly #link: FrameLink;
  #faults: LinkFaults = { reads: true, isFrozen: false, isSilent: false };
  #waiting: (() => void)[] = [];
  #ended = false;
  /** Bytes that it kept to itself while it was silent. */
  unsaidBytes = 0;

  constructor(link: FrameLink) {
    this.wholeMessages = link.wholeMessages;
    this.#link = link;
  }

  /** From now on the faults are these. */
  befall(faults: LinkFaults): void {
    this.#faults = faults;
    this.changed();
  }

  async read(): Promise<Uint8Array | undefined> {
    const bytes = await this.#link.read();
    // What arrives while it does not read is read when it does.
    while (bytes !== undefined && !this.#faults.reads && !this.#ended) await this.#change();
    return this.#ended ? undefined : bytes;
  }

  async write(frame: Uint8Array): Promise<void> {
    await this.thawed();
    if (this.#ended) throw new Error("the program has ended");
    if (this.#faults.isSilent) {
      this.unsaidBytes += frame.length;
      return;
    }
    await this.#link.write(frame);
  }

  async close(): Promise<void> {
    await this.thawed();
    this.end();
    await this.#link.close();
  }

  /** Resolves when it can do anything at all: a stopped process does not even end. */
  async thawed(): Promise<void> {
    while (this.#faults.isFrozen && !this.#ended) await this.#change();
  }

  ending(): Promise<string> {
    return this.#link.ending();
  }

  /** Its program has ended, whatever the faults say. */
  end(): void {
    this.#ended = true;
    this.changed();
  }

  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
