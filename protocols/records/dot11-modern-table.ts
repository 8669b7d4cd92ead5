// Fields of `dot11-modern.ts`. docs/wifi.md lists the same fields; a test compares them.
import type {
  DmgBeacon,
  MeshDetails,
  MldInfo,
  MldLink,
  ModernDevice,
  ModernNetwork,
  NeighborNetwork,
  NontransmittedNetwork,
  PhoneGuess,
  S1gBeacon,
  SecurityDetails,
  StationAbilities,
} from "./dot11-modern.ts";
import {
  double,
  field,
  mac,
  optionalField,
  record,
  type RecordTable,
  string,
  strings,
  uint16,
  uint32,
  uint64,
  uint8,
  vector,
} from "./field.ts";

/** Absent instead of an empty text or zero. */
const filled = (text: string): string | undefined => text === "" ? undefined : text;
const set = (flag: boolean): boolean | undefined => flag ? true : undefined;

const NEIGHBOR = "moirai.dot11.neighbor.";

export const NEIGHBOR_NETWORK_TABLE: RecordTable<NeighborNetwork> = {
  name: "moirai_dot11_neighbor",
  fields: [
    optionalField(`${NEIGHBOR}bssid`, mac, "BSSID of the neighbor", (n) => n.bssid),
    optionalField(`${NEIGHBOR}short_ssid`, uint32, "CRC-32 of its SSID", (n) => n.shortSsid),
    field(`${NEIGHBOR}channel`, string, "Its primary channel", (n) => n.channel),
    field(`${NEIGHBOR}operating_class`, uint8, "Its operating class", (n) => n.operatingClass),
    field(`${NEIGHBOR}co_located`, uint8, "It is in the same box", (n) => n.coLocated),
    field(`${NEIGHBOR}same_ssid`, uint8, "It has the same SSID", (n) => n.sameSsid),
    optionalField(
      `${NEIGHBOR}mld_id`,
      uint8,
      "Number of its multi-link device, 0 that of the reporter",
      (n) => n.mldId,
    ),
    optionalField(`${NEIGHBOR}link_id`, uint8, "Number of the link there", (n) => n.linkId),
  ],
};

const NONTRANSMITTED = "moirai.dot11.nontransmitted.";

export const NONTRANSMITTED_TABLE: RecordTable<NontransmittedNetwork> = {
  name: "moirai_dot11_nontransmitted",
  fields: [
    field(`${NONTRANSMITTED}bssid`, mac, "BSSID of the network", (n) => n.bssid),
    field(`${NONTRANSMITTED}index`, uint8, "Its number in the set", (n) => n.index),
    field(`${NONTRANSMITTED}ssid`, string, "Its name", (n) => n.ssid),
    field(`${NONTRANSMITTED}crypt_string`, string, "Its encryption in words", (n) => n.cryptText),
  ],
};

const LINK = "moirai.dot11.link.";

export const MLD_LINK_TABLE: RecordTable<MldLink> = {
  name: "moirai_dot11_link",
  fields: [
    field(`${LINK}id`, uint8, "Number of the link", (l) => l.linkId),
    optionalField(`${LINK}address`, mac, "Address used on the link", (l) => l.address),
    optionalField(`${LINK}channel`, string, "Channel of the link", (l) => l.channel),
    field(
      `${LINK}origin`,
      string,
      "Who told: own (the frame itself), profile (multi-link element), neighbor (report)",
      (l) => l.origin,
    ),
  ],
};

const MLD = "moirai.dot11.mld.";

