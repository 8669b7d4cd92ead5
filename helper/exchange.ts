// One web request as a helper's author sees it, and the answer in as many pieces as it takes.
import type { MessageOf, NameAndValue } from "../protocols/external/messages.ts";

/** Bytes of one message: every server that exists takes frames of this size. */
export const CONTENT_BYTES_MAX = 4096;

export interface WebRequest {
  /** The path that was registered. */
  readonly uri: string;
  readonly method: string;
  /** Variables of the query and of a form. */
  readonly variables: ReadonlyMap<string, string>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What carries messages to the server; resolves when it can take another. */
export type SendMessage = (message: MessageOf<"httpResponse">) => Promise<void>;

const encoder = new TextEncoder();

/** Status and headers go out with the first piece, so they are set before it. */
export class WebAnswer {
  readonly #id: number;
  readonly #send: SendMessage;
  readonly #signal: AbortSignal;
  readonly #headers: NameAndValue[] = [];
  #status = 200;
  #isBegun = false;
  #isEnded = false;

  constructor(id: number, signal: AbortSignal, send: SendMessage) {
    this.#id = id;
    this.#signal = signal;
    this.#send = send;
  }

  get isBegun(): boolean {
    return this.#isBegun;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The status, 200 when nothing else is said. Throws when the answer has begun. */
  status(code: number): this {
    this.#requireHead();
    if (!Number.isInteger(code) || code < 200 || code > 599) {
      throw new RangeError(`${code} is no status of an answer: those are 200 to 599`);
    }
    this.#status = code;
    return this;
  }

  /** Throws when the answer has begun. */
  header(name: string, value: string): this {
    this.#requireHead();
    this.#headers.push([name, value]);
    return this;
  }

  /**
   * Sends a piece at once, so that a client sees it now. Resolves when another can be sent: await it,
   * and a slow client slows the helper instead of filling its memory. Does nothing when the client
   * has gone.
   */
  async write(content: string | Uint8Array): Promise<void> {
    if (this.#isEnded) throw new Error("the answer has ended");
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    for (let start = 0; start < bytes.length; start += CONTENT_BYTES_MAX) {
      if (this.#signal.aborted) return;
      await this.#message(bytes.slice(start, start + CONTENT_BYTES_MAX), false);
    }
  }

  /** Ends the answer, with a last piece if there is one. */
  async end(content: string | Uint8Array = ""): Promise<void> {
    if (this.#isEnded) return;
    await this.write(content);
    this.#isEnded = true;
    if (!this.#signal.aborted) await this.#message(undefined, true);
  }

  #message(content: Uint8Array | undefined, close: boolean): Promise<void> {
    const isFirst = !this.#isBegun;
    this.#isBegun = true;
    return this.#send({
      kind: "httpResponse",
      id: this.#id,
      headers: isFirst ? this.#headers : [],
      ...isFirst && { status: this.#status },
      ...content !== undefined && { content },
      ...close && { close },
    });
  }

  #requireHead(): void {
    if (this.#isBegun) throw new Error("status and headers go before the first piece");
  }
}
