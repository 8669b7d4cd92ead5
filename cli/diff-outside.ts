// Where two recordings part: what their servers were started with, and the first event from outside that
// one has and the other has not. Two runs never hear things at the same fraction of a second, so that what
// came is compared, and that only the times differ is said beside.
import { SENSORS } from "../actors/record/graph-edge.ts";
import { decodeValue, isObject } from "../protocols/recording/recorded-value.ts";
import {
  RECORD_ANSWER,
  RECORD_SAMPLE,
  RECORD_TICK,
  type RecordingStart,
} from "../protocols/recording/recording-format.ts";
import { type RecordedEvent, RecordingReader } from "../protocols/recording/recording-reader.ts";
import type { ReadableFile } from "../runtime/platform.ts";
import { clockText, inWords, shown } from "./diff-words.ts";

export interface NamedFile {
  readonly name: string;
  readonly file: ReadableFile;
}

export async function compareOutside(first: NamedFile, second: NamedFile): Promise<string[]> {
  const one = await RecordingReader.open(first.file);
  const other = await RecordingReader.open(second.file);
  const lines = compareStart(one.start, other.start);
  let times = "";
  for (let number = 1;; number++) {
    const a = await nextHappening(one);
    const b = await nextHappening(other);
    if (a === undefined && b === undefined) break;
    if (a === undefined || b === undefined || !isSame(a, b)) {
      return [
        ...lines,
        `event ${number} from outside differs:`,
        `  ${first.name}: ${describe(a, one)}`,
        `  ${second.name}: ${describe(b, other)}`,
      ];
    }
    if (times === "" && a.atMs !== b.atMs) {
      times = `the same came from outside, at other times: event ${number}, ${inWords(a)}, at ` +
        `${seconds(a.atMs)} and ${seconds(b.atMs)}`;
    }
  }
  if (one.problem !== other.problem) {
    lines.push(
      `they end differently:`,
      `  ${first.name}: ${one.problem || "in order"}`,
      `  ${second.name}: ${other.problem || "in order"}`,
    );
  }
  return times === "" ? lines : [...lines, times];
}

/** The next event that is more than time going by, or the machine telling how warm it is. */
async function nextHappening(reader: RecordingReader): Promise<RecordedEvent | undefined> {
  for (;;) {
    const event = await reader.next();
    if (event === undefined || !isOfTheMachine(event)) return event;
  }
}

function isOfTheMachine({ type, payload }: RecordedEvent): boolean {
  if (type === RECORD_TICK || type === RECORD_SAMPLE) return true;
  if (type !== RECORD_ANSWER) return false;
  const value = decodeValue(payload);
  return isObject(value) && value["to"] === SENSORS;
}

function isSame(a: RecordedEvent, b: RecordedEvent): boolean {
  return a.type === b.type && a.payload.length === b.payload.length &&
    a.payload.every((byte, index) => byte === b.payload[index]);
}

function describe(event: RecordedEvent | undefined, { problem }: RecordingReader): string {
  if (event === undefined) return problem === "" ? "it is over" : problem;
  return `at ${seconds(event.atMs)}, ${inWords(event)}`;
}

function compareStart(one: RecordingStart, other: RecordingStart): string[] {
  const lines: string[] = [];
  const compare = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) lines.push(`${what}: ${shown(a)} and ${shown(b)}`);
  };
  compare("recorded by other versions of moirai", one.version, other.version);
  compare("begun at other times", clockText(one.startMs), clockText(other.startMs));
  compare("made on other machines", one.hostname, other.hostname);
  compare("made by other users", one.user, other.user);
  compare("of other servers", one.serverUuid, other.serverUuid);
  compare("with other random numbers", one.seed, other.seed);
  compare("with and without logs", one.logging, other.logging);
  const keys = new Set([...Object.keys(one.settings), ...Object.keys(other.settings)]);
  for (const key of keys) {
    compare(`configured otherwise, ${key}`, one.settings[key], other.settings[key]);
  }
  const makers = [one, other].map((start) => [...start.makers?.makers ?? []]);
  compare("with other lists of makers", makers[0], makers[1]);
  return lines;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
