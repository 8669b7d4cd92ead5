// The PHYs of this server, in registration order: their index is `kismet.phy.phy_id`.
import { btlePhy } from "./btle.ts";
import { createDot11Phy, dot11Phy } from "./dot11.ts";
import type { Dot11Rule } from "./dot11/rule.ts";
import type { PhyFactory } from "./phy.ts";
import { uavPhy } from "./uav.ts";

export const PHYS: readonly PhyFactory[] = [dot11Phy, uavPhy, btlePhy];

/** The PHYs of this server, the 802.11 one with these rules as well. */
export function physWithRules(rules: readonly Dot11Rule[] = []): readonly PhyFactory[] {
  if (rules.length === 0) return PHYS;
  return PHYS.map((phy) => phy === dot11Phy ? createDot11Phy(rules) : phy);
}
