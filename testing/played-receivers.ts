// The GPS receivers of a scenario, on ports of the simulated machine.
import type { AirDriver } from "../actors/datasource/air.ts";
import type { SimulatedPlatform } from "../adapters/platform/simulated.ts";
import type { TcpConnection, TcpListener } from "../runtime/platform.ts";
import { FIX_EVERY_MS, type GpsReceiver, RECEIVER_HOST } from "../runtime/scenario/gps-receiver.ts";

/** Connections of one receiver; a server makes one. */
const CONNECTIONS_MAX = 8;
const encoder = new TextEncoder();

export class PlayedReceiver {
  readonly #receiver: GpsReceiver;
  readonly #platform: SimulatedPlatform;
  readonly #startMs: number;
  readonly #connections = new Set<TcpConnection>();
  #listener: Promise<TcpListener> | undefined = undefined;

  /** Satellites tell the time, whatever the clock of the machine says: it was `startMs` at time 0. */
  constructor(
    receiver: GpsReceiver,
    platform: SimulatedPlatform,
    air: AirDriver,
    startMs: number,
  ) {
    this.#receiver = receiver;
    this.#platform = platform;
    this.#startMs = startMs;
    const { world } = air.cast;
    const tick = (atMs: number): void => {
      this.#speak(atMs);
      world.schedule(atMs + FIX_EVERY_MS, () => tick(atMs + FIX_EVERY_MS));
    };
    if (receiver.isPlugged(0)) this.#plug();
    world.schedule(0, () => tick(0));
  }

  #speak(atMs: number): void {
    if (!this.#receiver.isPlugged(atMs)) {
      this.#unplug();
      return;
    }
    this.#plug();
    const bytes = encoder.encode(this.#receiver.sentences(atMs, this.#startMs + atMs));
    for (const connection of this.#connections) {
      connection.write(bytes).catch(() => this.#connections.delete(connection));
    }
  }

  #plug(): void {
    this.#listener ??= this.#platform.listenTcp({
      hostname: RECEIVER_HOST,
      port: this.#receiver.port,
      connected: (connection) => {
        if (this.#connections.size < CONNECTIONS_MAX) this.#connections.add(connection);
        else connection.destroy();
      },
    });
  }

  #unplug(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    for (const connection of this.#connections) connection.destroy();
    this.#connections.clear();
    void listener?.then((one) => one.close());
  }
}
