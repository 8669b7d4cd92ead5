// What a scenario's script calls. Each call checks itself against what was said before, and adds one
// step that makes the participant when a run begins.
import { SeededRandom } from "../random.ts";
import { AccessPoint, type NetworkChange } from "./access-point.ts";
import { Attacker } from "./attacks.ts";
import { type BeaconOptions, beaconProblem, BeaconSender } from "./beacon.ts";
import { Cast, type Happening, type ScenarioSettings } from "./cast.ts";
import { Drone, type DroneOptions } from "./drone.ts";
import { type GpsOptions, GpsReceiver, receiverLine } from "./gps-receiver.ts";
import {
  type AccessPointHandle,
  type MultiLinkHandle,
  type NetworkPlan,
  NetworkScript,
} from "./network-script.ts";
import type {
  AccessPointOptions,
  BluetoothRadioOptions,
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
import { PeopleScript, type PersonHandle } from "./people-script.ts";
import type { Person } from "./person.ts";
import type { Scenario } from "./scenario.ts";
import { ScriptChecks } from "./script-checks.ts";
import { type RadioInit, SimulatedRadio } from "./simulated-radio.ts";
import type { SceneLocation } from "./space.ts";
import { isOnEarth } from "./track.ts";

const DWELL_MS = 200;
const CHANNELS_MAX = 64;

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
  readonly #checks: ScriptChecks;
  readonly #radios: string[] = [];
  readonly #alerts: string[] = [];
  readonly #settings: Record<string, string[]> = {};
  readonly #happenings: Happening[] = [];
  readonly #steps: Step[] = [];
  readonly #channels = new Set<string>();
  readonly #logs: string[] = [];
  readonly #outsiders: OutsiderScript;
  readonly #networks: NetworkScript;
  readonly #people: PeopleScript;
  readonly #receivers: string[] = [];
  #parts = 0;

  constructor(name: string, lengthMs: number) {
    const checks = this.#checks = new ScriptChecks(name, lengthMs);
    this.#outsiders = new OutsiderScript(checks);
    this.#networks = new NetworkScript(checks, (handle, plan) => this.#makeNetwork(handle, plan));
    this.#people = new PeopleScript(checks, this.#networks);
  }

  /** A receiver of the server under test. */
  radio(name: string, options: RadioOptions): void {
    options.channels.forEach(this.#checks.channel);
    this.#listen(name, options, "wifi");
  }

  /** A receiver of Bluetooth LE; it hops over the channels for advertising unless told others. */
  bluetoothRadio(name: string, options: BluetoothRadioOptions = {}): void {
    const { channels = ["37", "38", "39"] } = options;
    const wrong = channels.find((channel) => !/^([12]?[0-9]|3[0-9])$/.test(channel));
    if (wrong !== undefined) throw this.#checks.wrong(`"${wrong}" is no channel of Bluetooth LE`);
    this.#listen(name, { ...options, channels }, "btle");
  }

  /** Something that advertises by Bluetooth LE: a beacon, a tag, headphones. */
  beacon(name: string, options: BeaconOptions & When & Where): void {
    const when = this.#checks.times(options);
    const address = options.mac === undefined ? undefined : this.#checks.address(options.mac);
    const problem = beaconProblem(name, options);
    if (problem !== undefined) throw this.#checks.wrong(`beacon ${name} ${problem}`);
    const position = this.#checks.whereabouts(options);
    const part = this.#parts++;
    this.#steps.push((cast) => {
      const init = { ...options, ...when, name, address, position };
      new BeaconSender(init, cast.world, cast.fork(`beacon ${part}`)).begin();
    });
  }

  #listen(name: string, options: RadioOptions, technology: RadioInit["technology"]): void {
    if (this.#radios.includes(name)) throw this.#checks.wrong(`there are two radios ${name}`);
    if (!/^[a-z0-9-]{1,15}$/.test(name)) throw this.#checks.wrong(`"${name}" names no interface`);
    if (this.#outsiders.has(name)) throw this.#checks.wrong(`there is a helper ${name} already`);
    if (options.channels.length === 0) {
      throw this.#checks.wrong(`radio ${name} listens on no channel`);
    }
    if (options.channels.length > CHANNELS_MAX) {
      throw this.#checks.wrong(`radio ${name} has more than ${CHANNELS_MAX} channels`);
    }
    if (new Set(options.channels).size < options.channels.length) {
      throw this.#checks.wrong(`radio ${name} hops to one channel twice in a round`);
    }
    this.#checks.positive(`how long radio ${name} stays on a channel (dwellMs)`, options.dwellMs);
    const loss = options.loss ?? 0;
    if (!(loss >= 0 && loss <= 1)) {
      throw this.#checks.wrong(`radio ${name} loses ${loss} of the frames`);
    }
    const failures = this.#checks.gaps(`radio ${name} is unplugged`, options.fails);
    const position = this.#checks.whereabouts(options);
    this.#radios.push(name);
    this.#steps.push((cast) => {
      const { channels, dwellMs = DWELL_MS } = options;
      const init = { name, technology, channels, dwellMs, position, loss, failures };
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
    const [handle, step] = this.#people.person(name, options, this.#channels);
    this.#steps.push(step);
    return handle;
  }

  /** People who come and go. */
  crowd(options: CrowdOptions): void {
    this.#steps.push(this.#people.crowd(options, this.#channels));
  }

  /** Where the origin of the scene is on Earth: tracks may then be in degrees. */
  scene(location: SceneLocation): void {
    const { wrong, scene } = this.#checks;
    if (scene !== undefined) throw wrong("the scene is at two places");
    if (!isOnEarth(location)) throw wrong("the scene is nowhere on Earth");
    this.#checks.scene = location;
  }

  /** A GPS receiver of the server, which moves along `at` and loses its fix. */
  gps(name: string, options: GpsOptions): void {
    const { wrong, scene, gaps, whereabouts } = this.#checks;
    if (!/^[a-z0-9-]{1,15}$/.test(name)) throw wrong(`"${name}" is no name of a receiver`);
    if (this.#receivers.includes(name)) throw wrong(`there are two receivers ${name}`);
    if (scene === undefined) {
      throw wrong(`receiver ${name} is nowhere on Earth before on.scene({ latitude, longitude })`);
    }
    const index = this.#receivers.push(name) - 1;
    const init = {
      name,
      index,
      scene,
      position: whereabouts(options),
      lost: gaps(`receiver ${name} loses its fix`, options.lost),
      fails: gaps(`receiver ${name} is unplugged`, options.fails),
    };
    this.configure("gps", receiverLine(name, index));
    this.#steps.push((cast) => void cast.receivers.push(new GpsReceiver(init)));
  }

  /** A drone that flies along `at` and says so by Remote ID. */
  drone(options: DroneOptions & When & Where): void {
    this.#checks.channel(options.channel);
    const { fromMs, untilMs } = this.#checks.times(options);
    const mac = this.#checks.address(options.mac);
    const position = this.#checks.whereabouts(options);
    const part = this.#parts++;
    this.#steps.push((cast) => {
      const random = cast.fork(`drone ${part}`);
      new Drone({ ...options, address: mac, position, fromMs, untilMs }, cast.world, random)
        .begin();
    });
  }

  /** Changes a network while it is on the air. */
  change(handle: AccessPointHandle, atMs: number, change: NetworkChange): void {
    this.#checks.times({ fromMs: atMs });
    this.#networks.checkChange(handle, atMs, change);
    if (change.channel !== undefined) this.#channels.add(change.channel);
    this.#steps.push((cast) => {
      cast.world.schedule(atMs, () => cast.accessPoints[handle.index]!.change(change));
    });
  }

  /** Somebody whose frames are not their own; `plan` says what they do, before time 0. */
  attack(where: Where, plan: (scene: Scene) => void): void {
    const checks = this.#checks;
    const position = checks.whereabouts(where);
    const part = this.#parts++;
    this.#steps.push((cast) => {
      const random = cast.fork(`attacker ${part}`);
      plan({
        attacker: new Attacker({ position, checks }, cast.world, random),
        network: (handle) => cast.accessPoints[this.#networks.checkOwn(handle).index]!,
        person: (handle) => cast.people[this.#people.checkOwn(handle).index]!,
        people: cast.people,
        random,
      });
    });
  }

  clockJumps(atMs: number, byMs: number): void {
    this.#checks.times({ fromMs: atMs });
    if (!Number.isFinite(byMs) || byMs === 0) {
      throw this.#checks.wrong(`a clock that jumps by ${byMs} ms does not jump`);
    }
    this.#happenings.push({ atMs, what: "clock", byMs });
  }

  diskFills(atMs: number, freeBytes: number): void {
    this.#checks.times({ fromMs: atMs });
    if (!(freeBytes >= 0)) throw this.#checks.wrong(`a disk cannot have ${freeBytes} bytes free`);
    this.#happenings.push({ atMs, what: "disk", freeBytes });
  }

  /** There is room on the disk again. */
  diskClears(atMs: number, freeBytes = Infinity): void {
    this.diskFills(atMs, freeBytes);
  }

  /** The server writes these logs, onto a disk of the scenario. */
  logs(...classes: readonly string[]): void {
    for (const name of classes) {
      if (!/^[a-z]{1,20}$/.test(name)) throw this.#checks.wrong(`"${name}" is no class of log`);
      if (this.#logs.includes(name)) throw this.#checks.wrong(`log ${name} is named twice`);
      this.#logs.push(name);
    }
  }

  /** A capture tool that the server starts, with a radio of its own. */
  helper(name: string, options: HelperOptions): void {
    if (this.#radios.includes(name)) throw this.#checks.wrong(`there is a radio ${name} already`);
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
    if (!/^[a-z0-9_]{1,60}$/.test(key)) {
      throw this.#checks.wrong(`"${key}" is no key of the configuration`);
    }
    (this.#settings[key] ??= []).push(value);
  }

  /** The server should raise these alerts, and none that is not named. */
  expectAlerts(...headers: readonly string[]): void {
    for (const header of headers) {
      if (!/^[A-Z0-9]{1,40}$/.test(header)) {
        throw this.#checks.wrong(`"${header}" is no header of an alert, which has capital letters`);
      }
      if (this.#alerts.includes(header)) throw this.#checks.wrong(`alert ${header} is named twice`);
      this.#alerts.push(header);
    }
  }

  finish(): Omit<Scenario, "name" | "about" | "lengthMs"> {
    if (this.#radios.length === 0 && !this.#outsiders.hears) {
      throw this.#checks.wrong("it has no radio, so nobody hears it");
    }
    for (const type of this.#outsiders.types) this.configure("helper_preferred", type);
    if (this.#outsiders.types.size > 0) this.configure("helper_binary_path", TOOL_DIRECTORY);
    if (this.#outsiders.hasSensors) this.configure("remote_capture_enabled", "true");
    if (this.#logs.length > 0) this.configure("log_types", this.#logs.join(","));
    const steps = this.#steps;
    // Attacks say what they do when a run begins: one that cannot be is told now, with its line.
    rehearse(steps);
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
}

function rehearse(steps: readonly Step[]): void {
  const cast = new Cast(new SeededRandom("rehearsal"));
  for (const step of steps) step(cast);
}
