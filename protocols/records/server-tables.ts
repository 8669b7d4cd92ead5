// Fields of what the server says of itself: status, statistics, messages, alerts, channels, PHYs,
// views (spec device-model 4.5, 5.3, 5.4, 6, 9, 10).
import { CHANNEL_AIRTIME_TABLE } from "./airtime-table.ts";
import {
  type AlertDefinition,
  type AlertRecord,
  SEVERITY_CRITICAL,
  SEVERITY_HIGH,
  SEVERITY_INFO,
  SEVERITY_LOW,
  SEVERITY_MEDIUM,
} from "./alert.ts";
import type { ChannelMaps, ChannelRecord } from "./channel.ts";
import { point, signal } from "./common-tables.ts";
import {
  deviceKey,
  double,
  doubleMap,
  type Field,
  field,
  int32,
  int64,
  mac,
  optionalField,
  record,
  type RecordTable,
  string,
  stringMap,
  uint32,
  uint64,
  uint8,
  uuid,
  vector,
} from "./field.ts";
import type { MessageRecord } from "./message.ts";
import type { PacketStatistics } from "./packet-statistics.ts";
import type { DeviceView, PhyRecord } from "./phy.ts";
import { rrd, stillRrd } from "./rrd-table.ts";
import type { SystemRecord } from "./system.ts";

const SYSTEM = "kismet.system.";

const battery: readonly Field<SystemRecord>[] = [
  field(
    `${SYSTEM}battery.percentage`,
    int32,
    "Charge of the battery, percent",
    (s) => s.batteryPercent,
  ),
  field(
    `${SYSTEM}battery.charging`,
    string,
    "State of the battery: charging, charged or discharging",
    (s) => s.batteryCharging,
  ),
  field(`${SYSTEM}battery.ac`, uint8, "The machine is on mains", (s) => s.batteryAc),
  field(
    `${SYSTEM}battery.remaining`,
    uint32,
    "Time the battery lasts, s",
    (s) => s.batteryRemainingSec,
  ),
];
const timestamps: readonly Field<SystemRecord>[] = [
  field(`${SYSTEM}timestamp.sec`, uint64, "Time of the server, s", (s) => s.timestampSec),
  field(
    `${SYSTEM}timestamp.usec`,
    uint64,
    "Time of the server, microseconds of the second",
    (s) => s.timestampUsec,
  ),
];
const user = field(
  `${SYSTEM}user`,
  string,
  "User the server runs as",
  (s: SystemRecord) => s.user,
);
const memoryKb = field(
  `${SYSTEM}memory.rss`,
  uint64,
  "Memory of the server, kB",
  (s: SystemRecord) => s.memoryKb,
);
const deviceCount = field(
  `${SYSTEM}devices.count`,
  uint64,
  "Devices tracked",
  (s: SystemRecord) => s.devices,
);
const counts: readonly Field<SystemRecord>[] = [
  field(`${SYSTEM}num_fields`, uint64, "Fields that clients can ask for", (s) => s.fields),
  field(`${SYSTEM}num_components`, uint64, "Kinds of records", (s) => s.components),
  field(
    `${SYSTEM}num_http_connections`,
    uint64,
    "Requests being answered",
    (s) => s.httpConnections,
  ),
];

