// Words that alert texts share.
import { formatMac } from "../../../protocols/mac.ts";
import type { Dot11State } from "./state.ts";

/** `Network "name" of AA:BB:CC:DD:EE:FF`. */
export function namedNetwork(bssid: number, ssid: string): string {
  return ssid === ""
    ? `The nameless network of ${formatMac(bssid)}`
    : `Network "${ssid}" of ${formatMac(bssid)}`;
}

/** The channel that the elements of this frame name, as the record of a network has it. */
export function advertisedChannel(state: Dot11State): string {
  const { elements } = state;
  if (elements.hasHtOperation) return String(elements.htPrimaryChannel);
  return elements.channel === 0 ? "" : String(elements.channel);
}