export const MLD_TABLE: RecordTable<MldInfo> = {
  name: "moirai_dot11_mld",
  fields: [
    field(`${MLD}address`, mac, "Address of the multi-link device as a whole", (m) => m.address),
    field(`${MLD}role`, string, "Part it plays: access point or station", (m) => m.role),
    optionalField(`${MLD}link_id`, uint8, "Number of the link heard", (m) => m.linkId),
    optionalField(
      `${MLD}simultaneous_links`,
      uint8,
      "Links it can use at once, less one",
      (m) => m.simultaneousLinks,
    ),
    optionalField(`${MLD}emlsr`, uint8, "Enhanced single-radio operation", (m) => set(m.emlsr)),
    field(`${MLD}links`, vector(record(() => MLD_LINK_TABLE)), "Links known", (m) => m.links),
  ],
};

const SECURITY = "moirai.dot11.security.";

export const SECURITY_TABLE: RecordTable<SecurityDetails> = {
  name: "moirai_dot11_security",
  fields: [
    optionalField(
      `${SECURITY}mode`,
      string,
      "Name of the mode, WPA3-SAE, OWE, …",
      (s) => filled(s.mode),
    ),
    field(`${SECURITY}akms`, strings, "Key managements offered", (s) => s.akms),
    optionalField(
      `${SECURITY}override_akms`,
      strings,
      "Key managements offered to newer clients only (RSN override)",
      (s) => s.overrideAkms,
    ),
    optionalField(
      `${SECURITY}mfp`,
      string,
      "Protected management frames: required or capable",
      (s) => filled(s.mfp),
    ),
    optionalField(`${SECURITY}ocv`, uint8, "Operating channel validation", (s) => set(s.ocv)),
    optionalField(
      `${SECURITY}beacon_protection`,
      uint8,
      "Beacons carry a check value",
      (s) => set(s.beaconProtection),
    ),
    optionalField(
      `${SECURITY}sae_h2e`,
      string,
      "SAE hash to element: offered or required",
      (s) => filled(s.h2e),
    ),
    optionalField(
      `${SECURITY}sae_pk`,
      string,
      "SAE public key: offered, or required for every password",
      (s) => filled(s.saePk),
    ),
    optionalField(
      `${SECURITY}sae_ext_key`,
      uint8,
      "SAE with group-dependent key size (AKM 24, 25)",
      (s) => set(s.saeExtKey),
    ),
    optionalField(`${SECURITY}fils`, uint8, "Fast initial link setup", (s) => set(s.fils)),
    optionalField(
      `${SECURITY}fast_transition`,
      uint8,
      "A fast transition key management is offered",
      (s) => set(s.fastTransition),
    ),
    optionalField(
      `${SECURITY}transition`,
      uint8,
      "WPA3 transition: older and newer key managements side by side",
      (s) => set(s.transition),
    ),
    optionalField(
      `${SECURITY}extended_key_id`,
      uint8,
      "Extended key identifiers",
      (s) => set(s.extendedKeyId),
    ),
    optionalField(
      `${SECURITY}password_identifiers`,
      uint8,
      "SAE passwords with identifiers are in use",
      (s) => set(s.passwordIdentifiers),
    ),
  ],
};

const MESH = "moirai.dot11.mesh.";

export const MESH_TABLE: RecordTable<MeshDetails> = {
  name: "moirai_dot11_mesh",
  fields: [
    optionalField(
      `${MESH}path_protocol`,
      string,
      "How paths are found",
      (m) => filled(m.pathProtocol),
    ),
    field(`${MESH}path_metric`, uint8, "Metric of paths: 1 airtime", (m) => m.pathMetric),
    field(
      `${MESH}congestion_control`,
      uint8,
      "Congestion control: 0 none, 1 signalling",
      (m) => m.congestionControl,
    ),
    field(
      `${MESH}synchronisation`,
      uint8,
      "Synchronisation: 1 neighbor offset",
      (m) => m.synchronisation,
    ),
    optionalField(
      `${MESH}authentication`,
      string,
      "How peers authenticate: none, SAE or 802.1X",
      (m) => filled(m.authentication),
    ),
    field(`${MESH}accepts_peers`, uint8, "The station accepts new peers", (m) => m.acceptsPeers),
  ],
};

