// Both ends of a websocket in memory (RFC 6455 without the bytes): the server's peer, and the
// client a test holds. What the client does not read stays in the server's backlog.
import {
  type Clock,
  SOCKET_BACKLOG_BYTES_MAX,
  type SocketHandlers,
  type SocketPeer,
} from "../../runtime/platform.ts";
import { closeReason } from "./http-shared.ts";

/** How long a server waits for the answer to its close frame. */
const CLOSE_TIMEOUT_MS = 30_000;
const ABNORMAL = 1006;
const TOO_LARGE = 1009;

export type SocketMessage = string | Uint8Array;

type Frame =
  | { kind: "message"; message: SocketMessage }
  | { kind: "ping" }
  | { kind: "close"; code: number; reason: string };

interface QueuedFrame {
  readonly frame: Frame;
  unreadBytes: number;
}

export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

interface LinkInput {
  readonly clock: Clock;
  readonly handlers: SocketHandlers;
  readonly remoteAddress: string;
  readonly reading: boolean;
  readonly messageBytesMax: number;
}

/** The client's end, in a test's hand. */
export interface SimulatedSocket {
  /** Everything read so far, oldest first. */
  readonly messages: SocketMessage[];
  readonly pings: number;
  /** Set when the connection has ended, as the client saw it. */
  readonly closed: SocketClose | undefined;
  /** False: a ping stays without its pong. */
  answersPings: boolean;
  /** The oldest message not yet taken with `next`; undefined when the connection has ended. */
  next(): Promise<SocketMessage | undefined>;
  /** Reads everything from now on. */
  resume(): void;
  /** Reads nothing from now on. */
  pause(): void;
  /** While paused: takes up to this many bytes. */
  read(maxBytes: number): void;
  sendText(text: string): void;
  sendBytes(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  /** The connection breaks without a closing handshake. */
  drop(): void;
}

/** A connected pair. Calls into the server's handlers come in order, each in its own microtask. */
export class SimulatedLink implements SocketPeer {
  readonly remoteAddress: string;
  readonly client: SimulatedSocket;
  private readonly handlers: SocketHandlers;
  private readonly clock: Clock;
  private readonly messageBytesMax: number;
  private readonly queue: QueuedFrame[] = [];
  private readonly closeListeners: (() => void)[] = [];
  private readonly end: ClientEnd;
  private queuedBytes = 0;
  private backlogged = false;
  private closing = false;
  private over = false;
  private closeTimer: unknown;

  constructor(input: LinkInput) {
    this.handlers = input.handlers;
    this.clock = input.clock;
    this.remoteAddress = input.remoteAddress;
    this.messageBytesMax = input.messageBytesMax;
    this.end = new ClientEnd(this, input.reading);
    this.client = this.end;
  }

  open(): void {
    this.handlers.open(this);
  }

  whenClosed(listener: () => void): void {
    this.closeListeners.push(listener);
  }

  sendText(text: string | Uint8Array): void {
    const size = typeof text === "string" ? new TextEncoder().encode(text).length : text.length;
    const message = typeof text === "string" ? text : new TextDecoder().decode(text);
    this.send({ kind: "message", message }, size);
  }

  sendBytes(bytes: Uint8Array): void {
    this.send({ kind: "message", message: bytes.slice() }, bytes.length);
  }

  bufferedBytes(): number {
    return this.queuedBytes;
  }

  ping(): void {
    this.send({ kind: "ping" }, 0);
  }

  close(code: number, reason: string): void {
    if (this.closing || this.over) return;
    this.send({ kind: "close", code, reason: closeReason(reason) }, 0);
    this.closing = true;
    this.closeTimer = this.clock.setTimeout(() => this.finish(ABNORMAL, ""), CLOSE_TIMEOUT_MS);
  }

  terminate(): void {
    this.finish(ABNORMAL, "");
  }

