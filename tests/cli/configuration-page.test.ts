import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { formatConfigurationPage } from "../../cli/configuration-page.ts";
import { SETTINGS } from "../../actors/server/settings-table.ts";

test("docs/configuration.md is what the settings table makes of it", async () => {
  const path = new URL("../../docs/configuration.md", import.meta.url);
  const page = await readFile(path, "utf8");
  // When it is not: node cli/write-all.ts
  expect(page).toBe(formatConfigurationPage());
});

test("formatConfigurationPage() has every key once", () => {
  const rows = formatConfigurationPage().split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toHaveLength(SETTINGS.length);
  for (const setting of SETTINGS) {
    expect(rows.filter((row) => row.includes(`\`${setting.key}\``)), setting.key).not.toEqual([]);
  }
});
