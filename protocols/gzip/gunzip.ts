// Gzip in front of a capture, taken off chunk by chunk.
import type { Fault } from "../faults.ts";
import { GzipDecoder } from "./gzip-decoder.ts";

/** The first bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacked chunks, pulled as they are wanted. */
export interface GunzipReader {
  /** The next chunk, which is the caller's; undefined at the end or at a damage. */
  read(): Promise<Uint8Array | undefined>;
  /** Why it ended early, "" when it did not. */
  readonly damage: string;
  /** `gzip.damaged`, `gzip.truncated`, or OK. */
  readonly fault: Fault;
  close(): Promise<void>;
}

/** Unpacks what `pull` gives; `pull` is asked only when more is needed. */
export function gunzip(pull: () => Promise<Uint8Array | undefined>): GunzipReader {
  const decoder = new GzipDecoder();
  const state = { closed: false };
  return {
    async read() {
      while (!state.closed) {
        const chunk = decoder.read();
        if (chunk !== undefined) return chunk;
        if (decoder.finished) return undefined;
        const packed = await pull();
        if (packed === undefined) decoder.finish();
        else decoder.push(packed);
      }
      return undefined;
    },
    get damage() {
      return decoder.reason;
    },
    get fault() {
      return decoder.fault;
    },
    close() {
      state.closed = true;
      return Promise.resolve();
    },
  };
}
