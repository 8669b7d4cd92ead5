// One run of the command line: arguments in, exit status out.
import { parseCommandLine } from "./arguments.ts";
import { formatHelp } from "./help.ts";
import { runRead } from "./read.ts";
import { runServe, type ServeOptions } from "./serve.ts";
import { type CommandContext, EXIT_OK, EXIT_USAGE, say } from "./startup.ts";

export interface RunOptions extends ServeOptions {
  readonly version: string;
}

/** Runs the command of `args`. */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
  options: RunOptions,
): Promise<number> {
  const { platform, terminal } = context;
  const command = parseCommandLine(args);
  switch (command.command) {
    case "serve":
      return await runServe(command, context, options);
    case "read":
      return await runRead(command, context);
    case "help":
      await terminal.print(formatHelp(command.about, terminal.columns()));
      return EXIT_OK;
    case "version":
      await terminal.print(
        `moirai ${options.version} (${platform.engine} ${platform.engineVersion})\n`,
      );
      return EXIT_OK;
    case "wrong": {
      say(terminal, `error: ${command.message}`);
      const about = command.about === undefined ? "" : ` ${command.about}`;
      say(terminal, `\`moirai${about} --help\` lists what there is.`);
      return EXIT_USAGE;
    }
  }
}
