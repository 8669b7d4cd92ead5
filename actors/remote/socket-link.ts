// Frames over a websocket: one whole frame each binary message, both ways (spec external-protocol 6.2).
import type { Clock, SocketHandlers, SocketPeer } from "../../runtime/platform.ts";
import type { RemoteLink } from "./remote-link.ts";

/** Bytes that wait to be read before the peer is asked to wait, where the engine can ask. */
export const WAITING_BYTES_PAUSE = 1024 * 1024;
/** Beyond, messages are thrown away and counted, where it cannot. */
export const WAITING_BYTES_MAX = 8 * 1024 * 1024;
/** Unsent bytes up to which another frame is taken. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
const CLOSE_NORMAL = 1000;
const CLOSE_UNSUPPORTED_DATA = 1003;

export class SocketLink implements RemoteLink {
  readonly wholeMessages = true;
  readonly transport = "websocket";
  readonly address: string;
  readonly login: string;
  receivedBytes = 0;
  waitingBytes = 0;
  lostBytes = 0;
  lastHeardMs: number;
  readonly #clock: Pick<Clock, "now">;
  readonly #peer: SocketPeer;
  readonly #messages: Uint8Array[] = [];
  #head = 0;
  #wakeReader: (() => void) | undefined = undefined;
  #wakeWriter: (() => void) | undefined = undefined;
  #closed = false;
  #paused = false;
  #reason = "its sensor closed the websocket";

  constructor(peer: SocketPeer, login: string, clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.lastHeardMs = clock.now();
    this.#peer = peer;
    this.address = peer.remoteAddress;
    this.login = login;
  }

  async read(): Promise<Uint8Array | undefined> {
    while (this.#head === this.#messages.length) {
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
    }
    const message = this.#messages[this.#head++]!;
    if (this.#head === this.#messages.length) this.#messages.length = this.#head = 0;
    this.waitingBytes -= message.length;
    if (this.#paused && this.waitingBytes < WAITING_BYTES_PAUSE / 2) {
      this.#paused = false;
      this.#peer.resumeReading?.();
    }
    return message;
  }

  async write(frame: Uint8Array): Promise<void> {
    if (this.#closed) throw new Error("the websocket is closed");
    this.#peer.sendBytes(frame);
    while (!this.#closed && this.#peer.bufferedBytes() > BACKLOG_BYTES_MAX) {
      await new Promise<void>((resolve) => this.#wakeWriter = resolve);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#end();
    this.#peer.close(CLOSE_NORMAL, "");
  }

  ending(): Promise<string> {
    return Promise.resolve(this.#reason);
  }

  /** The socket's events; `opened` is called once with the link. */
  static handlers(
    login: string,
    clock: Pick<Clock, "now">,
    opened: (link: SocketLink) => void,
  ): SocketHandlers {
    let link: SocketLink | undefined;
    return {
      open(peer) {
        link = new SocketLink(peer, login, clock);
        opened(link);
      },
      bytes(_peer, bytes) {
        if (link !== undefined) link.#receive(bytes);
      },
      text(peer) {
        if (link === undefined) return;
        link.#reason = "its sensor sent text where frames belong";
        link.#end();
        peer.close(CLOSE_UNSUPPORTED_DATA, "frames are binary messages");
      },
      drain() {
        if (link !== undefined) link.#wakeWriter?.();
      },
      closed() {
        if (link !== undefined) link.#end();
      },
    };
  }

  #receive(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.receivedBytes += bytes.length;
    this.lastHeardMs = this.#clock.now();
    if (this.waitingBytes + bytes.length > WAITING_BYTES_MAX) {
      this.lostBytes += bytes.length;
      return;
    }
    this.#messages.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes > WAITING_BYTES_PAUSE && !this.#paused) {
      this.#paused = true;
      this.#peer.pauseReading?.();
    }
    this.#wakeReader?.();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    // What came before the end is still read.
    this.#wakeReader?.();
    this.#wakeWriter?.();
    if (this.#paused) this.#peer.resumeReading?.();
  }
}
