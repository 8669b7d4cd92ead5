// Streams of packets to programs outside, `kismet.stream.*` (spec rest-api 5.13), with members of ours
// that tell what a slow reader lost.
import { field, type RecordTable, string, uint64, uint8 } from "./field.ts";

export interface StreamRecord {
  readonly id: number;
  /** Server time when it was opened, s. */
  readonly sinceSec: number;
  readonly name: string;
  /** Format, `pcapng`. */
  readonly type: string;
  /** Address of the reader. */
  readonly path: string;
  readonly description: string;
  /** Packets and bytes written for the reader. */
  readonly packets: number;
  readonly size: number;
  readonly waitingBytes: number;
  readonly waitingPeakBytes: number;
  /** Packets left out because the reader was too slow. */
  readonly dropped: number;
}

/** Counts over all streams since the start. */
export interface StreamCounters {
  readonly open: number;
  readonly opened: number;
  /** Not opened because there were too many. */
  readonly refused: number;
  /** Ended because their reader took nothing. */
  readonly stalled: number;
  readonly dropped: number;
}

const name = (part: string): string => `kismet.stream.${part}`;
const own = (part: string): string => `moirai.stream.${part}`;

export const STREAM_TABLE: RecordTable<StreamRecord> = {
  name: "stream",
  fields: [
    field(name("stream_id"), uint64, "Number of the stream", (s) => s.id),
    field(name("time"), uint64, "Opened at, unix seconds", (s) => s.sinceSec),
    field(name("name"), string, "Name of the stream", (s) => s.name),
    field(name("type"), string, "Format", (s) => s.type),
    field(name("path"), string, "Address of the reader", (s) => s.path),
    field(name("description"), string, "What is in it", (s) => s.description),
    field(name("packets"), uint64, "Packets written", (s) => s.packets),
    field(name("size"), uint64, "Bytes written", (s) => s.size),
    field(name("max_packets"), uint64, "Packets it ends at, 0 = never", () => 0),
    field(name("max_size"), uint64, "Bytes it ends at, 0 = never", () => 0),
    field(name("paused"), uint8, "Not written to at present", () => 0),
    field(own("waiting_bytes"), uint64, "Bytes the reader has not taken", (s) => s.waitingBytes),
    field(
      own("waiting_peak_bytes"),
      uint64,
      "Most bytes that ever waited",
      (s) => s.waitingPeakBytes,
    ),
    field(own("dropped"), uint64, "Packets lost to a slow reader", (s) => s.dropped),
  ],
};

const count = (part: string): string => `moirai.streams.${part}`;

export const STREAM_COUNTERS_TABLE: RecordTable<StreamCounters> = {
  name: "stream_statistics",
  fields: [
    field(count("open"), uint64, "Streams at present", (s) => s.open),
    field(count("opened"), uint64, "Streams opened since the start", (s) => s.opened),
    field(count("refused"), uint64, "Streams beyond the limit", (s) => s.refused),
    field(count("stalled"), uint64, "Streams given up, nobody read", (s) => s.stalled),
    field(count("dropped"), uint64, "Packets lost to slow readers", (s) => s.dropped),
  ],
};
