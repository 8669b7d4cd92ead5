// `moirai read FILE...`: analyses capture files as fast as they can be read and prints the devices
// in them. Results go to standard output, everything said about the work to standard error.
import type { ReadRequest } from "./commands/read.ts";
import {
  ANSWER_FILES,
  askServer,
  chunksOf,
  readLines,
  terminalSafeJson,
  textOf,
} from "./answers.ts";
import { countReads } from "./counted-files.ts";
import { formatCsvLine } from "./csv.ts";
import { columnsOfPaths, DEVICE_COLUMNS, rowOf, selectionOf } from "./device-rows.ts";
import { unknownFields } from "./field-paths.ts";
import { readFiles } from "./read-files.ts";
import { openRecording } from "./recording.ts";
import type { Moirai } from "../mod.ts";
import {
  type CommandContext,
  EXIT_FAILED,
  EXIT_OK,
  loadAndReport,
  reasonOf,
  say,
} from "./startup.ts";
import type { Terminal } from "./terminal.ts";
import { formatTextTable } from "./text-table.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";
import { PlatformError } from "../runtime/platform.ts";

const DEVICES = "/devices/views/all/devices";

/** Runs the command; the exit status. */
export async function runRead(command: ReadRequest, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const configuration = await loadAndReport(context, command.configuration);
  if (configuration === undefined) return EXIT_FAILED;
  for (const sentence of unknownFields(command.fields)) say(terminal, `warning: ${sentence}`);

  const count = { bytes: 0 };
  const platform = countReads(context.platform, count);
  const { settings } = configuration;
  const recording = await openRecording(command.record, context, platform, settings, false);
  if (recording === undefined) return EXIT_FAILED;
  const { createMoirai } = await context.server();
  const moirai = await createMoirai({
    ...recording.parts,
    platform,
    settings,
  });
  await moirai.start();
  try {
    const reading = { platform, terminal, moirai, count };
    const { readable } = await readFiles(reading, command.files, command.checkFcs);
    if (readable === 0) {
      say(terminal, "nothing could be read");
      return EXIT_FAILED;
    }
    if (command.outDirectory !== undefined) {
      const written = await writeAnswers(context, moirai, command.outDirectory);
      if (!written) return EXIT_FAILED;
    }
    await printDevices(command, terminal, moirai);
    return EXIT_OK;
  } finally {
    await moirai.stop();
    recording.tell();
  }
}

async function printDevices(
  command: ReadRequest,
  terminal: Terminal,
  moirai: Moirai,
): Promise<void> {
  if (command.format === "json") {
    await printAnswer(terminal, moirai, `${DEVICES}.json`, command.fields);
    await terminal.print("\n");
  } else if (command.format === "ndjson") {
    await printAnswer(terminal, moirai, `${DEVICES}.itjson`, command.fields);
  } else if (command.format === "csv") {
    await printCsv(command, terminal, moirai);
  } else {
    await printTable(command, terminal, moirai);
  }
}

async function printAnswer(
  terminal: Terminal,
  moirai: Moirai,
  path: string,
  fields: readonly string[],
): Promise<void> {
  const body = await askServer(moirai, path, fields);
  // A file or program gets the very bytes that a client would get.
  if (!terminal.printsToTerminal) {
    for await (const chunk of chunksOf(body)) {
      if (!await terminal.print(chunk)) return;
    }
    return;
  }
  for await (const text of textOf(body)) {
    if (!await terminal.print(terminalSafeJson(text))) return;
  }
}

async function printCsv(command: ReadRequest, terminal: Terminal, moirai: Moirai): Promise<void> {
  const paths = command.fields.length > 0
    ? command.fields
    : DEVICE_COLUMNS.map((column) => column.path);
  await terminal.print(formatCsvLine(paths));
  const fields = selectionOf(paths.map((path) => ({ path })));
  const shown = (value: unknown): unknown =>
    terminal.printsToTerminal && typeof value === "string" ? terminalSafe(value) : value;
  for await (const record of readLines(await askServer(moirai, `${DEVICES}.itjson`, fields))) {
    const values = paths.map((path) => shown(record[path]));
    if (!await terminal.print(formatCsvLine(values))) return;
  }
}

async function printTable(command: ReadRequest, terminal: Terminal, moirai: Moirai): Promise<void> {
  const columns = command.fields.length > 0 ? columnsOfPaths(command.fields) : DEVICE_COLUMNS;
  const packets = "kismet.device.base.packets.total";
  const fields = selectionOf([...columns, { path: packets }]);
  const records: Record<string, unknown>[] = [];
  for await (const record of readLines(await askServer(moirai, `${DEVICES}.itjson`, fields))) {
    records.push(record);
  }
  if (records.length === 0) return;
  // Who talks most comes first; equal ones stay in order of appearance.
  records.sort((a, b) => Number(b[packets]) - Number(a[packets]));
  const rows = records.map((record) => rowOf(columns, record));
  for (const line of formatTextTable(columns, rows, terminal.columns())) {
    if (!await terminal.print(`${line}\n`)) return;
  }
}

/** Writes the answers of the endpoints as files; false when that failed, which has been told. */
async function writeAnswers(
  { platform, terminal }: CommandContext,
  moirai: Moirai,
  directory: string,
): Promise<boolean> {
  try {
    await platform.files.makeDirectory(directory, 0o755);
    for (const { file, path } of ANSWER_FILES) {
      const output = await platform.files.create(`${directory}/${file}`);
      try {
        for await (const chunk of chunksOf(await askServer(moirai, path))) {
          await output.write(chunk);
        }
      } finally {
        await output.close();
      }
    }
    return true;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    say(terminal, `could not write to ${directory}: ${reasonOf(error)}`);
    return false;
  }
}
