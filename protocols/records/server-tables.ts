// Fields of what the server says of itself: status, statistics, messages, alerts, channels, PHYs,
// views (spec device-model 4.5, 5.3, 5.4, 6, 9, 10).
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
  field(`${SYSTEM}battery.percentage`, int32, "Battery, percent", (s) => s.batteryPercent),
  field(
    `${SYSTEM}battery.charging`,
    string,
    "charging, charged or discharging",
    (s) => s.batteryCharging,
  ),
  field(`${SYSTEM}battery.ac`, uint8, "On mains", (s) => s.batteryAc),
  field(`${SYSTEM}battery.remaining`, uint32, "Battery left, s", (s) => s.batteryRemainingSec),
];
const timestamps: readonly Field<SystemRecord>[] = [
  field(`${SYSTEM}timestamp.sec`, uint64, "Now, s", (s) => s.timestampSec),
  field(`${SYSTEM}timestamp.usec`, uint64, "Microseconds of the second", (s) => s.timestampUsec),
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
  "Resident memory, kB",
  (s: SystemRecord) => s.memoryKb,
);
const deviceCount = field(
  `${SYSTEM}devices.count`,
  uint64,
  "Devices tracked",
  (s: SystemRecord) => s.devices,
);
const counts: readonly Field<SystemRecord>[] = [
  field(`${SYSTEM}num_fields`, uint64, "Fields clients can ask for", (s) => s.fields),
  field(`${SYSTEM}num_components`, uint64, "Kinds of records", (s) => s.components),
  field(`${SYSTEM}num_http_connections`, uint64, "Open requests", (s) => s.httpConnections),
];

export const SYSTEM_TABLE: RecordTable<SystemRecord> = {
  name: "system_status",
  fields: [
    field("kismet.server.uuid", uuid, "Identity of the server", (s) => s.serverUuid),
    ...battery,
    ...timestamps,
    field(`${SYSTEM}timestamp.start_sec`, uint64, "Start of the server, s", (s) => s.startSec),
    memoryKb,
    field(`${SYSTEM}memory.rrd`, rrd, "Memory, kB", (s) => s.memoryRrd),
    deviceCount,
    field(`${SYSTEM}devices.rrd`, rrd, "Devices", (s) => s.devicesRrd),
    user,
    field(`${SYSTEM}version`, string, "Version", (s) => s.version),
    field(`${SYSTEM}git`, string, "Commit", (s) => s.git),
    field(`${SYSTEM}build_time`, string, "Build", (s) => s.buildTime),
    field(`${SYSTEM}server_name`, string, "Name of the server", (s) => s.serverName),
    field(`${SYSTEM}server_description`, string, "Its purpose", (s) => s.serverDescription),
    field(`${SYSTEM}server_location`, string, "Its place", (s) => s.serverLocation),
    field(`${SYSTEM}sensors.fan`, stringMap(double), "Fans, rpm", (s) => s.fans),
    field(`${SYSTEM}sensors.temp`, stringMap(double), "Temperatures, °C", (s) => s.temperatures),
    ...counts,
    field(`${SYSTEM}string_cache_size`, uint64, "Shared texts", (s) => s.stringCacheSize),
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
    field(`${CHAIN}peak_packets_rrd`, rrd, "Busiest seconds", (s) => s.peak),
    field(`${CHAIN}packets_rrd`, rrd, "Packets that arrived", (s) => s.packets),
    field(`${CHAIN}error_packets_rrd`, rrd, "Packets in error", (s) => s.error),
    field(`${CHAIN}dupe_packets_rrd`, rrd, "Duplicates", (s) => s.duplicate),
    field(`${CHAIN}queued_packets_rrd`, rrd, "Packets waiting", (s) => s.queued),
    field(`${CHAIN}dropped_packets_rrd`, rrd, "Packets dropped", (s) => s.dropped),
    field(`${CHAIN}processed_packets_rrd`, rrd, "Packets finished", (s) => s.processed),
  ],
};

const MESSAGE = "kismet.messagebus.";

