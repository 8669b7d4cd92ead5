// A helper as a child process: two pipes for frames, its last words for the reason of its end
// (external-protocol 4.1). What it writes to its output is read and forgotten, so that it can go on
// for ever without filling anything.
import type { ByteSource, ChildProcess, Platform } from "../../runtime/platform.ts";
import { printable } from "../datasource/definition.ts";
import type { FrameLink } from "./frame-link.ts";

/** A program that is still there this long after SIGTERM is killed. */
export const KILL_MS = 5_000;
/** Wait for the exit of a program that closed its pipe, for its status. */
const EXIT_MS = 1_000;
/** Bytes kept of what it last wrote to its standard error. */
const LAST_WORDS_BYTES_MAX = 400;

/** The descriptors that a child gets beside its standard ones (runtime/platform.ts). */
export const PIPE_ARGUMENTS: readonly string[] = ["--in-fd=3", "--out-fd=4"];

export class HelperProcess implements FrameLink {
  readonly wholeMessages = false;
  readonly path: string;
  readonly #clock: Platform["clock"];
  readonly #process: ChildProcess;
  readonly #exit: Promise<string>;
  #running = true;
  #lastWords: Uint8Array = new Uint8Array(0);
  #closing: Promise<void> | undefined = undefined;

  /** Throws a PlatformError for some programs that cannot be started; others end at once. */
  constructor(
    platform: Pick<Platform, "spawn" | "clock">,
    path: string,
    environment: Record<string, string>,
  ) {
    this.path = path;
    this.#clock = platform.clock;
    this.#process = platform.spawn({
      command: [path, ...PIPE_ARGUMENTS],
      extraPipes: true,
      env: environment,
    });
    void drain(this.#process.stdout);
    const words = drain(this.#process.stderr, (bytes) => this.#hear(bytes));
    this.#exit = this.#process.exited.then(async ({ code, signal }) => {
      this.#running = false;
      await words;
      return signal === null ? `ended with status ${code ?? "unknown"}` : `was killed by ${signal}`;
    }, (error: unknown) => {
      this.#running = false;
      return `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    });
  }

  get processId(): number {
    return this.#process.pid;
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#process.fromChild!.read();
  }

  write(frame: Uint8Array): Promise<void> {
    return this.#process.toChild!.write(frame);
  }

  /** "its capture tool kismet_cap_x ended with status 1 (no such device)". */
  async ending(): Promise<string> {
    const how = await this.#within(this.#exit, EXIT_MS) ?? "closed its pipe";
    const words = printable(new TextDecoder().decode(this.#lastWords).trim());
    const name = this.path.slice(this.path.lastIndexOf("/") + 1);
    return `its capture tool ${name} ${how}${words === "" ? "" : ` (${words})`}`;
  }

  close(): Promise<void> {
    return this.#closing ??= this.#end();
  }

  async #end(): Promise<void> {
    // It may be dead already, and then its pipe refuses to be closed.
    this.#process.toChild!.close().catch(() => {});
    if (this.#running) this.#process.kill("SIGTERM");
    if (await this.#within(this.#exit, KILL_MS) !== undefined) return;
    this.#process.kill("SIGKILL");
    await this.#exit;
  }

  #hear(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#lastWords.length + Math.min(bytes.length, 4096));
    joined.set(this.#lastWords);
    joined.set(bytes.subarray(-4096), this.#lastWords.length);
    this.#lastWords = joined.slice(-LAST_WORDS_BYTES_MAX);
  }

  #within<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(undefined), limitMs);
      void work.then((value) => {
        this.#clock.clearTimeout(timer);
        resolve(value);
      });
    });
  }
}

async function drain(source: ByteSource, heard?: (bytes: Uint8Array) => void): Promise<void> {
  try {
    for (let bytes = await source.read(); bytes !== undefined; bytes = await source.read()) {
      heard?.(bytes);
    }
  } catch {
    // The pipe broke with the process; its exit is what is told.
  }
}
