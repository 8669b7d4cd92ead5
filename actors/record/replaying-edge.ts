// A replay: what the graph asks of the outside is answered by a recording, in the order in which it
// came then. Nothing of this machine is asked.
import {
  RECORD_ANSWER,
  RECORD_BATCH,
  RECORD_COMMAND,
  RECORD_EVENT,
  RECORD_LOST,
  RECORD_MESSAGE,
  RECORD_SAMPLE,
  RECORD_TICK,
  RECORD_TIME,
  RECORD_TOLD,
  RecordingError,
  type RecordingStart,
} from "../../protocols/recording/recording-format.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { decodeBatch, streamOfBatch } from "../../protocols/recording/recorded-batch.ts";
import { decodeValue, isObject } from "../../protocols/recording/recorded-value.ts";
import type { RecordedEvent } from "../../protocols/recording/recording-reader.ts";
import type { SteppingClock } from "../../runtime/clock.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import { HelperEvent } from "../../protocols/records/helper-event.ts";
import type { LogRecord } from "../../protocols/records/log.ts";
import { isOwnTopic } from "../../protocols/records/topic-contents.ts";
import type { EventBus, Topic } from "../../runtime/topics.ts";
import type { SourceDefinition } from "../datasource/definition.ts";
import type { GpsType } from "../gps/gps-type.ts";
import type { MakersRead } from "../server/makers-file.ts";
import { CommandError, type ServerCommands } from "../server/stores.ts";
import type { SourceType } from "../datasource/source-type.ts";
import type { SensorReading } from "../system/sensors.ts";
import { errorOf } from "./failures.ts";
import {
  ATTACH,
  type Attach,
  type GraphEdge,
  PUSHED_STREAM,
  RECORDED_COMMANDS,
  SENSORS,
  type Teller,
  TELLING,
} from "./graph-edge.ts";
import { graphPlatform } from "./recording-edge.ts";
import { replayGps } from "./replay-gps.ts";
import { replaySource } from "./replay-source.ts";

/** Answers that may wait until the graph asks; a recording of the same program has hardly any. */
const EARLY_MAX = 1024;

const CLOSE = "close ";

/** Takes an answer: its value, or a failure; a batch comes as the payload of its record. */
export interface Asker {
  readonly value: (value: unknown) => void;
  readonly failed: (error: Error) => void;
  readonly batch?: (payload: Uint8Array) => void;
}

type Answer = (asker: Asker) => void;

export class ReplayingEdge implements GraphEdge {
  readonly platform: Platform;
  readonly serverUuid: string;
  readonly makers: MakersRead;
  readonly #clock: SteppingClock;
  readonly #askers = new Map<string, Asker[]>();
  readonly #early = new Map<string, Answer[]>();
  #earlyCount = 0;
  readonly #listeners = new Map<number, (what: string, given: readonly unknown[]) => void>();
  #commands: ServerCommands | undefined = undefined;
  #teller: Teller | undefined = undefined;
  #bus: EventBus | undefined = undefined;
  #attach: Attach | undefined = undefined;
  #driverOf: (type: string) => DriverRecord | undefined = () => undefined;
  #push: (batch: PacketBatch) => void = () => {};
  readonly #pushed = new PacketBatch();
  #connections = 0;
  #finished = false;
  #memoryBytes = 0;
  #streams = 0;

