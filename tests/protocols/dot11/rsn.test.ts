import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cryptDetail,
  cryptLegacySet,
  cryptOfCapabilities,
  cryptText,
} from "../../../protocols/dot11/crypt.ts";
import { decodeElements, Dot11Elements } from "../../../protocols/dot11/elements.ts";
import { FINDING_MALFORMED, FINDING_RSN_LOOP } from "../../../protocols/dot11/findings.ts";
import { FAULT_NAMES, OK } from "../../../protocols/faults.ts";
import { fromHex } from "../../suites/hex.ts";
import { cryptBits } from "./crypt-bits.ts";

const elements = new Dot11Elements();

/** Decodes one element given by tag and body. */
function decode(tag: number, body: string): string {
  const bytes = fromHex(`0000${body}`);
  bytes[0] = tag;
  bytes[1] = bytes.length - 2;
  return FAULT_NAMES[decodeElements(elements, bytes, 0, bytes.length)]!;
}

/** Numbers of the bits that are set. */
function bits(): number[] {
  return bitsOf(elements.cryptLow, elements.cryptHigh);
}

function bitsOf(low: number, high: number): number[] {
  const set = cryptBits(low, high);
  return Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (set >> BigInt(bit)) & 1n);
}

const rsn = (group: number, pairwise: number[], akm: number[], capabilities = "0000") => {
  const suite = (type: number) => `000fac${type.toString(16).padStart(2, "0")}`;
  const list = (types: number[]) =>
    `${types.length.toString(16).padStart(2, "0")}00${types.map(suite).join("")}`;
  return `0100${suite(group)}${list(pairwise)}${list(akm)}${capabilities}`;
};
const wpa = (version: number, group: number, pairwise: number[], akm: number[]) =>
  `0050f201${
    rsn(group, pairwise, akm, "").replaceAll("000fac", "0050f2").replace(
      /^0100/,
      `0${version}00`,
    )
  }`;

