// A scenario as data: the calls of its script, which can be made and can be printed as the code that
// makes them. Property tests shrink these.
import type { ScenarioBuilder } from "../runtime/scenario/builder.ts";
import type { AccessPointHandle } from "../runtime/scenario/network-script.ts";
import type {
  BrowserOptions,
  HelperOptions,
  SensorOptions,
} from "../runtime/scenario/outsiders.ts";
import type {
  AccessPointOptions,
  PersonOptions,
  RadioOptions,
  Where,
} from "../runtime/scenario/options.ts";
import { type Scenario, scenario } from "../runtime/scenario/scenario.ts";

/** A network of the script, by its place among them. */
export type NetworkNumber = number;

export interface PersonScript extends Omit<PersonOptions, "joins"> {
  readonly joins: readonly NetworkNumber[];
}

export interface Flood {
  readonly fromMs: number;
  readonly perSecond: number;
  readonly count: number;
}

/** What an attacker does, one thing each. */
export type AttackScript =
  & Where
  & (
    | { readonly does: "deauthenticate"; readonly network: NetworkNumber; readonly plan: Flood }
    | { readonly does: "beacons"; readonly channel: string; readonly plan: Flood }
    | {
      readonly does: "karma";
      readonly bssid: number;
      readonly channel: string;
      readonly fromMs: number;
      readonly untilMs: number;
    }
  );

/** What happens to the machine of the server. */
export type HappeningScript =
  | { readonly does: "clockJumps"; readonly atMs: number; readonly byMs: number }
  | { readonly does: "diskFills"; readonly atMs: number; readonly freeBytes: number }
  | { readonly does: "diskClears"; readonly atMs: number };

export interface ScenarioScript {
  readonly lengthMs: number;
  readonly radios: readonly RadioOptions[];
  readonly networks: readonly AccessPointOptions[];
  readonly people: readonly PersonScript[];
  readonly attacks: readonly AttackScript[];
  readonly helpers: readonly HelperOptions[];
  readonly sensors: readonly SensorOptions[];
  readonly browsers: readonly BrowserOptions[];
  readonly logs: readonly string[];
  readonly happenings: readonly HappeningScript[];
}

const NAME = "found";
const ABOUT = "What a property test found";

/** Makes the scenario; throws a ScenarioError for a script that contradicts itself. */
export function buildScenario(script: ScenarioScript): Scenario {
  return scenario(NAME, ABOUT, script.lengthMs, (on) => callAll(on, script));
}

function callAll(on: ScenarioBuilder, script: ScenarioScript): void {
  script.radios.forEach((options, index) => on.radio(`radio${index}`, options));
  const networks = script.networks.map((options) => on.accessPoint(options));
  script.people.forEach((options, index) =>
    on.person(`person${index}`, { ...options, joins: joinedOf(options, networks) })
  );
  for (const attack of script.attacks) attackAs(on, attack, networks);
  script.helpers.forEach((options, index) => on.helper(`helper${index}`, options));
  script.sensors.forEach((options, index) => on.sensor(`sensor${index}`, options));
  script.browsers.forEach((options, index) => on.browser(`browser${index}`, options));
  if (script.logs.length > 0) on.logs(...script.logs);
  for (const one of script.happenings) {
    if (one.does === "clockJumps") on.clockJumps(one.atMs, one.byMs);
    else if (one.does === "diskFills") on.diskFills(one.atMs, one.freeBytes);
    else on.diskClears(one.atMs);
  }
}

function joinedOf(
  { joins }: PersonScript,
  networks: readonly AccessPointHandle[],
): AccessPointHandle[] {
  return joins.flatMap((number) => networks[number] ?? []);
}

function attackAs(
  on: ScenarioBuilder,
  attack: AttackScript,
  networks: readonly AccessPointHandle[],
): void {
  const where = whereOf(attack);
  if (attack.does === "deauthenticate") {
    const target = networks[attack.network];
    // A network that was shrunk away is attacked by nobody.
    if (target === undefined) return;
    on.attack(where, ({ attacker, network, people }) => {
      attacker.deauthenticate(network(target), people, attack.plan);
    });
  } else if (attack.does === "beacons") {
    on.attack(where, ({ attacker }) => attacker.beacons(attack.channel, attack.plan));
  } else {
    const { bssid, channel, fromMs, untilMs } = attack;
    on.attack(where, ({ attacker }) => attacker.karma(bssid, channel, fromMs, untilMs));
  }
}

