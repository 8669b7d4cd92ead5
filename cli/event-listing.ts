// Events of the bus as lines of JSON, `moirai replay FILE --events`: what one version makes of a recording,
// to be compared with what another makes of it.
//   {"moirai": "0.1.0", "recording": "night.moirai"}
//   {"at": 1500, "topic": "NEW_DEVICE", "event": {"NEW_DEVICE": {…}}}      milliseconds since its begin
import type { ReadableFile } from "../runtime/platform.ts";
import { LineSplitter } from "../protocols/text/line-splitter.ts";
import type { Replay } from "../testing/replay.ts";

/** A longer line is no event. */
export const LINE_BYTES_MAX = 32 * 1024 * 1024;
const READ_BYTES = 256 * 1024;
/** An event as `formatLine` writes it; what it says is compared as text. */
const LINE = /^\{"at": (\d+(?:\.\d+)?), "topic": "([!-~]+)", "event": (\{.*\})\}$/s;

/** One event of a bus, with its text as websocket clients get it. */
export interface BusLine {
  readonly atMs: number;
  readonly topic: string;
  readonly text: string;
}

/** Events of one server in order. */
export interface EventFeed {
  /** Of the program that said them. */
  readonly version: string;
  /** The next event; undefined at the end. */
  next(): Promise<BusLine | undefined>;
  close(): Promise<void>;
}

/** The file is no listing of events, or is damaged; the message is a sentence. */
export class ListingError extends Error {
  override name = "ListingError";
}

export function formatHeader(version: string, recording: string): string {
  return `${JSON.stringify({ moirai: version, recording })}\n`;
}

export function formatLine({ atMs, topic, text }: BusLine): string {
  return `{"at": ${atMs}, "topic": "${topic}", "event": ${text}}\n`;
}

/** What the server of a replay says from now on, taken in portions. */
export class GatheredEvents {
  #lines: BusLine[] = [];

  constructor(replay: Replay) {
    const decoder = new TextDecoder();
    const { moirai } = replay;
    moirai.bus.subscribe("*", (event) => {
      const text = decoder.decode(moirai.encodeEvent(event));
      this.#lines.push({ atMs: replay.nowMs, topic: event.topic, text });
    });
  }

  /** Those since the last portion. */
  take(): BusLine[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}

/** Reads a listing; rejects with a ListingError for what is none. */
export async function openListing(file: ReadableFile): Promise<EventFeed> {
  const lines = new ListingLines(file);
  const head = headOf(await lines.next());
  return {
    version: head,
    next: async () => {
      const line = await lines.next();
      return line === undefined ? undefined : lineOf(line, lines.number);
    },
    close: () => file.close(),
  };
}

class ListingLines {
  number = 0;
  readonly #file: ReadableFile;
  readonly #splitter = new LineSplitter(LINE_BYTES_MAX);
  readonly #decoder = new TextDecoder();
  readonly #buffer = new Uint8Array(READ_BYTES);
  #lines: Uint8Array[] = [];
  #at = 0;
  #endsOpen = false;

  constructor(file: ReadableFile) {
    this.#file = file;
  }

  async next(): Promise<string | undefined> {
    while (this.#at >= this.#lines.length) {
      const count = await this.#file.read(this.#buffer);
      if (count === 0) {
        if (this.#endsOpen) throw new ListingError("it was cut in the middle of a line");
        return undefined;
      }
      this.#endsOpen = this.#buffer[count - 1] !== 10;
      this.#lines = this.#splitter.take(this.#buffer.subarray(0, count));
      this.#at = 0;
      if (this.#splitter.overlong) throw new ListingError("it has a line without an end");
    }
    this.number += 1;
    return this.#decoder.decode(this.#lines[this.#at++]);
  }
}

function headOf(line: string | undefined): string {
  try {
    const head: unknown = JSON.parse(line ?? "");
    if (typeof head === "object" && head !== null && "moirai" in head && "recording" in head) {
      return String(head.moirai);
    }
  } catch {
    // Said below, as of any other first line.
  }
  throw new ListingError(
    "it is neither a recording of moirai nor a listing of `moirai replay FILE --events`",
  );
}

function lineOf(line: string, number: number): BusLine {
  const match = LINE.exec(line);
  if (match === null) throw new ListingError(`line ${number} of it is no event`);
  return { atMs: Number(match[1]), topic: match[2]!, text: match[3]! };
}
