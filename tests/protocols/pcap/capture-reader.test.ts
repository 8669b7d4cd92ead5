// oxlint-disable unicorn/no-array-fill-with-reference-type -- `fill` here is the reader's.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { faultCode } from "../../../protocols/faults.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { readCapture } from "./pcap-fixtures.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

test.each([
  [ascii(""), "the file is empty"],
  [ascii("h"), `not a capture file: it begins with 68 ("h"), which looks like text`],
  // A Daintree capture (.dcf) is text.
  [
    ascii("#Format=4\r\n# SNA v2.2"),
    `not a capture file: it begins with 23 46 6f 72 ("#Format="), which looks like text`,
  ],
  [
    ascii("SQLite format 3\0"),
    `not a capture file: it begins with 53 51 4c 69 ("SQLite f"), which looks like an SQLite ` +
    `database such as a kismetdb log`,
  ],
  [
    ascii("btsnoop\0\0\0\0\x01"),
    `not a capture file: it begins with 62 74 73 6e ("btsnoop."), which looks like a btsnoop ` +
    `Bluetooth log`,
  ],
  [
    concatBytes(fromHex("28b52ffd"), new Uint8Array(20)),
    `not a capture file: it begins with 28 b5 2f fd ("(./....."), which looks like zstd: unpack ` +
    `it first`,
  ],
  // A terminal escape stays out of the sentence.
  [
    fromHex("1b5b324a 00000000 00"),
    `not a capture file: it begins with 1b 5b 32 4a (".[2J....")`,
  ],
])("CaptureReader says what a file is that is no capture", (file, reason) => {
  for (const piece of [1, 1000]) {
    const read = readCapture(file, piece);
    expect(read).toMatchObject({ packets: [], reason, fault: faultCode("pcap.magic") });
    expect(read.reader.recognised).toBe(false);
    expect(read.reader.peek()).toBe(true);
  }
});

test("CaptureReader.peek() knows a file that is too short to be anything", () => {
  const reader = new CaptureReader();
  reader.append(ascii("hi"));
  expect(reader.peek()).toBe(false);
  reader.finish();
  expect(reader.peek()).toBe(true);
  expect(reader.problem!.reason).toMatch(/^not a capture file: it begins with 68 69 /);
  expect(reader.fill(new PacketBatch())).toBe("end");
});

test("CaptureReader never throws on random bytes, and always ends", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(50), (bytes, piece) => {
      const read = readCapture(bytes, piece + 1);
      expect(read.packets.length).toBe(read.reader.packets);
    }),
  );
});
