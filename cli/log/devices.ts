// `moirai log devices`: one JSON object for each row, as the server stored it.
import type { KismetdbFile } from "../../actors/log/kismetdb-file.ts";
import { allRows } from "../../runtime/database.ts";
import type { LogDevicesRequest } from "../commands/log-devices.ts";
import { formatNumberOf } from "../progress.ts";
import { type CommandContext, say } from "../startup.ts";
import { runLogCommand, withLog, withOutput, WorkProgress } from "./log-files.ts";
import { jsonOf, textOf } from "./logged-devices.ts";

export async function runLogDevices(
  request: LogDevicesRequest,
  context: CommandContext,
): Promise<number> {
  return await runLogCommand(
    context,
    () => withLog(context, request.file, (file) => writeDevices(request, file, context)),
  );
}

async function writeDevices(
  request: LogDevicesRequest,
  { database }: KismetdbFile,
  context: CommandContext,
): Promise<void> {
  const [[total]] = await allRows(database, "SELECT count(*) FROM devices") as [[number]];
  const progress = new WorkProgress(context, total, "devices");
  let done = 0;
  let damaged = 0;
  await withOutput(context, request, async (output) => {
    if (!request.lines) await output.write("[");
    let isFirst = true;
    for await (const page of database.query("SELECT device FROM devices ORDER BY rowid")) {
      for (const [device] of page) {
        done += 1;
        const json = jsonOf(device);
        if (json === undefined) {
          damaged += 1;
          continue;
        }
        // Numbers beyond the precision of a double stay as they are.
        const text = request.underscores ? withUnderscores(textOf(device)) : textOf(device);
        await output.write(request.lines ? `${text}\n` : `${isFirst ? "" : ","}\n${text}`);
        isFirst = false;
      }
      progress.show(done);
    }
    if (!request.lines) await output.write("\n]\n");
  });
  progress.end();
  if (damaged > 0) {
    const what = formatNumberOf(damaged, "device");
    say(context.terminal, `warning: ${what} left out, whose records are no JSON`);
  }
}

/** Dots in the names of members become underscores; texts with a colon behind them are names. */
function withUnderscores(json: string): string {
  return json.replace(
    /"((?:[^"\\]|\\.)*)"(\s*:)?/g,
    (whole, name: string, colon: string | undefined) =>
      colon === undefined ? whole : `"${name.replaceAll(".", "_")}"${colon}`,
  );
}
