// A helper at the other end of a link: reads what it says on demand, answers its pings, matches its
// answers to requests, and watches whether it is alive (external-protocol 1.7, 4.2, 10). What its
// messages mean is for whoever owns it.
import { Conversation, type Received } from "../../protocols/external/conversation.ts";
import type { FrameVersion } from "../../protocols/external/frames.ts";
import type { ExternalMessage } from "../../protocols/external/messages.ts";
import { FAULT_NAMES } from "../../protocols/faults.ts";
import type { Clock, TimerHandle } from "../../runtime/platform.ts";
import { DatasourceError } from "../datasource/datasource-error.ts";
import type { FrameLink } from "./frame-link.ts";
import { FrameQueue } from "./frame-queue.ts";

/** Tools end after 15 seconds without a ping. */
export const PING_MS = 5_000;
/** A peer that is listened to and says nothing for so long, pings notwithstanding, is dead. */
export const SILENCE_MS = 30_000;
/** Time for the answer to one request. */
export const REQUEST_MS = 30_000;
/** Bytes of a stream that is none, shown to people. */
const SHOWN_BYTES = 16;

/** An answer: every report but that of data. */
export type Answer = Extract<ExternalMessage, { readonly ok: boolean }>;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: DatasourceError) => void;
  readonly timer: TimerHandle;
}

export interface HelperPeerInput {
  readonly link: FrameLink;
  readonly clock: Clock;
  /** The framing to begin with; the peer's own once it has spoken. */
  readonly version: FrameVersion;
  /** How the peer is called in sentences: "its capture tool". */
  readonly name: string;
  /** Time between pings, and the silence that ends it; PING_MS and SILENCE_MS unless told. */
  readonly pingMs?: number;
  readonly silenceMs?: number;
}

export class HelperPeer {
  readonly conversation: Conversation;
  readonly #link: FrameLink;
  readonly #clock: Clock;
  readonly name: string;
  readonly #queue: FrameQueue;
  readonly #pingMs: number;
  readonly #silenceMs: number;
  readonly #pending = new Map<number, Pending>();
  #reading: Promise<void> | undefined = undefined;
  /** Somebody listens to it. */
  #listening = false;
  /** Pings sent since it was last heard; their count is a time that no setting of a clock changes. */
  #unheardPings = 0;
  #pingTimer: TimerHandle = undefined;
  #failure: DatasourceError | undefined = undefined;
  /** The first bytes it sent, for the sentence on a stream that is none. */
  #head = "";
  #whole: Uint8Array | undefined = undefined;
  #held: "data" | "message" | undefined = undefined;
  /** The link ended by itself. */
  ended = false;
  #closed = false;
  /** Time between the last ping and its answer, -1 before the first. */
  roundTripMs = -1;
  #pinged: { sequence: number; atMs: number } | undefined = undefined;

