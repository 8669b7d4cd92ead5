// Frames over a TCP connection: a stream of bytes. Not reading makes the peer wait.
import type { Clock, TcpConnection } from "../../runtime/platform.ts";
import type { RemoteLink } from "./remote-link.ts";

export class TcpLink implements RemoteLink {
  readonly wholeMessages = false;
  readonly transport = "tcp";
  readonly address: string;
  readonly login = "";
  readonly lostBytes = 0;
  readonly waitingBytes = 0;
  receivedBytes = 0;
  lastHeardMs: number;
  readonly #clock: Pick<Clock, "now">;
  readonly #connection: TcpConnection;
  #closed = false;

  constructor(connection: TcpConnection, clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.lastHeardMs = clock.now();
    this.#connection = connection;
    this.address = connection.remoteAddress;
  }

  async read(): Promise<Uint8Array | undefined> {
    const bytes = await this.#connection.read();
    if (bytes !== undefined) {
      this.receivedBytes += bytes.length;
      this.lastHeardMs = this.#clock.now();
    }
    return this.#closed ? undefined : bytes;
  }

  write(frame: Uint8Array): Promise<void> {
    return this.#connection.write(frame);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // What was said last should still arrive, but nobody waits for a peer that does not take it.
    this.#connection.close().catch(() => {});
    await Promise.resolve();
    this.#connection.destroy();
  }

  ending(): Promise<string> {
    return Promise.resolve("its sensor closed the connection");
  }
}
