// Newer networks in a whole server: multi-link devices, OWE pairs, multiple BSSID sets, 6 GHz, WPA3,
// HaLow, 60 GHz, mesh, as clients see them.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLAIMS_MAX,
  RELATION_CO_LOCATED,
  RELATION_MLD,
  RELATION_MULTIPLE_BSSID,
  RELATION_OWE,
  WAITING_MAX,
} from "../../../actors/phy/dot11/address-relations.ts";
import { PROXIED_MAX, RELATION_MESH_PEER } from "../../../actors/phy/dot11/mesh.ts";
import { encodeElement, encodeOweTransition } from "../../../protocols/dot11/encode-elements.ts";
import {
  encodeDmgBeacon,
  encodeDmgCapabilities,
  encodeMeshConfiguration,
  encodeMeshData,
  encodeMeshId,
  encodeS1gBeacon,
  encodeS1gCompatibility,
  encodeS1gOperation,
} from "../../../protocols/dot11/encode-extension.ts";
import {
  encodeEhtAbilities,
  encodeEhtRadio,
  encodeExtendedCapabilities,
  encodeHeAbilities,
  encodeHeRadio,
  encodeMultiLink,
  encodeMultipleBssid,
  encodeReducedNeighbors,
  encodeSixGhzAbilities,
  encodeSuites,
  encodeSuitesExtension,
  encodeSuitesOverride,
  type MultiLinkDevice,
} from "../../../protocols/dot11/encode-modern.ts";
import {
  BROADCAST,
  concat,
  encodeAction,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeBeacon,
  encodeHeader,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { formatMac } from "../../../protocols/mac.ts";
import { type Listener, type Members, withListener } from "./listener.ts";

const AP = 0x001122334400;
const MLD = 0x001122334410;
const STATION = 0x8cf5a3000001;

const at = (sequence: number) => ({ timestampUs: sequence * 102_400, sequence });
const HOME: Network = { ssid: "home", bssid: AP, channel: 6, security: "open" };

function beacon(changes: Partial<Network>, ...extra: readonly Uint8Array[]): Uint8Array {
  return encodeBeacon({ ...HOME, ...changes, extra: concat(...extra) }, at(1));
}

/** A beacon at 6 GHz: no channel element, no HT, no VHT. */
function sixGhzBeacon(bssid: number, ssid: string, ...extra: readonly Uint8Array[]): Uint8Array {
  return concat(
    encodeHeader(0, 8, 0, [BROADCAST, bssid, bssid], 1),
    [1, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0x11, 0],
    encodeElement(0, new TextEncoder().encode(ssid)),
    encodeElement(1, [0x8c, 0x12, 0x98, 0x24, 0xb0, 0x48, 0x60, 0x6c]),
    ...extra,
  );
}

/** `moirai.dot11.x.y` as `y`, all the way down. */
function short(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(short);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replace(/^.*\./, ""), short(member)]),
  );
}

/** What is told of the network that the device advertised last. */
async function network(listener: Listener, mac: number): Promise<Members> {
  const details = await listener.details(mac);
  const ssid = details["dot11.device.last_beaconed_ssid_record"] as Members;
  return short(ssid["moirai.dot11.advertisedssid.modern"]) as Members;
}

async function device(listener: Listener, mac: number): Promise<Members> {
  return short((await listener.details(mac))["moirai.dot11.device.modern"]) as Members;
}

/** Addresses that a device is related to. */
function relatives(listener: Listener, mac: number, relation: string): string[] {
  const keys = listener.record(mac)?.related?.get(relation)?.keys() ?? [];
  const { devices } = listener.moirai.stores;
  return [...keys].map((key) => formatMac(devices.byKey(key)!.mac)).sort();
}

const counter = (listener: Listener, name: string) =>
  listener.moirai.stores.phys()[0]!.counters!.get(name);

