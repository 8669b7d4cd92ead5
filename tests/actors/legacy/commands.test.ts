import { expect, test } from "vitest";
import { channelsOf } from "../../../actors/legacy/commands/sources.ts";
import {
  findStrings,
  STRING_CHARACTERS_MAX,
  STRINGS_MAX,
} from "../../../actors/legacy/found-strings.ts";

test("channelsOf() reads channels, dwell times and ranges", () => {
  expect(channelsOf("6")).toEqual(["6"]);
  expect(channelsOf("6:3")).toEqual(["6", "6", "6"]);
  expect(channelsOf("range-1-11-22-5")).toEqual(["1", "6", "11"]);
  expect(channelsOf("")).toEqual([]);
  expect(channelsOf("range-1-99999-22-0")).toHaveLength(256);
});

test("findStrings() finds runs of five printable characters and more, in bounds", () => {
  const bytes = new TextEncoder().encode("\x00abcd\x00hello world\x01GET /\xff");
  expect(findStrings(bytes, 0, bytes.length)).toEqual(["hello world", "GET /"]);
  expect(findStrings(bytes, 6, 11)).toEqual(["hello"]);
  const long = new Uint8Array(2000).fill(0x61);
  expect(findStrings(long, 0, long.length)).toEqual(["a".repeat(STRING_CHARACTERS_MAX)]);
  const many = new TextEncoder().encode("hello\n".repeat(100));
  expect(findStrings(many, 0, many.length)).toHaveLength(STRINGS_MAX);
});
