// Frames that somebody bent: never an exception, never a structure without an end, always answers
// that clients can read.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DOT11_RULES } from "../../../actors/phy/dot11/rules.ts";
import {
  encodeElement,
  encodeOweTransition,
  encodeVendor,
  encodeWps,
} from "../../../protocols/dot11/encode-elements.ts";
import {
  concat,
  encodeAction,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
  encodeBeacon,
  encodeData,
  encodeDeauthentication,
  encodeFourAddress,
  encodeHandshakeMessage,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import {
  encodeBasicId,
  encodeLocation,
  encodeMessagePack,
  encodeRemoteIdElement,
  encodeRemoteIdNan,
  encodeSystem,
} from "../../../protocols/dot11/encode-remote-id.ts";
import {
  encodeDmgBeacon,
  encodeDmgCapabilities,
  encodeS1gBeacon,
  encodeS1gCompatibility,
} from "../../../protocols/dot11/encode-extension.ts";
import {
  encodeMultiLink,
  encodeMultipleBssid,
  encodeReducedNeighbors,
} from "../../../protocols/dot11/encode-modern.ts";
import { LINKS_MAX } from "../../../protocols/dot11/multi-link.ts";
import { PROFILES_MAX } from "../../../protocols/dot11/multiple-bssid.ts";
import { UAV_HISTORY_MAX, UavInfo } from "../../../protocols/records/uav.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, withListener } from "./listener.ts";
import { firstFrames, hasCaptures } from "./recorded-frames.ts";

const AP = 0x0011220000a1;
const STATION = 0x6600000000aa;
const LIMIT = 5;
/** Every setting that makes the tracker look deeper or keep more, and small limits. */
const SETTINGS = {
  dot11_keep_ietags: "true",
  dot11_11d_country_full: "true",
  dot11_link_bssts: "true",
  keep_per_datasource_stats: "true",
  wepkey: ["00:11:22:00:00:00/FF:FF:FF:00:00:00,0405060708"],
  dot11_device_ssids_max: String(LIMIT),
  dot11_device_probed_ssids_max: String(LIMIT),
  dot11_device_clients_max: String(LIMIT),
  dot11_device_handshakes_max: String(LIMIT),
  // Every rule looks, also those that are off as shipped.
  alert: DOT11_RULES.map(({ header }) => `${header},1000/sec,1000/sec`),
  apspoof: ['any:ssid="f",validmacs="00:11:22:00:00:FF"'],
  ssidcanary: ['any:ssid="."'],
  uav_match: ['any:name="x",ssid="o"'],
};

const NETWORK: Network = {
  ssid: "office",
  bssid: AP,
  channel: 36,
  security: "wpa3-transition",
  country: "DE",
  generation: 6,
  extra: concat(
    encodeWps({ configured: true, configMethods: 8, deviceName: "box" }),
    encodeOweTransition(AP + 1, "twin"),
    encodeElement(11, [1, 0, 2, 0, 0]),
    encodeElement(54, [1, 2, 3]),
    encodeElement(113, new Uint8Array(7)),
    encodeElement(114, [0x6d]),
    encodeElement(133, new Uint8Array(30).fill(0x41)),
    encodeVendor(0x506f9a, 9, [12, 29, 0]),
    encodeVendor(0x000b86, 1, [3, 0, 0x61]),
    encodeElement(36, [36, 4, 1, 11]),
    encodeElement(70, [3, 0, 0, 0, 0]),
    encodeVendor(0x263712, 0x58, new Uint8Array(40)),
  ),
};
const PACK = encodeMessagePack([
  encodeBasicId(1, 2, "1581F0000000DRONE001"),
  encodeLocation({ latitude: 52.5, longitude: 13.4, heightM: 30, speedMps: 5, trackDegrees: 10 }),
  encodeSystem({ operatorLatitude: 52.5, operatorLongitude: 13.4 }),
]);
/** What newer devices and drones send. */
const NEWER: Network = {
  ssid: "newer",
  bssid: AP + 16,
  channel: 36,
  security: "wpa3-sae",
  extra: concat(
    encodeMultiLink({
      mldAddress: AP + 17,
      linkId: 0,
      profiles: [{ linkId: 1, address: AP + 18 }],
    }),
    encodeMultipleBssid(3, [{ index: 1, ssid: "guest" }]),
    encodeReducedNeighbors([
      { operatingClass: 131, channel: 37, bssid: AP + 19, shortSsid: 1, parameters: 0x42 },
    ]),
    encodeRemoteIdElement(1, PACK.subarray(0, 78)),
  ),
};
const nonce = new Uint8Array(32).fill(9);
const arp = fromHex(
  "aaaa030000000806 0001 0800 06 04 0001 6600000000aa c0a80101 000000000000 c0a80102",
);
const payload = (bytes: Uint8Array, toAp: boolean, encrypted = false) =>
  encodeData({
    bssid: AP,
    station: STATION,
    peer: AP + 2,
    toAp,
    encrypted,
    payload: bytes,
    sequence: 1,
  });

const MADE: readonly Uint8Array[] = [
  encodeBeacon(NETWORK, { timestampUs: 5, sequence: 1 }),
  encodeProbeResponse(NETWORK, STATION, { timestampUs: 5, sequence: 2 }),
  encodeProbeRequest(STATION, "home", 3),
  encodeAssociationRequest(NETWORK, STATION, 4),
  encodeAssociationResponse(NETWORK, STATION, 5),
  encodeAuthentication(STATION, AP, AP, 1, 6),
  encodeDeauthentication(AP, STATION, AP, 7, 7),
  encodeAction(
    AP,
    STATION,
    AP,
    5,
    5,
    concat([1], encodeElement(52, new Uint8Array(13).fill(0xfe))),
    8,
  ),
  ...([1, 2, 3, 4] as const).map((message) =>
    encodeHandshakeMessage(NETWORK, STATION, message, nonce, 8 + message, {
      ...message === 1 && { pmkid: new Uint8Array(16) },
    })
  ),
  payload(arp, true),
  payload(arp, false),
  payload(new Uint8Array(60).fill(3), true, true),
  payload(fromHex("aaaa0300000c2000 02b40000 0001 0007 737731 0003 0005 31"), true),
  payload(fromHex("aaaa03000000888e 01 00 0009 02 01 0009 01 626f6221"), true),
  encodeBeacon(NEWER, { timestampUs: 5, sequence: 10 }),
  encodeBeacon({ ...NEWER, extra: encodeRemoteIdElement(2, PACK) }, {
    timestampUs: 5,
    sequence: 11,
  }),
  encodeRemoteIdNan(STATION + 2, 1, PACK, 12),
  encodeS1gBeacon({ source: AP + 20, timestampUs: 1, elements: encodeS1gCompatibility(1) }),
  encodeDmgBeacon({ bssid: AP + 21, timestampUs: 1, elements: encodeDmgCapabilities(AP) }),
  encodeFourAddress({
    receiver: AP,
    transmitter: AP + 3,
    destination: STATION,
    source: AP + 4,
    payload: arp,
    sequence: 9,
  }),
];

/** One way to bend a frame; numbers are taken modulo what there is. */
type Bend =
  | { readonly how: "flip"; readonly at: number; readonly bits: number }
  | { readonly how: "cut"; readonly to: number }
  | {
    readonly how: "repeat";
    readonly from: number;
    readonly length: number;
    readonly times: number;
  }
  | { readonly how: "length"; readonly at: number; readonly value: number }
  | { readonly how: "nest"; readonly at: number; readonly tag: number }
  | { readonly how: "append"; readonly bytes: Uint8Array };

const bends: fc.Arbitrary<Bend> = fc.oneof(
  fc.record({
    how: fc.constant("flip" as const),
    at: fc.nat(4000),
    bits: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ how: fc.constant("cut" as const), to: fc.nat(4000) }),
  fc.record({
    how: fc.constant("repeat" as const),
    from: fc.nat(4000),
    length: fc.nat(80),
    times: fc.nat(20),
  }),
  fc.record({ how: fc.constant("length" as const), at: fc.nat(60), value: fc.nat(255) }),
  fc.record({
    how: fc.constant("nest" as const),
    at: fc.nat(60),
    tag: fc.constantFrom(0, 48, 71, 221, 255),
  }),
  fc.record({ how: fc.constant("append" as const), bytes: fc.uint8Array({ maxLength: 40 }) }),
);

/** Offsets of the elements' length bytes, as far as they can be followed from offset 36. */
function lengthOffsets(frame: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 36; at + 2 <= frame.length; at += 2 + frame[at + 1]!) found.push(at + 1);
  return found;
}

