// What a scenario's script calls. Each call checks itself against what was said before, and adds one
// step that makes the participant when a run begins.
import { parseMac } from "../../protocols/mac.ts";
import { frequencyOfChannel } from "../../protocols/dot11/channel.ts";
import type { SeededRandom } from "../random.ts";
import { AccessPoint, type NetworkChange } from "./access-point.ts";
import { Attacker } from "./attacks.ts";
import { Cast, type Happening, type ScenarioSettings } from "./cast.ts";
import { startCrowd } from "./crowd.ts";
import { Drone, type DroneOptions } from "./drone.ts";
import {
  type AccessPointHandle,
  type MultiLinkHandle,
  type NetworkPlan,
  NetworkScript,
} from "./network-script.ts";
import type {
  AccessPointOptions,
  CrowdOptions,
  MultiLinkOptions,
  OweOptions,
  PersonOptions,
  RadioOptions,
  When,
  Where,
} from "./options.ts";
import {
  type BrowserOptions,
  type HelperOptions,
  OutsiderScript,
  type SensorOptions,
  TOOL_DIRECTORY,
} from "./outsiders.ts";
import { Person, randomAddress } from "./person.ts";
import type { Scenario } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { SimulatedRadio } from "./simulated-radio.ts";
import { ORIGIN, type Position, positionOn } from "./space.ts";

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;
const DWELL_MS = 200;
const CHANNELS_MAX = 64;

/** Names a participant in a script; the participant itself is made for each run. */
class PersonHandle {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/** The people and networks of the run that is being played. */
export interface Scene {
  readonly attacker: Attacker;
  network(handle: AccessPointHandle): AccessPoint;
  person(handle: PersonHandle): Person;
  readonly people: readonly Person[];
  readonly random: SeededRandom;
}

type Step = (cast: Cast) => void;

export class ScenarioBuilder {
  readonly #name: string;
  readonly #lengthMs: number;
  readonly #radios: string[] = [];
  readonly #alerts: string[] = [];
  readonly #settings: Record<string, string[]> = {};
  readonly #happenings: Happening[] = [];
  readonly #steps: Step[] = [];
  readonly #channels = new Set<string>();
  readonly #logs: string[] = [];
  readonly #outsiders: OutsiderScript;
  readonly #networks: NetworkScript;
  #people = 0;
  #parts = 0;

