// Networks of every band, width and generation, twins, neighbors, multi-link devices and fast roams:
// what our tracker makes of them, and what tshark reads in the same frames.
import { afterAll, describe, expect, test } from "vitest";
import type { ModernDevice, ModernNetwork } from "../../../protocols/records/dot11-modern.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { formatMac, parseMac } from "../../../protocols/mac.ts";
import type { ScenarioBuilder } from "../../../runtime/scenario/builder.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { simulate, type Simulation } from "../../../testing/simulate.ts";
import { AirCaptures, tshark, without, withPassphrase } from "./air-capture.ts";

const captures = new AirCaptures();
afterAll(() => captures.remove());
const noTshark = without("tshark");
const NEAR = { x: 4, y: 0 };

const played = (ms: number, script: (on: ScenarioBuilder) => void) =>
  simulate(scenario("modern", "", ms, script), { seed: 3 });

function dot11Of(run: Simulation, mac: string): Dot11Device {
  const address = parseMac(mac)!.mac;
  const detail = run.devices().find((one) => one.mac === address)?.detail;
  if (!(detail instanceof Dot11Device)) throw new Error(`there is no Wi-Fi device ${mac}`);
  return detail;
}

function networkOf(run: Simulation, mac: string): ModernNetwork {
  return [...dot11Of(run, mac).advertised!.values()][0]!.modern!;
}

const modernOf = (run: Simulation, mac: string): ModernDevice => dot11Of(run, mac).modern!;
const bssidOf = (index: number) => `02:00:00:00:01:${index.toString(16).padStart(2, "0")}`;

/** Channel, width, generation, and the centre, or centre of the primary half and of the whole. */
const RADIOS = [
  ["6", 20, 4, 2437, undefined],
  ["6", 40, 6, 2447, undefined],
  ["11", 40, 7, 2452, undefined],
  ["36", 20, 5, 5180, undefined],
  ["48", 40, 4, 5230, undefined],
  ["44", 80, 5, 5210, undefined],
  ["100", 160, 6, 5530, 5570],
  ["149", 80, 7, 5775, undefined],
  ["1W6e", 20, 6, 5955, undefined],
  ["5W6e", 40, 6, 5965, undefined],
  ["37W6e", 80, 6, 6145, undefined],
  ["37W6e", 160, 7, 6145, 6185],
  ["37W6e", 320, 7, 6185, 6105],
  ["225W6e", 40, 7, 7085, undefined],
] as const;

const everyRadio = (on: ScenarioBuilder) => {
  [...new Set(RADIOS.map(([channel]) => channel))].forEach((channel, index) =>
    on.radio(`r${index}`, { channels: [channel] })
  );
  RADIOS.forEach(([channel, widthMhz, generation], index) =>
    on.accessPoint({
      ssid: `net ${index}`,
      bssid: bssidOf(index),
      channel,
      widthMhz,
      generation,
      security: "wpa3-sae",
    })
  );
};

