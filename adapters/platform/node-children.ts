// Child processes through node:child_process, for Node, Bun and Deno. Streams stay paused and are
// read on demand, so a reader who stops makes the pipe fill and the child wait.
import {
  type ChildProcess as NodeChild,
  spawn,
  type SpawnOptions,
  type StdioOptions,
} from "node:child_process";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type {
  ByteSink,
  ByteSource,
  ChildExit,
  ChildOptions,
  ChildProcess,
} from "../../runtime/platform.ts";
import type { OwnProgram } from "./own-program.ts";
import { StreamSink, StreamSource } from "./node-streams.ts";
import { toPlatformError } from "./system-errors.ts";

/** How long after the exit the output may stay open: unread, or held by a grandchild. */
const EXIT_GRACE_MS = 1000;
const PIPES: StdioOptions = ["pipe", "pipe", "pipe"];
const PIPES_WITH_EXTRA: StdioOptions = ["pipe", "pipe", "pipe", "pipe", "pipe"];

/** Starts a program; `own` says how a script of this engine is started. */
export function spawnChild(options: ChildOptions, own: OwnProgram): ChildProcess {
  const [program, ...args] = commandLine(options.command, own);
  const settings: SpawnOptions = {
    stdio: options.extraPipes ? PIPES_WITH_EXTRA : PIPES,
    env: { ...process.env, ...options.env },
  };
  try {
    return new NodeChildProcess(program ?? "", spawn(program ?? "", args, settings));
  } catch (error) {
    // A few failures (no name, too many open files) are thrown instead of reported.
    return new NodeChildProcess(program ?? "", undefined, error);
  }
}

function commandLine(command: ChildOptions["command"], own: OwnProgram): readonly string[] {
  if (!("self" in command)) return command;
  const { self, args } = command;
  const script = self.startsWith("file:") ? fileURLToPath(self) : self;
  return [...own.scriptCommand(script), ...args];
}

class NodeChildProcess implements ChildProcess {
  readonly pid: number;
  readonly stdin: ByteSink;
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
  readonly toChild: ByteSink | undefined;
  readonly fromChild: ByteSource | undefined;
  readonly exited: Promise<ChildExit>;
  private running: boolean;

  constructor(program: string, child: NodeChild | undefined, failure?: unknown) {
    this.pid = child?.pid ?? 0;
    this.running = this.pid !== 0;
    // The streams of a program that could not be started are left alone; some never end.
    const started = this.running ? child : undefined;
    this.stdin = new StreamSink(started?.stdin, `write to ${program}`);
    this.stdout = new StreamSource(started?.stdout);
    this.stderr = new StreamSource(started?.stderr);
    const extra = started?.stdio.length === 5;
    this.toChild = extra
      ? new StreamSink(started?.stdio[3] as Writable | null, `write to ${program}`)
      : undefined;
    this.fromChild = extra ? new StreamSource(started?.stdio[4] as Readable | null) : undefined;
    this.exited = child === undefined
      ? Promise.reject(toPlatformError(`run ${program}`, failure))
      : this.watch(program, child);
    // Nobody has to listen: a program that could not be started is not an unhandled rejection.
    this.exited.catch(() => undefined);
  }

  kill(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): void {
    if (!this.running) return;
    try {
      // Deno's own method sends nothing after its first signal.
      process.kill(this.pid, signal);
    } catch {
      // It has ended, and its event is on the way.
    }
  }

  private watch(program: string, child: NodeChild): Promise<ChildExit> {
    return new Promise((resolve, reject) => {
      let grace: ReturnType<typeof setTimeout> | undefined;
      child.on("error", (error) => {
        // The same event tells that a signal could not be sent; the child then still runs.
        if (this.pid === 0) reject(toPlatformError(`run ${program}`, error));
      });
      child.once("exit", (code, signal) => {
        this.running = false;
        grace = setTimeout(() => resolve({ code, signal }), EXIT_GRACE_MS);
      });
      child.once("close", (code, signal) => {
        clearTimeout(grace);
        resolve({ code, signal });
      });
    });
  }
}
