// Filters of logs as clients see them, `kismet.packetfilter.*` and `kismet.classfilter.*` (spec
// rest-api 5.14).
import { field, record, type RecordTable, string, stringMap, uint8 } from "./field.ts";

/** Which address of a packet a rule looks at. */
export type FilterBlock = "source" | "destination" | "network" | "other" | "any";
export const FILTER_BLOCKS: readonly FilterBlock[] = [
  "source",
  "destination",
  "network",
  "other",
  "any",
];

/** Addresses as text, and whether each is blocked. */
interface Rules {
  entries(): Iterable<[address: string, blocked: boolean]>;
}

interface Filter {
  readonly id: string;
  readonly description: string;
  readonly blocksByDefault: boolean;
}

export interface PacketFilter extends Filter {
  readonly phys: ReadonlyMap<string, Readonly<Record<FilterBlock, Rules>>>;
}

export interface ClassFilter extends Filter {
  readonly phys: ReadonlyMap<string, Rules>;
}

const FILTER_TYPE = "mac_filter";
const PACKET = "kismet.packetfilter.";
const CLASS = "kismet.classfilter.";
const rules = stringMap(uint8);
const asMap = (from: Rules): ReadonlyMap<string, boolean> => new Map(from.entries());

const BLOCKS_TABLE: RecordTable<Readonly<Record<FilterBlock, Rules>>> = {
  name: "packet_filter_blocks",
  fields: FILTER_BLOCKS.map((block) =>
    field(
      `${PACKET}macaddr.${block}`,
      rules,
      `Addresses looked for as ${block}, and whether each is blocked`,
      (blocks) => asMap(blocks[block]),
    )
  ),
};

export const PACKET_FILTER_TABLE: RecordTable<PacketFilter> = {
  name: "packet_filter",
  fields: [
    field(`${PACKET}id`, string, "Identity", (f) => f.id),
    field(`${PACKET}description`, string, "What it filters", (f) => f.description),
    field(`${PACKET}type`, string, "Kind of filter", () => FILTER_TYPE),
    field(`${PACKET}default`, uint8, "1: blocks what no rule is about", (f) => f.blocksByDefault),
    field(
      `${PACKET}macaddr.blocks_by_phy`,
      stringMap(record(() => BLOCKS_TABLE)),
      "Rules by PHY",
      (f) => f.phys,
    ),
  ],
};

export const CLASS_FILTER_TABLE: RecordTable<ClassFilter> = {
  name: "class_filter",
  fields: [
    field(`${CLASS}id`, string, "Identity", (f) => f.id),
    field(`${CLASS}description`, string, "What it filters", (f) => f.description),
    field(`${CLASS}type`, string, "Kind of filter", () => FILTER_TYPE),
    field(`${CLASS}default`, uint8, "1: blocks what no rule is about", (f) => f.blocksByDefault),
    field(
      `${CLASS}macaddr.address_by_phy`,
      stringMap(rules),
      "Rules by PHY",
      (f) => new Map([...f.phys].map(([phy, of]) => [phy, asMap(of)])),
    ),
  ],
};