describe("Wi-Fi 6, 6E and 7", () => {
  test("an older network has no such object", () =>
    withListener({}, async (listener) => {
      listener.hear(beacon({}));
      expect(listener.dot11(AP).modern).toBeUndefined();
      expect(listener.dot11(AP).lastBeaconed!.modern).toBeUndefined();
      expect(await network(listener, AP)).toBeUndefined();
      expect(await device(listener, AP)).toBeUndefined();
      expect(counter(listener, "modern_parsed")).toBe(0);
    }));

  test("HE: generation, rates, color; width of the older elements", () =>
    withListener({}, async (listener) => {
      const he = [encodeHeAbilities({ widthMhz: 160 }), encodeHeRadio({ color: 12 })];
      listener.hear(beacon({ channel: 36 }, ...he));
      expect(await network(listener, AP)).toEqual({
        generation: 6,
        band: "5",
        channel: "36",
        width: 80,
        center_1: 5210,
        he_maxrate: 1201,
        streams: 2,
        bss_color: 12,
      });
    }));

  test("EHT at 6 GHz: 320 MHz, punctured, channel 37W6e, also that of device and network", () =>
    withListener({}, async (listener) => {
      listener.hear(sixGhzBeacon(
        AP,
        "wide",
        encodeHeAbilities({ widthMhz: 160 }),
        encodeHeRadio({
          color: 3,
          sixGhz: { primaryChannel: 37, widthMhz: 160, center1: 39, center2: 47, regulatory: 1 },
        }),
        encodeSixGhzAbilities(),
        encodeEhtRadio({ widthMhz: 320, center1: 47, center2: 31, punctured: 0x000c }),
        encodeEhtAbilities({ widthMhz: 320 }),
      ));
      expect(await network(listener, AP)).toEqual({
        generation: 7,
        band: "6",
        channel: "37W6e",
        width: 320,
        center_1: 6185,
        center_2: 6105,
        punctured: 12,
        he_maxrate: 2402,
        eht_maxrate: 5764.7,
        streams: 2,
        bss_color: 3,
        regulatory: 1,
        minrate: 6,
      });
      expect(listener.record(AP)!.channel).toBe("37W6e");
      const details = await listener.details(AP);
      const ssid = details["dot11.device.last_beaconed_ssid_record"] as Members;
      expect(ssid["dot11.advertisedssid.channel"]).toBe("37W6e");
    }));

  test("a channel of its own outranks that of the receiver", () =>
    withListener({}, (listener) => {
      const sixGhz = { primaryChannel: 5, widthMhz: 80, center1: 7 } as const;
      listener.hear(sixGhzBeacon(AP, "n", encodeHeRadio({ sixGhz })), { freqMhz: 6015 });
      expect(listener.record(AP)!.channel).toBe("5W6e");
    }));

  test("channel 2 at 6 GHz lies below the others", () =>
    withListener({}, async (listener) => {
      const sixGhz = { primaryChannel: 2, widthMhz: 20, center1: 2 } as const;
      listener.hear(sixGhzBeacon(AP, "n", encodeHeRadio({ sixGhz })), { freqMhz: 5935 });
      expect(await network(listener, AP)).toMatchObject({ channel: "2W6e", center_1: 5935 });
    }));

  test("what does not change is not looked into again, what changes is", () =>
    withListener({}, async (listener) => {
      const he = (color: number) => encodeHeRadio({ color });
      const tim = (count: number) => encodeElement(5, [count, 3, 0, 0]);
      for (const count of [0, 1, 2]) listener.hear(beacon({}, tim(count), he(1)));
      expect(counter(listener, "modern_parsed")).toBe(1);
      expect(counter(listener, "modern_unchanged")).toBe(2);
      listener.hear(beacon({}, tim(0), he(2)));
      expect(counter(listener, "modern_parsed")).toBe(2);
      expect((await network(listener, AP)).bss_color).toBe(2);
      listener.hear(beacon({}));
      expect(await network(listener, AP)).toBeUndefined();
    }));

  test("a malformed element is counted, the rest is kept", () =>
    withListener({}, async (listener) => {
      const bad = encodeElement(255, [35, 0, 0]);
      listener.hear(beacon({}, bad, encodeHeRadio({ color: 9 })));
      expect(await network(listener, AP)).toMatchObject({ malformed: 1, bss_color: 9 });
      expect(listener.faults.toObject()).toEqual({ "dot11.he_malformed": 1 });
    }));

  test("stations tell what they can, each request adding to it", () =>
    withListener({}, async (listener) => {
      const narrow = encodeHeAbilities({ widthMhz: 40, streams: 1, twtRequester: true });
      listener.hear(encodeProbeRequest(STATION, "", 1, narrow));
      expect(await device(listener, STATION)).toEqual({
        abilities: { generation: 6, width: 40, streams: 1, twt: 1 },
      });
      const wide = [
        encodeHeAbilities({ widthMhz: 160 }),
        encodeSixGhzAbilities(),
        encodeEhtAbilities({ widthMhz: 320 }),
      ];
      listener.hear(encodeProbeRequest(STATION, "", 2, concat(...wide)));
      expect(await device(listener, STATION)).toEqual({
        abilities: { generation: 7, width: 320, streams: 2, six_ghz: 1, twt: 1 },
      });
    }));

  test("a station without HE has nothing to tell", () =>
    withListener({}, (listener) => {
      listener.hear(encodeProbeRequest(STATION, "", 1, encodeExtendedCapabilities([72])));
      expect(listener.dot11(STATION).modern).toBeUndefined();
    }));
});

