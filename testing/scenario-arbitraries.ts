// Random scenarios for fast-check, each valid, which shrink to fewer people and earlier times.
import * as fc from "fast-check";
import type { Security } from "../protocols/dot11/encode.ts";
import type {
  BrowserOptions,
  HelperOptions,
  SensorOptions,
} from "../runtime/scenario/outsiders.ts";
import type { AccessPointOptions, RadioOptions } from "../runtime/scenario/options.ts";
import { BABBLES, SAID_ONCE, type ToolFault } from "../runtime/scenario/tool-faults.ts";
import type {
  AttackScript,
  Flood,
  HappeningScript,
  PersonScript,
  ScenarioScript,
} from "./scenario-script.ts";

/** The most of each kind; 0 leaves the kind out. */
export interface ScenarioBounds {
  /** How long a scenario lasts at most. */
  readonly lengthMs: number;
  readonly radios: number;
  readonly networks: number;
  readonly people: number;
  readonly attacks: number;
  readonly helpers: number;
  readonly sensors: number;
  readonly browsers: number;
  /** Faults of each helper and sensor. */
  readonly faults: number;
  /** Clocks that are set, disks that fill. */
  readonly happenings: number;
  /** Logs that the server may write: "kismet", "pcapng", … */
  readonly logs: readonly string[];
}

export const BOUNDS_DEFAULT: ScenarioBounds = {
  lengthMs: 30_000,
  radios: 2,
  networks: 4,
  people: 4,
  attacks: 2,
  helpers: 2,
  sensors: 1,
  browsers: 2,
  faults: 3,
  happenings: 3,
  logs: ["pcapng"],
};

const LENGTH_MS_MIN = 1_000;
const SCENE_METRES = 40;
const CLOCK_JUMP_MS_MAX = 400 * 86_400_000;
const DISK_BYTES_MAX = 1_000_000;
const CHANNELS = ["6", "1", "11", "36", "149"] as const;
const SECURITIES: readonly Security[] = [
  "open",
  "wpa2-psk",
  "wpa3-sae",
  "wpa3-transition",
  "wpa2-eap",
  "wpa-psk",
  "wep",
  "owe",
];

const channel = fc.constantFrom(...CHANNELS);
const channels = fc.uniqueArray(channel, { minLength: 1, maxLength: 3 });
const metres = fc.integer({ min: -SCENE_METRES, max: SCENE_METRES });
const at = fc.option(fc.record({ x: metres, y: metres }), { nil: undefined });
const flag = fc.option(fc.constant(true), { nil: undefined });
/** Names of networks, as hostile as thirty-two bytes can be. */
const ssid = fc.oneof(
  fc.constantFrom("home", "", "eduroam"),
  fc.string({ unit: "binary", maxLength: 32 }).filter((text) => fitsSsid(text)),
);

function fitsSsid(text: string): boolean {
  return new TextEncoder().encode(text).length <= 32;
}

/** A scenario as the calls of its script. */
export function scenarioScripts(
  bounds: Partial<ScenarioBounds> = {},
): fc.Arbitrary<ScenarioScript> {
  const most = { ...BOUNDS_DEFAULT, ...bounds };
  const times = timesWithin(most.lengthMs);
  const several = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.array(one, { maxLength });
  return fc.record({
    lengthMs: fc.integer({ min: Math.min(LENGTH_MS_MIN, most.lengthMs), max: most.lengthMs }),
    radios: several(radios(times), most.radios),
    networks: several(networks(times), most.networks),
    people: several(people(times, most.networks), most.people),
    attacks: several(attacks(times, most.networks), most.attacks),
    helpers: several(helpers(times, most.faults), most.helpers),
    sensors: several(sensors(times, most.faults), most.sensors),
    browsers: several(browsers(times), most.browsers),
    logs: fc.subarray([...most.logs]),
    happenings: several(happenings(times), most.happenings),
  }).map(withinItsLength);
}

interface Times {
  readonly moment: fc.Arbitrary<number>;
  /** From, until; undefined stands for the beginning and the end. */
  readonly span: fc.Arbitrary<Span>;
}

