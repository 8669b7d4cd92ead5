// The checksum of original frames, with the values that the specification of the protocol gives.
import { expect, test } from "vitest";
import { additiveChecksum } from "../../../protocols/external/checksum.ts";

test.each([
  ["abc", 0],
  ["abcd", 0x03d4018a],
  ["abcdefgh", 0x0df80324],
  ["PING", 0x02fe012e],
  ["kismet_cap_linux_wifi", 0x5fe308bd],
  ["kismet_cap_pcapfile", 0x4e1d07c3],
  ["kismet_cap_linux_bluetooth", 0x91dd0ae4],
  ["kismet_cap_sdr_rtl433", 0x5e600813],
])("additiveChecksum() of %s", (text, expected) => {
  const bytes = new TextEncoder().encode(`..${text}..`);
  expect(additiveChecksum(bytes, 2, bytes.length - 2)).toBe(expected);
});

test("additiveChecksum() stays exact over a large payload", () => {
  const bytes = new Uint8Array(1_000_000).fill(0xff);
  let first = 0n;
  let second = 0n;
  for (const byte of bytes) {
    first += BigInt(byte);
    second += first;
  }
  const expected = Number(((first & 0xffffn) + (second << 16n)) & 0xffffffffn);
  expect(additiveChecksum(bytes, 0, bytes.length)).toBe(expected);
});
