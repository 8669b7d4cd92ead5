// Websockets from this side, through the client that Node, Bun, Deno and browsers have built in.
import { PlatformError, type SocketConnection } from "../../runtime/platform.ts";

/** A handshake may take this long. */
const CONNECT_MS = 10_000;
/** Unsent bytes up to which another message is taken. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
/** The built-in client does not say when its backlog is gone. */
const BACKLOG_LOOK_MS = 5;

export function connectSocket(url: string): Promise<SocketConnection> {
  // What comes behind the host may be a password.
  const host = /^wss?:\/\/[^/?#]*/.exec(url)?.[0] ?? "the server";
  return new Promise((resolve, reject) => {
    let socket: WebSocket;
    try {
      socket = new WebSocket(url);
    } catch (cause) {
      reject(new PlatformError("other", `cannot connect to ${host}: it is no address`, { cause }));
      return;
    }
    socket.binaryType = "arraybuffer";
    const refuse = (): void => {
      clearTimeout(timer);
      const reason = "nobody answers there, or not to this login";
      reject(new PlatformError("closed", `cannot connect to ${host}: ${reason}`));
      socket.close();
    };
    const timer = setTimeout(refuse, CONNECT_MS);
    socket.addEventListener("error", refuse, { once: true });
    socket.addEventListener("close", refuse, { once: true });
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      socket.removeEventListener("error", refuse);
      socket.removeEventListener("close", refuse);
      resolve(new ClientSocket(socket));
    }, { once: true });
  });
}

class ClientSocket implements SocketConnection {
  private readonly socket: WebSocket;
  private readonly messages: Uint8Array[] = [];
  private wake: (() => void) | undefined;
  private over = false;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      this.messages.push(new Uint8Array(bytes as ArrayBuffer));
      this.wake?.();
    });
    const end = (): void => {
      this.over = true;
      this.wake?.();
    };
    socket.addEventListener("close", end);
    socket.addEventListener("error", end);
  }

  async read(): Promise<Uint8Array | undefined> {
    while (this.messages.length === 0) {
      if (this.over) return undefined;
      await new Promise<void>((resolve) => this.wake = resolve);
    }
    return this.messages.shift();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.requireOpen();
    this.socket.send(bytes as Uint8Array<ArrayBuffer>);
    while (this.socket.bufferedAmount > BACKLOG_BYTES_MAX) {
      this.requireOpen();
      await new Promise((resolve) => setTimeout(resolve, BACKLOG_LOOK_MS));
    }
  }

  async close(): Promise<void> {
    this.over = true;
    this.wake?.();
    this.socket.close();
    await Promise.resolve();
  }

  private requireOpen(): void {
    if (this.over) throw new PlatformError("closed", "cannot send: the websocket is closed");
  }
}
