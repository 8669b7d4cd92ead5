// `moirai diff A B`: compares two recordings event by event, then what each makes of the bus. Either may be
// the listing that another version made of its replay.
import { RecordingError } from "../protocols/recording/recording-format.ts";
import { isRecording } from "../protocols/recording/recording-reader.ts";
import { PlatformError } from "../runtime/platform.ts";
import { openReplay } from "../testing/replay.ts";
import { VERSION } from "../actors/server/version.ts";
import type { DiffRequest } from "./commands/diff.ts";
import { compareOutside, seconds } from "./diff-outside.ts";
import { differingMembers } from "./diff-words.ts";
import {
  type BusLine,
  type EventFeed,
  GatheredEvents,
  ListingError,
  openListing,
} from "./event-listing.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, reasonOf, say } from "./startup.ts";

/** As `diff` does: 1 is for differences, so trouble is something else. */
const EXIT_TROUBLE = 2;

/** Trouble with one of the two; the message names it. */
class DiffError extends Error {}

/** Runs the command; the exit status. */
export async function runDiff({ files }: DiffRequest, context: CommandContext): Promise<number> {
  const { terminal } = context;
  try {
    const areRecordings: boolean[] = [];
    for (const path of files) areRecordings.push(await isRecordingAt(path, context));
    const outside = areRecordings.every(Boolean) ? await recordingsApart(files, context) : [];
    const differences = [...outside, ...await busesApart(files, areRecordings, context)];
    if (differences.length === 0) {
      await terminal.print(
        `the ${areRecordings.every(Boolean) ? "recordings" : "events"} are equal\n`,
      );
      return EXIT_OK;
    }
    await terminal.print(differences.map((line) => `${line}\n`).join(""));
    return EXIT_FAILED;
  } catch (error) {
    if (!(error instanceof DiffError)) throw error;
    say(terminal, `error: cannot compare: ${error.message}`);
    return EXIT_TROUBLE;
  }
}

async function isRecordingAt(path: string, { platform }: CommandContext): Promise<boolean> {
  return await about(path, async () => {
    const file = await platform.files.open(path);
    try {
      return await isRecording(file);
    } finally {
      await file.close();
    }
  });
}

async function recordingsApart(
  [first, second]: readonly [string, string],
  { platform }: CommandContext,
): Promise<string[]> {
  const one = { name: first, file: await about(first, () => platform.files.open(first)) };
  const other = { name: second, file: await about(second, () => platform.files.open(second)) };
  try {
    return await about(`${first} and ${second}`, () => compareOutside(one, other));
  } finally {
    await one.file.close();
    await other.file.close();
  }
}

/** The first event of the bus that differs. */
async function busesApart(
  files: readonly [string, string],
  areRecordings: readonly boolean[],
  context: CommandContext,
): Promise<string[]> {
  const feeds: EventFeed[] = [];
  try {
    for (const [index, path] of files.entries()) {
      feeds.push(
        await about(path, () => openFeed(path, areRecordings[index] === true, context)),
      );
    }
    const [a, b] = feeds as [EventFeed, EventFeed];
    for (let number = 1;; number++) {
      const first = await about(files[0], () => a.next());
      const second = await about(files[1], () => b.next());
      if (first === undefined && second === undefined) return [];
      if (isSame(first, second)) continue;
      const versions = a.version === b.version ? "" : ` (moirai ${a.version} and ${b.version})`;
      return [
        `event ${number} of the bus differs${versions}:`,
        `  ${files[0]}: ${describe(first)}`,
        `  ${files[1]}: ${describe(second)}`,
        ...first === undefined || second === undefined || first.topic !== second.topic
          ? []
          : differingMembers(first.text, second.text).map((line) => `  ${line}`),
      ];
    }
  } finally {
    for (const feed of feeds) await feed.close();
  }
}

async function openFeed(
  path: string,
  isRecorded: boolean,
  { platform, terminal }: CommandContext,
): Promise<EventFeed> {
  const file = await platform.files.open(path);
  if (!isRecorded) return await openListing(file);
  const replay = await openReplay(file, { start: false });
  const { version } = replay.reader.start;
  if (version !== VERSION) {
    say(terminal, `${path} was recorded by moirai ${version}, and this is ${VERSION}`);
  }
  const gathered = new GatheredEvents(replay);
  await replay.moirai.start();
  let lines = gathered.take();
  let at = 0;
  return {
    version: VERSION,
    async next() {
      while (at >= lines.length) {
        const isMore = await replay.step();
        lines = gathered.take();
        at = 0;
        if (!isMore && lines.length === 0) return undefined;
      }
      return lines[at++];
    },
    close: () => replay[Symbol.asyncDispose](),
  };
}

function isSame(a: BusLine | undefined, b: BusLine | undefined): boolean {
  return a?.topic === b?.topic && a?.atMs === b?.atMs && a?.text === b?.text;
}

function describe(line: BusLine | undefined): string {
  return line === undefined ? "nothing more" : `at ${seconds(line.atMs)}, ${line.topic}`;
}

/** What goes wrong with a file is told with its name. */
async function about<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isExpected = error instanceof RecordingError || error instanceof ListingError ||
      error instanceof PlatformError;
    if (!isExpected) throw error;
    throw new DiffError(`${path}: ${reasonOf(error)}`, { cause: error });
  }
}
