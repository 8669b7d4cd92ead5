// What the server and its capture process say to each other: commands as JSON lines on the
// child's stdin, status as JSON lines on its stderr, packets as one pcap stream on its stdout.
import type { LiveInterface, LiveOpenOptions } from "../../actors/datasource/live-capture.ts";
import type { DatasourceErrorCode } from "../../actors/datasource/datasource-error.ts";

/** Longest line either side accepts; a listing of many interfaces is the longest there is. */
export const LINE_BYTES_MAX = 256 * 1024;
export const INTERFACES_MAX = 256;

export type CaptureCommand =
  | { readonly command: "list" }
  | { readonly command: "open"; readonly options: LiveOpenOptions };

export type CaptureStatus =
  | { readonly status: "listed"; readonly interfaces: readonly LiveInterface[] }
  | { readonly status: "opened"; readonly linkType: number; readonly version: string }
  | {
    readonly status: "statistics";
    readonly received: number;
    readonly kernelDropped: number;
    readonly interfaceDropped: number;
  }
  | { readonly status: "failed"; readonly code: DatasourceErrorCode; readonly reason: string };

/** Reads one line of the child's stderr; undefined for other programs' words (a crash report). */
export function parseStatus(line: string): CaptureStatus | undefined {
  if (!line.startsWith('{"status":')) return undefined;
  try {
    return JSON.parse(line) as CaptureStatus;
  } catch {
    // A line torn by the end of the process: said by its exit instead.
    return undefined;
  }
}

/** Splits a byte stream into lines; bytes of a line beyond LINE_BYTES_MAX are thrown away. */
export class LineSplitter {
  #text = "";
  readonly #decoder = new TextDecoder();

  push(bytes: Uint8Array): string[] {
    const parts = (this.#text + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#text = parts.pop()!.slice(0, LINE_BYTES_MAX);
    return parts;
  }

  /** What came after the last newline. */
  rest(): string {
    return this.#text;
  }
}
