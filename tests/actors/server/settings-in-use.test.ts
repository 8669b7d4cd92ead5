// What the settings table says of a key is what the code does with it.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SETTINGS } from "../../../actors/server/settings-table.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const FOLDERS = ["actors", "adapters", "cli"];
const TABLE = "settings-table.ts";

/** Words of other things, and keys that options of the command line set. */
const PASSED_ON = new Set(["log_title", "log_prefix"]);

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (path.endsWith(".ts") && !path.endsWith(TABLE)) yield path;
  }
}

/** Every text in quotes that looks like a key; keys are also asked for through constants. */
const quoted = new Set<string>();
for (
  const path of [
    ...FOLDERS.flatMap((folder) => [...sourceFiles(`${root}${folder}`)]),
    `${root}mod.ts`,
  ]
) {
  for (const [, key] of readFileSync(path, "utf8").matchAll(/"([a-z0-9_]+)"/g)) quoted.add(key!);
}

test("keys that the settings table calls honoured are asked for somewhere", () => {
  const honoured = SETTINGS.filter((setting) => setting.status === "honoured");
  const unused = honoured.filter((setting) => !quoted.has(setting.key));
  expect(unused.map((setting) => setting.key)).toEqual([]);
});

test("keys that are asked for are not called later or not applicable", () => {
  const used = SETTINGS.filter((setting) =>
    setting.status !== "honoured" && quoted.has(setting.key) && !PASSED_ON.has(setting.key)
  );
  expect(used.map((setting) => setting.key)).toEqual([]);
});
