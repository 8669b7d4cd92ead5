// What docs/bluetooth.md says of members, formats, figures and addresses is what the program has.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PHYS } from "../../actors/phy/phys.ts";
import { TRACKERS } from "../../protocols/btle/beacon-formats.ts";
import { encodeName } from "../../protocols/btle/encode-data.ts";
import { encodeBtleFrame, encodePdu } from "../../protocols/btle/encode-frame.ts";
import { BTLE_DEVICE_TABLE } from "../../protocols/records/btle-table.ts";
import { SCENARIOS } from "../../scenarios/scenarios.ts";
import { type Members, withListener } from "../actors/phy/listener.ts";

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8");
const page = read("docs/bluetooth.md");
const rows = (
  pattern: string,
) => [...page.matchAll(new RegExp(`^\\| \`(${pattern})\` +\\| (.*?) *\\|`, "gm"))];

test("docs/bluetooth.md lists every member of the record, and no other", () => {
  expect(rows("btle\\.device\\.\\w+").map(([, name, meaning]) => [name, meaning]))
    .toEqual(BTLE_DEVICE_TABLE.fields.map(({ name, description }) => [name, description]));
});

test("docs/bluetooth.md has the trackers last among the formats", () => {
  const formats = rows("[a-z]+(?:-[a-z]+)*").map(([, name]) => name);
  expect(formats).toHaveLength(13);
  expect(formats.slice(-TRACKERS.size).sort()).toEqual([...TRACKERS.keys()].sort());
});

test("the figures, alerts, scenarios and addresses of docs/bluetooth.md exist", () =>
  withListener({}, async (listener) => {
    const pdu = encodePdu({ type: 0, sender: 1, data: encodeName("one") });
    listener.hearPackets([encodeBtleFrame(pdu)], 251);
    const figures = (await listener.phy("BTLE"))!["moirai.phy.counters"] as Members;
    for (const name of Object.keys(figures)) expect(page).toContain(`\`${name}\``);
    const alerts = PHYS.find(({ name }) => name === "BTLE")!.alerts!.map(({ header }) => header);
    for (const header of alerts) expect(page).toContain(`\`${header}\``);
    for (const [, path] of page.matchAll(/localhost:2501(\S+)/g)) {
      expect((await listener.fetch(path!)).status, path).toBe(200);
    }
    const played = [...page.matchAll(/simulate ([a-z-]+)/g)].map(([, name]) => name);
    expect(played.length).toBeGreaterThan(1);
    const names = SCENARIOS.map(({ name }) => name);
    expect(played.filter((name) => !names.includes(name!))).toEqual([]);
  }));

test("README.md names every PHY", () => {
  const readme = read("README.md");
  for (const { name } of PHYS) expect(readme).toContain(`\`${name}\``);
});