describe("RSN", () => {
  test.each([
    ["WPA2-PSK CCMP", rsn(4, [4], [2]), [1, 3, 10, 26, 38]],
    ["WPA2 TKIP and CCMP", rsn(2, [2, 4], [2]), [1, 3, 9, 25, 26, 38]],
    ["WPA2-Enterprise", rsn(4, [4], [1]), [1, 3, 10, 26, 37]],
    ["WPA3-SAE", rsn(4, [4], [8], "c000"), [1, 3, 4, 10, 26, 44]],
    ["WPA3 transition with FT-SAE", rsn(4, [4], [2, 8, 9]), [1, 3, 4, 10, 26, 38, 44, 45]],
    ["OWE", rsn(4, [4], [18]), [1, 3, 4, 10, 26, 54]],
    ["WPA3 192 bit", rsn(9, [9], [12]), [1, 3, 4, 13, 29, 48]],
    ["SAE with the extended key of Wi-Fi 7", rsn(8, [8], [24]), [1, 3, 12, 28]],
    ["WEP groups", rsn(1, [5], [0]), [0, 1, 7, 24]],
    ["unknown types", rsn(0, [7], [21]), [1]],
    ["no suites at all", rsn(4, [], []), [1, 10]],
  ])("%s", (_, body, expected) => {
    expect(decode(48, body)).toBe("ok");
    expect(elements.hasRsn).toBe(true);
    expect(bits()).toEqual(expected);
  });

  // Row by row of the tables: group, pairwise, and AKM on their own.
  test("group suites 1 to 13", () => {
    const rows: Record<number, number[]> = {
      1: [0, 7],
      2: [1, 9],
      3: [1, 18],
      4: [1, 10],
      5: [0, 8],
      6: [1, 11],
      7: [],
      8: [1, 12],
      9: [1, 13],
      10: [1, 14],
      11: [1, 15],
      12: [1, 16],
      13: [1, 17],
      14: [],
      255: [],
    };
    for (const [type, expected] of Object.entries(rows)) {
      decode(48, rsn(Number(type), [], []));
      expect(bits(), `group ${type}`).toEqual(expected);
    }
  });

  test("pairwise suites 1 to 13", () => {
    const rows: Record<number, number[]> = {
      1: [0, 23],
      2: [1, 25],
      3: [3, 34],
      4: [3, 26],
      5: [0, 24],
      6: [4, 27],
      7: [],
      8: [3, 28],
      9: [3, 29],
      10: [3, 30],
      11: [4, 31],
      12: [4, 32],
      13: [4, 33],
      14: [],
      255: [],
    };
    for (const [type, expected] of Object.entries(rows)) {
      decode(48, rsn(0, [Number(type)], []));
      expect(bits(), `pairwise ${type}`).toEqual(expected);
    }
  });

  test("key managements 1 to 24", () => {
    for (let type = 0; type <= 24; type++) {
      decode(48, rsn(0, [], [type]));
      const expected = type >= 1 && type <= 7
        ? [1, 36 + type]
        : type >= 8 && type <= 20
        ? [1, 4, 36 + type]
        : [1];
      expect(bits(), `akm ${type}`).toEqual(expected);
    }
  });

  test("suites of other OUIs have no meaning: provisioning is no pre-shared key", () => {
    expect(decode(48, "0100 000fac04 0100 000fac04 0200 506f9a02 00409600 0000")).toBe("ok");
    expect(bits()).toEqual([1, 3, 10, 26]);
    expect(decode(48, "0100 0050f202 0100 0050f204 0100 0050f202 0000")).toBe("ok");
    expect(bits()).toEqual([1, 3, 9, 26, 38]);
  });

  test("protection of management frames is in the capabilities", () => {
    decode(48, rsn(4, [4], [8], "c000"));
    expect([elements.mfpRequired, elements.mfpSupported]).toEqual([true, true]);
    decode(48, rsn(4, [4], [8], "8c00"));
    expect([elements.mfpRequired, elements.mfpSupported]).toEqual([false, true]);
    expect(elements.rsnCapabilities).toBe(0x8c);
    decode(48, rsn(4, [4], [8], "0c00"));
    expect([elements.mfpRequired, elements.mfpSupported]).toEqual([false, false]);
  });

  test("parts left out from the end have the defaults of the standard", () => {
    const whole = fromHex(rsn(2, [4, 2], [2], "c000"));
    const hex = (length: number) =>
      Array.from(whole.subarray(0, length), (byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(decode(48, hex(2))).toBe("ok"); // version only: CCMP, CCMP, 802.1X
    expect(bits()).toEqual([1, 3, 10, 26, 37]);
    expect(decode(48, hex(6))).toBe("ok"); // group TKIP
    expect(bits()).toEqual([1, 3, 9, 26, 37]);
    expect(decode(48, hex(16))).toBe("ok"); // pairwise
    expect(bits()).toEqual([1, 3, 9, 25, 26, 37]);
    expect(decode(48, hex(22))).toBe("ok"); // key management, no capabilities
    expect(bits()).toEqual([1, 3, 9, 25, 26, 38]);
    expect(elements.mfpRequired).toBe(false);
    expect(decode(48, hex(24))).toBe("ok");
    expect(elements.mfpRequired).toBe(true);
    for (const length of [0, 1, 3, 4, 5, 7, 8, 9, 12, 15, 17, 18, 21, 23]) {
      expect(decode(48, hex(length)), `${length} bytes`).toBe("dot11.rsn_malformed");
    }
  });

  test("PMKIDs and a group management cipher behind the capabilities do no harm", () => {
    expect(decode(48, `${rsn(4, [4], [8], "c000")} 0000 000fac06`)).toBe("ok");
    expect(bits()).toEqual([1, 3, 4, 10, 26, 44]);
  });

  test("a pairwise count above 1,024 that does not fit is an attack, 1,024 is only wrong", () => {
    expect(decode(48, "0100 000fac04 0104 000fac04")).toBe("dot11.rsn_malformed");
    expect(elements.findings).toBe(FINDING_RSN_LOOP | FINDING_MALFORMED);
    expect(decode(48, "0100 000fac04 0004 000fac04")).toBe("dot11.rsn_malformed");
    expect(elements.findings).toBe(FINDING_MALFORMED);
    expect(decode(48, "0100 000fac04 ff")).toBe("dot11.rsn_malformed");
    expect(elements.findings).toBe(FINDING_MALFORMED);
  });
});

describe("WPA", () => {
  test.each([
    ["WPA1-PSK TKIP", wpa(1, 2, [2], [2]), [1, 2, 9, 25, 38]],
    ["WPA1-Enterprise CCMP", wpa(1, 4, [4], [1]), [1, 2, 10, 26, 37]],
    ["version 2", wpa(2, 2, [2], [2]), [1, 3, 9, 25, 38]],
    ["version 3", wpa(3, 2, [2], [2]), [1, 4, 9, 25, 38]],
    ["version 9, unknown suites", wpa(9, 8, [8], [8]), [1]],
    ["version only: TKIP, TKIP, 802.1X", "0050f2010100", [1, 2, 9, 25, 37]],
  ])("%s", (_, body, expected) => {
    expect(decode(221, body)).toBe("ok");
    expect(elements.hasWpa).toBe(true);
    expect(bits()).toEqual(expected);
  });

  test("AKM beyond 7 adds only the WPA bit, OCB groups and pairwise no version", () => {
    decode(221, wpa(1, 3, [3], [7]));
    expect(bits()).toEqual([1, 2, 18, 34, 43]);
  });

  test("suites that do not fit spoil the frame", () => {
    expect(decode(221, "0050f201 0100 0050f202 0200 0050f202")).toBe("dot11.vendor_malformed");
  });
});

describe("crypt texts", () => {
  const of = (...list: number[]): [number, number] => {
    let set = 0n;
    for (const bit of list) set |= 1n << BigInt(bit);
    return [Number(set & 0xffffffffn) | 0, Number(set >> 32n) | 0];
  };

  test.each([
    [[], "0", "Open", 0],
    [[1, 2, 9, 25, 38], "274911461894", "WPA1 WPA1-PSK TKIP", 0x80000e0],
    [[1, 2, 3, 9, 25, 26, 38], "274978570766", "WPA2 WPA2-PSK TKIP AES-CCMP", 0x180002e0],
    [[1, 3, 10, 26, 38], "274945016842", "WPA2 WPA2-PSK AES-CCMP", 268436160],
    [[1, 3, 10, 26, 37], "137506063370", "WPA2 WPA2-EAP AES-CCMP", 0x10000a40],
    [[1, 3, 4, 10, 26, 38, 44], "17867131061274", "WPA3 WPA3-PSK WPA3-SAE AES-CCMP", 805372608],
    [[1, 3, 4, 10, 26, 44], "17592253154330", "WPA3 WPA3-SAE AES-CCMP", 0x30010240],
    [[1, 3, 4, 10, 26, 54], "18014398576591898", "WPA3 WPA3-SAE AES-CCMP", 805438016],
    [[1, 2, 3, 10, 26, 38], "274945016846", "WPA2 WPA2-PSK AES-CCMP", 402653888],
    [[1, 2, 3, 10, 26, 38, 40], "1374456644622", "WPA2 WPA2-PSK WPA2-PSK AES-CCMP", 402653888],
    [
      [1, 3, 4, 10, 26, 38, 44, 45],
      "53051503150106",
      "WPA3 WPA3-PSK WPA3-SAE WPA3-SAE AES-CCMP",
      805372608,
    ],
    [[0], "1", "WEP", 2],
    [[0, 7], "129", "WEP40", 10],
    [[0, 1, 24, 38], "274894684163", "WEP104", 18],
  ])("%j is %s, %s, legacy %d", (list, bitfield, text, legacy) => {
    const set = of(...list);
    expect(String(cryptBits(...set))).toBe(bitfield);
    expect(cryptText(...set)).toBe(text);
    expect(cryptLegacySet(...set)).toBe(legacy);
  });

  test("every bit has its item, in the order clients know", () => {
    const managements = [46, 50, 51, 52, 53, 37, 39, 47, 48, 61, 58, 60, 59, 43];
    expect(cryptText(...of(1, ...managements))).toBe(
      "WPA WPA-TDLS WPA-AP-PEER WPA-FILS WPA-FILS WPA-FILS WPA-FILS WPA-EAP WPA-EAP-FT " +
        "WPA-EAP-SUITEB-SHA256 WPA-EAP-SUITEB-SHA384 WPA-PEAP WPA-LEAP WPA-TTLS WPA-TLS",
    );
    const ciphers = "TKIP AES-OCB AES-CCMP AES-BIP-CMAC128 AES-GCMP128 AES-GCMP256 AES-CCMP256 " +
      "AES-BIP-GMAC128 AES-BIP-GMAC256 AES-BIP-CMAC256";
    expect(cryptText(...of(9, 10, 11, 12, 13, 14, 15, 16, 17, 18))).toBe(ciphers);
    expect(cryptText(...of(25, 26, 27, 28, 29, 30, 31, 32, 33, 34))).toBe(ciphers);
    expect(cryptText(...of(41, 49, 57))).toBe("");
  });

  test("cryptDetail() names the variants", () => {
    expect(cryptDetail(...of(4, 38, 40, 42, 56, 55, 44, 45, 50, 52, 51, 53, 54, 37))).toBe(
      "WPA3-PSK WPA3-PSK-FT WPA3-PSK-SHA256 WPA3-PSK-SHA384 WPA3-PSK-SHA384-FT WPA3-SAE " +
        "WPA3-SAE-FT WPA3-FILS-SHA256 WPA3-FILS-SHA256-FT WPA3-FILS-SHA384 WPA3-FILS-SHA384-FT " +
        "WPA3-SAE WPA3-EAP",
    );
    expect(cryptDetail(0, 0)).toBe("Open");
  });

  test("cryptLegacySet() maps EAP methods and ciphers", () => {
    expect(cryptLegacySet(...of(58, 59, 60, 61))).toBe(1 << 12 | 1 << 14 | 1 << 13 | 1 << 15);
    expect(cryptLegacySet(...of(18))).toBe(1 << 8);
    expect(cryptLegacySet(...of(30))).toBe(1 << 9);
    expect(cryptLegacySet(...of(47))).toBe(1 << 11);
  });

  test("never throws, and never leaves out the version when one is set", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (low, high) => {
        expect(cryptText(low, high).includes("undefined")).toBe(false);
        expect(cryptDetail(low, high).includes("undefined")).toBe(false);
        expect(cryptLegacySet(low, high)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 46 },
    );
  });

  test("cryptOfCapabilities() reads the texts of scan reports", () => {
    const textOf = (text: string) => {
      const { low, high } = cryptOfCapabilities(text);
      return bitsOf(low, high);
    };
    expect(textOf("[ESS]")).toEqual([]);
    expect(textOf("[WEP][ESS]")).toEqual([0]);
    expect(textOf("[WEP40]")).toEqual([0, 7, 23]);
    expect(textOf("[WPA-PSK-TKIP][ESS]")).toEqual([1, 2, 38]);
    expect(textOf("[WPA2-PSK-CCMP][WPS][ESS]")).toEqual([1, 3, 10, 26, 38, 57]);
    expect(textOf("[RSN-SAE-CCMP]")).toEqual([1, 4, 10, 26, 44]);
    expect(textOf("[WPA2-EAP-PEAP]")).toEqual([1, 3, 37, 61]);
    expect(textOf("[WPA2-EAP-TTLS]")).toEqual([1, 3, 37, 59, 60]);
    expect(textOf("[RSN-OWE-CCMP]")).toEqual([1, 4, 10, 26, 54]);
  });
});

test("a list with RSN and WPA has the bits of both", () => {
  const bytes = fromHex(`3014${rsn(4, [4], [2])}dd16${wpa(1, 2, [2], [2])}`);
  expect(decodeElements(elements, bytes, 0, bytes.length)).toBe(OK);
  expect(bits()).toEqual([1, 2, 3, 9, 10, 25, 26, 38]);
});
