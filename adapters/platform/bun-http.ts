// The HTTP server of Bun. Known weaknesses of Bun 1.4: bytes that arrive behind a request whose
// answer takes time (pipelining, or websocket frames sent before the handshake's answer) close the
// connection unanswered. The first head of a connection has twelve seconds, which no option changes;
// a later one may come as slowly as it likes, as long as it is never silent for KEEP_ALIVE_SECONDS.
import {
  type HttpServer,
  type RequestConnection,
  type ServeOptions,
  SOCKET_BACKLOG_BYTES_MAX,
  SOCKET_MESSAGE_BYTES_DEFAULT,
  SOCKET_MESSAGE_BYTES_MAX,
  type SocketHandlers,
  type SocketPeer,
  type TlsPair,
} from "../../runtime/platform.ts";
import { bunServe, type BunServer, type BunSocket } from "./bun-types.ts";
import {
  answer,
  closeReason,
  formatAddress,
  isWebSocketRequest,
  plainAddress,
  watchBody,
} from "./http-shared.ts";
import { checkKeyPair } from "./node-tls.ts";
import { platformFault, toPlatformError } from "./system-errors.ts";

const KEEP_ALIVE_SECONDS = 30;
const NEVER = 0;
/**
 * Bun answers longer bodies itself, before the handler can say why; the handler's limit is lower.
 * What the handler does not read stays with the sender: Bun stops reading the connection.
 */
const BODY_BYTES_MAX = 2 ** 40;
const OPEN = 1;
/** A peer that leaves more than this unread and goes on asking for answers to pings is cut. */
const PONG_BACKLOG_BYTES = 8 * 1024 * 1024;
/**
 * What `send` returns for a message it did not keep (and for an empty one, which it sent). The peer
 * has lost something then, so it is cut and must come again.
 */
const DROPPED = 0;
const TOO_LARGE = 1009;
const ABNORMAL = 1006;
/** What Bun tells its own server when a peer passed `maxPayloadLength`; the peer is told 1009. */
const TOO_LARGE_REASON = "Received too big message";

/** Listens and answers with `options.fetch`. */
export async function serveBunHttp(options: ServeOptions): Promise<HttpServer> {
  return new BunHttpServer(options);
}

function listen(options: ServeOptions, port: number, tls: TlsPair | undefined, action: string) {
  if (tls !== undefined) checkKeyPair(tls.certificatePem, tls.keyPem, action);
  return bunServe<BunPeer>({
    hostname: options.hostname,
    port,
    ...(tls === undefined ? {} : { tls: { cert: tls.certificatePem, key: tls.keyPem } }),
    development: false,
    // Outside development Bun shares a port that is taken, unless told not to.
    reusePort: false,
    idleTimeout: KEEP_ALIVE_SECONDS,
    maxRequestBodySize: BODY_BYTES_MAX,
    fetch: (request, own) => respond(options, request, own),
    websocket: {
      perMessageDeflate: false,
      maxPayloadLength: SOCKET_MESSAGE_BYTES_MAX,
      // Liveness is the caller's business, through `ping`.
      idleTimeout: NEVER,
      sendPings: false,
      // Without a limit of its own Bun drops what is sent past 16 MiB of backlog and says so only
      // in the return value of `send`. At this limit the peer is cut instead.
      backpressureLimit: SOCKET_BACKLOG_BYTES_MAX,
      closeOnBackpressureLimit: true,
      open: (socket) => socket.data.opened(socket),
      message: (socket, message) => socket.data.received(message),
      ping: (socket) => socket.data.pinged(),
      pong: (socket) => socket.data.ponged(),
      drain: (socket) => socket.data.drained(),
      close: (socket, code, reason) => socket.data.ended(code, reason),
    },
  });
}

class BunHttpServer implements HttpServer {
  readonly hostname: string;
  readonly port: number;
  private readonly options: ServeOptions;
  private server: BunServer<BunPeer>;
  private tls: TlsPair | undefined;
  /** Servers that no longer listen and end with their last connection. */
  private readonly draining = new Map<BunServer<BunPeer>, Promise<void>>();

  constructor(options: ServeOptions) {
    const { hostname, port, tls } = options;
    const action = `listen on ${formatAddress(hostname, port)}`;
    try {
      this.server = listen(options, port, tls, action);
    } catch (error) {
      throw toPlatformError(action, error);
    }
    this.options = options;
    this.tls = tls;
    this.hostname = hostname;
    this.port = this.server.port;
  }

  /** Bun's own `reload` keeps the certificate, so another server takes over the port. */
  async replaceTls(pair: TlsPair): Promise<void> {
    const action = "use the new certificate";
    if (this.tls === undefined) throw platformFault("unsupported", action);
    checkKeyPair(pair.certificatePem, pair.keyPem, action);
    this.drain();
    try {
      this.server = listen(this.options, this.port, pair, action);
      this.tls = pair;
    } catch (error) {
      // What is wrong with the pair was found before; the old one listened a moment ago.
      this.server = listen(this.options, this.port, this.tls, action);
      throw toPlatformError(action, error);
    }
  }

  async close(deadlineMs: number): Promise<void> {
    this.drain();
    const deadline = setTimeout(() => {
      for (const server of this.draining.keys()) void server.stop(true);
    }, deadlineMs);
    await Promise.all(this.draining.values());
    clearTimeout(deadline);
  }

