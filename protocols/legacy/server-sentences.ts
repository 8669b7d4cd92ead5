// Sentences about the server itself: greeting, replies, time, messages, sources, alerts, channels,
// position and counters (spec legacy-protocol 4, 5.1, 5.2).
import { formatMac } from "../mac.ts";
import type { AlertRecord } from "../records/alert.ts";
import type { DatasourceRecord } from "../records/datasource.ts";
import type { LocationPoint } from "../records/location.ts";
import type { MessageRecord } from "../records/message.ts";
import type { SystemRecord } from "../records/system.ts";
import { NIL_UUID } from "../uuid.ts";
import { coordinate } from "./common-fields.ts";
import { type Sentence, sentenceField as field } from "./sentence.ts";
import { bare, quoted } from "./text.ts";

export interface GreetingRow {
  readonly version: string;
  readonly startSec: number;
  readonly serverName: string;
  /** Kinds of logs that are written, separated by commas. */
  readonly logs: string;
  readonly userId: number;
}

export const KISMET: Sentence<GreetingRow> = {
  name: "KISMET",
  fields: [
    field("version", (row) => bare(row.version)),
    field("starttime", (row) => row.startSec),
    field("servername", (row) => quoted(row.serverName)),
    field("dumpfiles", (row) => quoted(row.logs)),
    field("uid", (row) => row.userId),
  ],
};

export interface ReplyRow {
  readonly id: string;
  readonly text: string;
}

const reply = [
  field<ReplyRow>("cmdid", (row) => row.id),
  field<ReplyRow>("text", (row) => quoted(row.text)),
];
export const ERROR: Sentence<ReplyRow> = { name: "ERROR", fields: reply };
export const ACK: Sentence<ReplyRow> = { name: "ACK", fields: reply };

// Sentences of fixed text, whose selection of fields is ignored (2.1).
export const PROTOCOLS: Sentence<string> = {
  name: "PROTOCOLS",
  fields: [field("protocols", (names) => names)],
};
export const CAPABILITY: Sentence<string> = {
  name: "CAPABILITY",
  fields: [field("capabilities", (text) => text)],
};
export const TERMINATE: Sentence<string> = {
  name: "TERMINATE",
  fields: [field("text", quoted)],
};
export const TIME: Sentence<number> = { name: "TIME", fields: [field("timesec", (sec) => sec)] };
export const REMOVE: Sentence<number> = { name: "REMOVE", fields: [field("bssid", formatMac)] };

/** `*TIME: 1364000000\n`: no blank at the end. */
export function formatFixed<Row>(sentence: Sentence<Row>, row: Row): string {
  return `*${sentence.name}: ${sentence.fields[0]!.print(row)}\n`;
}

export const STATUS: Sentence<MessageRecord> = {
  name: "STATUS",
  fields: [
    field("text", (message) => quoted(message.text)),
    field("flags", (message) => message.flags),
  ],
};

export const CRITFAIL: Sentence<{ readonly id: number; readonly message: MessageRecord }> = {
  name: "CRITFAIL",
  fields: [
    field("id", (row) => row.id),
    field("time", (row) => row.message.timeSec),
    field("message", (row) => quoted(row.message.text)),
  ],
};

export const BATTERY: Sentence<SystemRecord> = {
  name: "BATTERY",
  fields: [
    field("percentage", (row) => row.batteryPercent),
    field("charging", (row) => row.batteryCharging === "charging" ? 1 : 0),
    field("ac", (row) => row.batteryAc ? 1 : 0),
    field("remaining", (row) => row.batteryRemainingSec),
  ],
};

export interface PositionRow {
  readonly location: LocationPoint;
  /** -1 without any GPS, 0 when none is connected, else the fix (5.1). */
  readonly fix: number;
  readonly connected: boolean;
}

export const GPS: Sentence<PositionRow> = {
  name: "GPS",
  fields: [
    field("lat", ({ location }) => coordinate(location.latitude)),
    field("lon", ({ location }) => coordinate(location.longitude)),
    field("alt", ({ location }) => coordinate(location.altitudeM ?? 0)),
    field("spd", ({ location }) => coordinate(location.speedKmh ?? 0)),
    field("heading", ({ location }) => coordinate(location.headingDegrees ?? 0)),
    field("fix", (row) => row.fix),
    // Satellites and their geometry are not kept.
    field("satinfo", () => quoted("")),
    field("hdop", () => 0),
    field("vdop", () => 0),
    field("connected", (row) => row.connected ? 1 : 0),
  ],
};

/** Packets since the start, and devices there are now. */
export interface TotalsRow {
  readonly networks: number;
  readonly clients: number;
  readonly devices: number;
  readonly packets: number;
  readonly management: number;
  readonly data: number;
  readonly encrypted: number;
  readonly errors: number;
  readonly filtered: number;
  /** Packets in the last second. */
  readonly rate: number;
  readonly sources: number;
  readonly failedSources: number;
}

export const INFO: Sentence<TotalsRow> = {
  name: "INFO",
  fields: [
    field("networks", (row) => row.networks),
    field("packets", (row) => row.packets),
    field("crypt", (row) => row.encrypted),
    field("noise", (row) => row.errors),
    field("dropped", (row) => row.errors + row.filtered),
    field("rate", (row) => row.rate),
    field("filtered", (row) => row.filtered),
    field("clients", (row) => row.clients),
    field("llcpackets", (row) => row.management),
    field("datapackets", (row) => row.data),
    field("numsources", (row) => row.sources),
    field("numerrorsources", (row) => row.failedSources),
  ],
};

