// What the administrator sees of each websocket subscriber: `moirai.subscriber.*`, a record of ours.
import { field, type RecordTable } from "../../protocols/records/field.ts";
import { string, strings, uint32, uint64 } from "../../protocols/records/field.ts";

export interface SubscriberRecord {
  readonly id: number;
  /** Path of the websocket. */
  readonly path: string;
  readonly remoteAddress: string;
  readonly login: string;
  readonly sinceSec: number;
  readonly state: string;
  readonly topics: readonly string[];
  readonly monitors: number;
  readonly queued: number;
  readonly queuedBytes: number;
  readonly queuedPeak: number;
  readonly backlogBytes: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly coalesced: number;
  readonly dropped: number;
  readonly encodeFailures: number;
  readonly refused: number;
}

/** Counts over all subscribers since the start. */
export interface SubscriberStatistics {
  readonly connections: number;
  readonly opened: number;
  /** Bytes that wait for slow readers, all together. */
  readonly heldBytes: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly coalesced: number;
  readonly dropped: number;
  readonly refused: number;
  readonly overflowed: number;
  readonly evicted: number;
  readonly flooded: number;
  /** Device records written for monitors, and those that one had written for another already. */
  readonly recordsWritten: number;
  readonly recordsShared: number;
}

const name = (part: string): string => `moirai.subscriber.${part}`;

export const subscriberTable: RecordTable<SubscriberRecord> = {
  name: "subscriber",
  fields: [
    field(name("id"), uint64, "number of the connection", (r) => r.id),
    field(name("path"), string, "websocket path", (r) => r.path),
    field(name("remote"), string, "address of the peer", (r) => r.remoteAddress),
    field(name("login"), string, "name of the login", (r) => r.login),
    field(name("since"), uint64, "connected since, unix seconds", (r) => r.sinceSec),
    field(name("state"), string, "state of the connection", (r) => r.state),
    field(name("topics"), strings, "topics listened to", (r) => r.topics),
    field(name("monitors"), uint32, "device monitors running", (r) => r.monitors),
    field(name("queued"), uint32, "messages waiting", (r) => r.queued),
    field(name("queued_bytes"), uint64, "bytes waiting", (r) => r.queuedBytes),
    field(name("queued_peak"), uint32, "most messages that ever waited", (r) => r.queuedPeak),
    field(name("backlog_bytes"), uint64, "bytes the engine holds", (r) => r.backlogBytes),
    field(name("sent"), uint64, "messages sent", (r) => r.sent),
    field(name("sent_bytes"), uint64, "bytes sent", (r) => r.sentBytes),
    field(name("coalesced"), uint64, "messages replaced by newer ones", (r) => r.coalesced),
    field(name("dropped"), uint64, "messages lost to a slow reader", (r) => r.dropped),
    field(name("failures"), uint64, "records that could not be written", (r) => r.encodeFailures),
    field(name("refused"), uint64, "subscriptions beyond a limit", (r) => r.refused),
  ],
};

const count = (part: string): string => `moirai.subscribers.${part}`;

export const subscriberStatisticsTable: RecordTable<SubscriberStatistics> = {
  name: "subscriber_statistics",
  fields: [
    field(count("connections"), uint32, "connections at present", (s) => s.connections),
    field(count("opened"), uint64, "subscribers since the start", (s) => s.opened),
    field(count("held_bytes"), uint64, "bytes that wait for slow readers", (s) => s.heldBytes),
    field(count("sent"), uint64, "messages sent", (s) => s.sent),
    field(count("sent_bytes"), uint64, "bytes sent", (s) => s.sentBytes),
    field(count("coalesced"), uint64, "messages replaced by newer ones", (s) => s.coalesced),
    field(count("dropped"), uint64, "messages lost to slow readers", (s) => s.dropped),
    field(count("refused"), uint64, "connections beyond the limit", (s) => s.refused),
    field(count("overflowed"), uint64, "closed, they read too slowly", (s) => s.overflowed),
    field(count("evicted"), uint64, "of these, for the sake of all others", (s) => s.evicted),
    field(count("flooded"), uint64, "closed, they sent too much", (s) => s.flooded),
    field(count("records_written"), uint64, "records for monitors", (s) => s.recordsWritten),
    field(count("records_shared"), uint64, "written for others already", (s) => s.recordsShared),
  ],
};
