// What every decoder of bytes promises, run over the cases that its test writes out: exact values, the
// same into a used object, nothing read at or behind the limit, no exception for any bytes.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fault, FAULT_NAMES, OK } from "../../protocols/faults.ts";
import { concatBytes } from "./hex.ts";

/** Bytes with a one-line description, and what they say. */
export interface DecoderCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What `values` returns, offsets counted from the first byte; or the name of a fault. */
  readonly expected: Readonly<Record<string, unknown>> | (typeof FAULT_NAMES)[number];
  /** Lengths from this on may be good too: what follows is a body of any length. */
  readonly shortest?: number;
}

export interface DecoderSubject<T> {
  create(): T;
  decode(into: T, bytes: Uint8Array, start: number, limit: number): Fault;
  /** Plain values of a decoded object, offsets less `start`. */
  values(into: T, start: number): Record<string, unknown>;
  readonly cases: readonly DecoderCase[];
  /** Beginnings that lead random bytes past the first checks. */
  readonly seeds?: readonly Uint8Array[];
}

/** Bytes in front of and behind the unit, so that offsets and limits are told from the buffer's. */
const MARGIN = 64;

export function testDecoder<T>(name: string, subject: DecoderSubject<T>): void {
  /** Fault name or values of `length` bytes of the unit within a buffer full of `filler`. */
  function outcome(into: T, unit: Uint8Array, length: number, filler: number) {
    const around = new Uint8Array(MARGIN).fill(filler);
    const behind = new Uint8Array(MARGIN + unit.length - length).fill(filler);
    const buffer = concatBytes(around, unit.subarray(0, length), behind);
    const fault = subject.decode(into, buffer, MARGIN, MARGIN + length);
    return fault === OK ? subject.values(into, MARGIN) : FAULT_NAMES[fault];
  }

  describe(`${name}`, () => {
    test.each(subject.cases)("$name", ({ bytes, expected }) => {
      for (const filler of [0xff, 0]) {
        expect(outcome(subject.create(), bytes, bytes.length, filler)).toEqual(expected);
      }
    });

    test("fills a used object as it fills a fresh one", () => {
      for (const before of subject.cases) {
        for (const { bytes, expected } of subject.cases) {
          const used = subject.create();
          outcome(used, before.bytes, before.bytes.length, 0xff);
          expect(outcome(used, bytes, bytes.length, 0xff)).toEqual(expected);
        }
      }
    });

    test("takes every shorter length for what it is, whatever lies behind it", () => {
      for (const { name: which, bytes, expected, shortest = bytes.length } of subject.cases) {
        for (let length = 0; length < bytes.length; length++) {
          const zeros = outcome(subject.create(), bytes, length, 0);
          const ones = outcome(subject.create(), bytes, length, 0xff);
          expect(zeros, `${which}, ${length} bytes`).toEqual(ones);
          const isFault = typeof zeros === "string";
          const mustFail = typeof expected === "object" && length < shortest;
          expect(isFault || !mustFail, `${which}, ${length} bytes`).toBe(true);
        }
      }
    });

    test("never throws on random bytes, and never looks behind the limit", () => {
      const beginnings = fc.constantFrom(new Uint8Array(0), ...(subject.seeds ?? []));
      const used = subject.create();
      fc.assert(
        fc.property(beginnings, fc.uint8Array({ maxLength: 160 }), (beginning, rest) => {
          const unit = concatBytes(beginning, rest);
          const zeros = outcome(used, unit, unit.length, 0);
          expect(outcome(used, unit, unit.length, 0xff)).toEqual(zeros);
        }),
        { numRuns: 400, seed: 20251121 },
      );
    });
  });
}
