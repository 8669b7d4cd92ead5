// Sentences about what was heard: COMMON, BSSID, SSID, CLIENT, the counters by source, tags and
// Bluetooth devices (spec legacy-protocol 5.3 to 5.8).
import { formatMac } from "../mac.ts";
import { BASIC_DECRYPTED, type DeviceRecord, type SeenBy } from "../records/device.ts";
import type {
  AdvertisedSsid,
  Dot11Client,
  Dot11Device,
  ProbedSsid,
} from "../records/dot11-device.ts";
import {
  aggregateFields,
  bestFields,
  boundsFields,
  frequencies,
  signalField,
  signalFields,
} from "./common-fields.ts";
import { legacyCryptSet } from "./crypt-set.ts";
import { type Sentence, type SentenceField, sentenceField as field } from "./sentence.ts";
import { bare, quoted } from "./text.ts";

/** `BSSID.type` (6.1). */
export const NETWORK_AP = 0;
export const NETWORK_ADHOC = 1;
export const NETWORK_PROBE = 2;
export const NETWORK_DATA = 4;

/** A device and what happened since it was last told of. */
export interface DeviceRow {
  readonly device: DeviceRecord;
  readonly newPackets: number;
}

export interface NetworkRow extends DeviceRow {
  readonly dot11: Dot11Device;
  readonly type: number;
  readonly fragments: number;
  readonly retries: number;
  /** Bits of 6.4 seen on data. */
  readonly dataCrypts: number;
}

export interface ClientRow extends NetworkRow {
  readonly client: Dot11Client;
}

export interface SsidRow {
  readonly mac: number;
  /** 0 beacon, 1 probe response, 2 probe request. */
  readonly type: number;
  readonly ssid: AdvertisedSsid | ProbedSsid;
  /** Since it was last told of. */
  readonly beacons: number;
}

export interface SourceCountRow {
  readonly bssid: number;
  readonly mac: number;
  readonly seenBy: SeenBy;
}

export interface TagRow {
  readonly bssid: number;
  readonly mac: number;
  readonly tag: string;
  readonly value: string;
}

const mac = (address: number): string => formatMac(address);

function ipv4(address: number | undefined): string {
  const value = address ?? 0;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join(".");
}

const signalOf = (row: DeviceRow) => row.device.signal;
const locationOf = (row: DeviceRow) => row.device.location;
const manuf: SentenceField<DeviceRow> = field("manuf", (row) => quoted(row.device.manufacturer));
const counters: readonly SentenceField<DeviceRow>[] = [
  field("llcpackets", ({ device }) => device.llcPackets),
  field("datapackets", ({ device }) => device.dataPackets),
  field("cryptpackets", ({ device }) => device.cryptPackets),
];
const times: readonly SentenceField<DeviceRow>[] = [
  field("firsttime", ({ device }) => device.firstTime),
  field("lasttime", ({ device }) => device.lastTime),
];
const decrypted: SentenceField<DeviceRow> = field(
  "decrypted",
  ({ device }) => (device.basicCrypts & BASIC_DECRYPTED) === 0 ? 0 : 1,
);
const channel: SentenceField<DeviceRow> = field("channel", (row) => channelNumber(row.device));
const freqmhz: SentenceField<DeviceRow> = field("freqmhz", (row) => frequencies(row.device));
const newpackets: SentenceField<DeviceRow> = field("newpackets", (row) => row.newPackets);
const fragments: SentenceField<NetworkRow> = field("fragments", (row) => row.fragments);
const retries: SentenceField<NetworkRow> = field("retries", (row) => row.retries);

