// What the field tables say of records: static members, dynamic ones, exact values.
import { describe, expect, test } from "vitest";
import { AlertDefinition } from "../../../protocols/records/alert.ts";
import { ChannelRecord } from "../../../protocols/records/channel.ts";
import { POINT_TABLE, SIGNAL_TABLE } from "../../../protocols/records/common-tables.ts";
import { DATASOURCE_TABLE } from "../../../protocols/records/datasource-table.ts";
import { SeenBy } from "../../../protocols/records/device.ts";
import { DEVICE_SUMMARY_TABLE } from "../../../protocols/records/device-table.ts";
import {
  AdvertisedSsid,
  Dot11Client,
  Dot11Device,
  type EapolKey,
  IpData,
  ProbedSsid,
  WpsInfo,
} from "../../../protocols/records/dot11-device.ts";
import { ADVERTISED_SSID_TABLE } from "../../../protocols/records/dot11-table.ts";
import { record, type RecordTable, vector } from "../../../protocols/records/field.ts";
import { LocationPoint } from "../../../protocols/records/location.ts";
import { createRrd } from "../../../protocols/records/rrd.ts";
import {
  ALERT_DEFINITION_TABLE,
  ALERT_TABLE,
  CHANNELS_TABLE,
} from "../../../protocols/records/server-tables.ts";
import { SignalRecord } from "../../../protocols/records/signal.ts";
import { encodeValue } from "../../../protocols/serialize/encode.ts";
import { parseSelection } from "../../../protocols/serialize/selection.ts";
import {
  NOW_SEC,
  SAMPLE_DEVICE_TABLE,
  sampleDatasource,
  sampleDevice,
  SERVER_UUID,
  SOURCE_UUID,
} from "../../suites/record-samples.ts";

type Members = Record<string, unknown>;

function textOf<R>(table: RecordTable<R>, value: R, fields?: unknown): string {
  const bytes = encodeValue(record(() => table), value, {
    format: "json",
    nowSec: NOW_SEC,
    selection: parseSelection(fields),
  });
  return new TextDecoder().decode(bytes);
}

function membersOf<R>(table: RecordTable<R>, value: R): Members {
  return JSON.parse(textOf(table, value)) as Members;
}

