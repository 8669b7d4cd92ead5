// Frames of real captures whose recorded answers are written out in the specification (dot11 13),
// decoded by the protocol layer alone.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { LinkStage } from "../../../actors/packet/link-stage.ts";
import { crc32 } from "../../../protocols/crc32.ts";
import { cryptLegacySet, cryptText } from "../../../protocols/dot11/crypt.ts";
import { decodeEapol, EapolFrame } from "../../../protocols/dot11/eapol.ts";
import { countryText, ssidText } from "../../../protocols/dot11/element-text.ts";
import { decodeElements, Dot11Elements } from "../../../protocols/dot11/elements.ts";
import { fingerprintElements, parseFingerprintList } from "../../../protocols/dot11/fingerprint.ts";
import { decodeDot11Frame, Dot11Frame } from "../../../protocols/dot11/frame.ts";
import { OK } from "../../../protocols/faults.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { TestSource } from "../../actors/packet/batches.ts";
import { cryptBits } from "./crypt-bits.ts";

const CAPTURES = join(import.meta.dirname, "../../../../shared/captures/dot11");
const BEACON_LIST = parseFingerprintList(
  "0,1,45,48,50,61,74,127,191,195,221-00156D-00,221-0050F2-2,221-001018-2,221-506F9A-28",
);
const PROBE_LIST = parseFingerprintList("1,50,59,107,127,221-001018-2,221-00904c-51");

/** Bytes of the frame with this number, counted from 1, without capture header and FCS. */
function frameOf(name: string, number: number): Uint8Array {
  const reader = new CaptureReader();
  const batch = new PacketBatch();
  const links = new LinkStage(new DuplicateRing(1024));
  reader.append(readFileSync(join(CAPTURES, name)));
  reader.finish();
  let before = 0;
  while (reader.fill(batch) === "packets") {
    batch.source = new TestSource();
    links.handle(batch);
    if (number <= before + batch.count) {
      const index = number - before - 1;
      return batch.bytes.slice(batch.frameStart[index]!, batch.frameEnd[index]!);
    }
    before += batch.count;
  }
  throw new Error(`${name} has ${before} frames`);
}

const frame = new Dot11Frame();
const elements = new Dot11Elements();

/** Decodes header and elements; both must be good. */
function decode(bytes: Uint8Array): void {
  expect(decodeDot11Frame(frame, bytes, 0, bytes.length)).toBe(OK);
  expect(decodeElements(elements, bytes, frame.elementsStart, frame.elementsEnd)).toBe(OK);
}

/** What records show of the frame that was decoded last. */
function shown(bytes: Uint8Array) {
  const { elementsStart, elementsEnd } = frame;
  const { ssidStart, ssidLength, cryptLow, cryptHigh } = elements;
  return {
    ssid: ssidText(bytes, ssidStart, ssidStart + ssidLength),
    hash: elements.ssidHash,
    bits: String(cryptBits(cryptLow, cryptHigh)),
    legacy: cryptLegacySet(cryptLow, cryptHigh),
    text: cryptText(cryptLow, cryptHigh),
    mfp: [elements.mfpRequired, elements.mfpSupported],
    channel: elements.htPrimaryChannel || elements.channel,
    htMode: elements.htMode,
    maxRate: elements.maxRateMbps,
    checksum: crc32(bytes, elementsStart, elementsEnd),
    fingerprint: fingerprintElements(BEACON_LIST, bytes, elementsStart, elementsEnd),
  };
}

const present = existsSync(CAPTURES);

