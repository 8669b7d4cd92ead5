// The source tracker: adds datasources by definition, finds their type, numbers them, and passes on
// what people ask of them (spec device-model 7.2, rest-api 5.11).
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DatasourceRecord, DriverRecord } from "../../protocols/records/datasource.ts";
import { checksum32 } from "../../protocols/records/device-key.ts";
import { NIL_UUID, parseUuid } from "../../protocols/uuid.ts";
import type { ActorSystem, SupervisorHandle } from "../../runtime/actor-spec.ts";
import { CommandError, type ListedInterface, type TuneRequest } from "../server/stores.ts";
import { type Adoption, Datasource, type DatasourceServices } from "./datasource.ts";
import { createRecord } from "./create-record.ts";
import { DatasourceError, isOperatingFailure, reasonOf } from "./datasource-error.ts";
import { checkCommonOptions } from "./datasource-fields.ts";
import { datasourceMachine, isCapturing } from "./datasource-machine.ts";
import { parseDefinition, printable, type SourceDefinition, withOptions } from "./definition.ts";
import { type HopSettings, openingTunings } from "./hopping.ts";
import type { RemoteAttachment, RemoteSource } from "./remote-source.ts";
import { type Entry, isDown, settled, type SourceHandle } from "./source-entry.ts";
import { SourceFinder } from "./source-finder.ts";
import type { FoundInterface, SourceContext, SourceType } from "./source-type.ts";
import { programUuid, randomUuid } from "./source-uuid.ts";
import { VIRTUAL_DRIVER } from "./virtual-driver.ts";
import { tuningOf } from "./tuning.ts";

/** Sources of one server, closed ones included. */
export const DATASOURCES_MAX = 1024;
/** A capture tool that does not end has five seconds before it is killed. */
const STOP_MS_MAX = 6_000;
/** Types that `dot11_datasource_opt` is for (spec external-protocol 5.2). */
const WIFI_TYPES: readonly string[] = ["linuxwifi", "openbsdwifi"];

export interface DatasourceTrackerInput {
  readonly system: ActorSystem;
  readonly context: SourceContext;
  readonly types: readonly SourceType[];
  readonly messages: DatasourceServices["messages"];
  readonly notice: DatasourceServices["notice"];
  readonly retryOnError: boolean;
  readonly hopping: HopSettings;
  /** Options of every Wi-Fi source that does not name them. */
  readonly wifiOptions: ReadonlyMap<string, string>;
  /** Types that are never probed or listed by themselves. */
  readonly maskedTypes: readonly string[];
  readonly maskedInterfaces: readonly string[];
  readonly onBatch: (batch: PacketBatch) => void;
  /** A datasource was seen for the first time. */
  readonly onNew: (record: DatasourceRecord) => void;
}

export class DatasourceTracker {
  readonly #input: DatasourceTrackerInput;
  readonly #supervisor: SupervisorHandle;
  readonly #services: DatasourceServices;
  readonly #finder: SourceFinder;
  readonly #records: DatasourceRecord[] = [];
  readonly #entries = new Map<string, Entry>();
  #added = 0;

