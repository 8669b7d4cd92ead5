// The source tracker: adds datasources by definition, finds their type, numbers them, and passes on
// what people ask of them (spec device-model 7.2, rest-api 5.11).
import { FaultCounters } from "../../protocols/faults.ts";
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { DatasourceRecord, type DriverRecord } from "../../protocols/records/datasource.ts";
import { checksum32 } from "../../protocols/records/device-key.ts";
import { createRrd } from "../../protocols/records/rrd.ts";
import { NIL_UUID, parseUuid } from "../../protocols/uuid.ts";
import type { ActorHandle, ActorSystem, SupervisorHandle } from "../../runtime/actor-spec.ts";
import { CommandError, type ListedInterface, type TuneRequest } from "../server/stores.ts";
import { Datasource, type DatasourceServices } from "./datasource.ts";
import { DatasourceError, isOperatingFailure, reasonOf } from "./datasource-error.ts";
import { checkCommonOptions } from "./datasource-fields.ts";
import { type DatasourceEvent, datasourceMachine, isCapturing } from "./datasource-machine.ts";
import { parseDefinition, printable, type SourceDefinition } from "./definition.ts";
import type { SourceContext, SourceType } from "./source-type.ts";
import { programUuid, randomUuid } from "./source-uuid.ts";
import { VIRTUAL_DRIVER } from "./virtual-driver.ts";
import { tuningOf } from "./tuning.ts";

/** Sources of one server, closed ones included. */
export const DATASOURCES_MAX = 1024;
const PROBE_MS_MAX = 10_000;
const LIST_MS_MAX = 5_000;
const STOP_MS_MAX = 5_000;

type SourceHandle = ActorHandle<DatasourceEvent>;

interface Entry {
  readonly source: Datasource;
  readonly handle: SourceHandle;
}

export interface DatasourceTrackerInput {
  readonly system: ActorSystem;
  readonly context: SourceContext;
  readonly types: readonly SourceType[];
  readonly messages: DatasourceServices["messages"];
  readonly notice: DatasourceServices["notice"];
  readonly retryOnError: boolean;
  /** Channels a second where nothing else says so. */
  readonly hopRate: number;
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
  readonly #records: DatasourceRecord[] = [];
  readonly #entries = new Map<string, Entry>();
  #added = 0;