describe("neighbors and boxes", () => {
  const report = encodeReducedNeighbors([
    {
      operatingClass: 131,
      channel: 37,
      bssid: AP + 2,
      shortSsid: 0x12345678,
      parameters: 0x42,
    },
    { operatingClass: 115, channel: 36, bssid: AP + 9, shortSsid: 1, parameters: 0 },
  ]);

  test("a report is listed; who is in the same box is related once it is heard", () =>
    withListener({}, async (listener) => {
      listener.hear(beacon({}, report));
      expect((await network(listener, AP)).neighbors).toEqual([
        {
          bssid: formatMac(AP + 2),
          short_ssid: 0x12345678,
          channel: "37W6e",
          operating_class: 131,
          co_located: 1,
          same_ssid: 1,
        },
        {
          bssid: formatMac(AP + 9),
          short_ssid: 1,
          channel: "36",
          operating_class: 115,
          co_located: 0,
          same_ssid: 0,
        },
      ]);
      expect(listener.record(AP + 2)).toBeUndefined();
      expect(counter(listener, "address_claims")).toBe(1);
      listener.hear([beacon({ bssid: AP + 2 }), beacon({ bssid: AP + 9 })]);
      expect(relatives(listener, AP, RELATION_CO_LOCATED)).toEqual([formatMac(AP + 2)]);
      expect(relatives(listener, AP + 2, RELATION_CO_LOCATED)).toEqual([formatMac(AP)]);
      expect(counter(listener, "address_claims")).toBe(0);
      const related = (await listener.device(AP))["kismet.device.base.related_devices"];
      expect(related).toEqual({ [RELATION_CO_LOCATED]: [listener.key(AP + 2)] });
    }));

  test("who claimed an address and was forgotten is not related to it", () =>
    withListener({}, (listener) => {
      listener.hear(beacon({}, report));
      const store = listener.moirai.stores.devices as unknown as { remove(device: unknown): void };
      store.remove(listener.record(AP));
      listener.hear(beacon({ bssid: AP + 2 }));
      expect(listener.record(AP + 2)!.related).toBeUndefined();
    }));
});

