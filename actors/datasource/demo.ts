// The built-in demo: a scenario in real time, endless.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { Clock } from "../../runtime/platform.ts";
import { SeededRandom } from "../../runtime/random.ts";
import type { Scenario } from "../../runtime/scenario/scenario.ts";
import { AirDriver, RadioSession } from "./air.ts";
import { numberOption } from "./definition.ts";
import type { SourceEnd, SourceInfo, SourceSession, SourceType } from "./source-type.ts";
import { textIdentity } from "./source-uuid.ts";

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

/** Everything that is heard by the scenario's first radio; after its end it begins again. */
class DemoSession implements SourceSession {
  readonly holdsWhilePaused = false;
  readonly info: SourceInfo;
  readonly #scenario: Scenario;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #version: string;
  #round = 0;
  #air: AirDriver;
  #radio: RadioSession;

  constructor(scenario: Scenario, clock: Clock, seed: number, version: string) {
    this.#scenario = scenario;
    this.#clock = clock;
    this.#seed = seed;
    this.#version = version;
    this.#air = this.#begin();
    this.#radio = this.#listen();
    this.info = { ...this.#radio.info, captureInterface: "demo" };
  }

  next(batch: PacketBatch): boolean | Promise<boolean> {
    if (this.#air.nowMs >= this.#scenario.lengthMs) {
      this.#air = this.#begin();
      this.#radio = this.#listen();
    }
    return this.#radio.next(batch);
  }

  end(): SourceEnd {
    return this.#radio.end();
  }

  warning(): string {
    return this.#radio.warning();
  }

  close(): Promise<void> {
    return this.#radio.close();
  }

  #begin(): AirDriver {
    const random = new SeededRandom(this.#seed).fork(`round ${this.#round++}`);
    return new AirDriver(this.#scenario.begin(random), this.#clock);
  }

  #listen(): RadioSession {
    return new RadioSession(this.#air.cast.radios[0]!, this.#air, this.#version, undefined);
  }
}

export function createDemo(scenario: Scenario): SourceType {
  return {
    driver,
    uuidProgram: "moirai_demo",
    retryDefault: false,
    probe: (definition) => Promise.resolve(definition.interface === "demo"),
    identify: (definition) => Promise.resolve(textIdentity(definition.interface)),
    async open(definition, context) {
      const seed = numberOption(definition, "seed", 0, SEED_MAX) ?? SEED_DEFAULT;
      return new DemoSession(scenario, context.platform.clock, seed, context.version);
    },
  };
}
