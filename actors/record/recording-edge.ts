// The recorder. The graph runs on a clock that stands still between two events from outside; for each
// event the clock is moved to the time of day, the event is written down and then let in, and what it
// sets off comes to rest before the next. So the file alone says what happened and when.
import {
  RECORD_ANSWER,
  RECORD_BATCH,
  RECORD_COMMAND,
  RECORD_EVENT,
  RECORD_MESSAGE,
  RECORD_SAMPLE,
  RECORD_TICK,
  RECORD_TIME,
  RECORD_TOLD,
  type RecordingStart,
} from "../../protocols/recording/recording-format.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { BatchEncoder, decodeBatch, notesOf } from "../../protocols/recording/recorded-batch.ts";
import { HelperEvent } from "../../protocols/records/helper-event.ts";
import type { Platform, TimerHandle } from "../../runtime/platform.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { SeededRandom } from "../../runtime/random.ts";
import type { SourceContext, SourceType } from "../datasource/source-type.ts";
import type { GpsType } from "../gps/gps-type.ts";
import type { MakersRead } from "../server/makers-file.ts";
import { CommandError, type ServerCommands } from "../server/stores.ts";
import type { SensorReading } from "../system/sensors.ts";
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
import { recordGps } from "./record-gps.ts";
import { recordSource } from "./record-source.ts";
import { failureOf } from "./failures.ts";
import {
  bytesPayload,
  NO_PAYLOAD,
  type Payload,
  type RecordingFile,
  valuePayload,
} from "./recording-file.ts";

/** Events that wait to be let in; more are refused and counted. */
export const OUTSIDE_QUEUE_MAX = 4096;
/** Bytes of pushed packets that wait to be let in; more are refused and counted. */
export const PUSHED_BYTES_MAX = 64 * 1024 * 1024;
/** A clock that was set back by less stands still until time has caught up. */
const SET_BACK_MS = 1000;
const SAMPLE_MS = 1000;
const SLICE_MS = 10;
/** Times are whole parts of a millisecond, so that sums of them are exact. */
const PARTS_OF_MS = 1024;

/** A clock that tells when somebody sets a timer. */
class RecordingClock extends SteppingClock {
  onTimer: () => void = () => {};

  override setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const handle = super.setTimeout(callback, delayMs);
    this.onTimer();
    return handle;
  }
}

interface Arrival {
  readonly type: number;
  readonly payload: () => Payload;
  readonly deliver: () => void;
}

export class RecordingEdge implements GraphEdge {
  readonly platform: Platform;
  readonly serverUuid: string;
  readonly makers: MakersRead;
  /** Events that were refused because too many waited. */
  refused = 0;
  readonly #real: Platform;
  readonly #file: RecordingFile;
  readonly #clock: RecordingClock;
  readonly #queue: Arrival[] = [];
  /** Time of day at which the graph's clock began. */
  #originMs: number;
  #begun = false;
  #busy = false;
  #finished: Promise<void> | undefined = undefined;
  readonly #resting: (() => void)[] = [];
  #alarm: TimerHandle = undefined;
  #alarmMs = Infinity;
  #memoryBytes = 0;
  #countConnections = () => 0;
  #connections = 0;
  #sampledMs = -Infinity;
  #streams = 0;
  #pushedBytes = 0;

  constructor(
    real: Platform,
    file: RecordingFile,
    start: Pick<RecordingStart, "startMs" | "seed" | "serverUuid">,
    makers: MakersRead,
  ) {
    this.#real = real;
    this.#file = file;
    this.#originMs = start.startMs;
    this.serverUuid = start.serverUuid;
    this.makers = makers;
    this.#clock = new RecordingClock({ startMs: start.startMs });
    this.#clock.onTimer = () => this.#arm();
    this.platform = graphPlatform(real, this.#clock, start.seed, () => this.#memoryBytes);
  }

  sourceType(type: SourceType): SourceType {
    return recordSource(type, this);
  }

  gpsType(type: GpsType): GpsType {
    return recordGps(type, this);
  }

  commands(inner: ServerCommands): ServerCommands {
    const recorded = Object.fromEntries(RECORDED_COMMANDS.map((name) => {
      const command = inner[name] as (...given: unknown[]) => Promise<unknown>;
      const record = (...given: unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const taken = this.arrive(
            RECORD_COMMAND,
            () => valuePayload({ name, with: given }),
            () => void command(...given).then(resolve, reject),
          );
          if (!taken) reject(new CommandError(503, "too many commands wait"));
        });
      return [name, record];
    }));
    return { ...inner, ...recorded };
  }

