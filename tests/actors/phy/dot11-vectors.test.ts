// The test vector of the specification and its twelve further cases, from bytes to the records that
// clients get (spec dot11 12).
import { expect, test } from "vitest";
import { crc32 } from "../../../protocols/crc32.ts";
import { encodeElement, encodeSsid } from "../../../protocols/dot11/encode-elements.ts";
import {
  BROADCAST,
  concat,
  encodeBeacon,
  encodeData,
  encodeDeauthentication,
  encodeFourAddress,
  encodeHandshakeMessage,
  encodeHeader,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { encodeRadiotap } from "../../../protocols/radiotap/encode-radiotap.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, type Members, withListener } from "./listener.ts";

const AP = 0x001122334455;
const STATION = 0x6600000000aa;
const PEER = 0x02aabbccdd01;

/** Beacon, DLT 105, no FCS, WPA2-PSK, SSID linksys, channel 6, HT20. */
const BEACON = fromHex(
  "80000000ffffffffffff001122334455001122334455100078563412000000006400110400076c696e6b7379730108" +
    "82848b960c12182403010630140100000fac040100000fac040100000fac0200003d160600000000000000000000" +
    "0000000000000000000000",
);
const NETWORK: Network = { ssid: "linksys", bssid: AP, channel: 6, security: "wpa2-psk" };

/** The vector with elements of a test's own. */
const beaconWith = (elements: Uint8Array, capability = 0x0401): Uint8Array =>
  concat(BEACON.subarray(0, 34), [capability & 0xff, capability >> 8], elements);

/** The vector with another sequence number. */
const sequenced = (frame: Uint8Array, sequence: number): Uint8Array => {
  const copy = frame.slice();
  copy[22] = (sequence << 4) & 0xff;
  copy[23] = sequence >> 4;
  return copy;
};

const alertsOf = async (listener: Listener): Promise<unknown[]> =>
  (await listener.ask("/alerts/all_alerts.json") as Members[])
    .map((alert) => alert["kismet.alert.header"]).sort();

const only = (list: unknown): Members => {
  expect(list).toHaveLength(1);
  return (list as Members[])[0]!;
};

test("the beacon vector gives the record the specification says, and one event", () =>
  withListener({ dot11_beacon_ie_fingerprint: "0,1,48,61" }, async (listener) => {
    listener.hear([BEACON, BEACON]);
    const device = await listener.device(AP);
    expect(device).toMatchObject({
      "kismet.device.base.key": "4202770D00000000_554433221100",
      "kismet.device.base.type": "Wi-Fi AP",
      "kismet.device.base.name": "linksys",
      "kismet.device.base.commonname": "linksys",
      "kismet.device.base.channel": "6",
      "kismet.device.base.crypt": "WPA2 WPA2-PSK AES-CCMP",
      "kismet.device.base.basic_type_set": 1,
      "kismet.device.base.basic_crypt_set": 0,
      "kismet.device.base.packets.total": 1,
    });
    const details = device["dot11.device"] as Members;
    expect(details).toMatchObject({
      "dot11.device.typeset": 1,
      "dot11.device.bss_timestamp": 305419896,
      "dot11.device.beacon_fingerprint": 1992779829,
      "dot11.device.num_advertised_ssids": 1,
      "dot11.device.last_bssid": "00:11:22:33:44:55",
    });
    const ssid = only(details["dot11.device.advertised_ssid_map"]);
    expect(ssid).toMatchObject({
      "dot11.advertisedssid.ssid": "linksys",
      "dot11.advertisedssid.ssidlen": 7,
      "dot11.advertisedssid.ssid_hash": 1767661273,
      "dot11.advertisedssid.beacon": 1,
      "dot11.advertisedssid.probe_response": 0,
      "dot11.advertisedssid.channel": "6",
      "dot11.advertisedssid.ht_mode": "HT20",
      "dot11.advertisedssid.ht_center_1": 0,
      "dot11.advertisedssid.crypt_bitfield": 274945016842,
      "dot11.advertisedssid.crypt_set": 268436160,
      "dot11.advertisedssid.crypt_string": "WPA2 WPA2-PSK AES-CCMP",
      "dot11.advertisedssid.maxrate": 18,
      "dot11.advertisedssid.beaconrate": 10,
      "dot11.advertisedssid.beacons_sec": 1,
      "dot11.advertisedssid.ietag_checksum": 2085139255,
      "dot11.advertisedssid.wpa_mfp_required": 0,
      "dot11.advertisedssid.wpa_mfp_supported": 0,
      "dot11.advertisedssid.cloaked": 0,
      "dot11.advertisedssid.dot11d_country": "",
    });
    expect(details["dot11.device.last_beaconed_ssid_record"]).toEqual(ssid);
    expect(listener.published()).toEqual(["NEW_DEVICE", "DOT11_ADVERTISED_SSID"]);
    expect(await listener.phy()).toMatchObject({
      "kismet.phy.packet_count": 2,
      "kismet.phy.device_count": 1,
    });
  }));

test("the FCS of the vector, and the number that identifies it, are as specified", () => {
  expect(crc32(BEACON, 0, BEACON.length)).toBe(2340756835);
  expect(crc32(BEACON, 0, BEACON.length).toString(16).padStart(8, "0")).toBe("8b851d63");
});

test("a frame that ends in an FCS nobody announced is the frame without it", () =>
  withListener({}, (listener) => {
    listener.hear([BEACON, concat(sequenced(BEACON, 2), fcsOf(sequenced(BEACON, 2)))]);
    expect(listener.record(AP)!.packets).toBe(2);
    expect(listener.dot11(AP).lastBeaconed).toMatchObject({ ssid: "linksys", beacons: 2 });
  }));

const fcsOf = (frame: Uint8Array): number[] => {
  const sum = crc32(frame, 0, frame.length);
  return [sum & 0xff, (sum >>> 8) & 0xff, (sum >>> 16) & 0xff, sum >>> 24];
};

test("case 1: another sequence number is no duplicate, is counted, and is not parsed again", () =>
  withListener({}, async (listener) => {
    listener.hear([BEACON, sequenced(BEACON, 2)]);
    expect(listener.record(AP)!.packets).toBe(2);
    expect(listener.dot11(AP).lastBeaconed!.beacons).toBe(2);
    expect(listener.published()).toEqual(["NEW_DEVICE", "DOT11_ADVERTISED_SSID"]);
    expect(await listener.phy()).toMatchObject({
      "moirai.phy.counters": { elements_parsed: 1, elements_unchanged: 1 },
    });
  }));

test("case 2: a network that drops its encryption says so in record and device", () =>
  withListener({}, async (listener) => {
    const open = concat(encodeSsid("linksys"), encodeElement(3, [6]));
    listener.hear([BEACON, sequenced(beaconWith(open), 2)]);
    const device = await listener.device(AP);
    expect(device["kismet.device.base.crypt"]).toBe("Open");
    const ssid = only((device["dot11.device"] as Members)["dot11.device.advertised_ssid_map"]);
    expect(ssid).toMatchObject({
      "dot11.advertisedssid.crypt_string": "Open",
      "dot11.advertisedssid.crypt_bitfield": 0,
      "dot11.advertisedssid.crypt_set": 0,
    });
    expect(await alertsOf(listener)).toEqual(["CRYPTODROP"]);
  }));

test("case 3: a hidden network, then the answer that names it", () =>
  withListener({}, async (listener) => {
    const at = { timestampUs: 1, sequence: 1 };
    listener.hear(encodeBeacon({ ...NETWORK, hidden: true }, at));
    expect(listener.record(AP)!.name).toBe("00:11:22:33:44:55");
    listener.hear(encodeProbeResponse(NETWORK, STATION, { ...at, sequence: 2 }));
    const device = await listener.device(AP);
    expect(device["kismet.device.base.name"]).toBe("linksys");
    const details = device["dot11.device"] as Members;
    expect(details["dot11.device.typeset"]).toBe(0x101);
    expect(only(details["dot11.device.advertised_ssid_map"])).toMatchObject({
      "dot11.advertisedssid.ssid": "",
      "dot11.advertisedssid.ssidlen": 0,
      "dot11.advertisedssid.ssid_hash": 148298089,
      "dot11.advertisedssid.cloaked": 1,
    });
    expect(only(details["dot11.device.responded_ssid_map"])).toMatchObject({
      "dot11.advertisedssid.ssid": "linksys",
      "dot11.advertisedssid.cloaked": 0,
      "dot11.advertisedssid.probe_response": 1,
      "dot11.advertisedssid.beacon": 0,
    });
    expect(listener.published().filter((topic) => topic.startsWith("DOT11")))
      .toEqual(["DOT11_ADVERTISED_SSID", "DOT11_RESPONSE_SSID"]);
    // The station that was answered is a client by its role, and mapped to nobody.
    expect(listener.record(STATION)).toMatchObject({ type: "Wi-Fi Client", basicTypes: 2 });
    expect(listener.dot11(STATION).clients).toBeUndefined();
  }));

test("case 4: eleven deauthentication frames are a flood, make a client and name no network", () =>
  withListener({}, async (listener) => {
    for (let sequence = 1; sequence <= 11; sequence++) {
      listener.hear(encodeDeauthentication(AP, STATION, AP, 7, sequence));
    }
    expect(listener.record(AP)).toMatchObject({ type: "Wi-Fi AP", packets: 11, txPackets: 11 });
    expect(listener.record(STATION)).toMatchObject({ type: "Wi-Fi Client", rxPackets: 11 });
    expect(listener.dot11(STATION).clients!.get(AP)).toMatchObject({ bssid: AP });
    expect(listener.dot11(AP).advertised).toBeUndefined();
    expect(await alertsOf(listener)).toEqual(["DEAUTHFLOOD"]);
    listener.hear(encodeDeauthentication(AP, BROADCAST, AP, 7, 12));
    expect(await alertsOf(listener)).toEqual(["BCASTDISCON", "DEAUTHFLOOD"]);
    expect(listener.dot11(AP).clientDisconnects).toBeGreaterThan(0);
  }));

test("case 5: the four messages of a handshake, their events and their PMKID", () =>
  withListener({}, async (listener) => {
    const nonce = new Uint8Array(32).fill(7);
    const pmkid = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
    listener.hear(
      [1, 2, 3, 4].map((message) =>
        encodeHandshakeMessage(NETWORK, STATION, message as 1 | 2 | 3 | 4, nonce, message, {
          ...message === 1 && { pmkid },
        })
      ),
    );
    const details = await listener.details(AP);
    const lists = details["dot11.device.wpa_handshake_list"] as Record<string, Members[]>;
    expect(Object.keys(lists)).toEqual(["66:00:00:00:00:AA"]);
    const keys = lists["66:00:00:00:00:AA"]!;
    expect(keys.map((key) => key["dot11.eapol.message_num"])).toEqual([1, 2, 3, 4]);
    expect(keys.map((key) => key["dot11.eapol.direction"])).toEqual([1, 2, 1, 2]);
    expect(keys.map((key) => key["dot11.eapol.rsn_pmkid"])).toEqual([
      "0102030405060708090A0B0C0D0E0F10",
      "",
      "",
      "",
    ]);
    expect(details["dot11.device.pmkid_packet"]).toEqual(keys[0]!["dot11.eapol.packet"]);
    expect(listener.published().filter((topic) => topic === "DOT11_WPA_HANDSHAKE")).toHaveLength(4);
  }));

test("case 6: data to and from the distribution system makes clients and bridged stations", () =>
  withListener({}, async (listener) => {
    const payload = new Uint8Array(40).fill(0x11);
    const data = { bssid: AP, station: STATION, peer: PEER, encrypted: true, payload };
    listener.hear([
      encodeData({ ...data, toAp: true, sequence: 1 }),
      encodeData({ ...data, toAp: false, sequence: 2 }),
    ]);
    expect(listener.record(STATION)).toMatchObject({ type: "Wi-Fi Client", basicTypes: 2 });
    expect(listener.record(PEER)).toMatchObject({ type: "Wi-Fi Bridged", basicTypes: 4 });
    expect(listener.record(AP)).toMatchObject({ type: "Wi-Fi AP", basicTypes: 1, packets: 0 });
    const details = await listener.details(AP);
    expect(details["dot11.device.associated_client_map"]).toEqual({
      "66:00:00:00:00:AA": listener.key(STATION),
      "02:AA:BB:CC:DD:01": listener.key(PEER),
    });
    expect(await listener.details(STATION)).toMatchObject({
      "dot11.device.client_map": {
        "00:11:22:33:44:55": {
          "dot11.client.bssid": "00:11:22:33:44:55",
          "dot11.client.bssid_key": listener.key(AP),
          // Two frames of 40 bytes behind a CCMP header of 8.
          "dot11.client.datasize": 96,
        },
      },
      "dot11.device.num_client_aps": 1,
    });
  }));

test("case 7: a four-address frame makes two bridges, and clients of the transmitter", () =>
  withListener({}, (listener) => {
    const [receiver, transmitter] = [0x020000000001, 0x020000000002];
    const [destination, source] = [0x020000000003, 0x020000000004];
    listener.hear(encodeFourAddress({
      receiver,
      transmitter,
      destination,
      source,
      payload: new Uint8Array(10),
      sequence: 1,
    }));
    for (const bridge of [receiver, transmitter]) {
      expect(listener.record(bridge)).toMatchObject({ type: "Wi-Fi WDS AP", basicTypes: 9 });
    }
    for (const client of [source, destination]) {
      expect([...listener.dot11(client).clients!.keys()]).toEqual([transmitter]);
      expect(listener.dot11(client).lastBssid).toBe(transmitter);
    }
    expect([...listener.dot11(transmitter).associated!.keys()]).toEqual([source, destination]);
  }));

test("case 8: the signal of the first antenna is the device's", () =>
  withListener({}, (listener) => {
    // Present words 0xa0000820 and 0x00000820: signal and antenna, then the same of a second one.
    const header = fromHex("00001400 200800a0 20080000 c400 d301 0000 0000".replaceAll(" ", ""));
    header[2] = header.length;
    listener.hearPackets([concat(header, BEACON)], 127);
    expect(listener.record(AP)!.signal).toMatchObject({ last: -60, max: -60, min: -60 });
  }));

test("case 9: one flipped bit under an FCS, and there is no device", () =>
  withListener({}, (listener) => {
    const packet = encodeRadiotap({ freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true }, BEACON);
    packet[60]! ^= 4;
    listener.hearPackets([packet], 127);
    expect(listener.moirai.stores.devices.size).toBe(0);
  }));

test("case 10: a list that is one byte short makes a device and no network", () =>
  withListener({}, async (listener) => {
    listener.hear(BEACON.subarray(0, BEACON.length - 1));
    const device = await listener.device(AP);
    expect(device).toMatchObject({
      "kismet.device.base.type": "Wi-Fi AP",
      "kismet.device.base.name": "",
      "kismet.device.base.channel": "",
    });
    const details = device["dot11.device"] as Members;
    expect(details).not.toHaveProperty(["dot11.device.advertised_ssid_map"]);
    expect(details["dot11.device.beacon_fingerprint"]).toBe(0);
    expect(listener.faults.toObject()).toEqual({ "dot11.element_truncated": 1 });
  }));

test.each([
  ["63 61 66 e9", "caf\\xE9", 4, 1416779322, 0],
  ["61 22 62", 'a\\"b', 3, 1447064319, 0],
  ["00 00 00 00 00 00 00", "", 7, 3867920632, 1],
])(
  "case 11: the name %s",
  (hex, text, length, hash, cloaked) =>
    withListener({}, async (listener) => {
      listener.hear(beaconWith(encodeSsid(fromHex(hex))));
      const device = await listener.device(AP);
      const ssid = only((device["dot11.device"] as Members)["dot11.device.advertised_ssid_map"]);
      expect(ssid).toMatchObject({
        "dot11.advertisedssid.ssid": text,
        "dot11.advertisedssid.ssidlen": length,
        "dot11.advertisedssid.ssid_hash": hash,
        "dot11.advertisedssid.cloaked": cloaked,
      });
      expect(device["kismet.device.base.name"]).toBe(text === "" ? "00:11:22:33:44:55" : text);
    }),
);

test("case 12: ARP tells a client's address", () =>
  withListener({}, async (listener) => {
    // LLC and SNAP, Ethernet and IPv4, request, 192.168.1.1 asks for 192.168.1.2.
    const arp = fromHex(
      "aaaa030000000806 0001 0800 06 04 0001 6600000000aa c0a80101 000000000000 c0a80102",
    );
    const frame = concat(
      encodeHeader(2, 0, 0x01, [AP, STATION, BROADCAST], 1),
      arp,
    );
    listener.hear(frame);
    expect(await listener.details(STATION)).toMatchObject({
      "dot11.device.client_map": {
        "00:11:22:33:44:55": {
          "dot11.client.ipdata": {
            "kismet.common.ipdata.address": 3232235777,
            "kismet.common.ipdata.type": 3,
          },
        },
      },
    });
  }));
