import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  elementHashLow,
  FINGERPRINT_ELEMENTS_MAX,
  FINGERPRINT_EMPTY,
  FINGERPRINT_ENTRIES_MAX,
  fingerprintElements,
  parseFingerprintList,
} from "../../../protocols/dot11/fingerprint.ts";
import { fromHex } from "../../suites/hex.ts";
import { BEACON, BEACON_ELEMENTS } from "./vectors.ts";

const BEACON_LIST = "0,1,45,48,50,61,74,127,191,195,221-00156D-00,221-0050F2-2," +
  "221-001018-2,221-506F9A-28";

const of = (list: string, bytes: Uint8Array, start = 0) =>
  fingerprintElements(parseFingerprintList(list), bytes, start, bytes.length);

/** The hash as its definition says, with big integers. */
function hash64(bytes: Uint8Array): bigint {
  const mask = (1n << 64n) - 1n;
  const multiplier = 0xc6a4a7935bd1e995n;
  const mix = (value: bigint) => value ^ (value >> 47n);
  let hash = 0xc70f6907n ^ (BigInt(bytes.length) * multiplier & mask);
  const little = (from: number, to: number) =>
    bytes.subarray(from, to).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    const block = mix(little(at, at + 8) * multiplier & mask) * multiplier & mask;
    hash = (hash ^ block) * multiplier & mask;
  }
  if (at < bytes.length) hash = (hash ^ little(at, bytes.length)) * multiplier & mask;
  return mix(mix(hash) * multiplier & mask);
}

describe("elementHashLow()", () => {
  test("gives the low halves of the recorded hashes", () => {
    const hashOf = (hex: string) => elementHashLow(fromHex(hex), 0, fromHex(hex).length);
    expect(hashOf("")).toBe(0x1e462a6e);
    expect(hashOf("6c696e6b737973")).toBe(0x67a2b993);
    expect(hashOf("82848b960c121824")).toBe(0x94999981);
    expect(hashOf("0100 000fac04 0100 000fac04 0100 000fac02 0000")).toBe(0xcca5969f);
    expect(hashOf("0600 0000000000000000000000000000000000000000")).toBe(0xcca35e69);
  });

  test("equals the definition for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 255 }), (bytes) => {
        const around = new Uint8Array(bytes.length + 20).fill(0xee);
        around.set(bytes, 10);
        expect(elementHashLow(around, 10, 10 + bytes.length)).toBe(
          Number(hash64(bytes) & 0xffffffffn),
        );
      }),
      { seed: 64 },
    );
  });
});

describe("fingerprintElements()", () => {
  test("gives the recorded fingerprint of the beacon", () => {
    expect(of(BEACON_LIST, BEACON, BEACON_ELEMENTS)).toBe(1992779829);
  });

  test("of an empty list, and of a frame with nothing of the list", () => {
    expect(of("", BEACON, BEACON_ELEMENTS)).toBe(FINGERPRINT_EMPTY);
    expect(of("200,201", BEACON, BEACON_ELEMENTS)).toBe(FINGERPRINT_EMPTY);
  });

  test("goes by the order of the list, then by the order of the frame", () => {
    const forward = fromHex("0001 61 0101 82 0001 62");
    const swapped = fromHex("0101 82 0001 61 0001 62");
    const other = fromHex("0101 82 0001 62 0001 61");
    expect(of("0,1", forward)).toBe(of("0,1", swapped));
    expect(of("0,1", forward)).not.toBe(of("1,0", forward));
    expect(of("0,1", other)).not.toBe(of("0,1", forward));
  });

  test("tells vendor elements by OUI and type; no type byte counts as 0", () => {
    const list = "221-0050F2-2";
    const matching = fromHex("dd05 0050f2 02 01");
    expect(of(list, matching)).not.toBe(FINGERPRINT_EMPTY);
    expect(of(list, fromHex("dd05 0050f2 04 01"))).toBe(FINGERPRINT_EMPTY);
    expect(of(list, fromHex("dd05 0050f3 02 01"))).toBe(FINGERPRINT_EMPTY);
    expect(of(list, fromHex("dd02 0050"))).toBe(FINGERPRINT_EMPTY);
    expect(of("221-00156D-00", fromHex("dd03 00156d"))).not.toBe(FINGERPRINT_EMPTY);
  });

  test("an element that two entries name counts twice", () => {
    const bytes = fromHex("0001 61");
    expect(of("0,0", bytes)).not.toBe(of("0", bytes));
  });

  test("stops at what does not fit, and at its limit", () => {
    expect(of("0,1", fromHex("0001 61 0105 82"))).toBe(of("0,1", fromHex("0001 61")));
    const many = (count: number, last: number) => {
      const bytes = new Uint8Array(3 * count);
      for (let at = 0; at < bytes.length; at += 3) bytes[at + 1] = 1;
      bytes[bytes.length - 1] = last;
      return bytes;
    };
    const max = FINGERPRINT_ELEMENTS_MAX;
    expect(of("0", many(max, 1))).not.toBe(of("0", many(max, 2)));
    expect(of("0", many(max + 1, 1))).toBe(of("0", many(max + 1, 2)));
  });

  test("never throws for any bytes and any of the lists", () => {
    const list = parseFingerprintList(BEACON_LIST);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const value = fingerprintElements(list, bytes, 0, bytes.length);
        expect(Number.isInteger(value) && value >= 0).toBe(true);
      }),
      { seed: 48 },
    );
  });
});

describe("parseFingerprintList()", () => {
  test("reads tags and vendor entries, blanks and any case", () => {
    const list = parseFingerprintList(" 0, 45 ,221-00156d-00,150-004096-3,");
    expect(list.size).toBe(4);
    expect([...list.ouis]).toEqual([-1, -1, 0x00156d, 0x004096]);
    expect([...list.types]).toEqual([0, 0, 0, 3]);
    expect(list.bad).toEqual([]);
  });

  test("leaves out and names what it cannot read", () => {
    const list = parseFingerprintList("0,256,x,221-0050F2,221-0050F2-256,48-0050F2-1,-1,1");
    expect(list.size).toBe(2);
    expect(list.bad).toEqual([
      "256",
      "x",
      "221-0050F2",
      "221-0050F2-256",
      "48-0050F2-1",
      "-1",
    ]);
  });

  test("has a limit", () => {
    const list = parseFingerprintList(Array(FINGERPRINT_ENTRIES_MAX + 2).fill("1").join(","));
    expect(list.size).toBe(FINGERPRINT_ENTRIES_MAX);
    expect(list.bad).toHaveLength(2);
  });
});
