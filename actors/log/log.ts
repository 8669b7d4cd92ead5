// One log as its machine works on it: the record clients see, the file being written, rotation, and
// what is told of it. State and plain steps; when they happen is log-machine.ts.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { LogRecord } from "../../protocols/records/log.ts";
import type { LogContext, LogFormat, LogSession } from "./log-format.ts";
import { claimLogName, isNumbered, type LogNameParts } from "./log-name.ts";

const MEGABYTE = 1_000_000;
const MINUTE_MS = 60_000;
/** A log that lost nothing for this long is well again. */
const RECOVERY_MS = 5000;
/** A rotation that failed is tried again after this time. */
const ROTATION_RETRY_MS = 60_000;

export interface LogInput {
  readonly context: LogContext;
  readonly format: LogFormat;
  readonly record: LogRecord;
  readonly name: LogNameParts;
  readonly messages: { info(text: string): void; error(text: string): void };
  /** A log of the configuration is opened again and again, one that a client started is not. */
  readonly persistent: boolean;
  /** Asks the log's own machine. */
  readonly ask: (event: { type: "LOG_ROTATE" } | { type: "LOG_FAILED"; error: Error }) => void;
  /** The first opening is over. */
  readonly begun: (error: unknown) => void;
}

export class Log {
  readonly record: LogRecord;
  readonly #input: LogInput;
  #session: LogSession | undefined = undefined;
  /** A path that this server began and may continue after a failure of its own. */
  #begunPath: string | undefined = undefined;
  #openedMs = 0;
  #opened = false;
  #failing = false;
  #losing = false;
  #lostMs = 0;
  #rotateAfterMs = 0;
  #looking = false;

  constructor(input: LogInput) {
    this.#input = input;
    this.record = input.record;
  }

  get session(): LogSession | undefined {
    return this.#session;
  }

  get retries(): boolean {
    return this.#input.persistent || this.#opened;
  }

  async open(signal: AbortSignal): Promise<void> {
    // What a crash left open.
    if (this.#session !== undefined) await this.release().catch(() => {});
    const session = await this.#openNext(false);
    if (signal.aborted) {
      await session.close();
      return;
    }
    this.#session = session;
  }

  /** Opens the next file before the old one is closed, so that nothing falls in between. */
  async rotate(signal: AbortSignal): Promise<void> {
    const old = this.#session;
    const oldPath = this.record.path;
    this.#begunPath = undefined;
    const next = await this.#openNext(true);
    if (signal.aborted) {
      await next.close();
      return;
    }
    this.#session = next;
    this.#openedMs = this.#input.context.platform.clock.now();
    this.#input.messages.info(`log ${oldPath} is followed by ${this.record.path}`);
    await old?.close();
  }

  write(batch: PacketBatch): void {
    this.#session?.packets?.(batch);
  }

  tick(): void {
    const nowMs = this.#input.context.platform.clock.now();
    this.#followClock(nowMs);
    this.#session?.tick?.(nowMs);
    void this.#lookAtSize(nowMs);
  }

  /** A clock that was set back leaves no time in the future, which nothing would wait for to come. */
  #followClock(nowMs: number): void {
    this.#openedMs = Math.min(this.#openedMs, nowMs);
    this.#lostMs = Math.min(this.#lostMs, nowMs);
    this.#rotateAfterMs = Math.min(this.#rotateAfterMs, nowMs + ROTATION_RETRY_MS);
  }

  /** Closes the file; rejects with what was lost by it. */
  async release(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    try {
      await session.close();
    } catch (error) {
      this.record.error = reasonOf(error);
      this.#input.messages.error(`log ${this.record.path}: ${reasonOf(error)}`);
      throw error;
    }
  }

  markOpened(): void {
    const { record } = this;
    this.#openedMs = this.#input.context.platform.clock.now();
    this.#opened = true;
    this.#failing = false;
    record.open = true;
    record.error = "";
    this.#input.messages.info(`writing the ${record.driver.class} log ${record.path}`);
    if (this.#session?.store !== undefined) {
      this.#input.context.bus.publish("KISMETDB_LOG_OPEN", record);
    }
    this.#input.begun(undefined);
  }

  markFailed(error: unknown): void {
    const { record } = this;
    const reason = reasonOf(error);
    record.open = false;
    record.error = reason;
    // The same failure again and again is said once.
    if (!this.#failing) {
      this.#input.messages.error(`the ${record.driver.class} log is not written: ${reason}`);
    }
    this.#failing = true;
    // What failed is not trusted a second time.
    if (this.#session !== undefined) this.#begunPath = undefined;
    this.#input.begun(error);
  }

  markNotRotated(error: unknown): void {
    this.#rotateAfterMs = this.#input.context.platform.clock.now() + ROTATION_RETRY_MS;
    this.#input.messages.error(
      `log ${this.record.path} is not followed by another file yet: ${reasonOf(error)}`,
    );
  }

  markClosed(): void {
    const { record } = this;
    if (record.open) this.#input.messages.info(`closed the log ${record.path}`);
    record.open = false;
  }

  async #openNext(continues: boolean): Promise<LogSession> {
    const { context, format, name } = this.#input;
    const { record } = this;
    const again = this.#begunPath;
    const { path, exists } = again !== undefined && format.resumes
      ? { path: again, exists: true }
      : await claimLogName(context.platform, name, format.resumes);
    const opening = format.open(context, {
      path,
      resume: exists,
      continues: continues || again !== undefined,
      record,
      lost: (reason) => this.#noteLoss(reason),
      recovered: () => this.#noteRecovery(),
      failed: (error) => this.#input.ask({ type: "LOG_FAILED", error }),
    });
    let session: LogSession;
    try {
      session = await opening;
    } catch (error) {
      // The empty file was there to claim its name.
      if (!exists) await context.platform.files.remove(path).catch(() => {});
      throw error;
    }
    this.#begunPath = path;
    record.path = path;
    record.description = session.description;
    record.files += 1;
    return session;
  }

  #noteLoss(reason: string): void {
    const { record } = this;
    record.error = reason;
    this.#lostMs = this.#input.context.platform.clock.now();
    if (this.#losing) return;
    this.#losing = true;
    this.#input.messages.error(
      `log ${record.path} loses what it should keep: ${reason}; what was stored before is there`,
    );
  }

  #noteRecovery(): void {
    if (!this.#losing) return;
    // On a full disk small pieces still find room between large ones that do not.
    if (this.#input.context.platform.clock.now() - this.#lostMs < RECOVERY_MS) return;
    const { record } = this;
    this.#losing = false;
    record.error = "";
    this.#input.messages.info(
      `log ${record.path} is written again; ${record.dropped} packets are not in it`,
    );
  }

  async #lookAtSize(nowMs: number): Promise<void> {
    const { context, format, name, ask } = this.#input;
    const { settings, platform } = context;
    if (this.#looking || nowMs < this.#rotateAfterMs || !isNumbered(name.template)) return;
    const minutes = settings.integer("log_max_minutes");
    const megabytes = format.sizeMaxMb?.(settings) || settings.integer("log_max_mb");
    if (minutes > 0 && nowMs - this.#openedMs >= minutes * MINUTE_MS) ask({ type: "LOG_ROTATE" });
    else if (megabytes > 0) {
      this.#looking = true;
      try {
        const { size } = await platform.files.stat(this.record.path);
        if (size >= megabytes * MEGABYTE) ask({ type: "LOG_ROTATE" });
      } catch {
        // Somebody took the file away; what is written next tells.
      } finally {
        this.#looking = false;
      }
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