  constructor(outside: Platform, clock: SteppingClock, start: RecordingStart) {
    this.#clock = clock;
    this.serverUuid = start.serverUuid;
    this.makers = makersOf(start.makers);
    this.platform = graphPlatform(outside, clock, start.seed, () => this.#memoryBytes);
  }

  sourceType(type: SourceType): SourceType {
    return replaySource(type, this);
  }

  gpsType(type: GpsType): GpsType {
    return replayGps(type, this);
  }

  commands(inner: ServerCommands): ServerCommands {
    this.#commands = inner;
    const refused = RECORDED_COMMANDS.map((name) => [name, refuse]);
    return { ...inner, ...Object.fromEntries(refused) as Pick<ServerCommands, Recorded> };
  }

  teller(inner: Teller): Teller {
    return this.#teller = inner;
  }

  bus(inner: EventBus): EventBus {
    return this.#bus = inner;
  }

  /** Sensors of today are no part of what was. */
  attach(inner: Attach, driverOf: (type: string) => DriverRecord | undefined): Attach {
    this.#attach = inner;
    this.#driverOf = driverOf;
    return refuse;
  }

  push(inner: (batch: PacketBatch) => void): (batch: PacketBatch) => void {
    this.#push = inner;
    return () => {
      throw refusal();
    };
  }

  sensors(): Promise<SensorReading> {
    return this.ask(SENSORS) as Promise<SensorReading>;
  }

  connections(): () => number {
    return () => this.#connections;
  }

  begin(): void {}

  /** Nothing more will be played: sources close without being told how it went. */
  finish(): Promise<void> {
    this.#finished = true;
    for (const [label, askers] of this.#askers) {
      if (!label.startsWith(CLOSE)) continue;
      for (const { value } of askers) value(undefined);
      this.#askers.delete(label);
    }
    return Promise.resolve();
  }

  async askToClose(stream: number): Promise<void> {
    if (!this.#finished) await this.ask(`${CLOSE}${stream}`);
    this.#listeners.delete(stream);
  }

  newStream(listener: (what: string, given: readonly unknown[]) => void): number {
    this.#streams += 1;
    this.#listeners.set(this.#streams, listener);
    return this.#streams;
  }

  endStream(stream: number): void {
    this.#listeners.delete(stream);
  }

  /** Resolves with what the recording answers. */
  ask(label: string): Promise<unknown> {
    return new Promise((value, failed) => this.askFor(label, { value, failed }));
  }

  askFor(label: string, asker: Asker): void {
    const early = this.#early.get(label);
    const answer = early?.shift();
    if (early?.length === 0) this.#early.delete(label);
    if (answer !== undefined) {
      this.#earlyCount -= 1;
      answer(asker);
      return;
    }
    const askers = this.#askers.get(label);
    if (askers === undefined) this.#askers.set(label, [asker]);
    else askers.push(asker);
  }

  /** Lets one event happen at its time, and what it sets off come to rest. */
  async play(event: RecordedEvent): Promise<void> {
    const isAside = event.type === RECORD_SAMPLE || event.type === RECORD_TIME;
    if (!isAside) await this.#clock.advanceAsync(event.atMs - this.#clock.elapsedMs);
    this.#letIn(event);
    if (!isAside) await this.#clock.advanceAsync(0);
  }

  #letIn(event: RecordedEvent): void {
    const { type, payload } = event;
    if (type === RECORD_BATCH) {
      const stream = streamOfBatch(payload);
      if (stream === undefined) throw damaged(event);
      if (stream === PUSHED_STREAM) return this.#letInPushed(event);
      this.#answer(`next ${stream}`, (asker) => {
        if (asker.batch === undefined) throw damaged(event);
        asker.batch(payload);
      });
      return;
    }
    // What was lost is told by who reads; it cannot be played.
    if (type === RECORD_TICK || type === RECORD_LOST) return;
    const value = decodeValue(payload);
    if (!isObject(value)) throw damaged(event);
    if (type === RECORD_ANSWER) this.#letInAnswer(value);
    else if (type === RECORD_TOLD) this.#tell(value);
    else if (type === RECORD_COMMAND) this.#command(value);
    else if (type === RECORD_EVENT) this.#publish(value, event);
    else if (type === RECORD_MESSAGE) {
      const kind = TELLING.find((one) => one === value["kind"]) ?? "info";
      this.#teller?.[kind](String(value["text"]));
    } else if (type === RECORD_SAMPLE && isSample(value)) {
      this.#memoryBytes = value.memoryBytes;
      this.#connections = value.connections;
    } else if (type === RECORD_TIME && Number.isFinite(value["timeMs"])) {
      this.#clock.setTime(Number(value["timeMs"]));
    } else throw damaged(event);
  }

  #publish({ topic, payload, json }: Record<string, unknown>, event: RecordedEvent): void {
    if (isLog(payload)) this.#bus?.publish("KISMETDB_LOG_OPEN", payload);
    else if (typeof topic === "string" && typeof json === "string" && !isOwnTopic(topic)) {
      this.#bus?.publish(topic as Topic, new HelperEvent(json) as never);
    } else throw damaged(event);
  }

  #letInPushed(event: RecordedEvent): void {
    const batch = this.#pushed;
    const source = decodeBatch(batch, event.payload)?.notes.source;
    if (source !== undefined && !Number.isInteger(source.number)) throw damaged(event);
    batch.source = source && {
      number: source.number,
      checkFcs: source.checkFcs === true,
      faults: { add: () => {} },
    };
    this.#push(batch);
  }

  #letInAnswer(value: Record<string, unknown>): void {
    this.#answer(String(value["to"]), (asker) => {
      if ("error" in value) asker.failed(errorOf(value["error"]));
      else asker.value(value["value"]);
    });
  }

  #answer(label: string, answer: Answer): void {
    const askers = this.#askers.get(label);
    const asker = askers?.shift();
    if (askers?.length === 0) this.#askers.delete(label);
    if (asker !== undefined) {
      answer(asker);
      return;
    }
    if (this.#earlyCount >= EARLY_MAX) {
      throw new RecordingError(
        `it answers "${label}" and much else that this server does not ask: it was made by ` +
          "another version",
      );
    }
    this.#earlyCount += 1;
    const early = this.#early.get(label);
    if (early === undefined) this.#early.set(label, [answer]);
    else early.push(answer);
  }

  #tell({ stream, what, with: given }: Record<string, unknown>): void {
    const listener = this.#listeners.get(Number(stream));
    if (listener !== undefined && Array.isArray(given)) listener(String(what), given);
  }

  #command({ name, with: given }: Record<string, unknown>): void {
    if (name === ATTACH && Array.isArray(given)) return this.#attachSource(given);
    const known = RECORDED_COMMANDS.find((one) => one === name);
    if (known === undefined || !Array.isArray(given) || this.#commands === undefined) {
      throw new RecordingError(
        `it holds a command "${String(name)}" that this moirai does not know`,
      );
    }
    const command = this.#commands[known] as (...given: unknown[]) => Promise<unknown>;
    // Who asked was told why it failed; the recording only has to make it fail again.
    Promise.resolve().then(() => command(...given)).catch(() => {});
  }

  #attachSource([uuid, typeName, definition, address]: readonly unknown[]): void {
    const driver = this.#driverOf(String(typeName));
    if (driver === undefined || !isDefinition(definition)) {
      throw new RecordingError(
        `a sensor brings a source of type "${String(typeName)}" that this moirai does not know`,
      );
    }
    const traits = { driver, uuidProgram: "", retryDefault: false, isRemote: true };
    const type = replaySource(traits, this);
    const source = { uuid: String(uuid), type, definition, address: String(address) };
    Promise.resolve().then(() => this.#attach?.(source)).catch(() => {});
  }
}

