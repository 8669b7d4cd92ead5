import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeMultiLink } from "../../../protocols/dot11/encode-modern.ts";
import {
  clearMultiLink,
  decodeMultiLink,
  LINKS_MAX,
  MULTI_LINK_BYTES_MAX,
  MultiLink,
} from "../../../protocols/dot11/multi-link.ts";
import { FAULT_NAMES, OK } from "../../../protocols/faults.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { differences } from "./differences.ts";

const MLD = 0x020000000a00;
const LINK_1 = 0x020000000a01;
const LINK_2 = 0x020000000a02;

function values(into: MultiLink): Record<string, unknown> {
  const rows = Array.from({ length: into.count }, (_, row) => [
    into.links[row],
    into.addresses[row],
  ]);
  return { ...differences(into, new MultiLink(), ["count"]), rows };
}

/** A whole element, fragments included, as it stands in a frame. */
function decodeElement(into: MultiLink, element: Uint8Array): string {
  clearMultiLink(into);
  const end = 2 + element[1]!;
  return FAULT_NAMES[decodeMultiLink(into, element, 3, end, element.length)]!;
}

testDecoder("decodeMultiLink()", {
  create: () => new MultiLink(),
  decode: (into, bytes, start, limit) => {
    clearMultiLink(into);
    return decodeMultiLink(into, bytes, start, limit, limit);
  },
  values,
  cases: [
    {
      name: "address only",
      bytes: fromHex("0000 07 020000000a00"),
      expected: { present: true, mldAddress: MLD, rows: [] },
    },
    {
      name: "everything a beacon tells: link 1, changes, sync delay, EMLSR, three links at once",
      bytes: fromHex("f001 0f 020000000a00 01 05 0000 0100 0200"),
      expected: {
        present: true,
        mldAddress: MLD,
        linkId: 1,
        simultaneousLinks: 2,
        emlsr: true,
        rows: [],
      },
    },
    {
      name: "of another device, number 3",
      bytes: fromHex("0002 08 020000000a00 03"),
      expected: { present: true, mldAddress: MLD, mldId: 3, rows: [] },
    },
    {
      name: "profiles of links 1, with its address, and 2, without; another subelement between",
      bytes: fromHex(
        "0000 07 020000000a00 00 0b 3100 07 020000000a01 0000 dd 02 ffff 00 03 1200 01",
      ),
      expected: { present: true, mldAddress: MLD, rows: [[1, LINK_1], [2, 0]] },
      shortest: 9,
    },
    {
      name: "link 1 twice: the first counts",
      bytes: fromHex("0000 07 020000000a00 00 03 1100 01 00 03 1100 01"),
      expected: { present: true, mldAddress: MLD, dropped: 1, rows: [[1, 0]] },
      shortest: 9,
    },
    {
      name: "another kind of element",
      bytes: fromHex("0100 01"),
      expected: { rows: [] },
      shortest: 2,
    },
    {
      name: "common information longer than the element",
      bytes: fromHex("0000 08 020000000a00"),
      expected: "dot11.multi_link_malformed",
    },
    {
      name: "common information too short for what it announces",
      bytes: fromHex("1000 07 020000000a00 01"),
      expected: "dot11.multi_link_malformed",
    },
    {
      name: "a profile longer than the element",
      bytes: fromHex("0000 07 020000000a00 00 04 3100 01"),
      expected: "dot11.multi_link_malformed",
    },
    {
      name: "a profile without the address it announces",
      bytes: fromHex("0000 07 020000000a00 00 03 3100 01"),
      expected: "dot11.multi_link_malformed",
    },
  ],
});

