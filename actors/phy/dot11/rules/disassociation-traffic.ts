// Data of stations that are said to have left (spec dot11 7.2, off as shipped).
import {
  MANAGEMENT_ASSOCIATION_REQUEST,
  MANAGEMENT_AUTHENTICATION,
  MANAGEMENT_DEAUTHENTICATION,
  MANAGEMENT_DISASSOCIATION,
  MANAGEMENT_REASSOCIATION_REQUEST,
} from "../../../../protocols/dot11/frame.ts";
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Dot11Rule } from "../rule.ts";

/** Stations that left and are remembered. */
const STATIONS_MAX = 1024;
const FORGET_SEC = 10;

export const disassociationTraffic: Dot11Rule = {
  header: "DISASSOCTRAFFIC",
  class: "DENIAL",
  severity: SEVERITY_MEDIUM,
  rate: "0/min",
  burst: "0/sec",
  description: "A station that said it leaves goes on sending data without joining again",
  meaning: "The farewell was not its own: somebody sends disconnects in its name.",
  watch: ({ raise, dropped }) => {
    const left = new BoundedMap<number, number>(STATIONS_MAX, dropped);
    return {
      management: {
        subtypes: [
          MANAGEMENT_DISASSOCIATION,
          MANAGEMENT_DEAUTHENTICATION,
          MANAGEMENT_AUTHENTICATION,
          MANAGEMENT_ASSOCIATION_REQUEST,
          MANAGEMENT_REASSOCIATION_REQUEST,
        ],
        look({ frame, timeSec }) {
          if (frame.source === frame.bssid) return;
          const leaves = frame.subtype === MANAGEMENT_DISASSOCIATION ||
            frame.subtype === MANAGEMENT_DEAUTHENTICATION;
          if (leaves) left.set(frame.source, timeSec);
          else left.delete(frame.source);
        },
      },
      data(state) {
        if (left.size === 0) return;
        const { source } = state.frame;
        const leftSec = left.get(source);
        if (leftSec === undefined) return;
        left.delete(source);
        if (state.timeSec - leftSec > FORGET_SEC || state.frame.empty) return;
        raise(state, () => `${formatMac(source)} sends data after it said it leaves`);
      },
    };
  },
};