type Recorded = typeof RECORDED_COMMANDS[number];

function refusal(): CommandError {
  return new CommandError(503, "this server replays a recording, in which nothing can be changed");
}

function refuse(): Promise<never> {
  return Promise.reject(refusal());
}

function makersOf(told: unknown): MakersRead {
  const { makers, problems } = isObject(told) ? told : {};
  const isMaker = ([prefix, name]: [unknown, unknown]) =>
    typeof prefix === "number" && typeof name === "string";
  return {
    makers: makers instanceof Map ? new Map([...makers].filter(isMaker)) : new Map(),
    problems: Array.isArray(problems) ? problems.map(String) : [],
  };
}

function isDefinition(value: unknown): value is SourceDefinition {
  if (!isObject(value) || typeof value["interface"] !== "string") return false;
  const { options } = value;
  return options instanceof Map &&
    [...options].every((pair) => pair.every((text) => typeof text === "string"));
}

function damaged({ atMs }: RecordedEvent): RecordingError {
  return new RecordingError(`an event at ${(atMs / 1000).toFixed(3)} s cannot be read`);
}

function isSample(
  value: Record<string, unknown>,
): value is { memoryBytes: number; connections: number } {
  return Number.isFinite(value["memoryBytes"]) && Number.isFinite(value["connections"]);
}

function isLog(value: unknown): value is LogRecord {
  if (!isObject(value) || !isObject(value["driver"])) return false;
  const { driver } = value;
  return ["uuid", "description", "path", "template", "error"].every((key) =>
    typeof value[key] === "string"
  ) && ["packets", "dropped", "files"].every((key) => Number.isFinite(value[key])) &&
    ["class", "name", "description"].every((key) => typeof driver[key] === "string");
}