interface Span {
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
}

function timesWithin(lengthMs: number): Times {
  const moment = fc.integer({ min: 0, max: lengthMs - 1 });
  const perhaps = fc.option(moment, { nil: undefined });
  return {
    moment,
    span: fc.tuple(perhaps, perhaps).map(([first, second]) => {
      if (first === undefined || second === undefined) {
        return { fromMs: first, untilMs: undefined };
      }
      return { fromMs: Math.min(first, second), untilMs: Math.max(first, second) + 1 };
    }),
  };
}

/** Unplugged once, perhaps. */
function radios({ moment }: Times): fc.Arbitrary<RadioOptions> {
  const failure = fc.tuple(moment, moment).map(([first, second]) =>
    [[Math.min(first, second), Math.max(first, second) + 1]] as const
  );
  return fc.record({ channels, loss: loss(), at, fails: fc.option(failure, { nil: undefined }) });
}

function loss(): fc.Arbitrary<number | undefined> {
  return fc.option(fc.constantFrom(0.1, 0.5, 1), { nil: undefined });
}

function networks({ span }: Times): fc.Arbitrary<AccessPointOptions> {
  const said = fc.record({
    ssid,
    channel,
    security: fc.constantFrom(...SECURITIES),
    hidden: flag,
    at,
  });
  return joined(said, span);
}

