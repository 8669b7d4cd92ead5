// Child processes in memory: a test names a program and gives the function that plays it. Pipes
// hold as much as Linux pipes do, so that a reader who stops makes the writer wait.
import type {
  ByteSink,
  ByteSource,
  ChildExit,
  ChildOptions,
  ChildProcess,
} from "../../runtime/platform.ts";
import { PlatformError } from "../../runtime/platform.ts";
import { platformFault } from "./system-errors.ts";

const PIPE_BYTES_MAX = 65536;
const FIRST_PID = 1000;

/** What the function that plays a program sees. */
export interface SimulatedChild {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
  /** fd 3: bytes from the parent; undefined without extra pipes. */
  readonly fromParent: ByteSource | undefined;
  /** fd 4: bytes to the parent. */
  readonly toParent: ByteSink | undefined;
  /** Resolves when it has ended, or was killed. */
  readonly ended: Promise<void>;
  /** Handles SIGTERM, which ends the program otherwise; SIGKILL always does. */
  onTerminate(handler: () => void): void;
}

/** Plays a program; the number it resolves to is the exit code, nothing means 0, a throw 1. */
export type SimulatedProgram = (child: SimulatedChild) => Promise<number | void>;

/** One direction of a pipe. */
export class SimulatedPipe implements ByteSource, ByteSink {
  private readonly chunks: Uint8Array[] = [];
  private bufferedBytes = 0;
  private ended = false;
  private broken = false;
  private wakeReader: (() => void) | undefined;
  private wakeWriters: (() => void)[] = [];

  async read(): Promise<Uint8Array | undefined> {
    while (this.chunks.length === 0) {
      if (this.ended || this.broken) return undefined;
      await new Promise<void>((resolve) => this.wakeReader = resolve);
    }
    const chunk = this.chunks.shift()!;
    this.bufferedBytes -= chunk.length;
    this.releaseWriters();
    return chunk;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const chunk = bytes.slice();
    while (!this.broken && !this.ended && this.bufferedBytes >= PIPE_BYTES_MAX) {
      await new Promise<void>((resolve) => this.wakeWriters.push(resolve));
    }
    if (this.broken || this.ended) throw platformFault("closed", "write to the pipe");
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.bufferedBytes += chunk.length;
    this.wakeReader?.();
  }

  async close(): Promise<void> {
    this.ended = true;
    this.wakeReader?.();
    this.releaseWriters();
  }

  /** The reading end is gone: writes fail, unread bytes are lost. */
  break(): void {
    this.broken = true;
    this.chunks.length = 0;
    this.wakeReader?.();
    this.releaseWriters();
  }

  private releaseWriters(): void {
    const waiting = this.wakeWriters;
    this.wakeWriters = [];
    for (const wake of waiting) wake();
  }
}

/** The programs of a simulated platform. */
export class SimulatedPrograms {
  private readonly programs = new Map<string, SimulatedProgram>();
  private readonly environment: Readonly<Record<string, string | undefined>>;
  private nextPid = FIRST_PID;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.environment = environment;
  }

  /** Names a program, or a script that is run as `{ self: name }`. */
  provide(name: string, program: SimulatedProgram): void {
    this.programs.set(name, program);
  }

  spawn(options: ChildOptions): ChildProcess {
    const { command } = options;
    const named = "self" in command;
    const name = named ? command.self : command[0] ?? "";
    const program = this.programs.get(name);
    return new RunningChild({
      pid: program === undefined ? 0 : this.nextPid++,
      name,
      program,
      args: named ? command.args : command.slice(1),
      env: { ...this.environment, ...options.env },
      extraPipes: options.extraPipes === true,
    });
  }
}

interface RunningInput {
  readonly pid: number;
  readonly name: string;
  readonly program: SimulatedProgram | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly extraPipes: boolean;
}

class RunningChild implements ChildProcess {
  readonly pid: number;
  readonly stdin = new SimulatedPipe();
  readonly stdout = new SimulatedPipe();
  readonly stderr = new SimulatedPipe();
  readonly toChild: SimulatedPipe | undefined;
  readonly fromChild: SimulatedPipe | undefined;
  readonly exited: Promise<ChildExit>;
  private settle!: (exit: ChildExit) => void;
  private fail!: (error: PlatformError) => void;
  private terminateHandler: (() => void) | undefined;
  private running = true;

  constructor(input: RunningInput) {
    this.pid = input.pid;
    this.toChild = input.extraPipes ? new SimulatedPipe() : undefined;
    this.fromChild = input.extraPipes ? new SimulatedPipe() : undefined;
    this.exited = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
    });
    // Nobody has to listen: a program that could not be started is not an unhandled rejection.
    this.exited.catch(() => {});
    if (input.program === undefined) {
      this.closePipes();
      const reason = `cannot run ${input.name}: no such file or directory`;
      this.fail(new PlatformError("not-found", reason));
      return;
    }
    const child: SimulatedChild = {
      args: input.args,
      env: input.env,
      stdin: this.stdin,
      stdout: this.stdout,
      stderr: this.stderr,
      fromParent: this.toChild,
      toParent: this.fromChild,
      ended: this.exited.then(() => {}),
      onTerminate: (handler) => this.terminateHandler = handler,
    };
    // A microtask later, as a real child runs only after `spawn` returned.
    Promise.resolve(child).then(input.program).then(
      (code) => this.end({ code: code ?? 0, signal: null }),
      () => this.end({ code: 1, signal: null }),
    );
  }

  kill(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): void {
    if (!this.running) return;
    if (signal === "SIGTERM" && this.terminateHandler !== undefined) this.terminateHandler();
    else this.end({ code: null, signal });
  }

  private end(exit: ChildExit): void {
    if (!this.running) return;
    this.closePipes();
    this.settle(exit);
  }

  private closePipes(): void {
    this.running = false;
    this.stdin.break();
    this.toChild?.break();
    void this.stdout.close();
    void this.stderr.close();
    void this.fromChild?.close();
  }
}