describe("access points of every band and width", () => {
  test("are told as what they are", async () => {
    await using run = await played(seconds(2), everyRadio);
    await run.toEnd();
    RADIOS.forEach(([channel, widthMhz, generation, center1Mhz, center2Mhz], index) => {
      const network = networkOf(run, bssidOf(index));
      expect({ index, ...network }).toMatchObject({
        index,
        channel,
        widthMhz,
        center1Mhz,
        generation: generation < 6 ? 0 : generation,
        band: channel.endsWith("W6e") ? "6" : Number(channel) > 14 ? "5" : "2.4",
        malformed: undefined,
        security: {
          mode: "WPA3-SAE",
          h2e: channel.endsWith("W6e") ? "required" : "offered",
        },
      });
      expect(network.center2Mhz).toBe(center2Mhz);
      expect(network.heRateMbps === undefined).toBe(generation < 6);
      expect(network.ehtRateMbps === undefined).toBe(generation < 7);
    });
    const sixGhz = run.devices().filter(({ channel }) => channel.endsWith("W6e"));
    expect(sixGhz).toHaveLength(6);
    const [source] = run.moirai.stores.datasources.all();
    expect(source!.faults.toObject()).toEqual({});
  });

  test.skipIf(noTshark !== undefined)(
    `are read the same by tshark (skipped where: ${noTshark})`,
    () => {
      const path = captures.write("radios", seconds(1), everyRadio);
      expect(tshark(path, "_ws.malformed", ["frame.number"])).toEqual([[""]]);
      const rows = new Map(
        tshark(path, "wlan.fc.type_subtype == 8", [
          "wlan.bssid",
          "wlan.ds.current_channel",
          "wlan.ht.info.primarychannel",
          "wlan.ht.info.secchanoffset",
          "wlan.vht.op.channelwidth",
          "wlan.ext_tag.he_operation.6ghz.primary_channel",
          "wlan.ext_tag.he_operation.6ghz.control.channel_width",
          "wlan.ext_tag.he_operation.6ghz.chan_center_freq_seg_0",
          "wlan.ext_tag.he_operation.6ghz.chan_center_freq_seg_1",
        ]).map(([bssid, ...fields]) => [bssid, fields.map(trimmed)] as const),
      );
      const read = RADIOS.map((_, index) => rows.get(bssidOf(index)));
      expect(read).toEqual([
        ["6", "6", "0", "", "", "", "", ""],
        ["6", "6", "1", "", "", "", "", ""],
        ["11", "11", "3", "", "", "", "", ""],
        ["36", "36", "0", "0", "", "", "", ""],
        ["48", "48", "3", "", "", "", "", ""],
        ["44", "44", "1", "1", "", "", "", ""],
        ["100", "100", "1", "1", "", "", "", ""],
        ["149", "149", "1", "1", "", "", "", ""],
        ["", "", "", "", "1", "0", "1", "0"],
        ["", "", "", "", "5", "1", "3", "0"],
        ["", "", "", "", "37", "2", "39", "0"],
        ["", "", "", "", "37", "3", "39", "47"],
        // The widest of HE is the primary half of the widest of EHT.
        ["", "", "", "", "37", "3", "39", "47"],
        ["", "", "", "", "225", "1", "227", "0"],
      ]);
    },
  );
});

/** Some fields are printed as hexadecimal numbers. */
const trimmed = (text: string) => text.startsWith("0x") ? String(Number(text)) : text;

const house = (on: ScenarioBuilder) => {
  for (const channel of ["1", "6", "36", "37W6e"]) {
    on.radio(`r${channel.toLowerCase()}`, { channels: [channel] });
  }
  const six = on.accessPoint({
    ssid: "haus",
    bssid: bssidOf(6),
    channel: "37W6e",
    security: "wpa3-sae",
  });
  const shared = { ssid: "haus", security: "wpa3-transition", neighbors: [six] } as const;
  on.accessPoint({ ...shared, bssid: bssidOf(2), channel: "6" });
  on.accessPoint({ ...shared, bssid: bssidOf(5), channel: "36", at: { x: 9, y: 0 } });
  const guests = on.oweTransition({ ssid: "gast", channel: "1" });
  on.person("new", { mac: "f0:18:98:00:00:01", joins: [six], at: NEAR });
  on.person("guest", { mac: "f0:18:98:00:00:02", joins: [guests.encrypted], at: NEAR });
};

