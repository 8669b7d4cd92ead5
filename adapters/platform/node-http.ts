// The HTTP server of Node and Deno: node:http, Hono's translation to and from the Fetch types, and
// `ws` for websockets. Deno's own server cannot ping, cut or limit a websocket, so it is not used.
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  type HttpServer,
  REQUEST_HEAD_MS,
  type RequestConnection,
  type ServeOptions,
  SOCKET_MESSAGE_BYTES_DEFAULT,
  SOCKET_MESSAGE_BYTES_MAX,
  type TlsPair,
} from "../../runtime/platform.ts";
import {
  answer,
  formatAddress,
  isWebSocketRequest,
  plainAddress,
  watchBody,
} from "./http-shared.ts";
import type { AcceptedSocket, NodeSockets } from "./node-sockets.ts";
import { platformFault, toPlatformError } from "./system-errors.ts";

const KEEP_ALIVE_MS = 30_000;
/** How often, in that time, the server looks for heads that are late. */
const HEAD_CHECKS = 6;
/** How often a closing server looks for connections that became idle. */
const IDLE_CHECK_MS = 20;
/** Tells Hono's listener that somebody else answers this request. */
const ALREADY_SENT = new Response(null, { headers: { "x-hono-already-sent": "true" } });

interface UpgradeAttempt {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Listens and answers with `options.fetch`. */
export async function serveNodeHttp(options: ServeOptions): Promise<HttpServer> {
  const server = new NodeHttpServer(options);
  await server.listen();
  return server;
}

class NodeHttpServer implements HttpServer {
  readonly hostname: string;
  port = 0;
  private readonly options: ServeOptions;
  private readonly upgrades = new WeakMap<IncomingMessage, UpgradeAttempt>();
  private server!: Server;
  private sockets: NodeSockets | undefined;

  constructor(options: ServeOptions) {
    this.options = options;
    this.hostname = options.hostname;
  }

  async listen(): Promise<void> {
    const { hostname, port, tls } = this.options;
    const action = `listen on ${formatAddress(hostname, port)}`;
    try {
      // Loaded here: a process that serves nothing starts without them.
      const [http, secure, { getRequestListener }] = await Promise.all([
        import("node:http"),
        tls === undefined ? undefined : loadTls(),
        import("@hono/node-server"),
      ]);
      const listener = getRequestListener(
        (request, { incoming, outgoing }) =>
          this.respond(request, incoming as IncomingMessage, outgoing as ServerResponse),
        // HTTP/1.0 clients may send no Host header; the given name then stands in the URL.
        { hostname: formatAddress(hostname, port), overrideGlobalObjects: false },
      ) as RequestListener;
      const headMs = this.options.headMs ?? REQUEST_HEAD_MS;
      const settings = {
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: headMs,
        connectionsCheckingInterval: Math.ceil(headMs / HEAD_CHECKS),
      };
      if (tls === undefined) this.server = http.createServer(settings, listener);
      else {
        const { certificatePem: cert, keyPem: key } = tls;
        secure!.checkKeyPair(cert, key, action);
        this.server = secure!.createServer({ ...settings, cert, key }, listener);
      }
      this.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        // The parser has let go of the connection, so the answer is written by a response of our
        // own, which closes it; only websockets go on.
        socket.on("error", () => socket.destroy());
        const response = new http.ServerResponse(request);
        response.shouldKeepAlive = false;
        response.assignSocket(socket as never);
        response.once("finish", () => socket.end());
        this.upgrades.set(request, { socket, head });
        listener(request, response as never);
      });
      await this.bind();
    } catch (error) {
      throw toPlatformError(action, error);
    }
  }

  async replaceTls({ certificatePem: cert, keyPem: key }: TlsPair): Promise<void> {
    const action = "use the new certificate";
    if (this.options.tls === undefined) throw platformFault("unsupported", action);
    const { checkKeyPair } = await import("./node-tls.ts");
    checkKeyPair(cert, key, action);
    try {
      (this.server as SecureServer).setSecureContext({ cert, key });
    } catch (error) {
      throw toPlatformError(action, error);
    }
  }

  async close(deadlineMs: number): Promise<void> {
    const { server } = this;
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    const deadline = setTimeout(() => {
      this.sockets?.terminateAll();
      server.closeAllConnections();
    }, deadlineMs);
    await closed;
    await this.sockets?.allClosed();
    clearInterval(idleCheck);
    clearTimeout(deadline);
  }

  private bind(): Promise<void> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: this.options.hostname, port: this.options.port }, () => {
        server.off("error", reject);
        this.port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  private async respond(
    request: Request,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<Response> {
    const attempt = this.upgrades.get(incoming);
    const remoteAddress = plainAddress(incoming.socket.remoteAddress);
    let accepted: AcceptedSocket | undefined;
    const connection: RequestConnection = {
      remoteAddress,
      secure: this.options.tls !== undefined,
      upgrade(handlers, { maxMessageBytes = SOCKET_MESSAGE_BYTES_DEFAULT } = {}) {
        if (attempt === undefined || accepted !== undefined) return undefined;
        if (!isWebSocketRequest(request)) return undefined;
        const messageBytesMax = Math.min(maxMessageBytes, SOCKET_MESSAGE_BYTES_MAX);
        accepted = { handlers, messageBytesMax, remoteAddress };
        return new Response(null, { status: 204 });
      },
    };
    const response = await answer(this.options, request, connection);
    if (accepted !== undefined && attempt !== undefined) {
      await this.acceptSocket(incoming, outgoing, attempt, accepted);
      return ALREADY_SENT;
    }
    return watchBody(request, response, {
      failed: (error) => this.options.failed?.(error),
      abort(body) {
        outgoing.destroy();
        // Ended, not broken: Hono's listener would print the error.
        body.close();
      },
    }).response;
  }

  private async acceptSocket(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    { socket, head }: UpgradeAttempt,
    accepted: AcceptedSocket,
  ): Promise<void> {
    if (this.sockets === undefined) {
      const { NodeSockets } = await import("./node-sockets.ts");
      this.sockets ??= new NodeSockets();
    }
    outgoing.detachSocket(socket as never);
    this.sockets.accept(incoming, socket, head, accepted);
  }
}

async function loadTls() {
  const [{ createServer }, { checkKeyPair }] = await Promise.all([
    import("node:https"),
    import("./node-tls.ts"),
  ]);
  return { createServer, checkKeyPair };
}
