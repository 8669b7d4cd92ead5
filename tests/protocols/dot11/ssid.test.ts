import { expect, test } from "vitest";
import { ssidHash, ssidHashOfText } from "../../../protocols/dot11/ssid.ts";
import { fromHex } from "../../suites/hex.ts";

const hashOf = (bytes: Uint8Array) => ssidHash(bytes, 0, bytes.length);
const textOf = (text: string) => new TextEncoder().encode(text);

// Recorded values of names on the air.
test.each([
  ["linksys", 1767661273],
  ["Foobar", 335217373],
  ['a"b', 1447064319],
  ["Wireshark-SAE", 14773637],
  ["owe", 3459049581],
  ["WPA3", 2197387863],
  ["Wi-Fi 7", 3437323309],
  ["jmj-jmjmj", 1847417893],
])("ssidHash() of %s is %d, and ssidHashOfText() agrees", (text, hash) => {
  expect(hashOf(textOf(text))).toBe(hash);
  expect(ssidHashOfText(text, textOf(text).length)).toBe(hash);
});

test("ssidHash() of nothing, of NUL bytes, of bytes that are no text", () => {
  expect(hashOf(new Uint8Array(0))).toBe(148298089);
  expect(hashOf(new Uint8Array(7))).toBe(3867920632);
  expect(hashOf(fromHex("636166e9"))).toBe(1416779322);
});

test("ssidHash() stops at the first NUL but counts the raw length", () => {
  const cut = fromHex("6c696e6b737973 00 ffff");
  expect(hashOf(cut)).toBe(ssidHash(cut, 0, 7, 10));
  expect(hashOf(cut)).not.toBe(ssidHash(cut, 0, 7));
});

test("ssidHash() keeps to the range and takes the longest element", () => {
  const around = fromHex("ffff 6c696e6b737973 ffff");
  expect(ssidHash(around, 2, 9)).toBe(1767661273);
  const long = new Uint8Array(255).fill(0x41);
  expect(hashOf(long)).toBe(ssidHashOfText("A".repeat(255), 255));
  expect(hashOf(long)).not.toBe(hashOf(long.subarray(0, 254)));
});
