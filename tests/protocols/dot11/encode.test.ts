import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cryptText } from "../../../protocols/dot11/crypt.ts";
import { decodeEapol, EapolFrame } from "../../../protocols/dot11/eapol.ts";
import { countryText, elementText, ssidText } from "../../../protocols/dot11/element-text.ts";
import {
  decodeElements,
  Dot11Elements,
  ELEMENTS_PRIVACY,
} from "../../../protocols/dot11/elements.ts";
import {
  BROADCAST,
  concat,
  encodeAck,
  encodeAction,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
  encodeBeacon,
  encodeCts,
  encodeData,
  encodeDeauthentication,
  encodeFourAddress,
  encodeHandshakeMessage,
  encodeNull,
  encodeProbeRequest,
  encodeProbeResponse,
  encodeQosNull,
  encodeRts,
  type Network,
  type Security,
} from "../../../protocols/dot11/encode.ts";
import { encodeEapolKey } from "../../../protocols/dot11/encode-eapol.ts";
import {
  encodeCountry,
  encodeElement,
  encodeOweTransition,
  encodeSsid,
  encodeVendor,
  encodeWps,
} from "../../../protocols/dot11/encode-elements.ts";
import { decodeDot11Frame, Dot11Frame } from "../../../protocols/dot11/frame.ts";
import { OK } from "../../../protocols/faults.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { encodeRadiotap } from "../../../protocols/radiotap/encode-radiotap.ts";
import { fromHex } from "../../suites/hex.ts";

const AP = 0x0018e7a1b2c3;
const STATION = 0x8cf5a3000001;
const PEER = 0x001122334455;
const HOME: Network = { ssid: "Café", bssid: AP, channel: 6, security: "wpa2-psk", country: "AT" };
const AT = { timestampUs: 0x1_0000_0002, sequence: 7 };

const frame = new Dot11Frame();
const elements = new Dot11Elements();

function decode(bytes: Uint8Array): Dot11Frame {
  expect(decodeDot11Frame(frame, bytes, 0, bytes.length)).toBe(OK);
  const { elementsStart, elementsEnd } = frame;
  const privacy = frame.privacy ? ELEMENTS_PRIVACY : 0;
  expect(decodeElements(elements, bytes, elementsStart, elementsEnd, privacy)).toBe(OK);
  return frame;
}

const ssidOf = (bytes: Uint8Array) =>
  ssidText(bytes, elements.ssidStart, elements.ssidStart + elements.ssidLength);

