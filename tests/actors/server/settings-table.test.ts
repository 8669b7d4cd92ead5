import { expect, test } from "vitest";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { settingNames, SETTINGS } from "../../../actors/server/settings-table.ts";
import { parseFlag, parseHopRate, parseInteger } from "../../../protocols/config/config-values.ts";

test("the settings table has each key once, in lower case, with a meaning", () => {
  const names = SETTINGS.flatMap((setting) => [setting.key, ...(setting.aliases ?? [])]);
  expect(new Set(names).size).toBe(names.length);
  expect([...settingNames()].length).toBe(names.length);
  for (const setting of SETTINGS) {
    expect(setting.key).toMatch(/^[a-z0-9_]+$/);
    expect(setting.meaning.length, setting.key).toBeGreaterThan(10);
  }
});

test("the defaults of the settings table are of their own type", () => {
  const readable: Record<string, (value: unknown) => boolean> = {
    flag: (value) => parseFlag(String(value)) !== undefined,
    integer: (value) => parseInteger(String(value)) !== undefined,
    rate: (value) => parseHopRate(String(value)) !== undefined,
    text: (value) => typeof value === "string",
    path: (value) => typeof value === "string",
    list: Array.isArray,
    "path-list": Array.isArray,
  };
  const wrong = SETTINGS.filter((setting) => !readable[setting.type]!(setting.default));
  expect(wrong.map((setting) => setting.key)).toEqual([]);
});

test("the shipped limits of all alerts are there", () => {
  const alerts = createSettings().list("alert");
  expect(alerts).toHaveLength(46);
  expect(alerts).toContain("DEAUTHFLOOD,5/min,2/sec");
  expect(alerts).toContain("APSPOOF,10/min,1/sec");
  expect(alerts).toContain("OVERPOWERED,0/min,0/sec");
});

test("createSettings() gives values of plain objects and throws for keys that do not exist", () => {
  const settings = createSettings({ httpd_port: "0", source: ["a", "b"] });
  expect(settings.integer("httpd_port")).toBe(0);
  expect(settings.list("source")).toEqual(["a", "b"]);
  expect(settings.text("source")).toBe("a");
  expect(() => settings.text("no_such_key")).toThrow(RangeError);
  expect(() => createSettings({ no_such_key: "1" })).toThrow(RangeError);
});
