// One datasource as its machine works on it: the record clients see, the opened session, the gate
// of a pause and the counters. State and plain steps; when they happen is datasource-machine.ts.
import { FaultCounters } from "../../protocols/faults.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { flagOption, printable, type SourceDefinition } from "./definition.ts";
import { DatasourceError, reasonOf } from "./datasource-error.ts";
import { fillFromDefinition, fillFromSession } from "./datasource-fields.ts";
import { Gate, type PumpInput, pumpPackets } from "./packet-pump.ts";
import type { SourceContext, SourceEnd, SourceSession, SourceType, Tuning } from "./source-type.ts";

/** Longest wait for a source to open (spec external-protocol 4.10). */
export const OPEN_MS_MAX = 30_000;

/** What happened, for whoever raises alerts about sources (SOURCEERROR, SOURCEOPEN). */
export type SourceNotice = "error" | "recovered";

export interface DatasourceServices {
  readonly context: SourceContext;
  readonly bus: Pick<EventBus, "publish">;
  readonly messages: { info(text: string): void; error(text: string): void };
  readonly notice: (kind: SourceNotice, text: string) => void;
  /** Retry after errors where neither definition nor type say otherwise. */
  readonly retryOnError: boolean;
  /** Takes a borrowed batch; the next one is read after it has settled. */
  readonly onBatch: PumpInput["deliver"];
}

/** Type and record that probing found. */
export interface Adoption {
  readonly type: SourceType;
  readonly record: DatasourceRecord;
  /** This UUID was not seen before in this run. */
  readonly isNew: boolean;
}

export class Datasource {
  readonly services: DatasourceServices;
  readonly definition: SourceDefinition;
  readonly #adopt: (signal: AbortSignal) => Promise<Adoption>;
  readonly #gate = new Gate();
  readonly #batch = new PacketBatch();
  #type: SourceType | undefined = undefined;
  #record: DatasourceRecord | undefined = undefined;
  #announced = true;
  #session: SourceSession | undefined = undefined;
  #failing = false;
  /** The programmer's error that ended this source's last actor. */
  crash: unknown = undefined;
  /** How it ended by itself, once it has. */
  ended: SourceEnd | undefined = undefined;

  /** `adopt` finds the type and gives the record; it is asked once. */
  constructor(
    services: DatasourceServices,
    definition: SourceDefinition,
    adopt: (signal: AbortSignal) => Promise<Adoption>,
  ) {
    this.services = services;
    this.definition = definition;
    this.#adopt = adopt;
  }

  get adopted(): boolean {
    return this.#record !== undefined;
  }

  get record(): DatasourceRecord {
    return this.#record!;
  }

  /** Hands over the programmer's error that ended this source's last actor. */
  takeCrash(): unknown {
    const error = this.crash;
    this.crash = undefined;
    return error;
  }

  async adopt(signal: AbortSignal): Promise<void> {
    const { type, record, isNew } = await this.#adopt(signal);
    this.#type = type;
    this.#record = record;
    this.#announced = !isNew;
    record.driver = type.driver;
    fillFromDefinition(record, this.definition);
    record.retry = this.#retryWanted();
  }

