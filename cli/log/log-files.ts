// What the log commands share: opening a kismetdb, writing an output that is whole or not there, and
// telling how far long work is.
import { joinBytes } from "../../protocols/bytes.ts";
import { type KismetdbFile, openKismetdb } from "../../actors/log/kismetdb-file.ts";
import { LogError } from "../../actors/log/log-format.ts";
import { type Platform, PlatformError, type WritableFile } from "../../runtime/platform.ts";
import { formatCount } from "../progress.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, reasonOf, say } from "../startup.ts";

const REDRAW_MS = 100;
const CHUNK_BYTES = 64 * 1024;

/** Runs the work; failures that somebody can act on are told in one sentence. */
export async function runLogCommand(
  context: CommandContext,
  work: () => Promise<void>,
): Promise<number> {
  try {
    await work();
    return EXIT_OK;
  } catch (error) {
    if (!(error instanceof PlatformError) && !(error instanceof LogError)) throw error;
    say(context.terminal, `error: ${reasonOf(error)}`);
    return EXIT_FAILED;
  }
}

async function openLog(platform: Platform, path: string): Promise<KismetdbFile> {
  const { databases, files } = platform;
  if (databases === undefined) throw new LogError("this platform has no databases");
  // Says more than a database does about a file that is not there.
  await files.stat(path);
  return await openKismetdb(databases, path);
}

/** Hands an opened kismetdb to `work`, and closes it whatever comes of that. */
export async function withLog<T>(
  context: CommandContext,
  path: string,
  work: (file: KismetdbFile) => Promise<T>,
): Promise<T> {
  const file = await openLog(context.platform, path);
  try {
    return await work(file);
  } finally {
    await file.database.close();
  }
}

/** Text or bytes on the way to a file or to standard output. */
export interface LogOutput {
  write(part: string | Uint8Array): Promise<void>;
}

/**
 * Hands `work` an output: standard output, or a file that must be new unless `force`. When the work
 * fails the file is removed, so that nobody takes a part for the whole.
 */
export async function withOutput(
  context: CommandContext,
  target: { readonly out: string | undefined; readonly force: boolean },
  work: (output: LogOutput) => Promise<void>,
): Promise<void> {
  const { files } = context.platform;
  const { out, force } = target;
  const file = out === undefined || out === "-" ? undefined : await createFile(files, out, force);
  const buffered = new BufferedOutput(async (bytes) => {
    if (file !== undefined) await file.write(bytes);
    else if (!await context.terminal.print(bytes)) throw new ReaderLeft();
  });
  try {
    await work(buffered);
    await buffered.flush();
    await file?.close();
  } catch (error) {
    if (error instanceof ReaderLeft) return;
    await file?.close().catch(() => {});
    if (file !== undefined) await files.remove(out!).catch(() => {});
    throw error;
  }
}

/** `moirai log devices x | head`: nothing went wrong. */
class ReaderLeft extends Error {}

export async function createFile(
  files: Platform["files"],
  path: string,
  force: boolean,
): Promise<WritableFile> {
  try {
    return await files.create(path, { exclusive: !force });
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== "exists") throw error;
    throw new LogError(`${path} exists already; --force replaces it`, { cause: error });
  }
}

class BufferedOutput implements LogOutput {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #encoder = new TextEncoder();
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  async write(part: string | Uint8Array): Promise<void> {
    const bytes = typeof part === "string" ? this.#encoder.encode(part) : part;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= CHUNK_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#size === 0) return;
    const whole = joinBytes(this.#parts);
    this.#parts = [];
    this.#size = 0;
    await this.#write(whole);
  }
}

/** One line on a terminal that is written over; nothing anywhere else. */
export class WorkProgress {
  readonly #context: CommandContext;
  readonly #total: number;
  readonly #noun: string;
  #drawnMs = 0;
  #isDrawn = false;

  constructor(context: CommandContext, total: number, noun: string) {
    this.#context = context;
    this.#total = total;
    this.#noun = noun;
  }

  show(done: number): void {
    const { terminal, platform } = this.#context;
    const nowMs = platform.clock.now();
    if (!terminal.notesToTerminal || nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = nowMs;
    this.#isDrawn = true;
    const percent = this.#total > 0 ? Math.min(100, Math.floor(done / this.#total * 100)) : 100;
    terminal.note(
      `\r\x1b[K${percent} %  ${formatCount(done)} of ${formatCount(this.#total)} ${this.#noun}`,
    );
  }

  end(): void {
    if (this.#isDrawn) this.#context.terminal.note("\r\x1b[K");
  }
}
