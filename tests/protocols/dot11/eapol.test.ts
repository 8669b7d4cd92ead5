import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeEapol, EAPOL_ABSENT, EapolFrame, WPS_M3 } from "../../../protocols/dot11/eapol.ts";
import { FAULT_NAMES } from "../../../protocols/faults.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { differences, offsetNames, ranges } from "./differences.ts";

const OFFSETS = offsetNames(new EapolFrame());

function values(frame: EapolFrame, start: number): Record<string, unknown> {
  const found = { ...differences(frame, new EapolFrame(), OFFSETS), ...ranges(frame, start) };
  if (frame.isRsnKey) {
    found.nonce = frame.nonceStart - start;
    found.mic = frame.micStart - start;
    found.data = [frame.dataStart - start, frame.dataStart - start + frame.dataLength];
  }
  return found;
}

const LLC = "aaaa03 000000 888e";
const NONCE = "11".repeat(32);
const ZERO = "00".repeat(32);

/** 802.1X header and RSN key frame with this information, replay counter, nonce, key data. */
function key(info: string, replay: string, nonce: string, data = "", descriptor = "02") {
  const body = fromHex(
    `${descriptor} ${info} 0010 ${replay} ${nonce} ${"00".repeat(32)} ${"a5".repeat(16)}`,
  );
  const keyData = fromHex(data);
  const size = (length: number) => Uint8Array.of(length >> 8, length);
  return concatBytes(
    fromHex(`${LLC} 02 03`),
    size(body.length + 2 + keyData.length),
    body,
    size(keyData.length),
    keyData,
  );
}

/** 802.1X header and EAP packet. */
function eap(code: number, type: string, data = "", version = "01") {
  const body = fromHex(`${type}${data}`);
  const length = 4 + body.length;
  return concatBytes(
    fromHex(`${LLC} ${version} 00`),
    Uint8Array.of(0, length, code, 7, 0, length),
    body,
  );
}

const KEY = {
  type: 3,
  version: 2,
  length: 95,
  isRsnKey: true,
  descriptor: 2,
  keyVersion: 2,
  keyLength: 16,
  nonce: 25,
  mic: 89,
  data: [107, 107],
};
const PMKID = "dd14 000fac04 592da88096c461da246c69001e877f3d";

const cases: readonly DecoderCase[] = [
  {
    name: "message 1 with a PMKID: ack, pairwise",
    bytes: key("008a", "0000000000000000", NONCE, PMKID),
    expected: {
      ...KEY,
      length: 117,
      keyInfo: 0x008a,
      message: 1,
      dataLength: 22,
      data: [107, 129],
      pmkid: [113, 129],
    },
  },
  {
    name: "message 2: MIC and key data",
    bytes: key("010a", "0000000000000000", NONCE, "3002 0100"),
    expected: {
      ...KEY,
      length: 99,
      keyInfo: 0x010a,
      message: 2,
      dataLength: 4,
      data: [107, 111],
    },
  },
  {
    name: "message 3: ack, MIC, install, encrypted data, replay counter over 32 bits",
    bytes: key("13ca", "0000000100000002", NONCE, "c0ffee00c0ffee01"),
    expected: {
      ...KEY,
      length: 103,
      keyInfo: 0x13ca,
      install: true,
      message: 3,
      replayHigh: 1,
      replayLow: 2,
      dataLength: 8,
      data: [107, 115],
    },
  },
  {
    name: "message 4: MIC without data, nonce zero",
    bytes: key("030a", "0000000000000001", ZERO),
    expected: { ...KEY, keyInfo: 0x030a, message: 4, replayLow: 1, nonceZero: true },
  },
  {
    name: "group message 1 counts as 3: ack and MIC without install",
    bytes: key("1382", "00000000ffffffff", ZERO),
    expected: {
      ...KEY,
      keyInfo: 0x1382,
      message: 3,
      replayLow: 0xffffffff,
      nonceZero: true,
    },
  },
  {
    name: "install without ack is none of the four",
    bytes: key("014a", "0000000000000000", NONCE),
    expected: { ...KEY, keyInfo: 0x014a, install: true },
  },
  {
    name: "padding behind the key data is no fault",
    bytes: (() => {
      const bytes = concatBytes(key("030a", "0000000000000001", NONCE), new Uint8Array(3));
      bytes[11] = 98;
      return bytes;
    })(),
    expected: { ...KEY, length: 98, keyInfo: 0x030a, message: 4, replayLow: 1 },
  },
  {
    name: "descriptor of WPA1: only named",
    bytes: key("0089", "0000000000000000", NONCE, "", "fe"),
    expected: { type: 3, version: 2, length: 95, descriptor: 254 },
  },
  {
    name: "identity response",
    bytes: eap(2, "01", "616461406c6f6e646f6e"),
    expected: {
      type: 0,
      version: 1,
      length: 15,
      eapCode: 2,
      eapType: 1,
      identity: [17, 27],
    },
  },
  {
    name: "identity request: its text is a prompt, no identity",
    bytes: eap(1, "01", "48690a"),
    expected: { type: 0, version: 1, length: 8, eapCode: 1, eapType: 1 },
  },
  {
    name: "PEAP request, bit 61",
    bytes: eap(1, "19", "20", "02"),
    expected: { type: 0, version: 2, length: 6, eapCode: 1, eapType: 25, cryptHigh: 1 << 29 },
  },
  {
    name: "LEAP, bit 58",
    bytes: eap(1, "11", "01"),
    expected: { type: 0, version: 1, length: 6, eapCode: 1, eapType: 17, cryptHigh: 1 << 26 },
  },
  {
    name: "TLS, bit 59",
    bytes: eap(2, "0d", "00"),
    expected: { type: 0, version: 1, length: 6, eapCode: 2, eapType: 13, cryptHigh: 1 << 27 },
  },
  {
    name: "TTLS, bit 60",
    bytes: eap(2, "15", "00"),
    expected: { type: 0, version: 1, length: 6, eapCode: 2, eapType: 21, cryptHigh: 1 << 28 },
  },
  {
    name: "EAP success has no type",
    bytes: eap(3, ""),
    expected: { type: 0, version: 1, length: 4, eapCode: 3 },
  },
  {
    name: "WPS message M3, no length field",
    bytes: eap(1, "fe", "00372a 00000001 04 00 104a000110 1022000107"),
    expected: {
      type: 0,
      version: 1,
      length: 24,
      eapCode: 1,
      eapType: 254,
      wpsMessage: WPS_M3,
    },
  },
  {
    name: "WPS message M1 behind a length field",
    bytes: eap(2, "fe", "00372a 00000001 04 02 000a 1022000104 104a000110"),
    expected: { type: 0, version: 1, length: 26, eapCode: 2, eapType: 254, wpsMessage: 4 },
  },
  {
    name: "expanded type of another vendor",
    bytes: eap(1, "fe", "000001 00000001 04 00 1022000107"),
    expected: { type: 0, version: 1, length: 19, eapCode: 1, eapType: 254 },
  },
  {
    name: "start: no body",
    bytes: fromHex(`${LLC} 01 01 0000`),
    expected: { type: 1, version: 1 },
  },
  {
    name: "EAP of an 802.1X version not known",
    bytes: eap(1, "19", "20", "04"),
    expected: { type: 0, version: 4, length: 6 },
  },
  { name: "another ethertype", bytes: fromHex("aaaa03 000000 0800 01030000"), expected: {} },
  { name: "another LLC", bytes: fromHex("aaaa03 0000f8 888e 01030000"), expected: {} },
  {
    name: "key data longer than the frame says it is",
    bytes: (() => {
      const bytes = key("010a", "0000000000000000", NONCE, "3002 0100");
      bytes[106] = 5;
      return bytes;
    })(),
    expected: "dot11.eapol_malformed",
  },
  {
    name: "a key frame of 94 bytes",
    bytes: concatBytes(fromHex(`${LLC} 02 03 005e 02`), new Uint8Array(93)),
    expected: "dot11.eapol_malformed",
  },
  {
    name: "an empty key frame",
    bytes: fromHex(`${LLC} 02 03 0000`),
    expected: "dot11.eapol_malformed",
  },
  {
    name: "EAP longer than 802.1X says",
    bytes: fromHex(`${LLC} 01 00 0005 02 01 0006 01`),
    expected: "dot11.eapol_malformed",
  },
  {
    name: "EAP request without a type",
    bytes: fromHex(`${LLC} 01 00 0004 01 01 0004`),
    expected: "dot11.eapol_malformed",
  },
  {
    name: "WPS attribute that does not fit",
    bytes: eap(1, "fe", "00372a 00000001 04 00 1022000207"),
    expected: "dot11.eapol_malformed",
  },
];