export const SYSTEM_TABLE: RecordTable<SystemRecord> = {
  name: "system_status",
  fields: [
    field("kismet.server.uuid", uuid, "UUID of the server", (s) => s.serverUuid),
    ...battery,
    ...timestamps,
    field(`${SYSTEM}timestamp.start_sec`, uint64, "Start of the server, s", (s) => s.startSec),
    memoryKb,
    field(`${SYSTEM}memory.rrd`, rrd, "Memory of the server over time, kB", (s) => s.memoryRrd),
    deviceCount,
    field(`${SYSTEM}devices.rrd`, rrd, "Devices tracked over time", (s) => s.devicesRrd),
    user,
    field(`${SYSTEM}version`, string, "Version of the server", (s) => s.version),
    field(`${SYSTEM}git`, string, "Commit the server was made from", (s) => s.git),
    field(`${SYSTEM}build_time`, string, "Build of the server", (s) => s.buildTime),
    field(`${SYSTEM}server_name`, string, "Name of the server", (s) => s.serverName),
    field(
      `${SYSTEM}server_description`,
      string,
      "What the server is for",
      (s) => s.serverDescription,
    ),
    field(`${SYSTEM}server_location`, string, "Where the server stands", (s) => s.serverLocation),
    field(`${SYSTEM}sensors.fan`, stringMap(double), "Speeds of fans, rpm", (s) => s.fans),
    field(`${SYSTEM}sensors.temp`, stringMap(double), "Temperatures, °C", (s) => s.temperatures),
    field(
      "moirai.system.cpu.process",
      double,
      "Share of one core that the server uses",
      (s) => s.cpuProcess,
    ),
    field(
      "moirai.system.cpu.machine",
      double,
      "Share of all cores that are busy",
      (s) => s.cpuMachine,
    ),
    field(
      "moirai.system.memory.total",
      uint64,
      "Memory of the machine, kB",
      (s) => s.machineMemoryKb,
    ),
    field(
      "moirai.system.memory.available",
      uint64,
      "Memory of the machine that programs can still have, kB",
      (s) => s.machineAvailableKb,
    ),
    ...counts,
    field(
      `${SYSTEM}string_cache_size`,
      uint64,
      "Texts that records share",
      (s) => s.stringCacheSize,
    ),
  ],
};
export const BATTERY_TABLE: RecordTable<SystemRecord> = { name: "battery", fields: battery };
export const TIMESTAMP_TABLE: RecordTable<SystemRecord> = {
  name: "timestamp",
  fields: timestamps,
};
export const USER_TABLE: RecordTable<SystemRecord> = { name: "user_status", fields: [user] };
export const STATISTICS_TABLE: RecordTable<SystemRecord> = {
  name: "statistics",
  fields: [...counts, memoryKb, deviceCount],
};

const CHAIN = "kismet.packetchain.";

export const PACKET_STATISTICS_TABLE: RecordTable<PacketStatistics> = {
  name: "packet_statistics",
  fields: [
    field(
      `${CHAIN}peak_packets_rrd`,
      rrd,
      "Packets that arrived; minutes and hours show their busiest second",
      (s) => s.peak,
    ),
    field(`${CHAIN}packets_rrd`, rrd, "Packets that arrived a second", (s) => s.packets),
    field(`${CHAIN}error_packets_rrd`, rrd, "Damaged packets a second", (s) => s.error),
    field(`${CHAIN}dupe_packets_rrd`, rrd, "Duplicate packets a second", (s) => s.duplicate),
    field(`${CHAIN}queued_packets_rrd`, rrd, "Packets waiting to be handled", (s) => s.queued),
    field(
      `${CHAIN}dropped_packets_rrd`,
      rrd,
      "Packets dropped a second because too many waited",
      (s) => s.dropped,
    ),
    field(`${CHAIN}processed_packets_rrd`, rrd, "Packets handled a second", (s) => s.processed),
  ],
};

const MESSAGE = "kismet.messagebus.";

export const MESSAGE_TABLE: RecordTable<MessageRecord> = {
  name: "message",
  fields: [
    field(`${MESSAGE}message_string`, string, "Text of the message", (m) => m.text),
    field(
      `${MESSAGE}message_flags`,
      int32,
      "Kind of message as bits: 1 debug, 2 info, 4 error, 8 alert, 16 fatal",
      (m) => m.flags,
    ),
    field(`${MESSAGE}message_time`, uint64, "Time of the message, s", (m) => m.timeSec),
  ],
};
export const message = record(() => MESSAGE_TABLE);

export interface MessageList {
  readonly messages: readonly MessageRecord[];
  readonly timeSec: number;
}