export const MESSAGE_TABLE: RecordTable<MessageRecord> = {
  name: "message",
  fields: [
    field(`${MESSAGE}message_string`, string, "Text", (m) => m.text),
    field(
      `${MESSAGE}message_flags`,
      int32,
      "1 debug, 2 info, 4 error, 8 alert, 16 fatal",
      (m) => m.flags,
    ),
    field(`${MESSAGE}message_time`, uint64, "When, s", (m) => m.timeSec),
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
    field(`${MESSAGE}list`, vector(message), "Messages", (l) => l.messages),
    field(`${MESSAGE}timestamp`, uint64, "Now, s", (l) => l.timeSec),
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
    field(`${ALERT}device_key`, deviceKey, "Not in use", () => "00_0"),
    field(`${ALERT}header`, string, "Name of the alert", (a) => a.header),
    field(`${ALERT}class`, string, "Class of attack", (a) => a.class),
    field(`${ALERT}hash`, uint32, "Identity of this alert", (a) => a.hash),
    field(
      `${ALERT}severity`,
      severity,
      "0 info, 5 low, 10 medium, 15 high, 20 critical",
      (a) => a.severity,
    ),
    field(`${ALERT}phy_id`, uint32, "PHY", (a) => a.phyId >>> 0),
    field(`${ALERT}timestamp`, double, "When, s", (a) => a.timestamp),
    field(`${ALERT}transmitter_mac`, mac, "Network or transmitter", (a) => a.transmitter),
    field(`${ALERT}source_mac`, mac, "Source", (a) => a.source),
    field(`${ALERT}dest_mac`, mac, "Destination", (a) => a.destination),
    field(`${ALERT}other_mac`, mac, "Another address", (a) => a.other),
    field(`${ALERT}channel`, string, "Channel", (a) => a.channel),
    field(`${ALERT}frequency`, double, "Not in use", () => 0),
    field(`${ALERT}text`, string, "What happened", (a) => a.text),
    field(`${ALERT}location`, point, "Where the server was", (a) => a.location),
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
    field(`${ALERT}list`, vector(alert), "Alerts", (l) => l.alerts),
    field(`${ALERT}timestamp`, double, "Now, s", (l) => l.time),
  ],
};

const DEFINITION = "kismet.alert.definition.";

export const ALERT_DEFINITION_TABLE: RecordTable<AlertDefinition> = {
  name: "alert_definition",
  fields: [
    field(`${DEFINITION}header`, string, "Name", (d) => d.header),
    field(`${DEFINITION}class`, string, "Class of attack", (d) => d.class),
    field(`${DEFINITION}severity`, uint8, "Severity", (d) => d.severity),
    field(`${DEFINITION}description`, string, "Meaning", (d) => d.description),
    field(`${DEFINITION}phyid`, int64, "PHY, -1 any", (d) => d.phyId),
    field(`${DEFINITION}limit_unit`, uint64, "Unit of the rate", (d) => d.limitUnit),
    field(`${DEFINITION}limit_rate`, uint64, "Alerts a unit", (d) => d.limitRate),
    field(`${DEFINITION}burst_unit`, uint64, "Unit of the burst", (d) => d.burstUnit),
    field(`${DEFINITION}limit_burst`, uint64, "Alerts a burst", (d) => d.limitBurst),
    field(`${DEFINITION}burst_sent`, uint64, "Raised in this burst", (d) => d.burstSent),
    field(`${DEFINITION}total_sent`, uint64, "Raised in this unit", (d) => d.totalSent),
    field(`${DEFINITION}time_last`, double, "Raised last, s", (d) => d.timeLast),
  ],
};

const CHANNEL = "kismet.channelrec.";

export const CHANNEL_TABLE: RecordTable<ChannelRecord> = {
  name: "channel",
  fields: [
    field(`${CHANNEL}channel`, string, "Channel, in the channel map", (c) => c.channel),
    field(`${CHANNEL}frequency`, double, "Frequency in kHz, in the other", (c) => c.freqKhz),
    field(`${CHANNEL}packets_rrd`, rrd, "Packets a second", (c) => c.packetsRrd),
    field(`${CHANNEL}data_rrd`, rrd, "Bytes a second", (c) => c.dataRrd),
    field(`${CHANNEL}device_rrd`, stillRrd, "Active devices", (c) => c.deviceRrd),
    field(`${CHANNEL}signal`, signal, "Signals", (c) => c.signal),
  ],
};
const channel = record(() => CHANNEL_TABLE);

export const CHANNELS_TABLE: RecordTable<ChannelMaps> = {
  name: "channels",
  fields: [
    field(
      "kismet.channeltracker.frequency_map",
      doubleMap(channel),
      "By frequency in kHz",
      (c) => c.byFrequency,
    ),
    field(
      "kismet.channeltracker.channel_map",
      stringMap(channel),
      "By channel",
      (c) => c.byChannel,
    ),
  ],
};

export const PHY_TABLE: RecordTable<PhyRecord> = {
  name: "phy",
  fields: [
    field("kismet.phy.phy_name", string, "Name", (p) => p.name),
    field("kismet.phy.phy_id", uint32, "Number of this run", (p) => p.id),
    field("kismet.phy.device_count", uint64, "Devices", (p) => p.devices),
    field("kismet.phy.packet_count", uint64, "Packets without error", (p) => p.packets),
  ],
};

const VIEW = "kismet.devices.view.";

export const VIEW_TABLE: RecordTable<DeviceView> = {
  name: "device_view",
  fields: [
    field(`${VIEW}id`, string, "Name in addresses", (v) => v.id),
    field(`${VIEW}description`, string, "Meaning", (v) => v.description),
    field(`${VIEW}size`, uint64, "Devices", (v) => v.size),
    field(`${VIEW}indexed`, uint8, "Shown in lists", (v) => v.indexed),
  ],
};
