// What a log leaves out (spec logs-and-config 2.4, rest-api 5.14): packets by the addresses in them,
// devices by their own. Logs ask, people change.
import { type MaskedMac, parseMac } from "../../protocols/mac.ts";
import {
  type ClassFilter,
  FILTER_BLOCKS,
  type FilterBlock,
  type PacketFilter,
} from "../../protocols/records/log-filter.ts";
import type { Settings } from "../server/settings.ts";
import { CommandError, type FilterChange } from "../server/stores.ts";
import { MacRules } from "./mac-rules.ts";

/** Rules of one filter, PHYs with rules, and characters of a PHY's name. */
export const FILTER_RULES_MAX = 10_000;
export const FILTER_PHYS_MAX = 64;
export const FILTER_PHY_NAME_MAX = 64;

const PACKET_FILTER_ID = "kismetdb_packets";
const CLASS_FILTER_ID = "kismetdb_devices";
const REJECTING = new Set(["reject", "deny", "filter", "block", "true", "t", "1"]);

/** Addresses of a packet; 0 for none. */
export interface PacketAddresses {
  readonly source: number;
  readonly destination: number;
  readonly network: number;
  readonly transmitter: number;
}

type Blocks = Record<FilterBlock, MacRules>;

class LogPacketFilter implements PacketFilter {
  readonly id = PACKET_FILTER_ID;
  readonly description = "Packets that a kismetdb log leaves out";
  blocksByDefault = false;
  readonly phys = new Map<string, Blocks>();

  /** False when every packet passes. */
  get active(): boolean {
    return this.blocksByDefault || this.phys.size > 0;
  }

  /** Whether a packet of this PHY is left out; the first rule about one of its addresses decides. */
  blocks(phy: string, packet: PacketAddresses): boolean {
    const rules = this.phys.get(phy);
    if (rules === undefined) return this.blocksByDefault;
    const { source, destination, network, transmitter } = packet;
    return rules.source.find(source) ?? rules.destination.find(destination) ??
      rules.network.find(network) ?? rules.other.find(transmitter) ??
      rules.any.find(source) ?? rules.any.find(destination) ??
      rules.any.find(network) ?? rules.any.find(transmitter) ?? this.blocksByDefault;
  }

  rulesOf(phy: string): Blocks | undefined {
    return this.phys.get(phy);
  }

  addPhy(phy: string): Blocks {
    const blocks = Object.fromEntries(
      FILTER_BLOCKS.map((name) => [name, new MacRules()]),
    ) as Blocks;
    this.phys.set(phy, blocks);
    return blocks;
  }

  get size(): number {
    let size = 0;
    for (const blocks of this.phys.values()) {
      for (const rules of Object.values(blocks)) size += rules.size;
    }
    return size;
  }
}

class LogClassFilter implements ClassFilter {
  readonly id = CLASS_FILTER_ID;
  readonly description = "Devices that a kismetdb log leaves out";
  blocksByDefault = false;
  readonly phys = new Map<string, MacRules>();

  /** Whether a device is left out. */
  blocks(phy: string, mac: number): boolean {
    return this.phys.get(phy)?.find(mac) ?? this.blocksByDefault;
  }

  addPhy(phy: string): MacRules {
    const rules = new MacRules();
    this.phys.set(phy, rules);
    return rules;
  }

  get size(): number {
    let size = 0;
    for (const rules of this.phys.values()) size += rules.size;
    return size;
  }
}

export class LogFilters {
  readonly packets = new LogPacketFilter();
  readonly devices = new LogClassFilter();

  packetFilter(id: string): LogPacketFilter | undefined {
    return id === this.packets.id ? this.packets : undefined;
  }

  classFilter(id: string): LogClassFilter | undefined {
    return id === this.devices.id ? this.devices : undefined;
  }

