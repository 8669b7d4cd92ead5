// The two pipes that a server gives to a helper, by their numbers, for Node, Bun and Deno. File
// streams work on all three; sockets over descriptors do not on Bun.
import { createReadStream, createWriteStream } from "node:fs";
import type { ByteSink, ByteSource } from "../../runtime/platform.ts";
import { StreamSink, StreamSource } from "./node-streams.ts";

export interface DescriptorPair {
  /** What the server says. */
  readonly source: ByteSource;
  /** What the server hears. */
  readonly sink: ByteSink;
}

export function openDescriptors(input: number, output: number): DescriptorPair {
  return {
    source: new StreamSource(createReadStream("", { fd: input })),
    sink: new StreamSink(createWriteStream("", { fd: output }), "write to the server"),
  };
}
