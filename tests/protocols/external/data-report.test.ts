// Data reports of the three framings: the specification's vectors byte for byte, and back and forth.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Conversation } from "../../../protocols/external/conversation.ts";
import { DataReport } from "../../../protocols/external/data-report.ts";
import { writeDataReport } from "../../../protocols/external/encode-data-report.ts";
import { frameOf } from "../../../protocols/external/encode-frame.ts";
import type { FrameVersion } from "../../../protocols/external/frames.ts";
import { SIGNAL_DBM, SIGNAL_NONE, SIGNAL_RSSI } from "../../../protocols/packet/packet-batch.ts";
import { ByteBuffer } from "../../../protocols/serialize/byte-buffer.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

/** What a report says, offsets replaced by what lies there. */
function contents(report: DataReport) {
  const text = (start: number, end: number) =>
    new TextDecoder().decode(report.bytes.subarray(start, end));
  const hex = (start: number, end: number) =>
    Buffer.from(report.bytes.subarray(start, end)).toString("hex");
  return {
    ...report.hasPacket && {
      packet: hex(report.packetStart, report.packetEnd),
      linkType: report.linkType,
      wireLength: report.wireLength,
    },
    time: report.timestampUs,
    ...report.hasJson && {
      jsonType: text(report.jsonTypeStart, report.jsonTypeEnd),
      json: text(report.jsonStart, report.jsonEnd),
    },
    ...report.hasSignal && {
      signal: [report.signalKind, report.signal, report.noise],
      freqKhz: report.freqKhz,
      dataRate: report.dataRate,
      channel: text(report.channelStart, report.channelEnd),
    },
    ...report.hasLocation && {
      location: [report.latitude, report.longitude, report.altitudeM, report.fix],
    },
    ...report.severity !== 0 && { message: text(report.messageStart, report.messageEnd) },
    ...report.warningEnd > 0 && { warning: text(report.warningStart, report.warningEnd) },
  };
}

/** What a frame around the payload says, or how it is refused. */
function read(version: FrameVersion, payload: string | Uint8Array) {
  const bytes = typeof payload === "string" ? fromHex(payload) : payload;
  const conversation = new Conversation("server");
  conversation.append(frameOf(version, "dataReport", 0, 1, bytes));
  const result = conversation.next();
  return result === "data" ? contents(conversation.report) : result;
}

describe("reports of the third framing", () => {
  test("a packet", () => {
    const payload =
      "81 04 85 017f 02ce6553f100 03ce0001e240 0412 06c412 000008000000 0000d4000000aabbccddeeff";
    expect(read(3, payload)).toEqual({
      packet: "0000080000000000d4000000aabbccddeeff",
      linkType: 127,
      wireLength: 18,
      time: 1_700_000_000_123_456,
    });
  });

  test("a packet with a position, whose key of the name comes twice, and a signal", () => {
    const payload = "83 01 8b 01cb3ff8000000000000 02cbc004000000000000 03ca41200000 0403 " +
      "05ca00000000 06ca00000000 07ca00000000 08ce6553f100 0907 0aa174 0aa16e " +
      "02 83 07a131 01ceffffffd8 05ce0024cde0 " +
      "04 85 017f 02ce6553f100 0305 0464 06c403010203";
    expect(read(3, payload)).toEqual({
      packet: "010203",
      linkType: 127,
      wireLength: 100,
      time: 1_700_000_000_000_005,
      signal: [SIGNAL_DBM, -40, 0],
      freqKhz: 2_412_000,
      dataRate: 0,
      channel: "1",
      location: [1.5, -2.5, 10, 3],
    });
  });

  test("a JSON record", () => {
    const payload =
      "82 02 83 07a131 01ceffffffd8 05ce0024cde0 05 84 02ce6553f100 0305 01a652544c343333 04a77b2261223a317d";
    expect(read(3, payload)).toEqual({
      jsonType: "RTL433",
      json: '{"a":1}',
      time: 1_700_000_000_000_005,
      signal: [SIGNAL_DBM, -40, 0],
      freqKhz: 2_412_000,
      dataRate: 0,
      channel: "1",
    });
  });

  test("a level that was sent as a negative number is taken", () => {
    expect(read(3, "81 02 81 01 d0d8")).toMatchObject({ signal: [SIGNAL_DBM, -40, 0] });
    expect(read(3, "81 02 82 03 32 04 0a")).toMatchObject({ signal: [SIGNAL_RSSI, 50, 10] });
  });

  test("content may be a text, and a block without content is none", () => {
    expect(read(3, "81 04 82 01 69 06 a3616263")).toMatchObject({ packet: "616263" });
    expect(read(3, "81 04 82 01 69 0464")).toEqual({ time: 0 });
    expect(read(3, "80")).toEqual({ time: 0 });
  });

  test.each([
    ["an empty payload", ""],
    ["an array", "9104"],
    ["a link type that is negative", "81 04 82 01ff 06c40100"],
    ["a time that is a text", "81 04 82 02a131 06c40100"],
    ["content behind the end", "81 04 81 06c40201"],
    ["a map that is longer than the payload", "8f"],
    ["a map of four thousand million members", "dfffffffff 0102"],
    ["nesting without end", `81 09 ${"91".repeat(200)} 01`],
  ])("%s is refused", (_name, payload) => {
    expect(read(3, payload)).toBe("refused");
  });
});

