// Programs that have to do with the server under test, as a script names them: capture tools that it
// starts, sensors elsewhere that connect to it, browsers that hear its events. What they do on the wire
// is played by the test kit.
import type { Cast } from "./cast.ts";
import type { When, Where } from "./options.ts";
import type { Position } from "./space.ts";
import {
  BABBLE_PER_SECOND_MAX,
  BABBLES,
  SAID_ONCE,
  type ToolFault,
  ToolFaults,
} from "./tool-faults.ts";
import { ToolRadio } from "./tool-radio.ts";

/** Capture tools that hear Wi-Fi, and the programs that are them (spec external-protocol 5.4). */
export const TOOL_BINARIES = {
  linuxwifi: "kismet_cap_linux_wifi",
  openbsdwifi: "kismet_cap_openbsd_wifi",
  osxcorewlanwifi: "kismet_cap_osx_corewlan_wifi",
  hak5wificoconut: "kismet_cap_hak5_wifi_coconut",
  "bladerf-wiphy": "kismet_cap_bladerf_wiphy",
} as const;
export type ToolType = keyof typeof TOOL_BINARIES;

/** Where the tools of a scenario lie on the machine of the server. */
export const TOOL_DIRECTORY = "/usr/lib/scenario-tools";
const DWELL_MS = 200;
const RECONNECT_MS = 5_000;
const CHANNELS_MAX = 64;
const FAULTS_MAX = 256;
const PARTS_MAX = 256;

export interface HelperOptions extends Where {
  /** "linuxwifi" when left out. */
  readonly type?: ToolType;
  readonly channels: readonly string[];
  /** Part of the frames that get lost whatever their signal. */
  readonly loss?: number;
  readonly faults?: readonly ToolFault[];
}

export interface SensorOptions extends HelperOptions, When {
  /** Time from a lost connection to the next one; 5 seconds when left out. */
  readonly returnsAfterMs?: number;
}

export interface BrowserOptions extends When {
  /** Of a websocket of the server; its events when left out. */
  readonly path?: string;
  /** Topics of events; all when left out, and none of another websocket. */
  readonly topics?: readonly string[];
  /** What it sends when it is connected, besides: one JSON text each. */
  readonly says?: readonly string[];
  /** How fast it reads; at once when left out. */
  readonly bytesPerSecond?: number;
  /** Times in which it reads nothing. */
  readonly pauses?: readonly (readonly [fromMs: number, untilMs: number])[];
  /** False: pings stay unanswered. */
  readonly answersPings?: boolean;
  /** At its end the connection breaks instead of being closed. */
  readonly vanishes?: boolean;
  /** Time from a lost connection to the next one; it stays away when left out. */
  readonly returnsAfterMs?: number;
}

/** One tool or sensor of a run. */
export interface ToolPart {
  readonly name: string;
  readonly type: ToolType;
  readonly radio: ToolRadio;
  readonly faults: ToolFaults;
}

export interface SensorPart extends ToolPart {
  readonly fromMs: number;
  /** Undefined stays to the end. */
  readonly untilMs: number | undefined;
  readonly returnsAfterMs: number;
}

/** One browser of a run. */
export interface BrowserPart {
  readonly name: string;
  readonly path: string;
  readonly says: readonly string[];
  readonly bytesPerSecond: number;
  readonly pauses: readonly { readonly fromMs: number; readonly untilMs: number }[];
  readonly answersPings: boolean;
  readonly vanishes: boolean;
  readonly returnsAfterMs: number | undefined;
  readonly fromMs: number;
  readonly untilMs: number | undefined;
}

/** What the builder lends: its checks, and how it says that something is wrong. */
export interface ScriptChecks {
  readonly lengthMs: number;
  wrong(reason: string): Error;
  channel(channel: string): string;
  times(when: When): { fromMs: number; untilMs: number };
  whereabouts(where: Where): (atMs: number) => Position;
}