describe("multiple BSSID", () => {
  test("networks without beacons are listed with what they inherit", () =>
    withListener({}, async (listener) => {
      const profiles = encodeMultipleBssid(3, [
        { index: 1, ssid: "guest", capability: 1, withoutRsn: true },
        { index: 2, ssid: "iot", rsn: encodeSuites({ akms: [2], capabilities: 0 }) },
        { index: 9, ssid: "staff" },
        { index: 4, ssid: "old", capability: 0x11, withoutRsn: true },
      ]);
      listener.hear(beacon({ bssid: AP + 6, security: "wpa3-sae" }, profiles));
      expect(await network(listener, AP + 6)).toMatchObject({
        multiple_bssid_indicator: 3,
        nontransmitted: [
          { bssid: formatMac(AP + 7), index: 1, ssid: "guest", crypt_string: "Open" },
          { bssid: formatMac(AP), index: 2, ssid: "iot", crypt_string: "WPA2 WPA2-PSK AES-CCMP" },
          {
            bssid: formatMac(AP + 7),
            index: 9,
            ssid: "staff",
            crypt_string: "WPA3 WPA3-SAE AES-CCMP",
          },
          { bssid: formatMac(AP + 2), index: 4, ssid: "old", crypt_string: "WEP" },
        ],
      });
      expect(listener.moirai.stores.devices.size).toBe(1);
      // A client of the network without beacons: its BSSID is now a device, and knows who speaks.
      listener.hear(encodeProbeResponse({ ...HOME, bssid: AP + 7, ssid: "guest" }, STATION, at(2)));
      expect(relatives(listener, AP + 7, RELATION_MULTIPLE_BSSID)).toEqual([formatMac(AP + 6)]);
      expect((await device(listener, AP + 7)).transmitted_bssid).toBe(formatMac(AP + 6));
    }));
});

describe("OWE transition", () => {
  test.each([["open first", false], ["encrypted first", true]])(
    "the two halves are related and told apart, %s",
    (_, reversed) =>
      withListener({}, async (listener) => {
        const open = beacon(
          { bssid: AP, ssid: "cafe", security: "open" },
          encodeOweTransition(AP + 1, "cafe-owe"),
        );
        const encrypted = beacon(
          { bssid: AP + 1, ssid: "cafe-owe", hidden: true, security: "owe" },
          encodeOweTransition(AP, "cafe"),
        );
        listener.hear(reversed ? [encrypted, open] : [open, encrypted]);
        expect(relatives(listener, AP, RELATION_OWE)).toEqual([formatMac(AP + 1)]);
        expect(relatives(listener, AP + 1, RELATION_OWE)).toEqual([formatMac(AP)]);
        expect((await network(listener, AP)).security).toEqual({
          mode: "OWE-transition",
          akms: [],
          transition: 1,
        });
        expect((await network(listener, AP + 1)).security).toEqual({
          mode: "OWE",
          akms: ["OWE"],
          mfp: "required",
          transition: 1,
        });
        expect(listener.moirai.stores.devices.size).toBe(2);
      }),
  );
});

describe("WPA3", () => {
  const modes: readonly (readonly [string, readonly Uint8Array[], object])[] = [
    ["SAE only, hash to element, public key", [
      encodeSuites({ akms: [8] }),
      encodeSuitesExtension({ h2e: true, saePk: true }),
    ], { mode: "WPA3-SAE", akms: ["SAE"], mfp: "required", sae_h2e: "offered", sae_pk: "offered" }],
    ["transition", [encodeSuites({ akms: [2, 8], capabilities: 0x80 })], {
      mode: "WPA3-SAE-transition",
      akms: ["PSK", "SAE"],
      mfp: "capable",
      transition: 1,
    }],
    ["only passwords of SAE-PK, beacons protected", [
      encodeSuites({ akms: [8] }),
      encodeExtendedCapabilities([84, 88]),
      encodeSuitesExtension({ h2e: true, saePk: true }),
    ], {
      mode: "WPA3-SAE",
      akms: ["SAE"],
      mfp: "required",
      beacon_protection: 1,
      sae_h2e: "offered",
      sae_pk: "required",
    }],
    ["AKM 24 and 25, hash to element demanded by the rates", [
      encodeElement(50, [0x80 | 123]),
      encodeSuites({ akms: [24, 25] }),
      encodeSuitesExtension({ h2e: true }),
    ], {
      mode: "WPA3-SAE",
      akms: ["SAE-EXT-KEY", "FT-SAE-EXT-KEY"],
      mfp: "required",
      sae_h2e: "required",
      sae_ext_key: 1,
      fast_transition: 1,
    }],
    ["compatibility mode", [
      encodeSuites({ akms: [2], capabilities: 0 }),
      encodeSuitesOverride({ akms: [8, 24] }),
    ], {
      mode: "WPA3-SAE-compatibility",
      akms: ["PSK", "SAE", "SAE-EXT-KEY"],
      override_akms: ["SAE", "SAE-EXT-KEY"],
      mfp: "capable",
      sae_ext_key: 1,
      transition: 1,
    }],
    ["enterprise, 192 bits", [encodeSuites({ akms: [12] })], {
      mode: "WPA3-Enterprise-192",
      akms: ["SUITE-B-SHA384"],
      mfp: "required",
    }],
    ["enterprise", [encodeSuites({ akms: [5] })], {
      mode: "WPA3-Enterprise",
      akms: ["802.1X-SHA256"],
      mfp: "required",
    }],
    ["enterprise, transition", [encodeSuites({ akms: [1, 5], capabilities: 0x80 })], {
      mode: "WPA3-Enterprise-transition",
      akms: ["802.1X", "802.1X-SHA256"],
      mfp: "capable",
    }],
    ["WPA2 that protects frames, channel validation", [
      encodeSuites({ akms: [2], capabilities: 0x6080 }),
    ], { mode: "WPA2-PSK", akms: ["PSK"], mfp: "capable", ocv: 1, extended_key_id: 1 }],
    ["FILS", [encodeSuites({ akms: [14] }), encodeExtendedCapabilities([72])], {
      mode: "FILS",
      akms: ["FILS-SHA256"],
      mfp: "required",
      fils: 1,
    }],
    ["a key management that nobody knows", [encodeSuites({ akms: [28] })], {
      akms: ["AKM-28"],
      mfp: "required",
    }],
  ];

  test.each(modes)("%s", (_, elements, expected) =>
    withListener({}, async (listener) => {
      listener.hear(beacon({}, ...elements));
      expect((await network(listener, AP)).security).toEqual(expected);
    }));
});

