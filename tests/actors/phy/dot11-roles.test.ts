// Which frame makes, changes and counts which device (spec dot11 4.7, 5.1 to 5.3, 5.6), row by row.
import { describe, expect, test } from "vitest";
import {
  BROADCAST,
  concat,
  encodeAck,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
  encodeBeacon,
  encodeCts,
  encodeData,
  encodeDeauthentication,
  encodeFourAddress,
  encodeHeader,
  encodeNull,
  encodeProbeRequest,
  encodeProbeResponse,
  encodeQosNull,
  encodeRts,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { type Listener, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const STATION = 0x6600000000aa;
const PEER = 0x0211110000bb;
const FAR = 0x0211110000cc;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "open" };
const at = (sequence: number) => ({ timestampUs: sequence, sequence });

const AP_BIT = 1;
const CLIENT = 2;
const WIRED = 4;
const PEER_BIT = 8;

/** Type and basic type of a device after the frames. */
function become(frames: readonly Uint8Array[], mac: number): Promise<[string, number] | undefined> {
  let result: [string, number] | undefined;
  return withListener({}, (listener) => {
    listener.hear(frames);
    const device = listener.record(mac);
    result = device && [device.type, device.basicTypes];
  }).then(() => result);
}

/** Clears ESS and sets IBSS in the capability field. */
function adhoc(frame: Uint8Array, offset: number): Uint8Array {
  const copy = frame.slice();
  copy[offset] = (copy[offset]! & ~1) | 2;
  return copy;
}

/** Data between two stations without an access point. */
const adhocData = (subtype: 0 | 4 = 0) =>
  concat(encodeHeader(2, subtype, 0, [PEER, STATION, AP], 3), new Uint8Array(20));
const data = (toAp: boolean, sequence = 1) =>
  encodeData({
    bssid: AP,
    station: STATION,
    peer: PEER,
    toAp,
    encrypted: true,
    payload: new Uint8Array(20),
    sequence,
  });
const wds = encodeFourAddress({
  receiver: AP,
  transmitter: FAR,
  destination: PEER,
  source: STATION,
  payload: new Uint8Array(20),
  sequence: 5,
});

describe("types of devices", () => {
  const beacon = encodeBeacon(NETWORK, at(1));
  const adhocBeacon = adhoc(beacon, 34);
  const nothing = encodeAuthentication(AP, STATION, AP, 2, 9);
  test.each<[string, Uint8Array[], number, string, number]>([
    ["mgmt bssid, IBSS", [adhocBeacon], AP, "Wi-Fi Ad-Hoc", PEER_BIT],
    ["mgmt bssid", [beacon], AP, "Wi-Fi AP", AP_BIT],
    ["mgmt bssid that was ad-hoc", [adhocBeacon, beacon], AP, "Wi-Fi Ad-Hoc", AP_BIT | PEER_BIT],
    ["mgmt bssid that is a bridge", [wds, beacon], AP, "Wi-Fi WDS AP", AP_BIT | PEER_BIT],
    [
      "mgmt source, IBSS",
      [adhoc(encodeAssociationRequest(NETWORK, STATION, 1), 24)],
      STATION,
      "Wi-Fi Ad-Hoc",
      PEER_BIT,
    ],
    ["mgmt source", [encodeProbeRequest(STATION, "x", 1)], STATION, "Wi-Fi Client", CLIENT],
    [
      "mgmt source that is an access point",
      [beacon, encodeProbeRequest(AP, "x", 2)],
      AP,
      "Wi-Fi AP",
      AP_BIT | CLIENT,
    ],
    ["mgmt dest", [nothing], STATION, "Wi-Fi Client", CLIENT],
    [
      "mgmt dest that was bridged",
      [data(false), encodeDeauthentication(AP, PEER, AP, 1, 2)],
      PEER,
      "Wi-Fi Client",
      CLIENT,
    ],
    [
      "mgmt dest that is an access point",
      [
        beacon,
        encodeProbeResponse(
          { ...NETWORK, bssid: FAR },
          AP,
          at(2),
        ),
      ],
      AP,
      "Wi-Fi AP",
      AP_BIT | CLIENT,
    ],
    ["data bssid, ad-hoc", [adhocData()], AP, "Wi-Fi Ad-Hoc", PEER_BIT],
    ["data bssid, to", [data(true)], AP, "Wi-Fi AP", AP_BIT],
    ["data bssid, from", [data(false)], AP, "Wi-Fi AP", AP_BIT],
    ["data bssid that was ad-hoc", [adhocBeacon, data(true)], AP, "Wi-Fi AP", AP_BIT | PEER_BIT],
    ["data source, to", [data(true)], STATION, "Wi-Fi Client", CLIENT],
    ["data source, ad-hoc", [adhocData()], STATION, "Wi-Fi Client", CLIENT],
    ["data source, from", [data(false)], PEER, "Wi-Fi Bridged", WIRED],
    [
      "data source, from, that is a client",
      [
        encodeProbeRequest(PEER, "x", 1),
        data(false),
      ],
      PEER,
      "Wi-Fi Client",
      CLIENT | WIRED,
    ],
    ["data source, WDS", [wds], STATION, "Wi-Fi Device", PEER_BIT],
    [
      "data source, WDS, that is exactly a peer",
      [
        adhocBeacon,
        encodeFourAddress({
          receiver: FAR,
          transmitter: PEER,
          destination: STATION,
          source: AP,
          payload: new Uint8Array(9),
          sequence: 2,
        }),
      ],
      AP,
      "Wi-Fi WDS",
      PEER_BIT,
    ],
    [
      "data source, null",
      [
        encodeProbeRequest(STATION, "x", 1),
        encodeNull(STATION, AP, 2),
      ],
      STATION,
      "Wi-Fi Client",
      CLIENT,
    ],
    ["data dest, WDS", [wds], PEER, "Wi-Fi WDS", PEER_BIT],
    ["data dest, ad-hoc", [adhocData()], PEER, "Wi-Fi Ad-Hoc", PEER_BIT],
    ["data dest, to", [data(true)], PEER, "Wi-Fi Device", 0],
    ["data dest, from", [data(false)], STATION, "Wi-Fi Device", 0],
    ["data dest that has a role", [data(true), data(false)], STATION, "Wi-Fi Client", CLIENT],
    ["data transmitter, WDS", [wds], FAR, "Wi-Fi WDS AP", AP_BIT | PEER_BIT],
    ["data receiver, WDS", [wds], AP, "Wi-Fi WDS AP", AP_BIT | PEER_BIT],
  ])("%s", async (_, frames, mac, type, basicTypes) => {
    expect(await become(frames, mac)).toEqual([type, basicTypes]);
  });

  test("the destination of a management frame to a station nobody heard is inferred first", () =>
    withListener({}, (listener) => {
      const types: string[] = [];
      listener.moirai.bus.subscribe("NEW_DEVICE", ({ payload }) => types.push(payload.type));
      listener.hear(data(true));
      // AP, station, then the far end, which only data frames name: it stays without a role.
      expect(types).toEqual(["Wi-Fi AP", "Wi-Fi Client", "Wi-Fi Device"]);
    }));

  test.each<[string, Uint8Array[], number, number]>([
    ["beacons", [beacon], AP, 0x001],
    ["probe responses", [encodeProbeResponse(NETWORK, STATION, at(1))], AP, 0x100],
    ["both", [beacon, encodeProbeResponse(NETWORK, STATION, at(2))], AP, 0x101],
    ["ad-hoc beacons", [adhocBeacon], AP, 0x003],
    ["association responses", [encodeAssociationResponse(NETWORK, STATION, 1)], AP, 0],
    [
      "ad-hoc association requests",
      [
        adhoc(encodeAssociationRequest(NETWORK, STATION, 1), 24),
      ],
      STATION,
      0x002,
    ],
  ])(
    "the 802.11 types of %s, and the view of access points",
    (_, frames, mac, types) =>
      withListener({}, async (listener) => {
        listener.hear(frames);
        expect(listener.dot11(mac).types).toBe(types);
        const view = await listener.ask("/devices/views/phydot11_accesspoints/devices.json");
        expect((view as unknown[]).length > 0).toBe(types !== 0);
      }),
  );
});

describe("frames that make no device", () => {
  test.each<[string, Uint8Array, number]>([
    ["RTS", encodeRts(AP, STATION, 100), 1],
    ["CTS", encodeCts(STATION, 100), 1],
    ["ACK", encodeAck(STATION), 1],
    ["null", encodeNull(STATION, AP, 1), 1],
    ["QoS null", encodeQosNull(STATION, AP, 1), 1],
    ["reserved data subtype 7", concat(encodeHeader(2, 7, 1, [AP, STATION, PEER], 1)), 1],
    ["reserved data subtype 13", concat(encodeHeader(2, 13, 1, [AP, STATION, PEER], 1)), 1],
    ["a beacon of 35 bytes", encodeBeacon(NETWORK, at(1)).subarray(0, 35), 1],
    [
      "an association request of 35 bytes",
      encodeAssociationRequest(NETWORK, STATION, 1)
        .subarray(0, 35),
      1,
    ],
    ["23 bytes of data", data(true).subarray(0, 23), 1],
    ["29 bytes of four-address data", wds.subarray(0, 29), 1],
    ["15 bytes of RTS", encodeRts(AP, STATION, 100).subarray(0, 15), 1],
    [
      "an action frame of 29 bytes",
      concat(encodeHeader(0, 13, 0, [AP, STATION, AP], 1), [
        5,
        1,
        0,
        0,
        0,
      ]),
      1,
    ],
    ["nine bytes", data(true).subarray(0, 9), 0],
    ["management subtype 6", encodeHeader(0, 6, 0, [AP, STATION, AP], 1), 0],
    ["management subtype 15", encodeHeader(0, 15, 0, [AP, STATION, AP], 1), 0],
    ["control subtype 2", concat([0x24, 0, 0, 0], encodeHeader(0, 0, 0, [AP, AP, AP], 1)), 0],
    ["extension subtype 2", concat([0x2c, 0], encodeHeader(0, 0, 0, [AP, AP, AP], 1)), 0],
    ["a DMG beacon of 29 bytes", new Uint8Array(29).fill(0x0c, 0, 1), 1],
  ])("%s", (_, frame, counted) =>
    withListener({}, (listener) => {
      listener.hear(frame);
      expect(listener.moirai.stores.devices.size).toBe(0);
      expect(listener.moirai.stores.phys()[0]!.packets).toBe(counted);
    }));

  test("groups, broadcast and zeros play no role", () =>
    withListener({}, (listener) => {
      listener.hear(concat(
        encodeHeader(0, 4, 0, [0x01005e000001, STATION, 0], 1),
        [0, 0],
      ));
      listener.hear(concat(encodeHeader(2, 0, 1, [AP, 0x010000000001, 0], 2), [1, 2, 3]));
      expect([...listener.moirai.stores.devices.all()].map(({ mac }) => mac)).toEqual([
        STATION,
        AP,
      ]);
    }));
});

describe("what a frame counts", () => {
  const counts = (listener: Listener, mac: number) => {
    const { packets, txPackets, rxPackets, llcPackets, dataPackets } = listener.record(mac)!;
    return [packets, txPackets, rxPackets, llcPackets, dataPackets];
  };

  test("an access point counts what it sends itself", () =>
    withListener({}, (listener) => {
      listener.hear([
        encodeBeacon(NETWORK, at(1)),
        encodeAuthentication(STATION, AP, AP, 1, 2),
        encodeAuthentication(AP, STATION, AP, 2, 3),
        data(true, 4),
        data(false, 5),
      ]);
      // total, tx, rx, llc, data
      expect(counts(listener, AP)).toEqual([2, 2, 0, 2, 0]);
      expect(counts(listener, STATION)).toEqual([4, 2, 2, 2, 2]);
      expect(counts(listener, PEER)).toEqual([2, 1, 1, 0, 2]);
    }));

  test("a bridge counts in total what it only passes on", () =>
    withListener({}, (listener) => {
      listener.hear(wds);
      expect(counts(listener, AP)).toEqual([1, 0, 0, 0, 1]);
      expect(counts(listener, FAR)).toEqual([1, 1, 0, 0, 1]);
    }));

  test("sizes, fragments and repetitions of data go to every role", () =>
    withListener({}, (listener) => {
      const frame = data(true, 7);
      frame[1]! |= 0x04 | 0x08;
      listener.hear([data(true, 6), frame]);
      // 20 bytes behind a CCMP header of 8.
      for (const mac of [AP, STATION, PEER]) {
        expect(listener.dot11(mac)).toMatchObject({
          dataSize: 56,
          retryDataSize: 28,
          fragments: 1,
          retries: 1,
        });
      }
      expect(listener.dot11(STATION).clients!.get(AP)).toMatchObject({
        dataSize: 56,
        retryDataSize: 28,
        fragments: 1,
        retries: 1,
      });
    }));

  test("protected data is encryption, a beacon of an encrypted network is not", () =>
    withListener({}, (listener) => {
      listener.hear([
        encodeBeacon({ ...NETWORK, bssid: FAR, security: "wpa2-psk" }, at(1)),
        data(true),
      ]);
      expect([AP, STATION, FAR].map((mac) => listener.record(mac)!.basicCrypts)).toEqual([2, 2, 0]);
    }));
});

describe("signal, frequency and channel", () => {
  const NEAR = { freqMhz: 2437, signalDbm: -40 };
  const OFF = { freqMhz: 2462, signalDbm: -70 };
  const radio = (listener: Listener, mac: number) => {
    const device = listener.record(mac)!;
    return [device.signal?.last, device.freqKhz, device.channel];
  };

  test("of an access point come from its beacons, its rates from every frame", () =>
    withListener({}, (listener) => {
      listener.hear(encodeBeacon(NETWORK, at(1)), NEAR);
      listener.hear(encodeAuthentication(AP, STATION, AP, 2, 2), OFF);
      expect(radio(listener, AP)).toEqual([-40, 2462000, "6"]);
    }));

  test("of an access point come from every frame it sends, where the setting says so", () =>
    withListener({ dot11_ap_signal_from_beacon: "false" }, (listener) => {
      listener.hear(encodeBeacon(NETWORK, at(1)), NEAR);
      listener.hear(encodeAuthentication(AP, STATION, AP, 2, 2), OFF);
      expect(listener.record(AP)!.signal!.last).toBe(-70);
    }));

  test.each<[string, Uint8Array, number | undefined]>([
    ["probe requests", encodeProbeRequest(STATION, "x", 1), -40],
    ["data to the access point", data(true), -40],
    ["authentication", encodeAuthentication(STATION, AP, AP, 1, 1), undefined],
    ["association requests", encodeAssociationRequest(NETWORK, STATION, 1), undefined],
  ])("of a client from %s", (_, frame, signal) =>
    withListener({}, (listener) => {
      listener.hear(frame, NEAR);
      expect(listener.record(STATION)!.signal?.last).toBe(signal);
      // The channel text follows every frame that the client sends.
      expect(listener.record(STATION)!.channel).toBe("6");
    }));

  test("of a client follow the frequency; an access point's own word outranks it", () =>
    withListener({}, (listener) => {
      listener.hear([encodeProbeRequest(STATION, "x", 1), encodeBeacon(NETWORK, at(1))], NEAR);
      listener.hear([encodeProbeRequest(STATION, "x", 2), encodeBeacon(NETWORK, at(2))], OFF);
      expect(radio(listener, STATION)).toEqual([-70, 2462000, "11"]);
      expect(radio(listener, AP)).toEqual([-70, 2462000, "6"]);
    }));

  test("without a radio header an access point names its channel, also in probe responses", () =>
    withListener({}, (listener) => {
      listener.hear(encodeProbeResponse(NETWORK, STATION, at(1)));
      expect(listener.record(AP)!.channel).toBe("6");
      listener.hear(encodeBeacon({ ...NETWORK, bssid: FAR, channel: 36 }, at(1)));
      expect(listener.record(FAR)!.channel).toBe("36");
    }));

  test("of a network in the 2.4 GHz band with HT, and in the 5 GHz band with VHT", () =>
    withListener({}, (listener) => {
      listener.hear([
        encodeBeacon(NETWORK, at(1)),
        encodeBeacon({ ...NETWORK, bssid: FAR, channel: 36 }, at(2)),
        encodeBeacon({ ...NETWORK, bssid: PEER, modern: false }, at(3)),
      ]);
      const shown = (mac: number) => {
        const { channel, htMode, htCenter1, htCenter2 } = listener.dot11(mac).lastBeaconed!;
        return [channel, htMode, htCenter1, htCenter2];
      };
      expect(shown(AP)).toEqual(["6", "HT20", 0, 0]);
      expect(shown(FAR)).toEqual(["36", "HT80", 5210, 5000]);
      expect(shown(PEER)).toEqual(["6", "", 0, 0]);
    }));
});

describe("duplicates", () => {
  test("tell who else heard an access point or a probing client, and nothing else", () =>
    withListener({}, async (listener) => {
      await listener.addSource("roof");
      await listener.addSource("cellar");
      const frames = [encodeBeacon(NETWORK, at(1)), encodeProbeRequest(STATION, "x", 1)];
      listener.hear(frames, { freqMhz: 2437, signalDbm: -40, source: 1 });
      listener.hear(frames, { freqMhz: 2442, signalDbm: -60, source: 2, timeSec: START_SEC + 1 });
      for (const mac of [AP, STATION]) {
        const device = listener.record(mac)!;
        expect(device.seenBy.map(({ source, packets }) => [source.number, packets]))
          .toEqual([[1, 1], [2, 1]]);
        expect(device).toMatchObject({ packets: 1, freqKhz: 2442000 });
        expect(device.signal).toMatchObject({ last: -60, max: -40 });
      }
      expect(listener.dot11(AP).lastBeaconed!.beacons).toBe(1);
    }));

  test("make no device, and duplicates of data change nothing", () =>
    withListener({}, async (listener) => {
      await listener.addSource("roof");
      const frame = data(true);
      listener.hear([frame, frame], { source: 1 });
      expect(listener.record(STATION)).toMatchObject({ packets: 1 });
      expect(listener.record(STATION)!.seenBy[0]).toMatchObject({ packets: 1 });
    }));
});

describe("dot11_ap_only_survey", () => {
  test("ignores everything but undamaged beacons", () =>
    withListener({ dot11_ap_only_survey: "true" }, (listener) => {
      listener.hear([
        encodeProbeRequest(STATION, "x", 1),
        data(true),
        encodeProbeResponse(NETWORK, STATION, at(1)),
        encodeBeacon(NETWORK, at(1)).subarray(0, 35),
        encodeBeacon({ ...NETWORK, bssid: FAR }, at(1)),
      ]);
      expect([...listener.moirai.stores.devices.all()].map(({ mac }) => mac)).toEqual([FAR]);
    }));
});

test("the last BSSID follows each frame's", () =>
  withListener({}, (listener) => {
    listener.hear([encodeBeacon(NETWORK, at(1)), encodeProbeRequest(STATION, "x", 1)]);
    expect(listener.dot11(AP).lastBssid).toBe(AP);
    expect(listener.dot11(STATION).lastBssid).toBe(0);
    listener.hear(encodeAuthentication(STATION, AP, AP, 1, 2));
    expect(listener.dot11(STATION).lastBssid).toBe(AP);
    listener.hear(encodeAuthentication(STATION, FAR, FAR, 1, 3));
    expect(listener.dot11(STATION).lastBssid).toBe(FAR);
    // Roaming: both networks stay.
    expect([...listener.dot11(STATION).clients!.keys()]).toEqual([AP, FAR]);
    listener.hear(encodeProbeRequest(STATION, "x", 4));
    expect(listener.dot11(STATION).lastBssid).toBe(0);
    listener.hear(wds);
    expect(listener.dot11(STATION).lastBssid).toBe(FAR);
  }));

test("the BSS timestamp is of the newest beacon that is not ad-hoc", () =>
  withListener({}, (listener) => {
    listener.hear(encodeBeacon(NETWORK, { timestampUs: 2 ** 40 + 5, sequence: 1 }));
    listener.hear(adhoc(encodeBeacon(NETWORK, { timestampUs: 9, sequence: 2 }), 34));
    listener.hear(encodeProbeResponse(NETWORK, BROADCAST, { timestampUs: 7, sequence: 3 }));
    expect(listener.dot11(AP)).toMatchObject({ bssTimestampHigh: 256, bssTimestampLow: 5 });
  }));
