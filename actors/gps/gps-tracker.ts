// All GPSs of a server: made from definitions, asked in order of priority for the best position (spec
// device-model 8.1, 8.2).
import { parseFlag, parseInteger } from "../../protocols/config/config-values.ts";
import type { GpsUpdate } from "../../protocols/gps/gps-update.ts";
import type { PacketLocation } from "../../protocols/packet/packet-batch.ts";
import { checksum32 } from "../../protocols/records/device-key.ts";
import { type GpsDriverRecord, GpsRecord } from "../../protocols/records/gps.ts";
import { LocationPoint } from "../../protocols/records/location.ts";
import { parseUuid } from "../../protocols/uuid.ts";
import type { ActorSystem, SupervisorHandle } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import { parseDefinition, printable, type SourceDefinition } from "../datasource/definition.ts";
import { CommandError } from "../server/stores.ts";
import { Gps } from "./gps.ts";
import { gpsMachine, type GpsMachineInput } from "./gps-machine.ts";
import { GpsError, type GpsType } from "./gps-type.ts";

/** GPSs of one server. */
export const GPS_MAX = 64;
const STOP_MS = 2_000;
/** First part of the UUIDs of GPSs that name none (8.1). */
const UUID_PREFIX = "17180436-0000-0000-0000-0000";
/** A web GPS counts as connected so long after its last position (rest-api 5.12). */
const WEB_CONNECTED_SEC = 120;

export interface GpsTrackerInput {
  readonly platform: Platform;
  readonly system: ActorSystem;
  readonly types: readonly GpsType[];
  /** Asked for each message: the log is made after the tracker. */
  readonly messages: () => GpsMachineInput["messages"];
  /** Part of the UUIDs of GPSs that name none. */
  readonly serverName: string;
}

export class GpsTracker {
  readonly #input: GpsTrackerInput;
  readonly #supervisor: SupervisorHandle;
  /** Ascending priority numbers; of equal ones in order of definition. */
  #list: Gps[] = [];