describe("networks", () => {
  test("a beacon says what its network is", () => {
    const bytes = encodeBeacon(HOME, AT);
    expect(decode(bytes)).toMatchObject({
      subtype: 8,
      destination: BROADCAST,
      source: AP,
      bssid: AP,
      sequence: 7,
      timestampLow: 2,
      timestampHigh: 1,
      intervalTu: 100,
      ess: true,
      privacy: true,
    });
    expect(ssidOf(bytes)).toBe("Café");
    expect(countryText(bytes, elements.countryStart, elements.countryEnd)).toBe("AT");
    expect(elements).toMatchObject({
      channel: 6,
      htPrimaryChannel: 6,
      htMode: "HT20",
      maxRateMbps: 144.4,
    });
  });

  test.each<[Security, string]>([
    ["open", "Open"],
    ["wep", "WEP"],
    ["wpa-psk", "WPA1 WPA1-PSK TKIP"],
    ["wpa2-psk", "WPA2 WPA2-PSK AES-CCMP"],
    ["wpa2-eap", "WPA2 WPA2-EAP AES-CCMP"],
    ["wpa3-sae", "WPA3 WPA3-SAE AES-CCMP"],
    ["owe", "WPA3 WPA3-SAE AES-CCMP"],
  ])("security %s shows as %s", (security, text) => {
    for (
      const bytes of [
        encodeBeacon({ ...HOME, security }, AT),
        encodeAssociationRequest({ ...HOME, security }, STATION, 1),
      ]
    ) {
      decode(bytes);
      expect(cryptText(elements.cryptLow, elements.cryptHigh)).toBe(text);
    }
  });

  test("a station in a network in transition asks for SAE only", () => {
    const network = { ...HOME, security: "wpa3-transition" } as const;
    decode(encodeBeacon(network, AT));
    const offered = "WPA3 WPA3-PSK WPA3-SAE AES-CCMP";
    expect(cryptText(elements.cryptLow, elements.cryptHigh)).toBe(offered);
    decode(encodeAssociationRequest(network, STATION, 1));
    expect(cryptText(elements.cryptLow, elements.cryptHigh)).toBe("WPA3 WPA3-SAE AES-CCMP");
  });

  test("management frame protection is required by SAE and OWE, possible in transition", () => {
    const mfp = (security: Security) => {
      decode(encodeBeacon({ ...HOME, security }, AT));
      return [elements.mfpRequired, elements.mfpSupported];
    };
    expect(mfp("wpa3-sae")).toEqual([true, true]);
    expect(mfp("owe")).toEqual([true, true]);
    expect(mfp("wpa3-transition")).toEqual([false, true]);
    expect(mfp("wpa2-psk")).toEqual([false, false]);
  });

  test("5 GHz networks are 80 MHz wide around the block of their channel", () => {
    const centers: Record<number, number> = {
      36: 42,
      44: 42,
      48: 42,
      52: 58,
      100: 106,
      132: 138,
      149: 155,
      161: 155,
    };
    for (const [channel, center] of Object.entries(centers)) {
      decode(encodeBeacon({ ...HOME, channel: Number(channel) }, AT));
      expect(elements, channel).toMatchObject({
        htMode: "HT80",
        htPrimaryChannel: Number(channel),
        vhtCenter1: center,
        maxRateMbps: 866.7,
      });
    }
    decode(encodeBeacon({ ...HOME, channel: 36 }, AT));
    expect(elements.htSecondary).toBe(1);
    decode(encodeBeacon({ ...HOME, channel: 161 }, AT));
    expect(elements.htSecondary).toBe(3);
  });

  test("an old network has neither HT nor VHT", () => {
    decode(encodeBeacon({ ...HOME, modern: false }, AT));
    expect(elements).toMatchObject({ hasHtOperation: false, htMode: "", maxRateMbps: 54 });
  });

  test("a hidden network hides in beacons and answers with its name", () => {
    const hidden = { ...HOME, hidden: true };
    decode(encodeBeacon(hidden, AT));
    expect([elements.ssidBlank, elements.ssidLength]).toEqual([true, 0]);
    const answer = encodeProbeResponse(hidden, STATION, AT);
    expect(decode(answer)).toMatchObject({ subtype: 5, destination: STATION, bssid: AP });
    expect(ssidOf(answer)).toBe("Café");
  });

  test("further elements: WPS, OWE transition, any vendor's", () => {
    const bytes = encodeBeacon({
      ...HOME,
      extra: concat(
        encodeWps({
          configured: true,
          locked: true,
          configMethods: 0x2108,
          deviceName: "Printer",
          manufacturer: "M",
          modelName: "N",
          modelNumber: "7",
          serialNumber: "S",
        }),
        encodeOweTransition(PEER, "Café OWE"),
        encodeVendor(0x00156d, 0, [1]),
      ),
    }, AT);
    decode(bytes);
    expect(elements).toMatchObject({
      wpsState: 5,
      wpsVersion: 0x10,
      wpsConfigMethods: 0x2108,
      hasOwe: true,
      oweBssid: PEER,
    });
    const { wpsDeviceNameStart, wpsDeviceNameEnd, oweSsidStart, oweSsidEnd } = elements;
    expect(elementText(bytes, wpsDeviceNameStart, wpsDeviceNameEnd)).toBe("Printer");
    expect(ssidText(bytes, oweSsidStart, oweSsidEnd)).toBe("Café OWE");
    expect([...elements.vendorOuis.subarray(0, 3)]).toEqual([0x0050f2, 0x506f9a, 0x00156d]);
  });

  test("a WPS element without a state has none", () => {
    const bytes = encodeBeacon({ ...HOME, extra: encodeWps({}) }, AT);
    decode(bytes);
    expect([elements.hasWps, elements.wpsState]).toEqual([true, 0]);
    decode(encodeBeacon({ ...HOME, extra: encodeWps({ configured: false }) }, AT));
    expect(elements.wpsState).toBe(2);
  });
});