describe("reports of the first two framings", () => {
  // SubPacket: seconds 1700000000, microseconds 5, link type 127, size 3, data 010203.
  const PACKET = "08 80e2cfaa06 10 05 18 7f 20 03 2a 03 010203";
  const block = (field: number, hex: string) => {
    const length = fromHex(hex).length.toString(16).padStart(2, "0");
    return `${((field << 3) | 2).toString(16).padStart(2, "0")} ${length} ${hex}`;
  };

  test.each([0, 2] as const)(
    "a packet in framing %i, with and without its length on the air",
    (version) => {
      const expected = { packet: "010203", linkType: 127, time: 1_700_000_000_000_005 };
      expect(read(version, block(3, PACKET))).toEqual({ ...expected, wireLength: 3 });
      expect(read(version, block(3, `${PACKET} 30 64`))).toEqual({ ...expected, wireLength: 100 });
      expect(read(version, block(3, `${PACKET} 30 00`))).toEqual({ ...expected, wireLength: 3 });
    },
  );

  test("signal, message and warning", () => {
    // signal_dbm -40, channel "1".
    expect(read(
      2,
      `${block(4, "09 00000000000044c0 32 01 31")} ${block(2, "08 04 12 02 6f68")} ` +
        block(6, "6861"),
    )).toMatchObject({
      signal: [SIGNAL_DBM, -40, 0],
      channel: "1",
      message: "oh",
      warning: "ha",
    });
  });

  test.each([
    ["a packet without its data", block(3, "08 01 10 05 18 7f 20 03")],
    ["a packet whose data are a number", block(3, "08 01 10 05 18 7f 20 03 28 03")],
    ["a JSON record without its text", block(7, "08 01 10 05 1a 01 61")],
    ["a position with one coordinate", block(1, "09 0000000000000000")],
    ["a block that is cut", "1a 7f 00"],
    ["a varint without an end", "1a ffffffffffffffffffff01"],
    ["a group", "1b 08 01 1c"],
    ["field number 0", "02 00"],
  ])("%s is refused", (_name, payload) => {
    expect(read(2, payload)).toBe("refused");
  });
});

const report = fc.record({
  linkType: fc.nat(0xffff),
  // A frame of the first framings has 64-bit microseconds, so any time that is exact.
  timestampUs: fc.nat(2_000_000_000).chain((s) => fc.nat(999_999).map((us) => s * 1e6 + us)),
  packet: fc.option(fc.uint8Array({ maxLength: 400 }), { nil: undefined }),
  beyond: fc.nat(2000),
  json: fc.option(
    fc.tuple(fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/), fc.string({ maxLength: 400 })),
    {
      nil: undefined,
    },
  ),
  signal: fc.option(
    fc.record({
      kind: fc.constantFrom(SIGNAL_NONE, SIGNAL_DBM, SIGNAL_RSSI),
      level: fc.nat(120),
      noise: fc.nat(120),
      freqKhz: fc.nat(7_000_000),
      dataRate: fc.nat(100_000),
      channel: fc.stringMatching(/^[0-9A-Z+-]{0,8}$/),
    }),
    { nil: undefined },
  ),
  location: fc.option(
    fc.tuple(fc.double({ min: -90, max: 90 }), fc.double({ min: -180, max: 180 })),
    {
      nil: undefined,
    },
  ),
});