  /** Takes the rules of the configuration; each that is wrong is told and left out. */
  configure(settings: Settings, report: (text: string) => void): void {
    this.devices.blocksByDefault = isRejection(settings.text("kis_log_device_filter_default"));
    this.packets.blocksByDefault = isRejection(settings.text("kis_log_packet_filter_default"));
    const take = (key: string, parts: number): void => {
      for (const line of settings.list(key)) {
        try {
          this.#configureRule(line, parts);
        } catch (error) {
          if (!(error instanceof CommandError)) throw error;
          report(`${key}=${line} is left out: ${error.message}`);
        }
      }
    };
    take("kis_log_device_filter", 3);
    take("kis_log_packet_filter", 4);
  }

  /** Does what a person asks; a change of several addresses happens whole or not at all. */
  apply(change: FilterChange): void {
    const { filter } = change;
    const target = filter === "packet" ? this.packetFilter(change.id) : this.classFilter(change.id);
    if (target === undefined) throw new CommandError(404, "there is no filter of this id");
    if (change.change === "default") {
      target.blocksByDefault = isRejection(change.action);
      return;
    }
    const block = filter === "packet" ? blockOf(change.block) : undefined;
    if (change.change === "remove") {
      const addresses = change.addresses.map(addressOf);
      const rules = this.#rules(change.phy, block);
      if (rules !== undefined) { for (const address of addresses) rules.delete(address); }
      return;
    }
    const wanted = change.rules.map(([text, blocked]) => [addressOf(text), blocked] as const);
    const known = this.#rules(change.phy, block);
    const added = wanted.filter(([address]) => known?.has(address) !== true).length;
    if (target.size + added > FILTER_RULES_MAX) {
      throw new CommandError(500, `a filter has at most ${FILTER_RULES_MAX} addresses`);
    }
    const rules = known ?? this.#addRules(change.phy, block);
    for (const [address, blocked] of wanted) rules.set(address, blocked);
  }

  #rules(phy: string, block: FilterBlock | undefined): MacRules | undefined {
    return block === undefined ? this.devices.phys.get(phy) : this.packets.phys.get(phy)?.[block];
  }

  #addRules(phy: string, block: FilterBlock | undefined): MacRules {
    const { phys } = block === undefined ? this.devices : this.packets;
    if (phy.length > FILTER_PHY_NAME_MAX || phys.size >= FILTER_PHYS_MAX) {
      throw new CommandError(500, `a filter has at most ${FILTER_PHYS_MAX} PHYs of short names`);
    }
    return block === undefined ? this.devices.addPhy(phy) : this.packets.addPhy(phy)[block];
  }

  #configureRule(line: string, parts: number): void {
    const words = line.split(",").map((word) => word.trim());
    if (words.length !== parts) throw new CommandError(500, `it has not ${parts} parts`);
    const [phy, address, action] = [words[0]!, words.at(-2)!, words.at(-1)!.toLowerCase()];
    const keeps = action === "pass" || action === "false";
    if (!keeps && action !== "block" && action !== "true") {
      throw new CommandError(500, `${action} is neither pass nor block`);
    }
    this.apply({
      ...parts === 4
        ? { filter: "packet", id: this.packets.id, block: words[1]!.toLowerCase() }
        : { filter: "class", id: this.devices.id, block: "" },
      change: "set",
      phy,
      rules: [[address, !keeps]],
    });
  }
}

function isRejection(action: string): boolean {
  return REJECTING.has(action.trim().toLowerCase());
}

function blockOf(name: string): FilterBlock {
  const block = FILTER_BLOCKS.find((one) => one === name);
  if (block !== undefined) return block;
  throw new CommandError(500, `there is no block ${name}; there are ${FILTER_BLOCKS.join(", ")}`);
}

function addressOf(text: string): MaskedMac {
  if (text === "*") return { mac: 0, maskBits: 0 };
  const address = parseMac(text);
  if (address === undefined) throw new CommandError(500, "an address is malformed");
  return address;
}
