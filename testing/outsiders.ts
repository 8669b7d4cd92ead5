// The programs of a scenario that have to do with the server: capture tools, sensors, browsers.
import type { AirDriver } from "../actors/datasource/air.ts";
import type { SimulatedPlatform } from "../adapters/platform/simulated.ts";
import type { SceneLocation } from "../runtime/scenario/space.ts";
import { PlayedBrowser } from "./played-browsers.ts";
import { PlayedHelpers } from "./played-helpers.ts";
import { PlayedSensor, type PlayedServer } from "./played-sensors.ts";

export class Outsiders {
  readonly air: AirDriver;
  readonly helpers: PlayedHelpers;
  /** By name. */
  readonly sensors: Map<string, PlayedSensor> = new Map();
  readonly browsers: Map<string, PlayedBrowser> = new Map();
  readonly #platform: SimulatedPlatform;
  readonly #scene: SceneLocation | undefined;
  #ended = false;

  constructor(platform: SimulatedPlatform, air: AirDriver, scene: SceneLocation | undefined) {
    this.#platform = platform;
    this.air = air;
    this.#scene = scene;
    this.helpers = new PlayedHelpers(platform, air, scene);
  }

  /** Sensors and browsers come when their time has come. */
  begin(server: PlayedServer): void {
    const { air } = this;
    const { sensors, browsers, helpers, receivers, world } = air.cast;
    const stage = { platform: this.#platform, air, scene: this.#scene, server };
    for (const part of sensors) this.sensors.set(part.name, new PlayedSensor(part, stage));
    // They have no login for a server that asks for one.
    for (const part of server.asksForLogin ? [] : browsers) {
      this.browsers.set(part.name, new PlayedBrowser(part, world, () => server.client()));
    }
    const others = [sensors, browsers, helpers, receivers];
    if (others.some((list) => list.length > 0)) void this.#keepGoing();
  }

  end(): void {
    this.#ended = true;
    for (const sensor of this.sensors.values()) sensor.end();
    for (const browser of this.browsers.values()) browser.end();
    this.air.wake();
  }

  /** The world goes on when no radio listens, too. */
  async #keepGoing(): Promise<void> {
    while (!this.#ended) await this.air.step();
  }
}
