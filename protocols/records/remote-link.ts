// A connection of a sensor elsewhere, as clients see it: a record of ours.
import { double, field, type RecordTable, string, uint32, uint64, uuid } from "./field.ts";

export interface RemoteLinkRecord {
  readonly id: number;
  /** greeting, attaching, capturing or ended. */
  readonly state: string;
  readonly transport: string;
  readonly address: string;
  readonly login: string;
  readonly sinceSec: number;
  /** UUID of its datasource, zeros before it announced one. */
  readonly uuid: string;
  /** Framing it speaks: 0, 2 or 3. */
  readonly framing: number;
  /** -1 before the first answer to a ping. */
  readonly roundTripMs: number;
  readonly queuedFrames: number;
  readonly waitingBytes: number;
  readonly receivedBytes: number;
  readonly lostBytes: number;
  readonly frames: number;
  readonly refused: number;
  readonly repeated: number;
  /** Why it ended, "" while it lives. */
  readonly reason: string;
}

const LINK = "moirai.remote_link.";

export const REMOTE_LINK_TABLE: RecordTable<RemoteLinkRecord> = {
  name: "remote_link",
  fields: [
    field(`${LINK}id`, uint64, "Number of the connection in this run", (l) => l.id),
    field(`${LINK}state`, string, "greeting, attaching, capturing or ended", (l) => l.state),
    field(`${LINK}transport`, string, "tcp or websocket", (l) => l.transport),
    field(`${LINK}address`, string, "Where the sensor is", (l) => l.address),
    field(`${LINK}login`, string, "Name of its login, over websockets", (l) => l.login),
    field(`${LINK}since`, uint64, "When it connected, Unix seconds", (l) => l.sinceSec),
    field(`${LINK}uuid`, uuid, "Its datasource, zeros before it announced one", (l) => l.uuid),
    field(`${LINK}framing`, uint32, "Version of the frames it sends", (l) => l.framing),
    field(
      `${LINK}round_trip_ms`,
      double,
      "Time a ping took there and back, -1 before the first",
      (l) => l.roundTripMs,
    ),
    field(`${LINK}queued_frames`, uint64, "Frames that wait to be sent", (l) => l.queuedFrames),
    field(`${LINK}waiting_bytes`, uint64, "Bytes that wait to be read", (l) => l.waitingBytes),
    field(`${LINK}received_bytes`, uint64, "Bytes that arrived", (l) => l.receivedBytes),
    field(
      `${LINK}lost_bytes`,
      uint64,
      "Bytes that were thrown away because too many waited",
      (l) => l.lostBytes,
    ),
    field(`${LINK}frames`, uint64, "Frames that arrived", (l) => l.frames),
    field(
      `${LINK}refused`,
      uint64,
      "Frames it may not send: nobody announced by them, or web and event requests",
      (l) => l.refused,
    ),
    field(
      `${LINK}repeated`,
      uint64,
      "Packets that had come before, over an earlier connection",
      (l) => l.repeated,
    ),
    field(`${LINK}reason`, string, "Why it ended, empty while it lives", (l) => l.reason),
  ],
};
