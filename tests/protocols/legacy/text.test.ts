import fc from "fast-check";
import { expect, test } from "vitest";
import { legacyCryptSet } from "../../../protocols/legacy/crypt-set.ts";
import { parseAllowedHosts, parseListenAddress } from "../../../protocols/legacy/listen.ts";
import { chooseFields, formatSentence } from "../../../protocols/legacy/sentence.ts";
import { findSentence, SENTENCES } from "../../../protocols/legacy/sentences.ts";
import { ERROR } from "../../../protocols/legacy/server-sentences.ts";
import { bare, munge, parseLegacyCommand, quoted } from "../../../protocols/legacy/text.ts";
import { networkContains, parseIpAddress } from "../../../protocols/ip-network.ts";
import { fieldsOf } from "../../clients/kismetclient.ts";

test("munge() keeps printable ASCII and writes every other byte as three octal digits", () => {
  expect(munge("Coffee Shop \\ ~")).toBe("Coffee Shop \\ ~");
  expect(munge("a\nb\x01c\x7f")).toBe("a\\012b\\001c\\177");
  expect(munge("é")).toBe("\\303\\251");
});

test("quoted() and bare() never break a sentence, whatever the text is", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    expect(quoted(text)).toMatch(/^\x01[ -~]*\x01$/);
    expect(bare(text)).toMatch(/^[!-~]+$/);
    const line = formatSentence(ERROR, [0, 1, 1], { id: "7", text });
    expect(fieldsOf(line.slice(line.indexOf(":") + 1, -1))).toHaveLength(3);
  }));
});

test("parseLegacyCommand() splits at single blanks and keeps quoted ones", () => {
  expect(parseLegacyCommand("!12 enable GPS lat,lon")).toEqual({
    id: "12",
    name: "ENABLE",
    args: ["GPS", "lat,lon"],
  });
  expect(parseLegacyCommand("!5 SHUTDOWN ")).toEqual({ id: "5", name: "SHUTDOWN", args: [] });
  expect(parseLegacyCommand("!5 ADDNETTAG x\x01a b\x01y \x01User Note\x01")?.args).toEqual([
    "xa by",
    "User Note",
  ]);
  for (const line of ["", "!1", "!x ENABLE", "1 ENABLE", "GET / HTTP/1.1", "!99999999999 A"]) {
    expect(parseLegacyCommand(line), line).toBeUndefined();
  }
});

test("parseLegacyCommand() takes any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    parseLegacyCommand(text);
    parseLegacyCommand(`!1 ${text}`);
  }));
});

test("chooseFields() keeps the order asked, takes a trailing comma, and names what is unknown", () => {
  const ssid = findSentence("ssid")!;
  const names = (list: string): unknown => {
    const choice = chooseFields(ssid, list);
    return "unknown" in choice ? choice : choice.map((index) => ssid.fields[index]!.name);
  };
  expect(names("mac,ssid")).toEqual(["mac", "ssid"]);
  expect(names("SSID,mac,")).toEqual(["ssid", "mac"]);
  expect(names("*,x")).toHaveLength(14);
  expect(names("mac,nosuch")).toEqual({ unknown: "nosuch" });
  expect(names("mac,".repeat(1000))).toHaveLength(128);
});

test("names of sentences and fields are what old clients can hold", () => {
  for (const { name, fields } of SENTENCES) {
    expect(name).toMatch(/^[A-Z]{3,16}$/);
    expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
    for (const field of fields) expect(field.name).toMatch(/^[a-z0-9_]+$/);
  }
});

// Bits of the set of today: WPA 1, WPA2 3, PSK 38, pairwise CCMP 26, WEP 0, WEP40 23, SAE 44, WPA3 4.
test("legacyCryptSet() gives the bits of 2013", () => {
  const set = (...bits: number[]) => {
    let low = 0;
    let high = 0;
    for (const bit of bits) {
      if (bit < 32) low |= 1 << bit;
      else high |= 1 << (bit - 32);
    }
    return legacyCryptSet(low, high);
  };
  expect(set()).toBe(0);
  expect(set(1, 3, 38, 26)).toBe(706);
  expect(set(1, 4, 44, 26)).toBe(706);
  expect(set(0)).toBe(2);
  expect(set(0, 23)).toBe(10);
  expect(set(1, 3, 37, 61, 25)).toBe(2 + 64 + 8192 + 32);
});

test("parseListenAddress() and parseAllowedHosts() read the keys of the old server", () => {
  expect(parseListenAddress("tcp://127.0.0.1:2501")).toEqual({ hostname: "127.0.0.1", port: 2501 });
  expect(parseListenAddress("tcp://[::1]:2501")).toEqual({ hostname: "::1", port: 2501 });
  for (const text of ["", "127.0.0.1:1", "udp://a:1", "tcp://a", "tcp://a:70000", "tcp://a b:1"]) {
    expect(parseListenAddress(text), text).toBeUndefined();
  }
  const allowed = parseAllowedHosts("127.0.0.1, 10.0.0.0/255.255.255.0,192.168.0.0/16")!;
  const isAllowed = (address: string) =>
    allowed.some((network) => networkContains(network, parseIpAddress(address)!));
  expect(["127.0.0.1", "10.0.0.77", "192.168.9.9"].every(isAllowed)).toBe(true);
  expect(["127.0.0.2", "10.0.1.77", "::1"].some(isAllowed)).toBe(false);
  for (const text of ["", "x", "1.2.3.4/255.0.255.0", "1.2.3.4/33", "1.2.3.4/"]) {
    expect(parseAllowedHosts(text), text).toBeUndefined();
  }
});