describe("SAE", () => {
  const commit = (step: number, status: number, algorithm = 3) =>
    concat(
      encodeHeader(0, 11, 0, [AP, STATION, AP], 1),
      [algorithm, 0, step, 0, status, 0],
      new Uint8Array(98),
    );

  test.each<[string, readonly Uint8Array[], string | undefined]>([
    ["the old way", [commit(1, 0)], "looping"],
    ["hash to element", [commit(1, 0), commit(1, 126)], "hash-to-element"],
    ["public key", [commit(1, 127)], "public-key"],
    ["a commit that is refused", [commit(1, 77)], undefined],
    ["a confirmation", [commit(2, 0)], undefined],
    ["another algorithm", [commit(1, 0, 0)], undefined],
  ])(
    "what a commit tells of its sender: %s",
    (_, frames, method) =>
      withListener({}, async (listener) => {
        listener.hear([beacon({}), ...frames]);
        expect((await device(listener, STATION))?.sae_method).toBe(method);
        expect(listener.dot11(AP).modern).toBeUndefined();
      }),
  );
});

describe("multi-link", () => {
  const link = (linkId: number) => AP + 1 + linkId;
  const CHANNELS = [6, 36] as const;
  /** The beacon of one link, with what it reports of the other. */
  function linkBeacon(linkId: 0 | 1, options: Partial<MultiLinkDevice> = {}): Uint8Array {
    const other = 1 - linkId;
    const neighbor = {
      operatingClass: other === 0 ? 81 : 115,
      channel: CHANNELS[other]!,
      bssid: link(other),
      shortSsid: 5,
      parameters: 0x42,
      link: { mldId: 0, linkId: other },
    };
    return beacon(
      { bssid: link(linkId), channel: CHANNELS[linkId] },
      encodeReducedNeighbors([neighbor]),
      encodeMultiLink({ mldAddress: MLD, linkId, simultaneousLinks: 1, ...options }),
    );
  }
  const LINKS = [
    { id: 0, address: formatMac(link(0)), channel: "6", origin: "own" },
    { id: 1, address: formatMac(link(1)), channel: "36", origin: "neighbor" },
  ];

  test("two links are two devices of one multi-link device", () =>
    withListener({}, async (listener) => {
      listener.hear(linkBeacon(0));
      listener.hear(linkBeacon(1));
      expect(listener.moirai.stores.devices.size).toBe(2);
      expect(relatives(listener, link(0), RELATION_MLD)).toEqual([formatMac(link(1))]);
      expect(relatives(listener, link(1), RELATION_MLD)).toEqual([formatMac(link(0))]);
      expect((await device(listener, link(0))).mld).toEqual({
        address: formatMac(MLD),
        role: "access point",
        link_id: 0,
        simultaneous_links: 1,
        links: LINKS,
      });
      expect((await device(listener, link(1))).mld).toMatchObject({
        link_id: 1,
        links: [{ id: 0, origin: "neighbor" }, { id: 1, origin: "own", channel: "36" }],
      });
    }));

  test("a link that is silent about itself shows the device it belongs to", () =>
    withListener({}, async (listener) => {
      listener.hear([linkBeacon(0), beacon({ bssid: link(1), channel: 36 })]);
      expect((await device(listener, link(1))).mld).toEqual({
        address: formatMac(MLD),
        role: "access point",
        link_id: 1,
        links: LINKS,
      });
    }));

  test("links that say nothing of each other are related by the address of the whole", () =>
    withListener({}, (listener) => {
      for (const linkId of [0, 1, 2]) {
        const multiLink = encodeMultiLink({ mldAddress: MLD, linkId });
        listener.hear(beacon({ bssid: link(linkId) }, multiLink));
      }
      const all = [0, 1, 2].map((linkId) => formatMac(link(linkId)));
      for (const linkId of [0, 1, 2]) {
        const others = all.filter((address) => address !== formatMac(link(linkId)));
        expect(relatives(listener, link(linkId), RELATION_MLD)).toEqual(others);
      }
    }));

  test("an element about another device, and addresses of groups, relate nobody", () =>
    withListener({}, async (listener) => {
      listener.hear([
        beacon({ bssid: link(0) }, encodeMultiLink({ mldAddress: MLD, mldId: 1 })),
        beacon({ bssid: link(1) }, encodeMultiLink({ mldAddress: BROADCAST, linkId: 1 })),
      ]);
      expect(await device(listener, link(0))).toBeUndefined();
      expect(await device(listener, link(1))).toBeUndefined();
      expect(counter(listener, "address_claims")).toBe(0);
    }));

  test("a station that joins names its links, the answer those of the access point", () =>
    withListener({}, async (listener) => {
      const profiles = [{ linkId: 1, address: STATION + 1 }];
      const request = concat(
        encodeAssociationRequest({ ...HOME, bssid: link(0) }, STATION, 1),
        encodeHeAbilities(),
        encodeMultiLink({ mldAddress: STATION + 9, profiles, emlsr: true }),
      );
      listener.hear([request, encodeProbeRequest(STATION + 1, "", 1)]);
      expect((await device(listener, STATION)).mld).toEqual({
        address: formatMac(STATION + 9),
        role: "station",
        emlsr: 1,
        links: [{ id: 1, address: formatMac(STATION + 1), origin: "profile" }],
      });
      expect(relatives(listener, STATION + 1, RELATION_MLD)).toEqual([formatMac(STATION)]);
      const answer = encodeMultiLink({
        mldAddress: MLD,
        linkId: 0,
        profiles: [{ linkId: 1, address: link(1) }],
      });
      listener.hear(concat(
        encodeAssociationResponse({ ...HOME, bssid: link(0) }, STATION, 1),
        answer,
      ));
      expect((await device(listener, link(0))).mld).toMatchObject({
        address: formatMac(MLD),
        role: "access point",
        links: [{ id: 0 }, { id: 1, address: formatMac(link(1)), origin: "profile" }],
      });
    }));
});

