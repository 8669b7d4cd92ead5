// What kismetclient 0.5 (Python, MIT) does, byte for byte: how it connects, asks for the fields of
// every protocol, takes lines apart and keeps count of its commands (spec legacy-protocol 8).
import type { TcpConnection } from "../../runtime/platform.ts";

export class ServerError extends Error {}

type Handler = (fields: Record<string, string>, values: readonly string[]) => void;

export class KismetClient {
  /** Fields by protocol, as CAPABILITY told them. */
  readonly protocols: Record<string, string[]> = {};
  /** Every line read, without its end. */
  readonly lines: string[] = [];
  readonly handlers = new Map<string, Handler>();
  readonly #connection: TcpConnection;
  readonly #inProgress = new Map<number, string>();
  #rest = "";
  #commandId = 0;

  constructor(connection: TcpConnection) {
    this.#connection = connection;
    this.handlers.set("PROTOCOLS", (_, [names]) => {
      for (const name of names!.split(",")) this.protocols[name] = [];
    });
    this.handlers.set("CAPABILITY", (_, [name, list]) => {
      this.protocols[name!] = list!.split(",");
    });
    this.handlers.set("ACK", (_, [id]) => this.#finish(id!));
    this.handlers.set("ERROR", (_, [id, text]) => {
      const command = this.#finish(id!);
      throw new ServerError(`ID: ${id} CMD: "${command}" ERROR: "${text}"`);
    });
  }

  /** Reads the greeting and asks for the fields of each protocol. */
  async bootstrap(): Promise<void> {
    await this.listen();
    await this.listen();
    for (const protocol of Object.keys(this.protocols)) {
      await this.command("CAPABILITY", protocol);
    }
    while (this.#inProgress.size > 0) await this.listen();
  }

  /** `!N CMD a b`; without arguments a blank is left at the end. */
  async command(name: string, ...options: string[]): Promise<number> {
    const id = ++this.#commandId;
    this.#inProgress.set(id, name);
    const words = options.map((option) => option.includes(" ") ? "\x01%s\x01" : option);
    const line = `!${id} ${name} ${words.join(" ")}\n`;
    await this.#connection.write(new TextEncoder().encode(line));
    return id;
  }

  /** Sends a command and listens until it is answered. */
  async ask(name: string, ...options: string[]): Promise<void> {
    const id = await this.command(name, ...options);
    while (this.#inProgress.has(id)) await this.listen();
  }

  /** Takes one line. */
  async listen(): Promise<void> {
    const line = await this.#readLine();
    this.lines.push(line);
    if (!line.startsWith("*")) throw new Error(`ValueError: ${JSON.stringify(line)}`);
    const colon = line.indexOf(":");
    const name = line.slice(1, colon);
    const values = fieldsOf(line.slice(colon + 1));
    const handler = this.handlers.get(name);
    if (handler === undefined) return;
    const names = this.protocols[name] ?? [];
    handler(Object.fromEntries(names.map((field, at) => [field, values[at] ?? ""])), values);
  }

  #finish(id: string): string {
    const command = this.#inProgress.get(Number(id));
    if (command === undefined) throw new Error(`KeyError: ${id}`);
    this.#inProgress.delete(Number(id));
    return command;
  }

  async #readLine(): Promise<string> {
    let end = this.#rest.indexOf("\n");
    while (end < 0) {
      const part = await this.#connection.read();
      if (part === undefined) return "";
      this.#rest += new TextDecoder().decode(part);
      end = this.#rest.indexOf("\n");
    }
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }
}

/** Python: `re.findall(r' \x01(.*?)\x01| ([^ ]+)', text)`, as the library splits a sentence. */
export function fieldsOf(text: string): string[] {
  // oxlint-disable-next-line no-control-regex
  return [...text.matchAll(/ \x01(.*?)\x01| ([^ ]+)/g)].map(([, quoted, bare]) =>
    quoted ?? bare ?? ""
  );
}
