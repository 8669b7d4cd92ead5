// The page on logs: its commands run, its figures are those of the code.
import { readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { LOG_FORMATS } from "../../adapters/log/log-formats.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { DEVICE_TAGS_MAX } from "../../actors/device/store.ts";
import { NOTED_DEVICES_MAX } from "../../actors/notes/device-notes.ts";
import { NOTE_CHARACTERS_MAX, NOTES_FILE } from "../../actors/notes/notes-file.ts";
import { findSetting } from "../../actors/server/settings-table.ts";
import { runCommandLine } from "../../cli/run.ts";
import { fakeTerminal } from "../cli/fixtures.ts";
import { beacon, heard } from "../suites/heard-frames.ts";
import { logWorld, newDirectory, rowsOf } from "../suites/log-world.ts";

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

  test("shows how to name a device, in the file and within the limits that it names", async () => {
    const one = await logWorld({}, { deviceNotes: true });
    onTestFinished(() => one.dispose());
    one.moirai.push(heard([beacon(1)]));
    const orders = [...page.matchAll(/^curl -u "\$LOGIN" -d '(.*)' (http\S+by-key\S+)$/gm)];
    expect(orders).toHaveLength(2);
    for (const [, form, address] of orders) {
      const answer = await one.moirai.fetch(
        new Request(address!.replace("KEY", "4202770D00000000_10000111B00"), {
          method: "POST",
          body: form!.replace(/^json=/, ""),
          headers: { "content-type": "application/json" },
        }),
      );
      expect(answer.status).toBe(200);
    }
    await one.moirai.stop();
    const path = join(one.directory, NOTES_FILE);
    expect(await rowsOf(path, "SELECT name FROM device_names")).toEqual([["the printer"]]);
    expect(await rowsOf(path, "SELECT tag, content FROM device_tags"))
      .toEqual([["notes", "second floor"]]);
    const plain = page.replaceAll(/\s+/g, " ");
    expect(plain).toContain(`keep names and tags in \`${NOTES_FILE}\``);
    const figures = [NOTED_DEVICES_MAX, NOTE_CHARACTERS_MAX].map((limit) =>
      limit.toLocaleString("en")
    );
    expect(plain).toContain(
      `${figures[0]} devices have room, ${figures[1]} characters a name or tag, ` +
        `${DEVICE_TAGS_MAX} tags a device`,
    );
    expect(findSetting("keep_device_notes")).toBeDefined();
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
