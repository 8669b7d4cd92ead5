// What docs/drones.md says of members, figures, rules and addresses is what the program has.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import {
  UAV_DRONE_ID,
  UAV_DRONE_ID_BROKEN,
  UAV_DRONE_ID_RF,
  UAV_FINGERPRINT,
  UAV_REMOTE_ID,
} from "../../protocols/records/uav.ts";
import { UAV_REMOTE_ID_TABLE, UAV_TABLE } from "../../protocols/records/uav-table.ts";
import { type Members, withListener } from "../actors/phy/listener.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/drones.md", import.meta.url)), "utf8");
const section = (title: string): string => {
  const from = page.indexOf(`\n## ${title}\n`);
  const next = page.indexOf("\n## ", from + 1);
  return page.slice(from, next < 0 ? undefined : next);
};

test("docs/drones.md names the ways in which drones are told, the surest first", () => {
  const named = [...section("How a drone is told").matchAll(/^\| `([^`]+)` +\| [^|]+\|$/gm)];
  expect(named.map(([, name]) => name).filter((name) => name !== "uav.match_type"))
    .toEqual([UAV_REMOTE_ID, UAV_DRONE_ID_RF, UAV_DRONE_ID, UAV_DRONE_ID_BROKEN, UAV_FINGERPRINT]);
});

test("docs/drones.md lists every member of Remote ID, and no member that is none", () => {
  const record = section("The record");
  const rows = [...record.matchAll(/^\| `(moirai\.uav\.\w+)` +\| (.*?) *\|$/gm)]
    .filter(([, name]) => UAV_TABLE.fields.every((field) => field.name !== name));
  expect(rows.map(([, name, meaning]) => [name, meaning]))
    .toEqual(UAV_REMOTE_ID_TABLE.fields.map(({ name, description }) => [name, description]));
  const table = UAV_TABLE.fields.map(({ name }) => name);
  const first = record.slice(0, record.indexOf("A report that repeats"));
  const named = [...first.matchAll(/`((?:uav|moirai\.uav)\.[\w.]+)`/g)].map(([, name]) => name!);
  expect(named.filter((name) => !table.includes(name))).toEqual([]);
  expect(table.filter((name) => !named.includes(name) && !page.includes(`\`${name}\``)))
    .toEqual([]);
});

test("the figures of docs/drones.md are those of the PHY", () =>
  withListener({}, async (listener) => {
    const named = [...section("Figures").matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    const counters = (await listener.phy("UAV"))!["moirai.phy.counters"] as Members;
    expect(Object.keys(counters)).toEqual(named);
  }));

test("the rule that docs/drones.md shows works, and its addresses are served", async () => {
  const [, line] = /^uav_match=(.*)$/m.exec(page)!;
  await withListener({ uav_match: line! }, async (listener) => {
    const network = { ssid: "club-quad-7", bssid: 0x02005e000001, channel: 6 };
    listener.hear(
      encodeBeacon({ ...network, security: "open" }, { timestampUs: 1, sequence: 1 }),
    );
    const url = /http:\/\/127\.0\.0\.1:2501(\/\S+)/.exec(page)![1]!;
    const [drone] = await listener.ask(url) as Members[];
    expect(drone!["uav.device"]).toMatchObject({ "uav.manufacturer": "Selfmade" });
    const rules = await listener.ask(/`(\/phy\/phyuav\/[\w.]+)`/.exec(page)![1]!);
    expect(rules).toHaveLength(1);
  });
});