const EVENTS_PATH = "/eventbus/events.ws";
const DEVICES_PATH = /^\/[^\s?#]+\.(ws|[a-z]+ws)$/;

export class OutsiderScript {
  readonly #checks: ScriptChecks;
  readonly #names = new Set<string>();
  /** Types of the capture tools, each once. */
  readonly types = new Set<ToolType>();
  /** One of them has a radio. */
  hears = false;
  /** One of them is a sensor. */
  hasSensors = false;

  constructor(checks: ScriptChecks) {
    this.#checks = checks;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  helper(name: string, options: HelperOptions): (cast: Cast) => void {
    const { type, make } = this.#tool("helper", name, options);
    this.types.add(type);
    return (cast) => {
      cast.helpers.push({ name, type, ...make(cast) });
    };
  }

  sensor(name: string, options: SensorOptions): (cast: Cast) => void {
    const { type, make } = this.#tool("sensor", name, options);
    this.hasSensors = true;
    const { fromMs } = this.#checks.times(options);
    const { returnsAfterMs = RECONNECT_MS, untilMs } = options;
    if (!(returnsAfterMs > 0)) throw this.#checks.wrong(`sensor ${name} returns before it left`);
    return (cast) => {
      cast.sensors.push({ name, type, ...make(cast), fromMs, untilMs, returnsAfterMs });
    };
  }

  browser(name: string, options: BrowserOptions): (cast: Cast) => void {
    const { wrong, times } = this.#checks;
    this.#claim("browser", name);
    const { fromMs, untilMs: endMs } = times(options);
    const { path = EVENTS_PATH, bytesPerSecond = Infinity, returnsAfterMs, untilMs } = options;
    if (!DEVICES_PATH.test(path)) throw wrong(`"${path}" is the path of no websocket`);
    if (!(bytesPerSecond > 0)) {
      throw wrong(`browser ${name} reads ${bytesPerSecond} bytes a second; a pause says never`);
    }
    if (returnsAfterMs !== undefined && !(returnsAfterMs > 0)) {
      throw wrong(`browser ${name} returns before it left`);
    }
    const pauses = (options.pauses ?? []).map(([from, until]) => {
      const pause = times({ fromMs: from, untilMs: until });
      if (pause.untilMs <= fromMs || pause.fromMs >= endMs) {
        throw wrong(`browser ${name} pauses at ${from} ms, when it is not there`);
      }
      return pause;
    });
    const topics = options.topics ?? (path === EVENTS_PATH ? ["*"] : []);
    if (topics.length > 0 && path !== EVENTS_PATH) {
      throw wrong(`browser ${name} wants events of ${path}, which has none`);
    }
    const says = [
      ...topics.map((topic) => JSON.stringify({ SUBSCRIBE: topic })),
      ...options.says ?? [],
    ];
    const { answersPings = true, vanishes = false } = options;
    const rest = { bytesPerSecond, pauses, answersPings, vanishes, returnsAfterMs };
    return (cast) => {
      cast.browsers.push({ name, path, says, ...rest, fromMs, untilMs });
    };
  }

  #tool(what: "helper" | "sensor", name: string, options: HelperOptions) {
    const { wrong, channel, lengthMs } = this.#checks;
    this.#claim(what, name);
    this.hears = true;
    const { type = "linuxwifi", channels, loss = 0 } = options;
    if (!Object.hasOwn(TOOL_BINARIES, type)) {
      const known = Object.keys(TOOL_BINARIES).join(", ");
      throw wrong(`"${String(type)}" is no type of capture tool that hears Wi-Fi (${known})`);
    }
    if (channels.length === 0) throw wrong(`${what} ${name} listens on no channel`);
    if (channels.length > CHANNELS_MAX) {
      throw wrong(`${what} ${name} has more than ${CHANNELS_MAX} channels`);
    }
    channels.forEach(channel);
    if (!(loss >= 0 && loss <= 1)) throw wrong(`${what} ${name} loses ${loss} of the frames`);
    const faults = options.faults ?? [];
    if (faults.length > FAULTS_MAX) throw wrong(`${what} ${name} has over ${FAULTS_MAX} faults`);
    for (const fault of faults) this.#checkFault(`${what} ${name}`, fault);
    const position = this.#checks.whereabouts(options);
    const make = (cast: Cast): { radio: ToolRadio; faults: ToolFaults } => {
      const init = { name, channels, dwellMs: DWELL_MS, position, loss, failures: [] };
      const radio = new ToolRadio(init, cast.fork(`${what} ${name}`));
      cast.world.listeners.push(radio);
      return { radio, faults: new ToolFaults(faults, cast.world, lengthMs) };
    };
    return { type, make };
  }

  #checkFault(who: string, fault: ToolFault): void {
    const { wrong, times } = this.#checks;
    if (fault.does === "crash") {
      times({ fromMs: fault.atMs });
      if (fault.status !== undefined && !(fault.status >= 0 && fault.status <= 255)) {
        throw wrong(`${who} cannot end with status ${fault.status}`);
      }
      return;
    }
    times({ fromMs: fault.atMs, ...fault.untilMs !== undefined && { untilMs: fault.untilMs } });
    if (fault.does !== "babble") return;
    const { what, perSecond, untilMs } = fault;
    if (!BABBLES.includes(what)) throw wrong(`${who} cannot babble "${String(what)}"`);
    if (SAID_ONCE.includes(what) && (perSecond !== undefined || untilMs !== undefined)) {
      throw wrong(`${who} says ${what} once, and then no more`);
    }
    if (perSecond !== undefined && !(perSecond >= 10 && perSecond <= BABBLE_PER_SECOND_MAX)) {
      throw wrong(`${who} babbles ${perSecond} times a second, not 10 to ${BABBLE_PER_SECOND_MAX}`);
    }
  }

  #claim(what: string, name: string): void {
    if (!/^[a-z0-9-]{1,15}$/.test(name)) {
      throw this.#checks.wrong(`"${name}" is no name of a ${what}`);
    }
    if (this.#names.has(name)) throw this.#checks.wrong(`two of its programs are called ${name}`);
    if (this.#names.size >= PARTS_MAX) {
      throw this.#checks.wrong(`it has more than ${PARTS_MAX} programs`);
    }
    this.#names.add(name);
  }
}
