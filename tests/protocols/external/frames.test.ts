// Headers of the three framings, told apart frame by frame.
import { describe, expect, test } from "vitest";
import { FAULT_NAMES } from "../../../protocols/faults.ts";
import { FrameReader } from "../../../protocols/external/frame-reader.ts";
import { decodeFrame, ExternalFrame, FRAME_BYTES_MAX } from "../../../protocols/external/frames.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

const V0_PING = fromHex("decafbad 08b50167 0000000a 0a0450494e47 1001 1a00");
const V2_PONG = fromHex(
  `decafbad abcd0002 00000002 504f4e47 ${"00".repeat(27)} f8 00000001 0800`,
);
const V3_PING = fromHex("decafbad a9a90003 00000000 0002 0001 00000007");

testDecoder("decodeFrame()", {
  create: () => new ExternalFrame(),
  decode: (into, bytes, start, limit) => decodeFrame(into, bytes, start, limit),
  values: ({ version, kind, code, sequence, payloadStart, payloadEnd, end }, start) => ({
    version,
    kind,
    code,
    sequence,
    payload: [payloadStart - start, payloadEnd - start],
    end: end - start,
  }),
  seeds: [V0_PING.slice(0, 12), V2_PONG.slice(0, 12), V3_PING.slice(0, 8), V3_PING],
  cases: [
    {
      name: "an original PING",
      bytes: V0_PING,
      expected: { version: 0, kind: "ping", code: 0, sequence: 1, payload: [22, 22], end: 22 },
    },
    {
      name: "a v2 PONG whose name has rubbish behind its end",
      bytes: V2_PONG,
      expected: { version: 2, kind: "pong", code: 0, sequence: 1, payload: [48, 50], end: 50 },
    },
    {
      name: "a v3 PING",
      bytes: V3_PING,
      expected: { version: 3, kind: "ping", code: 1, sequence: 7, payload: [20, 20], end: 20 },
    },
    {
      name: "a v3 frame of a type nobody knows",
      bytes: fromHex("decafbad a9a90003 00000001 7fff 0000 ffffffff c0"),
      expected: {
        version: 3,
        kind: "unknown",
        code: 0,
        sequence: 0xffffffff,
        payload: [20, 21],
        end: 21,
      },
    },
    {
      name: "a v2 name of 32 bytes without an end",
      bytes: fromHex(`decafbad abcd0002 00000000 ${"41".repeat(32)} 00000002`),
      expected: { version: 2, kind: "unknown", code: 0, sequence: 2, payload: [48, 48], end: 48 },
    },
    {
      name: "a name in lower case, which servers do not know",
      bytes: fromHex(`decafbad abcd0002 00000000 70696e67 ${"00".repeat(28)} 00000002`),
      expected: { version: 2, kind: "unknown", code: 0, sequence: 2, payload: [48, 48], end: 48 },
    },
    {
      name: "a wrong signature",
      bytes: fromHex("decafbae 08b50167 0000000a"),
      expected: "external.signature",
    },
    {
      name: "version 4 behind the sentinel of the third",
      bytes: fromHex("decafbad a9a90004 00000000 0002 0001 00000007"),
      expected: "external.version",
    },
    {
      name: "a length over the limit, said at once and not when so much has come",
      bytes: fromHex("decafbad a9a90003 00100000"),
      expected: "external.length",
    },
    {
      name: "an original frame with another checksum",
      bytes: fromHex("decafbad 08b50168 0000000a 0a0450494e47 1001 1a00"),
      expected: "external.checksum",
    },
    {
      name: "an original frame without a number",
      bytes: fromHex("decafbad 05fa0156 00000008 0a0450494e47 1a00"),
      expected: "external.payload",
    },
  ],
});

describe("FrameReader", () => {
  test("keeps to the original framing once it was spoken", () => {
    // A checksum of an original frame may look like the sentinel of the third framing.
    const reader = new FrameReader();
    const frame = new ExternalFrame();
    reader.append(V0_PING);
    expect(FAULT_NAMES[reader.next(frame)]).toBe("ok");
    reader.append(V3_PING);
    // Read as an original frame it is empty, and its checksum is not 0.
    expect(FAULT_NAMES[reader.next(frame)]).toBe("external.checksum");
  });

  test("reads a stream no further after a fault", () => {
    const reader = new FrameReader();
    const frame = new ExternalFrame();
    reader.append(fromHex("00000000 00000000 00000000"));
    expect(FAULT_NAMES[reader.next(frame)]).toBe("external.signature");
    reader.append(V3_PING);
    expect(FAULT_NAMES[reader.next(frame)]).toBe("external.signature");
  });

  test("takes the largest frame, in pieces, and no larger one", () => {
    const frame = new ExternalFrame();
    const header = (length: number) => {
      const bytes = fromHex("decafbad a9a90003 00000000 0005 0000 00000001");
      new DataView(bytes.buffer).setUint32(8, length);
      return bytes;
    };
    const largest = concatBytes(header(FRAME_BYTES_MAX - 20), new Uint8Array(FRAME_BYTES_MAX - 20));
    const reader = new FrameReader();
    for (let at = 0; at < largest.length; at += 65_521) {
      expect(FAULT_NAMES[reader.next(frame)]).toBe("truncated");
      reader.append(largest.slice(at, at + 65_521));
    }
    expect(FAULT_NAMES[reader.next(frame)]).toBe("ok");
    expect(frame.payloadEnd - frame.payloadStart).toBe(FRAME_BYTES_MAX - 20);
    reader.append(header(FRAME_BYTES_MAX - 19));
    expect(FAULT_NAMES[reader.next(frame)]).toBe("external.length");
  });

  test("whole() ignores what lies behind the frame of a message, and refuses half a frame", () => {
    const frame = new ExternalFrame();
    const reader = new FrameReader();
    expect(FAULT_NAMES[reader.whole(frame, concatBytes(V3_PING, fromHex("ffff")))]).toBe("ok");
    expect(frame.sequence).toBe(7);
    expect(FAULT_NAMES[reader.whole(frame, V3_PING.slice(0, 19))]).toBe("truncated");
    expect(FAULT_NAMES[reader.whole(frame, V3_PING)]).toBe("truncated");
  });
});
