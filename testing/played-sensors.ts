// The sensors of a scenario: the project's own capture tool, which connects to the server as sensors do
// (spec external-protocol 6), loses its connection, and comes again.
import { runCaptureTool } from "../actors/capture/capture-tool.ts";
import type { AirDriver } from "../actors/datasource/air.ts";
import { programUuid, textIdentity } from "../actors/datasource/source-uuid.ts";
import type { FrameLink } from "../actors/helper/frame-link.ts";
import type { SimulatedClient } from "../adapters/platform/simulated-network.ts";
import type { SimulatedSocket } from "../adapters/platform/simulated-socket.ts";
import type { SimulatedPlatform } from "../adapters/platform/simulated.ts";
import type { TcpConnection } from "../runtime/platform.ts";
import { type SensorPart, TOOL_BINARIES } from "../runtime/scenario/outsiders.ts";
import type { SceneLocation } from "../runtime/scenario/space.ts";
import type { Babble } from "../runtime/scenario/tool-faults.ts";
import { babbled } from "./babble.ts";
import { FaultyLink } from "./faulty-link.ts";
import { TOOL_VERSION } from "./played-helpers.ts";
import { createToolSource } from "./tool-source.ts";

const SENSOR_PATH = "/datasource/remote/remotesource.ws";
const SENSOR_ADDRESS = "192.0.2.1";
const CLOSE_NORMAL = 1000;

/** How the programs of a scenario reach the server. */
export interface PlayedServer {
  client(): Promise<SimulatedClient>;
  /** Its web server lets nobody in without a password; its port for sensors does. */
  readonly asksForLogin: boolean;
  /** Where it listens for sensors over TCP, if it does. */
  remotePort(): number | undefined;
}

export interface SensorStage {
  readonly platform: SimulatedPlatform;
  readonly air: AirDriver;
  readonly scene: SceneLocation | undefined;
  readonly server: PlayedServer;
}

/** A connection to the server that can break. */
interface SensorLink extends FrameLink {
  drop(): void;
}

/** One sensor of the scenario. */
export class PlayedSensor {
  readonly part: SensorPart;
  /** Connections that were made, and those that the server did not take. */
  connections = 0;
  refused = 0;
  readonly #stage: SensorStage;
  #connection: SensorLink | undefined = undefined;
  #link: FaultyLink | undefined = undefined;
  #over = false;

  constructor(part: SensorPart, stage: SensorStage) {
    this.part = part;
    this.#stage = stage;
    const { world } = stage.air.cast;
    part.faults.befall({
      crash: () => {
        this.#connection?.drop();
        this.#link?.end();
      },
      babble: (what, count) => this.#babble(what, count),
      changed: () => this.#link?.changed(),
    });
    world.schedule(part.fromMs, () => void this.#connect());
    if (part.untilMs !== undefined) world.schedule(part.untilMs, () => this.end());
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** It goes, and does not come again. */
  end(): void {
    this.#over = true;
    this.#link?.end();
    this.#connection?.close().catch(() => {});
  }

  async #connect(): Promise<void> {
    if (this.#over) return;
    const { world } = this.#stage.air.cast;
    try {
      this.#connection = await this.#reach();
      this.connections += 1;
      await this.#talk(this.#connection);
    } catch {
      // Whatever the server did instead: it tries again, as sensors do.
      this.refused += 1;
    }
    this.#connection = this.#link = undefined;
    if (this.#over) return;
    world.schedule(world.nowMs + this.part.returnsAfterMs, () => void this.#connect());
  }

  async #reach(): Promise<SensorLink> {
    const { platform, server } = this.#stage;
    const port = server.remotePort();
    if (port === undefined) {
      return socketLink(await (await server.client()).openSocket(SENSOR_PATH));
    }
    const target = { hostname: "127.0.0.1", port };
    return tcpLink(await platform.connectTcpFrom(SENSOR_ADDRESS, target));
  }

  async #talk(connection: SensorLink): Promise<void> {
    const { part } = this;
    const { platform, air, scene } = this.#stage;
    const link = this.#link = new FaultyLink(connection);
    link.befall(part.faults);
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
    const { part } = this;
    if (what === "standard-error" || part.faults.isFrozen) return;
    const { nowMs, cast } = this.#stage.air;
    const random = cast.fork(`sensor ${part.name} at ${nowMs}`);
    for (let index = 0; index < count; index++) {
      this.#connection?.write(babbled(what, random)).catch(() => {});
    }
  }
}

function socketLink(socket: SimulatedSocket): SensorLink {
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
    drop: () => socket.drop(),
  };
}

function tcpLink(connection: TcpConnection): SensorLink {
  return {
    wholeMessages: false,
    read: () => connection.read(),
    write: (frame) => connection.write(frame),
    close: () => connection.close(),
    ending: () => Promise.resolve("the server closed the connection"),
    drop: () => connection.destroy(),
  };
}
