// Events as messages: the members of each topic, in every format.
import { decode } from "@msgpack/msgpack";
import { describe, expect, test } from "vitest";
import { AdvertisedSsid, Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { LocationPoint } from "../../../protocols/records/location.ts";
import { createRrd } from "../../../protocols/records/rrd.ts";
import type { SystemRecord } from "../../../protocols/records/system.ts";
import { topicContents } from "../../../protocols/records/topic-contents.ts";
import { encodeEvent } from "../../../protocols/serialize/encode-event.ts";
import type { Format } from "../../../protocols/serialize/encode.ts";
import { parseSelection } from "../../../protocols/serialize/selection.ts";
import {
  NOW_SEC,
  SAMPLE_DEVICE_TABLE,
  sampleDatasource,
  sampleDevice,
} from "../../suites/record-samples.ts";

const contents = topicContents(SAMPLE_DEVICE_TABLE);

function packed(topic: string, payload: unknown, format: Format, fields?: unknown): Uint8Array {
  const selection = parseSelection(fields);
  return encodeEvent(contents.get(topic)!, payload, { format, selection, nowSec: NOW_SEC });
}
const text = (topic: string, payload: unknown, format: Format = "json", fields?: unknown) =>
  new TextDecoder().decode(packed(topic, payload, format, fields));

const system: SystemRecord = {
  batteryPercent: 40,
  batteryCharging: "discharging",
  batteryAc: false,
  batteryRemainingSec: 600,
  timestampSec: 1603120458,
  timestampUsec: 12,
  startSec: 1,
  memoryKb: 1000,
  memoryRrd: createRrd("extreme"),
  devices: 3,
  devicesRrd: createRrd("extreme"),
  user: "root",
  version: "1",
  git: "",
  buildTime: "",
  serverName: "",
  serverDescription: "",
  serverLocation: "",
  serverUuid: "",
  fans: new Map(),
  temperatures: new Map(),
  fields: 5,
  components: 2,
  httpConnections: 1,
  cpuProcess: 0,
  cpuMachine: 0,
  machineMemoryKb: 0,
  machineAvailableKb: 0,
  stringCacheSize: 0,
};

describe("encodeEvent()", () => {
  test.each<[string, unknown, string]>([
    [
      "TIMESTAMP",
      system,
      '{"TIMESTAMP": {"kismet.system.timestamp.sec": 1603120458,' +
      '"kismet.system.timestamp.usec": 12}}',
    ],
    [
      "BATTERY",
      system,
      '{"BATTERY": {"kismet.system.battery.percentage": 40,' +
      '"kismet.system.battery.charging": "discharging","kismet.system.battery.ac": 0,' +
      '"kismet.system.battery.remaining": 600}}',
    ],
    [
      "STATISTICS",
      system,
      '{"STATISTICS": {"kismet.system.num_fields": 5,"kismet.system.num_components": 2,' +
      '"kismet.system.num_http_connections": 1,"kismet.system.memory.rss": 1000,' +
      '"kismet.system.devices.count": 3}}',
    ],
    [
      "GPS_LOCATION",
      new LocationPoint(),
      '{"GPS_LOCATION": {"kismet.common.location.geopoint": [0, 0]}}',
    ],
    ["NEW_PHY", "IEEE802.11", '{"NEW_PHY": "IEEE802.11"}'],
    ["DATASOURCE_OPENED", "5FE308BD", '{"DATASOURCE_OPENED": "5FE308BD"}'],
    [
      "MESSAGE",
      { text: 'a "b"', flags: 2, timeSec: 7 },
      '{"MESSAGE": {"kismet.messagebus.message_string": "a \\"b\\"",' +
      '"kismet.messagebus.message_flags": 2,"kismet.messagebus.message_time": 7}}',
    ],
  ])("%s", (topic, payload, expected) => {
    expect(text(topic, payload)).toBe(expected);
  });

  test("a selection applies to each value, and what one of them lacks is 0", () => {
    const ssid = new AdvertisedSsid("Net", 3, 1, false, 0);
    const payload = { device: sampleDevice(), ssid };
    const fields = ["kismet.device.base.macaddr", "dot11.advertisedssid.ssid"];
    expect(text("DOT11_ADVERTISED_SSID", payload, "json", fields)).toBe(
      '{"DOT11_NEW_SSID_BASEDEV": {"kismet.device.base.macaddr": "AA:BB:CC:DD:EE:FF",' +
        '"dot11.advertisedssid.ssid": 0},' +
        '"DOT11_ADVERTISED_SSID": {"kismet.device.base.macaddr": 0,' +
        '"dot11.advertisedssid.ssid": "Net"}}',
    );
  });

  test("a handshake has the device and its 802.11 record", () => {
    const event = JSON.parse(
      text("DOT11_WPA_HANDSHAKE", { device: sampleDevice(), dot11: new Dot11Device() }),
    ) as Record<string, Record<string, unknown>>;
    expect(Object.keys(event)).toEqual([
      "DOT11_WPA_HANDSHAKE_BASEDEV",
      "DOT11_WPA_HANDSHAKE_DOT11",
    ]);
    expect(event.DOT11_WPA_HANDSHAKE_DOT11!["dot11.device.typeset"]).toBe(0);
  });

  test("line formats end in a newline, and spell names as they do", () => {
    expect(text("TIMESTAMP", system, "ekjson")).toBe(
      '{"TIMESTAMP": {"kismet_system_timestamp_sec": 1603120458,' +
        '"kismet_system_timestamp_usec": 12}}\n',
    );
    expect(text("TIMESTAMP", system, "itjson")).toBe(`${text("TIMESTAMP", system)}\n`);
    expect(text("TIMESTAMP", system, "tjson")).toBe(
      text("TIMESTAMP", system, "ekjson").trimEnd(),
    );
    expect(JSON.parse(text("NEW_DATASOURCE", sampleDatasource(), "prettyjson")))
      .toHaveProperty("NEW_DATASOURCE");
  });

  test("msgpack is a string map of typed values", () => {
    expect(decode(packed("TIMESTAMP", system, "msgpack"))).toEqual([17, {
      TIMESTAMP: [14, {
        "kismet.system.timestamp.sec": [8, 1603120458],
        "kismet.system.timestamp.usec": [8, 12],
      }],
    }]);
  });

  test("an event without members is an empty object", () => {
    const options = { nowSec: 0 };
    const decoder = new TextDecoder();
    expect(decoder.decode(encodeEvent([], {}, { ...options, format: "json" }))).toBe("{}");
    expect(decoder.decode(encodeEvent([], {}, { ...options, format: "ekjson" }))).toBe("{}\n");
  });
});