  teller(inner: Teller): Teller {
    const told = TELLING.map((kind) => [kind, (text: string) => {
      this.arrive(
        RECORD_MESSAGE,
        () => valuePayload({ kind, text }),
        () => inner[kind](text),
      );
    }]);
    return Object.fromEntries(told) as Teller;
  }

  bus(inner: EventBus): EventBus {
    return {
      subscribe: inner.subscribe.bind(inner),
      publish: (topic, payload) => {
        const event: unknown = payload;
        this.arrive(
          RECORD_EVENT,
          () =>
            valuePayload(
              event instanceof HelperEvent ? { topic, json: event.json } : { topic, payload },
            ),
          () => inner.publish(topic, payload),
        );
      },
    };
  }

  attach(inner: Attach): Attach {
    return (source) =>
      new Promise((resolve, reject) => {
        const { uuid, type, definition, address } = source;
        const given = [uuid, type.driver.type, definition, address];
        const taken = this.arrive(
          RECORD_COMMAND,
          () => valuePayload({ name: ATTACH, with: given }),
          () => void inner({ ...source, type: recordSource(type, this) }).then(resolve, reject),
        );
        if (!taken) reject(new CommandError(503, "too much else waits to be taken"));
      });
  }

  push(inner: (batch: PacketBatch) => void): (batch: PacketBatch) => void {
    const copy = new PacketBatch();
    return (batch) => {
      const { source } = batch;
      const named = source && { source: { number: source.number, checkFcs: source.checkFcs } };
      const notes = { ...notesOf(batch), ...named };
      // The batch is lent for this call only: what is delivered later are its recorded bytes.
      const encoder = new BatchEncoder(PUSHED_STREAM, batch, true, notes);
      const bytes = new Uint8Array(encoder.bytes);
      if (this.#pushedBytes + bytes.length > PUSHED_BYTES_MAX) {
        this.refused += 1;
        return;
      }
      encoder.write(bytes, 0);
      const taken = this.arrive(RECORD_BATCH, () => bytesPayload(bytes), () => {
        this.#pushedBytes -= bytes.length;
        copy.source = source;
        if (decodeBatch(copy, bytes) !== undefined) inner(copy);
      });
      if (taken) this.#pushedBytes += bytes.length;
    };
  }

  sensors(read: () => Promise<SensorReading>): Promise<SensorReading> {
    return this.ask(SENSORS, read);
  }

  connections(count: () => number): () => number {
    this.#countConnections = count;
    return () => this.#connections;
  }

  /** A source or GPS that is opened now. */
  newStream(): number {
    return ++this.#streams;
  }