describe("fragments", () => {
  const elements = new Uint8Array(200).fill(0x7f);
  const profiles = Array.from(
    { length: 4 },
    (_, linkId) => ({ linkId, address: LINK_1 + linkId, elements }),
  );

  test("decodeMultiLink() reads an element that goes on in fragment elements", () => {
    const into = new MultiLink();
    const element = encodeMultiLink({ mldAddress: MLD, linkId: 4, profiles });
    expect(element.length).toBeGreaterThan(3 * 255);
    expect(decodeElement(into, element)).toBe("ok");
    expect(values(into)).toEqual({
      present: true,
      mldAddress: MLD,
      linkId: 4,
      rows: [[0, LINK_1], [1, LINK_2], [2, LINK_1 + 2], [3, LINK_1 + 3]],
    });
  });

  test("decodeMultiLink() reads a profile that goes on in fragment subelements", () => {
    const into = new MultiLink();
    const long = { linkId: 0, address: LINK_1, elements: new Uint8Array(600) };
    const after = { linkId: 1, address: LINK_2 };
    const element = encodeMultiLink({ mldAddress: MLD, profiles: [long, after] });
    expect(decodeElement(into, element)).toBe("ok");
    expect(values(into).rows).toEqual([[0, LINK_1], [1, LINK_2]]);
  });

  test("decodeMultiLink() takes fragments of full elements only", () => {
    const into = new MultiLink();
    const element = encodeMultiLink({ mldAddress: MLD });
    const stray = fromHex("f203 000111");
    expect(decodeElement(into, concatBytes(element, stray))).toBe("ok");
    expect(values(into).rows).toEqual([]);
  });

  test("decodeMultiLink() refuses a fragment that is cut", () => {
    const element = encodeMultiLink({ mldAddress: MLD, profiles });
    const into = new MultiLink();
    const fault = decodeElement(into, element.subarray(0, element.length - 1));
    expect(fault).toBe("dot11.multi_link_malformed");
    expect(values(into)).toEqual({ rows: [] });
  });

  test("decodeMultiLink() refuses more bytes than it has room for", () => {
    const parts = [fromHex(`ffff6b 0000 07 020000000a00 ${"dd00".repeat(122)}dd`)];
    for (let size = 0; size < MULTI_LINK_BYTES_MAX; size += 255) {
      parts.push(fromHex(`f2ff ${"00".repeat(255)}`));
    }
    expect(decodeElement(new MultiLink(), concatBytes(...parts))).toBe(
      "dot11.multi_link_malformed",
    );
  });
});

test("decodeMultiLink() keeps nothing of an element that is malformed at its end", () => {
  const into = new MultiLink();
  const element = fromHex("ff 10 6b 0000 07 020000000a00 00 03 1100 01 00");
  expect(decodeElement(into, element)).toBe("dot11.multi_link_malformed");
  expect(values(into)).toEqual({ rows: [] });
});

test("decodeMultiLink() keeps no more links than there are numbers", () => {
  const into = new MultiLink();
  const profiles = Array.from({ length: 40 }, (_, index) => ({ linkId: index & 15 }));
  expect(decodeElement(into, encodeMultiLink({ mldAddress: MLD, profiles }))).toBe("ok");
  expect(into.count).toBe(LINKS_MAX);
  expect(into.dropped).toBe(40 - LINKS_MAX);
});

test("decodeMultiLink() looks at the first element of a frame only, whatever profiles nest", () => {
  const into = new MultiLink();
  const inner = encodeMultiLink({ mldAddress: LINK_2, profiles: [{ linkId: 7 }] });
  const profiles = [{ linkId: 1, address: LINK_1, elements: inner }];
  const outer = encodeMultiLink({ mldAddress: MLD, linkId: 0, profiles });
  expect(decodeElement(into, outer)).toBe("ok");
  expect(decodeMultiLink(into, inner, 3, inner.length, inner.length)).toBe(OK);
  expect(values(into)).toEqual({
    present: true,
    mldAddress: MLD,
    linkId: 0,
    rows: [[1, LINK_1]],
  });
});

test("decodeMultiLink() gives back what was encoded", () => {
  const address = fc.integer({ min: 1, max: 0xffffffffffff });
  const profile = fc.record({
    linkId: fc.integer({ min: 0, max: 14 }),
    address: fc.option(address, { nil: undefined }),
    elements: fc.uint8Array({ maxLength: 300 }),
  });
  const device = fc.record({
    mldAddress: address,
    linkId: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
    emlsr: fc.option(fc.boolean(), { nil: undefined }),
    simultaneousLinks: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
    mldId: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
    profiles: fc.uniqueArray(profile, { selector: ({ linkId }) => linkId, maxLength: 9 }),
  });
  const into = new MultiLink();
  fc.assert(
    fc.property(device, (given) => {
      expect(decodeElement(into, encodeMultiLink(given as never))).toBe("ok");
      expect(values(into)).toEqual({
        present: true,
        mldAddress: given.mldAddress,
        ...(given.linkId === undefined ? {} : { linkId: given.linkId }),
        ...(given.emlsr ? { emlsr: true } : {}),
        ...(given.simultaneousLinks === undefined
          ? {}
          : { simultaneousLinks: given.simultaneousLinks }),
        ...(given.mldId === undefined ? {} : { mldId: given.mldId }),
        rows: given.profiles.map(({ linkId, address: own }) => [linkId, own ?? 0]),
      });
    }),
    { numRuns: 200, seed: 20251121 },
  );
});
