// The reading half of `moirai read`: each file becomes a datasource, one after the other, with a
// progress bar while they are read and a sentence for each that failed.
import { formatDefinition, parseDefinition } from "../actors/datasource/definition.ts";
import { CommandError } from "../actors/server/stores.ts";
import type { DatasourceRecord } from "../protocols/records/datasource.ts";
import { type Platform, PlatformError } from "../runtime/platform.ts";
import type { ReadCount } from "./counted-files.ts";
import { formatNumberOf, packetsPerSecond, type Progress } from "./progress.ts";
import { startProgressBar } from "./progress-bar.ts";
import type { Moirai } from "../mod.ts";
import { say } from "./startup.ts";
import type { Terminal } from "./terminal.ts";

export interface ReadResult {
  /** Files of which at least the beginning could be read. */
  readonly readable: number;
}

interface Reading {
  readonly platform: Platform;
  readonly terminal: Terminal;
  readonly moirai: Moirai;
  readonly count: ReadCount;
}

/** Reads all files; tells of each that failed, was cut short, or held bad bytes. */
export async function readFiles(
  reading: Reading,
  files: readonly string[],
  checkFcs: boolean | undefined,
): Promise<ReadResult> {
  const { platform, terminal, moirai, count } = reading;
  const startMs = platform.clock.now();
  const records: DatasourceRecord[] = [];
  const bytesTotal = await totalBytes(platform, files);
  const progress = (): Progress => ({
    bytesDone: count.bytes,
    bytesTotal,
    packets: records.reduce((sum, record) => sum + record.packets, 0),
    devices: moirai.stores.devices.size,
    elapsedMs: platform.clock.now() - startMs,
  });
  const bar = startProgressBar(reading, progress);
  let readable = 0;
  for (const file of files) {
    const outcome = await readOne(reading, file, checkFcs, records);
    if (outcome.isReadable) readable += 1;
    if (outcome.sentence === "") continue;
    bar.clear();
    say(terminal, outcome.sentence);
  }
  bar.stop();
  for (const record of records) {
    const faults = Object.entries(record.faults.toObject());
    if (faults.length === 0) continue;
    const counts = faults.map(([name, number]) => `${number} ${name}`).join(", ");
    say(terminal, `${record.interface}: bad bytes: ${counts}`);
  }
  if (readable > 0) say(terminal, summary(readable, progress()));
  return { readable };
}

function summary(readable: number, progress: Progress): string {
  const seconds = (progress.elapsedMs / 1000).toFixed(progress.elapsedMs < 10_000 ? 2 : 0);
  return `${formatNumberOf(readable, "file")}, ${formatNumberOf(progress.packets, "packet")}, ` +
    `${formatNumberOf(progress.devices, "device")} in ${seconds} s ` +
    `(${formatNumberOf(packetsPerSecond(progress), "packet")}/s)`;
}

interface Outcome {
  readonly isReadable: boolean;
  /** What to tell; "" when all went well. */
  readonly sentence: string;
}

async function readOne(
  reading: Reading,
  file: string,
  checkFcs: boolean | undefined,
  records: DatasourceRecord[],
): Promise<Outcome> {
  let record: DatasourceRecord;
  try {
    const definition = await definitionOf(reading.platform, file, checkFcs);
    record = await reading.moirai.commands.addDatasource(definition);
  } catch (error) {
    if (!isForPeople(error)) throw error;
    return { isReadable: false, sentence: mentioning(file, error.message) };
  }
  records.push(record);
  await reading.moirai.idle();
  const complaint = record.error ? record.errorReason || "it failed" : record.warning;
  if (complaint === "") return { isReadable: true, sentence: "" };
  if (record.packets === 0) return { isReadable: false, sentence: mentioning(file, complaint) };
  const kept = `${formatNumberOf(record.packets, "packet")} before it ` +
    `${record.packets === 1 ? "was" : "were"} kept`;
  return { isReadable: true, sentence: `${mentioning(file, complaint)}; ${kept}` };
}

/** A sentence that does not name its file gets the name in front. */
function mentioning(file: string, sentence: string): string {
  return sentence.includes(file) ? sentence : `${file}: ${sentence}`;
}

/** Failures whose message is a sentence about the file; others are errors of this program. */
function isForPeople(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof PlatformError ||
    (error instanceof Error && error.name === "DatasourceError");
}

/**
 * The word as a file name if there is such a file, whatever characters it holds; else as a
 * definition with options, `office.pcap:realtime=true`.
 */
async function definitionOf(
  platform: Platform,
  word: string,
  checkFcs: boolean | undefined,
): Promise<string> {
  const isFile = await exists(platform, word);
  const { interface: name, options } = isFile || !word.includes("=")
    ? { interface: word, options: new Map<string, string>() }
    : parseDefinition(word);
  const all = new Map(options);
  if (checkFcs !== undefined && !all.has("fcs")) all.set("fcs", String(checkFcs));
  return formatDefinition({ interface: name, options: all });
}

async function exists(platform: Platform, path: string): Promise<boolean> {
  try {
    await platform.files.stat(path);
    return true;
  } catch (error) {
    if (error instanceof PlatformError) return false;
    throw error;
  }
}

async function totalBytes(platform: Platform, files: readonly string[]): Promise<number> {
  let total = 0;
  for (const file of files) {
    try {
      const info = await platform.files.stat(file);
      if (info.isFile) total += info.size;
    } catch (error) {
      // What is wrong with it is told when it is opened.
      if (!(error instanceof PlatformError)) throw error;
    }
  }
  return total;
}