describe("a house with 6 GHz, and an encrypted twin", () => {
  test("reports the network of 6 GHz, of one box where the place is one", async () => {
    await using run = await played(seconds(10), house);
    await run.toEnd();
    const [near] = networkOf(run, bssidOf(2)).neighbors!;
    expect(near).toMatchObject({
      bssid: parseMac(bssidOf(6))!.mac,
      channel: "37W6e",
      operatingClass: 131,
      coLocated: true,
      sameSsid: true,
      // CRC-32 of "haus".
      shortSsid: 0x0d870cd2,
    });
    expect(networkOf(run, bssidOf(5)).neighbors![0]).toMatchObject({ coLocated: false });
    expect(networkOf(run, bssidOf(2)).security).toMatchObject({
      mode: "WPA3-SAE-transition",
      transition: true,
      h2e: "offered",
    });
  });

  test("the twins point at each other, and the client is found at the encrypted one", async () => {
    await using run = await played(seconds(20), house);
    await run.toEnd();
    const open = run.devices().find((one) => one.name === "gast")!;
    const [advertised] = dot11Of(run, formatMac(open.mac)).advertised!.values();
    expect(advertised).toMatchObject({ oweSsid: "_owetm_gast", oweBssid: open.mac + 1 });
    const twin = formatMac(open.mac + 1);
    expect(networkOf(run, twin).security).toMatchObject({ mode: "OWE", mfp: "required" });
    const client = dot11Of(run, "f0:18:98:00:00:02");
    expect(client.lastBssid).toBe(open.mac + 1);
  });

  test("a station of 6 GHz says what it can, and hashes to an element", async () => {
    await using run = await played(seconds(20), house);
    await run.toEnd();
    expect(modernOf(run, "f0:18:98:00:00:01")).toMatchObject({
      saeMethod: "hash-to-element",
      abilities: { generation: 6, sixGhz: true },
    });
  });

  test.skipIf(noTshark !== undefined)(
    `is read the same by tshark (skipped where: ${noTshark})`,
    () => {
      const path = captures.write("house", seconds(20), house);
      expect(tshark(path, "_ws.malformed", ["frame.number"])).toEqual([[""]]);
      const reports = tshark(path, "wlan.rnr.tbtt_info && wlan.fc.type_subtype == 8", [
        "wlan.bssid",
        "wlan.rnr.tbtt_info.operating_class",
        "wlan.rnr.tbtt_info.channel_num",
        "wlan.rnr.tbtt_info.bssid",
        "wlan.rnr.tbtt_info.sh_ssid",
        "wlan.rnr.tbtt_info.bss_parameters.same_ssid",
        "wlan.rnr.tbtt_info.bss_parameters.colocated_ap",
      ]).map((row) => row.join(" "));
      expect([...new Set(reports)].sort()).toEqual([
        `${bssidOf(2)} 131 37 020000000106 0x0d870cd2 1 1`,
        `${bssidOf(5)} 131 37 020000000106 0x0d870cd2 1 0`,
      ]);
      const join = tshark(path, "wlan.addr == f0:18:98:00:00:01 && wlan.fc.type_subtype == 11", [
        "wlan.fixed.auth.alg",
        "wlan.fixed.sae_message_type",
        "wlan.fixed.status_code",
      ]);
      expect(join.map((row) => row.map(trimmed))).toEqual([
        ["3", "1", "126"],
        ["3", "1", "126"],
        ["3", "2", "0"],
        ["3", "2", "0"],
      ]);
    },
  );
});

const MLD = "02:00:00:00:02:0f";
const LINKS = [
  { channel: "6", bssid: "02:00:00:00:02:00" },
  { channel: "149", widthMhz: 80, bssid: "02:00:00:00:02:01" },
  { channel: "5W6e", widthMhz: 160, bssid: "02:00:00:00:02:02" },
] as const;

const multiLink = (on: ScenarioBuilder) => {
  LINKS.forEach(({ channel }, index) => on.radio(`r${index}`, { channels: [channel] }));
  const { links } = on.multiLink({ ssid: "sieben", security: "wpa3-sae", mld: MLD, links: LINKS });
  on.person("phone", {
    mac: "f0:18:98:00:00:10",
    multiLink: true,
    joins: links,
    at: NEAR,
    talkMs: 300,
  });
  on.person("older", { mac: "f0:18:98:00:00:20", joins: [links[1]!], at: NEAR });
};

