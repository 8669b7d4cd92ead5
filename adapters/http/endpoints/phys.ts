// PHYs, with the record of 2016 beside the modern one (spec rest-api 5.5, 6.4).
import {
  field,
  int32,
  record,
  type RecordTable,
  string,
  uint64,
} from "../../../protocols/records/field.ts";
import type { PhyRecord } from "../../../protocols/records/phy.ts";
import { PHY_TABLE } from "../../../protocols/records/server-tables.ts";
import { type Call, type Endpoint, RECORD_SUFFIXES, rowsAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const none = () => 0;

const SEED_PHY_TABLE: RecordTable<PhyRecord> = {
  name: "phy_2016",
  fields: [
    field("kismet.phy.id", int32, "Number of this run", (p) => p.id),
    field("kismet.phy.name", string, "Name", (p) => p.name),
    field("kismet.phy.devices", uint64, "Devices", (p) => p.devices),
    field("kismet.phy.packets", uint64, "Packets", (p) => p.packets),
    field("kismet.phy.packets.data", uint64, "Not in use", none),
    field("kismet.phy.packets.crypt", uint64, "Not in use", none),
    field("kismet.phy.packets.error", uint64, "Not in use", none),
    field("kismet.phy.packets.filtered", uint64, "Not in use", none),
  ],
};
const BOTH_TABLE: RecordTable<PhyRecord> = {
  name: "phy_both",
  fields: [...PHY_TABLE.fields, ...SEED_PHY_TABLE.fields],
};
const seedPhy = record(() => SEED_PHY_TABLE);
const bothPhy = record(() => BOTH_TABLE);

/** The list of 2016 begins with the sum of all. */
function seedPhys(call: Call): PhyRecord[] {
  const phys = call.context.stores.phys();
  const any: PhyRecord = {
    id: -1,
    name: "ANY",
    devices: phys.reduce((sum, phy) => sum + phy.devices, 0),
    packets: phys.reduce((sum, phy) => sum + phy.packets, 0),
  };
  return [any, ...phys];
}

export const phyEndpoints: readonly Endpoint[] = [
  {
    path: "/phy/all_phys",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    seedReadable: true,
    summary: "All PHYs",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: BOTH_TABLE },
    handle: (call) =>
      call.format === "msgpack"
        ? rowsAnswer(seedPhy, seedPhys(call), selectionOf(call))
        : rowsAnswer(bothPhy, call.context.stores.phys(), selectionOf(call)),
  },
  {
    path: "/phy/all_phys_dt",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: ["json"],
    seedReadable: true,
    summary: "All PHYs as the tables of 2016 want them",
    parameters: [],
    result: { is: "list", of: SEED_PHY_TABLE, under: "aaData" },
    handle: (call) =>
      rowsAnswer(seedPhy, seedPhys(call), undefined, {
        listName: "aaData",
        before: [],
        after: [],
      }),
  },
];
