// The logs of one server: which kinds there are, which are open, starting and stopping them (spec
// logs-and-config 4 and 9). Each is an actor under one supervisor, so that a log that breaks takes
// nothing with it.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { LogDriver, LogRecord } from "../../protocols/records/log.ts";
import { parseUuid } from "../../protocols/uuid.ts";
import type { ActorHandle, SupervisorHandle } from "../../runtime/actor-spec.ts";
import { randomUuid } from "../datasource/source-uuid.ts";
import type { PacketSink } from "../packet/packet-chain.ts";
import { CommandError } from "../server/stores.ts";
import { Log } from "./log.ts";
import type { LogContext, LogFormat, LogSession } from "./log-format.ts";
import { type LogEvent, logMachine } from "./log-machine.ts";
import { isNumbered } from "./log-name.ts";

/** Logs of one server, closed ones included; the oldest closed one makes room. */
export const LOGS_MAX = 256;
/** Time for a log to write what it has when the server stops. */
const STOP_MS_MAX = 10_000;

export interface LogTrackerInput {
  readonly supervisor: SupervisorHandle;
  readonly context: LogContext;
  readonly formats: readonly LogFormat[];
  readonly messages: { info(text: string): void; error(text: string): void };
}

interface Entry {
  readonly log: Log;
  readonly handle: ActorHandle<LogEvent>;
}

export class LogTracker implements PacketSink {
  readonly #input: LogTrackerInput;
  readonly #startMs: number;
  #entries: readonly Entry[] = [];
  #started = 0;
  readonly #unsubscribe: () => void;

  constructor(input: LogTrackerInput) {
    this.#input = input;
    const { platform, bus } = input.context;
    this.#startMs = platform.clock.now();
    this.#unsubscribe = bus.subscribe("TIMESTAMP", () => {
      for (const { handle } of this.#entries) handle.send({ type: "LOG_TICK" });
    });
  }

  drivers(): readonly LogDriver[] {
    return this.#input.formats.map(({ driver }) => driver);
  }

  all(): readonly LogRecord[] {
    return this.#entries.map(({ log }) => log.record);
  }

  /** The open log whose packets can be read back; undefined when there is none. */
  stored(): LogSession["store"] {
    return this.#entries.find(({ log }) => log.record.open && log.session?.store !== undefined)
      ?.log.session?.store;
  }

  /** Takes a batch from the packet chain; a log that fails on it is started again by its supervisor. */
  handle(batch: PacketBatch): void {
    for (const { handle } of this.#entries) handle.deliver({ type: "PACKET_BATCH", batch });
  }

  /** Starts what the configuration wants; resolves when each is open or has failed. */
  async startConfigured(): Promise<void> {
    const { settings } = this.#input.context;
    const { messages } = this.#input;
    if (!settings.flag("enable_logging")) return;
    const wanted = settings.list("log_types").flatMap((line) =>
      line.split(",").map((word) => word.trim().toLowerCase()).filter((word) => word !== "")
    );
    const limited = settings.integer("log_max_mb") > 0 || settings.integer("log_max_minutes") > 0;
    if (limited && !isNumbered(settings.text("log_template"))) {
      messages.error("logs do not rotate: log_template has no %i for another name");
    }
    await Promise.all([...new Set(wanted)].map(async (name) => {
      const format = this.#format(name);
      if (format === undefined) {
        const known = this.drivers().map((driver) => driver.class).join(", ");
        messages.error(`there is no log of type ${name}; there are ${known}`);
        return;
      }
      // Why it failed has been told, and it is tried again.
      await this.#start(format, true).catch(() => {});
    }));
  }

  /** Starts a log of this class; rejects with a CommandError when it cannot be opened. */
  async start(name: string): Promise<LogRecord> {
    const format = this.#format(name);
    if (format === undefined) throw new CommandError(500, `there is no log of class ${name}`);
    const { singleton } = format.driver;
    if (
      singleton && this.#entries.some((one) => isOf(one, format) && one.handle.life === "running")
    ) {
      throw new CommandError(500, `there is a ${name} log already, and there can be only one`);
    }
    return await this.#start(format, false);
  }

  /** Stops a log; one that is stopped already stays so. */
  async stop(uuidText: string): Promise<void> {
    const uuid = parseUuid(uuidText);
    if (uuid === undefined) throw new CommandError(500, "the UUID is malformed");
    const entry = this.#entries.find(({ log }) => log.record.uuid === uuid);
    if (entry === undefined) throw new CommandError(500, "there is no log of this UUID");
    await entry.handle.stop();
  }

  /** No more ticks; the logs themselves are the supervisor's to stop. */
  dispose(): void {
    this.#unsubscribe();
  }

  #format(name: string): LogFormat | undefined {
    return this.#input.formats.find(({ driver }) => driver.class === name);
  }

  #start(format: LogFormat, persistent: boolean): Promise<LogRecord> {
    this.#makeRoom();
    const { context, supervisor, messages } = this.#input;
    const { settings, platform } = context;
    const { driver } = format;
    const template = settings.text("log_template");
    const record: LogRecord = {
      uuid: randomUuid(platform.clock, platform.random),
      driver,
      description: driver.description,
      path: "",
      template,
      open: false,
      packets: 0,
      dropped: 0,
      files: 0,
      error: "",
    };
    return new Promise((resolve, reject) => {
      const log = new Log({
        context,
        format,
        record,
        name: {
          template,
          title: settings.text("log_title"),
          class: driver.class,
          prefix: settings.text("log_prefix"),
          startMs: this.#startMs,
        },
        messages,
        persistent,
        ask: (event) => void handle.send(event),
        begun: (error) => {
          if (error === undefined) resolve(record);
          else {
            reject(new CommandError(500, error instanceof Error ? error.message : String(error)));
          }
        },
      });
      const handle = supervisor.start({
        id: `${driver.class}-${++this.#started}`,
        logic: logMachine,
        input: { log },
        restart: "transient",
        shutdownMs: STOP_MS_MAX,
      });
      const entry: Entry = { log, handle };
      this.#entries = [...this.#entries, entry];
      handle.onStop(() => {
        record.open = false;
        reject(new CommandError(500, "the log was stopped before it was open"));
        // A log that a client wanted and that never opened is nothing to remember.
        if (!persistent && record.files === 0) this.#forget(entry);
      });
    });
  }

  #makeRoom(): void {
    if (this.#entries.length < LOGS_MAX) return;
    const closed = this.#entries.find(({ handle }) => handle.life !== "running");
    if (closed === undefined) throw new CommandError(500, `there are ${LOGS_MAX} logs already`);
    this.#forget(closed);
  }

  #forget(entry: Entry): void {
    this.#entries = this.#entries.filter((one) => one !== entry);
  }
}

function isOf({ log }: Entry, format: LogFormat): boolean {
  return log.record.driver === format.driver;
}
