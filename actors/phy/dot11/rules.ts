// The 802.11 alert rules, in the order they are asked.
import type { Dot11Rule } from "./rule.ts";
import { adhocConflict } from "./rules/adhoc-conflict.ts";
import { airjackSsid } from "./rules/airjack-ssid.ts";
import { apSpoof } from "./rules/ap-spoof.ts";
import { badFixedLength } from "./rules/bad-fixed-length.ts";
import { beaconRate } from "./rules/beacon-rate.ts";
import { broadcastDisconnect } from "./rules/broadcast-disconnect.ts";
import { broadcomNeighborChannel } from "./rules/broadcom-neighbor-channel.ts";
import { bssTimestamp } from "./rules/bss-timestamp.ts";
import { channelChange } from "./rules/channel-change.ts";
import { countryConflict } from "./rules/country-conflict.ts";
import { cryptChange } from "./rules/crypt-change.ts";
import { cryptDrop } from "./rules/crypt-drop.ts";
import { deauthenticationCode } from "./rules/deauthentication-code.ts";
import { deauthenticationFlood } from "./rules/deauthentication-flood.ts";
import { dhcpClientId } from "./rules/dhcp-client-id.ts";
import { dhcpConflict } from "./rules/dhcp-conflict.ts";
import { dhcpNameChange } from "./rules/dhcp-name-change.ts";
import { dhcpSystemChange } from "./rules/dhcp-system-change.ts";
import { disassociationCode } from "./rules/disassociation-code.ts";
import { disassociationTraffic } from "./rules/disassociation-traffic.ts";
import { formatString } from "./rules/format-string.ts";
import { karmaOui } from "./rules/karma-oui.ts";
import { longSsid } from "./rules/long-ssid.ts";
import { lucentTest } from "./rules/lucent-test.ts";
import { malformedManagement } from "./rules/malformed-management.ts";
import { msfBroadcomSsid } from "./rules/msf-broadcom-ssid.ts";
import { msfDlinkRate } from "./rules/msf-dlink-rate.ts";
import { msfNetgearBeacon } from "./rules/msf-netgear-beacon.ts";
import { netstumbler } from "./rules/netstumbler.ts";
import { noClientProtection } from "./rules/no-client-protection.ts";
import { nonceDegrade } from "./rules/nonce-degrade.ts";
import { nonceReuse } from "./rules/nonce-reuse.ts";
import { nullProbeResponse } from "./rules/null-probe-response.ts";
import { overpowered } from "./rules/overpowered.ts";
import { p2pAbsence } from "./rules/p2p-absence.ts";
import { probeChannel } from "./rules/probe-channel.ts";
import { probeNoJoin } from "./rules/probe-no-join.ts";
import { qualcommExtended } from "./rules/qualcomm-extended.ts";
import { realtekKeyFrame } from "./rules/realtek-key-frame.ts";
import { rsnLoop } from "./rules/rsn-loop.ts";
import { ssidCanary } from "./rules/ssid-canary.ts";
import { vdooInstall } from "./rules/vdoo-install.ts";
import { vdooVersion } from "./rules/vdoo-version.ts";
import { wmmOverflow } from "./rules/wmm-overflow.ts";
import { wmmTspec } from "./rules/wmm-tspec.ts";
import { wpsBrute } from "./rules/wps-brute.ts";

export const DOT11_RULES: readonly Dot11Rule[] = [
  formatString,
  ssidCanary,
  airjackSsid,
  apSpoof,
  // A drop to no encryption is said as that, and only where its limits forbid it as a change.
  cryptDrop,
  cryptChange,
  channelChange,
  probeChannel,
  countryConflict,
  beaconRate,
  adhocConflict,
  bssTimestamp,
  deauthenticationCode,
  disassociationCode,
  broadcastDisconnect,
  deauthenticationFlood,
  disassociationTraffic,
  karmaOui,
  nullProbeResponse,
  probeNoJoin,
  noClientProtection,
  longSsid,
  badFixedLength,
  malformedManagement,
  msfBroadcomSsid,
  msfDlinkRate,
  msfNetgearBeacon,
  rsnLoop,
  wmmOverflow,
  wmmTspec,
  qualcommExtended,
  p2pAbsence,
  broadcomNeighborChannel,
  nonceReuse,
  nonceDegrade,
  realtekKeyFrame,
  vdooInstall,
  vdooVersion,
  wpsBrute,
  dhcpNameChange,
  dhcpSystemChange,
  dhcpClientId,
  dhcpConflict,
  netstumbler,
  lucentTest,
  overpowered,
];