function whereOf({ at }: Where): Where {
  return at === undefined ? {} : { at };
}

/** The code that makes the scenario, as one would write it. */
export function printScenario(script: ScenarioScript): string {
  const lines = [...printCalls(script)].map((line) => `  ${line}\n`).join("");
  return `export const ${NAME} = scenario("${NAME}", ${JSON.stringify(ABOUT)}, ` +
    `${printNumber(script.lengthMs)}, (on) => {\n${lines}});\n`;
}

function* printCalls(script: ScenarioScript): Generator<string> {
  const named = (what: string, options: readonly object[]) =>
    options.map((one, index) => {
      const text = printValue(one);
      return `on.${what}("${what}${index}"${text === "{}" ? "" : `, ${text}`});`;
    });
  yield* named("radio", script.radios);
  // A name for what nobody speaks of would be one too many.
  const spokenOf = new Set([
    ...script.people.flatMap(({ joins }) => joins),
    ...script.attacks.flatMap((one) => one.does === "deauthenticate" ? [one.network] : []),
  ]);
  for (const [index, options] of script.networks.entries()) {
    const name = spokenOf.has(index) ? `const network${index} = ` : "";
    yield `${name}on.accessPoint(${printValue(options)});`;
  }
  for (const [index, { joins, ...options }] of script.people.entries()) {
    const there = joins.filter((number) => number < script.networks.length);
    const list = there.map((number) => `network${number}`).join(", ");
    const rest = printMembers(options);
    const members = [...rest, ...there.length === 0 ? [] : [`joins: [${list}]`]];
    yield `on.person("person${index}"${
      members.length === 0 ? "" : `, { ${members.join(", ")} }`
    });`;
  }
  for (const attack of script.attacks) yield* printAttack(attack, script);
  yield* named("helper", script.helpers);
  yield* named("sensor", script.sensors);
  yield* named("browser", script.browsers);
  if (script.logs.length > 0) {
    yield `on.logs(${script.logs.map((name) => JSON.stringify(name)).join(", ")});`;
  }
  for (const one of script.happenings) {
    const second = one.does === "clockJumps"
      ? `, ${printNumber(one.byMs)}`
      : one.does === "diskFills"
      ? `, ${printNumber(one.freeBytes)}`
      : "";
    yield `on.${one.does}(${printNumber(one.atMs)}${second});`;
  }
}

function* printAttack(attack: AttackScript, { networks }: ScenarioScript): Generator<string> {
  const where = printValue(whereOf(attack));
  if (attack.does === "deauthenticate") {
    if (attack.network >= networks.length) return;
    yield `on.attack(${where}, ({ attacker, network, people }) => {`;
    const target = `network(network${attack.network})`;
    yield `  attacker.deauthenticate(${target}, people, ${printValue(attack.plan)});`;
  } else if (attack.does === "beacons") {
    yield `on.attack(${where}, ({ attacker }) => {`;
    yield `  attacker.beacons("${attack.channel}", ${printValue(attack.plan)});`;
  } else {
    const times = `${printNumber(attack.fromMs)}, ${printNumber(attack.untilMs)}`;
    yield `on.attack(${where}, ({ attacker }) => {`;
    yield `  attacker.karma(0x${attack.bssid.toString(16)}, "${attack.channel}", ${times});`;
  }
  yield "});";
}

function printValue(value: unknown): string {
  if (typeof value === "number") return printNumber(value);
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = printMembers(value);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** What is undefined is left out, as in the scenario. */
function printMembers(value: object): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${name}: ${printValue(member)}`]
  );
}

/** With the underscores that make long ones readable. */
function printNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 10_000
    ? String(value).replace(/\B(?=(\d{3})+$)/g, "_")
    : String(value);
}
