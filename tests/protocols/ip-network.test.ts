// IP addresses and networks as text.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkContains, parseIpAddress, parseIpNetwork } from "../../protocols/ip-network.ts";

describe("parseIpAddress()", () => {
  test.each([
    ["192.0.2.7", [192, 0, 2, 7]],
    ["::ffff:192.0.2.7", [192, 0, 2, 7]],
    ["::", Array<number>(16).fill(0)],
    ["::1", [...Array<number>(15).fill(0), 1]],
    ["2001:db8::a:b", [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 11]],
    ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ["64:ff9b::192.0.2.7", [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 7]],
    ["fe80::1%eth0", [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])("%s", (text, bytes) => {
    expect(parseIpAddress(text)).toEqual(bytes);
  });

  test.each([
    "",
    "x",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    ":",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "g::",
    "::1.2.3.999",
    "unknown",
  ])("%j is none", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."0129afg:./%") }), (text) => {
      parseIpNetwork(text);
    }));
  });
});

describe("networkContains()", () => {
  test.each([
    ["10.0.0.0/8", "10.255.1.2", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["192.0.2.129/25", "192.0.2.200", true],
    ["192.0.2.129/25", "192.0.2.1", false],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.6", false],
    ["0.0.0.0/0", "192.0.2.6", true],
    ["0.0.0.0/0", "::1", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["10.0.0.0/8", "::ffff:10.1.1.1", true],
  ])("%s has %s: %j", (network, address, inside) => {
    expect(networkContains(parseIpNetwork(network)!, parseIpAddress(address)!)).toBe(inside);
  });

  test.each(["10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8"])(
    "%s is no network",
    (text) => expect(parseIpNetwork(text)).toBeUndefined(),
  );
});
