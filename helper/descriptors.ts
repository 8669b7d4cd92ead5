// The two pipes that the server names on the command line of what it starts.
import process from "node:process";

/** Numbers of what to read and what to write; throws when somebody started the program by hand. */
export function descriptorsOf(
  commandLine: readonly string[] = process.argv.slice(2),
): [input: number, output: number] {
  const input = descriptorOf(commandLine, "in-fd");
  const output = descriptorOf(commandLine, "out-fd");
  if (input === undefined || output === undefined) {
    throw new Error(
      "this is a helper: the server starts it, with --in-fd=N and --out-fd=N for its pipes",
    );
  }
  return [input, output];
}

/** `--in-fd=3` or `--in-fd 3`. */
function descriptorOf(commandLine: readonly string[], name: string): number | undefined {
  for (const [index, word] of commandLine.entries()) {
    const value = word === `--${name}`
      ? commandLine[index + 1]
      : word.startsWith(`--${name}=`)
      ? word.slice(name.length + 3)
      : undefined;
    if (value !== undefined && /^\d{1,9}$/.test(value)) return Number(value);
  }
  return undefined;
}
