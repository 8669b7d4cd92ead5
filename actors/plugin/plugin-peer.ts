// The server's end of the connection to one running helper (spec external-protocol 7 to 9): reads its
// frames, does what they ask, and carries web requests and events to it.
import { Conversation } from "../../protocols/external/conversation.ts";
import type { ExternalMessage, NameAndValue } from "../../protocols/external/messages.ts";
import { SEVERITY_ERROR } from "../../protocols/external/messages.ts";
import { FAULT_NAMES } from "../../protocols/faults.ts";
import type { HelperCounters } from "../../protocols/records/plugin.ts";
import type { ByteSink, ByteSource, TimerHandle } from "../../runtime/platform.ts";
import { FrameQueue } from "../helper/frame-queue.ts";
import type { Token } from "../session/token.ts";
import { HelperEvents } from "./helper-events.ts";
import type { RouteOwner } from "./helper-routes.ts";
import type { HelperServices } from "./helper-services.ts";
import { HttpExchange } from "./http-exchange.ts";
import { MessageRelay } from "./message-relay.ts";

/** Pushes frames through that a widely used library left in its buffer, and shows that it lives. */
export const PING_INTERVAL_MS = 5_000;
/** A helper that says nothing for so long, though it is asked, is given up. */
export const SILENCE_MS_MAX = 60_000;
export const REFUSED_FRAMES_MAX = 10;
/** Web requests one helper has open at a time; further ones are answered 503. */
export const OPEN_REQUESTS_MAX = 256;
/** Longest work on what a helper sent in one go. */
const SLICE_MS = 10;

export interface PluginPeerInput {
  readonly services: HelperServices;
  readonly label: string;
  /** Role of the token it may ask for. */
  readonly role: string;
  readonly source: ByteSource;
  readonly sink: ByteSink;
  readonly counters: HelperCounters;
}

/** How the connection came to its end. */
export interface PeerEnd {
  readonly reason: string;
  /** The helper said that it goes. */
  readonly announced: boolean;
}

export class PluginPeer implements RouteOwner {
  readonly label: string;
  readonly #input: PluginPeerInput;
  readonly #conversation = new Conversation("server");
  readonly #queue: FrameQueue;
  readonly #events: HelperEvents;
  readonly #relay: MessageRelay;
  readonly #exchanges = new Map<number, HttpExchange>();
  readonly #ended = Promise.withResolvers<PeerEnd>();
  #lastRequest = -1;
  #refusedInRow = 0;
  #token: Token | undefined = undefined;
  #timer: TimerHandle = undefined;
  #lastHeardMs = 0;
  #askedMs = 0;
  #over = false;
  #roomy: (() => void) | undefined = undefined;

  constructor(input: PluginPeerInput) {
    const { services, label } = input;
    this.#input = input;
    this.label = label;
    this.#queue = new FrameQueue(input.sink, () => this.#end("it does not read what it is sent"));
    this.#events = new HelperEvents(services, (json) => this.#sendEvent(json));
    this.#relay = new MessageRelay(services.messages, label, () => services.clock.now());
  }

  /** Serves the helper until its end, or until `close`. */
  run(): Promise<PeerEnd> {
    const { clock } = this.#input.services;
    this.#lastHeardMs = clock.now();
    void this.#read().catch((error: unknown) => this.#ended.reject(error));
    this.#timer = clock.setTimeout(() => this.#tick(), PING_INTERVAL_MS);
    return this.#ended.promise;
  }

  /** A line that the helper wrote beside the protocol. */
  tell(severity: number, text: string): void {
    this.#relay.tell(severity, text);
  }

  /** Says goodbye; the connection is over. */
  close(reason: string): void {
    this.#say({ kind: "shutdown", reason });
    this.#end(reason);
  }

