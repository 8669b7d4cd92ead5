// What logs leave out, by address (spec logs-and-config 2.4).
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FILTER_PHYS_MAX,
  FILTER_RULES_MAX,
  LogFilters,
} from "../../../actors/filter/log-filters.ts";
import { MacRules } from "../../../actors/filter/mac-rules.ts";
import type { FilterChange } from "../../../actors/server/stores.ts";
import { formatMac, parseMac } from "../../../protocols/mac.ts";
import { testSettings } from "../../suites/settings.ts";

const NONE = { source: 0, destination: 0, network: 0, transmitter: 0 };
const PHY = "IEEE802.11";

function packetRule(block: string, address: string, blocked: boolean): FilterChange {
  const rules = [[address, blocked]] as const;
  return { filter: "packet", id: "kismetdb_packets", block, change: "set", phy: PHY, rules };
}

describe("MacRules", () => {
  test("find() takes the rule with the longest mask, whatever came first", () => {
    const masks = [48, 24, 8, 0];
    fc.assert(fc.property(fc.shuffledSubarray(masks, { minLength: 1 }), (order) => {
      const rules = new MacRules();
      for (const maskBits of order) {
        rules.set({ mac: 0xaabbccddeeff, maskBits }, maskBits % 48 === 0);
      }
      const longest = Math.max(...order);
      expect(rules.find(0xaabbccddeeff)).toBe(longest % 48 === 0);
      expect(rules.find(0x112233445566)).toBe(order.includes(0) ? true : undefined);
      expect(rules.size).toBe(order.length);
      for (const maskBits of order) rules.delete({ mac: 0xaabbccddeeff, maskBits });
      expect([rules.size, rules.find(0xaabbccddeeff)]).toEqual([0, undefined]);
    }));
  });

  test("entries() are texts that mean the same when they are read again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.integer({ min: 0, max: 48 }), (
        mac,
        maskBits,
      ) => {
        const rules = new MacRules();
        rules.set({ mac, maskBits }, true);
        const [[text]] = [...rules.entries()] as [[string, boolean]];
        const again = parseMac(text)!;
        expect(again.maskBits).toBe(maskBits);
        expect(rules.has(again)).toBe(true);
      }),
    );
  });
});

describe("LogFilters", () => {
  test("of a packet's addresses the first with a rule decides, any comes last", () => {
    const filters = new LogFilters();
    const { packets } = filters;
    filters.apply(packetRule("any", "00:00:00:00:00:01", true));
    filters.apply(packetRule("source", "00:00:00:00:00:01", false));
    filters.apply(packetRule("other", "00:00:00:00:00:02", true));
    expect(packets.blocks(PHY, { ...NONE, source: 1 })).toBe(false);
    expect(packets.blocks(PHY, { ...NONE, destination: 1 })).toBe(true);
    expect(packets.blocks(PHY, { ...NONE, transmitter: 2 })).toBe(true);
    expect(packets.blocks(PHY, { ...NONE, source: 1, transmitter: 2 })).toBe(false);
    expect(packets.blocks("Bluetooth", { ...NONE, destination: 1 })).toBe(false);
    const action = "Reject";
    const id = "kismetdb_packets";
    filters.apply({ filter: "packet", id, block: "", change: "default", action });
    expect(packets.blocks("Bluetooth", NONE)).toBe(true);
  });

  test("configure() takes rules of both kinds and tells which it cannot", () => {
    const filters = new LogFilters();
    const told: string[] = [];
    const settings = testSettings({ kis_log_packet_filter_default: "block" });
    filters.configure({
      ...settings,
      text: (key) => settings.text(key),
      list: (key) =>
        key === "kis_log_device_filter"
          ? [`${PHY},11:22:33:00:00:00/FF:FF:FF:00:00:00,block`, "x", `${PHY},*,pass`]
          : [`${PHY},any,*,pass`, `${PHY},nope,*,pass`, `${PHY},any,zz,true`, `${PHY},any,*,no`],
    }, (text) => told.push(text));
    expect(filters.devices.blocks(PHY, 0x112233445566)).toBe(true);
    expect(filters.devices.blocks(PHY, 0x112234445566)).toBe(false);
    expect(filters.packets.blocks(PHY, NONE)).toBe(false);
    expect(filters.packets.blocks("Bluetooth", NONE)).toBe(true);
    expect(told).toEqual([
      "kis_log_device_filter=x is left out: it has not 3 parts",
      `kis_log_packet_filter=${PHY},nope,*,pass is left out: there is no block nope; there are ` +
      "source, destination, network, other, any",
      `kis_log_packet_filter=${PHY},any,zz,true is left out: an address is malformed`,
      `kis_log_packet_filter=${PHY},any,*,no is left out: no is neither pass nor block`,
    ]);
  });

  test("a change that is too large, or wrong in one part, changes nothing", () => {
    const filters = new LogFilters();
    const id = "kismetdb_devices";
    const set = (phy: string, rules: (readonly [string, boolean])[]): void =>
      filters.apply({ filter: "class", id, block: "", change: "set", phy, rules });
    const many = Array.from({ length: FILTER_RULES_MAX }, (_, n) => [formatMac(n), true] as const);
    set(PHY, many);
    expect(() => set(PHY, [[formatMac(FILTER_RULES_MAX), true]])).toThrow("at most 10000");
    // What is there already may change.
    set(PHY, [[formatMac(5), false]]);
    expect(filters.devices.blocks(PHY, 5)).toBe(false);
    const small = new LogFilters();
    const wrong = [["00:00:00:00:00:01", true], ["zz", true]] as const;
    const change = { filter: "class", id, block: "", change: "set", phy: PHY } as const;
    expect(() => small.apply({ ...change, rules: wrong })).toThrow("malformed");
    expect(small.devices.size).toBe(0);
    for (let n = 0; n < FILTER_PHYS_MAX; n++) {
      small.apply({ ...change, phy: `p${n}`, rules: [["*", true]] });
    }
    expect(() => small.apply({ ...change, rules: [["*", true]] })).toThrow("at most 64 PHYs");
  });
});