const NETWORK = "moirai.dot11.network.";

export const MODERN_NETWORK_TABLE: RecordTable<ModernNetwork> = {
  name: "moirai_dot11_network",
  fields: [
    optionalField(
      `${NETWORK}generation`,
      uint8,
      "Wi-Fi generation: 6 (HE) or 7 (EHT)",
      (m) => m.generation || undefined,
    ),
    optionalField(
      `${NETWORK}band`,
      string,
      "Band: 2.4, 5, 6, 60 GHz or 0.9 (HaLow)",
      (m) => filled(m.band),
    ),
    optionalField(`${NETWORK}channel`, string, "Primary channel, 37W6e at 6 GHz", (m) => m.channel),
    optionalField(`${NETWORK}width`, uint16, "Width in use, MHz", (m) => m.widthMhz),
    optionalField(
      `${NETWORK}center_1`,
      uint32,
      "Centre of the first segment, MHz",
      (m) => m.center1Mhz,
    ),
    optionalField(
      `${NETWORK}center_2`,
      uint32,
      "Centre of the whole or second segment, MHz",
      (m) => m.center2Mhz,
    ),
    optionalField(
      `${NETWORK}punctured`,
      uint16,
      "20 MHz subchannels not in use, as bits from the lowest",
      (m) => m.punctured,
    ),
    optionalField(`${NETWORK}he_maxrate`, double, "Fastest HE rate, Mbit/s", (m) => m.heRateMbps),
    optionalField(
      `${NETWORK}eht_maxrate`,
      double,
      "Fastest EHT rate, Mbit/s",
      (m) => m.ehtRateMbps,
    ),
    optionalField(`${NETWORK}streams`, uint8, "Spatial streams", (m) => m.streams),
    optionalField(`${NETWORK}bss_color`, uint8, "BSS color", (m) => m.color),
    optionalField(
      `${NETWORK}bss_color_disabled`,
      uint8,
      "The color is not in use",
      (m) => m.colorDisabled,
    ),
    optionalField(
      `${NETWORK}spatial_reuse`,
      uint8,
      "Spatial reuse control bits",
      (m) => m.spatialReuse,
    ),
    optionalField(
      `${NETWORK}obss_pd_max_offset`,
      uint8,
      "Largest spatial reuse offset for other networks, dB above -82 dBm",
      (m) => m.obssPdMaxOffset,
    ),
    optionalField(
      `${NETWORK}srg_obss_pd_min_offset`,
      uint8,
      "Smallest offset inside the reuse group",
      (m) => m.srgObssPdMinOffset,
    ),
    optionalField(
      `${NETWORK}srg_obss_pd_max_offset`,
      uint8,
      "Largest offset inside the reuse group",
      (m) => m.srgObssPdMaxOffset,
    ),
    optionalField(
      `${NETWORK}twt_required`,
      uint8,
      "Clients must use target wake times",
      (m) => m.twtRequired,
    ),
    optionalField(
      `${NETWORK}regulatory`,
      uint8,
      "6 GHz power class: 0 indoor, 1 standard, 2 very low, 3 and 4 indoor variants",
      (m) => m.regulatory,
    ),
    optionalField(
      `${NETWORK}minrate`,
      uint8,
      "Least rate allowed at 6 GHz, Mbit/s",
      (m) => m.minRateMbps,
    ),
    optionalField(
      `${NETWORK}neighbors`,
      vector(record(() => NEIGHBOR_NETWORK_TABLE)),
      "Reduced neighbor report",
      (m) => m.neighbors,
    ),
    optionalField(
      `${NETWORK}nontransmitted`,
      vector(record(() => NONTRANSMITTED_TABLE)),
      "Networks these beacons speak for (multiple BSSID)",
      (m) => m.nontransmitted,
    ),
    optionalField(
      `${NETWORK}multiple_bssid_indicator`,
      uint8,
      "Low address bits in which the BSSIDs of the set differ",
      (m) => m.multipleBssidIndicator,
    ),
    optionalField(
      `${NETWORK}security`,
      record(() => SECURITY_TABLE),
      "Security in detail",
      (m) => m.security,
    ),
    optionalField(`${NETWORK}mesh`, record(() => MESH_TABLE), "How the mesh works", (m) => m.mesh),
    optionalField(
      `${NETWORK}malformed`,
      uint32,
      "Malformed elements of the newest frame, left out",
      (m) => m.malformed,
    ),
    optionalField(
      `${NETWORK}not_kept`,
      uint32,
      "Neighbors, profiles and links of the newest frame beyond the limits",
      (m) => m.notKept,
    ),
  ],
};