  constructor(input: GpsTrackerInput) {
    this.#input = input;
    this.#supervisor = input.system.startSupervisor({
      id: "gps",
      intensity: 100,
      periodMs: 60_000,
      childrenMax: GPS_MAX,
    });
  }

  all(): readonly GpsRecord[] {
    for (const gps of this.#list) this.#refresh(gps);
    return this.#list.map((gps) => gps.record);
  }

  byUuid(uuid: string): GpsRecord | undefined {
    return this.all().find((record) => record.uuid === uuid.toUpperCase());
  }

  drivers(): readonly GpsDriverRecord[] {
    return this.#input.types.map((type) => type.driver);
  }

  /** Makes a GPS and begins to read it; throws a CommandError that says why not. */
  add(text: string): GpsRecord {
    try {
      return this.#add(text);
    } catch (error) {
      const reason = textOf(error).replace(/^source definition/, "GPS definition");
      this.#input.messages().error(`no GPS from "${printable(text)}": ${reason}`);
      throw new CommandError(500, reason);
    }
  }

  /** Those of the configuration; why one cannot be had is a message, and the others are had. */
  open(definitions: readonly string[]): void {
    for (const definition of definitions) {
      try {
        this.add(definition);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
      }
    }
  }

  async remove(uuid: string): Promise<void> {
    const gps = this.#list.find((one) => one.record.uuid === uuid.toUpperCase());
    if (gps === undefined) throw new CommandError(404, "there is no GPS of this UUID");
    this.#list = this.#list.filter((one) => one !== gps);
    await this.#supervisor.stop(gps.record.uuid);
    gps.disconnected();
    gps.record.state = "closed";
    this.#input.messages().info(`GPS ${gps.record.name} is removed`);
  }

  /** A position from a client; false when there is no such GPS. */
  update(kind: string, name: string | undefined, update: GpsUpdate): boolean {
    const gps = this.#list.find(({ type, record }) =>
      type.driver.class === kind && (name === undefined || record.name === name)
    );
    if (gps === undefined) return false;
    gps.record.connected = true;
    gps.take(update);
    return true;
  }

  /** The point of the best position, with the UUID of its GPS; an empty one when there is none. */
  location(): LocationPoint {
    const gps = this.#best();
    if (gps === undefined) return new LocationPoint();
    const point = Object.assign(new LocationPoint(), gps.record.location);
    if (gps.type.fixed !== undefined) this.#stamp(point);
    point.altitudeM ??= 0;
    point.gpsUuid = gps.record.uuid;
    return point;
  }

  /** Where this machine is, without how it moves. */
  place(): LocationPoint {
    const place = new LocationPoint();
    const { latitude, longitude, altitudeM, fix, timeSec, timeUsec } = this.location();
    return Object.assign(place, { latitude, longitude, altitudeM, fix, timeSec, timeUsec });
  }

  /** Where a packet was received that was captured at `timestampUs`: the best position now. */
  packetLocation(timestampUs: number): PacketLocation | undefined {
    const gps = this.#best();
    if (gps === undefined) return undefined;
    // A capture of last year was not made where this machine is now; a fixed place does not move.
    const ageSec = Math.abs(this.#input.platform.clock.now() / 1000 - timestampUs / 1e6);
    return ageSec <= gps.type.validSec ? gps.packetLocation() : undefined;
  }

  /** Position of a meta GPS by its name. */
  metaLocation(name: string): PacketLocation | undefined {
    const gps = this.#list.find(({ type, record }) =>
      type.driver.class === "meta" && record.name === name
    );
    return gps?.packetLocation();
  }

  #best(): Gps | undefined {
    return this.#list.find((gps) => !gps.record.dataOnly && gps.valid);
  }

  #add(text: string): GpsRecord {
    const definition = parseDefinition(text);
    const type = this.#typeOf(definition);
    if (this.#list.length >= GPS_MAX) throw new GpsError(`${GPS_MAX} are the most`);
    if (type.driver.singleton && this.#list.some((gps) => gps.type === type)) {
      throw new GpsError(`there can be only one GPS of type ${type.driver.class}`);
    }
    type.check(definition);
    const record = this.#record(text, type, definition);
    const { platform } = this.#input;
    const messages = this.#input.messages();
    const gps = new Gps(type, definition, record, () => platform.clock.now());
    gps.onDoubt = () =>
      messages.error(`GPS ${record.name} says it jumped, which is not believed yet`);
    const at = this.#list.findIndex((one) => one.record.priority > record.priority);
    this.#list.splice(at < 0 ? this.#list.length : at, 0, gps);
    if (type.feed === undefined) this.#begin(gps);
    else {
      this.#supervisor.start({
        id: record.uuid,
        logic: gpsMachine,
        input: { gps, platform, messages },
        restart: "transient",
        shutdownMs: STOP_MS,
      });
    }
    return record;
  }

  /** A GPS that nobody reads: it is there, with its fixed position if it has one. */
  #begin(gps: Gps): void {
    gps.record.connected = true;
    gps.record.state = "open";
    const fixed = gps.type.fixed?.(gps.definition);
    if (fixed === undefined) return;
    gps.take(fixed);
    // What never changes has no time of its own (8.3).
    gps.record.location.timeSec = 0;
    gps.record.location.timeUsec = 0;
  }

  #typeOf({ interface: name }: SourceDefinition): GpsType {
    const { types } = this.#input;
    const type = types.find(({ driver }) => driver.class === name.toLowerCase());
    if (type !== undefined) return type;
    const known = types.map(({ driver }) => driver.class).join(", ");
    throw new GpsError(`there is no GPS of type "${printable(name)}"; there are ${known}`);
  }

  #record(text: string, type: GpsType, { options }: SourceDefinition): GpsRecord {
    const uuidText = options.get("uuid")?.trim();
    const uuid = uuidText === undefined ? this.#uuidOf(text) : parseUuid(uuidText);
    if (uuid === undefined) throw new GpsError(`uuid=${printable(uuidText!)} is no UUID`);
    if (this.#list.some((gps) => gps.record.uuid === uuid)) {
      throw new GpsError(`there is a GPS of the UUID ${uuid} already`);
    }
    const priorityText = options.get("priority");
    const priority = priorityText === undefined
      ? type.driver.priority
      : parseInteger(priorityText.trim());
    if (priority === undefined) {
      throw new GpsError(`priority=${printable(priorityText!)} is no number`);
    }
    return new GpsRecord({
      driver: type.driver,
      definition: text.trim(),
      name: this.#uniqueName(options.get("name")?.trim() || type.driver.defaultName),
      uuid,
      priority,
      dataOnly: parseFlag(options.get("dataonly")?.trim() ?? "") ?? type.dataOnly,
      reconnect: parseFlag(options.get("reconnect")?.trim() ?? "") ?? true,
    });
  }

  #uuidOf(text: string): string {
    const sum = checksum32(`${this.#input.serverName}${text.trim()}`);
    return `${UUID_PREFIX}${sum.toString(16).toUpperCase().padStart(8, "0")}`;
  }

  #uniqueName(wanted: string): string {
    const taken = new Set(this.#list.map((gps) => gps.record.name));
    const name = printable(wanted);
    let unique = name;
    for (let number = 1; taken.has(unique); number++) unique = `${name}${number}`;
    return unique;
  }

  #stamp(point: LocationPoint): void {
    const nowMs = this.#input.platform.clock.now();
    point.timeSec = Math.floor(nowMs / 1000);
    point.timeUsec = Math.floor((nowMs % 1000) * 1000);
  }

  /** Clients that no longer send positions have gone. */
  #refresh(gps: Gps): void {
    if (gps.type.feed !== undefined || gps.type.fixed !== undefined) return;
    const nowSec = this.#input.platform.clock.now() / 1000;
    const { record } = gps;
    if (record.dataTime > 0) record.connected = nowSec - record.dataTime <= WEB_CONNECTED_SEC;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