function people({ span }: Times, networkCount: number): fc.Arbitrary<PersonScript> {
  const said = fc.record({
    joins: networkCount === 0
      ? fc.constant<number[]>([])
      : fc.uniqueArray(fc.nat(networkCount - 1), { maxLength: 2 }),
    asksFor: fc.option(fc.array(ssid, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    randomiseMs: fc.option(fc.constant(5_000), { nil: undefined }),
    at,
  });
  return joined(said, span);
}

function attacks({ moment, span }: Times, networkCount: number): fc.Arbitrary<AttackScript> {
  const plan = fc.record({
    fromMs: moment,
    perSecond: fc.constantFrom(1, 10, 100),
    count: fc.integer({ min: 1, max: 200 }),
  });
  const network = fc.nat(Math.max(0, networkCount - 1));
  return fc.oneof(
    fc.record({ does: fc.constant("beacons" as const), channel, plan, at }),
    fc.record({ does: fc.constant("deauthenticate" as const), network, plan, at }),
    fc.tuple(channel, at, span).map(([on, place, { fromMs = 0, untilMs = Infinity }]) => ({
      does: "karma" as const,
      bssid: 0x001337a5c001,
      channel: on,
      at: place,
      fromMs,
      untilMs,
    })),
  );
}

function toolFaults({ moment, span }: Times): fc.Arbitrary<ToolFault> {
  const during = span.map(({ fromMs = 0, untilMs }) => ({
    atMs: fromMs,
    ...untilMs !== undefined && { untilMs },
  }));
  const lasting = fc.constantFrom("freeze", "fall-silent", "stop-reading");
  return fc.oneof(
    moment.map((atMs) => ({ does: "crash" as const, atMs })),
    fc.tuple(lasting, during).map(([does, when]) => ({ does, ...when }) as ToolFault),
    fc.tuple(fc.constantFrom(...BABBLES), during).map(([what, { atMs, untilMs }]): ToolFault => ({
      does: "babble",
      what,
      atMs,
      ...untilMs !== undefined && !SAID_ONCE.includes(what) && { untilMs },
    })),
  );
}

function helpers(times: Times, faultCount: number): fc.Arbitrary<HelperOptions> {
  return fc.record({ channels, loss: loss(), at, faults: faultsOf(times, faultCount) });
}

function faultsOf(times: Times, most: number): fc.Arbitrary<ToolFault[] | undefined> {
  const some = fc.array(toolFaults(times), { minLength: 1, maxLength: Math.max(1, most) });
  return most === 0 ? fc.constant(undefined) : fc.option(some, { nil: undefined });
}

function sensors(times: Times, faultCount: number): fc.Arbitrary<SensorOptions> {
  return joined(helpers(times, faultCount), times.span);
}

function browsers({ span }: Times): fc.Arbitrary<BrowserOptions> {
  const said = fc.record({
    bytesPerSecond: fc.option(fc.constantFrom(100, 1_000, 100_000), { nil: undefined }),
    answersPings: fc.option(fc.constant(false), { nil: undefined }),
    vanishes: flag,
    returnsAfterMs: fc.option(fc.constant(3_000), { nil: undefined }),
  });
  return joined(said, span);
}

function happenings({ moment }: Times): fc.Arbitrary<HappeningScript> {
  const atMs = moment;
  return fc.oneof(
    fc.record({
      does: fc.constant("clockJumps" as const),
      atMs,
      // A jump by nothing is none.
      byMs: fc.integer({ min: -CLOCK_JUMP_MS_MAX, max: CLOCK_JUMP_MS_MAX }).map((ms) => ms || 1),
    }),
    fc.record({ does: fc.constant("diskFills" as const), atMs, freeBytes: fc.nat(DISK_BYTES_MAX) }),
    fc.record({ does: fc.constant("diskClears" as const), atMs }),
  );
}

function joined<A extends object, B extends object>(
  a: fc.Arbitrary<A>,
  b: fc.Arbitrary<B>,
): fc.Arbitrary<A & B> {
  return fc.tuple(a, b).map(([first, second]) => ({ ...first, ...second }));
}

/** Times after the end of a scenario that was shrunk are at its end; somebody hears it. */
function withinItsLength(script: ScenarioScript): ScenarioScript {
  const within = movedWithin(script);
  const isMet = ({ fromMs = 0, untilMs = Infinity }: PersonScript, number: number) => {
    const network = within.networks[number];
    return network !== undefined && (network.fromMs ?? 0) < untilMs &&
      (network.untilMs ?? Infinity) > fromMs;
  };
  // Nobody joins a network that is not there with them.
  const there = within.people.map((person) => ({
    ...person,
    joins: person.joins.filter((number) => isMet(person, number)),
  }));
  return { ...within, people: there };
}

function movedWithin(script: ScenarioScript): ScenarioScript {
  const { lengthMs } = script;
  const hears = script.radios.length + script.helpers.length + script.sensors.length > 0;
  const listening = hears ? script.radios : [{ channels: ["6"] }];
  return moved({
    ...script,
    attacks: script.attacks.map((attack) =>
      "plan" in attack ? { ...attack, plan: endingBefore(lengthMs, attack.plan) } : attack
    ),
    radios: listening.map(({ fails = [], ...radio }) => ({
      ...radio,
      fails: failuresBefore(lengthMs, fails),
    })),
  }, lengthMs);
}

/** As many frames as there is time for. */
function endingBefore(lengthMs: number, { fromMs, perSecond, count }: Flood): Flood {
  const beginMs = Math.min(fromMs, lengthMs - 1);
  const most = Math.ceil((lengthMs - beginMs) * perSecond / 1000);
  return { fromMs: beginMs, perSecond, count: Math.min(count, most) };
}

function failuresBefore(lengthMs: number, fails: NonNullable<RadioOptions["fails"]>) {
  const some = fails.flatMap(([from, until]) =>
    from < lengthMs ? [[from, Math.min(until, lengthMs)] as const] : []
  );
  return some.length === 0 ? undefined : some;
}

const TIMES: ReadonlySet<string> = new Set(["fromMs", "atMs"]);

/** The same with every time within the length, and without members that are undefined. */
function moved<T>(value: T, lengthMs: number): T {
  if (Array.isArray(value)) return value.map((one: unknown) => moved(one, lengthMs)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (member === undefined) return [];
    if (typeof member !== "number") return [[name, moved(member, lengthMs)]];
    if (TIMES.has(name)) return [[name, Math.min(member, lengthMs - 1)]];
    return [[name, name === "untilMs" ? Math.min(member, lengthMs) : member]];
  });
  return Object.fromEntries(entries) as T;
}