export const MESSAGE_LIST_TABLE: RecordTable<MessageList> = {
  name: "message_list",
  fields: [
    field(`${MESSAGE}list`, vector(message), "Messages, oldest first", (l) => l.messages),
    field(`${MESSAGE}timestamp`, uint64, "Time of the answer, s", (l) => l.timeSec),
  ],
};

const ALERT = "kismet.alert.";

const SEVERITY_WORDS = new Map([
  [SEVERITY_INFO, "INFO"],
  [SEVERITY_LOW, "LOW"],
  [SEVERITY_MEDIUM, "MEDIUM"],
  [SEVERITY_HIGH, "HIGH"],
  [SEVERITY_CRITICAL, "CRITICAL"],
]);
/** A number to clients, but searched by its word (rest-api 4.2). */
const severity: typeof uint8 = {
  ...uint8,
  searchAs: (value) => SEVERITY_WORDS.get(Number(value)),
};

export const ALERT_TABLE: RecordTable<AlertRecord> = {
  name: "alert",
  fields: [
    field(`${ALERT}device_key`, deviceKey, "Not in use, always the key of no device", () => "00_0"),
    field(`${ALERT}header`, string, "Name of the alert", (a) => a.header),
    field(`${ALERT}class`, string, "Class of the alert: DENIAL, EXPLOIT, SPOOF, …", (a) => a.class),
    field(`${ALERT}hash`, uint32, "Number that identifies this one alert", (a) => a.hash),
    field(
      `${ALERT}severity`,
      severity,
      "0 info, 5 low, 10 medium, 15 high, 20 critical",
      (a) => a.severity,
    ),
    field(`${ALERT}phy_id`, uint32, "Number of the PHY, 4294967295 any", (a) => a.phyId >>> 0),
    field(`${ALERT}timestamp`, double, "Time of the alert, s", (a) => a.timestamp),
    field(
      `${ALERT}transmitter_mac`,
      mac,
      "Address of the network or transmitter",
      (a) => a.transmitter,
    ),
    field(`${ALERT}source_mac`, mac, "Address of the source", (a) => a.source),
    field(`${ALERT}dest_mac`, mac, "Address of the destination", (a) => a.destination),
    field(`${ALERT}other_mac`, mac, "Further address", (a) => a.other),
    field(`${ALERT}channel`, string, "Channel of the packet", (a) => a.channel),
    field(`${ALERT}frequency`, double, "Not in use, always 0", () => 0),
    field(`${ALERT}text`, string, "What happened", (a) => a.text),
    field(`${ALERT}location`, point, "Where the server was", (a) => a.location),
    field(
      "moirai.alert.evidence",
      uint32,
      "Frames kept as evidence, for alerts/by-id/{hash}/evidence.pcap",
      (a) => a.evidence.length,
    ),
  ],
};
export const alert = record(() => ALERT_TABLE);

export interface AlertList {
  readonly alerts: readonly AlertRecord[];
  readonly time: number;
}

export const ALERT_LIST_TABLE: RecordTable<AlertList> = {
  name: "alert_list",
  fields: [
    field(`${ALERT}list`, vector(alert), "Alerts, oldest first", (l) => l.alerts),
    field(`${ALERT}timestamp`, double, "Time of the alert, s", (l) => l.time),
  ],
};

const DEFINITION = "kismet.alert.definition.";