  constructor(input: DatasourceTrackerInput) {
    this.#input = input;
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
    const record = this.#record(uuid, printable(name), "", "", VIRTUAL_DRIVER);
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
    this.#added += 1;
    const id = `source-${this.#added}`;
    let handle: SourceHandle;
    try {
      handle = this.#supervisor.start({
        id,
        logic: datasourceMachine,
        input: { source },
        restart: "transient",
        shutdownMs: STOP_MS_MAX,
      }) as unknown as SourceHandle;
    } catch (error) {
      throw new CommandError(500, `no further datasource: ${reasonOf(error)}`);
    }
    const entry = { source, handle };
    try {
      await settled(entry, (state) => isCapturing(state) || isDown(state));
    } finally {
      if (source.adopted) this.#entries.set(source.record.uuid, entry);
    }
    if (isCapturing(handle.state())) return source.record;
    const reason = this.#failureOf(entry);
    if (!source.adopted) this.#input.messages.error(`could not open ${source.label}: ${reason}`);
    throw new CommandError(500, reason);
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
      await source.tune(tuningOf(record, request, this.#input.hopRate));
    } catch (error) {
      if (!isOperatingFailure(error)) throw error;
      throw new CommandError(500, `could not tune ${source.label}: ${reasonOf(error)}`);
    }
    return record;
  }

  /** What can be listened to; a type that does not answer in time is left out. */
  async list(): Promise<ListedInterface[]> {
    const { types, context, maskedTypes, maskedInterfaces } = this.#input;
    const lists = await Promise.all(types.map(async (type) => {
      if (type.list === undefined || maskedTypes.includes(type.driver.type)) return [];
      const found = await this.#within(type.list(context), LIST_MS_MAX).catch((error) => {
        this.#input.messages.error(
          `listing interfaces of type ${type.driver.type} failed: ${reasonOf(error)}`,
        );
        return [];
      });
      return found
        .filter((one) => !maskedInterfaces.includes(one.interface))
        .map((one) => ({ ...one, driver: type.driver, inUseUuid: this.#userOf(one.interface) }));
    }));
    const seen = new Set<string>();
    return lists.flat().filter((one) => {
      // An interface is offered once, under the type that knows most of it.
      if (seen.has(one.interface)) return false;
      seen.add(one.interface);
      return true;
    });
  }

  /** Resolves when every source that ends by itself has ended. */
  async idle(): Promise<void> {
    for (const entry of this.#entries.values()) {
      await settled(entry, (state) => !isCapturing(state) || state === "capturing.finished");
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
    if (entry.source.adopted) return entry.source.record.errorReason || "it was closed";
    const snapshot = entry.handle.snapshot() as { context?: { error?: unknown } } | undefined;
    return reasonOf(snapshot?.context?.error ?? "it was closed before it was open");
  }

  #userOf(name: string): string {
    const user = this.#records.find((record) =>
      record.running && (record.interface === name || record.captureInterface === name)
    );
    return user?.uuid ?? NIL_UUID;
  }

  async #adopt(definition: SourceDefinition, _signal: AbortSignal) {
    const type = await this.#typeOf(definition);
    const uuid = await this.#uuidOf(definition, type);
    const known = this.byUuid(uuid);
    if (known !== undefined) {
      if (this.#entries.has(uuid) || known.running) {
        throw new DatasourceError("duplicate", `another datasource has the UUID ${uuid}`);
      }
      return { type, record: known, isNew: false };
    }
    const { interface: name } = definition;
    const record = this.#record(uuid, name, name, name, type.driver);
    return { type, record, isNew: true };
  }

  #record(
    uuid: string,
    name: string,
    definition: string,
    interfaceName: string,
    driver: DriverRecord,
  ): DatasourceRecord {
    const record = new DatasourceRecord({
      number: this.#records.length + 1,
      uuid,
      key: checksum32(uuid),
      name,
      definition,
      interface: interfaceName,
      driver,
      faults: new FaultCounters(),
      packetsRrd: createRrd("default"),
      bytesRrd: createRrd("default"),
    });
    this.#records.push(record);
    this.#input.onNew(record);
    return record;
  }

  async #typeOf(definition: SourceDefinition): Promise<SourceType> {
    const { types, maskedTypes, context } = this.#input;
    const wanted = definition.options.get("type")?.trim().toLowerCase();
    if (wanted !== undefined && wanted !== "auto") {
      const type = types.find((one) => one.driver.type === wanted);
      if (type !== undefined) return type;
      throw new DatasourceError("no-driver", `there is no datasource type ${printable(wanted)}`);
    }
    for (const type of types) {
      if (maskedTypes.includes(type.driver.type)) continue;
      const own = await this.#within(type.probe(definition, context), PROBE_MS_MAX)
        .catch((error: unknown) => {
          this.#input.messages.error(
            `asking type ${type.driver.type} about ${printable(definition.interface)} failed: ` +
              reasonOf(error),
          );
          return false;
        });
      if (own) return type;
    }
    throw new DatasourceError(
      "not-found",
      "it is no capture file and no network interface of this machine",
    );
  }

  async #uuidOf(definition: SourceDefinition, type: SourceType): Promise<string> {
    const given = definition.options.get("uuid");
    if (given !== undefined) {
      const uuid = parseUuid(given.trim());
      if (uuid !== undefined) return uuid;
      throw new DatasourceError("definition", `option uuid=${printable(given)} is no UUID`);
    }
    const { context } = this.#input;
    const identity = await type.identify(definition, context);
    if (identity !== undefined) return programUuid(type.uuidProgram, identity);
    return randomUuid(context.platform.clock, context.platform.random);
  }

  #within<T>(work: Promise<T>, limitMs: number): Promise<T> {
    const { clock } = this.#input.context.platform;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(
        () => reject(new DatasourceError("timeout", `no answer within ${limitMs / 1000} seconds`)),
        limitMs,
      );
      work.then(resolve, reject).finally(() => clock.clearTimeout(timer));
    });
  }
}

function isDown(state: string): boolean {
  return state === "failed" || state === "retrying" || state === "closed" || state === "refused" ||
    state === "finished" || state === "stopped" || state === "stopping";
}

/** Resolves when the source's state satisfies `until`, or the source is down for good. */
function settled(entry: Entry, until: (state: string) => boolean): Promise<void> {
  const { handle } = entry;
  if (until(handle.state())) return Promise.resolve();
  return new Promise((resolve) => {
    const remove = handle.subscribe(() => {
      if (until(handle.state())) finish();
    });
    const forget = handle.onStop(() => finish());
    function finish(): void {
      remove();
      forget();
      resolve();
    }
  });
}