  /** The context that the source types of this machine work in. */
  realContext(context: SourceContext): SourceContext {
    return { ...context, platform: this.#real };
  }

  get realPlatform(): Platform {
    return this.#real;
  }

  /**
   * Asks the outside. What it answers is recorded as `shown`, and let in in its turn.
   */
  ask<T>(
    label: string,
    perform: () => Promise<T>,
    shown: (value: T) => unknown = (value) => value,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (body: () => object, deliver: () => void) =>
        this.letInLater(
          RECORD_ANSWER,
          () => valuePayload({ to: label, ...body() }),
          deliver,
        );
      // What throws at once has failed like what rejects.
      Promise.resolve().then(perform).then(
        (value) => answer(() => ({ value: shown(value) }), () => resolve(value)),
        (error: unknown) => answer(() => ({ error: failureOf(error) }), () => reject(error)),
      );
    });
  }

  /** Lets in what was asked for: there is no more of it than there are askers. */
  letInLater(type: number, payload: () => Payload, deliver: () => void): void {
    this.#queue.push({ type, payload, deliver });
    this.#wake();
  }

  /** Lets in what came by itself; false when too much waits. */
  arrive(type: number, payload: () => Payload, deliver: () => void): boolean {
    if (this.#queue.length >= OUTSIDE_QUEUE_MAX) {
      this.refused += 1;
      return false;
    }
    this.letInLater(type, payload, deliver);
    return true;
  }

  /** What a source or GPS says by itself. */
  told(stream: number, what: string, given: readonly unknown[], deliver: () => void): void {
    this.arrive(RECORD_TOLD, () => valuePayload({ stream, what, with: given }), deliver);
  }

  begin(): void {
    this.#begun = true;
    this.#wake();
    this.#arm();
  }

  /** Ends the recording; the graph goes on without it until it has stopped. */
  finish(): Promise<void> {
    return this.#finished ??= this.#finish();
  }

  /** Resolves when everything that came was let in. */
  async rest(): Promise<void> {
    while (this.#busy) await new Promise<void>((resolve) => this.#resting.push(resolve));
  }

  async #finish(): Promise<void> {
    await this.rest();
    await this.#file.close(this.#clock.elapsedMs);
  }

  #wake(): void {
    if (this.#busy || !this.#begun) return;
    this.#busy = true;
    void this.#letIn();
  }

  async #letIn(): Promise<void> {
    let sliceMs = this.#real.clock.now();
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await this.#moveClock();
      this.#file.append(next.type, this.#clock.elapsedMs, next.payload());
      next.deliver();
      await this.#clock.advanceAsync(0);
      const nowMs = this.#real.clock.now();
      if (nowMs - sliceMs >= SLICE_MS) {
        await this.#real.yieldToLoop();
        sliceMs = this.#real.clock.now();
      }
    }
    this.#busy = false;
    for (const rested of this.#resting.splice(0)) rested();
    this.#arm();
  }

  /** Brings the graph's clock to the time of day, firing what is due on the way. */
  async #moveClock(): Promise<void> {
    const clock = this.#clock;
    // Rounded up, so that a timer that is due is not left for another round.
    const nowMs = Math.ceil(this.#real.clock.now() * PARTS_OF_MS) / PARTS_OF_MS;
    const elapsedMs = nowMs - this.#originMs;
    if (elapsedMs >= clock.elapsedMs) {
      this.#sample();
      await clock.advanceAsync(elapsedMs - clock.elapsedMs);
    } else if (clock.elapsedMs - elapsedMs >= SET_BACK_MS) {
      this.#originMs = nowMs - clock.elapsedMs;
      this.#file.append(RECORD_TIME, clock.elapsedMs, valuePayload({ timeMs: nowMs }));
      clock.setTime(nowMs);
    }
  }

  #sample(): void {
    const { elapsedMs } = this.#clock;
    if (elapsedMs - this.#sampledMs < SAMPLE_MS) return;
    this.#sampledMs = elapsedMs;
    this.#memoryBytes = this.#real.memoryBytes();
    this.#connections = this.#countConnections();
    const payload = valuePayload({
      memoryBytes: this.#memoryBytes,
      connections: this.#connections,
    });
    this.#file.append(RECORD_SAMPLE, elapsedMs, payload);
  }

  /** Sets an alarm for the next timer of the graph. */
  #arm(): void {
    if (this.#busy || !this.#begun) return;
    const dueInMs = this.#clock.nextDueInMs;
    if (dueInMs === undefined) return;
    const dueMs = this.#originMs + this.#clock.elapsedMs + dueInMs;
    if (this.#alarm !== undefined) {
      if (this.#alarmMs <= dueMs) return;
      this.#real.clock.clearTimeout(this.#alarm);
    }
    this.#alarmMs = dueMs;
    const waitMs = Math.max(0, dueMs - this.#real.clock.now());
    this.#alarm = this.#real.clock.setTimeout(() => {
      this.#alarm = undefined;
      if (this.#busy) return;
      this.letInLater(RECORD_TICK, () => NO_PAYLOAD, () => {});
    }, waitMs);
  }
}

/** What the graph itself may see of a platform: all else comes to it as events. */
export function graphPlatform(
  outside: Platform,
  clock: SteppingClock,
  seed: number,
  memoryBytes: () => number,
): Platform {
  return {
    ...outside,
    clock,
    random: new SeededRandom(seed),
    memoryBytes,
    yieldToLoop: () => Promise.resolve(),
  };
}