describe("stations", () => {
  test("a probe request asks for a name or for any", () => {
    const bytes = encodeProbeRequest(STATION, "Café", 9);
    expect(decode(bytes)).toMatchObject({
      subtype: 4,
      source: STATION,
      destination: BROADCAST,
      distribution: 2,
      sequence: 9,
    });
    expect(ssidOf(bytes)).toBe("Café");
    decode(encodeProbeRequest(STATION, "", 9));
    expect([elements.hasSsid, elements.ssidLength]).toEqual([true, 0]);
  });

  test("authentication, association, farewell", () => {
    const auth = encodeAuthentication(STATION, AP, AP, 1, 1, 17);
    expect(decode(auth)).toMatchObject({
      subtype: 11,
      source: STATION,
      destination: AP,
      bssid: AP,
      authSequence: 1,
      status: 17,
    });
    const request = encodeAssociationRequest(HOME, STATION, 2);
    expect(decode(request)).toMatchObject({ subtype: 0, source: STATION, listenInterval: 10 });
    expect(ssidOf(request)).toBe("Café");
    expect(decode(encodeAssociationResponse(HOME, STATION, 3, { status: 12 }))).toMatchObject({
      subtype: 1,
      source: AP,
      destination: STATION,
      status: 12,
      associationId: 1,
      ibss: false,
    });
    expect(decode(encodeDeauthentication(AP, BROADCAST, AP, 7, 4))).toMatchObject({
      subtype: 12,
      reason: 7,
    });
    expect(decode(encodeDeauthentication(STATION, AP, AP, 8, 4, 10))).toMatchObject({
      subtype: 10,
      reason: 8,
    });
    const neighbors = encodeAction(STATION, AP, AP, 5, 4, [1, ...encodeSsid("Café")], 5);
    expect(decode(neighbors)).toMatchObject({ subtype: 13, actionCategory: 5, action: 4 });
    expect(ssidOf(neighbors)).toBe("Café");
  });
});

describe("data and control frames", () => {
  const payload = fromHex("aaaa03000000080000");
  const base = { bssid: AP, station: STATION, peer: PEER, payload, sequence: 0x345 };

  test("roles by direction; sizes with and without QoS and encryption", () => {
    expect(decode(encodeData({ ...base, toAp: true, encrypted: false }))).toMatchObject({
      subtype: 8,
      source: STATION,
      destination: PEER,
      bssid: AP,
      distribution: 2,
      dataSize: 9,
      cryptLow: 0,
      sequence: 0x345,
    });
    expect(decode(encodeData({ ...base, toAp: false, encrypted: true, retry: true })))
      .toMatchObject({
        source: PEER,
        destination: STATION,
        bssid: AP,
        distribution: 1,
        dataSize: 17,
        cryptLow: 2,
        retry: true,
      });
    expect(decode(encodeData({ ...base, toAp: true, encrypted: false, qos: false })))
      .toMatchObject({ subtype: 0, qos: false, headerLength: 24, dataSize: 9 });
  });

  test("four addresses", () => {
    const bytes = encodeFourAddress({
      receiver: AP,
      transmitter: PEER,
      destination: BROADCAST,
      source: STATION,
      payload,
      sequence: 1,
    });
    expect(decode(bytes)).toMatchObject({
      distribution: 3,
      receiver: AP,
      transmitter: PEER,
      destination: BROADCAST,
      source: STATION,
      headerLength: 32,
      dataSize: 9,
    });
  });

  test("frames without a body", () => {
    expect(decode(encodeNull(STATION, AP, 3))).toMatchObject({
      subtype: 4,
      empty: true,
      dataSize: 0,
    });
    expect(decode(encodeQosNull(STATION, AP, 3))).toMatchObject({
      subtype: 12,
      empty: true,
      qos: true,
      headerLength: 26,
      dataSize: 0,
    });
    expect(decode(encodeRts(AP, STATION, 300))).toMatchObject({ source: STATION, destination: AP });
    expect(decode(encodeCts(STATION, 200))).toMatchObject({ subtype: 12, destination: STATION });
    expect(decode(encodeAck(STATION))).toMatchObject({ subtype: 13, destination: STATION });
    expect([...encodeRts(AP, STATION, 300).subarray(2, 4)]).toEqual([0x2c, 0x01]);
  });
});