describe.skipIf(!present)("recorded frames, skipped without ../shared", () => {
  test("WPA3-SAE beacon", () => {
    const bytes = frameOf("wpa3-sae.pcapng", 1);
    decode(bytes);
    expect(shown(bytes)).toEqual({
      ssid: "Wireshark-SAE",
      hash: 14773637,
      bits: "17592253154330",
      legacy: 805306944 | 1 << 16, // with the SAE bit that the reference loses
      text: "WPA3 WPA3-SAE AES-CCMP",
      mfp: [false, false],
      channel: 3,
      htMode: "HT20",
      maxRate: 144.4,
      checksum: 415769487,
      fingerprint: 1257995697,
    });
    expect(frame.intervalTu).toBe(100);
    expect(countryText(bytes, elements.countryStart, elements.countryEnd)).toBe("SE");
  });

  test("WPA3-SAE association request: no ad-hoc station", () => {
    const bytes = frameOf("wpa3-sae.pcapng", 10);
    decode(bytes);
    expect(bytes[34]).toBe(0x73);
    expect([frame.ess, frame.ibss, frame.distribution]).toEqual([true, false, 0]);
    expect(frame.source).toBe(0x9cd643e7bb68);
    expect(shown(bytes)).toMatchObject({ ssid: "Wireshark-SAE", bits: "17592253154330" });
    const { elementsStart, elementsEnd } = frame;
    expect(fingerprintElements(PROBE_LIST, bytes, elementsStart, elementsEnd)).toBe(1806906044);
  });

  test("OWE beacon without HT", () => {
    const bytes = frameOf("owe.pcapng", 1);
    decode(bytes);
    expect(shown(bytes)).toMatchObject({
      ssid: "owe",
      hash: 3459049581,
      bits: "18014398576591898",
      legacy: 805438016,
      text: "WPA3 WPA3-SAE AES-CCMP",
      mfp: [true, true],
      channel: 1,
      htMode: "",
      maxRate: 11,
      fingerprint: 187808977,
    });
  });

  test("OWE association request", () => {
    decode(frameOf("owe.pcapng", 24));
    expect([frame.subtype, frame.ibss, frame.distribution]).toEqual([0, false, 0]);
  });

  test("WPS: both RSN and WPA, configured, no texts", () => {
    const bytes = frameOf("wps2.0.pcap", 1);
    decode(bytes);
    expect(shown(bytes)).toMatchObject({
      bits: "274945016846",
      legacy: 402653888,
      text: "WPA2 WPA2-PSK AES-CCMP",
      channel: 13,
      htMode: "HT20",
      maxRate: 144.4,
      checksum: 4109786062,
      fingerprint: 727036712,
    });
    expect(frame.timestampLow).toBe(589005266);
    expect([elements.wpsVersion, elements.wpsState, elements.wpsConfigMethods]).toEqual([16, 1, 0]);
    expect(elements.wpsDeviceNameEnd).toBe(0);
  });

  test("four addresses: header of 32 bytes, 120 bytes of data", () => {
    const bytes = frameOf("capture_wds-01.cap", 24);
    expect(decodeDot11Frame(frame, bytes, 0, bytes.length)).toBe(OK);
    expect(frame).toMatchObject({
      receiver: 0x001122000001,
      transmitter: 0x001122000000,
      source: 0x001122000000,
      destination: 0x333300000016,
      bssid: 0,
      headerLength: 32,
      dataSize: 120,
      distribution: 3,
      qos: true,
      protected: true,
      cryptLow: 2,
    });
  });

  test("one access point: a named, a hidden network, an answer", () => {
    const named = frameOf("deauth.pcapng", 4);
    decode(named);
    expect(shown(named)).toMatchObject({ ssid: "WPA3", hash: 2197387863 });
    const hidden = frameOf("deauth.pcapng", 193);
    decode(hidden);
    expect(shown(hidden)).toMatchObject({
      ssid: "",
      hash: 148298089,
      text: "WPA3 WPA3-SAE AES-CCMP",
    });
    expect([elements.ssidBlank, elements.ssidLength, frame.source]).toEqual([
      true,
      0,
      0x30862dc007c0,
    ]);
    const answer = frameOf("deauth.pcapng", 207);
    decode(answer);
    expect([frame.subtype, elements.ssidHash]).toEqual([5, 2197387863]);
  });

  test("fast transition: two key managements, mobility domain", () => {
    const bytes = frameOf("example-ft.pcapng", 1);
    decode(bytes);
    expect(shown(bytes)).toMatchObject({
      ssid: "simulnet",
      bits: "1374456644622",
      legacy: 402653888,
      text: "WPA2 WPA2-PSK WPA2-PSK AES-CCMP",
      htMode: "",
      maxRate: 54,
      fingerprint: 324369218,
    });
    expect([elements.hasMobility, elements.mobilityDomain]).toEqual([true, 45729]);
  });

  test("probe request of a tablet", () => {
    const bytes = frameOf("03_HuaweiTablet_01_filtered.pcap", 1);
    decode(bytes);
    expect([frame.subtype, frame.source, frame.distribution]).toEqual([4, 0x4c312d868f9e, 2]);
    expect(shown(bytes)).toMatchObject({ ssid: "EX_2.4", bits: "0", text: "Open" });
    expect(elements.ssidLength).toBe(6);
  });

  test("four-way handshake with a PMKID", () => {
    const eapol = new EapolFrame();
    const messages = [87, 89, 92, 94].map((number) => {
      const bytes = frameOf("wpa-Induction.pcap", number);
      expect(decodeDot11Frame(frame, bytes, 0, bytes.length)).toBe(OK);
      expect(decodeEapol(eapol, bytes, frame.bodyStart, frame.bodyEnd)).toBe(OK);
      const pmkid = bytes.subarray(eapol.pmkidStart, eapol.pmkidEnd);
      return {
        info: eapol.keyInfo,
        data: eapol.dataLength,
        message: eapol.message,
        direction: frame.distribution,
        replay: eapol.replayLow,
        install: eapol.install,
        pmkid: Array.from(pmkid, (byte) => byte.toString(16).padStart(2, "0")).join(""),
        length: bytes.length,
      };
    });
    const none = { install: false, pmkid: "" };
    expect(messages).toMatchObject([
      {
        ...none,
        info: 0x008a,
        data: 22,
        message: 1,
        direction: 1,
        replay: 0,
        pmkid: "592da88096c461da246c69001e877f3d",
        length: 153,
      },
      { ...none, info: 0x010a, data: 22, message: 2, direction: 2, replay: 0 },
      { ...none, info: 0x13ca, data: 80, message: 3, direction: 1, replay: 1, install: true },
      { ...none, info: 0x030a, data: 0, message: 4, direction: 2, replay: 1 },
    ]);
  });

  test("Wi-Fi 7 beacons, their frames as captured", () => {
    const aruba = frameOf("wifi7aruba755-10.7.2.0.pcapng", 1).subarray(0, 340);
    decode(aruba);
    expect(shown(aruba)).toMatchObject({
      ssid: "Wi-Fi 7",
      hash: 3437323309,
      bits: "17867131061274",
      legacy: 805307072 | 1 << 16,
      text: "WPA3 WPA3-PSK WPA3-SAE AES-CCMP",
      mfp: [false, true],
      channel: 1,
      htMode: "HT20",
      maxRate: 600,
      checksum: 754493603,
      fingerprint: 1493135522,
    });
    const ubiquiti = frameOf("Beacon-Ubiquiti.pcapng", 1).subarray(0, 439);
    decode(ubiquiti);
    expect(shown(ubiquiti)).toMatchObject({
      ssid: "jmj-jmjmj",
      hash: 1847417893,
      bits: "53051503150106",
      text: "WPA3 WPA3-PSK WPA3-SAE WPA3-SAE AES-CCMP",
      channel: 132,
      htMode: "HT80",
      maxRate: 1733.3,
      checksum: 3311373635,
      fingerprint: 1434254074,
    });
    expect(elements).toMatchObject({
      htCenter1: 5690,
      htCenter2: 5000,
      mobilityDomain: 9523,
      qbssStations: 0,
      txPower: 15,
    });
    expect(elements.qbssUtilisation / 255 * 100).toBeCloseTo(0.784314, 5);
    expect(countryText(ubiquiti, elements.countryStart, elements.countryEnd)).toBe("AU");
  });
});
