// A capture taken apart in the tab it was dropped on: the whole graph of the server, without
// hardware, network or storage. No byte leaves the machine.
import { createSettings } from "../actors/server/configured-settings.ts";
import { CommandError } from "../actors/server/stores.ts";
import { createBrowserPlatform } from "../adapters/platform/browser.ts";
import { createMoirai, type Moirai } from "../mod.ts";
import type { DatasourceRecord } from "../protocols/records/datasource.ts";
import type { TimerHandle } from "../runtime/platform.ts";
import { AlertTimes, type TimedAlert } from "./alert-times.ts";
import { Timeline } from "./timeline.ts";

const PROGRESS_EVERY_MS = 200;
/** Files of one analysis. */
export const FILES_MAX = 64;
/** Other files of this family begin so, and there is something to be done with them. */
const OTHER_FILES: readonly (readonly [begin: string, sentence: string])[] = [
  ["SQLite format 3", "a kismetdb log; `moirai log to-pcap` makes a capture of it"],
  ["MOIRAIRC", "a recording; `moirai replay` plays it"],
];
const BEGIN_BYTES = 16;

/** A file as a tab has it. */
export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

export interface Progress {
  /** The file that is being read, and how many were read before it. */
  readonly name: string;
  readonly done: number;
  readonly packets: number;
  readonly devices: number;
}

/** What captures hold. */
export interface Analysis {
  /** Files that could be read. */
  readonly names: readonly string[];
  /** To ask anything the server answers: `moirai.fetch(new Request("http://here/..."))`. */
  readonly moirai: Moirai;
  readonly timeline: Timeline;
  /** With the times of the packets that raised them. */
  readonly alerts: readonly TimedAlert[];
  readonly packets: number;
  /** What was wrong, a sentence for each file with which something was. */
  readonly warnings: readonly string[];
}

/** No file is a capture, or each has a link type that nobody here understands. */
export class NotACapture extends Error {}

/** Reads pcap and pcapng files, compressed with gzip or not, one after the other. */
export async function analyse(
  files: readonly NamedBlob[],
  onProgress: (progress: Progress) => void = () => {},
): Promise<Analysis> {
  if (files.length > FILES_MAX) {
    throw new NotACapture(
      `${files.length} files are too many at a time: ${FILES_MAX} are the most.`,
    );
  }
  // Names are whatever people call their files; what the server reads has plain ones.
  const paths = files.map((_, index) => `/capture-${index + 1}`);
  const blobs = new Map(files.map(({ blob }, index) => [paths[index]!, blob]));
  const platform = createBrowserPlatform({ files: blobs });
  const moirai = await createMoirai({ platform, settings: createSettings(), logging: false });
  const timeline = new Timeline();
  let packets = 0;
  const times = new AlertTimes();
  moirai.bus.subscribe("ALERT", ({ payload }) => times.raised(payload));
  moirai.follow((batch) => {
    packets += batch.count;
    times.passed(batch);
    timeline.add(batch);
  });
  await moirai.start();
  const names: string[] = [];
  const warnings: string[] = [];
  for (const [index, { name, blob }] of files.entries()) {
    const tell = (): void => {
      onProgress({ name, done: index, packets, devices: moirai.stores.devices.size });
      timer = platform.clock.setTimeout(tell, PROGRESS_EVERY_MS);
    };
    let timer: TimerHandle;
    tell();
    const outcome = await readOne(moirai, paths[index]!, name, blob);
    platform.clock.clearTimeout(timer);
    if (outcome.isCapture) names.push(name);
    if (outcome.problem !== "") warnings.push(outcome.problem);
  }
  const { alerts } = times;
  if (names.length > 0) return { names, moirai, timeline, alerts, packets, warnings };
  await moirai.stop();
  throw new NotACapture(warnings.join(" "));
}

/** Reads one file to its end; the problem is a sentence. */
async function readOne(
  moirai: Moirai,
  path: string,
  name: string,
  blob: Blob,
): Promise<{ isCapture: boolean; problem: string }> {
  let record: DatasourceRecord;
  try {
    record = await moirai.commands.addDatasource(`${path}:type=pcapfile`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { isCapture: false, problem: await refusal(name, blob, error.message) };
  }
  await moirai.idle();
  const reason = record.errorReason || record.warning;
  if (record.packets === 0 && record.errorReason !== "") {
    return { isCapture: false, problem: await refusal(name, blob, reason) };
  }
  return { isCapture: true, problem: reason === "" ? "" : `${name}: ${reason}.` };
}

async function refusal(name: string, blob: Blob, reason: string): Promise<string> {
  const bytes = new Uint8Array(await blob.slice(0, BEGIN_BYTES).arrayBuffer());
  const text = String.fromCharCode(...bytes);
  const other = OTHER_FILES.find(([begin]) => text.startsWith(begin));
  if (other !== undefined) return `${name} is no capture but ${other[1]}.`;
  return `${name} cannot be read as a capture of radio packets: ${reason}. ` +
    "Captures are .pcap, .pcapng and .cap files, also with .gz behind.";
}
