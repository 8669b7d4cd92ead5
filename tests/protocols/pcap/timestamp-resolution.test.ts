import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TimestampResolution } from "../../../protocols/pcap/timestamp-resolution.ts";

const split = (count: bigint) => [Number(count >> 32n), Number(count & 0xffffffffn)] as const;

test("TimestampResolution counts microseconds when nothing is said", () => {
  // 1700000000.250000 s
  expect(new TimestampResolution().toUs(0x00060a24, 0x18221090)).toBe(1_700_000_000_250_000);
});

test("TimestampResolution adds the offset, also a negative one", () => {
  expect(new TimestampResolution(undefined, -5).toUs(0, 7_000_000)).toBe(2_000_000);
  expect(new TimestampResolution(0x8a, 100).toUs(0, 1024)).toBe(101_000_000);
});

test.each([
  [0, 1_700_000_000n],
  [3, 1_700_000_000_123n],
  [6, 1_700_000_000_123_456n],
  [7, 17_000_000_001_234_567n],
  [9, 1_700_000_000_123_456_789n],
  [0x80, 1_700_000_000n],
  [0x94, 1_700_000_000n * 1_048_576n + 1_048_575n],
  [0xa0, (1_700_000_000n << 32n) + 0xffffffffn],
])("TimestampResolution is exact for option value %i", (resolution, count) => {
  const exponent = BigInt(resolution & 0x7f);
  const perSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 1n << exponent;
  const expected = Number((count * 1_000_000n) / perSecond);
  expect(new TimestampResolution(resolution).toUs(...split(count))).toBe(expected);
});

test("TimestampResolution equals integer division for every unit down to 10^-15 and 2^-32", () => {
  const decimal = fc.integer({ min: 6, max: 15 });
  const binary = fc.integer({ min: 0, max: 32 }).map((exponent) => exponent | 0x80);
  // Seconds up to the year 2106: results stay below 2^53.
  fc.assert(
    fc.property(
      fc.oneof(decimal, binary),
      fc.bigInt({ min: 0n, max: 1n << 32n }),
      fc.bigInt({
        min: 0n,
        max: (1n << 32n) - 1n,
      }),
      (resolution, seconds, fraction) => {
        const exponent = BigInt(resolution & 0x7f);
        const perSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 1n << exponent;
        const count = (seconds * perSecond + (fraction * perSecond >> 32n)) & ((1n << 64n) - 1n);
        const expected = Number((count * 1_000_000n) / perSecond);
        expect(new TimestampResolution(resolution).toUs(...split(count))).toBe(expected);
      },
    ),
  );
});

test("TimestampResolution gives a finite number for every option value", () => {
  for (let resolution = 0; resolution < 256; resolution++) {
    const time = new TimestampResolution(resolution).toUs(0xffffffff, 0xffffffff);
    expect(Number.isFinite(time)).toBe(true);
  }
});
