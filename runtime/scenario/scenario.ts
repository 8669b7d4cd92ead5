// Scenarios: a typed script of what happens in the air over virtual time. A scenario is checked when
// it is written (a contradiction names its line) and played any number of times, each a pure
// function of its seed.
//
// @example
// export const cafe = scenario("cafe", "A network and somebody who joins it", seconds(60), (on) => {
//   on.radio("roof", { channels: ["6"] });
//   const network = on.accessPoint({ ssid: "Kaffeehaus", channel: "6", security: "wpa2-psk" });
//   on.person("Ada", { joins: [network] });
// });
import type { SeededRandom } from "../random.ts";
import { ScenarioBuilder } from "./builder.ts";
import type { Cast, Happening, ScenarioSettings } from "./cast.ts";

export interface Scenario {
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  readonly lengthMs: number;
  /** Headers of the alerts that this should raise; no others. */
  readonly alerts: readonly string[];
  /** Configuration that the server under test has, besides its defaults. */
  readonly settings: ScenarioSettings;
  readonly radios: readonly string[];
  /** Classes of the logs that the server writes. */
  readonly logs: readonly string[];
  /** What happens to the machine itself. */
  readonly happenings: readonly Happening[];
  /** A fresh cast, ready to play from time 0. */
  begin(random: SeededRandom): Cast;
}

export const seconds = (count: number): number => count * 1000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;

/** Throws a ScenarioError that names the line when the script contradicts itself. */
export function scenario(
  name: string,
  about: string,
  lengthMs: number,
  script: (on: ScenarioBuilder) => void,
): Scenario {
  const builder = new ScenarioBuilder(name, lengthMs);
  script(builder);
  const plan = builder.finish();
  return {
    name,
    about,
    lengthMs,
    alerts: plan.alerts,
    settings: plan.settings,
    radios: plan.radios,
    logs: plan.logs,
    happenings: plan.happenings,
    begin: plan.begin,
  };
}
