// Everybody who plays in a scenario, made anew for each run.
import type { SeededRandom } from "../random.ts";
import type { AccessPoint } from "./access-point.ts";
import type { BrowserPart, SensorPart, ToolPart } from "./outsiders.ts";
import type { GpsReceiver } from "./gps-receiver.ts";
import type { Person } from "./person.ts";
import type { SimulatedRadio } from "./simulated-radio.ts";
import { World } from "./world.ts";

/** Configuration keys and their values; several for keys that may stand more than once. */
export type ScenarioSettings = Readonly<Record<string, string | readonly string[]>>;

/** Something that happens to the machine the server runs on. */
export type Happening =
  | { readonly atMs: number; readonly what: "clock"; readonly byMs: number }
  | { readonly atMs: number; readonly what: "disk"; readonly freeBytes: number };

export class Cast {
  readonly world: World;
  readonly random: SeededRandom;
  readonly radios: SimulatedRadio[] = [];
  readonly accessPoints: AccessPoint[] = [];
  readonly people: Person[] = [];
  readonly receivers: GpsReceiver[] = [];
  readonly helpers: ToolPart[] = [];
  readonly sensors: SensorPart[] = [];
  readonly browsers: BrowserPart[] = [];

  constructor(random: SeededRandom) {
    this.random = random;
    this.world = new World(random.fork("world"));
  }

  /** Randomness of one part, which no other part can disturb. */
  fork(label: string): SeededRandom {
    return this.random.fork(label);
  }
}