export const ALERT_DEFINITION_TABLE: RecordTable<AlertDefinition> = {
  name: "alert_definition",
  fields: [
    field(`${DEFINITION}header`, string, "Name of the alert", (d) => d.header),
    field(`${DEFINITION}class`, string, "Class of the alert", (d) => d.class),
    field(`${DEFINITION}severity`, uint8, "Severity of the alert, 0 to 20", (d) => d.severity),
    field(`${DEFINITION}description`, string, "What the alert means", (d) => d.description),
    field(`${DEFINITION}phyid`, int64, "Number of the PHY, -1 any, -2 none", (d) => d.phyId),
    field(
      `${DEFINITION}limit_unit`,
      uint64,
      "Unit of the limit: 0 second, 1 minute, 2 hour, 3 day",
      (d) => d.limitUnit,
    ),
    field(
      `${DEFINITION}limit_rate`,
      uint64,
      "Alerts raised in one unit of the limit at most",
      (d) => d.limitRate,
    ),
    field(
      `${DEFINITION}burst_unit`,
      uint64,
      "Unit of the burst: 0 second, 1 minute, 2 hour, 3 day",
      (d) => d.burstUnit,
    ),
    field(
      `${DEFINITION}limit_burst`,
      uint64,
      "Alerts raised in one unit of the burst at most",
      (d) => d.limitBurst,
    ),
    field(
      `${DEFINITION}burst_sent`,
      uint64,
      "Alerts raised in the present burst",
      (d) => d.burstSent,
    ),
    field(
      `${DEFINITION}total_sent`,
      uint64,
      "Alerts raised in the present unit of the limit",
      (d) => d.totalSent,
    ),
    field(
      `${DEFINITION}time_last`,
      double,
      "When the alert was raised last, s, 0 never",
      (d) => d.timeLast,
    ),
  ],
};

const CHANNEL = "kismet.channelrec.";

export const CHANNEL_TABLE: RecordTable<ChannelRecord> = {
  name: "channel",
  fields: [
    field(`${CHANNEL}channel`, string, "Channel, empty in the map by frequency", (c) => c.channel),
    field(
      `${CHANNEL}frequency`,
      double,
      "Frequency in kHz, 0 in the map by channel",
      (c) => c.freqKhz,
    ),
    field(`${CHANNEL}packets_rrd`, rrd, "Packets on the channel a second", (c) => c.packetsRrd),
    field(`${CHANNEL}data_rrd`, rrd, "Bytes on the channel a second", (c) => c.dataRrd),
    field(
      `${CHANNEL}device_rrd`,
      stillRrd,
      "Devices heard on the channel within half a minute",
      (c) => c.deviceRrd,
    ),
    field(`${CHANNEL}signal`, signal, "Signals on the channel", (c) => c.signal),
    optionalField(
      "moirai.channel.airtime",
      record(() => CHANNEL_AIRTIME_TABLE),
      "How long the channel was busy",
      (c) => c.airtime,
    ),
  ],
};
const channel = record(() => CHANNEL_TABLE);

export const CHANNELS_TABLE: RecordTable<ChannelMaps> = {
  name: "channels",
  fields: [
    field(
      "kismet.channeltracker.frequency_map",
      doubleMap(channel),
      "Use of the air by frequency in kHz",
      (c) => c.byFrequency,
    ),
    field(
      "kismet.channeltracker.channel_map",
      stringMap(channel),
      "Use of the air by channel",
      (c) => c.byChannel,
    ),
  ],
};

export const PHY_TABLE: RecordTable<PhyRecord> = {
  name: "phy",
  fields: [
    field("kismet.phy.phy_name", string, "Name of the PHY", (p) => p.name),
    field("kismet.phy.phy_id", uint32, "Number of the PHY in this run", (p) => p.id),
    field("kismet.phy.device_count", uint64, "Devices the PHY tracks", (p) => p.devices),
    field("kismet.phy.packet_count", uint64, "Undamaged packets of the PHY", (p) => p.packets),
    optionalField(
      "moirai.phy.counters",
      stringMap(uint64),
      "What the PHY's caches spared and its limits refused, by name",
      (p) => p.counters,
    ),
  ],
};

const VIEW = "kismet.devices.view.";

export const VIEW_TABLE: RecordTable<DeviceView> = {
  name: "device_view",
  fields: [
    field(`${VIEW}id`, string, "Name of the view in addresses", (v) => v.id),
    field(`${VIEW}description`, string, "Which devices the view holds", (v) => v.description),
    field(`${VIEW}size`, uint64, "Devices in the view", (v) => v.size),
    field(`${VIEW}indexed`, uint8, "The view belongs in lists of views", (v) => v.indexed),
  ],
};
