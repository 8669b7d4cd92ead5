import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DOT11_RULES } from "../../actors/phy/dot11/rules.ts";
import { formatAlertsPage } from "../../cli/alerts-page.ts";

test("docs/alerts.md is what the alert rules make of it", async () => {
  const page = await readFile(new URL("../../docs/alerts.md", import.meta.url), "utf8");
  // When it is not: node cli/write-all.ts
  expect(page).toBe(formatAlertsPage());
});

test("formatAlertsPage() has every rule once", () => {
  const page = formatAlertsPage();
  for (const { header } of DOT11_RULES) {
    expect(page.split(`**${header}**`), header).toHaveLength(2);
  }
});