testDecoder("decodeEapol()", {
  create: () => new EapolFrame(),
  decode: decodeEapol,
  values,
  // Whatever is too short for the LLC and 802.1X headers is simply something else.
  cases: cases.map((one) => ({ ...one, shortest: 0 })),
  seeds: cases.map(({ bytes }) => bytes.subarray(0, 24)),
});

describe("decodeEapol()", () => {
  test("a key frame cut anywhere is malformed once it is known to be 802.1X", () => {
    const bytes = key("13ca", "0000000000000001", NONCE, "c0ffee00");
    const frame = new EapolFrame();
    for (let length = 0; length < bytes.length; length++) {
      const fault = decodeEapol(frame, bytes, 0, length);
      expect(FAULT_NAMES[fault], `${length} bytes`).toBe(
        length < 12 ? "ok" : "dot11.eapol_malformed",
      );
      if (length < 12) expect(frame.type).toBe(EAPOL_ABSENT);
      expect(frame.isRsnKey).toBe(false);
    }
  });

  test("finds the PMKID among other elements, and only with the type of a PMKID", () => {
    const frame = new EapolFrame();
    const bytes = key("008a", "0000000000000000", NONCE, `dd06 000fac01 0000 ${PMKID}`);
    decodeEapol(frame, bytes, 0, bytes.length);
    expect(bytes.subarray(frame.pmkidStart, frame.pmkidEnd)).toEqual(
      fromHex("592da88096c461da246c69001e877f3d"),
    );
    for (const data of ["dd06 000fac01 0000", "dd06 0050f204 0000", "dd03 000fac", `${PMKID} dd`]) {
      const other = key("008a", "0000000000000000", NONCE, data);
      expect(FAULT_NAMES[decodeEapol(frame, other, 0, other.length)]).toBe("ok");
      expect(frame.pmkidEnd - frame.pmkidStart, data).toBe(0);
    }
  });

  test("never throws on mutated frames, and its ranges stay inside", () => {
    const frame = new EapolFrame();
    fc.assert(
      fc.property(
        fc.constantFrom(...cases.map(({ bytes }) => bytes)),
        fc.array(fc.tuple(fc.nat({ max: 130 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        (unit, changes) => {
          const bytes = unit.slice();
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          decodeEapol(frame, bytes, 0, bytes.length);
          for (const name of OFFSETS) {
            const offset = (frame as unknown as Record<string, number>)[name]!;
            expect(offset, name).toBeLessThanOrEqual(bytes.length);
          }
          if (frame.isRsnKey) {
            expect(frame.dataStart + frame.dataLength).toBeLessThanOrEqual(bytes.length);
          }
        },
      ),
      { numRuns: 400, seed: 888 },
    );
  });
});
