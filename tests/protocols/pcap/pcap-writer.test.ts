import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  encodePcapHeader,
  encodePcapRecord,
  writePcapRecordHeader,
} from "../../../protocols/pcap/pcap-writer.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { readCapture } from "./pcap-fixtures.ts";

test("encodePcapHeader() writes the 24 bytes", () => {
  expect(encodePcapHeader(127, 65_535)).toEqual(
    fromHex("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 7f000000"),
  );
  expect(encodePcapHeader(105).subarray(16, 20)).toEqual(fromHex("00000400"));
});

test("encodePcapRecord() writes seconds, microseconds and both lengths", () => {
  const expected = fromHex("00f15365 90d00300 03000000 05000000 aabbcc");
  expect(encodePcapRecord(1_700_000_000_250_000.5, fromHex("aabbcc"), 5)).toEqual(expected);
  expect(encodePcapRecord(0, fromHex("aabbcc")).subarray(12, 16)).toEqual(fromHex("03000000"));
});

test("writePcapRecordHeader() writes in the middle of a view of a buffer", () => {
  const buffer = new Uint8Array(40).fill(0xff);
  writePcapRecordHeader(buffer.subarray(4), 2, 1_700_000_000_250_000, 3, 5);
  expect(buffer.subarray(0, 6)).toEqual(fromHex("ffffffffffff"));
  expect(buffer.subarray(6, 24)).toEqual(fromHex("00f15365 90d00300 03000000 05000000 ffff"));
});

test("what the pcap writer writes, the reader gives back", () => {
  const packet = fc.tuple(fc.uint8Array({ maxLength: 50 }), fc.nat(2 ** 31), fc.nat(9999));
  fc.assert(
    fc.property(fc.array(packet), fc.nat(0xffff), (packets, linkType) => {
      const file = concatBytes(
        encodePcapHeader(linkType),
        ...packets.map(([bytes, time, wire]) => encodePcapRecord(time * 1001, bytes, wire)),
      );
      expect(readCapture(file).packets).toEqual(packets.map(([bytes, time, wireLength]) => ({
        linkType,
        fcsBytes: 0,
        timestampUs: time * 1001,
        wireLength,
        bytes,
      })));
    }),
  );
});
