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
  const line = parseCommandLine(args);
  switch (line.kind) {
    case "run":
      return await line.command.run(line.request as never, context);
    case "help":
      await terminal.print(formatHelp(line.about, terminal.columns()));
      return EXIT_OK;
    case "version": {
      const { VERSION } = await context.server();
      const engine = `${platform.engine} ${platform.engineVersion}`;
      await terminal.print(`moirai ${VERSION} (${engine})\n`);
      return EXIT_OK;
    }
    case "wrong":
      say(terminal, `error: ${line.message}`);
      say(terminal, `\`moirai ${line.about.name} --help\` lists what there is.`);
      return EXIT_USAGE;
  }
}
