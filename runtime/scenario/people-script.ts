// What a script says of people: single ones, and crowds.
import type { Cast } from "./cast.ts";
import { startCrowd } from "./crowd.ts";
import type { AccessPointHandle, NetworkScript } from "./network-script.ts";
import type { CrowdOptions, PersonOptions } from "./options.ts";
import { Person, randomAddress } from "./person.ts";
import type { ScriptChecks } from "./script-checks.ts";

const CROWD_MAX = 100_000;
const SSID_BYTES_MAX = 32;

/** Names a participant in a script; the participant itself is made for each run. */
export class PersonHandle {
  readonly index: number;
  readonly name: string;
  constructor(index: number, name: string) {
    this.index = index;
    this.name = name;
  }
}

export class PeopleScript {
  readonly handles: PersonHandle[] = [];
  readonly #checks: ScriptChecks;
  readonly #networks: NetworkScript;
  /** Owners by address. */
  readonly #addresses = new Map<number, string>();
  #crowds = 0;

  constructor(checks: ScriptChecks, networks: NetworkScript) {
    this.#checks = checks;
    this.#networks = networks;
  }

  /** The handle, and what makes the person. */
  person(
    name: string,
    options: PersonOptions,
    channels: ReadonlySet<string>,
  ): readonly [PersonHandle, (cast: Cast) => void] {
    const { wrong, times, whereabouts } = this.#checks;
    if (this.handles.some((other) => other.name === name)) {
      throw wrong(`there are two people called ${name}`);
    }
    const { fromMs, untilMs } = times(options);
    const mac = this.#addressOf(name, options);
    const position = whereabouts(options);
    this.#checkHabits(name, options);
    const handle = new PersonHandle(this.handles.length, name);
    this.handles.push(handle);
    return [handle, (cast) => {
      const random = cast.fork(`person ${name}`);
      const init = {
        name,
        mac: mac ?? randomAddress(random),
        randomiseMs: options.randomiseMs ?? 0,
        asksFor: options.asksFor ?? [],
        joins: (options.joins ?? []).map((one) => cast.accessPoints[one.index]!),
        probeMs: options.probeMs ?? 15_000,
        talkMs: options.talkMs ?? 1_000,
        powerDbm: options.powerDbm ?? 15,
        protects: options.protects ?? true,
        multiLink: options.multiLink ?? false,
        position,
        fromMs,
        untilMs,
        channels: [...channels],
      };
      cast.people.push(new Person(init, cast.world, random).begin());
    }];
  }

  /** What makes people who come and go. */
  crowd(options: CrowdOptions, channels: ReadonlySet<string>): (cast: Cast) => void {
    const { wrong, times, positive } = this.#checks;
    const when = times(options);
    const { size, stayMs, withinMetres, talkMs = 5_000 } = options;
    if (!(Number.isInteger(size) && size >= 1 && size <= CROWD_MAX)) {
      throw wrong(`a crowd has 1 to ${CROWD_MAX} people, not ${size}`);
    }
    positive("how long people of a crowd stay (stayMs)", stayMs);
    positive("the space of a crowd (withinMetres)", withinMetres);
    this.#checkHabits("a crowd", options);
    const label = `crowd ${this.#crowds++}`;
    return (cast) =>
      startCrowd(cast, {
        label,
        size,
        stayMs,
        withinMetres,
        joins: (options.joins ?? []).map((handle) => cast.accessPoints[handle.index]!),
        asksFor: options.asksFor ?? [],
        talkMs,
        channels: [...channels],
        ...when,
      });
  }

  /** Handles of another script name somebody else here. */
  checkOwn(handle: PersonHandle): PersonHandle {
    if (this.handles[handle.index] === handle) return handle;
    throw this.#checks.wrong(`${handle.name} is somebody of another scenario`);
  }

  #addressOf(name: string, { mac: text, randomiseMs }: PersonOptions): number | undefined {
    const { wrong, address } = this.#checks;
    if (text === undefined) return undefined;
    const mac = address(text);
    if (randomiseMs !== undefined) throw wrong(`${name} has a fixed address and changes it`);
    if ((Math.floor(mac / 0x10000000000) & 1) === 1) {
      throw wrong(`${text} of ${name} is the address of a group`);
    }
    const owner = this.#addresses.get(mac);
    if (owner !== undefined) throw wrong(`${name} and ${owner} both have the address ${text}`);
    this.#addresses.set(mac, name);
    return mac;
  }

  #checkHabits(name: string, options: PersonOptions & CrowdOptions | PersonOptions): void {
    const { wrong, positive } = this.#checks;
    const { joins = [], asksFor = [], multiLink } = options;
    positive(`how often ${name} looks for networks (probeMs)`, options.probeMs);
    positive(`how often ${name} talks (talkMs)`, options.talkMs);
    positive(`how often ${name} changes its address (randomiseMs)`, options.randomiseMs);
    for (const ssid of asksFor) {
      if (new TextEncoder().encode(ssid).length > SSID_BYTES_MAX) {
        throw wrong(`${name} asks for "${ssid}", which has more than ${SSID_BYTES_MAX} bytes`);
      }
    }
    joins.forEach((handle) => this.#networks.checkOwn(handle));
    if (multiLink && !joins.some((one) => this.#networks.linksWith(one, joins) > 1)) {
      throw wrong(`${name} is a multi-link device, and joins no two links of one access point`);
    }
    this.#checkAbilities(name, options, joins);
  }

  /** Somebody whom none of the networks would let in is a mistake, not a scene. */
  #checkAbilities(
    name: string,
    { protects, fromMs = 0, untilMs = Infinity }: PersonOptions,
    joins: readonly AccessPointHandle[],
  ): void {
    const { wrong } = this.#checks;
    if (joins.length === 0) return;
    const needs = /^(wpa3-sae|wpa3-eap|owe)$/;
    if (protects === false && joins.every(({ options }) => needs.test(options.security))) {
      throw wrong(
        `${name} cannot protect management frames, and joins networks only that ask for it`,
      );
    }
    const meets = joins.some(({ options }) =>
      (options.fromMs ?? 0) < untilMs && (options.untilMs ?? Infinity) > fromMs
    );
    if (!meets) throw wrong(`${name} is there only when none of its networks is on the air`);
  }
}
