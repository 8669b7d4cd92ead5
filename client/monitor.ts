// Devices as they change, over one websocket.
import type { Device } from "./records.gen.ts";
import type { Fields } from "./selection.ts";
import { type Closed, closedOf } from "./socket.ts";

/** A program that does not come to reading is cut off at so many, as the server would do. */
export const DEVICES_WAITING_MAX = 1_000_000;

export interface MonitorOptions {
  /** Id of a view; all devices without one. */
  readonly view?: string;
  /** All of them ("*", also when left out), a key, or an address that may have a mask. */
  readonly devices?: string;
  /** Seconds between two looks for changes. */
  readonly rateSec?: number;
  /** Members of each device, as of other answers; the whole record when left out. */
  readonly fields?: Fields;
}

/**
 * The first set is every device there is, then each one that changed.
 *
 * @example
 * for await (const device of await client.monitor({ rateSec: 2 })) show(device);
 */
export class DeviceMonitor implements AsyncIterable<Device> {
  /** Resolves when the connection has ended, by whichever side. */
  readonly closed: Promise<Closed>;
  readonly #socket: WebSocket;
  /** Read in two parts, so that taking one never moves the others. */
  #arrived: Device[] = [];
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(socket: WebSocket, options: MonitorOptions) {
    this.#socket = socket;
    this.closed = closedOf(socket);
    void this.closed.then(() => {
      this.#ended = true;
      this.#wake();
    });
    socket.addEventListener("message", (message) => {
      if (this.#arrived.length >= DEVICES_WAITING_MAX) this.close();
      else this.#arrived.push(JSON.parse(String(message.data)) as Device);
      this.#wake();
    });
    const { devices = "*", rateSec = 1, fields } = options;
    const wish = { monitor: devices, request: 1, rate: rateSec, ...fields && { fields } };
    socket.send(JSON.stringify(wish));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Device, void, void> {
    try {
      for (;;) {
        const devices = this.#arrived;
        this.#arrived = [];
        yield* devices;
        if (this.#arrived.length > 0) continue;
        if (this.#ended) return;
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#socket.close();
  }
}
