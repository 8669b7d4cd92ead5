// The command line as the main work of a process, which ends with it.
import process from "node:process";
import { runCommandLine } from "./run.ts";
import type { CommandContext } from "./startup.ts";
import { createProcessTerminal } from "./terminal.ts";

/** Runs the command of this process and ends it with the command's status. */
export async function runProcess(
  parts: Pick<CommandContext, "platform" | "live" | "pages">,
): Promise<never> {
  const status = await runCommandLine(process.argv.slice(2), {
    ...parts,
    terminal: createProcessTerminal(),
    // Help and mistakes are told without loading a whole server.
    server: () => import("../mod.ts"),
    exit: (code) => process.exit(code),
  });
  process.exit(status);
}
