// What docs/wifi.md says of settings, addresses and figures is what the program has.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  RELATION_CO_LOCATED,
  RELATION_MLD,
  RELATION_MULTIPLE_BSSID,
  RELATION_OWE,
} from "../../actors/phy/dot11/address-relations.ts";
import { RELATION_MESH_PEER } from "../../actors/phy/dot11/mesh.ts";
import { SETTINGS } from "../../actors/server/settings-table.ts";
import { ENDPOINTS } from "../../adapters/http/endpoints.ts";
import { parseWepKey } from "../../protocols/dot11/wep.ts";
import { DOT11_DEVICE_TABLE } from "../../protocols/records/dot11-table.ts";
import { DOT11_MODERN_TABLES } from "../../protocols/records/dot11-modern-table.ts";
import { type Listener, withListener } from "../actors/phy/listener.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/wifi.md", import.meta.url)), "utf8");
const code = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);

test("settings that docs/wifi.md names exist and act", () => {
  const named = code.map((text) => text.replace(/=.*/, ""))
    .filter((text) => /^(dot11_|tracker_|wepkey)/.test(text));
  expect(named.length).toBeGreaterThan(7);
  for (const key of named) {
    expect([key, SETTINGS.find((setting) => setting.key === key)?.status]).toEqual([
      key,
      "honoured",
    ]);
  }
});

test("addresses that docs/wifi.md names are served", () => {
  const paths = ENDPOINTS.flat().flatMap(({ path, suffixes }) =>
    suffixes.map((suffix) => `${path}.${suffix}`)
  );
  const named = page.match(/\/(phy|system)\/[\w/.-]+/g)!
    .map((path) => path.replace("KEY", "{key}").replace("CLIENT", "{mac}"));
  expect(named.length).toBeGreaterThan(4);
  for (const path of named.filter((one) => one !== "/system/tracked_fields.html")) {
    expect(paths).toContain(path);
  }
});

test("fields, keys and figures that docs/wifi.md names exist", () =>
  withListener({}, async (listener: Listener) => {
    expect(DOT11_DEVICE_TABLE.fields.map(({ name }) => name))
      .toContain("moirai.dot11.device.not_kept");
    for (const [, line] of page.matchAll(/^wepkey=(.*)$/gm)) {
      expect(parseWepKey(line!)).toHaveProperty("key");
    }
    const table = page.slice(page.indexOf("| figure "));
    const figures = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name!)
      .filter((name) => !name.startsWith("dot11_") && !/^(wepkey|tracker_)/.test(name));
    const counters = listener.moirai.stores.phys()[0]!.counters!;
    expect(figures.sort()).toEqual([...counters.keys()].sort());
  }));

test("docs/wifi.md lists every field of newer networks, as the record tables have it", () => {
  const rows = [...page.matchAll(/^\| `(moirai\.dot11\.[\w.]+)` +\| (.*?) *\|$/gm)];
  const fields = DOT11_MODERN_TABLES.flatMap((table) => table.fields);
  expect(fields.length).toBeGreaterThan(80);
  expect(rows.map(([, name, description]) => [name, description]))
    .toEqual(fields.map(({ name, description }) => [name, description]));
});

test("relations that docs/wifi.md names are those that exist", () => {
  const named = [...page.matchAll(/^\| `(moirai_dot11_\w+)`/gm)].map(([, name]) => name!);
  expect(named.sort()).toEqual([
    RELATION_CO_LOCATED,
    RELATION_MESH_PEER,
    RELATION_MLD,
    RELATION_MULTIPLE_BSSID,
    RELATION_OWE,
  ].sort());
});

test("the report that docs/wifi.md shows is accepted", () =>
  withListener({}, async (listener) => {
    const [, report] = /```json\n([^`]+)```/.exec(page)!;
    const answer = await listener.ask("/phy/phy80211/scan/scan_report.cmd", JSON.parse(report!));
    expect(answer).toEqual({ status: "Scan report accepted", success: true });
    expect(listener.record(0x001122334455)!.name).toBe("office");
  }));
