import fc from "fast-check";
import { expect, test } from "vitest";
import { AddressFilter, FILTER_ADDRESSES_MAX } from "../../../actors/filter/address-filter.ts";

const A = 0xaabbcc000001;
const B = 0xaabbcc000002;
const C = 0x112233445566;

function filterOf(...texts: string[]): AddressFilter {
  const filter = new AddressFilter();
  for (const text of texts) expect(filter.add(text)).toBeUndefined();
  return filter;
}

test("a plain list lets only its addresses pass, a negated one all others", () => {
  const plain = filterOf("BSSID(AA:BB:CC:00:00:01)");
  expect([A, B].map((mac) => plain.passes(mac, C, C))).toEqual([true, false]);
  const negated = filterOf("BSSID(!AA:BB:CC:00:00:01)");
  expect([A, B].map((mac) => negated.passes(mac, C, C))).toEqual([false, true]);
});

test("masks, several types, and further rules count together", () => {
  const filter = filterOf("BSSID(AA:BB:CC:00:00:00/FF:FF:FF:00:00:00)SOURCE(!11:22:33:44:55:66)");
  expect(filter.passes(A, B, C)).toBe(true);
  expect(filter.passes(A, C, B)).toBe(false);
  expect(filter.passes(C, B, B)).toBe(false);
  expect(filter.add("BSSID(11:22:33:44:55:66)")).toBeUndefined();
  expect(filter.passes(C, B, B)).toBe(true);
  expect(filterOf("ANY(!AA:BB:CC:00:00:01)").passes(C, C, A)).toBe(false);
  expect(filterOf("DEST(AA:BB:CC:00:00:01)").passes(C, C, A)).toBe(true);
});

test("rules about an address that is not known are left out", () => {
  expect(filterOf("SOURCE(AA:BB:CC:00:00:01)").passes(B, undefined, undefined)).toBe(true);
});

test("add() says what is wrong and then changes nothing", () => {
  const filter = filterOf("BSSID(AA:BB:CC:00:00:01)");
  expect(filter.add("BSSID(!AA:BB:CC:00:00:02)")).toBe("BSSID has plain and negated addresses");
  expect(filter.add("SOURCE(AA:BB:CC:00:00:01,!AA:BB:CC:00:00:02)")).toContain("SOURCE has plain");
  expect(filter.add("SOURCE(x)")).toBe('"x" is no address');
  expect(filter.add('PCRE("x")')).toBe('"PCRE("x")" is not of the form BSSID(address,…)');
  expect(filter.add("")).toBe("the filter is empty");
  const many = Array<string>(FILTER_ADDRESSES_MAX).fill("AA:BB:CC:00:00:02").join(",");
  expect(filter.add(`BSSID(${many})`)).toBe("a filter has 1024 addresses at most");
  expect([A, B].map((mac) => filter.passes(mac, C, C))).toEqual([true, false]);
});

test("add() takes any text", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    new AddressFilter().add(text);
    new AddressFilter().add(`BSSID(${text})`);
  }));
});