  private drain(): void {
    const { server } = this;
    if (this.draining.has(server)) return;
    this.draining.set(server, server.stop(false).finally(() => this.draining.delete(server)));
  }
}

async function respond(
  options: ServeOptions,
  incoming: Request,
  server: BunServer<BunPeer>,
): Promise<Response> {
  const remoteAddress = plainAddress(server.requestIP(incoming)?.address);
  const request = absolute(incoming, options);
  let accepted = false;
  const connection: RequestConnection = {
    remoteAddress,
    secure: options.tls !== undefined,
    upgrade(handlers, { maxMessageBytes = SOCKET_MESSAGE_BYTES_DEFAULT } = {}) {
      if (accepted || !isWebSocketRequest(request)) return undefined;
      // Bun would choose the first offered sub-protocol.
      incoming.headers.delete("sec-websocket-protocol");
      const data = new BunPeer(handlers, remoteAddress, maxMessageBytes);
      accepted = server.upgrade(incoming, { data });
      return accepted ? new Response(null, { status: 204 }) : undefined;
    },
  };
  // A handler that thinks, or a body that is silent, is not an idle connection.
  server.timeout(incoming, NEVER);
  const response = await answer(options, request, connection);
  if (accepted) return response;
  return watchBody(request, response, {
    failed: (error) => options.failed?.(error),
    // An error value would be printed; without one the connection is only reset.
    abort: (body) => body.error(undefined),
    ended: () => server.timeout(incoming, KEEP_ALIVE_SECONDS),
  }).response;
}

/** An HTTP/1.0 request without a Host header has a path for its URL. */
function absolute(request: Request, options: ServeOptions): Request {
  if (!request.url.startsWith("/")) return request;
  const scheme = options.tls === undefined ? "http" : "https";
  return new Request(
    `${scheme}://${formatAddress(options.hostname, options.port)}${request.url}`,
    request,
  );
}

class BunPeer implements SocketPeer {
  readonly remoteAddress: string;
  private readonly handlers: SocketHandlers;
  private readonly messageBytesMax: number;
  private socket: BunSocket<BunPeer> | undefined;
  private decoder: TextDecoder | undefined;
  private over = false;
  private closeCode: number | undefined;

  constructor(handlers: SocketHandlers, remoteAddress: string, messageBytesMax: number) {
    this.handlers = handlers;
    this.remoteAddress = remoteAddress;
    this.messageBytesMax = Math.min(messageBytesMax, SOCKET_MESSAGE_BYTES_MAX);
  }

  opened(socket: BunSocket<BunPeer>): void {
    this.socket = socket;
    this.handlers.open(this);
  }

  received(message: string | Uint8Array): void {
    if (!this.open) return;
    if (this.tooLarge(message)) {
      this.close(TOO_LARGE, "");
    } else if (typeof message === "string") this.handlers.text(this, message);
    else this.handlers.bytes(this, message);
  }

  /** Bun has answered already; it does so however much a peer leaves unread. */
  pinged(): void {
    if (this.bufferedBytes() > PONG_BACKLOG_BYTES) this.terminate();
  }

  ponged(): void {
    if (!this.over) this.handlers.pong?.(this);
  }

  drained(): void {
    if (this.open && this.bufferedBytes() === 0) this.handlers.drain(this);
  }

  ended(code: number, reason: string): void {
    if (this.over) return;
    this.over = true;
    if (reason === TOO_LARGE_REASON) this.handlers.closed(this, TOO_LARGE, "");
    else this.handlers.closed(this, this.closeCode ?? code, reason);
  }

  sendText(text: string | Uint8Array): void {
    if (!this.open) return;
    // Bun makes text frames of strings only.
    const message = typeof text === "string" ? text : this.decode(text);
    const result = this.socket!.sendText(message);
    if (result === DROPPED && message !== "") this.terminate();
  }

  sendBytes(bytes: Uint8Array): void {
    if (!this.open) return;
    const result = this.socket!.send(bytes);
    if (result === DROPPED && bytes.length > 0) this.terminate();
  }

  bufferedBytes(): number {
    return this.live?.getBufferedAmount() ?? 0;
  }

  ping(): void {
    this.live?.ping();
  }

  close(code: number, reason: string): void {
    this.live?.close(code, closeReason(reason));
  }

  terminate(): void {
    if (this.over) return;
    this.closeCode = ABNORMAL;
    this.socket?.terminate();
  }

  private get open(): boolean {
    return this.socket?.readyState === OPEN;
  }

  private get live(): BunSocket<BunPeer> | undefined {
    return this.open ? this.socket : undefined;
  }

  /** Bun has one limit for the server; a peer's own is checked on whole messages. */
  private tooLarge(message: string | Uint8Array): boolean {
    if (typeof message !== "string") return message.length > this.messageBytesMax;
    // A code unit takes one to three bytes: most texts need not be measured.
    if (message.length * 3 <= this.messageBytesMax) return false;
    return message.length > this.messageBytesMax ||
      new TextEncoder().encode(message).length > this.messageBytesMax;
  }

  private decode(text: Uint8Array): string {
    return (this.decoder ??= new TextDecoder()).decode(text);
  }
}