describe("beyond 2.4 to 6 GHz", () => {
  test("a HaLow access point: short beacons are a device, the full one names its network", () =>
    withListener({}, async (listener) => {
      const frame = { source: AP, timestampUs: 5, compressedSsid: 0xdeadbeef, changeSequence: 3 };
      listener.hear(encodeS1gBeacon(frame), { freqMhz: 915 });
      expect(listener.record(AP)).toMatchObject({
        type: "Wi-Fi AP",
        channel: "915MHz",
        packets: 1,
      });
      expect(listener.dot11(AP).advertised).toBeUndefined();
      expect(await device(listener, AP)).toEqual({
        s1g: { compressed_ssid: 0xdeadbeef, change_sequence: 3, security: 0 },
      });
      const elements = concat(
        encodeS1gCompatibility(500),
        encodeElement(0, new TextEncoder().encode("farm")),
        encodeS1gOperation(4, 70, 12, 14),
      );
      listener.hear(encodeS1gBeacon({ ...frame, security: true, elements }));
      expect(listener.record(AP)!.name).toBe("farm");
      expect(await device(listener, AP)).toEqual({
        s1g: {
          compressed_ssid: 0xdeadbeef,
          change_sequence: 3,
          security: 1,
          width: 4,
          primary_width: 2,
          operating_class: 70,
          channel: 12,
          center: 14,
          interval: 500,
        },
      });
      expect(await network(listener, AP)).toEqual({ band: "0.9" });
      expect(listener.published()).toEqual(["NEW_DEVICE", "DOT11_ADVERTISED_SSID"]);
    }));

  test("a HaLow beacon with elements but without a name makes no network", () =>
    withListener({}, async (listener) => {
      const frame = { source: AP, timestampUs: 5, elements: encodeS1gCompatibility(500) };
      listener.hear(encodeS1gBeacon(frame));
      expect(listener.dot11(AP).advertised).toBeUndefined();
      expect(await device(listener, AP)).toEqual({
        s1g: { change_sequence: 0, security: 0, interval: 500 },
      });
    }));

  test("an access point at 60 GHz", () =>
    withListener({}, async (listener) => {
      const elements = encodeDmgCapabilities(AP, { antennas: 2, sectors: 48, maxMcs: 12 });
      const frame = encodeDmgBeacon({ bssid: AP, timestampUs: 9, privacy: true, elements });
      listener.hear([frame, frame.with(10, 10)]);
      expect(listener.record(AP)).toMatchObject({ type: "Wi-Fi AP", packets: 2, llcPackets: 2 });
      expect(await device(listener, AP)).toEqual({
        dmg: {
          bss_type: "infrastructure",
          privacy: 1,
          interval: 100,
          antennas: 2,
          sectors: 48,
          max_mcs: 12,
        },
      });
      expect(listener.faults.toObject()).toEqual({});
    }));
});

