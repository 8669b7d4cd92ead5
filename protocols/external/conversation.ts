// One end of a conversation with a helper or a server, whatever carries the bytes: typed messages come
// out of what arrives, and what is said goes out in the framing that the peer speaks
// (external-protocol 1.6, 1.7). Whoever owns it moves the bytes and decides what a message means.
import { type Fault, OK, TRUNCATED } from "../faults.ts";
import type { ByteBuffer } from "../serialize/byte-buffer.ts";
import { DataReport, decodeDataReport } from "./data-report.ts";
import { writeDataReport } from "./encode-data-report.ts";
import { decodeMessage, encodeFrame, type FrameSide } from "./encode-frame.ts";
import { FrameReader } from "./frame-reader.ts";
import { BAD_PAYLOAD, ExternalFrame, type FrameVersion } from "./frames.ts";
import type { ExternalMessage } from "./messages.ts";

/**
 * What `next` found: `data` fills `report`, `message` fills `message`; `unknown` is a frame nobody
 * knows, to be ignored; `refused` one whose payload is wrong, after which the stream goes on;
 * `more` asks for bytes; `broken` is the end, `fault` says why.
 */
export type Received = "data" | "message" | "unknown" | "refused" | "more" | "broken";

/** Tools of 2025 number their first frame 2, servers theirs 1; so do we. */
const FIRST_NUMBERS: Readonly<Record<FrameSide, number>> = { server: 0, tool: 1 };

export class Conversation {
  readonly #side: FrameSide;
  readonly #reader = new FrameReader();
  readonly #frame = new ExternalFrame();
  #sequence: number;
  #isFirst = true;
  /** The framing that is spoken: the peer's, once it has been heard. */
  version: FrameVersion;
  /** Valid frames received. */
  frameCount = 0;
  /** Frames of a kind nobody knows, and frames whose payload was refused. */
  unknownCount = 0;
  refusedCount = 0;
  /** Valid after `data`, until the next call; its bytes are borrowed. */
  readonly report = new DataReport();
  /** Valid after `message`. */
  message: ExternalMessage = { kind: "ping" };

  constructor(side: FrameSide, version: FrameVersion = 3) {
    this.#side = side;
    this.version = version;
    this.#sequence = FIRST_NUMBERS[side];
  }

  /** Adds bytes of a stream, which are used in place: they must not change any more. */
  append(chunk: Uint8Array): void {
    this.#reader.append(chunk);
  }

  /** The next frame of the stream. */
  next(): Received {
    return this.#take(this.#reader.next(this.#frame));
  }

  /** The frame of one message of a websocket; never `more`. */
  whole(message: Uint8Array): Received {
    const fault = this.#reader.whole(this.#frame, message);
    return fault === TRUNCATED ? "broken" : this.#take(fault);
  }

  /** What ended the stream, or what was wrong with the refused frame. */
  get fault(): Fault {
    return this.#reader.fault === OK ? BAD_PAYLOAD : this.#reader.fault;
  }

  /** The number in the header of the frame received last: that of a request, for its answer. */
  get receivedSequence(): number {
    return this.#frame.sequence;
  }

  /** The number of the frame made last: that of a request, for which an answer is awaited. */
  get sentSequence(): number {
    return this.#sequence;
  }

  /**
   * A whole frame with the next number; undefined for what the peer's framing has no words for, and
   * for one larger than it takes.
   */
  encode(message: ExternalMessage): Uint8Array<ArrayBuffer> | undefined {
    return encodeFrame(this.#side, this.version, this.#next(), message);
  }

  /** The answer to the ping received last. */
  encodePong(): Uint8Array<ArrayBuffer> {
    return this.encode({ kind: "pong", request: this.receivedSequence })!;
  }

  /** A ping in the second framing and without a number, which tools of every later one answer. */
  encodeHandshake(): Uint8Array<ArrayBuffer> {
    return encodeFrame(this.#side, 2, 0, { kind: "ping" })!;
  }

  /** Appends a data report; false for a JSON record that no frame holds. */
  writeReport(into: ByteBuffer, report: DataReport): boolean {
    return writeDataReport(into, this.version, this.#next(), report);
  }

  #take(fault: Fault): Received {
    if (fault === TRUNCATED) return "more";
    if (fault !== OK) return "broken";
    const frame = this.#frame;
    this.frameCount += 1;
    this.#learn(frame);
    if (frame.kind === "dataReport") {
      if (decodeDataReport(this.report, frame) === OK) return "data";
      this.refusedCount += 1;
      return "refused";
    }
    if (frame.kind === "unknown") {
      this.unknownCount += 1;
      return "unknown";
    }
    const message = decodeMessage(frame);
    if (message === undefined) {
      this.refusedCount += 1;
      return "refused";
    }
    this.message = message;
    return "message";
  }

  /**
   * A server answers in the framing of the frame at hand. A tool goes by the first frame alone, in
   * which a ping of the second framing means that the third is understood (external-protocol 11.4).
   */
  #learn(frame: ExternalFrame): void {
    if (this.#side === "server") this.version = frame.version;
    else if (this.#isFirst) {
      this.version = frame.version === 2 && frame.kind === "ping" ? 3 : frame.version;
    }
    this.#isFirst = false;
  }

  /** Counts from 0 or 1 up, and over the end to 1. */
  #next(): number {
    this.#sequence = this.#sequence >= 0xffffffff ? 1 : this.#sequence + 1;
    return this.#sequence;
  }
}