export const TRACKINFO: Sentence<TotalsRow> = {
  name: "TRACKINFO",
  fields: [
    field("devices", (row) => row.devices),
    field("packets", (row) => row.packets),
    field("datapackets", (row) => row.data),
    field("cryptpackets", (row) => row.encrypted),
    field("errorpackets", (row) => row.errors),
    field("filterpackets", (row) => row.filtered),
    field("packetrate", (row) => row.rate),
  ],
};

export const SOURCE: Sentence<DatasourceRecord> = {
  name: "SOURCE",
  fields: [
    field("interface", (source) => bare(source.interface)),
    field("type", (source) => bare(source.driver.type)),
    field("username", (source) => bare(source.name)),
    field("channel", (source) => bare(source.channel, "0")),
    field("uuid", (source) => bare(source.uuid, NIL_UUID)),
    field("packets", (source) => source.packets),
    field("hop", (source) => source.hopping ? 1 : 0),
    field("velocity", hopsPerSecond),
    field("dwell", secondsPerHop),
    field("hop_time_sec", () => 0),
    field("hop_time_usec", () => 0),
    field(
      "channellist",
      (source) =>
        bare(source.hopChannels.map((one) => bare(one)).join(","), bare(source.channel, "0")),
    ),
    field("error", (source) => source.error ? 1 : 0),
    field("warning", (source) => quoted(source.warning)),
  ],
};

function hopsPerSecond({ hopping, hopRate }: DatasourceRecord): number {
  return hopping && hopRate >= 1 ? Math.round(hopRate) : -1;
}

/** Hopping more slowly than once a second is told the other way round. */
function secondsPerHop({ hopping, hopRate }: DatasourceRecord): number {
  return hopping && hopRate > 0 && hopRate < 1 ? Math.round(1 / hopRate) : -1;
}

export const ALERT: Sentence<AlertRecord> = {
  name: "ALERT",
  fields: [
    field("sec", (alert) => Math.floor(alert.timestamp)),
    field("usec", (alert) => Math.min(999_999, Math.round((alert.timestamp % 1) * 1e6))),
    field("header", (alert) => bare(alert.header)),
    field("bssid", (alert) => formatMac(alert.transmitter)),
    field("source", (alert) => formatMac(alert.source)),
    field("dest", (alert) => formatMac(alert.destination)),
    field("other", (alert) => formatMac(alert.other)),
    field("channel", (alert) => bare(alert.channel, "0")),
    field("text", (alert) => quoted(alert.text)),
  ],
};

export interface ChannelRow {
  readonly channel: string;
  readonly timeOnUs: number;
  readonly packets: number;
  readonly newPackets: number;
  readonly usedUs: number;
  readonly bytes: number;
  readonly newBytes: number;
  readonly networks: number;
  readonly activeNetworks: number;
  /** 0 for what is not known. */
  readonly maxSignalDbm: number;
  readonly maxSignalRssi: number;
  readonly maxNoiseDbm: number;
  readonly maxNoiseRssi: number;
}

const NO_DBM = -256;

export const CHANNEL: Sentence<ChannelRow> = {
  name: "CHANNEL",
  fields: [
    field("channel", (row) => bare(row.channel, "0")),
    field("time_on", (row) => row.timeOnUs),
    field("packets", (row) => row.packets),
    field("packetsdelta", (row) => row.newPackets),
    field("usecused", (row) => row.usedUs),
    field("bytes", (row) => row.bytes),
    field("bytesdelta", (row) => row.newBytes),
    field("networks", (row) => row.networks),
    field("maxsignal_dbm", (row) => row.maxSignalDbm || NO_DBM),
    field("maxsignal_rssi", (row) => row.maxSignalRssi),
    field("maxnoise_dbm", (row) => row.maxNoiseDbm || NO_DBM),
    field("maxnoise_rssi", (row) => row.maxNoiseRssi),
    field("activenetworks", (row) => row.activeNetworks),
  ],
};

export interface WepKeyRow {
  /** 0 configuration, 1 client. */
  readonly origin: number;
  readonly bssid: number;
  readonly key: Uint8Array;
  readonly decrypted: number;
  readonly failed: number;
}

export const WEPKEY: Sentence<WepKeyRow> = {
  name: "WEPKEY",
  fields: [
    field("origin", (row) => row.origin),
    field("bssid", (row) => formatMac(row.bssid)),
    field("key", (row) => hex(row.key)),
    field("encrypted", (row) => row.decrypted),
    field("failed", (row) => row.failed),
  ],
};

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}

export interface StringRow {
  readonly bssid: number;
  readonly source: number;
  readonly destination: number;
  readonly text: string;
}

export const STRING: Sentence<StringRow> = {
  name: "STRING",
  fields: [
    field("bssid", (row) => formatMac(row.bssid)),
    field("source", (row) => formatMac(row.source)),
    field("dest", (row) => formatMac(row.destination)),
    field("string", (row) => quoted(row.text)),
  ],
};
