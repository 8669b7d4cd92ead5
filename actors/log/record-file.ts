// A log that is a stream of records behind a header: counts them, tells what was lost, and begins
// anew after a loss, so that what follows can be read.
import type { LogContext, LogOpenOptions } from "./log-format.ts";
import { LogFile } from "./log-file.ts";

export interface RecordFileOptions {
  /**
   * What stands before the next record: at the beginning of the file (`empty`), and after records
   * were lost on which later ones may lean.
   */
  begin(empty: boolean): Uint8Array;
  /** Records are packets, and count as such. */
  readonly packets: boolean;
}

const NOTHING = new Uint8Array(0);

export class RecordFile {
  readonly #file: LogFile;
  readonly #begin: RecordFileOptions["begin"];
  readonly #state: { pending: "empty" | "loss" | undefined };

  private constructor(
    file: LogFile,
    begin: RecordFileOptions["begin"],
    state: { pending: "empty" | "loss" | undefined },
  ) {
    this.#file = file;
    this.#begin = begin;
    this.#state = state;
  }

  /** Opens an empty file; its header is written at once. */
  static async open(
    { platform }: LogContext,
    { path, record, lost, recovered }: LogOpenOptions,
    { begin, packets }: RecordFileOptions,
  ): Promise<RecordFile> {
    const state: { pending: "empty" | "loss" | undefined } = { pending: "empty" };
    const file = await LogFile.open({
      files: platform.files,
      clock: platform.clock,
      path,
      written: (records) => {
        if (packets) record.packets += records;
        recovered();
      },
      dropped: (records, reason, empty) => {
        if (packets) record.dropped += records;
        state.pending = empty ? "empty" : "loss";
        lost(reason);
      },
    });
    const opened = new RecordFile(file, begin, state);
    opened.write(NOTHING, 0);
    return opened;
  }

  /** True once after records were lost: what is known of earlier ones no longer holds. */
  get begins(): boolean {
    return this.#state.pending !== undefined;
  }

  /** Adds whole records; the bytes are copied. */
  write(bytes: Uint8Array, records: number): void {
    const { pending } = this.#state;
    if (pending !== undefined) {
      this.#state.pending = undefined;
      this.#file.write(this.#begin(pending === "empty"), 0);
    }
    if (bytes.length > 0) this.#file.write(bytes, records);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