describe("key frames", () => {
  const eapol = new EapolFrame();
  const nonce = new Uint8Array(32).fill(0x77);

  test("the four messages are told apart, in both directions", () => {
    const seen = ([1, 2, 3, 4] as const).map((message) => {
      const bytes = encodeHandshakeMessage(HOME, STATION, message, nonce, 1, { replayCounter: 40 });
      decode(bytes);
      expect(decodeEapol(eapol, bytes, frame.bodyStart, frame.bodyEnd)).toBe(OK);
      const { install, replayLow, nonceZero } = eapol;
      return [eapol.message, frame.distribution, replayLow, install, nonceZero];
    });
    expect(seen).toEqual([
      [1, 1, 40, false, false],
      [2, 2, 40, false, false],
      [3, 1, 41, true, false],
      [4, 2, 41, false, true],
    ]);
  });

  test("message 1 may carry a PMKID, the others a given MIC", () => {
    const pmkid = Uint8Array.from({ length: 16 }, (_, index) => index);
    const first = encodeHandshakeMessage(HOME, STATION, 1, nonce, 1, { pmkid });
    decode(first);
    decodeEapol(eapol, first, frame.bodyStart, frame.bodyEnd);
    expect(first.subarray(eapol.pmkidStart, eapol.pmkidEnd)).toEqual(pmkid);
    const mic = new Uint8Array(16).fill(0x99);
    const second = encodeHandshakeMessage(HOME, STATION, 2, nonce, 1, { mic });
    decode(second);
    decodeEapol(eapol, second, frame.bodyStart, frame.bodyEnd);
    expect(second.subarray(eapol.micStart, eapol.micStart + 16)).toEqual(mic);
    expect(second.subarray(eapol.nonceStart, eapol.nonceStart + 32)).toEqual(nonce);
  });

  test("replay counters above 32 bits", () => {
    const bytes = encodeEapolKey({ keyInfo: 0x8a, keyLength: 16, replayCounter: 2 ** 32 + 5 });
    expect(decodeEapol(eapol, bytes, 0, bytes.length)).toBe(OK);
    expect([eapol.replayHigh, eapol.replayLow]).toEqual([1, 5]);
  });
});

describe("elements", () => {
  test("names are cut to 32 bytes as text, kept as bytes", () => {
    expect(encodeSsid("x".repeat(40))).toHaveLength(34);
    expect(encodeSsid(new Uint8Array(40))).toHaveLength(42);
  });

  test("a country element has an even length", () => {
    expect(encodeCountry("AT")[1]).toBe(6);
    expect(encodeCountry("AT", [[1, 13, 20], [36, 4, 23]])[1]).toBe(10);
  });

  test("a body that does not fit is the caller's mistake", () => {
    expect(() => encodeElement(221, new Uint8Array(256))).toThrow(RangeError);
  });
});

test("any network decodes as it was encoded", () => {
  const securities: readonly Security[] = ["open", "wep", "wpa2-psk", "wpa3-sae", "owe"];
  fc.assert(
    fc.property(
      fc.record({
        ssid: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 32 })
          .filter((text) => !/["\\]/.test(text)),
        bssid: fc.nat({ max: 0xffffffff }).map((low) => 0x0018 * 2 ** 32 + low),
        channel: fc.constantFrom(1, 6, 11, 13, 36, 40, 64, 112, 149, 157),
        security: fc.constantFrom(...securities),
        modern: fc.boolean(),
        generation: fc.constantFrom(4, 6, 7),
      }),
      fc.nat({ max: 2 ** 40 }),
      fc.nat({ max: 4095 }),
      (network, timestampUs, sequence) => {
        const bytes = encodeBeacon(network, { timestampUs, sequence });
        decode(bytes);
        expect(ssidOf(bytes)).toBe(network.ssid);
        expect(frame.bssid).toBe(network.bssid);
        expect(frame.sequence).toBe(sequence);
        expect(frame.timestampHigh * 2 ** 32 + frame.timestampLow).toBe(timestampUs);
        expect(elements.channel).toBe(network.channel);
      },
    ),
    { seed: 5 },
  );
});