  /** The client has taken bytes; hands over the frames that are complete. */
  drainTo(budget: number): void {
    let left = budget;
    while (this.queue.length > 0) {
      const head = this.queue[0]!;
      const taken = Math.min(left, head.unreadBytes);
      head.unreadBytes -= taken;
      this.queuedBytes -= taken;
      left -= taken;
      if (head.unreadBytes > 0) break;
      this.queue.shift();
      this.hand(head.frame);
    }
    if (this.queuedBytes === 0 && this.backlogged) {
      this.backlogged = false;
      this.later(() => this.handlers.drain(this));
    }
  }

  /** A frame from the client. */
  receive(message: SocketMessage, size: number): void {
    this.later(() => {
      if (this.closing) return;
      if (size > this.messageBytesMax) {
        this.end.ended(TOO_LARGE, "");
        this.finish(TOO_LARGE, "");
      } else if (typeof message === "string") this.handlers.text(this, message);
      else this.handlers.bytes(this, message);
    });
  }

  receivePong(): void {
    this.later(() => this.handlers.pong?.(this));
  }

  /** The client closed, or answered our close, or vanished. */
  receiveClose(code: number, reason: string): void {
    this.later(() => this.finish(code, reason));
  }

  private send(frame: Frame, size: number): void {
    if (this.over || this.closing) return;
    this.queue.push({ frame, unreadBytes: size });
    this.queuedBytes += size;
    if (this.end.reading) this.drainTo(Number.POSITIVE_INFINITY);
    else if (this.queuedBytes > SOCKET_BACKLOG_BYTES_MAX) this.terminate();
    else if (this.queuedBytes > 0) this.backlogged = true;
  }

  private hand(frame: Frame): void {
    if (frame.kind === "message") this.end.take(frame.message);
    else if (frame.kind === "ping") this.end.takePing();
    else {
      this.end.ended(frame.code, frame.reason);
      this.receiveClose(frame.code, frame.reason);
    }
  }

  private later(callback: () => void): void {
    queueMicrotask(() => {
      if (!this.over) callback();
    });
  }

  private finish(code: number, reason: string): void {
    if (this.over) return;
    this.over = true;
    this.clock.clearTimeout(this.closeTimer);
    this.queue.length = 0;
    this.queuedBytes = 0;
    this.end.ended(ABNORMAL, "");
    queueMicrotask(() => {
      this.handlers.closed(this, code, reason);
      for (const listener of this.closeListeners) listener();
    });
  }
}

class ClientEnd implements SimulatedSocket {
  readonly messages: SocketMessage[] = [];
  pings = 0;
  closed: SocketClose | undefined;
  answersPings = true;
  reading: boolean;
  private readonly link: SimulatedLink;
  private nextIndex = 0;
  private waiting: (() => void)[] = [];

  constructor(link: SimulatedLink, reading: boolean) {
    this.link = link;
    this.reading = reading;
  }

  async next(): Promise<SocketMessage | undefined> {
    while (this.nextIndex === this.messages.length) {
      if (this.closed !== undefined) return undefined;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return this.messages[this.nextIndex++];
  }

  resume(): void {
    this.reading = true;
    this.link.drainTo(Number.POSITIVE_INFINITY);
  }

  pause(): void {
    this.reading = false;
  }

  read(maxBytes: number): void {
    this.link.drainTo(maxBytes);
  }

  sendText(text: string): void {
    if (this.closed === undefined) this.link.receive(text, new TextEncoder().encode(text).length);
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.closed === undefined) this.link.receive(bytes.slice(), bytes.length);
  }

  close(code: number, reason: string): void {
    if (this.closed !== undefined) return;
    this.ended(code, reason);
    this.link.receiveClose(code, reason);
  }

  drop(): void {
    if (this.closed !== undefined) return;
    this.ended(ABNORMAL, "");
    this.link.receiveClose(ABNORMAL, "");
  }

  take(message: SocketMessage): void {
    this.messages.push(message);
    this.wake();
  }

  takePing(): void {
    this.pings++;
    if (this.answersPings) this.link.receivePong();
  }

  ended(code: number, reason: string): void {
    if (this.closed !== undefined) return;
    this.closed = { code, reason };
    this.wake();
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
