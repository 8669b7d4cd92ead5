// One datasource as its machine works on it: the record clients see, the opened session, the gate
// of a pause and the counters. State and plain steps; when they happen is datasource-machine.ts.
import { FaultCounters } from "../../protocols/faults.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { flagOption, printable, type SourceDefinition } from "./definition.ts";
import { DatasourceError, reasonOf } from "./datasource-error.ts";
import { fillFromDefinition, fillFromSession, fillFromTuned } from "./datasource-fields.ts";
import { Gate, type PumpInput, pumpPackets } from "./packet-pump.ts";
import type {
  SourceContext,
  SourceEnd,
  SourceEvents,
  SourceSession,
  SourceType,
  Tuned,
  Tuning,
} from "./source-type.ts";

/** Longest wait for a source to open (spec external-protocol 4.10). */
export const OPEN_MS_MAX = 30_000;

/** Time between a failure and the next try; from the fourth failure in a row on it doubles. */
export const RETRY_DELAY_MS = 5000;
export const RETRY_DELAY_MS_MAX = 60_000;
const EQUAL_RETRIES = 3;
/** A source that ran for so long has not failed in a row. */
const STEADY_MS = 60_000;

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
  /**
   * Lists the record, under the UUID that its source gave when it was opened, if it gave one. Throws
   * a DatasourceError when another source has it.
   */
  readonly identify: (source: Datasource, uuid: string | undefined) => void;
  /** It captures: time to tune it. */
  readonly opened: (source: Datasource) => void;
}

/** Type and record that probing found. */
export interface Adoption {
  readonly type: SourceType;
  readonly record: DatasourceRecord;
  /** What is opened: the definition with the options that the configuration adds. */
  readonly definition: SourceDefinition;
  /** This UUID was not seen before in this run. */
  readonly isNew: boolean;
  /** The source itself says its UUID when it opens; until then the record is listed nowhere. */
  readonly identifiesItself: boolean;
}

export class Datasource {
  readonly services: DatasourceServices;
  definition: SourceDefinition;
  readonly #adopt: (signal: AbortSignal) => Promise<Adoption>;
  readonly #gate = new Gate();
  readonly #batch = new PacketBatch();
  #type: SourceType | undefined = undefined;
  #record: DatasourceRecord | undefined = undefined;
  #announced = true;
  #session: SourceSession | undefined = undefined;
  #released: Promise<void> = Promise.resolve();
  /** Resolves when nothing is left of an opening that nobody waits for any more. */
  #givenUp: Promise<void> | undefined = undefined;
  #failing = false;
  /** Failures in a row, for the delay of the next try. */
  #failures = 0;
  #openedAtMs = 0;
  #isListed = false;
  #identifiesItself = false;
  /** How people or the configuration want it tuned; survives its failures. */
  wanted: Tuning | undefined = undefined;
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

  /** Its type is known. */
  get adopted(): boolean {
    return this.#record !== undefined;
  }

  /** Its record is one that clients see. */
  get listed(): boolean {
    return this.#isListed;
  }

  get retryDelayMs(): number {
    const doublings = Math.max(0, this.#failures - EQUAL_RETRIES);
    return Math.min(RETRY_DELAY_MS * 2 ** doublings, RETRY_DELAY_MS_MAX);
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
    const { type, record, definition, isNew, identifiesItself } = await this.#adopt(signal);
    this.#type = type;
    this.#record = record;
    this.definition = definition;
    this.#announced = !isNew;
    this.#isListed = !identifiesItself;
    this.#identifiesItself = identifiesItself;
    record.driver = type.driver;
    fillFromDefinition(record, this.definition);
    record.retry = this.#retryWanted();
  }

  /** Opens a session; one that arrives after the signal was aborted is closed again. */
  async open(signal: AbortSignal): Promise<void> {
    await this.release();
    this.record.ipcPid = -1;
    const session = await this.#withLimit(signal);
    this.#session = session;
    this.ended = undefined;
    try {
      this.#identify(session.info.uuid);
    } catch (error) {
      await this.release();
      throw error;
    }
    fillFromSession(this.record, this.definition, session.info);
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

  /** Tunes the open session, and says in the record what came of it. */
  async tune(tuning: Tuning): Promise<void> {
    const tuned = await this.#session?.tune?.(tuning);
    if (tuned === undefined) return;
    this.wanted = tuning;
    fillFromTuned(this.record, tuned);
  }

  /** Closes the session, if there is one; resolves when the last one is closed. */
  release(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) this.#released = this.#close(session);
    return this.#released;
  }

  async #close(session: SourceSession): Promise<void> {
    try {
      await session.close();
    } catch (error) {
      this.services.messages.error(`closing ${this.label} failed: ${reasonOf(error)}`);
    }
  }

  /** As `release`, and waits for an opening that was given up: a tool that has to be killed, say. */
  async end(): Promise<void> {
    await this.release();
    await this.#givenUp;
  }

  markOpened(): void {
    const { record, services } = this;
    const recovered = record.retryAttempts > 0;
    this.#openedAtMs = services.context.platform.clock.now();
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
    services.opened(this);
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
    if (!this.#isListed) this.#list(undefined);
    const ranMs = services.context.platform.clock.now() - this.#openedAtMs;
    if (!whileOpening && ranMs >= STEADY_MS) this.#failures = 0;
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
    this.#failures += 1;
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

  /** Once: a source that has failed before may tell its UUID only now. */
  #identify(uuid: string | undefined): void {
    if (!this.#identifiesItself) return;
    this.#list(uuid);
    this.#identifiesItself = false;
  }

  #list(uuid: string | undefined): void {
    this.services.identify(this, uuid);
    this.#isListed = true;
  }

  #announceNew(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.services.bus.publish("NEW_DATASOURCE", this.record);
  }

  #retryWanted(): boolean {
    if (this.#type?.isRemote === true) return false;
    const otherwise = this.#type?.retryDefault ?? this.services.retryOnError;
    return flagOption(this.definition, "retry", otherwise);
  }

  #events(): SourceEvents {
    const { messages } = this.services;
    return {
      message: (text, isError) => {
        const line = `${this.label}: ${text}`;
        if (isError) messages.error(line);
        else messages.info(line);
      },
      tuned: (tuned: Tuned) => fillFromTuned(this.record, tuned),
      described: (info) => fillFromSession(this.record, this.definition, info),
    };
  }

  #withLimit(signal: AbortSignal): Promise<SourceSession> {
    const { clock } = this.services.context.platform;
    const abortion = new AbortController();
    const opening = this.#type!.open(this.definition, this.services.context, {
      signal: abortion.signal,
      events: this.#events(),
    });
    return new Promise((resolve, reject) => {
      let abandoned = false;
      const abandon = (): void => {
        abandoned = true;
        this.#givenUp = settled;
        clock.clearTimeout(timer);
        abortion.abort();
        reject(
          new DatasourceError("timeout", `it did not open within ${OPEN_MS_MAX / 1000} seconds`),
        );
      };
      const timer = clock.setTimeout(abandon, OPEN_MS_MAX);
      signal.addEventListener("abort", abandon, { once: true });
      const settled = opening.then((session) => {
        clock.clearTimeout(timer);
        signal.removeEventListener("abort", abandon);
        if (!abandoned) return resolve(session);
        // Too late for anybody; a failure to close it has no one left to act on it.
        return session.close().catch(() => {});
      }, (error: unknown) => {
        clock.clearTimeout(timer);
        signal.removeEventListener("abort", abandon);
        reject(error);
      });
    });
  }
}