function bend(frame: Uint8Array, how: Bend): Uint8Array {
  if (frame.length === 0) return frame;
  const copy = frame.slice();
  const offsets = lengthOffsets(frame);
  switch (how.how) {
    case "flip":
      copy[how.at % copy.length]! ^= how.bits;
      return copy;
    case "cut":
      return copy.subarray(0, how.to % copy.length);
    case "repeat": {
      const from = how.from % copy.length;
      const part = copy.subarray(from, from + how.length);
      return concat(copy, ...Array.from({ length: how.times }, () => part)).subarray(0, 6000);
    }
    case "length":
      if (offsets.length > 0) copy[offsets[how.at % offsets.length]!] = how.value;
      return copy;
    case "nest": {
      // All that follows an element becomes the inside of another one.
      const at = (offsets[how.at % Math.max(1, offsets.length)] ?? 37) - 1;
      const inside = copy.subarray(at, at + 250);
      return concat(copy.subarray(0, at), [how.tag, inside.length], inside);
    }
    case "append":
      return concat(copy, how.bytes);
  }
}

const small = (map: { readonly size: number } | undefined, limit: number) =>
  expect(map?.size ?? 0).toBeLessThanOrEqual(limit);

function checkBounds(device: DeviceRecord): void {
  small(device.frequencies(), 256);
  expect(device.seenBy.length).toBeLessThanOrEqual(64);
  expect(device.name.length).toBeLessThanOrEqual(32 * 6);
  for (const relatives of device.related?.values() ?? []) small(relatives, 128);
  const dot11 = device.detail;
  if (!(dot11 instanceof Dot11Device)) throw new Error("a device without an 802.11 record");
  small(dot11.advertised, LIMIT);
  small(dot11.responded, LIMIT);
  small(dot11.probed, LIMIT);
  small(dot11.clients, LIMIT);
  small(dot11.associated, LIMIT);
  small(dot11.handshakes, LIMIT);
  for (const list of dot11.handshakes?.values() ?? []) expect(list.length).toBeLessThanOrEqual(24);
  small(dot11.rateUse?.rates(), 64);
  expect(dot11.modern?.mld?.links.length ?? 0).toBeLessThanOrEqual(LINKS_MAX);
  small(dot11.notKept, 4);
  expect(dot11.abilities?.supportedChannels?.length ?? 0).toBeLessThanOrEqual(256);
  const drone = device.attached?.get("uav.device");
  if (drone instanceof UavInfo) {
    expect(drone.history.length).toBeLessThanOrEqual(UAV_HISTORY_MAX);
    expect(drone.serialNumber.length).toBeLessThanOrEqual(20 * 6);
  }
  expect(dot11.nonces?.length ?? 0).toBeLessThanOrEqual(129);
  expect(dot11.anonces?.length ?? 0).toBeLessThanOrEqual(129);
  for (const map of [dot11.advertised, dot11.responded]) {
    for (const ssid of map?.values() ?? []) {
      expect(ssid.ssid.length).toBeLessThanOrEqual(32 * 6);
      expect(ssid.kept!.tags().length).toBeLessThanOrEqual(256);
      small(ssid.kept!.byId(), 256);
      expect(ssid.countryTriplets?.length ?? 0).toBeLessThanOrEqual(84);
      // Elements of at most 255 bytes hold no more of these.
      expect(ssid.modern?.neighbors?.length ?? 0).toBeLessThanOrEqual(256);
      expect(ssid.modern?.nontransmitted?.length ?? 0).toBeLessThanOrEqual(PROFILES_MAX);
    }
  }
}

