// HTTP and websockets in memory: `serve` registers a server under its port, a test connects to it
// as a client. A client that stops reading makes the server's backlog grow, as a stalled peer does.
import {
  type Clock,
  type HttpServer,
  PlatformError,
  type RequestConnection,
  type ServeOptions,
  SOCKET_MESSAGE_BYTES_DEFAULT,
  SOCKET_MESSAGE_BYTES_MAX,
  type SocketHandlers,
  type TlsPair,
} from "../../runtime/platform.ts";
import { answer, formatAddress, isWebSocketRequest, watchBody } from "./http-shared.ts";
import { platformFault } from "./system-errors.ts";
import { SimulatedLink, type SimulatedSocket } from "./simulated-socket.ts";

const FIRST_FREE_PORT = 49152;
const LAST_PORT = 65535;
const HANDSHAKE_HEADERS = {
  "connection": "Upgrade",
  "upgrade": "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "c2ltdWxhdGVkLWNsaWVudA==",
};

export interface SimulatedClientOptions {
  /** Where the server sees the client; 127.0.0.1 unless told. */
  remoteAddress?: string;
}

export interface SimulatedSocketOptions {
  headers?: Record<string, string>;
  /** False: the client reads nothing until `read` or `resume`. */
  reading?: boolean;
}

/** The server answered a websocket handshake with something else. */
export class SocketRefused extends Error {
  readonly response: Response;
  constructor(response: Response) {
    super(`the websocket was refused with status ${response.status}`);
    this.name = "SocketRefused";
    this.response = response;
  }
}

/** The network of a simulated platform. */
export class SimulatedNetwork {
  private readonly servers = new Map<number, SimulatedServer>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async serve(options: ServeOptions): Promise<HttpServer> {
    const port = options.port === 0 ? this.freePort() : options.port;
    const address = formatAddress(options.hostname, port);
    if (port < 0 || port > LAST_PORT || !Number.isInteger(port)) {
      throw new PlatformError("other", `cannot listen on ${address}: no such port`);
    }
    if (this.servers.has(port)) {
      const reason = `cannot listen on ${address}: the address is already in use`;
      throw new PlatformError("in-use", reason);
    }
    const server = new SimulatedServer(options, port, this.clock, () => this.servers.delete(port));
    this.servers.set(port, server);
    return server;
  }

  connect(port: number, options: SimulatedClientOptions = {}): SimulatedClient {
    const server = this.servers.get(port);
    if (server === undefined) {
      throw new PlatformError("closed", `cannot connect to port ${port}: nobody listens`);
    }
    return new SimulatedClient(server, options.remoteAddress ?? "127.0.0.1");
  }

  private freePort(): number {
    let port = FIRST_FREE_PORT;
    while (this.servers.has(port)) port++;
    return port;
  }
}

/** A client of one server; each call is a connection of its own. */
export class SimulatedClient {
  private readonly server: SimulatedServer;
  private readonly remoteAddress: string;

  constructor(server: SimulatedServer, remoteAddress: string) {
    this.server = server;
    this.remoteAddress = remoteAddress;
  }

  /** Sends a request; cancelling the response's body is going away. */
  fetch(target: string | Request, init?: RequestInit): Promise<Response> {
    const request = typeof target === "string"
      ? new Request(new URL(target, this.server.origin), init)
      : target;
    return this.server.request(request, this.remoteAddress);
  }

  /** Opens a websocket; rejects with `SocketRefused` when the server answers otherwise. */
  async openSocket(path: string, options: SimulatedSocketOptions = {}): Promise<SimulatedSocket> {
    const headers = { ...HANDSHAKE_HEADERS, ...options.headers };
    const request = new Request(new URL(path, this.server.origin), { headers });
    return await this.server.upgrade(request, this.remoteAddress, options.reading ?? true);
  }
}

class SimulatedServer implements HttpServer {
  readonly hostname: string;
  readonly port: number;
  readonly origin: string;
  /** The certificate of new connections, where they are encrypted. */
  tls: TlsPair | undefined;
  private readonly options: ServeOptions;
  private readonly clock: Clock;
  private readonly unregister: () => void;
  private readonly links = new Set<SimulatedLink>();
  private readonly bodies = new Set<() => void>();
  private listening = true;
  private busy = 0;
  private idle: (() => void) | undefined;

  constructor(options: ServeOptions, port: number, clock: Clock, unregister: () => void) {
    this.options = options;
    this.tls = options.tls;
    this.hostname = options.hostname;
    this.port = port;
    this.clock = clock;
    this.unregister = unregister;
    this.origin = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  }

  async replaceTls(pair: TlsPair): Promise<void> {
    if (this.tls === undefined) throw platformFault("unsupported", "use the new certificate");
    this.tls = pair;
  }

  async request(request: Request, remoteAddress: string): Promise<Response> {
    this.begin();
    const connection = { remoteAddress, secure: this.secure, upgrade: () => undefined };
    const response = await answer(this.options, request, connection);
    // A body that is null or for HEAD ends at once; its cut does nothing.
    const cut = (): void => watched.cut("the server has closed");
    const watched = watchBody(request, response, {
      failed: (error) => this.options.failed?.(error),
      abort: (body, error) => body.error(error),
      ended: () => {
        this.bodies.delete(cut);
        this.end();
      },
    });
    if (watched.response.body !== null) this.bodies.add(cut);
    return watched.response;
  }

  async upgrade(
    request: Request,
    remoteAddress: string,
    reading: boolean,
  ): Promise<SimulatedSocket> {
    this.begin();
    let link: SimulatedLink | undefined;
    const connection: RequestConnection = {
      remoteAddress,
      secure: this.secure,
      upgrade: (handlers: SocketHandlers, options = {}) => {
        if (!isWebSocketRequest(request) || link !== undefined) return undefined;
        link = new SimulatedLink({
          clock: this.clock,
          handlers,
          remoteAddress,
          reading,
          messageBytesMax: messageLimit(options.maxMessageBytes),
        });
        return new Response(null, { status: 204 });
      },
    };
    const response = await answer(this.options, request, connection);
    if (link === undefined) {
      this.end();
      throw new SocketRefused(response);
    }
    const opened: SimulatedLink = link;
    this.links.add(opened);
    opened.whenClosed(() => {
      this.links.delete(opened);
      this.end();
    });
    opened.open();
    return opened.client;
  }

  async close(deadlineMs: number): Promise<void> {
    if (this.listening) this.unregister();
    this.listening = false;
    if (this.busy === 0) return;
    if (deadlineMs > 0) await this.idleWithin(deadlineMs);
    for (const link of this.links) link.terminate();
    for (const cut of this.bodies) cut();
  }

  private idleWithin(deadlineMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimeout(resolve, deadlineMs);
      this.idle = () => {
        this.clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  private get secure(): boolean {
    return this.options.tls !== undefined;
  }

  private begin(): void {
    if (!this.listening) {
      throw new PlatformError("closed", `cannot connect to port ${this.port}: nobody listens`);
    }
    this.busy++;
  }

  private end(): void {
    this.busy--;
    if (this.busy === 0) this.idle?.();
  }
}

function messageLimit(wanted: number | undefined): number {
  return Math.min(wanted ?? SOCKET_MESSAGE_BYTES_DEFAULT, SOCKET_MESSAGE_BYTES_MAX);
}