  /** Takes back everything the helper had: routes, requests, events, its token. */
  #end(reason: string, announced = false): void {
    if (this.#over) return;
    this.#over = true;
    const { services } = this.#input;
    services.clock.clearTimeout(this.#timer);
    services.routes.release(this);
    this.#events.clear();
    for (const exchange of this.#exchanges.values()) exchange.lose();
    if (this.#token !== undefined) services.tokens?.revokeHelper(this.#token);
    this.#relay.summarise();
    this.#roomy?.();
    this.#ended.resolve({ reason, announced });
  }

  request(
    method: string,
    path: string,
    variables: readonly NameAndValue[],
  ): HttpExchange | undefined {
    if (this.#over || this.#exchanges.size >= OPEN_REQUESTS_MAX) return undefined;
    this.#lastRequest = this.#lastRequest >= 0xffffffff ? 0 : this.#lastRequest + 1;
    const exchange = new HttpExchange(this.#lastRequest, {
      clock: this.#input.services.clock,
      cancelled: ({ id }) => this.#say({ kind: "httpCancel", id }),
      finished: ({ id }) => void this.#exchanges.delete(id),
      drained: () => this.#roomy?.(),
    });
    this.#exchanges.set(exchange.id, exchange);
    this.#input.counters.requests += 1;
    const { id } = exchange;
    if (!this.#say({ kind: "httpRequest", id, uri: path, method, variables })) exchange.lose();
    return exchange;
  }

  async #read(): Promise<void> {
    const { source, services } = this.#input;
    let sliceStartMs = services.clock.now();
    while (!this.#over) {
      const chunk = await source.read();
      if (this.#over) return;
      if (chunk === undefined) return this.#end("it closed its connection");
      this.#lastHeardMs = services.clock.now();
      this.#conversation.append(chunk);
      await this.#takeFrames(chunk);
      if (services.clock.now() - sliceStartMs < SLICE_MS) continue;
      await services.yieldToLoop();
      sliceStartMs = services.clock.now();
    }
  }

  /** A helper is not read while a client of one of its answers does not keep up. */
  async #room(): Promise<void> {
    while (!this.#over && [...this.#exchanges.values()].some((exchange) => exchange.isFull)) {
      await new Promise<void>((resolve) => this.#roomy = resolve);
      this.#roomy = undefined;
    }
  }

  async #takeFrames(chunk: Uint8Array): Promise<void> {
    const conversation = this.#conversation;
    const { counters } = this.#input;
    while (!this.#over) {
      const received = conversation.next();
      if (received === "more") return;
      counters.frames += 1;
      if (received === "message") {
        this.#refusedInRow = 0;
        this.#take(conversation.message);
        if (this.#isFull()) await this.#room();
      } else if (received === "broken") {
        this.#end(`it sent what is no frame (${FAULT_NAMES[conversation.fault]}): ${hex(chunk)}`);
      } else if (received === "refused") {
        counters.refused += 1;
        this.#refusedInRow += 1;
        if (this.#refusedInRow >= REFUSED_FRAMES_MAX) {
          this.#end(`${REFUSED_FRAMES_MAX} frames in a row had contents that cannot be read`);
        }
      }
    }
  }

  #isFull(): boolean {
    for (const exchange of this.#exchanges.values()) if (exchange.isFull) return true;
    return false;
  }

  #take(message: ExternalMessage): void {
    switch (message.kind) {
      case "ping":
        return this.#queue.push(this.#conversation.encodePong());
      case "pong":
        this.#input.counters.roundTripMs = this.#input.services.clock.now() - this.#askedMs;
        return;
      case "message":
        this.#input.counters.messages += 1;
        return this.#relay.tell(message.severity, message.text);
      case "shutdown":
        return this.#end(`it said goodbye: ${message.reason}`, true);
      case "uriRegister":
        return this.#refuse(
          this.#input.services.routes.register(this, message.method, message.uri),
          `answer ${message.method} ${message.uri}`,
        );
      case "httpResponse":
        // An answer to a request that is over: its client has gone, or it has ended already.
        return this.#exchanges.get(message.id)?.take(message);
      case "authRequest":
        return this.#giveToken();
      case "eventRegister":
        return this.#refuse(this.#events.listen(message.events), "listen to all it asked for");
      case "eventPublish":
        this.#input.counters.published += 1;
        return this.#refuse(
          this.#events.publish(message.topic, message.json),
          `publish ${message.topic}`,
        );
      default:
        // What capture tools say means nothing here.
        this.#input.counters.refused += 1;
    }
  }

  #refuse(problem: string, wish: string): void {
    if (problem === "") return;
    this.#input.counters.refused += 1;
    this.#relay.tell(SEVERITY_ERROR, `it may not ${wish}: ${problem}`);
  }

  #giveToken(): void {
    const { services, label, role } = this.#input;
    if (services.tokens === undefined) {
      return this.#refuse("this server has no logins", "have a token");
    }
    this.#token ??= services.tokens.createHelper(label, role);
    this.#say({ kind: "authToken", token: this.#token.token });
  }

  #sendEvent(json: string): void {
    const { counters } = this.#input;
    if (this.#queue.isCrowded || !this.#say({ kind: "event", json })) counters.eventsDropped += 1;
    else counters.events += 1;
  }

  /** False for what the helper's framing cannot carry. */
  #say(message: ExternalMessage): boolean {
    if (this.#over) return false;
    const frame = this.#conversation.encode(message);
    if (frame !== undefined) this.#queue.push(frame);
    return frame !== undefined;
  }

  #tick(): void {
    const { clock } = this.#input.services;
    this.#timer = clock.setTimeout(() => this.#tick(), PING_INTERVAL_MS);
    // Nothing is said to a helper that has not spoken: how it wants to be spoken to is not known.
    if (this.#conversation.frameCount === 0) return;
    if (clock.now() - this.#lastHeardMs > SILENCE_MS_MAX) {
      return this.#end(`it said nothing for ${SILENCE_MS_MAX / 1000} seconds`);
    }
    this.#askedMs = clock.now();
    this.#say({ kind: "ping" });
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
