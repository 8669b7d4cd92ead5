// What each topic of the event bus looks like on the wire: the members of its event object (spec
// device-model 11, rest-api 7.2).
import type { DatasourceRecord } from "./datasource.ts";
import { datasource } from "./datasource-table.ts";
import type { DeviceRecord } from "./device.ts";
import type { AdvertisedSsid, Dot11Device, ProbedSsid } from "./dot11-device.ts";
import { ADVERTISED_SSID_TABLE, DOT11_DEVICE_TABLE, PROBED_SSID_TABLE } from "./dot11-table.ts";
import { point } from "./common-tables.ts";
import { record, type RecordTable, string, type ValueType } from "./field.ts";
import {
  alert,
  BATTERY_TABLE,
  message,
  PACKET_STATISTICS_TABLE,
  STATISTICS_TABLE,
  TIMESTAMP_TABLE,
} from "./server-tables.ts";

/** One member of an event object. */
export interface TopicMember {
  readonly key: string;
  readonly type: ValueType<unknown>;
  readonly get: (payload: never) => unknown;
}

/** A topic of a program around the server, and what its events look like. */
export interface OwnTopic {
  readonly topic: string;
  readonly members: readonly TopicMember[];
}

/** Members of every topic's event object; `device` is the table with the members of all PHYs. */
export function topicContents(
  device: RecordTable<DeviceRecord>,
  further: readonly OwnTopic[] = [],
): ReadonlyMap<string, readonly TopicMember[]> {
  const deviceType = record(() => device) as ValueType<unknown>;
  const whole = (topic: string, type: ValueType<never>): [string, readonly TopicMember[]] => [
    topic,
    [{ key: topic, type: type as ValueType<unknown>, get: (payload: unknown) => payload }],
  ];
  const base = (key: string): TopicMember => ({
    key,
    type: deviceType,
    get: (payload: { device: DeviceRecord }) => payload.device,
  });
  const ssid = (key: string, table: RecordTable<AdvertisedSsid> | RecordTable<ProbedSsid>) =>
    [
      base("DOT11_NEW_SSID_BASEDEV"),
      {
        key,
        type: record(() => table as RecordTable<unknown>) as ValueType<unknown>,
        get: (payload: { ssid: unknown }) => payload.ssid,
      },
    ] as const;
  return new Map<string, readonly TopicMember[]>([
    whole("TIMESTAMP", record(() => TIMESTAMP_TABLE) as ValueType<never>),
    whole("BATTERY", record(() => BATTERY_TABLE) as ValueType<never>),
    whole("STATISTICS", record(() => STATISTICS_TABLE) as ValueType<never>),
    whole("PACKETCHAIN_STATS", record(() => PACKET_STATISTICS_TABLE) as ValueType<never>),
    whole("GPS_LOCATION", point as ValueType<never>),
    whole("MESSAGE", message as ValueType<never>),
    whole("ALERT", alert as ValueType<never>),
    whole("NEW_DEVICE", deviceType as ValueType<never>),
    whole("NEW_PHY", string as ValueType<never>),
    // Clients look for the event alone.
    ["KISMETDB_LOG_OPEN", []],
    whole("NEW_DATASOURCE", datasource as ValueType<DatasourceRecord> as ValueType<never>),
    whole("DATASOURCE_OPENED", string as ValueType<never>),
    whole("DATASOURCE_ERROR", string as ValueType<never>),
    whole("DATASOURCE_CLOSED", string as ValueType<never>),
    whole("DATASOURCE_PAUSED", string as ValueType<never>),
    whole("DATASOURCE_RESUMED", string as ValueType<never>),
    ["DOT11_ADVERTISED_SSID", ssid("DOT11_ADVERTISED_SSID", ADVERTISED_SSID_TABLE)],
    ["DOT11_RESPONSE_SSID", ssid("DOT11_RESPONSE_SSID", ADVERTISED_SSID_TABLE)],
    ["DOT11_PROBED_SSID", ssid("DOT11_PROBED_SSID", PROBED_SSID_TABLE)],
    ["DOT11_WPA_HANDSHAKE", [
      base("DOT11_WPA_HANDSHAKE_BASEDEV"),
      {
        key: "DOT11_WPA_HANDSHAKE_DOT11",
        type: record(() => DOT11_DEVICE_TABLE) as ValueType<unknown>,
        get: (payload: { dot11: Dot11Device }) => payload.dot11,
      },
    ]],
    ...further.map(({ topic, members }): [string, readonly TopicMember[]] => [topic, members]),
  ]);
}

/** Topics of the reference that nothing here publishes yet; they are the server's all the same. */
const RESERVED_TOPICS = ["KISMETDB_LOG_OPEN", "RADIATION"];

/** True for events that only the server itself publishes. */
export function isOwnTopic(name: string): boolean {
  ownTopics ??= new Set([
    ...topicContents({ name: "device", fields: [] }).keys(),
    ...RESERVED_TOPICS,
  ]);
  return ownTopics.has(name);
}

let ownTopics: ReadonlySet<string> | undefined;