  constructor(name: string, lengthMs: number) {
    this.#name = name;
    this.#lengthMs = lengthMs;
    if (!/^[a-z0-9-]{1,40}$/.test(name)) {
      throw this.#wrong(`its name "${name}" is not lower-case words joined by dashes`);
    }
    if (!(lengthMs > 0)) throw this.#wrong(`it lasts ${lengthMs} ms`);
    this.#outsiders = new OutsiderScript({
      lengthMs,
      wrong: (reason) => this.#wrong(reason),
      channel: (channel) => this.#checkChannel(channel),
      times: (when) => this.#checkTimes(when),
      whereabouts: (where) => this.#whereabouts(where),
    });
    this.#networks = new NetworkScript({
      wrong: (reason) => this.#wrong(reason),
      times: (when) => this.#checkTimes(when),
      whereabouts: (where) => this.#whereabouts(where),
      address: (text) => this.#address(text),
      channel: (text) => this.#checkChannel(text),
    }, (handle, plan) => this.#makeNetwork(handle, plan));
  }

  /** A receiver of the server under test. */
  radio(name: string, options: RadioOptions): void {
    if (this.#radios.includes(name)) throw this.#wrong(`there are two radios ${name}`);
    if (!/^[a-z0-9-]{1,15}$/.test(name)) throw this.#wrong(`"${name}" names no interface`);
    if (this.#outsiders.has(name)) throw this.#wrong(`there is a helper ${name} already`);
    if (options.channels.length === 0) throw this.#wrong(`radio ${name} listens on no channel`);
    if (options.channels.length > CHANNELS_MAX) {
      throw this.#wrong(`radio ${name} has more than ${CHANNELS_MAX} channels`);
    }
    options.channels.forEach((channel) => this.#checkChannel(channel));
    const loss = options.loss ?? 0;
    if (!(loss >= 0 && loss <= 1)) throw this.#wrong(`radio ${name} loses ${loss} of the frames`);
    const failures = (options.fails ?? []).map(([fromMs, untilMs]) => {
      this.#checkTimes({ fromMs, untilMs });
      return { fromMs, untilMs };
    });
    const position = this.#whereabouts(options);
    this.#radios.push(name);
    this.#steps.push((cast) => {
      const { channels, dwellMs = DWELL_MS } = options;
      const init = { name, channels, dwellMs, position, loss, failures };
      const radio = new SimulatedRadio(init, cast.fork(`radio ${name}`));
      cast.radios.push(radio);
      cast.world.listeners.push(radio);
    });
  }

  accessPoint(options: AccessPointOptions): AccessPointHandle {
    return this.#networks.accessPoint(options);
  }

  /** An open network and its hidden encrypted twin, to which newer stations go. */
  oweTransition(options: OweOptions): { open: AccessPointHandle; encrypted: AccessPointHandle } {
    return this.#networks.oweTransition(options);
  }

  /** An access point of Wi-Fi 7 with a network on each of several links. */
  multiLink(options: MultiLinkOptions): MultiLinkHandle {
    return this.#networks.multiLink(options);
  }

  #makeNetwork({ index, options }: AccessPointHandle, plan: NetworkPlan): void {
    this.#channels.add(options.channel);
    this.#steps.push((cast) => {
      const random = cast.fork(`access point ${index}`);
      const clockUs = random.integer(0, 86_400) * 1_000_000;
      const accessPoint = new AccessPoint({ ...plan, clockUs }, cast.world, random);
      cast.accessPoints.push(accessPoint.begin());
    });
  }

  person(name: string, options: PersonOptions = {}): PersonHandle {
    const index = this.#people++;
    const { fromMs, untilMs } = this.#checkTimes(options);
    const mac = options.mac === undefined ? undefined : this.#address(options.mac);
    const position = this.#whereabouts(options);
    if (mac !== undefined && options.randomiseMs !== undefined) {
      throw this.#wrong(`${name} has a fixed address and changes it`);
    }
    this.#steps.push((cast) => {
      const random = cast.fork(`person ${name}`);
      const init = {
        name,
        mac: mac ?? randomAddress(random),
        randomiseMs: options.randomiseMs ?? 0,
        asksFor: options.asksFor ?? [],
        joins: (options.joins ?? []).map((handle) => cast.accessPoints[handle.index]!),
        probeMs: options.probeMs ?? 15_000,
        talkMs: options.talkMs ?? 1_000,
        powerDbm: options.powerDbm ?? 15,
        protects: options.protects ?? true,
        multiLink: options.multiLink ?? false,
        position,
        fromMs,
        untilMs,
        channels: [...this.#channels],
      };
      cast.people.push(new Person(init, cast.world, random).begin());
    });
    return new PersonHandle(index);
  }

  /** People who come and go. */
  crowd(options: CrowdOptions): void {
    const when = this.#checkTimes(options);
    if (!(options.size >= 1 && options.stayMs > 0 && options.withinMetres > 0)) {
      throw this.#wrong("a crowd has people, who stay a while, somewhere");
    }
    const part = this.#parts++;
    this.#steps.push((cast) => {
      startCrowd(cast, {
        label: `crowd ${part}`,
        size: options.size,
        stayMs: options.stayMs,
        withinMetres: options.withinMetres,
        joins: (options.joins ?? []).map((handle) => cast.accessPoints[handle.index]!),
        asksFor: options.asksFor ?? [],
        talkMs: options.talkMs ?? 5_000,
        channels: [...this.#channels],
        ...when,
      });
    });
  }

  /** A drone that flies along `at` and says so by Remote ID. */
  drone(options: DroneOptions & When & Where): void {
    this.#checkChannel(options.channel);
    const { fromMs, untilMs } = this.#checkTimes(options);
    const mac = this.#address(options.mac);
    const position = this.#whereabouts(options);
    const part = this.#parts++;
    this.#steps.push((cast) => {
      const random = cast.fork(`drone ${part}`);
      new Drone({ ...options, address: mac, position, fromMs, untilMs }, cast.world, random)
        .begin();
    });
  }

  /** Changes a network while it is on the air. */
  change(handle: AccessPointHandle, atMs: number, change: NetworkChange): void {
    this.#checkTimes({ fromMs: atMs });
    this.#networks.checkChange(handle, atMs, change);
    if (change.channel !== undefined) this.#channels.add(change.channel);
    this.#steps.push((cast) => {
      cast.world.schedule(atMs, () => cast.accessPoints[handle.index]!.change(change));
    });
  }

  /** Somebody whose frames are not their own; `plan` says what they do, before time 0. */
  attack(where: Where, plan: (scene: Scene) => void): void {
    const position = this.#whereabouts(where);
    const part = this.#parts++;
    this.#steps.push((cast) => {
      const random = cast.fork(`attacker ${part}`);
      plan({
        attacker: new Attacker({ position }, cast.world, random),
        network: (handle) => cast.accessPoints[handle.index]!,
        person: (handle) => cast.people[handle.index]!,
        people: cast.people,
        random,
      });
    });
  }

  clockJumps(atMs: number, byMs: number): void {
    this.#checkTimes({ fromMs: atMs });
    this.#happenings.push({ atMs, what: "clock", byMs });
  }

  diskFills(atMs: number, freeBytes: number): void {
    this.#checkTimes({ fromMs: atMs });
    if (!(freeBytes >= 0)) throw this.#wrong(`a disk cannot have ${freeBytes} bytes free`);
    this.#happenings.push({ atMs, what: "disk", freeBytes });
  }

  /** There is room on the disk again. */
  diskClears(atMs: number, freeBytes = Infinity): void {
    this.diskFills(atMs, freeBytes);
  }

  /** The server writes these logs, onto a disk of the scenario. */
  logs(...classes: readonly string[]): void {
    for (const name of classes) {
      if (!/^[a-z]{1,20}$/.test(name)) throw this.#wrong(`"${name}" is no class of log`);
      if (this.#logs.includes(name)) throw this.#wrong(`log ${name} is named twice`);
      this.#logs.push(name);
    }
  }

  /** A capture tool that the server starts, with a radio of its own. */
  helper(name: string, options: HelperOptions): void {
    if (this.#radios.includes(name)) throw this.#wrong(`there is a radio ${name} already`);
    this.#steps.push(this.#outsiders.helper(name, options));
  }

  /** A capture tool elsewhere, which connects to the server. */
  sensor(name: string, options: SensorOptions): void {
    this.#steps.push(this.#outsiders.sensor(name, options));
  }

  /** A client that listens to a websocket of the server. */
  browser(name: string, options: BrowserOptions = {}): void {
    this.#steps.push(this.#outsiders.browser(name, options));
  }

  /** A line of configuration of the server under test. */
  configure(key: string, value: string): void {
    (this.#settings[key] ??= []).push(value);
  }

  /** The server should raise these alerts, and none that is not named. */
  expectAlerts(...headers: readonly string[]): void {
    for (const header of headers) {
      if (this.#alerts.includes(header)) throw this.#wrong(`alert ${header} is named twice`);
      this.#alerts.push(header);
    }
  }

  finish(): Omit<Scenario, "name" | "about" | "lengthMs"> {
    if (this.#radios.length === 0 && !this.#outsiders.hears) {
      throw this.#wrong("it has no radio, so nobody hears it");
    }
    for (const type of this.#outsiders.types) this.configure("helper_preferred", type);
    if (this.#outsiders.types.size > 0) this.configure("helper_binary_path", TOOL_DIRECTORY);
    if (this.#logs.length > 0) this.configure("log_types", this.#logs.join(","));
    const steps = this.#steps;
    const settings: ScenarioSettings = this.#settings;
    return {
      alerts: this.#alerts,
      settings,
      radios: this.#radios,
      logs: this.#logs,
      happenings: [...this.#happenings].sort((a, b) => a.atMs - b.atMs),
      begin(random: SeededRandom): Cast {
        const cast = new Cast(random);
        for (const step of steps) step(cast);
        return cast;
      },
    };
  }

  #whereabouts({ at = ORIGIN }: Where): (atMs: number) => Position {
    if (!("points" in at)) return () => at;
    if (at.points.length < 2) throw this.#wrong("a route has two points at least");
    if (!(at.metresPerSecond > 0)) throw this.#wrong("nobody gets along a route without speed");
    return (atMs) => positionOn(at, atMs);
  }

  #checkTimes({ fromMs = 0, untilMs = this.#lengthMs }: When) {
    if (!(fromMs >= 0 && fromMs < this.#lengthMs)) {
      throw this.#wrong(`${fromMs} ms is not within its ${this.#lengthMs} ms`);
    }
    if (!(untilMs > fromMs)) throw this.#wrong(`it ends (${untilMs} ms) before it begins`);
    return { fromMs, untilMs };
  }

  #checkChannel(channel: string): string {
    if (frequencyOfChannel(channel) === 0) throw this.#wrong(`"${channel}" is no channel`);
    return channel;
  }

  #address(text: string): number {
    // Shorter addresses and masks mean something elsewhere, not here.
    const parsed = MAC.test(text) ? parseMac(text) : undefined;
    if (parsed === undefined) throw this.#wrong(`"${text}" is no MAC address`);
    return parsed.mac;
  }

  #wrong(reason: string): ScenarioError {
    return new ScenarioError(this.#name, reason);
  }
}
