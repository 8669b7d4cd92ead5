// The built-in demo: a simulated street, in real time, endless.
import {
  BATCH_BYTES_MAX,
  BATCH_PACKETS_MAX,
  type PacketBatch,
} from "../../../protocols/packet/packet-batch.ts";
import type { DriverRecord } from "../../../protocols/records/datasource.ts";
import type { Clock, TimerHandle } from "../../../runtime/platform.ts";
import { SeededRandom } from "../../../runtime/random.ts";
import { numberOption } from "../definition.ts";
import type { SourceEnd, SourceInfo, SourceSession, SourceType } from "../source-type.ts";
import { textIdentity } from "../source-uuid.ts";
import { type AirFrame, Street } from "../street.ts";

const DLT_IEEE802_11_RADIO = 127;
const STEP_MS = 100;
/** What happened while the machine slept is not made up for. */
const CATCH_UP_MS_MAX = 2000;
const SEED_MAX = 4_294_967_295;
const SEED_DEFAULT = 1;

const driver: DriverRecord = {
  type: "demo",
  description: "Simulated street",
  probeCapable: true,
  listCapable: false,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};

class DemoSession implements SourceSession {
  readonly holdsWhilePaused = false;
  readonly info: SourceInfo;
  readonly #clock: Clock;
  readonly #street: Street;
  readonly #bytes = new Uint8Array(BATCH_BYTES_MAX);
  #waiting: AirFrame[] = [];
  #lastMs: number;
  /** How far the street's own time is behind the clock: the time the machine slept. */
  #behindMs = 0;
  #closed = false;
  #wake: () => void = () => {};

  constructor(clock: Clock, seed: number, version: string) {
    this.#clock = clock;
    this.#lastMs = clock.now();
    this.#street = new Street(new SeededRandom(seed), this.#lastMs * 1000);
    this.info = {
      linkType: DLT_IEEE802_11_RADIO,
      captureInterface: "demo",
      hardware: "simulation",
      version,
      channel: "",
      channels: [],
      program: "",
      processId: -1,
    };
  }

  next(batch: PacketBatch): boolean | Promise<boolean> {
    batch.count = 0;
    if (this.#closed) return false;
    if (this.#waiting.length > 0) {
      this.#fill(batch);
      return true;
    }
    return this.#step();
  }

  end(): SourceEnd {
    return { reason: "closed", warning: "" };
  }

  warning(): string {
    return "";
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    return Promise.resolve();
  }

  async #step(): Promise<boolean> {
    await new Promise<void>((resolve) => {
      const timer: TimerHandle = this.#clock.setTimeout(resolve, STEP_MS);
      this.#wake = () => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
    });
    const now = this.#clock.now();
    const passedMs = now - this.#lastMs;
    if (passedMs > CATCH_UP_MS_MAX || passedMs < 0) this.#behindMs += passedMs - STEP_MS;
    this.#lastMs = now;
    this.#waiting = [...this.#street.advance((now - this.#behindMs) * 1000)];
    return !this.#closed;
  }

  #fill(batch: PacketBatch): void {
    batch.linkType = DLT_IEEE802_11_RADIO;
    batch.fcsBytes = 0;
    batch.bytes = this.#bytes;
    let at = 0;
    while (this.#waiting.length > 0 && batch.count < BATCH_PACKETS_MAX) {
      const { packet, timestampUs } = this.#waiting[0]!;
      if (at + packet.length > this.#bytes.length) break;
      this.#waiting.shift();
      this.#bytes.set(packet, at);
      const index = batch.count++;
      batch.start[index] = at;
      batch.capturedLength[index] = packet.length;
      batch.wireLength[index] = packet.length;
      batch.timestampUs[index] = timestampUs + this.#behindMs * 1000;
      at += packet.length;
    }
  }
}

export const demo: SourceType = {
  driver,
  uuidProgram: "moirai_demo",
  retryDefault: false,
  probe: (definition) => Promise.resolve(definition.interface === "demo"),
  identify: (definition) => Promise.resolve(textIdentity(definition.interface)),
  async open(definition, context) {
    const seed = numberOption(definition, "seed", 0, SEED_MAX) ?? SEED_DEFAULT;
    return new DemoSession(context.platform.clock, seed, context.version);
  },
};