describe("mesh", () => {
  const [ONE, TWO, BEHIND] = [0x001122330001, 0x001122330002, 0x001122330099];
  const station = (bssid: number) =>
    beacon({ bssid, ssid: "" }, encodeMeshId("village"), encodeMeshConfiguration(2, 1));
  const data = (source: number, proxied?: [number, number]) =>
    encodeMeshData({
      receiver: TWO,
      transmitter: ONE,
      meshDestination: TWO,
      meshSource: source,
      ...(proxied === undefined ? {} : { proxied }),
      sequence: 5,
    });

  test("how it works, who is a peer, who is behind a station", () =>
    withListener({}, async (listener) => {
      listener.hear([station(ONE), station(TWO)]);
      expect((await network(listener, ONE)).mesh).toEqual({
        path_protocol: "HWMP",
        path_metric: 1,
        congestion_control: 0,
        synchronisation: 1,
        authentication: "SAE",
        accepts_peers: 1,
      });
      expect(relatives(listener, ONE, RELATION_MESH_PEER)).toEqual([]);
      listener.hear(encodeAction(ONE, TWO, TWO, 15, 1, new Uint8Array(8), 1));
      expect(relatives(listener, ONE, RELATION_MESH_PEER)).toEqual([]);
      listener.hear(encodeAction(ONE, TWO, TWO, 15, 2, new Uint8Array(8), 2));
      expect(relatives(listener, ONE, RELATION_MESH_PEER)).toEqual([formatMac(TWO)]);
      listener.hear(data(ONE, [TWO, BEHIND]));
      expect((await device(listener, ONE)).mesh_proxied).toEqual([formatMac(BEHIND)]);
    }));

  test("the same bit between stations that are no mesh means nothing", () =>
    withListener({}, (listener) => {
      const frame = data(ONE, [TWO, BEHIND]);
      listener.hear([beacon({ bssid: ONE }), frame, frame.subarray(0, 40)]);
      expect(listener.dot11(ONE).modern).toBeUndefined();
      expect(listener.faults.toObject()).toEqual({});
    }));

  test("addresses behind a station are limited and counted", () =>
    withListener({}, (listener) => {
      listener.hear([station(ONE), station(TWO)]);
      for (let index = 0; index < PROXIED_MAX + 5; index++) {
        listener.hear(data(ONE, [TWO, BEHIND + index]));
      }
      expect(listener.dot11(ONE).modern!.proxied!.size).toBe(PROXIED_MAX);
      expect(counter(listener, "mesh_proxied_refused")).toBe(5);
    }));

  test("a mesh control field that is cut is a fault, no more", () =>
    withListener({}, (listener) => {
      listener.hear([station(ONE), station(TWO), data(ONE, [TWO, BEHIND]).subarray(0, 40)]);
      expect(listener.faults.toObject()).toEqual({ "dot11.mesh_malformed": 1 });
    }));
});

