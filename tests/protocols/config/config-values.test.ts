import { describe, expect, test } from "vitest";
import {
  expandPath,
  parseFlag,
  parseHopRate,
  parseInteger,
} from "../../../protocols/config/config-values.ts";

test("parseFlag() takes true, t, false and f in any case", () => {
  expect(["true", "T", "FALSE", "f"].map(parseFlag)).toEqual([true, true, false, false]);
  expect(["yes", "1", "", "truee"].map(parseFlag)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("parseInteger() takes decimal numbers that a double holds", () => {
  expect(["0", "-10", "+7", "9007199254740991"].map(parseInteger)).toEqual([
    0,
    -10,
    7,
    9007199254740991,
  ]);
  for (const wrong of ["", "0x10", "1e3", "1.5", " 1", "9007199254740992", "1".repeat(40)]) {
    expect(parseInteger(wrong), wrong).toBeUndefined();
  }
});

describe("parseHopRate()", () => {
  test("counts hops a second", () => {
    expect(parseHopRate("5/sec")).toBe(5);
    expect(parseHopRate("30/min")).toBe(0.5);
    expect(parseHopRate("4/dwell")).toBe(0.25);
    expect(parseHopRate("0.5/SEC")).toBe(0.5);
  });
  test("refuses anything else", () => {
    for (const wrong of ["", "5", "5/hour", "-1/sec", "0/sec", "0/dwell", "x/sec", "5 / sec"]) {
      expect(parseHopRate(wrong), wrong).toBeUndefined();
    }
  });
});

test("expandPath() replaces the directories and leaves the escapes of log names", () => {
  const directories = { home: "/h", configuration: "/e", data: "/s", binaries: "/b" };
  expect(expandPath("%h/%E/%S/%B/%n-%p", directories)).toBe("/h//e//s//b/%n-%p");
});
