// `moirai capture`: the capture tool of this program, for our server or another.
import { runCaptureTool } from "../actors/capture/capture-tool.ts";
import { listAll } from "../actors/capture/capture-source.ts";
import { pipeLink } from "../actors/capture/pipe-link.ts";
import { createDemo } from "../actors/datasource/demo.ts";
import { SOURCE_TYPES } from "../actors/datasource/source-types.ts";
import { street } from "../scenarios/street.ts";
import type { SourceContext, SourceType } from "../actors/datasource/source-type.ts";
import { VERSION } from "../actors/server/version.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";
import type { CaptureRequest } from "./commands/capture.ts";
import { runSensorCommand } from "./sensor.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, EXIT_USAGE, reasonOf, say } from "./startup.ts";
import { formatTextTable, type TextColumn } from "./text-table.ts";

/** What the server itself can capture with. */
const TYPES: readonly SourceType[] = [createDemo(street), ...SOURCE_TYPES];

const COLUMNS: readonly TextColumn[] = [
  { title: "Interface", align: "left", least: 8, most: 40, rank: 0 },
  { title: "Type", align: "left", least: 8, most: 20, rank: 1 },
  { title: "Hardware", align: "left", least: 8, most: 60, rank: 2 },
];

/** Runs until the server has gone; the exit status. */
export async function runCapture(
  request: CaptureRequest,
  context: CommandContext,
): Promise<number> {
  const { platform, live, terminal } = context;
  const types = chosenTypes(request.type);
  if (types.length === 0) {
    const names = TYPES.map(({ driver }) => driver.type).join(", ");
    say(terminal, `error: there is no type "${request.type}"; there are ${names}`);
    return EXIT_USAGE;
  }
  const sourceContext: SourceContext = { platform, live, version: VERSION };
  if (request.action === "list") return await list(types, sourceContext, context);
  if (request.action === "connect") {
    return await runSensorCommand(request, types, sourceContext, context);
  }
  try {
    const { problem } = await runCaptureTool({
      link: pipeLink(platform.openDescriptors(request.input, request.output)),
      context: sourceContext,
      types,
      watchesPings: true,
    });
    if (problem === "") return EXIT_OK;
    say(terminal, `error: ${problem}`);
  } catch (error) {
    say(terminal, `error: ${reasonOf(error)}`);
  }
  return EXIT_FAILED;
}

function chosenTypes(name: string | undefined): readonly SourceType[] {
  return name === undefined ? TYPES : TYPES.filter(({ driver }) => driver.type === name);
}

async function list(
  types: readonly SourceType[],
  sourceContext: SourceContext,
  { terminal }: CommandContext,
): Promise<number> {
  let failures = 0;
  const found = await listAll(types, sourceContext, (type, error) => {
    failures += 1;
    say(terminal, `error: listing ${type} failed: ${reasonOf(error)}`);
  });
  if (found.length === 0) say(terminal, "there is nothing to capture here");
  else {
    const rows = found.map((one) => [one.interface, one.type, one.hardware]);
    const lines = formatTextTable(COLUMNS, rows, terminal.columns());
    await terminal.print(`${lines.map(terminalSafe).join("\n")}\n`);
  }
  return failures === 0 ? EXIT_OK : EXIT_FAILED;
}