  constructor(input: HelperPeerInput) {
    this.#link = input.link;
    this.#clock = input.clock;
    this.name = input.name;
    this.#pingMs = input.pingMs ?? PING_MS;
    this.#silenceMs = input.silenceMs ?? SILENCE_MS;
    this.conversation = new Conversation("server", input.version);
    this.#queue = new FrameQueue(
      input.link,
      () => this.fail("child-lost", `${this.name} does not read what it is sent`),
    );
  }

  get queuedFrames(): number {
    return this.#queue.depth;
  }

  /** What ended it, once something has. */
  get failure(): DatasourceError | undefined {
    return this.#failure;
  }

  /**
   * The next frame at hand: `data` and `message` for the caller, who finds them in `conversation`,
   * `more` when `readMore` is to be awaited. Throws a DatasourceError when nothing will come any more.
   */
  take(): Extract<Received, "data" | "message" | "more"> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const held = this.#held;
      this.#held = undefined;
      if (held !== undefined) return held;
      const received = this.#next();
      if (received === "data" || received === "more") return received;
      if (received === "message") {
        if (!this.#keepHouse(this.conversation.message)) return received;
      } else if (received !== "unknown") this.#failBroken(received);
    }
  }

  /** The frame taken last is the next one again. */
  putBack(taken: "data" | "message"): void {
    this.#held = taken;
  }

  /** Resolves when more bytes are at hand; rejects at the end, with why. */
  readMore(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#reading ??= this.#read();
  }

  /** Sends a frame; its number, 0 for what the peer's framing has no words or no room for. */
  send(message: ExternalMessage): number {
    const frame = this.conversation.encode(message);
    if (frame === undefined) return 0;
    this.#queue.push(frame);
    return this.conversation.sentSequence;
  }

  /** The ping that asks tools which framing they speak. */
  sendHandshake(): void {
    this.#queue.push(this.conversation.encodeHandshake());
  }

  /**
   * Sends a request; resolves with its answer, whatever it says. Somebody must go on reading.
   * Rejects when none comes in time, and when the peer is lost.
   */
  request(message: ExternalMessage, what: string, limitMs = REQUEST_MS): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const sequence = this.send(message);
      // It may have been one frame too many for a peer that does not read.
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      if (sequence === 0) {
        reject(new DatasourceError("limit", `the request is longer than ${this.name} takes`));
        return;
      }
      const timer = this.#clock.setTimeout(() => {
        this.#pending.delete(sequence);
        const seconds = limitMs / 1000;
        reject(
          new DatasourceError("timeout", `${this.name} did not ${what} in ${seconds} seconds`),
        );
      }, limitMs);
      this.#pending.set(sequence, { resolve, reject, timer });
    });
  }

  /** Sends pings from now on, and ends a peer that leaves them unanswered. */
  startPings(): void {
    if (this.#closed || this.#pingTimer !== undefined) return;
    this.#pingTimer = this.#clock.setTimeout(() => {
      this.#pingTimer = undefined;
      const nowMs = this.#clock.now();
      if (this.#listening && this.#unheardPings * this.#pingMs >= this.#silenceMs) {
        const seconds = this.#silenceMs / 1000;
        this.fail("child-lost", `${this.name} has said nothing for ${seconds} seconds`);
        return;
      }
      this.#unheardPings = this.#listening ? this.#unheardPings + 1 : 0;
      this.#pinged = { sequence: this.send({ kind: "ping" }), atMs: nowMs };
      this.startPings();
    }, this.#pingMs);
  }

  /** Ends it with a reason, which everybody who waits for it is told. */
  fail(code: ConstructorParameters<typeof DatasourceError>[0], reason: string): void {
    this.#failure ??= new DatasourceError(code, reason);
    void this.close();
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#queue.end();
      this.#clock.clearTimeout(this.#pingTimer);
      this.#rejectAll(this.#failure ?? new DatasourceError("child-lost", "it was closed"));
    }
    return this.#link.close();
  }

  async #read(): Promise<void> {
    this.#listening = true;
    const bytes = await this.#link.read();
    this.#listening = false;
    this.#unheardPings = 0;
    this.#reading = undefined;
    if (this.#failure !== undefined) throw this.#failure;
    if (bytes === undefined) {
      this.ended = !this.#closed;
      const reason = this.#closed ? "it was closed" : await this.#link.ending();
      this.#failure ??= new DatasourceError("child-lost", reason);
      this.#rejectAll(this.#failure);
      throw this.#failure;
    }
    if (this.#head.length < SHOWN_BYTES * 2) this.#head += hexOf(bytes, SHOWN_BYTES);
    if (this.#link.wholeMessages) this.#whole = bytes;
    else this.conversation.append(bytes);
  }

  #next(): Received {
    if (!this.#link.wholeMessages) return this.conversation.next();
    const message = this.#whole;
    this.#whole = undefined;
    return message === undefined ? "more" : this.conversation.whole(message);
  }

  /** True for what only keeps the conversation alive. */
  #keepHouse(message: ExternalMessage): boolean {
    if (message.kind === "ping") {
      this.#queue.push(this.conversation.encodePong());
      return true;
    }
    if (message.kind === "pong") {
      if (message.request === this.#pinged?.sequence) {
        this.roundTripMs = this.#clock.now() - this.#pinged.atMs;
      }
      return true;
    }
    if ("ok" in message) this.#answer(message);
    return false;
  }

  /** Answers to questions that nobody asked, or asks any more, complete nothing. */
  #answer(answer: Answer): void {
    const pending = this.#pending.get(answer.request);
    if (pending === undefined) return;
    this.#pending.delete(answer.request);
    this.#clock.clearTimeout(pending.timer);
    pending.resolve(answer);
  }

  #failBroken(received: "broken" | "refused"): void {
    const fault = FAULT_NAMES[this.conversation.fault];
    const beginning = this.conversation.frameCount === 0
      ? `, it began with ${this.#head.slice(0, SHOWN_BYTES * 2)}`
      : "";
    const what = received === "broken" ? "what is no frame" : "a message that is malformed";
    this.fail("child-lost", `${this.name} sent ${what} (${fault}${beginning})`);
  }

  #rejectAll(error: DatasourceError): void {
    for (const { reject, timer } of this.#pending.values()) {
      this.#clock.clearTimeout(timer);
      reject(error);
    }
    this.#pending.clear();
  }
}

function hexOf(bytes: Uint8Array, most: number): string {
  return Array.from(
    bytes.subarray(0, most),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
}
