// A helper: a program beside the server that answers web requests, hears and publishes events, and
// tells people things. This is the program's end of the protocol, whatever carries it.
import { FrameQueue } from "../actors/helper/frame-queue.ts";
import { Conversation } from "../protocols/external/conversation.ts";
import type { FrameVersion } from "../protocols/external/frames.ts";
import {
  type ExternalMessage,
  type MessageOf,
  SEVERITY_ALERT,
  SEVERITY_DEBUG,
  SEVERITY_ERROR,
  SEVERITY_INFO,
} from "../protocols/external/messages.ts";
import { FAULT_NAMES } from "../protocols/faults.ts";
import type { ByteSink, ByteSource } from "../runtime/platform.ts";
import { WebAnswer, type WebRequest } from "./exchange.ts";

export type Handler = (request: WebRequest, answer: WebAnswer) => void | Promise<void>;
/** `content` is the event's object, `{"NEW_DEVICE": {…}}`; one a helper published has its text. */
export type EventListener = (topic: string, content: Readonly<Record<string, unknown>>) => void;
export type Severity = "debug" | "info" | "error" | "alert";

const SEVERITIES: Readonly<Record<Severity, number>> = {
  debug: SEVERITY_DEBUG,
  info: SEVERITY_INFO,
  error: SEVERITY_ERROR,
  alert: SEVERITY_ALERT,
};

export interface HelperOptions {
  /** What the server says. */
  readonly source: ByteSource;
  /** What the server hears. */
  readonly sink: ByteSink;
  /** The framing to begin with: 0 for servers until 2020, 3 for those since 2025 and ours. */
  readonly version?: FrameVersion;
  /** Where the server's REST interface is, `http://127.0.0.1:2501`. */
  readonly serverUrl?: string;
}

export class Helper {
  /** Resolves with the reason when the connection has ended. */
  readonly closed: Promise<string>;
  readonly #serverUrl: string | undefined;
  readonly #source: ByteSource;
  readonly #sink: ByteSink;
  readonly #conversation: Conversation;
  readonly #queue: FrameQueue;
  readonly #handlers = new Map<string, Handler>();
  readonly #listeners: { readonly topic: string; readonly listener: EventListener }[] = [];
  readonly #open = new Map<number, AbortController>();
  readonly #close: (reason: string) => void;
  #tokenWaiters: ((token: string) => void)[] = [];
  #token: string | undefined = undefined;
  #over = false;