  constructor(input: DatasourceTrackerInput) {
    this.#input = input;
    this.#finder = new SourceFinder(input);
    const { system } = input;
    this.#supervisor = system.startSupervisor({
      id: "datasources",
      intensity: 100,
      periodMs: 60_000,
      childrenMax: DATASOURCES_MAX,
    });
    this.#services = {
      context: input.context,
      bus: system.bus,
      messages: input.messages,
      notice: input.notice,
      retryOnError: input.retryOnError,
      onBatch: (batch) => input.onBatch(batch),
      identify: (source, uuid) => this.#identify(source, uuid),
      opened: (source) => void this.#tuneOpened(source),
    };
  }

  all(): readonly DatasourceRecord[] {
    return this.#records;
  }

  byUuid(uuid: string): DatasourceRecord | undefined {
    const wanted = uuid.toUpperCase();
    return this.#records.find((record) => record.uuid === wanted);
  }

  byNumber(number: number): DatasourceRecord | undefined {
    return this.#records[number - 1];
  }

  /**
   * The datasource of a program that hands over reports instead of packets, made on first use. Nobody
   * opens or closes it.
   */
  virtual(uuidText: string, name: string, hardware: string): DatasourceRecord {
    const uuid = parseUuid(uuidText.trim());
    if (uuid === undefined) throw new CommandError(500, "source_uuid is no UUID");
    const known = this.byUuid(uuid);
    if (known !== undefined) {
      if (known.driver === VIRTUAL_DRIVER) return known;
      throw new CommandError(500, "source_uuid is the UUID of a datasource that captures");
    }
    if (this.#records.length >= DATASOURCES_MAX) {
      throw new CommandError(500, `no further datasource: ${DATASOURCES_MAX} are the most`);
    }
    const record = createRecord(uuid, printable(name), "", "", VIRTUAL_DRIVER);
    this.#list(record);
    record.captureInterface = VIRTUAL_DRIVER.type;
    record.hardware = hardware;
    this.#input.system.bus.publish("NEW_DATASOURCE", record);
    return record;
  }

  drivers(): readonly DriverRecord[] {
    return this.#input.types.map((type) => type.driver);
  }

  /** Opens a source; resolves when it captures, rejects with a CommandError that says why not. */
  async add(text: string): Promise<DatasourceRecord> {
    let definition: SourceDefinition;
    try {
      definition = parseDefinition(text);
      checkCommonOptions(definition);
    } catch (error) {
      const reason = reasonOf(error);
      this.#input.messages.error(reason);
      throw new CommandError(500, reason);
    }
    const source = new Datasource(
      this.#services,
      definition,
      (signal) => this.#adopt(definition, signal),
    );
    const entry = this.#start(source);
    const { handle } = entry;
    try {
      await settled(entry, (state) => isCapturing(state) || isDown(state));
    } finally {
      if (source.listed) this.#entries.set(source.record.uuid, entry);
    }
    if (isCapturing(handle.state())) return source.record;
    const reason = this.#failureOf(entry);
    if (!source.listed) this.#input.messages.error(`could not open ${source.label}: ${reason}`);
    throw new CommandError(500, reason);
  }

  /**
   * A source that announced itself from elsewhere. It takes the record of its UUID, and the place of
   * whoever captured for it before; rejects when the UUID is that of a source of this machine, or of
   * another type.
   */
  async attach(remote: RemoteSource): Promise<RemoteAttachment> {
    const { uuid, type, definition } = remote;
    checkCommonOptions(definition);
    const known = this.byUuid(uuid);
    if (known !== undefined && (known.driver.type !== type.driver.type || !known.remote)) {
      const what = known.remote ? `one of type ${known.driver.type}` : "one of this machine";
      throw new DatasourceError("duplicate", `the datasource with the UUID ${uuid} is ${what}`);
    }
    await this.#entries.get(uuid)?.handle.stop();
    this.#entries.delete(uuid);
    const { interface: name } = definition;
    const record = known ?? createRecord(uuid, name, name, name, type.driver);
    if (known === undefined) this.#list(record);
    record.remote = true;
    record.remoteIp = remote.address;
    const isNew = known === undefined;
    const adoption = { type, record, definition, isNew, identifiesItself: false };
    const source = new Datasource(this.#services, definition, () => Promise.resolve(adoption));
    const entry = this.#start(source);
    this.#entries.set(uuid, entry);
    return {
      record,
      ended: settled(entry, (state) => state !== "starting" && isDown(state)),
    };
  }

  open(uuid: string): Promise<DatasourceRecord> {
    return this.#command(uuid, "DATASOURCE_OPEN", (state) => isCapturing(state) || isDown(state), {
      allowed: (state) => !isCapturing(state),
      refusal: "the source is running",
      expected: isCapturing,
    });
  }

  close(uuid: string): Promise<DatasourceRecord> {
    return this.#command(uuid, "DATASOURCE_CLOSE", (state) => state === "closed", {
      allowed: () => true,
      refusal: "",
      expected: () => true,
    });
  }

  pause(uuid: string): Promise<DatasourceRecord> {
    return this.#pauseOrResume(uuid, true);
  }

  resume(uuid: string): Promise<DatasourceRecord> {
    return this.#pauseOrResume(uuid, false);
  }

  /** Fixes a source to one channel, or makes it hop; what the request leaves out stays. */
  async tune(uuid: string, request: TuneRequest): Promise<DatasourceRecord> {
    const { source } = this.#entry(uuid);
    const { record } = source;
    if (!record.running) throw new CommandError(500, "the source is not running");
    if (!source.tunable) {
      throw new CommandError(500, `a source of type ${record.driver.type} has no channels to set`);
    }
    try {
      await source.tune(tuningOf(record, request, this.#input.hopping.rate));
    } catch (error) {
      if (!isOperatingFailure(error)) throw error;
      throw new CommandError(500, `could not tune ${source.label}: ${reasonOf(error)}`);
    }
    return record;
  }

  /** What can be listened to. */
  list(): Promise<ListedInterface[]> {
    return this.#finder.list((found) => this.#userOf(found));
  }

  /** Resolves when every source that ends by itself has ended. */
  async idle(): Promise<void> {
    for (const entry of this.#entries.values()) {
      await settled(entry, (state) => !isCapturing(state) || state === "capturing.finished");
    }
  }

  #start(source: Datasource): Entry {
    this.#added += 1;
    try {
      const handle = this.#supervisor.start({
        id: `source-${this.#added}`,
        logic: datasourceMachine,
        input: { source },
        restart: "transient",
        shutdownMs: STOP_MS_MAX,
      }) as unknown as SourceHandle;
      return { source, handle };
    } catch (error) {
      throw new CommandError(500, `no further datasource: ${reasonOf(error)}`);
    }
  }

  async #pauseOrResume(uuid: string, pause: boolean): Promise<DatasourceRecord> {
    const entry = this.#entry(uuid);
    const { record } = entry.source;
    if (!record.running) throw new CommandError(500, "the source is not running");
    if (record.paused === pause) {
      throw new CommandError(500, pause ? "the source is paused" : "the source is not paused");
    }
    entry.handle.send({ type: pause ? "DATASOURCE_PAUSE" : "DATASOURCE_RESUME" });
    await settled(entry, () => record.paused === pause);
    return record;
  }

  async #command(
    uuid: string,
    type: "DATASOURCE_OPEN" | "DATASOURCE_CLOSE",
    until: (state: string) => boolean,
    rule: {
      allowed: (state: string) => boolean;
      refusal: string;
      expected: (state: string) => boolean;
    },
  ): Promise<DatasourceRecord> {
    const entry = this.#entry(uuid);
    if (!rule.allowed(entry.handle.state())) throw new CommandError(500, rule.refusal);
    entry.handle.send({ type });
    await settled(entry, until);
    if (!rule.expected(entry.handle.state())) throw new CommandError(500, this.#failureOf(entry));
    return entry.source.record;
  }

  #entry(uuid: string): Entry {
    const entry = this.#entries.get(uuid.toUpperCase());
    if (entry === undefined) throw new CommandError(500, "no datasource has this UUID");
    return entry;
  }

  #failureOf(entry: Entry): string {
    if (entry.source.listed) return entry.source.record.errorReason || "it was closed";
    const snapshot = entry.handle.snapshot() as { context?: { error?: unknown } } | undefined;
    return reasonOf(snapshot?.context?.error ?? "it was closed before it was open");
  }

  #userOf(found: FoundInterface): string {
    const names = [found.interface, found.captureInterface].filter((name) => name !== "");
    const user = this.#records.find((record) =>
      record.running &&
      (names.includes(record.interface) || names.includes(record.captureInterface))
    );
    return user?.uuid ?? NIL_UUID;
  }

  async #adopt(asked: SourceDefinition, signal: AbortSignal): Promise<Adoption> {
    const type = await this.#finder.typeOf(asked, signal);
    const definition = WIFI_TYPES.includes(type.driver.type)
      ? withOptions(asked, this.#input.wifiOptions)
      : asked;
    const uuid = await this.#uuidOf(definition, type);
    const { interface: name } = definition;
    if (uuid === undefined) {
      const { clock, random } = this.#input.context.platform;
      const record = createRecord(randomUuid(clock, random), name, name, name, type.driver);
      return { type, record, definition, isNew: true, identifiesItself: true };
    }
    const known = this.#unused(uuid);
    const record = known ?? createRecord(uuid, name, name, name, type.driver);
    if (known === undefined) this.#list(record);
    return { type, record, definition, isNew: known === undefined, identifiesItself: false };
  }

  /** The record of a UUID that was heard of and is used by nobody; throws when somebody uses it. */
  #unused(uuid: string): DatasourceRecord | undefined {
    const known = this.byUuid(uuid);
    if (known === undefined) return undefined;
    if (!this.#entries.has(uuid) && !known.running) return known;
    throw new DatasourceError("duplicate", `another datasource has the UUID ${uuid}`);
  }

  /** Lists a source that named itself when it opened, or failed before it could. */
  #identify(source: Datasource, told: string | undefined): void {
    const { record } = source;
    const uuid = told === undefined ? undefined : parseUuid(told.trim());
    if (uuid !== undefined && uuid !== NIL_UUID && uuid !== record.uuid) {
      const other = this.byUuid(uuid);
      if (other !== undefined && other !== record) {
        throw new DatasourceError("duplicate", `another datasource has the UUID ${uuid}`);
      }
      const entry = this.#entries.get(record.uuid);
      this.#entries.delete(record.uuid);
      record.uuid = uuid;
      record.key = checksum32(uuid);
      if (entry !== undefined) this.#entries.set(uuid, entry);
    }
    if (!source.listed) this.#list(record);
  }

  #list(record: DatasourceRecord): void {
    this.#records.push(record);
    record.number = this.#records.length;
    this.#input.onNew(record);
  }

  /** Sets a source to what it was tuned to before it failed, else to hopping. */
  async #tuneOpened(source: Datasource): Promise<void> {
    if (!source.tunable) return;
    const others = [...this.#entries.values()].map((entry) => entry.source);
    for (const [one, tuning] of openingTunings(source, others, this.#input.hopping)) {
      try {
        await one.tune(tuning);
      } catch (error) {
        if (!isOperatingFailure(error)) throw error;
        this.#input.messages.error(`could not tune ${one.label}: ${reasonOf(error)}`);
      }
    }
  }

  /** Undefined for a source that names itself when it opens. */
  async #uuidOf(definition: SourceDefinition, type: SourceType): Promise<string | undefined> {
    const given = definition.options.get("uuid");
    if (given !== undefined) {
      const uuid = parseUuid(given.trim());
      if (uuid !== undefined) return uuid;
      throw new DatasourceError("definition", `option uuid=${printable(given)} is no UUID`);
    }
    const { context } = this.#input;
    const identity = await type.identify(definition, context);
    if (identity !== undefined) return programUuid(type.uuidProgram, identity);
    if (type.isHelper) return undefined;
    return randomUuid(context.platform.clock, context.platform.random);
  }
}
