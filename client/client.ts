// A client of a moirai server for programs and pages: nothing but `fetch` and `WebSocket`, and types
// of every address, record and topic. What is asked for is a path of `Routes`; its answer is typed.
import { EventStream } from "./events.ts";
import { DeviceMonitor, type MonitorOptions } from "./monitor.ts";
import { linesOf } from "./lines.ts";
import { refusalOf } from "./request-error.ts";
import type { Routes, Rows, SocketPath } from "./routes.gen.ts";
import type { Fields, SelectedAnswer, SelectedRecord } from "./selection.ts";

export { EventStream } from "./events.ts";
export { DeviceMonitor, type MonitorOptions } from "./monitor.ts";
export { RequestError } from "./request-error.ts";
export type { Fields, SelectedAnswer, SelectedRecord } from "./selection.ts";
export type * from "./records.gen.ts";
export type { Routes, Rows, Topics } from "./routes.gen.ts";

export interface ClientOptions {
  /** `http://127.0.0.1:2501/`, with the prefix of a proxy behind it when there is one. */
  readonly address: string | URL;
  /** An API token, or the token of a login. */
  readonly token?: string;
  /** The administrator's. Without it and without a token a page uses the cookie of its visitor. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Others than those of the engine. */
  readonly fetch?: typeof globalThis.fetch;
  readonly WebSocket?: typeof globalThis.WebSocket;
}

/** Paths that can be asked with a method. */
export type PathsOf<Method extends "GET" | "POST"> = {
  [Path in keyof Routes]: Routes[Path] extends Record<Method, unknown> ? Path : never;
}[keyof Routes];

type RouteOf<Path extends keyof Routes, Method extends "GET" | "POST"> = Routes[Path] extends
  Record<Method, infer Route> ? Route : never;

export type AnswerOf<Path extends keyof Routes, Method extends "GET" | "POST"> =
  RouteOf<Path, Method> extends { answer: infer Answer } ? Answer : never;

type Selectable = {
  [Path in PathsOf<"POST">]: RouteOf<Path, "POST"> extends { selectable: true } ? Path : never;
}[PathsOf<"POST">];

/** Optional where everything in it is. */
type Wish<Name extends string, From> = From extends Record<Name, infer Of>
  ? Record<never, never> extends Of ? { readonly [N in Name]?: Of } : { readonly [N in Name]: Of }
  : { readonly [N in Name]?: never };

/** What goes with a request: values for the path, the command, variables. */
export type RequestOf<Path extends keyof Routes, Method extends "GET" | "POST"> =
  & Wish<"path", Routes[Path]>
  & Wish<"command", RouteOf<Path, Method>>
  & Wish<"variables", RouteOf<Path, Method>>
  & { readonly signal?: AbortSignal };

type Arguments<Wishes> = Record<never, never> extends Wishes ? [request?: Wishes]
  : [request: Wishes];

interface AnyRequest {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly command?: object;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/**
 * @example
 * const client = new MoiraiClient({ address: "http://127.0.0.1:2501/", token });
 * const { devices } = await client.get("/system/status.json");
 */
export class MoiraiClient {
  readonly #address: URL;
  readonly #options: ClientOptions;
  readonly #fetch: typeof globalThis.fetch;
  #token: string | undefined;

  constructor(options: ClientOptions) {
    this.#address = new URL(options.address);
    if (!this.#address.pathname.endsWith("/")) this.#address.pathname += "/";
    this.#options = options;
    this.#token = options.token;
    // Called as a function of nobody, which the one of browsers insists on.
    const { fetch = globalThis.fetch } = options;
    this.#fetch = (input, init) => fetch(input, init);
  }

  /** Asks with GET. */
  async get<Path extends PathsOf<"GET">>(
    path: Path,
    ...[request]: Arguments<RequestOf<Path, "GET">>
  ): Promise<AnswerOf<Path, "GET">> {
    const answer = await this.open("GET", path, request as AnyRequest);
    return await bodyOf(answer) as AnswerOf<Path, "GET">;
  }

  /** Asks with POST: commands, and questions with options. */
  async post<Path extends PathsOf<"POST">>(
    path: Path,
    ...[request]: Arguments<RequestOf<Path, "POST">>
  ): Promise<AnswerOf<Path, "POST">> {
    const answer = await this.open("POST", path, request as AnyRequest);
    return await bodyOf(answer) as AnswerOf<Path, "POST">;
  }

  /** Asks for some members of each record: names, paths of names, or pairs of path and new name. */
  async select<Path extends Selectable, const Wanted extends Fields>(
    path: Path,
    fields: Wanted,
    ...[request]: Arguments<RequestOf<Path, "POST">>
  ): Promise<SelectedAnswer<AnswerOf<Path, "POST">, Wanted>> {
    const wishes = (request ?? {}) as AnyRequest;
    const command = { ...wishes.command, fields };
    const answer = await this.open("POST", path, { ...wishes, command });
    return await bodyOf(answer) as SelectedAnswer<AnswerOf<Path, "POST">, Wanted>;
  }

  /** A list of any length, one record after the other, as they arrive. */
  rows<Path extends keyof Rows>(
    path: Path,
    ...[request]: Arguments<Wish<"path", Rows[Path]> & Wish<"command", Rows[Path]>>
  ): AsyncGenerator<Rows[Path]["row"], void, void> {
    return this.#rows(path, request as AnyRequest | undefined);
  }

  /** As `rows`, with some members of each record. */
  selectRows<Path extends keyof Rows, const Wanted extends Fields>(
    path: Path,
    fields: Wanted,
    ...[request]: Arguments<Wish<"path", Rows[Path]> & Wish<"command", Rows[Path]>>
  ): AsyncGenerator<SelectedRecord<Rows[Path]["row"], Wanted>, void, void> {
    const wishes = (request ?? {}) as AnyRequest;
    return this.#rows(path, { ...wishes, command: { ...wishes.command, fields } });
  }

  async *#rows<Row>(
    path: string,
    request: AnyRequest | undefined,
  ): AsyncGenerator<Row, void, void> {
    const method = request?.command === undefined ? "GET" : "POST";
    const answer = await this.open(method, path, request);
    for await (const line of linesOf(answer)) yield JSON.parse(line) as Row;
  }

