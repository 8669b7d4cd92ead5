// Live capture for the datasource types: each listing and each opened interface is one child
// process that holds libpcap (capture-child.ts). Whatever native code does to its process, here it
// is the end of a pipe, an exit status and a sentence.
import { DatasourceError } from "../../actors/datasource/datasource-error.ts";
import type {
  LiveCapture,
  LiveInterface,
  LiveOpenOptions,
  LiveSession,
  LiveStatistics,
} from "../../actors/datasource/live-capture.ts";
import type { ChildExit, ChildOptions, ChildProcess, Platform } from "../../runtime/platform.ts";
import {
  type CaptureCommand,
  type CaptureStatus,
  LineSplitter,
  parseStatus,
} from "./capture-protocol.ts";

/** A child that says nothing for this long after its command is killed. */
const ANSWER_MS = 10_000;
/** A child that is still there this long after its stdin closed is killed. */
const CLOSE_GRACE_MS = 500;
/** Characters kept of what a crashing process last wrote. */
const LAST_WORDS_MAX = 400;

type CapturePlatform = Pick<Platform, "spawn" | "clock">;
type Command = ChildOptions["command"];

/** Creates the transport; `command` starts the child. */
export function createLibpcapCapture(
  platform: CapturePlatform,
  command: Command = childScript(),
): LiveCapture {
  return {
    program: "libpcap",
    async list() {
      const child = new CaptureChild(platform, command, { command: "list" });
      try {
        const answer = await child.answer;
        return answer.status === "listed" ? [...answer.interfaces] as LiveInterface[] : [];
      } finally {
        await child.close();
      }
    },
    async open(options: LiveOpenOptions): Promise<LiveSession> {
      const child = new CaptureChild(platform, command, { command: "open", options });
      try {
        const answer = await child.answer;
        if (answer.status !== "opened") throw child.unexpected();
        return {
          linkType: answer.linkType,
          version: answer.version,
          processId: child.processId,
          statistics: () => child.statistics,
          read: () => child.read(),
          close: () => child.close(),
        };
      } catch (error) {
        await child.close();
        throw error;
      }
    },
  };
}

/** The child's file beside this one; compiled copies end in .js. */
function childScript(): Command {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return { self: new URL(`./capture-child.${ending}`, import.meta.url).href, args: [] };
}

function notStarted(error: unknown): DatasourceError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DatasourceError("other", `the capture process could not be started: ${reason}`, {
    cause: error,
  });
}

class CaptureChild {
  statistics: LiveStatistics = { received: 0, kernelDropped: 0, interfaceDropped: 0 };
  readonly answer: Promise<CaptureStatus>;
  readonly #platform: CapturePlatform;
  readonly #process: ChildProcess;
  #answered: (status: CaptureStatus) => void = () => {};
  #refused: (error: DatasourceError) => void = () => {};
  #failure: DatasourceError | undefined = undefined;
  #lastWords = "";
  #closing: Promise<void> | undefined = undefined;
  /** Settles when the child's stderr has ended, so that its last words were read. */
  readonly #statusEnded: Promise<void>;

  constructor(platform: CapturePlatform, start: Command, command: CaptureCommand) {
    this.#platform = platform;
    try {
      this.#process = platform.spawn({ command: start });
    } catch (error) {
      throw notStarted(error);
    }
    this.answer = new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#refused = reject;
    });
    const deadline = platform.clock.setTimeout(() => {
      this.#refused(
        new DatasourceError(
          "timeout",
          `the capture process did not answer in ${ANSWER_MS / 1000} s`,
        ),
      );
    }, ANSWER_MS);
    const done = (): void => platform.clock.clearTimeout(deadline);
    this.answer.then(done, done);
    this.#statusEnded = this.#readStatus();
    // A listing says nothing on stdout; an engine's own words there must not fill the pipe.
    if (command.command === "list") void this.#drain();
    // A child that died at once cannot take its command: its exit says so.
    this.#process.stdin.write(new TextEncoder().encode(`${JSON.stringify(command)}\n`))
      .catch(() => {});
    this.#process.exited.then(async (exit) => {
      await this.#statusEnded;
      this.#refused(this.#failure ?? this.#lost(exit));
    }, (error: unknown) => this.#refused(notStarted(error)));
  }

  get processId(): number {
    return this.#process.pid;
  }

  unexpected(): DatasourceError {
    return new DatasourceError("other", "the capture process gave an answer of another kind");
  }

  async read(): Promise<Uint8Array | undefined> {
    const bytes = await this.#process.stdout.read();
    if (bytes !== undefined || this.#closing !== undefined) return bytes;
    const exit = await this.#process.exited;
    await this.#statusEnded;
    if (this.#closing !== undefined) return undefined;
    throw this.#failure ?? this.#lost(exit);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const { clock } = this.#platform;
    let exited = false;
    const noteExit = (): void => {
      exited = true;
    };
    const gone = this.#process.exited.then(noteExit, noteExit);
    // It may be dead already, and then its pipe refuses to be closed.
    this.#process.stdin.close().catch(() => {});
    const grace = clock.setTimeout(() => {
      if (!exited) this.#process.kill("SIGKILL");
    }, CLOSE_GRACE_MS);
    await gone;
    clock.clearTimeout(grace);
  }

  async #readStatus(): Promise<void> {
    const lines = new LineSplitter();
    try {
      for (;;) {
        const bytes = await this.#process.stderr.read();
        if (bytes === undefined) break;
        for (const line of lines.push(bytes)) this.#note(line);
      }
      this.#note(lines.rest());
    } catch {
      // The pipe broke with the process; its exit is what is reported.
    }
  }

  #note(line: string): void {
    const status = parseStatus(line);
    if (status === undefined) {
      if (line.trim() !== "") {
        this.#lastWords = `${this.#lastWords} ${line.trim()}`.slice(-LAST_WORDS_MAX);
      }
      return;
    }
    switch (status.status) {
      case "statistics":
        this.statistics = status;
        break;
      case "failed":
        this.#failure = new DatasourceError(status.code, status.reason);
        this.#refused(this.#failure);
        break;
      default:
        this.#answered(status);
    }
  }

  async #drain(): Promise<void> {
    try {
      while (await this.#process.stdout.read() !== undefined);
    } catch {
      // The pipe broke with the process; its exit is what is reported.
    }
  }

  #lost(exit: ChildExit): DatasourceError {
    const how = exit.signal === null
      ? `ended with status ${exit.code ?? "unknown"}`
      : `was killed by ${exit.signal}`;
    const words = this.#lastWords.trim();
    return new DatasourceError(
      "child-lost",
      `the capture process ${how}${words === "" ? "" : ` (${words})`}`,
    );
  }
}
