// Fields of 802.11 records (spec dot11 4.2 to 4.5, 9.1).
import type { KeptElement } from "../dot11/kept-elements.ts";
import { RATE_USE_TABLE } from "./airtime-table.ts";
import { deviceLocation, IPDATA_TABLE, packet } from "./common-tables.ts";
import type {
  AdvertisedSsid,
  CountryTriplet,
  Dot11Client,
  Dot11Device,
  EapolKey,
  EapolNonce,
  ProbedSsid,
  SsidGroup,
} from "./dot11-device.ts";
import { RANDOM_ADDRESS_ONLY } from "./dot11-modern.ts";
import {
  DOT11_MODERN_TABLES,
  MODERN_DEVICE_TABLE,
  MODERN_NETWORK_TABLE,
} from "./dot11-modern-table.ts";
import {
  bytes,
  deviceKey,
  double,
  type Field,
  field,
  hashMap,
  int16,
  int32,
  intMap,
  keySet,
  mac,
  macMap,
  optionalField,
  record,
  type RecordTable,
  string,
  stringMap,
  uint16,
  uint32,
  uint64,
  uint8,
  vector,
} from "./field.ts";

const NO_BYTES = new Uint8Array(0);

/** Two 32-bit halves as one exact integer. */
function wide(high: number, low: number): number | bigint {
  const small = (high >>> 0) < 0x200000;
  return small
    ? (high >>> 0) * 0x100000000 + (low >>> 0)
    : (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

const TRIPLET = "dot11.11d.";

export const COUNTRY_TABLE: RecordTable<CountryTriplet> = {
  name: "dot11_11d",
  fields: [
    field(
      `${TRIPLET}start_channel`,
      uint32,
      "First channel the limit holds for",
      (t) => t.startChannel,
    ),
    field(
      `${TRIPLET}num_channels`,
      uint32,
      "Number of channels the limit holds for",
      (t) => t.channels,
    ),
    field(`${TRIPLET}tx_power`, int32, "Power limit, dBm", (t) => t.txPowerDbm),
  ],
};

const IETAG = "dot11.ietag.";

export const IETAG_TABLE: RecordTable<KeptElement> = {
  name: "dot11_ietag",
  fields: [
    field(
      `${IETAG}uniqueid`,
      uint32,
      "Number that identifies tag, OUI and type",
      (e) => e.uniqueId,
    ),
    field(`${IETAG}number`, uint8, "Tag of the element", (e) => e.tag),
    field(`${IETAG}oui`, uint32, "OUI of a vendor element", (e) => e.oui),
    field(`${IETAG}oui_manuf`, string, "Owner of the OUI", (e) => e.ouiManufacturer),
    field(
      `${IETAG}subtag`,
      int16,
      "Type of a vendor or extension element, -1 none",
      (e) => e.subtag,
    ),
    field(`${IETAG}data`, bytes, "Body of the element", (e) => e.bytes),
  ],
};

const AD = "dot11.advertisedssid.";

export const ADVERTISED_SSID_TABLE: RecordTable<AdvertisedSsid> = {
  name: "dot11_advertisedssid",
  fields: [
    field(`${AD}ssid`, string, "Name of the network", (s) => s.ssid),
    field(`${AD}ssidlen`, uint32, "Length of the name on the air, bytes", (s) => s.length),
    field(`${AD}ssid_hash`, uint64, "Number that identifies the name", (s) => s.hash),
    optionalField(
      `${AD}owe_ssid`,
      string,
      "Name of the partner network of OWE transition",
      (s) => s.oweSsid,
    ),
    optionalField(
      `${AD}owe_ssid_len`,
      uint8,
      "Length of the partner's name, bytes",
      (s) => s.oweSsid === undefined ? undefined : s.oweSsidLength,
    ),
    optionalField(
      `${AD}owe_bssid`,
      mac,
      "BSSID of the partner network of OWE transition",
      (s) => s.oweSsid === undefined ? undefined : s.oweBssid,
    ),
    field(`${AD}beacon`, uint8, "The network was heard in beacons", (s) => s.beacon),
    field(
      `${AD}probe_response`,
      uint8,
      "The network was heard in probe responses",
      (s) => s.probeResponse,
    ),
    field(`${AD}channel`, string, "Primary channel", (s) => s.channel),
    field(
      `${AD}ht_mode`,
      string,
      "Width of the channel and side of the second: HT20, HT40+, HT80, …",
      (s) => s.htMode,
    ),
    field(`${AD}ht_center_1`, uint64, "Centre of the first segment, MHz", (s) => s.htCenter1),
    field(`${AD}ht_center_2`, uint64, "Centre of the second segment, MHz", (s) => s.htCenter2),
    field(`${AD}first_time`, uint64, "First frame of the network, s", (s) => s.firstTime),
    field(`${AD}last_time`, uint64, "Newest frame of the network, s", (s) => s.lastTime),
    optionalField(`${AD}beacon_info`, string, "Name of the access point", (s) => s.beaconInfo),
    field(`${AD}cloaked`, uint8, "The network hides its name", (s) => s.cloaked),
    field(
      `${AD}crypt_bitfield`,
      uint64,
      "Encryption as bits",
      (s) => wide(s.cryptHigh, s.cryptLow),
    ),
    field(`${AD}crypt_set`, uint64, "Encryption as bits of the older set", (s) => s.cryptLegacy),
    field(`${AD}crypt_string`, string, "Encryption in words", (s) => s.cryptText),
    field(`${AD}maxrate`, double, "Fastest rate offered, Mbit/s", (s) => s.maxRateMbps),
    field(`${AD}beaconrate`, uint32, "Beacons a second, as announced", (s) => s.beaconRate),
    field(`${AD}beacons_sec`, uint32, "Beacons heard", (s) => s.beacons),
    field(`${AD}ietag_checksum`, uint32, "CRC-32 of the elements", (s) => s.elementsChecksum),
    field(
      `${AD}wpa_mfp_required`,
      uint8,
      "Clients must protect management frames",
      (s) => s.mfpRequired,
    ),
    field(
      `${AD}wpa_mfp_supported`,
      uint8,
      "Clients may protect management frames",
      (s) => s.mfpSupported,
    ),
    optionalField(
      `${AD}dot11d_country`,
      string,
      "Country the network says it is in",
      (s) => s.country,
    ),
    optionalField(
      `${AD}dot11d_list`,
      vector(record(() => COUNTRY_TABLE)),
      "Channels and power limits of that country",
      (s) => s.countryTriplets,
    ),
    optionalField(`${AD}wps_version`, uint8, "Version of WPS", (s) => s.wps?.version),
    optionalField(
      `${AD}wps_state`,
      uint32,
      "State of WPS as bits: 1 configured, 2 not configured, 4 locked",
      (s) => s.wps?.state,
    ),
    optionalField(
      `${AD}wps_config_methods`,
      uint16,
      "Methods of WPS as bits",
      (s) => s.wps?.configMethods,
    ),
    optionalField(
      `${AD}wps_manuf`,
      string,
      "Manufacturer according to WPS",
      (s) => s.wps?.manufacturer,
    ),
    optionalField(
      `${AD}wps_device_name`,
      string,
      "Name of the device according to WPS",
      (s) => s.wps?.deviceName,
    ),
    optionalField(`${AD}wps_model_name`, string, "Model according to WPS", (s) => s.wps?.modelName),
    optionalField(
      `${AD}wps_model_number`,
      string,
      "Model number according to WPS",
      (s) => s.wps?.modelNumber,
    ),
    optionalField(
      `${AD}wps_serial_number`,
      string,
      "Serial number according to WPS",
      (s) => s.wps?.serialNumber,
    ),
    optionalField(
      `${AD}wps_uuid_e`,
      bytes,
      "UUID of the device according to WPS",
      (s) => s.wps?.uuid,
    ),
    optionalField(
      `${AD}location`,
      deviceLocation,
      "Where the network was heard",
      (s) => s.location,
    ),
    field(
      `${AD}dot11r_mobility`,
      uint8,
      "The network belongs to a mobility domain (802.11r)",
      (s) => s.mobility,
    ),
    field(
      `${AD}dot11r_mobility_domain_id`,
      uint16,
      "Number of the mobility domain",
      (s) => s.mobilityDomain,
    ),
    field(`${AD}dot11e_qbss`, uint8, "The network announces its load (802.11e)", (s) => s.qbss),
    field(`${AD}dot11e_qbss_stations`, uint16, "Clients, as announced", (s) => s.qbssStations),
    field(
      `${AD}dot11e_channel_utilization_perc`,
      double,
      "How busy the channel is, percent, as announced",
      (s) => s.qbssUtilisationPercent,
    ),
    field(
      `${AD}ccx_txpower`,
      uint8,
      "Power announced in Cisco's CCX element, dBm",
      (s) => s.ccxTxPower,
    ),
    field(
      `${AD}cisco_client_mfp`,
      uint8,
      "The network has Cisco's client protection of management frames",
      (s) => s.ciscoClientMfp,
    ),
    optionalField(
      `${AD}ie_tag_list`,
      vector(uint16),
      "Tags of the elements in their order",
      (s) => s.kept?.tags(),
    ),
    optionalField(
      `${AD}ie_tag_content`,
      intMap(record(() => IETAG_TABLE)),
      "Elements by the number that identifies them",
      (s) => s.kept?.byId(),
    ),
    optionalField(`${AD}dot11s.meshid`, string, "Name of the mesh", (s) => s.meshId),
    optionalField(
      `${AD}dot11s.gateway`,
      uint8,
      "The mesh station is connected to a gate",
      (s) => mesh(s, s.meshGateway),
    ),
    optionalField(
      `${AD}dot11s.num_peerings`,
      uint8,
      "Peers of the mesh station",
      (s) => mesh(s, s.meshPeerings),
    ),
    optionalField(
      `${AD}dot11s.forwarding`,
      uint8,
      "The mesh station forwards frames of others",
      (s) => mesh(s, s.meshForwarding),
    ),
    field(
      `${AD}advertised_txpower`,
      uint8,
      "Power announced in the TPC report, dBm",
      (s) => s.txPower,
    ),
    optionalField(
      "moirai.dot11.advertisedssid.modern",
      record(() => MODERN_NETWORK_TABLE),
      "Band, width, neighbors, security and others that only newer networks tell",
      (s) => s.modern,
    ),
  ],
};

function mesh(ssid: AdvertisedSsid, value: number): number | undefined {
  return ssid.hasMesh ? value : undefined;
}

const PROBED = "dot11.probedssid.";

export const PROBED_SSID_TABLE: RecordTable<ProbedSsid> = {
  name: "dot11_probedssid",
  fields: [
    field(`${PROBED}ssid`, string, "Name of the network asked for, empty for any", (s) => s.ssid),
    field(`${PROBED}ssidlen`, uint32, "Length of the name on the air, bytes", (s) => s.length),
    field(`${PROBED}bssid`, mac, "Not in use, always zeros", () => 0),
    field(`${PROBED}first_time`, uint64, "First request for the network, s", (s) => s.firstTime),
    field(`${PROBED}last_time`, uint64, "Newest request for the network, s", (s) => s.lastTime),
    optionalField(
      `${PROBED}location`,
      deviceLocation,
      "Where the requests were heard",
      (s) => s.location,
    ),
    optionalField(
      `${PROBED}dot11r_mobility`,
      uint8,
      "The request named a mobility domain (802.11r)",
      (s) => s.mobilityDomain === undefined ? undefined : 1,
    ),
    optionalField(
      `${PROBED}dot11r_mobility_domain_id`,
      uint16,
      "Number of the mobility domain",
      (s) => s.mobilityDomain,
    ),
    field(
      `${PROBED}crypt_bitfield`,
      uint64,
      "Encryption asked for as bits",
      (s) => wide(s.cryptHigh, s.cryptLow),
    ),
    field(
      `${PROBED}crypt_set`,
      uint64,
      "Encryption asked for as bits of the older set",
      (s) => s.cryptLegacy,
    ),
    field(`${PROBED}crypt_string`, string, "Encryption asked for in words", (s) => s.cryptText),
    field(
      `${PROBED}wpa_mfp_required`,
      uint8,
      "The client demands protected management frames",
      (s) => s.mfpRequired,
    ),
    field(
      `${PROBED}wpa_mfp_supported`,
      uint8,
      "The client can protect management frames",
      (s) => s.mfpSupported,
    ),
    optionalField(
      `${PROBED}ie_tag_list`,
      vector(uint16),
      "Tags of the elements in their order",
      (s) => s.kept?.tags(),
    ),
    optionalField(`${PROBED}wps_version`, uint8, "Version of WPS", (s) => s.wps?.version),
    optionalField(
      `${PROBED}wps_state`,
      uint32,
      "State of WPS as bits: 1 configured, 2 not configured, 4 locked",
      (s) => s.wps?.state,
    ),
    optionalField(
      `${PROBED}wps_config_methods`,
      uint16,
      "Methods of WPS as bits",
      (s) => s.wps?.configMethods,
    ),
    optionalField(
      `${PROBED}wps_manuf`,
      string,
      "Manufacturer according to WPS",
      (s) => s.wps?.manufacturer,
    ),
    optionalField(
      `${PROBED}wps_device_name`,
      string,
      "Name of the device according to WPS",
      (s) => s.wps?.deviceName,
    ),
    optionalField(
      `${PROBED}wps_model_name`,
      string,
      "Model according to WPS",
      (s) => s.wps?.modelName,
    ),
    optionalField(
      `${PROBED}wps_model_number`,
      string,
      "Model number according to WPS",
      (s) => s.wps?.modelNumber,
    ),
    optionalField(
      `${PROBED}wps_serial_number`,
      string,
      "Serial number according to WPS",
      (s) => s.wps?.serialNumber,
    ),
  ],
};

const CLIENT = "dot11.client.";

export const CLIENT_TABLE: RecordTable<Dot11Client> = {
  name: "dot11_client",
  fields: [
    field(`${CLIENT}bssid`, mac, "BSSID the device talked to", (c) => c.bssid),
    field(`${CLIENT}bssid_key`, deviceKey, "Key of the device with that BSSID", (c) => c.bssidKey),
    field(`${CLIENT}first_time`, uint64, "First frame to or from the BSSID, s", (c) => c.firstTime),
    field(`${CLIENT}last_time`, uint64, "Newest frame to or from the BSSID, s", (c) => c.lastTime),
    field(`${CLIENT}type`, uint32, "Not in use, always 0", () => 0),
    optionalField(
      `${CLIENT}dhcp_host`,
      string,
      "Host name the client gave in DHCP",
      (c) => c.dhcpHost,
    ),
    optionalField(
      `${CLIENT}dhcp_vendor`,
      string,
      "Vendor class the client gave in DHCP",
      (c) => c.dhcpVendor,
    ),
    optionalField(
      `${CLIENT}eap_identity`,
      string,
      "Identity the client gave in EAP",
      (c) => c.eapIdentity,
    ),
    optionalField(`${CLIENT}cdp_device`, string, "Device name from CDP", (c) => c.cdpDevice),
    optionalField(`${CLIENT}cdp_port`, string, "Port from CDP", (c) => c.cdpPort),
    field(
      `${CLIENT}decrypted`,
      uint8,
      "Frames of the client were decrypted with a configured key",
      (c) => c.decrypted,
    ),
    optionalField(
      `${CLIENT}ipdata`,
      record(() => IPDATA_TABLE),
      "IP addresses of the client",
      (c) => c.ipData,
    ),
    field(`${CLIENT}datasize`, uint64, "Bytes of data frames", (c) => c.dataSize),
    field(
      `${CLIENT}datasize_retry`,
      uint64,
      "Bytes of data frames sent again",
      (c) => c.retryDataSize,
    ),
    field(`${CLIENT}num_fragments`, uint64, "Data frames that are fragments", (c) => c.fragments),
    field(`${CLIENT}num_retries`, uint64, "Data frames sent again", (c) => c.retries),
    optionalField(
      `${CLIENT}location`,
      deviceLocation,
      "Where the client was heard",
      (c) => c.location,
    ),
  ],
};

const EAPOL = "dot11.eapol.";

export const EAPOL_TABLE: RecordTable<EapolKey> = {
  name: "dot11_eapol",
  fields: [
    field(`${EAPOL}timestamp`, double, "Capture time, s", (k) => k.timestampUs / 1e6),
    field(
      `${EAPOL}direction`,
      uint8,
      "1 from the access point, 2 to it, 3 between access points, 4 ad-hoc",
      (k) => k.direction,
    ),
    field(
      `${EAPOL}message_num`,
      uint8,
      "Message of the four-way handshake, 0 unknown",
      (k) => k.message,
    ),
    field(
      `${EAPOL}replay_counter`,
      uint64,
      "Replay counter of the key frame",
      (k) => k.replayCounter,
    ),
    field(`${EAPOL}install`, uint8, "The key is to be installed", (k) => k.install),
    field(`${EAPOL}nonce`, bytes, "Nonce of the key frame", (k) => k.nonce),
    field(
      `${EAPOL}rsn_pmkid`,
      bytes,
      "PMKID of the key frame, empty without",
      (k) => k.pmkid ?? NO_BYTES,
    ),
    field(`${EAPOL}packet`, packet, "The key frame", (k) => k.packet),
  ],
};

const NONCE = "dot11.eapol.nonce.";

export const NONCE_TABLE: RecordTable<EapolNonce> = {
  name: "dot11_nonce",
  fields: [
    field(`${NONCE}timestamp`, double, "Capture time, s", (n) => n.timestampUs / 1e6),
    field(`${NONCE}message_num`, uint8, "Message of the four-way handshake", (n) => n.message),
    field(
      `${NONCE}replay_counter`,
      uint64,
      "Replay counter of the key frame",
      (n) => n.replayCounter,
    ),
    field(`${NONCE}install`, uint8, "The key is to be installed", (n) => n.install),
    field(`${NONCE}nonce`, bytes, "Nonce of the key frame", (n) => n.nonce),
  ],
};

const DEVICE = "dot11.device.";
const advertised = record(() => ADVERTISED_SSID_TABLE);
const probed = record(() => PROBED_SSID_TABLE);
const nonces = vector(record(() => NONCE_TABLE));

/** A member of the 802.11 record that is a plain number. */
function count(
  name: string,
  type: typeof uint8 | typeof uint32 | typeof uint64,
  description: string,
  get: (device: Dot11Device) => number | bigint,
): Field<Dot11Device> {
  return field(`${DEVICE}${name}`, type as typeof uint64, description, get);
}

export const DOT11_DEVICE_TABLE: RecordTable<Dot11Device> = {
  name: "dot11_device",
  fields: [
    count(
      "typeset",
      uint64,
      "Roles as bits: 1 beacons, 2 ad-hoc, 256 answers probes",
      (d) => d.types,
    ),
    optionalField(
      `${DEVICE}client_map`,
      macMap(record(() => CLIENT_TABLE)),
      "What the device did as a client, by BSSID",
      (d) => d.clients,
    ),
    count(
      "num_client_aps",
      uint64,
      "Number of BSSIDs the device talked to",
      (d) => d.clients?.size ?? 0,
    ),
    optionalField(
      `${DEVICE}advertised_ssid_map`,
      hashMap(advertised, "values"),
      "Networks the device beacons",
      (d) => d.advertised,
    ),
    count(
      "num_advertised_ssids",
      uint64,
      "Number of networks the device beacons",
      (d) => d.advertised?.size ?? 0,
    ),
    optionalField(
      `${DEVICE}responded_ssid_map`,
      hashMap(advertised, "values"),
      "Networks the device answers probes for",
      (d) => d.responded,
    ),
    count(
      "num_responded_ssids",
      uint64,
      "Number of networks the device answers probes for",
      (d) => d.responded?.size ?? 0,
    ),
    optionalField(
      `${DEVICE}probed_ssid_map`,
      hashMap(probed, "values"),
      "Networks the device asks for",
      (d) => d.probed,
    ),
    count(
      "num_probed_ssids",
      uint64,
      "Number of networks the device asks for",
      (d) => d.probed?.size ?? 0,
    ),
    optionalField(
      `${DEVICE}associated_client_map`,
      macMap(deviceKey),
      "Keys of the access point's clients, by address",
      (d) => d.associated,
    ),
    count(
      "num_associated_clients",
      uint64,
      "Number of clients of the access point",
      (d) => d.associated?.size ?? 0,
    ),
    count(
      "client_disconnects",
      uint64,
      "Disconnects of clients in the present run",
      (d) => d.clientDisconnects,
    ),
    count(
      "client_disconnects_last",
      uint64,
      "Newest disconnect of a client, s",
      (d) => d.clientDisconnectsLastSec,
    ),
    count(
      "bss_timestamp",
      uint64,
      "Timestamp of the newest beacon, microseconds",
      (d) => wide(d.bssTimestampHigh, d.bssTimestampLow),
    ),
    count("num_fragments", uint64, "Data frames that are fragments", (d) => d.fragments),
    count("num_retries", uint64, "Data frames sent again", (d) => d.retries),
    count("datasize", uint64, "Bytes of data frames", (d) => d.dataSize),
    count("datasize_retry", uint64, "Bytes of data frames sent again", (d) => d.retryDataSize),
    optionalField(
      `${DEVICE}last_bssid`,
      mac,
      "BSSID of the device's newest frame",
      (d) => Number.isNaN(d.lastBssid) ? undefined : d.lastBssid,
    ),
    count("last_beacon_timestamp", uint64, "Newest beacon, s", (d) => d.lastBeaconSec),
    count("wps_m3_count", uint64, "WPS M3 messages in the present run", (d) => d.wpsM3Count),
    count("wps_m3_last", uint64, "Newest WPS M3 message, s", (d) => d.wpsM3LastSec),
    optionalField(
      `${DEVICE}wpa_handshake_list`,
      macMap(vector(record(() => EAPOL_TABLE))),
      "Key frames of the access point's clients, by address",
      (d) => d.handshakes,
    ),
    optionalField(
      `${DEVICE}wpa_nonce_list`,
      nonces,
      "Nonces of third messages, to tell reuse",
      (d) => d.nonces,
    ),
    optionalField(
      `${DEVICE}wpa_anonce_list`,
      nonces,
      "Nonces of first messages, to tell reuse",
      (d) => d.anonces,
    ),
    optionalField(
      `${DEVICE}ssid_beacon_packet`,
      packet,
      "A beacon kept with the key frames",
      (d) => d.beaconPacket,
    ),
    optionalField(
      `${DEVICE}pmkid_packet`,
      packet,
      "The first key frame with a PMKID",
      (d) => d.pmkidPacket,
    ),
    count("min_tx_power", uint8, "Least power the device can send with, dBm", (d) => d.minTxPower),
    count("max_tx_power", uint8, "Most power the device can send with, dBm", (d) => d.maxTxPower),
    optionalField(
      `${DEVICE}supported_channels`,
      vector(uint8),
      "Channels the device said it can use",
      (d) => d.abilities?.supportedChannels,
    ),
    count(
      "link_measurement_capable",
      uint8,
      "The device can measure its link",
      (d) => d.abilities?.linkMeasurement ? 1 : 0,
    ),
    count(
      "neighbor_report_capable",
      uint8,
      "The device reports or asks for neighbors",
      (d) => d.abilities?.neighborReport ? 1 : 0,
    ),
    optionalField(
      `${DEVICE}extended_capabilities`,
      bytes,
      "Bytes of the extended capabilities element",
      (d) => d.abilities?.extendedCapabilities,
    ),
    count(
      "beacon_fingerprint",
      uint32,
      "Fingerprint of the beacons' elements",
      (d) => d.beaconFingerprint,
    ),
    count(
      "probe_fingerprint",
      uint32,
      "Fingerprint of the probe requests' elements",
      (d) => d.probeFingerprint,
    ),
    count("response_fingerprint", uint32, "Not in use, always 0", () => 0),
    optionalField(
      `${DEVICE}last_beaconed_ssid_record`,
      advertised,
      "Network the device advertised last",
      (d) => d.lastBeaconed,
    ),
    optionalField(
      `${DEVICE}last_probed_ssid_record`,
      probed,
      "Network the device asked for last",
      (d) => d.lastProbed,
    ),
    optionalField(
      "moirai.dot11.device.airtime",
      record(() => RATE_USE_TABLE),
      "Rates of the network's frames and their time on the air",
      (d) => d.rateUse,
    ),
    optionalField(
      "moirai.dot11.device.not_kept",
      stringMap(uint64),
      "What was left out of this record because a limit was reached, by kind",
      (d) => d.notKept,
    ),
    optionalField(
      "moirai.dot11.device.modern",
      record(() => MODERN_DEVICE_TABLE),
      "Multi-link, random address, abilities and others that only newer devices have",
      (d) => d.modern ?? (d.localAddress ? RANDOM_ADDRESS_ONLY : undefined),
    ),
  ],
};

const GROUP = "dot11.ssidgroup.";

export const SSID_GROUP_TABLE: RecordTable<SsidGroup> = {
  name: "dot11_ssidgroup",
  fields: [
    field(`${GROUP}hash`, uint64, "Number that identifies the name", (g) => g.hash),
    field(`${GROUP}ssid`, string, "Name of the networks", (g) => g.ssid),
    field(`${GROUP}ssid_len`, uint32, "Length of the name on the air, bytes", (g) => g.length),
    field(`${GROUP}crypt_set`, uint64, "Encryption as bits of the older set", (g) => g.cryptLegacy),
    field(`${GROUP}crypt_string`, string, "Encryption in words", (g) => g.cryptText),
    field(`${GROUP}first_time`, uint64, "First frame with the name, s", (g) => g.firstTime),
    field(`${GROUP}last_time`, uint64, "Newest frame with the name, s", (g) => g.lastTime),
    field(
      `${GROUP}probing_devices`,
      keySet,
      "Keys of devices that ask for the name",
      (g) => g.probing,
    ),
    field(
      `${GROUP}probing_devices_len`,
      uint64,
      "Number of devices that ask for the name",
      (g) => g.probing.size,
    ),
    field(
      `${GROUP}responding_devices`,
      keySet,
      "Keys of devices that answer probes for the name",
      (g) => g.responding,
    ),
    field(
      `${GROUP}responding_devices_len`,
      uint64,
      "Number of devices that answer probes for the name",
      (g) => g.responding.size,
    ),
    field(
      `${GROUP}advertising_devices`,
      keySet,
      "Keys of devices that beacon the name",
      (g) => g.advertising,
    ),
    field(
      `${GROUP}advertising_devices_len`,
      uint64,
      "Number of devices that beacon the name",
      (g) => g.advertising.size,
    ),
  ],
};

/** Every 802.11 table, for the field list. */
export const DOT11_TABLES: readonly RecordTable<never>[] = [
  DOT11_DEVICE_TABLE,
  ADVERTISED_SSID_TABLE,
  PROBED_SSID_TABLE,
  CLIENT_TABLE,
  EAPOL_TABLE,
  NONCE_TABLE,
  COUNTRY_TABLE,
  IETAG_TABLE,
  RATE_USE_TABLE,
  ...DOT11_MODERN_TABLES,
  SSID_GROUP_TABLE,
] as unknown as readonly RecordTable<never>[];