  /** The event bus, opened. */
  async events(): Promise<EventStream> {
    return new EventStream(await this.#socket("/eventbus/events.ws"));
  }

  /** Devices as they change, of all or of one view; the first set is everything. */
  async monitor(options: MonitorOptions = {}): Promise<DeviceMonitor> {
    const socket = options.view === undefined
      ? await this.#socket("/devices/monitor.ws")
      : await this.#socket("/devices/views/{view}/monitor.ws", { view: options.view });
    return new DeviceMonitor(socket, options);
  }

  /**
   * The answer as it comes, for streams and for forms that have no types here, as
   * `/devices/all_devices.ekjson`. Throws a `RequestError` unless it is a good one.
   */
  async open(method: "GET" | "POST", path: string, request: AnyRequest = {}): Promise<Response> {
    if (this.#token === undefined && this.#options.login !== undefined) await this.logIn();
    const url = this.#url(path, request.path);
    const headers = new Headers();
    if (this.#token !== undefined) headers.set("authorization", `Bearer ${this.#token}`);
    const body = method === "POST" ? bodyFor(request, headers) : undefined;
    if (method === "GET") {
      for (const [name, content] of Object.entries(request.variables ?? {})) {
        if (content !== undefined) url.searchParams.set(name, String(content));
      }
    }
    return await this.#ask(
      url,
      { method, headers, ...body !== undefined && { body } },
      request.signal,
    );
  }

  /**
   * Logs in with the user and password of the options and keeps the token; done by itself with the
   * first question.
   */
  async logIn(): Promise<void> {
    const { login } = this.#options;
    if (login === undefined) throw new TypeError("there is no user and password to log in with");
    const pair = new TextEncoder().encode(`${login.user}:${login.password}`);
    const headers = { authorization: `Basic ${btoa(String.fromCharCode(...pair))}` };
    const answer = await this.#ask(this.#url("/session/check_session"), { headers });
    await answer.body?.cancel();
    // A page cannot read this header: there the browser keeps the cookie and sends it by itself.
    this.#token = /(?:^|, )KISMET=([^;,]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1];
  }

  async #ask(url: URL, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const answer = await this.#fetch(url, {
      ...init,
      credentials: "include",
      ...signal !== undefined && { signal },
    });
    if (!answer.ok) throw await refusalOf(answer, url.pathname);
    return answer;
  }

  #url(path: string, values: Readonly<Record<string, unknown>> = {}): URL {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new TypeError(`${path} needs a value of ${name}`);
      return encodeURIComponent(String(value));
    });
    return new URL(`.${filled}`, this.#address);
  }

  async #socket(path: SocketPath, values?: Readonly<Record<string, unknown>>): Promise<WebSocket> {
    const { login, WebSocket = globalThis.WebSocket } = this.#options;
    const url = this.#url(path, values);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    // Pages cannot send headers with a handshake.
    if (this.#token !== undefined) url.searchParams.set("KISMET", this.#token);
    else if (login !== undefined) {
      url.searchParams.set("user", login.user);
      url.searchParams.set("password", login.password);
    }
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      // Why it was refused no browser tells.
      socket.addEventListener("error", () => reject(new Error(`${path} could not be opened`)), {
        once: true,
      });
    });
    return socket;
  }
}

/** A command is JSON; variables need a form, which then carries the command too. */
function bodyFor({ command, variables }: AnyRequest, headers: Headers): string {
  if (variables === undefined) {
    headers.set("content-type", "application/json");
    return JSON.stringify(command ?? {});
  }
  headers.set("content-type", "application/x-www-form-urlencoded");
  const form = new URLSearchParams();
  for (const [name, content] of Object.entries(variables)) {
    if (content !== undefined) form.set(name, String(content));
  }
  if (command !== undefined) form.set("json", JSON.stringify(command));
  return form.toString();
}

async function bodyOf(answer: Response): Promise<unknown> {
  const type = answer.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return await answer.json();
  if (type.startsWith("text/") || type.startsWith("application/javascript")) {
    return await answer.text();
  }
  return new Uint8Array(await answer.arrayBuffer());
}