async function checkAll(listener: Listener): Promise<void> {
  expect(listener.messages.filter((line) => line.includes("internal error"))).toEqual([]);
  for (const device of listener.moirai.stores.devices.all()) checkBounds(device);
  const alerts = listener.moirai.stores.alerts.all();
  expect(alerts.length).toBeLessThanOrEqual(50);
  for (const { evidence } of alerts) expect(evidence.length).toBeLessThanOrEqual(32);
  for (const group of listener.moirai.stores.ssids.all()) {
    for (const members of [group.advertising, group.responding, group.probing]) {
      for (const device of members.values()) {
        expect(listener.moirai.stores.devices.byMac(device.mac, 48)).toEqual([device]);
      }
    }
  }
  expect(Array.isArray(await listener.ask("/devices/views/all/devices.json"))).toBe(true);
  expect(Array.isArray(await listener.ask("/phy/phy80211/ssids/views/ssids.json"))).toBe(true);
}

/** Feeds many bent frames into one server, so that what they leave behind piles up. */
async function feed(originals: readonly Uint8Array[], runs: number): Promise<void> {
  await withListener(SETTINGS, async (listener) => {
    let second = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.nat(originals.length - 1), fc.array(bends, { minLength: 1, maxLength: 4 })),
          { minLength: 1, maxLength: 30 },
        ),
        (bent) => {
          const frames = bent.map(([which, ways]) => ways.reduce(bend, originals[which]!));
          const internalErrors = () =>
            listener.messages.filter((line) => line.includes("internal error")).length;
          listener.hear(frames, { timeSec: 1_700_000_000 + (second += 7) });
          return internalErrors() === 0;
        },
      ),
      { numRuns: runs },
    );
    listener.hear(originals);
    await checkAll(listener);
    expect(listener.moirai.stores.devices.size).toBeGreaterThan(0);
  });
}

