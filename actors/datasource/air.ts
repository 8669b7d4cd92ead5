// The radios of a scenario as datasources: one driver moves the scenario on with the server's clock,
// and each radio's session hands over what it heard.
import {
  BATCH_BYTES_MAX,
  BATCH_PACKETS_MAX,
  type PacketBatch,
  type PacketLocation,
} from "../../protocols/packet/packet-batch.ts";
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { Clock } from "../../runtime/platform.ts";
import type { Cast } from "../../runtime/scenario/cast.ts";
import type { HeardPacket, SimulatedRadio } from "../../runtime/scenario/simulated-radio.ts";
import { geographic, type Position, type SceneLocation } from "../../runtime/scenario/space.ts";
import { DatasourceError } from "./datasource-error.ts";
import type { SourceEnd, SourceInfo, SourceSession, SourceType } from "./source-type.ts";
import { textIdentity } from "./source-uuid.ts";

const STEP_MS = 100;
/** A longer gap is a machine that slept or a clock that was set, and is not made up for. */
const CATCH_UP_MS_MAX = 60_000;

const driver: DriverRecord = {
  type: "simulated",
  description: "Radio of a scenario",
  probeCapable: true,
  listCapable: true,
  localCapable: true,
  remoteCapable: false,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};

/** Moves a cast's world on with the clock, a step at a time, while somebody listens. */
export class AirDriver {
  readonly cast: Cast;
  readonly #clock: Clock & { readonly elapsedMs?: number };
  #waiting: (() => void)[] = [];
  #armed = false;
  #lastMs: number;
  /** Time of day at the beginning of the scenario, moved on by sleep and by clocks that are set. */
  #originMs: number;

  /** A clock that knows how much time has passed, whatever it was set to, is asked for that. */
  constructor(cast: Cast, clock: Clock & { readonly elapsedMs?: number }) {
    this.cast = cast;
    this.#clock = clock;
    this.#lastMs = clock.elapsedMs ?? clock.now();
    this.#originMs = clock.now();
  }

  /** Time of day, in ms, of a time of the scenario. */
  timeOf(scenarioMs: number): number {
    return this.#originMs + scenarioMs;
  }

  get nowMs(): number {
    return this.cast.world.nowMs;
  }

  /** Lets happen in the scene what has happened by now. */
  sync(): void {
    const { elapsedMs } = this.#clock;
    const nowMs = elapsedMs ?? this.#clock.now();
    const passedMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    const wasSet = passedMs < 0 || passedMs > CATCH_UP_MS_MAX;
    const wentOnMs = elapsedMs === undefined && wasSet ? STEP_MS : passedMs;
    const { world } = this.cast;
    world.advance(world.nowMs + wentOnMs);
    this.#originMs = this.#clock.now() - world.nowMs;
  }

  /** Resolves after the next step. */
  step(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#arm();
    });
  }

  /** Lets those who wait go on at once, to see that they were closed. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#clock.setTimeout(() => {
      this.#armed = false;
      if (this.#waiting.length === 0) return;
      this.sync();
      this.wake();
    }, STEP_MS);
  }
}

/** One radio of the scene; it stays there when the scene ends. */
export class RadioSession implements SourceSession {
  readonly holdsWhilePaused = false;
  readonly info: SourceInfo;
  readonly #radio: SimulatedRadio;
  readonly #air: AirDriver;
  readonly #scene: SceneLocation | undefined;
  readonly #bytes = new Uint8Array(BATCH_BYTES_MAX);
  #waiting: HeardPacket[] = [];
  #taken = 0;
  #closed = false;

  constructor(
    radio: SimulatedRadio,
    air: AirDriver,
    version: string,
    scene: SceneLocation | undefined,
  ) {
    this.#radio = radio;
    this.#air = air;
    this.#scene = scene;
    const { name, channels } = radio.init;
    this.info = {
      linkType: radio.linkType,
      captureInterface: name,
      hardware: "simulation",
      version,
      channel: channels.length === 1 ? channels[0]! : "",
      channels,
      program: "",
      processId: -1,
    };
    // What it heard before it was opened is nobody's.
    radio.missed += radio.take().length;
  }

  next(batch: PacketBatch): boolean | Promise<boolean> {
    batch.count = 0;
    if (this.#closed) return false;
    if (this.#taken >= this.#waiting.length) {
      this.#waiting = this.#radio.take();
      this.#taken = 0;
    }
    if (this.#taken >= this.#waiting.length) return this.#step();
    this.#fill(batch);
    return true;
  }

  end(): SourceEnd {
    return { reason: "closed", warning: "" };
  }

  warning(): string {
    const { dropped } = this.#radio;
    return dropped === 0 ? "" : `${dropped} packets were lost before they could be read`;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#air.wake();
    return Promise.resolve();
  }

  async #step(): Promise<boolean> {
    await this.#air.step();
    if (this.#closed) return false;
    const failure = this.#radio.failureAt(this.#air.nowMs);
    if (failure !== undefined) throw new DatasourceError("child-lost", failure);
    return true;
  }

  #fill(batch: PacketBatch): void {
    batch.linkType = this.info.linkType;
    batch.fcsBytes = 0;
    batch.bytes = this.#bytes;
    const last = this.#waiting[this.#taken]!;
    batch.location = this.#scene && locationOf(this.#scene, last.position);
    let at = 0;
    while (this.#taken < this.#waiting.length && batch.count < BATCH_PACKETS_MAX) {
      const { packet, timestampMs } = this.#waiting[this.#taken]!;
      if (at + packet.length > this.#bytes.length) break;
      this.#taken += 1;
      this.#bytes.set(packet, at);
      const index = batch.count++;
      batch.start[index] = at;
      batch.capturedLength[index] = packet.length;
      batch.wireLength[index] = packet.length;
      batch.timestampUs[index] = Math.floor(this.#air.timeOf(timestampMs) * 1000);
      at += packet.length;
    }
  }
}

/** A source type that knows the radios of one cast by their names. */
export function createAirSourceType(air: AirDriver, scene?: SceneLocation): SourceType {
  const radioOf = (name: string) => air.cast.radios.find((radio) => radio.init.name === name);
  return {
    driver,
    uuidProgram: "moirai_simulated",
    retryDefault: undefined,
    probe: (definition) => Promise.resolve(radioOf(definition.interface) !== undefined),
    list: (context) =>
      Promise.resolve(air.cast.radios.map(({ init }) => ({
        interface: init.name,
        captureInterface: init.name,
        hardware: "simulation",
        version: context.version,
      }))),
    // Texts of less than four letters have no checksum.
    identify: (definition) => Promise.resolve(textIdentity(`radio ${definition.interface}`)),
    open: (definition, context) => {
      const radio = radioOf(definition.interface);
      if (radio === undefined) {
        const reason = "the scenario has no radio of this name";
        return Promise.reject(new DatasourceError("not-found", reason));
      }
      air.sync();
      const failure = radio.failureAt(air.nowMs);
      if (failure !== undefined) {
        return Promise.reject(new DatasourceError("no-device", failure));
      }
      return Promise.resolve(new RadioSession(radio, air, context.version, scene));
    },
  };
}

function locationOf(scene: SceneLocation, position: Position): PacketLocation {
  return {
    ...geographic(scene, position),
    altitudeM: 0,
    speedKmh: 0,
    headingDegrees: 0,
    fix: 2,
  };
}
