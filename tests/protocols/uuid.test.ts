import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatUuid, NIL_UUID, parseUuid, timeUuid } from "../../protocols/uuid.ts";

// Clock sequence 0f00, node "KISMET".
const TAIL = Uint8Array.of(0x0f, 0x00, 0x4b, 0x49, 0x53, 0x4d, 0x45, 0x54);

describe("parseUuid()", () => {
  test("answers the upper-case text", () => {
    expect(parseUuid("5fe308bd-0000-0000-0000-00c0caaa0001"))
      .toBe("5FE308BD-0000-0000-0000-00C0CAAA0001");
    expect(parseUuid(NIL_UUID)).toBe(NIL_UUID);
  });

  test.each(["", "5FE308BD", `${NIL_UUID}0`, ` ${NIL_UUID}`, NIL_UUID.replaceAll("-", "")])(
    "refuses %j",
    (text) => {
      expect(parseUuid(text)).toBeUndefined();
    },
  );
});

describe("formatUuid()", () => {
  test("puts dashes after 4, 6, 8 and 10 bytes", () => {
    expect(formatUuid(Uint8Array.from({ length: 16 }, (_, at) => at * 17)))
      .toBe("00112233-4455-6677-8899-AABBCCDDEEFF");
  });

  test("takes sixteen bytes and nothing else", () => {
    expect(() => formatUuid(new Uint8Array(15))).toThrow(RangeError);
    expect(() => formatUuid(new Uint8Array(17))).toThrow(RangeError);
  });
});

describe("timeUuid()", () => {
  // RFC 9562, A.1: 2022-02-22 14:22:22 -05:00 is C232AB00-9414-11EC-…
  test("gives the standard's example", () => {
    const tail = Uint8Array.of(0xb3, 0xc8, 0x9f, 0x6b, 0xde, 0xce, 0xd8, 0x46);
    expect(timeUuid(Date.UTC(2022, 1, 22, 19, 22, 22), tail))
      .toBe("C232AB00-9414-11EC-B3C8-9F6BDECED846");
  });

  test("keeps the node, sets version 1 and the variant, and counts time up", () => {
    fc.assert(fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      (timeMs, tail) => {
        const text = timeUuid(timeMs, tail);
        expect(parseUuid(text)).toBe(text);
        expect(text).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-1[0-9A-F]{3}-[89AB]/);
        const node = Array.from(tail.subarray(2), (byte) => byte.toString(16).padStart(2, "0"));
        expect(text.slice(24)).toBe(node.join("").toUpperCase());
        expect(ticksOf(timeUuid(timeMs + 1, tail)) - ticksOf(text)).toBe(10_000n);
      },
    ));
  });

  test("ends as the reference's do", () => {
    expect(timeUuid(0, TAIL).slice(18)).toBe("-8F00-4B49534D4554");
    expect(() => timeUuid(0, TAIL.subarray(1))).toThrow(RangeError);
  });
});

function ticksOf(uuid: string): bigint {
  const [low, middle, high] = uuid.split("-") as [string, string, string];
  return BigInt(`0x${high.slice(1)}${middle}${low}`);
}
