// A datasource type whose answers and packets are written down on their way into the graph.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import {
  BatchEncoder,
  type BatchNotes,
  notesOf,
} from "../../protocols/recording/recorded-batch.ts";
import { RECORD_ANSWER, RECORD_BATCH } from "../../protocols/recording/recording-format.ts";
import type { SourceDefinition } from "../datasource/definition.ts";
import type {
  SourceContext,
  SourceEnd,
  SourceInfo,
  SourceOpening,
  SourceSession,
  SourceType,
  Tuned,
  Tuning,
} from "../datasource/source-type.ts";
import type { OpenedSource } from "./graph-edge.ts";
import type { RecordingEdge } from "./recording-edge.ts";
import { valuePayload } from "./recording-file.ts";
import { failureOf } from "./failures.ts";

/** What the graph asks of a source, as recordings name it. */
export function sourceLabel(
  what: string,
  type: Pick<SourceType, "driver">,
  { interface: name }: SourceDefinition,
): string {
  return `${what} ${type.driver.type} ${name}`;
}

export function recordSource(type: SourceType, edge: RecordingEdge): SourceType {
  const { list } = type;
  return {
    ...type,
    // Looking for interfaces changes nothing.
    ...list && { list: (context, signal) => list.call(type, edge.realContext(context), signal) },
    probe: (definition, context, signal) =>
      edge.ask(
        sourceLabel("probe", type, definition),
        () => type.probe(definition, edge.realContext(context), signal),
      ),
    identify: (definition, context) =>
      edge.ask(
        sourceLabel("identify", type, definition),
        () => type.identify(definition, edge.realContext(context)),
      ),
    open: (definition, context, opening) => openRecorded(type, edge, definition, context, opening),
  };
}

async function openRecorded(
  type: SourceType,
  edge: RecordingEdge,
  definition: SourceDefinition,
  context: SourceContext,
  { signal, events }: SourceOpening,
): Promise<SourceSession> {
  const stream = edge.newStream();
  const recorded: SourceOpening = {
    signal,
    events: {
      message: (text, isError) =>
        edge.told(stream, "message", [text, isError], () => events.message(text, isError)),
      tuned: (tuned) => edge.told(stream, "tuned", [tuned], () => events.tuned(tuned)),
      described: (info) => edge.told(stream, "described", [info], () => events.described(info)),
    },
  };
  const session = await edge.ask(
    sourceLabel("open", type, definition),
    () => type.open(definition, edge.realContext(context), recorded),
    ({ info, holdsWhilePaused, tune }): OpenedSource => ({
      info,
      holdsWhilePaused,
      tunable: tune !== undefined,
    }),
  );
  return new RecordedSession(session, stream, edge);
}

class RecordedSession implements SourceSession {
  readonly info: SourceInfo;
  readonly holdsWhilePaused: boolean;
  readonly tune?: (tuning: Tuning) => Promise<Tuned>;
  readonly #inner: SourceSession;
  readonly #stream: number;
  readonly #edge: RecordingEdge;
  readonly #faults: number[] = [];
  #warning = "";

  constructor(inner: SourceSession, stream: number, edge: RecordingEdge) {
    this.#inner = inner;
    this.#stream = stream;
    this.#edge = edge;
    this.info = inner.info;
    this.holdsWhilePaused = inner.holdsWhilePaused;
    if (inner.tune !== undefined) {
      this.tune = (tuning) => edge.ask(`tune ${stream}`, () => inner.tune!(tuning));
    }
  }

  next(batch: PacketBatch, faults: { add(fault: number): void }): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#read(batch).then(
        (more) => {
          // Faults are counted when the batch comes in, not when it was read.
          const found = this.#faults.splice(0);
          const notes = this.#notes(batch, more, found);
          this.#edge.letInLater(
            RECORD_BATCH,
            () => new BatchEncoder(this.#stream, batch, more, notes),
            () => {
              for (const fault of found) faults.add(fault);
              resolve(more);
            },
          );
        },
        (error: unknown) => {
          const answer = { to: `next ${this.#stream}`, error: failureOf(error) };
          this.#edge.letInLater(RECORD_ANSWER, () => valuePayload(answer), () => reject(error));
        },
      );
    });
  }

  end(): SourceEnd {
    return this.#inner.end();
  }

  warning(): string {
    return this.#warning;
  }

  close(): Promise<void> {
    return this.#edge.ask(`close ${this.#stream}`, () => this.#inner.close());
  }

  async #read(batch: PacketBatch): Promise<boolean> {
    batch.location = undefined;
    batch.reports = undefined;
    return await this.#inner.next(batch, { add: (fault) => void this.#faults.push(fault) });
  }

  #notes(batch: PacketBatch, more: boolean, faults: readonly number[]): BatchNotes {
    const warning = this.#inner.warning();
    const isNew = warning !== this.#warning;
    this.#warning = warning;
    return {
      ...notesOf(batch),
      ...faults.length > 0 && { faults },
      ...isNew && { warning },
      ...!more && { end: this.#inner.end() },
    };
  }
}