/** One frame of each kind and network. */
function everything(): [string, Uint8Array][] {
  const frames: [string, Uint8Array][] = [];
  const nonce = new Uint8Array(32).fill(0x77);
  const securities: readonly Security[] = [
    "open",
    "wep",
    "wpa-psk",
    "wpa2-psk",
    "wpa2-eap",
    "wpa3-sae",
    "wpa3-transition",
    "owe",
  ];
  for (const security of securities) {
    for (const channel of [6, 36, 161]) {
      for (const generation of [4, 6] as const) {
        const network = { ...HOME, security, channel, generation };
        frames.push([`beacon ${security} ${channel} ${generation}`, encodeBeacon(network, AT)]);
      }
      const network = { ...HOME, security, channel };
      frames.push(
        [`probe response ${security}`, encodeProbeResponse(network, STATION, AT)],
        [`association request ${security}`, encodeAssociationRequest(network, STATION, 1)],
        [`association response ${security}`, encodeAssociationResponse(network, STATION, 1)],
      );
    }
  }
  const extra = concat(
    encodeWps({ configured: true, deviceName: "Printer", configMethods: 8 }),
    encodeOweTransition(PEER, "other"),
  );
  frames.push(
    ["beacon with WPS", encodeBeacon({ ...HOME, extra }, AT)],
    ["old beacon", encodeBeacon({ ...HOME, modern: false, hidden: true }, AT)],
    ["probe request", encodeProbeRequest(STATION, "Café", 1)],
    ["wildcard probe request", encodeProbeRequest(STATION, "", 1)],
    ["authentication", encodeAuthentication(STATION, AP, AP, 1, 1)],
    ["deauthentication", encodeDeauthentication(AP, STATION, AP, 7, 1)],
    ["disassociation", encodeDeauthentication(AP, STATION, AP, 8, 1, 10)],
    ["action", encodeAction(STATION, AP, AP, 5, 4, [1], 1)],
    ["null", encodeNull(STATION, AP, 1)],
    ["QoS null", encodeQosNull(STATION, AP, 1)],
    ["RTS", encodeRts(AP, STATION, 300)],
    ["CTS", encodeCts(STATION, 200)],
    ["ACK", encodeAck(STATION)],
  );
  const payload = new Uint8Array(64).fill(0x42);
  const base = { bssid: AP, station: STATION, peer: PEER, payload, sequence: 1 };
  for (const toAp of [true, false]) {
    for (const qos of [true, false]) {
      frames.push([`data ${toAp} ${qos}`, encodeData({ ...base, toAp, qos, encrypted: true })]);
    }
  }
  const ends = { receiver: AP, transmitter: PEER, destination: BROADCAST, source: STATION };
  const arp = fromHex(
    "aaaa03 000000 0806 0001 0800 06 04 0001 8cf5a3000001 c0a80101 000000000000 c0a80102",
  );
  frames.push(["four addresses", encodeFourAddress({ ...ends, payload: arp, sequence: 1 })]);
  for (const message of [1, 2, 3, 4] as const) {
    const pmkid = message === 1 ? new Uint8Array(16).fill(1) : undefined;
    const bytes = encodeHandshakeMessage(HOME, STATION, message, nonce, 1, { pmkid });
    frames.push([`message ${message}`, bytes]);
  }
  return frames;
}

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

test.skipIf(!hasTshark)("tshark finds nothing wrong (skipped where it is not installed)", () => {
  const frames = everything();
  const folder = mkdtempSync(join(tmpdir(), "moirai-encode-"));
  const path = join(folder, "frames.pcap");
  const records = frames.map(([, bytes], index) => {
    const packet = encodeRadiotap({
      freqMhz: index % 2 === 0 ? 2437 : 5180,
      signalDbm: -50,
      rate: 12,
      fcs: true,
      ...(index % 3 === 0 ? { noiseDbm: -95, antenna: 2 } : {}),
      ...(index % 4 === 0 ? { tsftUs: 1_000_000 + index } : {}),
    }, bytes);
    return encodePcapRecord(index * 1000, packet);
  });
  writeFileSync(path, concat(encodePcapHeader(127), ...records));
  const fields = [
    "frame.number",
    "_ws.malformed",
    "_ws.expert.severity",
    "_ws.expert.message",
    "wlan.fcs.status",
    "wlan.fc.type_subtype",
    "wlan_rsna_eapol.keydes.msgnr",
  ];
  const args = ["-r", path, "-o", "wlan.check_checksum:TRUE", "-T", "fields", "-E", "separator=|"];
  const run = spawnSync("tshark", [...args, ...fields.flatMap((field) => ["-e", field])], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  const rows = run.stdout.trimEnd().split("\n").map((line) => line.split("|"));
  expect(rows).toHaveLength(frames.length);
  const WARNING = 0x600000;
  for (const [index, row] of rows.entries()) {
    const [, malformed, severities, message, fcs] = row;
    const name = frames[index]![0];
    expect(malformed, name).toBe("");
    const worst = Math.max(0, ...severities!.split(",").map(Number));
    expect(worst < WARNING ? "" : message, name).toBe("");
    expect(fcs, name).toBe("1");
  }
  expect(rows.slice(-4).map((row) => row[6])).toEqual(["1", "2", "3", "4"]);
}, 60_000);