describe("random addresses", () => {
  test("are flagged, of clients and access points, and cost no object of their own", () =>
    withListener({}, async (listener) => {
      const random = 0xda1122334455;
      listener.hear(encodeProbeRequest(random, "", 1));
      expect(await device(listener, random)).toEqual({ random_address: 1 });
      expect(listener.dot11(random).modern).toBeUndefined();
      listener.hear(encodeProbeRequest(random, "", 2, encodeHeAbilities()));
      expect(await device(listener, random)).toMatchObject({ random_address: 1 });
      listener.hear(encodeProbeRequest(STATION, "", 1));
      expect(await device(listener, STATION)).toBeUndefined();
    }));
});

describe("what a hostile transmitter can do", () => {
  test("endless devices of one multi-link address: each address has a bounded number of claims", () =>
    withListener({}, (listener) => {
      for (let index = 0; index < CLAIMS_MAX + 10; index++) {
        listener.hear(beacon(
          { bssid: AP + 0x100 * index },
          encodeMultiLink({ mldAddress: MLD, linkId: 0 }),
        ));
      }
      expect(counter(listener, "address_claims")).toBe(1);
      expect(counter(listener, "address_claims_refused")).toBe(10);
      expect(WAITING_MAX).toBeGreaterThan(CLAIMS_MAX);
    }));

  test("mutated beacons never stop the server", () =>
    withListener({}, (listener) => {
      const whole = sixGhzBeacon(
        AP,
        "n",
        encodeMultipleBssid(3, [{ index: 1, ssid: "guest" }]),
        encodeReducedNeighbors([
          { operatingClass: 131, channel: 37, bssid: AP + 2, shortSsid: 1, parameters: 0x42 },
        ]),
        encodeHeAbilities({ widthMhz: 160 }),
        encodeHeRadio({ sixGhz: { primaryChannel: 5, widthMhz: 80, center1: 7 } }),
        encodeEhtAbilities({ widthMhz: 160 }),
        encodeEhtRadio({ widthMhz: 160, center1: 7 }),
        encodeMultiLink({ mldAddress: MLD, linkId: 0, profiles: [{ linkId: 1, address: AP + 1 }] }),
      );
      const s1g = encodeS1gBeacon({
        source: AP,
        timestampUs: 1,
        elements: encodeS1gCompatibility(1),
      });
      const dmg = encodeDmgBeacon({
        bssid: AP,
        timestampUs: 1,
        elements: encodeDmgCapabilities(AP),
      });
      const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
      fc.assert(
        fc.property(
          fc.constantFrom(whole, s1g, dmg),
          fc.array(change, { maxLength: 6 }),
          fc.nat(),
          (frame, changes, cut) => {
            const bytes = frame.slice(0, frame.length - cut % 8);
            for (const [place, value] of changes) bytes[place % bytes.length] = value;
            listener.hear(bytes);
          },
        ),
        { numRuns: 400, seed: 20251121 },
      );
      expect(listener.moirai.stores.devices.size).toBeGreaterThan(0);
      expect(counter(listener, "address_claims")).toBeLessThan(WAITING_MAX);
    }));
});