describe("bent frames", () => {
  test("of an encoder leave the tracker whole and its records bounded", () => feed(MADE, 400));

  test.skipIf(!hasCaptures)(
    "of real captures, too (skipped where ../shared is absent)",
    async () => {
      const captures = [
        "wpa-Induction.pcap",
        "wps2.0.pcap",
        "example-ft.pcapng",
        "owe.pcapng",
        "capture_wds-01.cap",
        "Beacon-Ubiquiti.pcapng",
        "wep.pcapng",
        "deauth.pcapng",
        // Attacks, and what crashed other programs.
        "joshlea.dump",
        "pwnagotchi_beacon.pcapng",
        "bad_rsn_parsing_overrides_ssid.pcap",
        "floatingpoint_exception.pcap",
        "ieee802.11_parse_elements_oobr.pcap",
        "ieee802.11_rates_oobr.pcap",
        "wpaclean_crash.pcap",
        "fragattacks-amsdu-inject-fromap.pcapng",
        "wpa3tester-rogue_client_capture.pcapng",
        // Newer and rarer networks.
        "wifi7aruba755-10.7.2.0.pcapng",
        "odid_wifi_bcn_sample.pcap",
        "80211ad_beacon.pcap",
        "mesh.pcap",
        "wpa-eap-tls.pcap",
        "wpsdata.cap",
        "leap2.dump",
        "assocreq-ax210_and_iphone12promax.pcap",
      ];
      const frames = captures.flatMap((name) => firstFrames(name, 60));
      expect(frames.length).toBeGreaterThan(500);
      await feed(frames, 250);
    },
  );

  test("whole frames of random bytes make nothing fail", () =>
    withListener(SETTINGS, async (listener) => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (frames) => {
          listener.hear(frames);
          listener.hearPackets(frames, 127);
          listener.hearPackets(frames, 192);
        }),
        { numRuns: 150 },
      );
      await checkAll(listener);
    }));
});

describe("floods", () => {
  test("of names, clients and handshakes end at the limits and are counted", () =>
    withListener(SETTINGS, async (listener) => {
      for (let number = 0; number < 60; number++) {
        const station = STATION + number * 2;
        const ssid = `flood ${number}`;
        listener.hear([
          encodeBeacon({ ...NETWORK, ssid }, { timestampUs: 1, sequence: number }),
          encodeProbeResponse({ ...NETWORK, ssid }, station, { timestampUs: 1, sequence: number }),
          encodeProbeRequest(STATION, ssid, number),
          encodeHandshakeMessage(NETWORK, station, 1, nonce.map((byte) => byte + number), number),
          encodeAuthentication(STATION, AP + number * 2, AP + number * 2, 1, number),
        ]);
      }
      await checkAll(listener);
      const counters = listener.moirai.stores.phys()[0]!.counters!;
      expect(counters.get("ssids_refused")).toBe(2 * (60 - LIMIT));
      expect(counters.get("probed_ssids_refused")).toBe(60 - LIMIT);
      expect(counters.get("handshakes_refused")).toBe(60 - LIMIT);
      expect(counters.get("clients_refused")).toBeGreaterThanOrEqual(2 * (60 - LIMIT));
      const details = await listener.details(AP);
      expect(details["moirai.dot11.device.not_kept"]).toMatchObject({
        ssids: 2 * (60 - LIMIT),
        handshakes: 60 - LIMIT,
      });
    }));

  test("of key frames of one client keep the newest of each message", () =>
    withListener({}, (listener) => {
      for (let number = 0; number < 60; number++) {
        listener.hear(
          encodeHandshakeMessage(
            NETWORK,
            STATION,
            1 + number % 4 as 1 | 2 | 3 | 4,
            nonce.map((byte) => byte + number),
            number,
          ),
        );
      }
      const keys = listener.dot11(AP).handshakes!.get(STATION)!;
      expect(keys).toHaveLength(17);
      expect(new Set(keys.map(({ message }) => message))).toEqual(new Set([1, 2, 3, 4]));
      expect(keys.at(-1)!.message).toBe(4);
    }));
});