const ABILITIES = "moirai.dot11.abilities.";

export const ABILITIES_TABLE: RecordTable<StationAbilities> = {
  name: "moirai_dot11_abilities",
  fields: [
    optionalField(
      `${ABILITIES}generation`,
      uint8,
      "Wi-Fi generation: 6 (HE) or 7 (EHT)",
      (a) => a.generation || undefined,
    ),
    optionalField(
      `${ABILITIES}width`,
      uint16,
      "Widest channel it can use, MHz",
      (a) => a.widthMhz || undefined,
    ),
    optionalField(`${ABILITIES}streams`, uint8, "Spatial streams", (a) => a.streams || undefined),
    optionalField(`${ABILITIES}six_ghz`, uint8, "It can use the 6 GHz band", (a) => set(a.sixGhz)),
    optionalField(`${ABILITIES}twt`, uint8, "It can ask for target wake times", (a) => set(a.twt)),
  ],
};

const S1G = "moirai.dot11.s1g.";

export const S1G_TABLE: RecordTable<S1gBeacon> = {
  name: "moirai_dot11_s1g",
  fields: [
    optionalField(
      `${S1G}compressed_ssid`,
      uint32,
      "CRC-32 of the network's name",
      (s) => s.compressedSsid,
    ),
    field(
      `${S1G}change_sequence`,
      uint8,
      "Counts changes of the network",
      (s) => s.changeSequence,
    ),
    field(`${S1G}security`, uint8, "The network is protected (RSN)", (s) => s.security),
    optionalField(`${S1G}width`, uint8, "Width in use, MHz", (s) => s.widthMhz || undefined),
    optionalField(
      `${S1G}primary_width`,
      uint8,
      "Width of the primary channel, MHz",
      (s) => s.primaryWidthMhz || undefined,
    ),
    optionalField(
      `${S1G}operating_class`,
      uint8,
      "Operating class, which says what the channels mean",
      (s) => s.operatingClass || undefined,
    ),
    optionalField(`${S1G}channel`, uint8, "Primary channel", (s) => s.primaryChannel || undefined),
    optionalField(`${S1G}center`, uint8, "Centre channel", (s) => s.centerChannel || undefined),
    optionalField(
      `${S1G}interval`,
      uint16,
      "Time between full beacons, units of 1,024 microseconds",
      (s) => s.intervalTu || undefined,
    ),
  ],
};

const DMG = "moirai.dot11.dmg.";

export const DMG_TABLE: RecordTable<DmgBeacon> = {
  name: "moirai_dot11_dmg",
  fields: [
    optionalField(
      `${DMG}bss_type`,
      string,
      "Kind of network: ad-hoc, personal or infrastructure",
      (d) => filled(d.bssType),
    ),
    optionalField(
      `${DMG}discovery`,
      uint8,
      "The beacon was sent to find others, and names no network",
      (d) => set(d.discovery),
    ),
    field(`${DMG}privacy`, uint8, "The network is protected", (d) => d.privacy),
    field(
      `${DMG}interval`,
      uint16,
      "Time between beacons, units of 1,024 microseconds",
      (d) => d.intervalTu,
    ),
    optionalField(`${DMG}antennas`, uint8, "Receive antennas", (d) => d.antennas || undefined),
    optionalField(`${DMG}sectors`, uint8, "Sectors of its antennas", (d) => d.sectors || undefined),
    optionalField(
      `${DMG}max_mcs`,
      uint8,
      "Fastest single carrier coding received",
      (d) => d.maxMcs || undefined,
    ),
    optionalField(`${DMG}edmg`, uint8, "It knows 802.11ay", (d) => set(d.isEdmg)),
  ],
};

