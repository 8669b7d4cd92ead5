// Small clients with the habits of the programs that exist (spec rest-api 8): each does what its
// model does, in its way of asking and reading, and knows nothing else of the server.
import { decode } from "@msgpack/msgpack";
import { WebSocket as SocketWithHeaders } from "ws";

const FORM = "application/x-www-form-urlencoded";

export type Json = { readonly [name: string]: unknown };

/** An answer that a client takes for a failure. */
export class ClientFailure extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${status}: ${text}`);
    this.status = status;
  }
}

function cookieOf(answer: Response): string | undefined {
  return /KISMET=[^;]*/.exec(answer.headers.get("set-cookie") ?? "")?.[0];
}

const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

/**
 * The python library of 2020 to 2025: `json=` variables, a session that keeps its cookie, and every
 * answer read line by line, each line parsed alone.
 */
export class PythonClient {
  readonly #origin: string;
  readonly #headers: Record<string, string> = {};

  constructor(origin: string, login: { user: string; password: string } | { apikey: string }) {
    this.#origin = origin;
    if ("apikey" in login) this.#headers.cookie = `KISMET=${login.apikey}`;
    else this.#headers.authorization = basic(login.user, login.password);
  }

  async #ask(path: string, command: Json | undefined, post = command !== undefined) {
    const answer = await fetch(`${this.#origin}/${path}`, {
      method: post ? "POST" : "GET",
      headers: { ...this.#headers, ...post && { "content-type": FORM } },
      ...post && { body: new URLSearchParams({ json: JSON.stringify(command ?? {}) }).toString() },
    });
    this.#headers.cookie = cookieOf(answer) ?? this.#headers.cookie ?? "";
    if (answer.status !== 200) throw new ClientFailure(answer.status, await answer.text());
    return answer;
  }

  async checkSession(): Promise<boolean> {
    try {
      await (await this.#ask("session/check_session", undefined)).text();
      return true;
    } catch (error) {
      if (error instanceof ClientFailure && error.status === 401) return false;
      throw error;
    }
  }

  /** Each line of the answer, parsed. */
  async lines(path: string, command?: Json): Promise<unknown[]> {
    const text = await (await this.#ask(path, command)).text();
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  /** The one value of an answer. */
  async value(path: string, command?: Json): Promise<unknown> {
    const [value] = await this.lines(path, command);
    return value;
  }

  async post(path: string, command: Json): Promise<string> {
    return await (await this.#ask(path, command, true)).text();
  }
}

/** A script of 2016: no login for reading, msgpack both ways, and only 200 is good. */
export class ScriptOf2016 {
  readonly #origin: string;
  readonly #login: string;
  #cookie = "";

  constructor(origin: string, user: string, password: string) {
    this.#origin = origin;
    this.#login = basic(user, password);
  }

  async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.#origin}/${path}`, { headers: { cookie: this.#cookie } });
    if (answer.status !== 200) return undefined;
    return simplify(decode(new Uint8Array(await answer.arrayBuffer())));
  }

  /** Logs in when it is told to, and asks again. `packed` is a command in msgpack and base64. */
  async post(path: string, packed: string): Promise<Response> {
    const ask = (): Promise<Response> =>
      fetch(`${this.#origin}/${path}`, {
        method: "POST",
        headers: { cookie: this.#cookie, "content-type": FORM },
        body: new URLSearchParams({ msgpack: packed }).toString(),
      });
    const first = await ask();
    if (first.status !== 401) return first;
    await first.text();
    const session = await fetch(`${this.#origin}/session/create_session`, {
      headers: { authorization: this.#login },
    });
    await session.text();
    this.#cookie = cookieOf(session) ?? "";
    return await ask();
  }
}

/** `[type, value]` pairs without their types, as the library of 2016 does it. */
function simplify(pair: unknown): unknown {
  const [type, value] = pair as [number, unknown];
  switch (type) {
    case 11:
      // An address and its mask.
      return (value as unknown[])[0];
    case 13:
      return (value as unknown[]).map(simplify);
    case 14:
    case 15:
    case 16:
    case 17:
    case 18:
    case 21:
      return Object.fromEntries(
        Object.entries(value as object).map(([key, member]) => [key, simplify(member)]),
      );
    default:
      return value;
  }
}

/** Forms as the web interfaces post them, with the cookie that a browser keeps. */
export class WebInterface {
  readonly #origin: string;
  #cookie = "";

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What the dialog does at first: is there a login, and is this one right? */
  async login(user: string, password: string): Promise<boolean> {
    const setup = await fetch(`${this.#origin}/session/check_setup_ok`);
    await setup.text();
    if (setup.status === 500) throw new Error("the server wants to be set up");
    const answer = await fetch(`${this.#origin}/session/check_login`, {
      headers: { authorization: basic(user, password) },
    });
    await answer.text();
    this.#cookie = cookieOf(answer) ?? "";
    return answer.status === 200;
  }

  async form(path: string, variables: Readonly<Record<string, string>>): Promise<unknown> {
    return await this.#json(path, {
      method: "POST",
      headers: { "content-type": `${FORM}; charset=UTF-8`, "sec-fetch-site": "same-origin" },
      body: new URLSearchParams(variables).toString(),
    });
  }

  get(path: string): Promise<unknown> {
    return this.#json(path, { headers: { "sec-fetch-site": "same-origin" } });
  }

  async #json(path: string, init: RequestInit): Promise<unknown> {
    const headers = { ...init.headers as Record<string, string>, cookie: this.#cookie };
    const answer = await fetch(`${this.#origin}/${path}`, { ...init, headers });
    const text = await answer.text();
    if (answer.status !== 200) throw new ClientFailure(answer.status, text);
    return JSON.parse(text);
  }
}

/**
 * A gateway to a map: Basic once, then a websocket with the cookie in its header, one record of a
 * device a message.
 */
export async function* monitoredDevices(
  origin: string,
  user: string,
  password: string,
  fields: readonly unknown[],
): AsyncGenerator<Json> {
  const session = await fetch(`${origin}/session/check_session`, {
    headers: { authorization: basic(user, password) },
  });
  await session.text();
  const socket = new SocketWithHeaders(`${origin.replace("http", "ws")}/devices/monitor.ws`, {
    headers: { cookie: cookieOf(session)! },
  });
  const messages: string[] = [];
  let wake = (): void => {};
  socket.on("message", (data) => {
    messages.push(String(data));
    wake();
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  socket.send(JSON.stringify({ monitor: "*", request: 31337, rate: 1, fields }));
  try {
    for (;;) {
      while (messages.length === 0) await new Promise<void>((resolve) => wake = resolve);
      yield JSON.parse(messages.shift()!) as Json;
    }
  } finally {
    socket.close();
  }
}