/** Members of one name space, without it. */
function within(members: Members, prefix: string): Members {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

const BASE = "kismet.device.base.";

describe("the device table", () => {
  test("a new device has its static members and no others", () => {
    const members = membersOf(SAMPLE_DEVICE_TABLE, sampleDevice());
    expect(members["kismet.server.uuid"]).toBe(SERVER_UUID);
    expect(within(members, BASE)).toEqual({
      key: "4202770D00000000_FFEEDDCCBBAA",
      macaddr: "AA:BB:CC:DD:EE:FF",
      phyname: "IEEE802.11",
      name: "",
      commonname: "AA:BB:CC:DD:EE:FF",
      type: "Wi-Fi Device",
      basic_type_set: 0,
      crypt: "",
      basic_crypt_set: 0,
      first_time: NOW_SEC,
      last_time: NOW_SEC,
      mod_time: 0,
      "packets.total": 0,
      "packets.rx_total": 0,
      "packets.tx_total": 0,
      "packets.llc": 0,
      "packets.error": 0,
      "packets.data": 0,
      "packets.crypt": 0,
      "packets.filtered": 0,
      datasize: 0,
      freq_khz_map: {},
      channel: "",
      frequency: 0,
      manuf: "Unknown",
      num_alerts: 0,
      seenby: [],
      related_devices: {},
    });
    expect(Object.keys(members)).toHaveLength(29);
  });

  test("dynamic members appear when there is something in them", () => {
    const device = sampleDevice();
    device.history().packets = createRrd("default");
    device.history().tx = createRrd("default");
    device.history().rx = createRrd("default");
    device.history().data = createRrd("default");
    device.signal = new SignalRecord();
    device.tags = new Map([["notes", "front window"]]);
    device.related = new Map([["dot11_uuid_e", new Map([["00_0", "00_0"], ["00_1", "00_1"]])]]);
    device.countFrequency(2437000);
    device.countFrequency(2437000);
    device.seenBy.push(new SeenBy(sampleDatasource(), NOW_SEC));
    const base = within(membersOf(SAMPLE_DEVICE_TABLE, device), BASE);
    for (const name of ["packets.rrd", "tx_packets.rrd", "rx_packets.rrd", "datasize.rrd"]) {
      expect((base[name] as Members)["kismet.common.rrd.day_vec"]).toHaveLength(24);
    }
    expect(base.signal).toMatchObject({ "kismet.common.signal.type": "none" });
    expect(base.tags).toEqual({ notes: "front window" });
    expect(base.related_devices).toEqual({ dot11_uuid_e: ["00_0", "00_1"] });
    expect(base.freq_khz_map).toEqual({ 2437000: 2 });
    expect(base.frequency).toBe(2437000);
    expect(base.seenby).toMatchObject([{
      "kismet.common.seenby.uuid": SOURCE_UUID,
      "kismet.common.seenby.num_packets": 0,
      "kismet.common.seenby.source": { "kismet.datasource.name": "roof" },
    }]);
  });

  // Vector 8 of the specification, and what clearing a name means (2.3).
  test.each([
    ["nothing", "", undefined, "AA:BB:CC:DD:EE:FF"],
    ["the PHY's name", "A", undefined, "A"],
    ["a person's name", "B", "B", "B"],
    ["a person's name that was cleared", "", "", ""],
  ])("the common name from %s", (_, commonName, username, expected) => {
    const device = sampleDevice();
    device.commonName = commonName;
    device.username = username;
    expect(membersOf(SAMPLE_DEVICE_TABLE, device)[`${BASE}commonname`]).toBe(expected);
  });

  // Vector 7 of the specification.
  test("selected members that are absent are 0", () => {
    expect(textOf(SAMPLE_DEVICE_TABLE, sampleDevice(), [
      `${BASE}signal/kismet.common.signal.last_signal`,
      [`${BASE}username`, "u"],
    ])).toBe('{"kismet.common.signal.last_signal": 0,"u": 0}');
  });

  test("the summary of 2016 has its fourteen members", () => {
    expect(DEVICE_SUMMARY_TABLE.fields.map(({ name }) => name.replace(BASE, "")).sort()).toEqual([
      "channel",
      "crypt",
      "first_time",
      "frequency",
      "key",
      "last_time",
      "macaddr",
      "manuf",
      "name",
      "packets.rrd",
      "packets.total",
      "phyname",
      "signal",
      "type",
    ]);
  });
});

describe("locations and signals", () => {
  test("a point that was never set is its geopoint, longitude first", () => {
    const point = new LocationPoint();
    expect(textOf(POINT_TABLE, point)).toBe('{"kismet.common.location.geopoint": [0, 0]}');
    point.latitude = 52.5200066;
    point.longitude = 13.404954;
    point.altitudeM = 123.45;
    point.fix = 3;
    expect(textOf(POINT_TABLE, point)).toBe(
      '{"kismet.common.location.geopoint": [13.404954, 52.520007],' +
        '"kismet.common.location.alt": 123.449997,"kismet.common.location.fix": 3}',
    );
  });

  test("a signal's history has seconds only", () => {
    const signal = new SignalRecord();
    signal.add(1, -61, -90, 540, 4, 3);
    signal.addToHistory(-61, NOW_SEC);
    const members = within(membersOf(SIGNAL_TABLE, signal), "kismet.common.signal.");
    expect(Object.keys(members.signal_rrd as Members).sort()).toEqual(
      ["blank_val", "last_time", "last_value", "last_value_n1", "minute_vec", "serial_time"]
        .map((name) => `kismet.common.rrd.${name}`),
    );
    expect(members).toMatchObject({
      type: "dbm",
      last_signal: -61,
      min_signal: -61,
      max_signal: -61,
      last_noise: -90,
      maxseenrate: 540,
      encodingset: 3,
      carrierset: 4,
    });
  });
});

describe("the 802.11 tables", () => {
  const AD = "dot11.advertisedssid.";
  const ssid = () => new AdvertisedSsid("CoffeeNet", 9, 3867920632, false, NOW_SEC);

  test.each([
    [0, 0, "0"],
    [0x80000000 | 0, 0, "9223372036854775808"],
    [0x2000_0040, 0x0400_0402, "2305843284158710786"],
    [0x001fffff, 0xffffffff | 0, "9007199254740991"],
    [0xffffffff | 0, 0xffffffff | 0, "18446744073709551615"],
  ])("encryption bits %d and %d are written to the last digit", (high, low, digits) => {
    const advertised = ssid();
    advertised.cryptHigh = high;
    advertised.cryptLow = low;
    expect(textOf(ADVERTISED_SSID_TABLE, advertised, [`${AD}crypt_bitfield`]))
      .toBe(`{"${AD}crypt_bitfield": ${digits}}`);
  });

  test("what a network never said is absent, flags are numbers", () => {
    const advertised = ssid();
    advertised.beacon = true;
    const plain = within(membersOf(ADVERTISED_SSID_TABLE, advertised), AD);
    expect(plain).toMatchObject({ ssid: "CoffeeNet", ssidlen: 9, beacon: 1, cloaked: 0 });
    expect(Object.keys(plain).filter((name) => /^(?:owe|wps|dot11s|dot11d|ie_|loc)/.test(name)))
      .toEqual([]);
    advertised.oweSsid = "";
    advertised.hasMesh = true;
    advertised.wps = new WpsInfo();
    const full = within(membersOf(ADVERTISED_SSID_TABLE, advertised), AD);
    expect(Object.keys(full).filter((name) => !(name in plain)).sort()).toEqual([
      "dot11s.forwarding",
      "dot11s.gateway",
      "dot11s.num_peerings",
      "owe_bssid",
      "owe_ssid",
      "owe_ssid_len",
      "wps_config_methods",
      "wps_state",
      "wps_version",
    ]);
  });

  test("maps of networks are lists, maps of clients are objects", () => {
    const dot11 = new Dot11Device();
    const key: EapolKey = {
      timestampUs: 1_700_000_000_250_000,
      direction: 1,
      message: 1,
      replayCounter: 18446744073709551615n,
      install: false,
      nonce: Uint8Array.of(0xab, 0x01),
      pmkid: undefined,
      packet: {
        timestampUs: 1_700_000_000_250_000,
        linkType: 105,
        sourceNumber: 0,
        bytes: Uint8Array.of(8),
      },
    };
    dot11.advertised = new Map([[7, ssid()]]);
    dot11.probed = new Map([[8, new ProbedSsid("", 0, 8, NOW_SEC)]]);
    const client = new Dot11Client(0x0a, "00_1", NOW_SEC);
    client.ipData = new IpData();
    client.ipData.address = 3232235786;
    dot11.clients = new Map([[0x0a, client]]);
    dot11.associated = new Map([[0x0b, "00_2"]]);
    dot11.handshakes = new Map([[0x0b, [key]]]);
    const device = sampleDevice();
    device.detail = dot11;
    const text = textOf(SAMPLE_DEVICE_TABLE, device);
    const members = within(
      (JSON.parse(text) as Members)["dot11.device"] as Members,
      "dot11.device.",
    );
    expect(members.num_advertised_ssids).toBe(1);
    expect(members.num_client_aps).toBe(1);
    expect(members.num_probed_ssids).toBe(1);
    expect(members.num_responded_ssids).toBe(0);
    expect(members).not.toHaveProperty("responded_ssid_map");
    expect(members).not.toHaveProperty("last_bssid");
    expect(members.advertised_ssid_map).toMatchObject([{ [`${AD}ssid_hash`]: 3867920632 }]);
    expect(members.associated_client_map).toEqual({ "00:00:00:00:00:0B": "00_2" });
    expect(members.client_map).toMatchObject({
      "00:00:00:00:00:0A": {
        "dot11.client.ipdata": { "kismet.common.ipdata.address": 3232235786 },
      },
    });
    expect(members.wpa_handshake_list).toMatchObject({
      "00:00:00:00:00:0B": [{
        "dot11.eapol.timestamp": 1_700_000_000.25,
        "dot11.eapol.install": 0,
        "dot11.eapol.nonce": "AB01",
        "dot11.eapol.rsn_pmkid": "",
        "dot11.eapol.packet": {
          "kismet.packet.ts_sec": 1_700_000_000,
          "kismet.packet.ts_usec": 250_000,
          "kismet.packet.dlt": 105,
          "kismet.packet.data": "08",
        },
      }],
    });
    expect(text).toContain('"dot11.eapol.replay_counter": 18446744073709551615');
  });
});

describe("tables of the server", () => {
  test("a datasource names its faults, and hop_capable its own way", () => {
    const source = sampleDatasource();
    const members = membersOf(DATASOURCE_TABLE, source);
    expect(members["kismet.datasource.running"]).toBe(0);
    expect(members["kismet.datasource.ipc_pid"]).toBe(-1);
    expect(members["moirai.datasource.faults"]).toEqual({});
    expect(members["kismet.datasource.type_driver"])
      .toMatchObject({ "kismet.datasource_driver.hop_capable": 1 });
  });

  test("an alert writes any PHY as 4294967295, its definition as -1", () => {
    const alert = {
      header: "CRYPTODROP",
      class: "SPOOF",
      severity: 15,
      hash: 3912840711,
      phyId: -1,
      timestamp: 1_700_000_040.250113,
      transmitter: 0xaabbccddeeff,
      source: 0,
      destination: 0xffffffffffff,
      other: 0,
      channel: "6",
      text: "stopped",
      location: new LocationPoint(),
      evidence: [],
    };
    expect(textOf(ALERT_TABLE, alert)).toBe(
      '{"kismet.alert.device_key": "00_0","kismet.alert.header": "CRYPTODROP",' +
        '"kismet.alert.class": "SPOOF","kismet.alert.hash": 3912840711,' +
        '"kismet.alert.severity": 15,"kismet.alert.phy_id": 4294967295,' +
        '"kismet.alert.timestamp": 1700000040.250113,' +
        '"kismet.alert.transmitter_mac": "AA:BB:CC:DD:EE:FF",' +
        '"kismet.alert.source_mac": "00:00:00:00:00:00",' +
        '"kismet.alert.dest_mac": "FF:FF:FF:FF:FF:FF",' +
        '"kismet.alert.other_mac": "00:00:00:00:00:00","kismet.alert.channel": "6",' +
        '"kismet.alert.frequency": 0,"kismet.alert.text": "stopped",' +
        '"kismet.alert.location": {"kismet.common.location.geopoint": [0, 0]},' +
        '"moirai.alert.evidence": 0}',
    );
    const definition = new AlertDefinition({
      header: "A",
      class: "OTHER",
      description: "",
      severity: 5,
      phyId: -1,
      limitUnit: 1,
      limitRate: 10,
      burstUnit: 0,
      limitBurst: 1,
    });
    expect(membersOf(ALERT_DEFINITION_TABLE, definition)["kismet.alert.definition.phyid"]).toBe(-1);
  });

  test("a channel's device counts are served as they were left", () => {
    const rrds = {
      packets: createRrd("default"),
      data: createRrd("default"),
      device: createRrd("default"),
    };
    for (const rrd of Object.values(rrds)) rrd.add(3, NOW_SEC - 5);
    const channel = new ChannelRecord("", 2437000, rrds);
    const maps = { byFrequency: new Map([[2437000, channel]]), byChannel: new Map() };
    const members = membersOf(CHANNELS_TABLE, maps);
    expect(members["kismet.channeltracker.channel_map"]).toEqual({});
    const byFrequency = members["kismet.channeltracker.frequency_map"] as Members;
    const one = within(byFrequency["2437000"] as Members, "kismet.channelrec.");
    const lastTime = (name: string) => (one[name] as Members)["kismet.common.rrd.last_time"];
    expect(one).toMatchObject({ channel: "", frequency: 2437000 });
    expect([lastTime("packets_rrd"), lastTime("data_rrd"), lastTime("device_rrd")])
      .toEqual([NOW_SEC, NOW_SEC, NOW_SEC - 5]);
  });

  test("the same history may stand in one answer twice", () => {
    const device = sampleDevice();
    device.history().packets = createRrd("default");
    device.history().packets!.add(2, NOW_SEC - 1);
    device.history().tx = createRrd("default");
    device.history().tx!.add(5, NOW_SEC);
    const path = (name: string) => `${BASE}${name}/kismet.common.rrd.minute_vec`;
    const bytes = encodeValue(vector(record(() => SAMPLE_DEVICE_TABLE)), [device], {
      format: "json",
      nowSec: NOW_SEC,
      selection: parseSelection([
        [path("packets.rrd"), "all"],
        [path("tx_packets.rrd"), "tx"],
        [path("packets.rrd"), "again"],
      ]),
    });
    const [answer] = JSON.parse(new TextDecoder().decode(bytes)) as [Record<string, number[]>];
    expect(answer.again).toEqual(answer.all);
    expect(answer.all![(NOW_SEC - 1) % 60]).toBe(2);
    expect(answer.tx![NOW_SEC % 60]).toBe(5);
  });
});