function reportOf(from: typeof report extends fc.Arbitrary<infer T> ? T : never): DataReport {
  const parts: Uint8Array[] = [fromHex("ffff")];
  let at = 2;
  const put = (bytes: Uint8Array): [number, number] => {
    parts.push(bytes);
    at += bytes.length;
    return [at - bytes.length, at];
  };
  const text = (value: string) => put(new TextEncoder().encode(value));
  const into = new DataReport();
  into.timestampUs = from.timestampUs;
  if (from.packet !== undefined) {
    into.hasPacket = true;
    into.linkType = from.linkType;
    [into.packetStart, into.packetEnd] = put(from.packet);
    into.wireLength = from.packet.length + from.beyond;
  }
  if (from.json !== undefined) {
    into.hasJson = true;
    [into.jsonTypeStart, into.jsonTypeEnd] = text(from.json[0]);
    [into.jsonStart, into.jsonEnd] = text(from.json[1]);
  }
  if (from.signal !== undefined) {
    const { kind, level, noise, freqKhz, dataRate, channel } = from.signal;
    into.hasSignal = true;
    into.signalKind = kind;
    if (kind !== SIGNAL_NONE) {
      into.signal = kind === SIGNAL_DBM ? 0 - level : level;
      into.noise = kind === SIGNAL_DBM ? 0 - noise : noise;
    }
    into.freqKhz = freqKhz;
    into.dataRate = dataRate;
    [into.channelStart, into.channelEnd] = text(channel);
  }
  if (from.location !== undefined) {
    into.hasLocation = true;
    [into.latitude, into.longitude] = from.location;
    into.altitudeM = 12.5;
    into.fix = 3;
  }
  into.bytes = concatBytes(...parts);
  return into;
}

describe("writeDataReport()", () => {
  test.each([0, 2, 3] as const)("writes what framing %i is read as", (version) => {
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 4 }), (all) => {
        const buffer = new ByteBuffer(16);
        const reports = all.map(reportOf);
        reports.forEach((one, index) =>
          expect(writeDataReport(buffer, version, index, one)).toBe(true)
        );
        const conversation = new Conversation("server");
        conversation.append(buffer.take());
        for (const one of reports) {
          expect(conversation.next()).toBe("data");
          const expected = contents(one);
          // Where there is neither packet nor record, nothing carries the time.
          if (!one.hasPacket && !one.hasJson) expected.time = 0;
          expect(contents(conversation.report)).toEqual(expected);
        }
        expect(conversation.next()).toBe("more");
      }),
      { numRuns: 100, seed: 20251121 },
    );
  });

  test("cuts a packet that no frame holds and keeps its length", () => {
    const from = new DataReport();
    from.hasPacket = true;
    from.bytes = new Uint8Array(70_000);
    from.packetEnd = from.wireLength = 70_000;
    const buffer = new ByteBuffer();
    expect(writeDataReport(buffer, 3, 1, from)).toBe(true);
    expect(buffer.length).toBeLessThan(16_384);
    const conversation = new Conversation("server");
    conversation.append(buffer.take());
    expect(conversation.next()).toBe("data");
    expect(conversation.report.wireLength).toBe(70_000);
    expect(conversation.report.packetEnd - conversation.report.packetStart).toBe(15_851);
  });

  test("writes no JSON record that no frame holds", () => {
    const from = new DataReport();
    from.hasJson = true;
    from.bytes = new Uint8Array(20_000).fill(0x20);
    from.jsonEnd = 20_000;
    const buffer = new ByteBuffer();
    expect(writeDataReport(buffer, 3, 1, from)).toBe(false);
    expect(buffer.length).toBe(0);
  });
});
