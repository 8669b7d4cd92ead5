import { array, assert, property, string, stringMatching, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CONFIG_LINE_CHARACTERS_MAX,
  formatConfigProblem,
  parseConfigLine,
  parseConfigText,
} from "../../../protocols/config/config-file.ts";

const entriesOf = (text: string) =>
  parseConfigText(text, "a.conf").directives.map((directive) =>
    directive.kind === "entry"
      ? `${directive.entry.line} ${directive.entry.key}${directive.entry.append ? "+" : ""}=` +
        directive.entry.value
      : `${directive.line} ${directive.kind} ${directive.path}`
  );

describe("parseConfigText()", () => {
  test("reads values, appends, includes and overrides with their lines", () => {
    const text = [
      "# a comment",
      "",
      "  Server_Name = The roof  ",
      "log_types+=pcapng",
      "log_types += wiglecsv",
      "include=/etc/kismet/a.conf",
      "opt_include=conf.d/*.conf",
      "OPT_OVERRIDE=%E/site.conf",
    ].join("\n");
    expect(entriesOf(text)).toEqual([
      "3 server_name=The roof",
      "4 log_types+=pcapng",
      "5 log_types+=wiglecsv",
      "6 include /etc/kismet/a.conf",
      "7 opt_include conf.d/*.conf",
      "8 opt_override %E/site.conf",
    ]);
  });

  test("keeps what follows the first equals sign, comments have lines of their own", () => {
    expect(entriesOf("source=wlan0:name=roof # not a comment")).toEqual([
      "1 source=wlan0:name=roof # not a comment",
    ]);
  });

  test("keeps the last line without a newline, as the reference does not", () => {
    expect(entriesOf("a=1\nb=2")).toEqual(["1 a=1", "2 b=2"]);
  });

  test("takes every kind of line end and a byte order mark", () => {
    expect(entriesOf("\uFEFFa=1\r\nb=2\rc=3\n")).toEqual(["1 a=1", "2 b=2", "3 c=3"]);
  });

  test("passes over lines without an equals sign or without a key", () => {
    const parsed = parseConfigText("nonsense\n=value\n+=value\n", "a.conf");
    expect(parsed).toEqual({ directives: [], problems: [] });
  });

  test("reports a key without a value by file and line", () => {
    const { directives, problems } = parseConfigText("a=1\nb =  \n", "a.conf");
    expect(directives).toHaveLength(1);
    expect(problems.map(formatConfigProblem)).toEqual([
      'a.conf:2: "b" has no value and is ignored',
    ]);
  });

  test("reports a line that is too long and takes one that just fits", () => {
    const fits = `a=${"x".repeat(CONFIG_LINE_CHARACTERS_MAX - 2)}`;
    const { directives, problems } = parseConfigText(`${fits}\n${fits}x\nb=1`, "a.conf");
    expect(directives).toHaveLength(2);
    expect(problems).toEqual([
      {
        severity: "warning",
        file: "a.conf",
        line: 2,
        message: "the line has 8192 characters, more than 8191, and is ignored",
      },
    ]);
  });

  test("never throws, and gives back every key and value that was written", () => {
    const key = stringMatching(/^[a-z][a-z0-9_]{0,20}$/).filter((text) =>
      !/^(include|opt_include|opt_override)$/.test(text)
    );
    const value = stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    assert(property(array(tuple(key, value)), (pairs) => {
      const text = pairs.map(([name, content]) => `${name}=${content}\n`).join("");
      const found = parseConfigText(text, "f").directives.map((directive) =>
        directive.kind === "entry" ? [directive.entry.key, directive.entry.value] : []
      );
      expect(found).toEqual(pairs);
    }));
    assert(property(string({ unit: "binary", maxLength: 300 }), (text) => {
      parseConfigText(text, "f");
    }));
  });
});

test("parseConfigLine() gives nothing for a comment", () => {
  expect(parseConfigLine("  # source=wlan0", "f", 1)).toBeUndefined();
});
