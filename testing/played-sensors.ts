// The sensors of a scenario: the project's own capture tool, which connects to the server's websocket
// for sensors, loses its connection, and comes again.
import { runCaptureTool } from "../actors/capture/capture-tool.ts";
import type { AirDriver } from "../actors/datasource/air.ts";
import { programUuid, textIdentity } from "../actors/datasource/source-uuid.ts";
import type { FrameLink } from "../actors/helper/frame-link.ts";
import type { SimulatedClient } from "../adapters/platform/simulated-network.ts";
import type { SimulatedSocket } from "../adapters/platform/simulated-socket.ts";
import type { Platform } from "../runtime/platform.ts";
import { type SensorPart, TOOL_BINARIES } from "../runtime/scenario/outsiders.ts";
import type { SceneLocation } from "../runtime/scenario/space.ts";
import type { Babble } from "../runtime/scenario/tool-faults.ts";
import { babbled } from "./babble.ts";
import { FaultyLink } from "./faulty-link.ts";
import { TOOL_VERSION } from "./played-helpers.ts";
import { createToolSource } from "./tool-source.ts";

const SENSOR_PATH = "/datasource/remote/remotesource.ws";
const CLOSE_NORMAL = 1000;

export interface SensorStage {
  readonly platform: Platform;
  readonly air: AirDriver;
  readonly scene: SceneLocation | undefined;
  readonly server: () => Promise<SimulatedClient>;
}

/** One sensor of the scenario. */
export class PlayedSensor {
  readonly part: SensorPart;
  /** Connections that were made, and those that the server did not take. */
  connections = 0;
  refused = 0;
  readonly #stage: SensorStage;
  #link: FaultyLink | undefined = undefined;
  #leave: (how: "close" | "drop") => void = () => {};
  #over = false;

  constructor(part: SensorPart, stage: SensorStage) {
    this.part = part;
    this.#stage = stage;
    const { world } = stage.air.cast;
    part.faults.befall({
      crash: () => this.#leave("drop"),
      babble: (what, count) => this.#babble(what, count),
      changed: () => this.#link?.changed(),
    });
    world.schedule(part.fromMs, () => void this.#connect());
    world.schedule(part.untilMs, () => this.end());
  }

  get isConnected(): boolean {
    return this.#link !== undefined;
  }

  /** It goes, and does not come again. */
  end(): void {
    this.#over = true;
    this.#leave("close");
  }

  #babbling: (bytes: Uint8Array) => void = () => {};

  async #connect(): Promise<void> {
    if (this.#over) return;
    try {
      const client = await this.#stage.server();
      const socket = await client.openSocket(SENSOR_PATH);
      this.connections += 1;
      await this.#talk(socket);
    } catch {
      // Whatever the server answered instead: it tries again, as sensors do.
      this.refused += 1;
    }
    this.#link = undefined;
    this.#leave = () => {};
    this.#babbling = () => {};
    if (this.#over) return;
    const { world } = this.#stage.air.cast;
    world.schedule(world.nowMs + this.part.returnsAfterMs, () => void this.#connect());
  }

  async #talk(socket: SimulatedSocket): Promise<void> {
    const { part } = this;
    const { platform, air, scene } = this.#stage;
    const link = this.#link = new FaultyLink(socketLink(socket));
    link.befall(part.faults);
    this.#babbling = (bytes) => socket.sendBytes(bytes);
    this.#leave = (how) => {
      if (how === "drop") socket.drop();
      else socket.close(CLOSE_NORMAL, "");
      link.end();
    };
    const program = TOOL_BINARIES[part.type];
    const uuid = programUuid(program, textIdentity(`sensor ${part.name}`));
    await runCaptureTool({
      link,
      context: { platform, live: undefined, version: TOOL_VERSION },
      types: [createToolSource(part.type, [part], { air, scene }, () => {})],
      announcement: {
        kind: "newSource",
        definition: `${part.name}:type=${part.type},uuid=${uuid}`,
        sourceType: part.type,
        uuid,
      },
      watchesPings: true,
    });
  }

  #babble(what: Babble, count: number): void {
    if (what === "standard-error" || this.part.faults.isFrozen) return;
    const random = this.#stage.air.cast.fork(`babble ${this.#stage.air.nowMs}`);
    for (let index = 0; index < count; index++) this.#babbling(babbled(what, random));
  }
}

function socketLink(socket: SimulatedSocket): FrameLink {
  return {
    wholeMessages: true,
    async read() {
      const message = await socket.next();
      return typeof message === "string" ? new TextEncoder().encode(message) : message;
    },
    async write(frame) {
      if (socket.closed !== undefined) throw new Error("the websocket is closed");
      socket.sendBytes(frame);
    },
    close: async () => socket.close(CLOSE_NORMAL, ""),
    ending: () => Promise.resolve("the server closed the websocket"),
  };
}
