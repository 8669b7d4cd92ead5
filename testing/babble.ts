// What a babbling capture tool says, as bytes (spec external-protocol 1.2 to 1.4).
import { encodeFrame } from "../protocols/external/encode-frame.ts";
import {
  FRAME_BYTES_MAX,
  SIGNATURE,
  V3_HEADER_BYTES,
  V3_SENTINEL,
} from "../protocols/external/frames.ts";
import { SEVERITY_INFO } from "../protocols/external/messages.ts";
import type { SeededRandom } from "../runtime/random.ts";
import type { Babble } from "../runtime/scenario/tool-faults.ts";

const GARBAGE_BYTES_MAX = 512;
const UNKNOWN_TYPE = 0x7777;
const PING_TYPE = 2;
/** An original frame of the command PING whose checksum is 08b50168 when it is right. */
const WRONG_CHECKSUM = [
  [0xde, 0xca, 0xfb, 0xad, 0x08, 0xb5, 0x01, 0x69, 0x00, 0x00, 0x00, 0x0a],
  [0x0a, 0x04, 0x50, 0x49, 0x4e, 0x47, 0x10, 0x01, 0x1a, 0x00],
].flat();

/** What is said to the server once; a link of whole messages takes each as one. */
export function babbled(
  what: Exclude<Babble, "standard-error">,
  random: SeededRandom,
): Uint8Array<ArrayBuffer> {
  switch (what) {
    case "garbage": {
      const bytes = new Uint8Array(random.integer(16, GARBAGE_BYTES_MAX));
      random.bytes(bytes);
      // Whatever else is drawn, it begins like no frame.
      bytes[0] = 0x21;
      return bytes;
    }
    case "wrong-checksum":
      return Uint8Array.from(WRONG_CHECKSUM);
    case "huge-frame":
      return header(PING_TYPE, FRAME_BYTES_MAX);
    case "half-frame":
      return header(PING_TYPE, 100);
    case "unknown-frames":
      return header(UNKNOWN_TYPE, 0);
    case "messages":
      return encodeFrame("tool", 3, 1, {
        kind: "message",
        severity: SEVERITY_INFO,
        text: `the answer is ${random.integer(0, 99)}`,
      })!;
  }
}

function header(type: number, length: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(V3_HEADER_BYTES);
  const view = new DataView(frame.buffer);
  view.setUint32(0, SIGNATURE);
  view.setUint16(4, V3_SENTINEL);
  view.setUint16(6, 3);
  view.setUint32(8, length);
  view.setUint16(12, type);
  return frame;
}
