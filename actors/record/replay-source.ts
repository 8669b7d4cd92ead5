// A datasource type that says what a recording says.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { decodeBatch } from "../../protocols/recording/recorded-batch.ts";
import { isObject } from "../../protocols/recording/recorded-value.ts";
import { RecordingError } from "../../protocols/recording/recording-format.ts";
import type {
  SourceEnd,
  SourceInfo,
  SourceOpening,
  SourceSession,
  SourceType,
  Tuned,
  Tuning,
} from "../datasource/source-type.ts";
import { sourceLabel } from "./record-source.ts";
import type { ReplayingEdge } from "./replaying-edge.ts";

/** What stays of a type when it only says what was recorded. */
type SourceTraits = Omit<SourceType, "probe" | "identify" | "open">;

export function replaySource(type: SourceTraits, edge: ReplayingEdge): SourceType {
  return {
    ...type,
    ...type.list && { list: () => Promise.resolve([]) },
    probe: async (definition) => await edge.ask(sourceLabel("probe", type, definition)) === true,
    identify: async (definition) => {
      const identity = await edge.ask(sourceLabel("identify", type, definition));
      return typeof identity === "string" ? identity : undefined;
    },
    async open(definition, _context, { events }) {
      const stream = edge.newStream((what, given) => tell(events, what, given));
      const opened = await edge.ask(sourceLabel("open", type, definition));
      if (!isObject(opened) || !isInfo(opened["info"])) {
        throw new RecordingError(`it does not say how ${definition.interface} was opened`);
      }
      const session = new ReplayedSession(opened["info"], opened["holdsWhilePaused"] === true, {
        stream,
        edge,
      });
      if (opened["tunable"] === true) session.tune = (tuning) => session.tuneAgain(tuning);
      return session;
    },
  };
}

function tell(events: SourceOpening["events"], what: string, given: readonly unknown[]): void {
  const [first, second] = given;
  if (what === "message") events.message(String(first), second === true);
  else if (what === "tuned" && isTuned(first)) events.tuned(first);
  else if (what === "described" && isInfo(first)) events.described(first);
}

class ReplayedSession implements SourceSession {
  readonly info: SourceInfo;
  readonly holdsWhilePaused: boolean;
  tune?: (tuning: Tuning) => Promise<Tuned>;
  readonly #stream: number;
  readonly #edge: ReplayingEdge;
  #warning = "";
  #end: SourceEnd = { reason: "end of the recording", warning: "" };

  constructor(
    info: SourceInfo,
    holdsWhilePaused: boolean,
    { stream, edge }: { readonly stream: number; readonly edge: ReplayingEdge },
  ) {
    this.info = info;
    this.holdsWhilePaused = holdsWhilePaused;
    this.#stream = stream;
    this.#edge = edge;
  }

  next(batch: PacketBatch, faults: { add(fault: number): void }): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#edge.askFor(`next ${this.#stream}`, {
        value: () => reject(new RecordingError("it holds a read that is none")),
        failed: reject,
        batch: (payload) => {
          const recorded = decodeBatch(batch, payload);
          if (recorded === undefined) throw new RecordingError("a batch of packets is damaged");
          const { notes, more } = recorded;
          for (const fault of notes.faults ?? []) faults.add(fault);
          if (notes.warning !== undefined) this.#warning = String(notes.warning);
          if (notes.end !== undefined) {
            this.#end = { reason: `${notes.end.reason}`, warning: `${notes.end.warning}` };
          }
          resolve(more);
        },
      });
    });
  }

  end(): SourceEnd {
    return this.#end;
  }

  warning(): string {
    return this.#warning;
  }

  close(): Promise<void> {
    return this.#edge.askToClose(this.#stream);
  }

  async tuneAgain(_tuning: Tuning): Promise<Tuned> {
    const tuned = await this.#edge.ask(`tune ${this.#stream}`);
    if (!isTuned(tuned)) throw new RecordingError("it does not say how a source was tuned");
    return tuned;
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isInfo(value: unknown): value is SourceInfo {
  if (!isObject(value)) return false;
  const texts = ["captureInterface", "hardware", "version", "channel", "program"];
  return texts.every((key) => typeof value[key] === "string") &&
    Number.isInteger(value["linkType"]) && Number.isInteger(value["processId"]) &&
    isTexts(value["channels"]) &&
    (value["uuid"] === undefined || typeof value["uuid"] === "string") &&
    (value["tuned"] === undefined || isTuned(value["tuned"]));
}

function isTuned(value: unknown): value is Tuned {
  if (!isObject(value)) return false;
  return typeof value["hopping"] === "boolean" && typeof value["channel"] === "string" &&
    typeof value["hopShuffle"] === "boolean" && isTexts(value["hopChannels"]) &&
    ["hopRate", "hopOffset", "hopShuffleSkip"].every((key) => Number.isFinite(value[key]));
}