const PHONE = "moirai.dot11.phone_guess.";

export const PHONE_GUESS_TABLE: RecordTable<PhoneGuess> = {
  name: "moirai_dot11_phone_guess",
  fields: [
    field(`${PHONE}group`, uint64, "Number of the guessed phone", (p) => p.group.id),
    field(
      `${PHONE}score`,
      double,
      "How sure it is that this address is that phone, 0 to 1",
      (p) => p.score,
    ),
    field(
      `${PHONE}reason`,
      string,
      "Why: sequence (numbers go on), burst, wps (its number), or first of the group",
      (p) => p.reason,
    ),
    optionalField(
      `${PHONE}previous`,
      mac,
      "Address that it is thought to have had before",
      (p) => p.previous || undefined,
    ),
    field(`${PHONE}count`, uint32, "Addresses guessed to be this phone", (p) => p.group.count),
    field(
      `${PHONE}addresses`,
      vector(mac),
      "The newest of these addresses",
      (p) => p.group.addresses,
    ),
  ],
};

const MODERN = "moirai.dot11.modern.";

export const MODERN_DEVICE_TABLE: RecordTable<ModernDevice> = {
  name: "moirai_dot11_modern",
  fields: [
    optionalField(
      `${MODERN}random_address`,
      uint8,
      "The address is locally administered: made up",
      (d) => set(d.randomAddress),
    ),
    optionalField(
      `${MODERN}mld`,
      record(() => MLD_TABLE),
      "Multi-link device it is a link of",
      (d) => d.mld,
    ),
    optionalField(
      `${MODERN}transmitted_bssid`,
      mac,
      "BSSID whose beacons speak for this one (multiple BSSID)",
      (d) => d.transmittedBssid,
    ),
    optionalField(
      `${MODERN}abilities`,
      record(() => ABILITIES_TABLE),
      "What it can do as a client",
      (d) => d.abilities,
    ),
    optionalField(
      `${MODERN}sae_method`,
      string,
      "How its newest SAE commit was made: looping, hash-to-element or public-key",
      (d) => d.saeMethod,
    ),
    optionalField(`${MODERN}s1g`, record(() => S1G_TABLE), "HaLow beacon", (d) => d.s1g),
    optionalField(`${MODERN}dmg`, record(() => DMG_TABLE), "Beacon at 60 GHz", (d) => d.dmg),
    optionalField(
      `${MODERN}mesh_proxied`,
      vector(mac),
      "Addresses behind this mesh station",
      (d) => d.proxied,
    ),
    optionalField(
      `${MODERN}phone_guess`,
      record(() => PHONE_GUESS_TABLE),
      "A guess which random addresses are one phone",
      (d) => d.phone === undefined || d.phone.group.withdrawn ? undefined : d.phone,
    ),
  ],
};

/** Every table above, for the field list. */
export const DOT11_MODERN_TABLES: readonly RecordTable<never>[] = [
  MODERN_NETWORK_TABLE,
  NEIGHBOR_NETWORK_TABLE,
  NONTRANSMITTED_TABLE,
  SECURITY_TABLE,
  MESH_TABLE,
  MODERN_DEVICE_TABLE,
  MLD_TABLE,
  MLD_LINK_TABLE,
  ABILITIES_TABLE,
  S1G_TABLE,
  DMG_TABLE,
  PHONE_GUESS_TABLE,
] as unknown as readonly RecordTable<never>[];
