// Pulls frames out of a byte stream that arrives in chunks of any size: append, then read until it
// says that bytes are missing. Memory is one chunk and one frame.
import { type Fault, OK, TRUNCATED } from "../faults.ts";
import { ChunkBuffer } from "../pcap/chunk-buffer.ts";
import {
  BAD_LENGTH,
  decodeFrame,
  type ExternalFrame,
  FRAME_BYTES_MAX,
  frameBytes,
} from "./frames.ts";

export class FrameReader {
  readonly #buffer = new ChunkBuffer();
  /** A peer that has sent one valid original frame sends no others (external-protocol 1.5). */
  #v0Only = false;
  /** What ended the stream; nothing is read any more. */
  fault: Fault = OK;

  /** The bytes are used in place: they must not change before all of them were read as frames. */
  append(chunk: Uint8Array): void {
    if (this.fault === OK) this.#buffer.append(chunk);
  }

  /** OK and a frame that is valid until the next call, `TRUNCATED` for more bytes, or the end. */
  next(into: ExternalFrame): Fault {
    if (this.fault !== OK) return this.fault;
    const buffer = this.#buffer;
    let result = this.#decode(into);
    // Twelve bytes say how many there must be; the gathering may have moved them.
    while (result === TRUNCATED) {
      const needed = frameBytes(buffer.bytes, buffer.start, buffer.end, this.#v0Only) || 12;
      if (needed > FRAME_BYTES_MAX) result = BAD_LENGTH;
      else if (!buffer.gather(needed)) return TRUNCATED;
      else result = this.#decode(into);
    }
    if (result === OK) {
      if (into.version === 0) this.#v0Only = true;
      buffer.skip(into.end - buffer.start);
    } else this.fault = result;
    return result;
  }

  /**
   * The frame that one message of a websocket holds: bytes behind it are ignored, and a message that
   * is shorter than its frame ends the stream (external-protocol 1.8).
   */
  whole(into: ExternalFrame, message: Uint8Array): Fault {
    if (this.fault !== OK) return this.fault;
    const result = decodeFrame(into, message, 0, message.length, this.#v0Only);
    if (result !== OK) this.fault = result;
    else if (into.version === 0) this.#v0Only = true;
    return result;
  }

  #decode(into: ExternalFrame): Fault {
    const { bytes, start, end } = this.#buffer;
    return decodeFrame(into, bytes, start, end, this.#v0Only);
  }
}
