// Drones: the rules that tell them by their networks (spec rest-api 5.6).
import { record } from "../../../protocols/records/field.ts";
import type { UavRule } from "../../../protocols/records/uav.ts";
import { UAV_RULE_TABLE } from "../../../protocols/records/uav-table.ts";
import { type Endpoint, RECORD_SUFFIXES, rowsAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const rule = record(() => UAV_RULE_TABLE);

export const uavEndpoints: readonly Endpoint[] = [
  {
    path: "/phy/phyuav/manuf_matchers",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Rules that tell drones by the name and address of their network",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: UAV_RULE_TABLE },
    handle: (call) => {
      const rules = call.context.stores.phyList("uav_match") as readonly UavRule[];
      return rowsAnswer(rule, rules, selectionOf(call));
    },
  },
];