  constructor(options: HelperOptions) {
    this.#serverUrl = options.serverUrl;
    this.#source = options.source;
    this.#sink = options.sink;
    this.#conversation = new Conversation("tool", options.version ?? 3);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.closed = promise;
    this.#close = resolve;
    this.#queue = new FrameQueue(
      options.sink,
      () => this.#end("the server does not read what it is sent"),
    );
    void this.#read();
  }

  /** Answers a web address; its clients must have logged in as administrators. */
  route(method: "GET" | "POST" | (string & {}), uri: string, handler: Handler): void {
    this.#handlers.set(`${method} ${uri}`, handler);
    void this.#say({ kind: "uriRegister", uri, method });
  }

  /** Hears events of a topic, of all with `*`. Several listeners may hear the same. */
  listen(topic: string, listener: EventListener): void {
    const isNew = !this.#listeners.some((one) => one.topic === topic);
    this.#listeners.push({ topic, listener });
    if (isNew) void this.#say({ kind: "eventRegister", events: [topic] });
  }

  /** Publishes an event under a name of one's own; its content is sent as JSON. */
  publish(topic: string, content: unknown): Promise<void> {
    return this.#say({ kind: "eventPublish", topic, json: JSON.stringify(content) });
  }

  /** Tells people something, on the server's message log. */
  tell(severity: Severity, text: string): Promise<void> {
    return this.#say({ kind: "message", severity: SEVERITIES[severity], text });
  }

  /** A token for the server's REST interface: the cookie `KISMET`. It ends with this helper. */
  async token(): Promise<string> {
    if (this.#token !== undefined) return this.#token;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#tokenWaiters.push(resolve);
    if (this.#tokenWaiters.length === 1) await this.#say({ kind: "authRequest" });
    return await Promise.race([
      promise,
      this.closed.then((reason) => Promise.reject(new Error(`no token: ${reason}`))),
    ]);
  }

  /** Asks the server's REST interface, with the token: `helper.fetch("/system/status.json")`. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    if (this.#serverUrl === undefined) throw new Error("the server did not say where it listens");
    const headers = new Headers(init.headers);
    headers.set("cookie", `KISMET=${await this.token()}`);
    return await fetch(`${this.#serverUrl}${path}`, { ...init, headers });
  }

  /** Ends the connection for good: the server does not start this helper again. */
  async shutdown(reason: string): Promise<void> {
    await this.#say({ kind: "shutdown", reason });
    await this.#sink.close();
    this.#end(reason);
  }

  async #read(): Promise<void> {
    const conversation = this.#conversation;
    while (!this.#over) {
      const received = conversation.next();
      if (received === "message") this.#take(conversation.message);
      else if (received === "broken") {
        return this.#end(`the server sent no frame (${FAULT_NAMES[conversation.fault]})`);
      } else if (received === "more") {
        const chunk = await this.#source.read();
        if (chunk === undefined) return this.#end("the server closed the connection");
        conversation.append(chunk);
      }
    }
  }

  #take(message: ExternalMessage): void {
    switch (message.kind) {
      case "ping":
        return this.#queue.push(this.#conversation.encodePong());
      case "shutdown":
        return this.#end(message.reason);
      case "httpRequest":
        return void this.#answer(message);
      case "httpCancel":
        return this.#open.get(message.id)?.abort();
      case "event":
        return this.#hear(message.json);
      case "authToken":
        this.#token = message.token;
        for (const resolve of this.#tokenWaiters) resolve(message.token);
        this.#tokenWaiters = [];
        return;
      default:
        // What servers say to capture tools means nothing here.
    }
  }

  async #answer(message: MessageOf<"httpRequest">): Promise<void> {
    const { id, uri, method, variables } = message;
    const abort = new AbortController();
    this.#open.set(id, abort);
    const answer = new WebAnswer(id, abort.signal, (piece) => this.#say(piece));
    const request = { uri, method, variables: new Map(variables), signal: abort.signal };
    try {
      const handler = this.#handlers.get(`${method} ${uri}`);
      if (handler === undefined) await answer.status(404).end("There is nothing here\n");
      else {
        await handler(request, answer);
        await answer.end();
      }
    } catch (error) {
      void this.tell("error", `${method} ${uri} failed: ${String(error)}`);
      if (!answer.isBegun) answer.status(500);
      if (!answer.isEnded) await answer.end(answer.isBegun ? "" : "The plugin failed\n");
    } finally {
      this.#open.delete(id);
    }
  }

  #hear(json: string): void {
    const event = parseEvent(json);
    if (event === undefined) return;
    for (const { topic, listener } of this.#listeners) {
      if (topic !== "*" && topic !== event.topic) continue;
      try {
        listener(event.topic, event.content);
      } catch (error) {
        void this.tell("error", `a listener of ${event.topic} failed: ${String(error)}`);
      }
    }
  }

  /** Resolves when another message can be sent. */
  async #say(message: ExternalMessage): Promise<void> {
    if (this.#over) return;
    const frame = this.#conversation.encode(message);
    if (frame === undefined) throw new RangeError("this is too much for one message");
    this.#queue.push(frame);
    await this.#queue.room();
  }

  #end(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    for (const abort of this.#open.values()) abort.abort();
    this.#queue.end();
    this.#close(reason);
  }
}

function parseEvent(
  json: string,
): { topic: string; content: Readonly<Record<string, unknown>> } | undefined {
  try {
    const event = JSON.parse(json) as Record<string, unknown>;
    const topic = event["kismet.eventbus.type"];
    const content = event["kismet.eventbus.content"];
    if (typeof topic !== "string" || typeof content !== "object" || content === null) {
      return undefined;
    }
    return { topic, content: content as Record<string, unknown> };
  } catch {
    // Not JSON: nothing that a listener could use.
    return undefined;
  }
}
