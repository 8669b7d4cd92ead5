// The page on logs: its commands run, its figures are those of the code.
import { readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOG_FORMATS } from "../../adapters/log/log-formats.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { findSetting } from "../../actors/server/settings-table.ts";
import { runCommandLine } from "../../cli/run.ts";
import { fakeTerminal } from "../cli/fixtures.ts";
import { beacon, heard } from "../suites/heard-frames.ts";
import { logWorld, newDirectory } from "../suites/log-world.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs/logs.md"), "utf8");
const directory = newDirectory();
const platform = await detectPlatform();

beforeAll(async () => {
  const one = await logWorld({}, {}, directory);
  const location = {
    latitude: 51.4779,
    longitude: -0.0015,
    altitudeM: 45,
    speedKmh: 0,
    headingDegrees: 0,
    fix: 3,
  };
  one.moirai.push(heard([beacon(1)], { location }));
  await one.moirai.stop();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const commands = [...page.matchAll(/^moirai ((?:log|read) .+)$/gm)].map((match) => match[1]!);

describe("docs/logs.md", () => {
  test("names every log format, and only keys that there are", () => {
    for (const { driver } of LOG_FORMATS) expect(page).toContain(`| \`${driver.class}\``);
    const keys = [...page.matchAll(/\b(?:kis_log|log|pcapng_log)_[a-z_]*[a-z](?==|`)/g)]
      .map(([key]) => key);
    expect(keys.length).toBeGreaterThan(10);
    for (const key of keys) expect([key, findSetting(key)?.status]).toEqual([key, "honoured"]);
  });

  test("shows commands that work, in their order", async () => {
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) {
      const terminal = fakeTerminal();
      const args = command.split(" ").map((word) =>
        /\.\w+$/.test(word) ? join(directory, word) : word
      );
      const status = await runCommandLine(args, {
        platform,
        terminal,
        server: () => import("../../mod.ts"),
        pages: undefined,
        exit: () => {},
      });
      expect([command, status, terminal.noted.includes("error")]).toEqual([command, 0, false]);
    }
  });

  test.skipIf(spawnSync("sqlite3", ["--version"]).status !== 0)(
    "shows SQL that works (skipped without sqlite3)",
    () => {
      const [, sql] = /^sqlite3 \S+ "(.+)"$/m.exec(page)!;
      const { stdout, status } = spawnSync("sqlite3", [join(directory, "Kismet-1.kismet"), sql!], {
        encoding: "utf8",
      });
      expect([status, stdout]).toEqual([0, "00:1B:11:00:00:01|Wi-Fi AP|-50\n"]);
    },
  );
});
