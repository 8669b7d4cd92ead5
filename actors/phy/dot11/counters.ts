// Figures of the tracker's caches and limits, served with the PHY's record.
import { channelTexts } from "./channels.ts";
import type { Dot11State } from "./state.ts";

/** By name, in a fixed order. */
export function phyCounters(state: Dot11State): Map<string, number> {
  const { limits, groups, relations, wep, modern, store, rules } = state;
  let ruleEntries = 0;
  for (const dropped of rules.dropped.values()) ruleEntries += dropped;
  return new Map([
    // Element lists of beacons and probe responses: an unchanged one is not parsed again.
    ["elements_parsed", state.parsed],
    ["elements_unchanged", state.unchanged],
    // Of those parsed: element lists of newer devices, by whether what they tell had changed.
    ["modern_parsed", modern.parsed],
    ["modern_unchanged", modern.unchanged],
    ["channel_texts", channelTexts.size],
    ["ssid_groups", groups.size],
    ["ssid_groups_refused", groups.refused],
    ["ssids_refused", limits.ssids],
    ["probed_ssids_refused", limits.probed_ssids],
    ["clients_refused", limits.clients],
    ["handshakes_refused", limits.handshakes],
    ["relations_refused", relations?.refused ?? 0],
    ["address_claims", modern.links.waiting],
    ["address_claims_refused", modern.links.refused],
    ["mesh_proxied_refused", modern.proxiedRefused],
    ["phones_guessed", modern.phones.groups],
    ["phones_withdrawn", modern.phones.withdrawn],
    ["phones_forgotten", modern.phones.dropped],
    ["wep_decrypted", wep.decrypted],
    ["wep_undecrypted", wep.undecrypted],
    ["entries_expired", state.expired],
    ["devices_refused", store.refused],
    ["device_entries_refused", store.trimmed],
    ["rule_entries_dropped", ruleEntries],
  ]);
}
