import { expect, test } from "vitest";
import { formatHelp } from "../../cli/help.ts";
import { OPTIONS } from "../../cli/options.ts";

test.each(["serve", "read"] as const)("formatHelp() of %s names each of its options", (name) => {
  const help = formatHelp(name, 80);
  for (const option of OPTIONS) {
    const shown = option.help !== undefined && option.commands.includes(name);
    expect(help.includes(`--${option.name}`), option.name).toBe(shown);
  }
});

test("formatHelp() keeps to the width of the terminal", () => {
  for (const columns of [60, 80, 100, 400]) {
    for (const about of [undefined, "serve", "read"] as const) {
      const longest = Math.max(
        ...formatHelp(about, columns).split("\n").map((line) => line.length),
      );
      // The longest field path is one word, which cannot be broken.
      expect(longest).toBeLessThanOrEqual(Math.max(columns, 92));
    }
  }
});

test("formatHelp() of the program shows both commands", () => {
  const help = formatHelp(undefined, 80);
  expect(help).toContain("moirai [serve] [OPTIONS]");
  expect(help).toContain("moirai read FILE... [OPTIONS]");
});
