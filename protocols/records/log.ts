// Logs and their kinds as clients see them, `kismet.logfile.*` (spec rest-api 5.13).
import { field, record, type RecordTable, string, uint64, uint8, uuid } from "./field.ts";

/** A kind of log. */
export interface LogDriver {
  /** `kismet`, `pcapng`; also the extension of its files. */
  readonly class: string;
  readonly name: string;
  readonly description: string;
  /** It can only be written on, never read back or changed. */
  readonly stream: boolean;
  /** There is at most one at a time. */
  readonly singleton: boolean;
}

/** One log: a file, or one after another where it rotates. */
export interface LogRecord {
  readonly uuid: string;
  readonly driver: LogDriver;
  description: string;
  /** The file being written, or the last one. */
  path: string;
  readonly template: string;
  open: boolean;
  /** Packets written, and packets that belong into the log and are not in it. */
  packets: number;
  dropped: number;
  /** Files so far. */
  files: number;
  /** Why it is not open, or what was lost last; "" when all is well. */
  error: string;
}

const LOG = "kismet.logfile.";
const OURS = "moirai.logfile.";

export const LOG_DRIVER_TABLE: RecordTable<LogDriver> = {
  name: "log_driver",
  fields: [
    field(`${LOG}type.class`, string, "Kind of log, and extension of its files", (d) => d.class),
    field(`${LOG}type.name`, string, "Name of the kind", (d) => d.name),
    field(`${LOG}type.stream`, uint8, "1: it is only ever written on", (d) => d.stream),
    field(`${LOG}type.singleton`, uint8, "1: at most one at a time", (d) => d.singleton),
    field(`${LOG}type.description`, string, "What is in it", (d) => d.description),
  ],
};

export const logDriver = record(() => LOG_DRIVER_TABLE);

export const LOG_TABLE: RecordTable<LogRecord> = {
  name: "log",
  fields: [
    field("kismet.log.type_driver", logDriver, "Kind of log", (l) => l.driver),
    field(`${LOG}uuid`, uuid, "UUID of the log", (l) => l.uuid),
    field(`${LOG}description`, string, "What is in it", (l) => l.description),
    field(`${LOG}path`, string, "The file being written, or the last one", (l) => l.path),
    field(`${LOG}template`, string, "What names are made from", (l) => l.template),
    field(`${LOG}open`, uint8, "1: it is being written", (l) => l.open),
    field(`${OURS}packets`, uint64, "Packets written", (l) => l.packets),
    field(`${OURS}dropped`, uint64, "Packets that could not be written", (l) => l.dropped),
    field(`${OURS}files`, uint64, "Files so far", (l) => l.files),
    field(`${OURS}error`, string, "Why it is not open, or what was lost last", (l) => l.error),
  ],
};

export const log = record(() => LOG_TABLE);
