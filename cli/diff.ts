// `moirai diff A B`: compares two recordings event by event, then what each makes of the bus.
import { RECORD_BATCH, RECORD_NAMES } from "../protocols/recording/recording-format.ts";
import { type RecordedEvent, RecordingReader } from "../protocols/recording/recording-reader.ts";
import type { Replay } from "../testing/replay.ts";
import type { DiffRequest } from "./commands/diff.ts";
import { openRecorded } from "./replay.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, reasonOf, say } from "./startup.ts";

/** As `diff` does: 1 is for differences, so trouble is something else. */
const EXIT_TROUBLE = 2;
const SHOWN_CHARACTERS = 160;

interface BusLine {
  readonly atMs: number;
  readonly topic: string;
  readonly text: string;
}

/** Runs the command; the exit status. */
export async function runDiff(
  { files: [first, second] }: DiffRequest,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  try {
    const outside = await compareOutside(first, second, context);
    const bus = await compareBus(first, second, context);
    if (bus === undefined) return EXIT_TROUBLE;
    const differences = [...outside, ...bus];
    if (differences.length === 0) {
      await terminal.print("the recordings are equal\n");
      return EXIT_OK;
    }
    await terminal.print(differences.map((line) => `${line}\n`).join(""));
    return EXIT_FAILED;
  } catch (error) {
    if (!(error instanceof Error) || !/^(?:Recording|Platform)Error$/.test(error.name)) throw error;
    say(terminal, `error: cannot compare: ${reasonOf(error)}`);
    return EXIT_TROUBLE;
  }
}

/** The first event from outside that differs, and what the servers were started with. */
async function compareOutside(
  first: string,
  second: string,
  { platform }: CommandContext,
): Promise<string[]> {
  const files = await Promise.all([first, second].map((path) => platform.files.open(path)));
  try {
    const one = await RecordingReader.open(files[0]!);
    const other = await RecordingReader.open(files[1]!);
    const lines = Object.keys(one.start)
      .map((key) => key as keyof typeof one.start)
      .filter((key) => JSON.stringify(one.start[key]) !== JSON.stringify(other.start[key]))
      .map((key) => `started with another ${key}`);
    for (let number = 1;; number++) {
      const a = await one.next();
      const b = await other.next();
      if (a === undefined && b === undefined) return lines;
      if (isSame(a, b)) continue;
      return [
        ...lines,
        `event ${number} from outside differs:`,
        `  ${first}: ${describe(a, one)}`,
        `  ${second}: ${describe(b, other)}`,
      ];
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function isSame(a: RecordedEvent | undefined, b: RecordedEvent | undefined): boolean {
  return a !== undefined && b !== undefined && a.type === b.type && a.atMs === b.atMs &&
    a.payload.length === b.payload.length &&
    a.payload.every((byte, index) => byte === b.payload[index]);
}

function describe(event: RecordedEvent | undefined, { problem }: RecordingReader): string {
  if (event === undefined) return problem === "" ? "it is over" : problem;
  const name = RECORD_NAMES[event.type] ?? `type ${event.type}`;
  const shown = event.type === RECORD_BATCH
    ? `${event.payload.length} bytes`
    : new TextDecoder().decode(event.payload).slice(0, SHOWN_CHARACTERS);
  return `at ${seconds(event.atMs)}, ${name} ${shown}`.trimEnd();
}

/** The first event of the bus that differs; undefined when one cannot be replayed. */
async function compareBus(
  first: string,
  second: string,
  context: CommandContext,
): Promise<string[] | undefined> {
  const one = await openRecorded(first, context, { start: false });
  if (one === undefined) return undefined;
  await using a = one;
  const other = await openRecorded(second, context, { start: false });
  if (other === undefined) return undefined;
  await using b = other;
  const [linesA, linesB] = [listen(a), listen(b)];
  await Promise.all([a.moirai.start(), b.moirai.start()]);
  for (let number = 1;; number++) {
    while (linesA.length === 0 && await a.step());
    while (linesB.length === 0 && await b.step());
    const [eventA, eventB] = [linesA.shift(), linesB.shift()];
    if (eventA === undefined && eventB === undefined) return [];
    if (eventA?.text === eventB?.text && eventA?.atMs === eventB?.atMs) continue;
    return [
      `event ${number} of the bus differs:`,
      `  ${first}: ${describeBus(eventA)}`,
      `  ${second}: ${describeBus(eventB)}`,
    ];
  }
}

function listen(replay: Replay): BusLine[] {
  const lines: BusLine[] = [];
  const decoder = new TextDecoder();
  replay.moirai.bus.subscribe("*", (event) => {
    lines.push({
      atMs: replay.nowMs,
      topic: event.topic,
      text: decoder.decode(replay.moirai.encodeEvent(event)),
    });
  });
  return lines;
}

function describeBus(line: BusLine | undefined): string {
  if (line === undefined) return "nothing more";
  return `at ${seconds(line.atMs)}, ${line.topic} ${line.text.slice(0, SHOWN_CHARACTERS)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
