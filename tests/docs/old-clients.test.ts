// What docs/old-clients.md shows works, over a real TCP connection of this engine.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LINE_BYTES_MAX, STRANGE_LINES_MAX } from "../../actors/legacy/converse.ts";
import { createSettings } from "../../actors/server/configured-settings.ts";
import { SETTINGS } from "../../actors/server/settings-table.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { parseCommandLine } from "../../cli/arguments.ts";
import { createMoirai } from "../../mod.ts";
import { parseConfigLine } from "../../protocols/config/config-file.ts";
import { KismetClient } from "../clients/kismetclient.ts";

const page = readFileSync(
  fileURLToPath(new URL("../../docs/old-clients.md", import.meta.url)),
  "utf8",
);

test("the command line of docs/old-clients.md is one, and sets a key that acts", () => {
  const [, words] = /^npm start -- (.*)$/m.exec(page)!;
  expect(parseCommandLine(words!.split(" "))).toMatchObject({ kind: "run" });
  const listen = SETTINGS.find((setting) => setting.key === "listen")!;
  expect(listen.check!(words!.split("listen=")[1]!)).toBeUndefined();
});

test("limits that docs/old-clients.md names are those of the program", () => {
  for (const [, key, value] of page.matchAll(/^\| `(\w+)` +\| (\d+)/gm)) {
    expect(SETTINGS.find((setting) => setting.key === key)?.default).toBe(value);
  }
  expect(page).toContain(`more than ${LINE_BYTES_MAX.toLocaleString("en")}\nbytes`);
  expect(STRANGE_LINES_MAX).toBe(100);
});

test("the configuration and the commands of docs/old-clients.md do what it says", async () => {
  const [, block] = /```ini\n([^`]+)```/.exec(page)!;
  const values: Record<string, string> = {};
  for (const line of block!.trim().split("\n")) {
    const parsed = parseConfigLine(line, "page", 1);
    if (parsed === undefined || !("kind" in parsed) || parsed.kind !== "entry") {
      throw new Error(line);
    }
    values[parsed.entry.key] = parsed.entry.value;
  }
  values["listen"] = values["listen"]!.replace(/\d+$/, "0");
  const platform = await detectPlatform();
  await using moirai = await createMoirai({ platform, settings: createSettings(values) });
  const listening = new Promise<void>((resolve) => {
    moirai.bus.subscribe("MESSAGE", ({ payload }) => {
      if (payload.text.includes("old clients are served")) resolve();
    });
  });
  await moirai.start();
  await listening;
  const connection = await platform.connectTcp(moirai.legacyAddress!);
  const kismet = new KismetClient(connection);
  await kismet.bootstrap();
  expect(Object.keys(kismet.protocols)).toHaveLength(31);
  const commands = [...page.matchAll(/`?!1 ([A-Z]+) ([^`\n]+)`?/g)];
  expect(commands.map(([, name]) => name)).toEqual(["CAPABILITY", "PASSWORD"]);
  await expect(kismet.ask("SHUTDOWN")).rejects.toThrow("Not permitted");
  for (const [, name, words] of commands) await kismet.ask(name!, ...words!.split(" "));
  await kismet.ask("ENABLE", "SSID", "mac,ssid");
  await kismet.ask("ADDNETTAG", "00:00:00:00:00:01", "0", "a", "b");
  connection.destroy();
});
