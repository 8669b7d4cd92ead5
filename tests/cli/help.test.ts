import { expect, test } from "vitest";
import { COMMON_OPTIONS } from "../../cli/arguments.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { formatHelp } from "../../cli/help.ts";

test.each(COMMANDS)("formatHelp() of $name names each of its options and no other", (command) => {
  const help = formatHelp(command, 80);
  for (const option of COMMANDS.flatMap((one) => one.options)) {
    const own = [...command.options, ...COMMON_OPTIONS].find((one) => one.name === option.name);
    // Other options may be named in the text of this command's, but have no line of their own.
    const shown = new RegExp(`^  (-., |    )--${option.name}( |$)`, "m").test(help);
    expect(shown, option.name).toBe(own?.help !== undefined);
  }
});

test("formatHelp() keeps to the width of the terminal", () => {
  for (const columns of [60, 80, 100, 400]) {
    for (const about of [undefined, ...COMMANDS]) {
      const longest = Math.max(
        ...formatHelp(about, columns).split("\n").map((line) => line.length),
      );
      // The longest field path is one word, which cannot be broken.
      expect(longest).toBeLessThanOrEqual(Math.max(columns, 92));
    }
  }
});

test("formatHelp() of the program shows every command and how it is called", () => {
  const help = formatHelp(undefined, 80);
  for (const { usage, help: about, name } of COMMANDS) {
    expect(help).toContain(usage[0]);
    expect(help.replace(/\s+/g, " ")).toContain(`${name} ${about}`);
  }
});
