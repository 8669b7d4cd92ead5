// Descriptors that this process was started with, as a stream, for helpers and capture tools. They may
// be pipes or sockets. Node and Deno take them as sockets; Deno says "bad descriptor" to file streams,
// and Bun to sockets, so Bun reads and writes them as files.
import { createReadStream, createWriteStream } from "node:fs";
import { Socket } from "node:net";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import type { ByteSink, ByteSource } from "../../runtime/platform.ts";
import { StreamSink, StreamSource } from "./node-streams.ts";
import { toPlatformError } from "./system-errors.ts";

/** Reads from `input`, writes to `output`; throws a PlatformError for what are none of both. */
export function openDescriptors(input: number, output: number): ByteSource & ByteSink {
  try {
    const [readable, writable] = process.versions["bun"] === undefined
      ? openSockets(input, output)
      : [createReadStream("", { fd: input }), createWriteStream("", { fd: output })];
    const source = new StreamSource(readable);
    const sink = new StreamSink(writable, `write to descriptor ${output}`);
    return {
      read: () => source.read(),
      write: (bytes) => sink.write(bytes),
      async close() {
        await sink.close();
        readable.destroy();
      },
    };
  } catch (error) {
    throw toPlatformError(`use the descriptors ${input} and ${output}`, error);
  }
}

function openSockets(input: number, output: number): readonly [Readable, Writable] {
  const from = new Socket({ fd: input, readable: true, writable: input === output });
  if (input === output) return [from, from];
  return [from, new Socket({ fd: output, readable: false, writable: true })];
}
