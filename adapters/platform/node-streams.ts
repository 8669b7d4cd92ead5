// Node streams as byte sources and sinks, for pipes of children and for sockets, on Node, Bun and
// Deno. They stay paused and are read on demand, so a reader who stops makes the writer wait.
import type { Readable, Writable } from "node:stream";
import type { ByteSink, ByteSource } from "../../runtime/platform.ts";
import { platformFault, toPlatformError } from "./system-errors.ts";

/** A node stream read chunk by chunk; between reads it holds at most its high-water mark. */
export class StreamSource implements ByteSource {
  private readonly stream: Readable | undefined;
  private ended: boolean;
  private wake: (() => void) | undefined;

  constructor(stream: Readable | null | undefined) {
    this.stream = stream ?? undefined;
    this.ended = this.stream === undefined;
    const end = (): void => {
      this.ended = true;
      this.wake?.();
    };
    this.stream?.on("readable", () => this.wake?.());
    this.stream?.once("end", end);
    this.stream?.once("close", end);
    // The other end went away; for a reader that is the end.
    this.stream?.on("error", end);
  }

  async read(): Promise<Uint8Array | undefined> {
    while (true) {
      const chunk: Uint8Array | null = this.stream?.read() ?? null;
      if (chunk !== null) return chunk;
      if (this.ended) return undefined;
      await new Promise<void>((resolve) => this.wake = resolve);
      this.wake = undefined;
    }
  }
}

/** A node stream written chunk by chunk; a write resolves when the system has taken it. */
export class StreamSink implements ByteSink {
  private readonly stream: Writable | undefined;
  private readonly action: string;
  private closed: boolean;
  private waiting = new Set<() => void>();

  /** `action` is what failed when it fails: "write to sh". */
  constructor(stream: Writable | null | undefined, action: string) {
    this.stream = stream ?? undefined;
    this.action = action;
    this.closed = this.stream === undefined;
    const end = (): void => {
      this.closed = true;
      for (const release of this.waiting) release();
    };
    this.stream?.once("close", end);
    this.stream?.on("error", end);
  }

  write(bytes: Uint8Array): Promise<void> {
    const { stream } = this;
    if (this.closed || stream === undefined) return Promise.reject(this.gone());
    return new Promise((resolve, reject) => {
      const release = (): void => {
        this.waiting.delete(release);
        reject(this.gone());
      };
      // Not every engine calls back for a write that was waiting when the pipe broke.
      this.waiting.add(release);
      stream.write(bytes, (error) => {
        this.waiting.delete(release);
        if (error) reject(this.failure(stream, error));
        else resolve();
      });
    });
  }

  close(): Promise<void> {
    const { stream } = this;
    if (this.closed || stream === undefined) return Promise.resolve();
    this.closed = true;
    return new Promise((resolve) => {
      stream.once("close", resolve);
      stream.once("error", () => resolve());
      stream.end(() => resolve());
    });
  }

  /** Bun has no errno for writes that waited when the stream was destroyed. */
  private failure(stream: Writable, error: Error): Error {
    const failure = toPlatformError(this.action, error);
    return failure.code === "other" && stream.destroyed ? this.gone() : failure;
  }

  private gone(): Error {
    return platformFault("closed", this.action);
  }
}