/** The leading number of a channel text ("6HT40+"), 0 for none. */
export function channelNumber(device: DeviceRecord): number {
  const number = Number.parseInt(device.channel, 10);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

const commonSignal = (["dbm", "rssi"] as const).flatMap((unit) => {
  const names = ["signal", "noise", "minsignal", "minnoise"] as const;
  const more = unit === "rssi" ? ["maxsignal", "maxnoise"] as const : [];
  return [...names, ...more].map((name) => signalField(`${name}${unit}`, signalOf, name, unit));
});

export const COMMON: Sentence<DeviceRow> = {
  name: "COMMON",
  fields: [
    field("phytype", ({ device }) => device.phy.id),
    field("macaddr", ({ device }) => mac(device.mac)),
    ...times,
    field("packets", ({ device }) => device.packets),
    counters[0]!,
    field("errorpackets", ({ device }) => device.errorPackets),
    counters[1]!,
    counters[2]!,
    field("datasize", ({ device }) => device.dataSize),
    newpackets,
    channel,
    field("frequency", ({ device }) => device.freqKhz),
    freqmhz,
    ...boundsFields(locationOf),
    ...commonSignal,
    ...bestFields(signalOf),
    ...aggregateFields(locationOf),
  ],
};

export const BSSID: Sentence<NetworkRow> = {
  name: "BSSID",
  fields: [
    field("bssid", ({ device }) => mac(device.mac)),
    field("type", (row) => row.type),
    ...counters,
    manuf,
    channel,
    ...times,
    // Address ranges are known of clients, not of networks.
    field("atype", () => 0),
    field("rangeip", () => ipv4(0)),
    field("netmaskip", () => ipv4(0)),
    field("gatewayip", () => ipv4(0)),
    ...boundsFields(locationOf),
    ...signalFields(signalOf),
    ...bestFields(signalOf),
    ...aggregateFields(locationOf),
    field("datasize", ({ device }) => device.dataSize),
    field("turbocellnid", () => 0),
    field("turbocellmode", () => 0),
    field("turbocellsat", () => 0),
    field("carrierset", ({ device }) => device.signal?.carriers ?? 0),
    field("maxseenrate", ({ device }) => device.signal?.maxRate ?? 0),
    field("encodingset", ({ device }) => device.signal?.encodings ?? 0),
    decrypted,
    field("dupeivpackets", () => 0),
    field("bsstimestamp", ({ dot11 }) => bssTimestamp(dot11)),
    field("cdpdevice", () => quoted("")),
    field("cdpport", () => quoted("")),
    fragments,
    retries,
    newpackets,
    freqmhz,
    field("datacryptset", (row) => row.dataCrypts),
  ],
};

function bssTimestamp(dot11: Dot11Device): string {
  return ((BigInt(dot11.bssTimestampHigh >>> 0) << 32n) | BigInt(dot11.bssTimestampLow >>> 0))
    .toString();
}

export const SSID: Sentence<SsidRow> = {
  name: "SSID",
  fields: [
    field("mac", (row) => mac(row.mac)),
    field("checksum", ssidChecksum),
    field("type", (row) => row.type),
    field("ssid", ({ ssid }) => quoted(ssid.ssid)),
    field("beaconinfo", ({ ssid }) => quoted("beaconInfo" in ssid ? ssid.beaconInfo ?? "" : "")),
    field("cryptset", ({ ssid }) => legacyCryptSet(ssid.cryptLow, ssid.cryptHigh)),
    field("cloaked", ({ ssid }) => "cloaked" in ssid && ssid.cloaked ? 1 : 0),
    field("firsttime", ({ ssid }) => ssid.firstTime),
    field("lasttime", ({ ssid }) => ssid.lastTime),
    field("maxrate", ({ ssid }) => "maxRateMbps" in ssid ? ssid.maxRateMbps : 0),
    field("beaconrate", ({ ssid }) => "beaconRate" in ssid ? ssid.beaconRate : 0),
    field("packets", ({ ssid }) => "beacons" in ssid ? ssid.beacons : 0),
    field("beacons", (row) => row.beacons),
    field("dot11d", ({ ssid }) => quoted(country(ssid))),
  ],
};

/** Adler-32 (RFC 1950 8.2) of type, encryption and name: with the address it names the record. */
function ssidChecksum({ type, ssid }: SsidRow): number {
  let a = 1;
  let b = 0;
  const text =
    `${type} ${ssid.cryptLow} ${ssid.cryptHigh} ${ssid.length} ${ssid.hash} ${ssid.ssid}`;
  for (let at = 0; at < text.length; at++) {
    a = (a + (text.charCodeAt(at) & 0xff)) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** `CC:start-num-dbm:…`; `XXX` when no country is known. */
function country(ssid: AdvertisedSsid | ProbedSsid): string {
  const known = "country" in ssid ? ssid : undefined;
  let text = `${known?.country ?? "XXX"}:`;
  for (const { startChannel, channels, txPowerDbm } of known?.countryTriplets ?? []) {
    text += `${startChannel}-${channels}-${txPowerDbm}:`;
  }
  return text;
}

export const CLIENT: Sentence<ClientRow> = {
  name: "CLIENT",
  fields: [
    field("bssid", ({ client }) => mac(client.bssid)),
    field("mac", ({ device }) => mac(device.mac)),
    field("type", (row) => row.type),
    field("firsttime", ({ client }) => client.firstTime),
    field("lasttime", ({ client }) => client.lastTime),
    manuf,
    ...counters,
    ...boundsFields((row: ClientRow) => row.client.location ?? row.device.location),
    ...aggregateFields((row: ClientRow) => row.client.location ?? row.device.location),
    ...signalFields(signalOf),
    ...bestFields(signalOf),
    field("atype", ({ client }) => client.ipData?.type ?? 0),
    field("ip", ({ client }) => ipv4(client.ipData?.address)),
    field("gatewayip", ({ client }) => ipv4(client.ipData?.gateway)),
    field("datasize", ({ client }) => client.dataSize),
    field("maxseenrate", ({ device }) => device.signal?.maxRate ?? 0),
    field("encodingset", ({ device }) => device.signal?.encodings ?? 0),
    field("carrierset", ({ device }) => device.signal?.carriers ?? 0),
    field("decrypted", ({ client }) => client.decrypted ? 1 : 0),
    channel,
    fragments,
    retries,
    newpackets,
    freqmhz,
    field("cdpdevice", ({ client }) => quoted(client.cdpDevice ?? "")),
    field("cdpport", ({ client }) => quoted(client.cdpPort ?? "")),
    field("dot11d", () => quoted("XXX:")),
    field("dhcphost", ({ client }) => quoted(client.dhcpHost ?? "")),
    field("dhcpvendor", ({ client }) => quoted(client.dhcpVendor ?? "")),
    field("datacryptset", (row) => row.dataCrypts),
  ],
};

const sourceCounters: readonly SentenceField<SourceCountRow>[] = [
  field("uuid", ({ seenBy }) => bare(seenBy.source.uuid)),
  field("lasttime", ({ seenBy }) => seenBy.lastTime),
  field("numpackets", ({ seenBy }) => seenBy.packets),
  ...signalFields((row: SourceCountRow) => row.seenBy.signal),
];

export const BSSIDSRC: Sentence<SourceCountRow> = {
  name: "BSSIDSRC",
  fields: [field("bssid", (row) => mac(row.bssid)), ...sourceCounters],
};

export const CLISRC: Sentence<SourceCountRow> = {
  name: "CLISRC",
  fields: [
    field("bssid", (row) => mac(row.bssid)),
    field("mac", (row) => mac(row.mac)),
    ...sourceCounters,
  ],
};

const tag: readonly SentenceField<TagRow>[] = [
  field("tag", (row) => quoted(row.tag)),
  field("value", (row) => quoted(row.value)),
];

export const NETTAG: Sentence<TagRow> = {
  name: "NETTAG",
  fields: [field("bssid", (row) => mac(row.bssid)), ...tag],
};

export const CLITAG: Sentence<TagRow> = {
  name: "CLITAG",
  fields: [field("bssid", (row) => mac(row.bssid)), field("mac", (row) => mac(row.mac)), ...tag],
};

export const BTSCANDEV: Sentence<DeviceRow> = {
  name: "BTSCANDEV",
  fields: [
    field("bdaddr", ({ device }) => mac(device.mac)),
    field("name", ({ device }) => quoted(device.name)),
    field("class", ({ device }) => quoted(device.type)),
    ...times,
    field("packets", ({ device }) => device.packets),
    ...boundsFields(locationOf),
    ...aggregateFields(locationOf),
  ],
};
