// One web request that a helper answers, in pieces and in its own time (spec external-protocol 7.3).
// The helper's connection puts messages in, the web server takes bytes out.
import type { MessageOf, NameAndValue } from "../../protocols/external/messages.ts";
import type { Clock, TimerHandle } from "../../runtime/platform.ts";

/** Answered with 504 when the helper has said nothing until then. */
export const FIRST_MESSAGE_MS_MAX = 60_000;
/**
 * The status may come last, after all content: the first bytes wait for it so long, and while so few
 * have come.
 */
export const HEAD_WAIT_MS = 100;
export const HEAD_WAIT_BYTES = 4096;
/** Bytes that wait for a client; with more the helper is not read until the client has caught up. */
export const EXCHANGE_BYTES_MAX = 1024 * 1024;
/** A client that takes nothing for so long while bytes wait is given up. */
export const CLIENT_STALL_MS_MAX = 30_000;
export const RESPONSE_HEADERS_MAX = 64;

/** How the answer begins, or that there is none. */
export interface ExchangeHead {
  readonly status: number;
  readonly headers: readonly NameAndValue[];
  /** Why the server answers in the helper's place; undefined for the helper's own answer. */
  readonly problem: string | undefined;
}

/** Who carries the request to the helper. */
export interface ExchangeOwner {
  readonly clock: Clock;
  /** The client has gone, or was given up: the helper may stop. */
  cancelled(exchange: HttpExchange): void;
  /** Nothing more comes for this request. */
  finished(exchange: HttpExchange): void;
  /** Bytes that waited were taken. */
  drained(): void;
}

export class HttpExchange {
  readonly id: number;
  readonly head: Promise<ExchangeHead>;
  readonly #owner: ExchangeOwner;
  readonly #headers = new Map<string, NameAndValue>();
  readonly #chunks: Uint8Array[] = [];
  #resolveHead!: (head: ExchangeHead) => void;
  #isHeadSent = false;
  #status: number | undefined = undefined;
  #timer: TimerHandle = undefined;
  #wake: (() => void) | undefined = undefined;
  #state: "open" | "ended" | "cut" | "cancelled" = "open";
  queuedBytes = 0;
  /** Headers and status codes that came when the answer had begun; ignored. */
  late = 0;

  constructor(id: number, owner: ExchangeOwner) {
    this.id = id;
    this.#owner = owner;
    this.head = new Promise((resolve) => this.#resolveHead = resolve);
    this.#arm(FIRST_MESSAGE_MS_MAX, () => {
      this.#refuse(504, "the plugin did not answer in time");
      this.#owner.cancelled(this);
      this.#finish("cancelled");
    });
  }

  /** A client that does not read: its helper should not be read either. */
  get isFull(): boolean {
    return this.queuedBytes > EXCHANGE_BYTES_MAX;
  }

  /** Headers, then status, then content, then the end, as one message has them. */
  take(message: MessageOf<"httpResponse">): void {
    if (this.#state !== "open") return;
    const { headers, status, content, close } = message;
    if (this.#isHeadSent) {
      if (headers.length > 0 || status !== undefined) this.late += 1;
    } else {
      this.#disarm();
      for (const [name, value] of headers) this.#setHeader(name, value);
      if (status !== undefined) this.#status = status;
    }
    if (content !== undefined && content.length > 0) {
      this.#chunks.push(content);
      this.queuedBytes += content.length;
    }
    if (close === true) this.#state = "ended";
    if (!this.#isHeadSent) {
      const isReady = this.#status !== undefined || close === true ||
        this.queuedBytes > HEAD_WAIT_BYTES;
      if (isReady) this.#sendHead();
      else this.#arm(HEAD_WAIT_MS, () => this.#sendHead());
    } else if (this.isFull) this.#watchClient();
    this.#wake?.();
    if (close === true) this.#owner.finished(this);
  }

  /** The next bytes, undefined at the end. Rejects when the answer was cut short. */
  async read(): Promise<Uint8Array | undefined> {
    while (this.#chunks.length === 0) {
      if (this.#state === "cut") throw new Error("the plugin went away within its answer");
      if (this.#state !== "open") return undefined;
      await new Promise<void>((resolve) => this.#wake = resolve);
      this.#wake = undefined;
    }
    const chunk = this.#chunks.shift()!;
    this.queuedBytes -= chunk.length;
    if (this.#isHeadSent) this.#disarm();
    if (this.isFull) this.#watchClient();
    this.#owner.drained();
    return chunk;
  }

  /** The client has gone. */
  cancel(): void {
    if (this.#state === "open") this.#owner.cancelled(this);
    if (this.#state === "open" || this.#state === "ended") this.#finish("cancelled");
  }

  /** The helper has gone: before its answer that is an error, within it a cut. */
  lose(): void {
    if (this.#state !== "open") return;
    if (!this.#isHeadSent) this.#refuse(502, "the plugin went away before its answer");
    this.#finish("cut");
  }

  #setHeader(name: string, value: string): void {
    if (this.#headers.size < RESPONSE_HEADERS_MAX) {
      this.#headers.set(name.toLowerCase(), [name, value]);
    }
  }

  #sendHead(): void {
    if (this.#isHeadSent) return;
    this.#isHeadSent = true;
    this.#disarm();
    const status = this.#status ?? 200;
    this.#resolveHead({
      status: status >= 200 && status <= 599 ? status : 500,
      headers: [...this.#headers.values()],
      problem: undefined,
    });
  }

  #refuse(status: number, problem: string): void {
    if (this.#isHeadSent) return;
    this.#isHeadSent = true;
    this.#resolveHead({ status, headers: [], problem });
  }

  #finish(state: "cut" | "cancelled"): void {
    this.#state = state;
    this.#disarm();
    this.#chunks.length = this.queuedBytes = 0;
    this.#wake?.();
    this.#owner.finished(this);
    this.#owner.drained();
  }

  #watchClient(): void {
    if (this.#timer !== undefined) return;
    this.#arm(CLIENT_STALL_MS_MAX, () => {
      this.#owner.cancelled(this);
      this.#finish("cut");
    });
  }

  #arm(ms: number, due: () => void): void {
    if (this.#timer !== undefined) return;
    this.#timer = this.#owner.clock.setTimeout(() => {
      this.#timer = undefined;
      due();
    }, ms);
  }

  #disarm(): void {
    if (this.#timer === undefined) return;
    this.#owner.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