  /** Opens a session; one that arrives after the signal was aborted is closed again. */
  async open(signal: AbortSignal): Promise<void> {
    await this.release();
    this.record.ipcPid = -1;
    const session = await this.#withLimit(
      this.#type!.open(this.definition, this.services.context),
      signal,
    );
    this.#session = session;
    this.ended = undefined;
    fillFromSession(this.record, session.info);
  }

  /** Moves packets until the end, a failure or `signal`; says how it ended. */
  async pump(signal: AbortSignal): Promise<SourceEnd> {
    const { clock } = this.services.context.platform;
    const record = this.record;
    const faults = record.faults instanceof FaultCounters ? record.faults : new FaultCounters();
    const session = this.#session!;
    this.#batch.source = {
      number: record.number,
      checkFcs: flagOption(this.definition, "fcs", true),
      faults,
    };
    await pumpPackets({
      session,
      batch: this.#batch,
      faults,
      gate: this.#gate,
      signal,
      now: () => clock.now(),
      yieldToLoop: () => this.services.context.platform.yieldToLoop(),
      deliver: (batch) => this.services.onBatch(batch),
      count: (packets, bytes) => {
        const nowSec = Math.floor(clock.now() / 1000);
        record.packets += packets;
        record.packetsRrd.add(packets, nowSec);
        record.bytesRrd.add(bytes, nowSec);
      },
      warn: (warning) => {
        record.warning = warning;
      },
    });
    return session.end();
  }

  get tunable(): boolean {
    return this.#session?.tune !== undefined;
  }

  /** Tunes the open session, then says so in the record. */
  async tune(tuning: Tuning): Promise<void> {
    const { record } = this;
    await this.#session?.tune?.(tuning);
    record.hopping = tuning.hopping;
    record.channel = tuning.channel;
    record.hopChannels = [...tuning.hopChannels];
    record.hopRate = tuning.hopRate;
    record.hopShuffle = tuning.hopShuffle;
  }

  /** Closes the session, if there is one. */
  async release(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    try {
      await session.close();
    } catch (error) {
      this.services.messages.error(`closing ${this.label} failed: ${reasonOf(error)}`);
    }
  }

  markOpened(): void {
    const { record, services } = this;
    const recovered = record.retryAttempts > 0;
    record.running = true;
    record.paused = false;
    record.error = false;
    record.errorReason = "";
    record.retryAttempts = 0;
    record.retry = this.#retryWanted();
    this.#gate.open();
    this.#failing = false;
    this.#announceNew();
    services.messages.info(
      `opened ${this.label} as source ${record.number} (${record.driver.type})`,
    );
    services.bus.publish("DATASOURCE_OPENED", record.uuid);
    if (recovered) services.notice("recovered", `${this.label} works again`);
  }

  markPaused(paused: boolean): void {
    const { record, services } = this;
    record.paused = paused;
    if (paused) this.#gate.close();
    else this.#gate.open();
    services.bus.publish(paused ? "DATASOURCE_PAUSED" : "DATASOURCE_RESUMED", record.uuid);
  }

  markFailed(error: unknown, whileOpening: boolean): void {
    const { record, services } = this;
    const reason = reasonOf(error);
    record.running = false;
    record.paused = false;
    record.error = true;
    record.errorReason = reason;
    record.ipcPid = -1;
    this.#announceNew();
    // The same failure again and again is said once, or a missing radio fills the log.
    if (!this.#failing) {
      const what = whileOpening ? `could not open ${this.label}` : `${this.label} failed`;
      services.messages.error(`${what}: ${reason}`);
    }
    this.#failing = true;
    services.bus.publish("DATASOURCE_ERROR", record.uuid);
    services.bus.publish("DATASOURCE_CLOSED", record.uuid);
  }

  markRetrying(): void {
    const { record, services } = this;
    record.retryAttempts += 1;
    record.totalRetryAttempts += 1;
    services.notice("error", `${this.label} failed (${record.errorReason}); it is opened again`);
  }

  markFinished(end: SourceEnd): void {
    const { record, services } = this;
    this.ended = end;
    if (end.warning !== "") {
      record.warning = end.warning;
      services.messages.error(`${this.label}: ${end.warning}`);
    }
    services.messages.info(`${this.label}: ${end.reason} after ${record.packets} packets`);
  }

  /** Closed by a person (`disabled`) or by the end of the server. */
  markClosed(disabled: boolean, announce: boolean): void {
    const { record, services } = this;
    record.running = false;
    record.paused = false;
    record.ipcPid = -1;
    if (disabled) {
      record.error = true;
      record.errorReason = "Source disabled";
      record.retry = false;
    }
    this.#failing = false;
    if (announce) services.bus.publish("DATASOURCE_CLOSED", record.uuid);
  }

  /** How people are told which source is meant. */
  get label(): string {
    const name = this.definition.options.get("name");
    const path = printable(this.definition.interface);
    return name === undefined || name === path ? path : `${path} (${printable(name)})`;
  }

  #announceNew(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.services.bus.publish("NEW_DATASOURCE", this.record);
  }

  #retryWanted(): boolean {
    const otherwise = this.#type?.retryDefault ?? this.services.retryOnError;
    return flagOption(this.definition, "retry", otherwise);
  }

  #withLimit(opening: Promise<SourceSession>, signal: AbortSignal): Promise<SourceSession> {
    const { clock } = this.services.context.platform;
    return new Promise((resolve, reject) => {
      let abandoned = false;
      const abandon = (): void => {
        abandoned = true;
        clock.clearTimeout(timer);
        reject(
          new DatasourceError("timeout", `it did not open within ${OPEN_MS_MAX / 1000} seconds`),
        );
      };
      const timer = clock.setTimeout(abandon, OPEN_MS_MAX);
      signal.addEventListener("abort", abandon, { once: true });
      opening.then((session) => {
        clock.clearTimeout(timer);
        signal.removeEventListener("abort", abandon);
        if (!abandoned) return resolve(session);
        // Too late for anybody; a failure to close it has no one left to act on it.
        session.close().catch(() => {});
      }, (error: unknown) => {
        clock.clearTimeout(timer);
        signal.removeEventListener("abort", abandon);
        reject(error);
      });
    });
  }
}
