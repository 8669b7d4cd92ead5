// The PHYs of this server, in registration order: their index is `kismet.phy.phy_id`.
import { dot11Phy } from "./dot11.ts";
import type { PhyFactory } from "./phy.ts";
import { uavPhy } from "./uav.ts";

export const PHYS: readonly PhyFactory[] = [dot11Phy, uavPhy];
