// Topics of the event bus and what each carries (spec device-model 11, rest-api 7.2). Payloads are
// live records; sinks serialize them when they deliver.
import type { DeviceRecord } from "../protocols/records/device.ts";
import type { DatasourceRecord } from "../protocols/records/datasource.ts";
import type { AdvertisedSsid, Dot11Device, ProbedSsid } from "../protocols/records/dot11-device.ts";
import type { LocationPoint } from "../protocols/records/location.ts";
import type { AlertRecord } from "../protocols/records/alert.ts";
import type { LogRecord } from "../protocols/records/log.ts";
import type { MessageRecord } from "../protocols/records/message.ts";
import type { PacketStatistics } from "../protocols/records/packet-statistics.ts";
import type { SystemRecord } from "../protocols/records/system.ts";

export interface TopicMap {
  TIMESTAMP: SystemRecord;
  BATTERY: SystemRecord;
  STATISTICS: SystemRecord;
  PACKETCHAIN_STATS: PacketStatistics;
  GPS_LOCATION: LocationPoint;
  MESSAGE: MessageRecord;
  ALERT: AlertRecord;
  NEW_DEVICE: DeviceRecord;
  NEW_PHY: string;
  /** A log whose packets can be read back is ready. */
  KISMETDB_LOG_OPEN: LogRecord;
  NEW_DATASOURCE: DatasourceRecord;
  /** UUID text. */
  DATASOURCE_OPENED: string;
  DATASOURCE_ERROR: string;
  DATASOURCE_CLOSED: string;
  DATASOURCE_PAUSED: string;
  DATASOURCE_RESUMED: string;
  DOT11_ADVERTISED_SSID: { device: DeviceRecord; ssid: AdvertisedSsid };
  DOT11_RESPONSE_SSID: { device: DeviceRecord; ssid: AdvertisedSsid };
  DOT11_PROBED_SSID: { device: DeviceRecord; ssid: ProbedSsid };
  DOT11_WPA_HANDSHAKE: { device: DeviceRecord; dot11: Dot11Device };
}

export type Topic = keyof TopicMap;

/** One published event; the same object reaches every subscriber. */
export interface BusEvent<T extends Topic = Topic> {
  readonly topic: T;
  readonly payload: TopicMap[T];
  /** 1, 2, … over all topics. */
  readonly sequence: number;
  /** Serialized forms by selection and format, filled by the first subscriber that needs one. */
  readonly encoded: Map<string, Uint8Array>;
}

export interface EventBus {
  publish<T extends Topic>(topic: T, payload: TopicMap[T]): void;
  /**
   * Calls `handler` synchronously for each event of the topic ("*" for all); it must return at
   * once, sinks that leave the process queue. Returns the unsubscriber.
   */
  subscribe<T extends Topic>(topic: T, handler: (event: BusEvent<T>) => void): () => void;
  subscribe(topic: "*", handler: (event: BusEvent) => void): () => void;
}