describe("a multi-link device", () => {
  test("is one device with its links, and so is its client", async () => {
    await using run = await played(seconds(30), multiLink);
    await run.toEnd();
    LINKS.forEach(({ bssid, channel }, linkId) => {
      const { mld } = modernOf(run, bssid);
      expect(mld).toMatchObject({
        address: parseMac(MLD)!.mac,
        role: "access point",
        linkId,
        simultaneousLinks: 2,
      });
      expect(mld!.links.map((link) => [link.linkId, formatMac(link.address!), link.channel]))
        .toEqual(LINKS.map((link, id) => [id, link.bssid.toUpperCase(), link.channel]));
      expect(networkOf(run, bssid)).toMatchObject({ channel, generation: 7 });
    });
    const phone = modernOf(run, "f0:18:98:00:00:10").mld!;
    expect(phone).toMatchObject({ role: "station", address: 0xf01898000014 });
    // It asked on 2.4 GHz, where it is loudest, and told of its addresses on the other links.
    expect(phone.links.map(({ linkId, address }) => [linkId, address])).toEqual([
      [1, 0xf01898000012],
      [2, 0xf01898000013],
    ]);
    const heard = run.devices().map(({ mac }) => mac);
    for (const address of [0xf01898000010, 0xf01898000012, 0xf01898000013]) {
      expect(heard).toContain(address);
    }
    expect(modernOf(run, "f0:18:98:00:00:20").mld).toBeUndefined();
  });

  test.skipIf(noTshark !== undefined)(
    `is read without a malformed frame by tshark, which finds both handshakes (skipped where: ${noTshark})`,
    () => {
      const path = captures.write("multi-link", seconds(30), multiLink);
      expect(tshark(path, "_ws.malformed", ["frame.number"])).toEqual([[""]]);
      const beacons = tshark(path, "wlan.fc.type_subtype == 8", [
        "wlan.bssid",
        "wlan.rnr.tbtt_info.bssid",
        "wlan.rnr.tbtt_info.mld_parameters.link_id",
      ]).map((row) => row.join(" ").replaceAll("0x00000", ""));
      expect([...new Set(beacons)].sort()).toEqual([
        "02:00:00:00:02:00 020000000201,020000000202 1,2",
        "02:00:00:00:02:01 020000000200,020000000202 0,2",
        "02:00:00:00:02:02 020000000200,020000000201 0,1",
      ]);
      const messages = tshark(path, "eapol", ["wlan.staa", "wlan_rsna_eapol.keydes.msgnr"])
        .map((row) => row.join(" ")).sort();
      expect(messages).toEqual(
        ["10", "20"].flatMap((last) => [1, 2, 3, 4].map((n) => `f0:18:98:00:00:${last} ${n}`)),
      );
    },
  );
});

const walk = (on: ScenarioBuilder) => {
  on.radio("one", { channels: ["1"], at: { x: 50, y: 0 } });
  on.radio("six", { channels: ["6"], at: { x: 50, y: 0 } });
  const shared = {
    ssid: "Buero",
    security: "wpa2-psk",
    passphrase: "melange mit schlag",
    mobilityDomain: 0x1234,
    generation: 6,
  } as const;
  const west = on.accessPoint({ ...shared, bssid: "02:00:00:00:03:01", channel: "1" });
  const east = on.accessPoint({
    ...shared,
    bssid: "02:00:00:00:03:02",
    channel: "6",
    at: { x: 100, y: 0 },
  });
  on.person("Ada", {
    mac: "f0:18:98:00:00:30",
    joins: [west, east],
    probeMs: 5000,
    at: { points: [NEAR, { x: 100, y: 0 }], metresPerSecond: 2, fromMs: seconds(20) },
  });
};

describe("somebody who roams in a mobility domain", () => {
  test("is followed to the second access point, with one handshake alone", async () => {
    await using run = await played(minutes(2), walk);
    await run.toEnd();
    expect(networkOf(run, "02:00:00:00:03:01").security).toMatchObject({
      fastTransition: true,
      akms: ["PSK", "FT-PSK"],
    });
    expect(dot11Of(run, "f0:18:98:00:00:30").lastBssid).toBe(parseMac("02:00:00:00:03:02")!.mac);
  });

  test.skipIf(noTshark !== undefined)(
    `is given a group key that the passphrase opens, then needs no handshake (skipped where: ${noTshark})`,
    () => {
      const path = captures.write("walk", minutes(1), walk);
      expect(tshark(path, "_ws.malformed", ["frame.number"])).toEqual([[""]]);
      const steps = tshark(path, "wlan.fc.type_subtype in {0,1,2,3,11} || eapol", [
        "wlan.fc.type_subtype",
        "wlan.fixed.auth.alg",
        "wlan_rsna_eapol.keydes.msgnr",
      ]).map((row) => row.map(trimmed).join(" ").trim());
      expect(steps).toEqual([
        "11 0",
        "11 0",
        "0",
        "1",
        "40  1",
        "40  2",
        "40  3",
        "40  4",
        "11 2",
        "11 2",
        "2",
        "3",
      ]);
      const keys = withPassphrase("melange mit schlag", "Buero");
      const field = "wlan.rsn.ie.gtk_kde.gtk";
      expect(tshark(path, field, [field], ...keys)).toEqual([
        [expect.stringMatching(/^[0-9a-f]{32}$/)],
      ]);
    },
  );
});
