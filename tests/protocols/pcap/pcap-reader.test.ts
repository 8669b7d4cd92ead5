// oxlint-disable unicorn/no-array-fill-with-reference-type -- `fill` here is the reader's.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultCode } from "../../../protocols/faults.ts";
import { BATCH_PACKETS_MAX, PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { readCapture } from "./pcap-fixtures.ts";

// Little endian, microseconds, snap length 65535, link type 127; one packet of 3 bytes out of 5 at
// 1700000000.250000.
const LITTLE = fromHex(`
  d4c3b2a1 0200 0400 00000000 00000000 ffff0000 7f000000
  00f15365 90d00300 03000000 05000000 aabbcc`);
// The same, big endian and in nanoseconds, link type 105 whose frames end in 2 x 16 bits of FCS.
const BIG_NANO = fromHex(`
  a1b23c4d 0002 0004 00000000 00000000 0000ffff 24000069
  6553f100 0ee6b280 00000003 00000005 aabbcc`);
// The modified format: eight more bytes in the record header.
const MODIFIED = fromHex(`
  34cdb2a1 0200 0400 00000000 00000000 ffff0000 7f000000
  00f15365 90d00300 03000000 05000000 01000000 0800 00 00 aabbcc`);

const PACKET = {
  linkType: 127,
  fcsBytes: 0,
  timestampUs: 1_700_000_000_250_000,
  wireLength: 5,
  bytes: fromHex("aabbcc"),
};

describe("CaptureReader on pcap", () => {
  test("reads little endian microseconds", () => {
    const read = readCapture(LITTLE);
    expect(read.packets).toEqual([PACKET]);
    expect(read.reason).toBeUndefined();
    expect([read.reader.packets, read.reader.linkType]).toEqual([1, 127]);
    expect(read.reader.consumed).toBe(LITTLE.length);
  });

  test("reads big endian nanoseconds and the announced FCS length", () => {
    expect(readCapture(BIG_NANO).packets).toEqual([{ ...PACKET, linkType: 105, fcsBytes: 4 }]);
  });

  test("reads the modified record header of both byte orders", () => {
    expect(readCapture(MODIFIED).packets).toEqual([PACKET]);
    const big = fromHex(`
      a1b2cd34 0002 0004 00000000 00000000 0000ffff 0000007f
      6553f100 0003d090 00000003 00000005 00000001 0008 00 00 aabbcc`);
    expect(readCapture(big).packets).toEqual([PACKET]);
  });

  test("keeps empty packets, and packets longer than they say they were", () => {
    const read = readCapture(concatBytes(
      encodePcapHeader(127),
      encodePcapRecord(0, new Uint8Array(0), 100),
      encodePcapRecord(1, fromHex("aabb"), 1),
    ));
    expect(read.packets.map(({ bytes, wireLength }) => [bytes.length, wireLength])).toEqual([
      [0, 100],
      [2, 1],
    ]);
  });

  test("takes seconds after 2038", () => {
    const record = encodePcapRecord(0xffffffff * 1e6 + 999_999, PACKET.bytes);
    const read = readCapture(concatBytes(encodePcapHeader(1), record));
    expect(read.packets[0]!.timestampUs).toBe(4_294_967_295_999_999);
  });

  test("says how far it got when the file is cut, at every length", () => {
    const two = concatBytes(LITTLE, encodePcapRecord(7, fromHex("01020304")));
    for (let length = 0; length < two.length; length++) {
      const read = readCapture(two.subarray(0, length), 5);
      expect(read.packets).toEqual(length < LITTLE.length ? [] : [PACKET]);
      expect(read.reason).toEqual(cutReason(length));
    }
    expect(readCapture(two.subarray(0, 30)).fault).toBe(faultCode("pcap.truncated"));
  });

  function cutReason(length: number): string | undefined {
    if (length === 0) return "the file is empty";
    const hex = ["d4", "d4 c3", "d4 c3 b2"][length - 1];
    if (hex) return `not a capture file: it begins with ${hex} ("${".".repeat(length)}")`;
    if (length < 24) return "the file ends within its header";
    if (length === 24 || length === LITTLE.length) return undefined;
    return `the file is cut off in packet ${length < LITTLE.length ? 1 : 2}`;
  }

  test.each([
    [262_145, "262145"],
    [0x80000000, "2147483648"],
    [0xffffffff, "4294967295"],
  ])("stops at a record that claims %i bytes, and keeps what came before", (claimed, text) => {
    const lie = encodePcapRecord(0, new Uint8Array(300_000));
    new DataView(lie.buffer).setUint32(8, claimed, true);
    const read = readCapture(concatBytes(LITTLE, lie), 1000);
    expect(read.packets).toEqual([PACKET]);
    expect(read.reason).toBe(`packet 2 claims ${text} bytes, more than 262144`);
    expect(read.fault).toBe(faultCode("pcap.record_length"));
  });

  test("takes a record of the largest size", () => {
    const file = concatBytes(encodePcapHeader(127), encodePcapRecord(0, new Uint8Array(262_144)));
    expect(readCapture(file, 4096).packets[0]!.bytes.length).toBe(262_144);
  });

  test("goes on when a growing file gets longer", () => {
    const reader = new CaptureReader();
    const batch = new PacketBatch();
    reader.append(LITTLE.subarray(0, LITTLE.length - 1));
    expect([reader.fill(batch), reader.fill(batch), reader.problem]).toEqual([
      "more",
      "more",
      undefined,
    ]);
    reader.append(LITTLE.subarray(LITTLE.length - 1));
    expect(reader.fill(batch)).toBe("packets");
    expect(batch.count).toBe(1);
    expect(reader.fill(batch)).toBe("more");
    reader.finish();
    expect(reader.fill(batch)).toBe("end");
  });

  test("uses packets of one chunk in place; a batch ends at 1,024 packets or 256 KiB", () => {
    const record = encodePcapRecord(0, new Uint8Array(40));
    const many = concatBytes(encodePcapHeader(127), ...Array.from({ length: 2500 }, () => record));
    const reader = new CaptureReader();
    const batch = new PacketBatch();
    reader.append(many);
    expect(reader.fill(batch)).toBe("packets");
    expect(batch.bytes).toBe(many);
    expect([batch.count, batch.start[0], batch.start[1]]).toEqual([BATCH_PACKETS_MAX, 40, 96]);
    const large = encodePcapRecord(0, new Uint8Array(100_000));
    const few = concatBytes(encodePcapHeader(127), large, large, large, large, large);
    expect(readCapture(few).batches).toEqual([3, 2]);
  });

  test("peek() reads the header, so that a file that is none fails before its packets", () => {
    const reader = new CaptureReader();
    expect(reader.peek()).toBe(false);
    reader.append(BIG_NANO.subarray(0, 20));
    expect([reader.peek(), reader.recognised, reader.linkType]).toEqual([false, true, 0]);
    reader.append(BIG_NANO.subarray(20));
    expect([reader.peek(), reader.linkType]).toEqual([true, 105]);
    const batch = new PacketBatch();
    expect([reader.fill(batch), batch.count]).toEqual(["packets", 1]);
  });

  test("gives the same packets for chunks of any size", () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 20 }), fc.integer({ min: 1, max: 700 }), (
        packets,
        piece,
      ) => {
        const file = concatBytes(
          encodePcapHeader(127),
          ...packets.map((packet, index) => encodePcapRecord(index * 1000, packet)),
        );
        const read = readCapture(file, piece);
        expect(read.packets.map((packet) => packet.bytes)).toEqual(packets);
        expect(read.packets.map((packet) => packet.timestampUs / 1000)).toEqual([
          ...packets.keys(),
        ]);
        expect(read.reader.consumed).toBe(file.length);
      }),
    );
  });

  test("never throws on random bytes behind a good header, and always ends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(100), (bytes, piece) => {
        for (const header of [LITTLE, BIG_NANO, MODIFIED]) {
          const read = readCapture(concatBytes(header.subarray(0, 24), bytes), piece + 1);
          expect(read.packets.length).toBe(read.reader.packets);
        }
      }),
    );
  });
});
