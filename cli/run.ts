// One run of the command line: arguments in, exit status out.
import { parseCommandLine } from "./arguments.ts";
import { formatHelp } from "./help.ts";
import { type CommandContext, EXIT_OK, EXIT_USAGE, say } from "./startup.ts";

/** Runs the command of `args`. */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { platform, terminal } = context;
  const command = parseCommandLine(args);
  switch (command.command) {
    case "serve":
      return await (await import("./serve.ts")).runServe(command, context);
    case "read":
      return await (await import("./read.ts")).runRead(command, context);
    case "help":
      await terminal.print(formatHelp(command.about, terminal.columns()));
      return EXIT_OK;
    case "version": {
      const { VERSION } = await context.server();
      const engine = `${platform.engine} ${platform.engineVersion}`;
      await terminal.print(`moirai ${VERSION} (${engine})\n`);
      return EXIT_OK;
    }
    case "wrong": {
      say(terminal, `error: ${command.message}`);
      const about = command.about === undefined ? "" : ` ${command.about}`;
      say(terminal, `\`moirai${about} --help\` lists what there is.`);
      return EXIT_USAGE;
    }
  }
}
