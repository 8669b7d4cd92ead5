import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PHYS } from "../../actors/phy/phys.ts";
import { formatAlertsPage } from "../../cli/alerts-page.ts";

test("docs/alerts.md is what the alert rules make of it", async () => {
  const page = await readFile(new URL("../../docs/alerts.md", import.meta.url), "utf8");
  // When it is not: node cli/write-all.ts
  expect(page).toBe(formatAlertsPage());
});

test("formatAlertsPage() has every alert of every PHY once", () => {
  const page = formatAlertsPage();
  const alerts = PHYS.flatMap((phy) => phy.alerts ?? []);
  expect(alerts.length).toBeGreaterThan(40);
  for (const { header } of alerts) {
    expect(page.split(`**${header}**`), header).toHaveLength(2);
  }
});
