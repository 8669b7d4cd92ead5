// Websockets of Node and Deno on the `ws` library (RFC 6455): no compression, no sub-protocols.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import {
  SOCKET_BACKLOG_BYTES_MAX,
  type SocketHandlers,
  type SocketPeer,
} from "../../runtime/platform.ts";
import { closeReason } from "./http-shared.ts";

const ABNORMAL = 1006;
const TOO_LARGE = 1009;

/** A handshake that `upgrade` accepted and that is carried out when `fetch` has returned. */
export interface AcceptedSocket {
  readonly handlers: SocketHandlers;
  readonly messageBytesMax: number;
  readonly remoteAddress: string;
}

/** Open websockets of one HTTP server. */
export class NodeSockets {
  private readonly peers = new Set<NodePeer>();
  private readonly servers = new Map<number, WebSocketServer>();
  private empty: (() => void) | undefined;

  /** Answers the handshake and hands the connection to its handlers. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, accepted: AcceptedSocket): void {
    const server = this.serverFor(accepted.messageBytesMax);
    server.handleUpgrade(request, socket, head, (connection) => {
      const peer = new NodePeer(connection, accepted);
      this.peers.add(peer);
      peer.start();
      connection.once("close", () => {
        this.peers.delete(peer);
        if (this.peers.size === 0) this.empty?.();
      });
    });
  }

  /** Resolves when every handler has been told that its peer is gone. */
  allClosed(): Promise<void> {
    if (this.peers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.empty = resolve);
  }

  terminateAll(): void {
    for (const peer of this.peers) peer.terminate();
  }

  /** The message limit belongs to a `ws` server; callers use a handful of different ones. */
  private serverFor(maxPayload: number): WebSocketServer {
    let server = this.servers.get(maxPayload);
    if (server === undefined) {
      server = new WebSocketServer({
        noServer: true,
        clientTracking: false,
        perMessageDeflate: false,
        handleProtocols: () => false,
        maxPayload,
      });
      this.servers.set(maxPayload, server);
    }
    return server;
  }
}

class NodePeer implements SocketPeer {
  readonly remoteAddress: string;
  private readonly connection: WebSocket;
  private readonly handlers: SocketHandlers;
  private backlogged = false;
  private errorCode: number | undefined;

  constructor(connection: WebSocket, accepted: AcceptedSocket) {
    this.connection = connection;
    this.handlers = accepted.handlers;
    this.remoteAddress = accepted.remoteAddress;
  }

  start(): void {
    const { connection, handlers } = this;
    connection.on("message", (data, isBinary) => {
      if (!this.open) return;
      // `binaryType` stays "nodebuffer", so a message is always one Buffer.
      const bytes = data as Buffer;
      if (isBinary) handlers.bytes(this, bytes);
      else handlers.text(this, bytes.toString("utf8"));
    });
    connection.on("pong", () => handlers.pong?.(this));
    // An error is always followed by the close event, which tells the handlers. Its code is then
    // 1006 whenever the peer did not answer the close frame that named the error.
    connection.on("error", (error) => this.errorCode = closeCodeOf(error));
    connection.on("close", (code, reason) => {
      const known = code === ABNORMAL ? this.errorCode ?? code : code;
      handlers.closed(this, known, reason.toString("utf8"));
    });
    handlers.open(this);
  }

  sendText(text: string | Uint8Array): void {
    this.send(text, false);
  }

  sendBytes(bytes: Uint8Array): void {
    this.send(bytes, true);
  }

  bufferedBytes(): number {
    return this.open ? this.connection.bufferedAmount : 0;
  }

  pauseReading(): void {
    if (this.open) this.connection.pause();
  }

  resumeReading(): void {
    // Also while it closes: the close frame is read like any other.
    this.connection.resume();
  }

  ping(): void {
    if (this.open) this.connection.ping();
  }

  close(code: number, reason: string): void {
    if (this.open) this.connection.close(code, closeReason(reason));
  }

  terminate(): void {
    this.connection.terminate();
  }

  private get open(): boolean {
    return this.connection.readyState === this.connection.OPEN;
  }

  private send(data: string | Uint8Array, binary: boolean): void {
    const { connection } = this;
    if (!this.open) return;
    connection.send(data, { binary, compress: false }, this.sent);
    const buffered = connection.bufferedAmount;
    if (buffered > 0) this.backlogged = true;
    if (buffered > SOCKET_BACKLOG_BYTES_MAX) connection.terminate();
  }

  // One function for all sends: called when the system has taken a message, or with an error, which
  // the close event tells as well.
  private readonly sent = (error?: Error): void => {
    if (error || !this.backlogged || !this.open || this.connection.bufferedAmount > 0) return;
    this.backlogged = false;
    this.handlers.drain(this);
  };
}

/** The close code of a message over the limit; other errors keep the one of the close event. */
function closeCodeOf(error: Error): number | undefined {
  const name = "code" in error ? error.code : "";
  return name === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? TOO_LARGE : undefined;
}
