// Beacon timestamps that do not follow one clock (spec dot11 7.3).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_MEDIUM } from "../../../../protocols/records/alert.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Dot11Rule } from "../rule.ts";

/** Networks with anomalies that are remembered. */
const ADDRESSES_MAX = 1024;
const WORD = 0x100000000;
/** Further from the expected time than this is an anomaly. */
const JUMP_US = 10e6;
/** The count starts anew when the last anomaly is older than this. */
const FORGET_US = 5e6;
const ANOMALIES_MAX = 5;

interface Anomalies {
  count: number;
  lastUs: number;
}

export const bssTimestamp: Dot11Rule = {
  header: "BSSTIMESTAMP",
  class: "SPOOF",
  severity: SEVERITY_MEDIUM,
  rate: "5/min",
  burst: "1/sec",
  description: "The clock in the beacons of a network jumps again and again",
  meaning:
    "Two devices under one address, each with a clock of its own. A single jump is a restart and " +
    "is not told.",
  watch: ({ raise, dropped }) => {
    const anomalies = new BoundedMap<number, Anomalies>(ADDRESSES_MAX, dropped);
    return {
      beacon(state, device, dot11) {
        const { frame, batch, index } = state;
        const atUs = batch.timestampUs[index]!;
        const lastAtUs = dot11.lastBeaconUs;
        dot11.lastBeaconUs = atUs;
        if (lastAtUs === 0 || frame.ibss) return;
        const expected = dot11.bssTimestampHigh * WORD + dot11.bssTimestampLow + atUs - lastAtUs;
        const difference = frame.timestampHigh * WORD + frame.timestampLow - expected;
        if (Math.abs(difference) <= JUMP_US) return;
        const entry = anomalies.get(device.mac) ?? { count: 0, lastUs: 0 };
        entry.count = atUs - entry.lastUs > FORGET_US ? 1 : entry.count + 1;
        entry.lastUs = atUs;
        anomalies.set(device.mac, entry);
        if (entry.count <= ANOMALIES_MAX) return;
        entry.count = 0;
        raise(state, () => `The clock of ${formatMac(device.mac)} jumps to and fro`);
      },
    };
  },
};
