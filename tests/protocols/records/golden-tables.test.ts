// Every member that the reference answered for real captures is one of our tables', of a matching
// type; and its events have the members of our topics.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DATASOURCE_TABLE } from "../../../protocols/records/datasource-table.ts";
import { SSID_GROUP_TABLE } from "../../../protocols/records/dot11-table.ts";
import { type RecordTable, type ValueType, vector } from "../../../protocols/records/field.ts";
import { record } from "../../../protocols/records/field.ts";
import {
  ALERT_TABLE,
  CHANNELS_TABLE,
  PHY_TABLE,
} from "../../../protocols/records/server-tables.ts";
import { topicContents } from "../../../protocols/records/topic-contents.ts";
import { SAMPLE_DEVICE_TABLE } from "../../suites/record-samples.ts";

const golden = fileURLToPath(new URL("../../../../shared/golden/", import.meta.url));
const present = existsSync(golden);

/** Members of PHYs that are not served yet. */
const OTHER_PHYS = new Set(["802154.device"]);

const ANSWERS: Readonly<Record<string, ValueType<unknown>>> = {
  devices: listOf(SAMPLE_DEVICE_TABLE),
  ssids: listOf(SSID_GROUP_TABLE),
  phys: listOf(PHY_TABLE),
  sources: listOf(DATASOURCE_TABLE),
  alerts: listOf(ALERT_TABLE),
  channels: record(() => CHANNELS_TABLE) as ValueType<unknown>,
};

function listOf<R>(table: RecordTable<R>): ValueType<unknown> {
  return vector(record(() => table)) as ValueType<unknown>;
}

/** Adds the path of each member that the type does not produce. */
function compare(type: ValueType<unknown>, value: unknown, path: string, wrong: Set<string>): void {
  const kind = Array.isArray(value) ? "array" : typeof value;
  if (kind !== kindOf(type)) {
    wrong.add(`${path} is ${kind}, not ${kindOf(type)}`);
    return;
  }
  if (type.table !== undefined) {
    const fields = new Map(type.table().fields.map((field) => [field.name, field]));
    for (const [name, member] of Object.entries(value as object)) {
      const field = fields.get(name);
      if (field !== undefined) compare(field.type, member, `${path}/${name}`, wrong);
      else if (!OTHER_PHYS.has(name)) wrong.add(`${path}/${name}`);
    }
    return;
  }
  if (type.of === undefined || type.as === "keys") return;
  for (const member of Object.values(value as object)) {
    compare(type.of, member, `${path}/*`, wrong);
  }
}

function kindOf(type: ValueType<unknown>): string {
  if (type.code === 14 || type.code === 23) return "object";
  if (type.of !== undefined) {
    return type.code === 13 || (type.as !== "object") ? "array" : "object";
  }
  if ([22, 24, 28].includes(type.code)) return "array";
  return [0, 11, 12, 19, 20].includes(type.code) ? "string" : "number";
}

function readAnswer(path: string): unknown {
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(bytes.toString("utf8"));
}

describe.skipIf(!present)("field tables and recorded answers (need ../shared/golden)", () => {
  test.each(["dot11", "btle", "ieee802154"])("%s", (group) => {
    const wrong = new Set<string>();
    let answers = 0;
    for (const capture of readdirSync(`${golden}${group}`)) {
      for (const [part, type] of Object.entries(ANSWERS)) {
        const answer = readAnswer(`${golden}${group}/${capture}/${part}.json`);
        compare(type, answer, part, wrong);
        answers += 1;
      }
    }
    expect([...wrong]).toEqual([]);
    expect(answers).toBeGreaterThan(50);
  });

  test.each(["example-ft", "wpa-Induction"])("events of %s", (name) => {
    const contents = topicContents(SAMPLE_DEVICE_TABLE);
    const wrong = new Set<string>();
    const topics = new Set<string>();
    for (const line of readFileSync(`${golden}events/${name}.ndjson`, "utf8").trim().split("\n")) {
      const event = JSON.parse(line) as Record<string, unknown>;
      const keys = Object.keys(event).sort();
      const found = [...contents].find(([, members]) =>
        JSON.stringify(members.map(({ key }) => key).sort()) === JSON.stringify(keys)
      );
      if (found === undefined) {
        wrong.add(keys.join(" "));
        continue;
      }
      topics.add(found[0]);
      for (const { key, type } of found[1]) compare(type, event[key], key, wrong);
    }
    expect([...wrong]).toEqual([]);
    expect(topics.size).toBeGreaterThan(12);
  });
});
