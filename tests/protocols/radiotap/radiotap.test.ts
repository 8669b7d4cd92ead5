import { describe, expect, test } from "vitest";
import { OK } from "../../../protocols/faults.ts";
import { ANTENNAS_MAX, LinkHeader } from "../../../protocols/linktype/link-header.ts";
import { encodeRadiotap } from "../../../protocols/radiotap/encode-radiotap.ts";
import { decodeRadiotap, radiotapDecoder } from "../../../protocols/radiotap/radiotap.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject, linkValues } from "../linktype/link-values.ts";

/** A header of the length that it says, from its present words on. */
function header(words: string, fields = ""): Uint8Array {
  const bytes = concatBytes(fromHex("00000000"), fromHex(words), fromHex(fields));
  new DataView(bytes.buffer).setUint16(2, bytes.length, true);
  return bytes;
}

/** Bits 0 to 27 in one word, then a word with signal and antenna: proves every size and alignment. */
function everyField(): Uint8Array {
  const bytes = new Uint8Array(138).fill(0x55);
  bytes.set(fromHex("0000 8a00 ffffffaf 20080000"));
  bytes.set(fromHex("00 04 6c09a000"), 24); // flags, rate, channel
  bytes.set(fromHex("c4 a1"), 32); // signal, noise
  bytes.set(fromHex("07"), 41); // antenna
  bytes.set(fromHex("40010000 3c14 24 00"), 52); // XChannel, which the channel outranks
  bytes.set(fromHex("ba 08"), 136); // second word: signal, antenna
  return bytes;
}

const ends = (at: number) => ({ ...BARE, frame: [at, at] });

const cases: readonly DecoderCase[] = [
  {
    name: "flags, rate, 2412 MHz CCK, signal -57, antenna 0, RX flags; FCS at the end",
    bytes: fromHex("0000 1200 2e480000 10 02 6c09a000 c7 00 0000  d4000000aabb"),
    shortest: 18,
    expected: {
      ...BARE,
      frame: [18, 24],
      fcs: true,
      signalKind: 1,
      signal: -57,
      freqKhz: 2_412_000,
      rate: 10,
      carrier: 1,
      encoding: 1,
      antennas: [[0, -57]],
    },
  },
  { name: "no field at all", bytes: header("00000000"), expected: ends(8) },
  {
    name: "TSFT, then fields aligned behind it: 5180 MHz OFDM, signal -40, noise -95",
    bytes: header("6b000000", "0102030405060708 00 ff 3c144001 d8 a1"),
    expected: {
      ...ends(24),
      signalKind: 1,
      signal: -40,
      noise: -95,
      freqKhz: 5_180_000,
      carrier: 3,
      encoding: 3,
    },
  },
  {
    name: "two antenna words: the first signal counts, both antennas are kept",
    bytes: header("200800a0 20080000", "c4 00 ba 01"),
    expected: { ...ends(16), signalKind: 1, signal: -60, antennas: [[0, -60], [1, -70]] },
  },
  {
    name: "words of one antenna: its last signal is kept, the first counts",
    bytes: header("200800a0 20080000", "c4 03 ba 03"),
    expected: { ...ends(16), signalKind: 1, signal: -60, antennas: [[3, -70]] },
  },
  {
    name: "a second word alone has a signal",
    bytes: header("040000a0 20000000", "02 ba"),
    expected: { ...ends(14), signalKind: 1, signal: -70, rate: 10 },
  },
  {
    name: "flags of two words OR-ed; rate, channel and noise of the last win",
    bytes: header("4e0000a0 4e000000", "10 02 6c098004 a0 40 6c ff 3c144001 a1"),
    expected: {
      ...ends(27),
      fcs: true,
      fcsFailed: true,
      signalKind: 1,
      noise: -95,
      freqKhz: 5_180_000,
      rate: 540,
      carrier: 3,
      encoding: 3,
    },
  },
  {
    name: "a signal of 0 sets the type and no value",
    bytes: header("20000000", "00"),
    expected: { ...ends(9), signalKind: 1 },
  },
  {
    name: "the basic rate bit is no part of the rate",
    bytes: header("04000000", "8b"),
    expected: { ...ends(9), rate: 55 },
  },
  {
    name: "every field of the table",
    bytes: everyField(),
    expected: {
      ...ends(138),
      signalKind: 1,
      signal: -60,
      noise: -95,
      freqKhz: 2_412_000,
      rate: 20,
      carrier: 1,
      encoding: 1,
      antennas: [[7, -60], [8, -70]],
    },
  },
  {
    name: "XChannel where there is no channel",
    bytes: header("00000400", "40010000 3c14 24 00"),
    expected: { ...ends(16), freqKhz: 5_180_000, carrier: 3, encoding: 3 },
  },
  {
    name: "a vendor namespace is skipped by its length, the radiotap namespace comes back",
    bytes: header("200000c0 070000a0 20080000", "c4 ff aabbcc 00 0300 010203 b0 02"),
    expected: { ...ends(29), signalKind: 1, signal: -60, antennas: [[2, -80]] },
  },
  {
    name: "TLVs to the end of the header, each padded to 4",
    bytes: header("20000010", "c4 ffffff 4100 0500 0102030405 ffffff 4200 0000"),
    expected: { ...ends(28), signalKind: 1, signal: -60 },
  },
  {
    name: "a TLV that runs past the header: what came before is kept",
    bytes: header("20000010", "c4 ffffff 2100 0500 01020304"),
    expected: { ...ends(20), signalKind: 1, signal: -60, partial: "radiotap.field_length" },
  },
  {
    name: "half a TLV header",
    bytes: header("20000010", "c4 ffffff 2100"),
    expected: { ...ends(14), signalKind: 1, signal: -60, partial: "radiotap.field_length" },
  },
  {
    name: "a field past the header's length stops decoding, the frame is kept",
    bytes: header("68000000", "6c09a000 c4"),
    expected: {
      ...ends(13),
      signalKind: 1,
      signal: -60,
      freqKhz: 2_412_000,
      carrier: 1,
      encoding: 1,
      partial: "radiotap.field_length",
    },
  },
  {
    name: "a vendor namespace whose skip length passes the header",
    bytes: header("200000c0 00000000", "c4 ff aabbcc 00 0300 0102"),
    expected: { ...ends(22), signalKind: 1, signal: -60, partial: "radiotap.field_length" },
  },
  {
    name: "a word that counts on to bit 32 has no known field",
    bytes: header("20000080 20000000", "c4 ba"),
    expected: { ...ends(14), signalKind: 1, signal: -60, partial: "radiotap.field_unknown" },
  },
  {
    name: "an empty word without namespace does no harm",
    bytes: header("20000080 00000000", "c4"),
    expected: { ...ends(13), signalKind: 1, signal: -60 },
  },
  {
    name: "another version is read all the same, and counted",
    bytes: fromHex("0100 0900 20000000 c4"),
    expected: { ...ends(9), signalKind: 1, signal: -60, partial: "radiotap.version" },
  },
  { name: "seven bytes", bytes: fromHex("0000 0800 000000"), expected: "radiotap.truncated" },
  {
    name: "a length below its own header",
    bytes: fromHex("0000 0700 00000000"),
    expected: "radiotap.length",
  },
  {
    name: "a length beyond the packet",
    bytes: fromHex("0000 0a00 00000000 ff"),
    expected: "radiotap.length",
  },
  {
    name: "present words past the length",
    bytes: fromHex("0000 0c00 00000080 00000080"),
    expected: "radiotap.present",
  },
];

testDecoder(
  "decodeRadiotap()",
  linkSubject(radiotapDecoder, cases, [
    fromHex("0000 2000"),
    fromHex("0000 3000 200800a0"),
    fromHex("0000 4000 ffffffef"),
  ]),
);

describe("decodeRadiotap()", () => {
  test.each([
    ["2 GHz GFSK: FHSS", 0x0880, 5, 5],
    ["5 GHz OFDM: a", 0x0140, 3, 3],
    ["2 GHz CCK turbo: b+", 0x00b0, 2, 1],
    ["2 GHz CCK: b", 0x00a0, 1, 1],
    ["2 GHz OFDM: g", 0x00c0, 4, 3],
    ["2 GHz dynamic: g", 0x0480, 4, 4],
    ["5 GHz CCK: unknown", 0x0120, 0, 1],
    ["2 GHz CCK and OFDM: the first rule wins", 0x00e0, 1, 1],
    ["nothing", 0, 0, 0],
  ])("channel flags %s", (_name, flags, carrier, encoding) => {
    const bytes = header("08000000", "6c090000");
    new DataView(bytes.buffer).setUint16(10, flags, true);
    const into = new LinkHeader();
    expect(decodeRadiotap(into, bytes, 0, bytes.length)).toBe(OK);
    expect([into.carrier, into.encoding]).toEqual([carrier, encoding]);
  });

  // Size and alignment of each field by bit, as radiotap.org defines them.
  // deno-fmt-ignore
  const LAYOUT = [[8, 8], [1, 1], [1, 1], [4, 2], [2, 2], [1, 1], [1, 1], [2, 2], [2, 2], [2, 2],
    [1, 1], [1, 1], [1, 1], [1, 1], [2, 2], [2, 2], [1, 1], [1, 1], [8, 4], [3, 1], [8, 4], [12, 2],
    [12, 8], [12, 2], [12, 2], [6, 2], [1, 1], [4, 2]] as const;

  test.each([...LAYOUT.keys()].filter((bit) => bit > 5))(
    "skips field %i with its alignment",
    (bit) => {
      // Behind one byte, behind two, and behind a channel: fields then begin at 13, 14 and 18.
      for (const [before, from] of [[0x02, 13], [0x06, 14], [0x0a, 18]] as const) {
        const [size, align] = LAYOUT[bit]!;
        const at = Math.ceil(from / align) * align + size;
        const bytes = new Uint8Array(at + 1);
        const view = new DataView(bytes.buffer);
        view.setUint16(2, bytes.length, true);
        view.setUint32(4, (before | (1 << bit) | 0xa0000000) >>> 0, true);
        view.setUint32(8, 1 << 5, true);
        view.setInt8(at, -33);
        const into = new LinkHeader();
        expect(decodeRadiotap(into, bytes, 0, bytes.length)).toBe(OK);
        expect([into.signal, into.partial]).toEqual([-33, OK]);
      }
    },
  );

  test("keeps a limited number of antennas", () => {
    const words = `${"200800a0".repeat(40)}20080000`;
    const pairs = Array.from({ length: 41 }, (_, n) => `c4${n.toString(16).padStart(2, "0")}`);
    const bytes = header(words, pairs.join(""));
    const into = new LinkHeader();
    expect(decodeRadiotap(into, bytes, 0, bytes.length)).toBe(OK);
    expect([into.antennaCount, into.partial]).toEqual([ANTENNAS_MAX, OK]);
    expect([...into.antennas.subarray(30)]).toEqual([30, 31]);
  });

  test("reads what encodeRadiotap() writes", () => {
    const frame = fromHex("d4000000aabbccddeeff");
    for (const noiseDbm of [undefined, -95]) {
      const values = { freqMhz: 5745, signalDbm: -61, rate: 12, fcs: true, noiseDbm };
      const packet = encodeRadiotap(values, frame);
      const into = new LinkHeader();
      expect(decodeRadiotap(into, packet, 0, packet.length)).toBe(OK);
      expect(linkValues(into, 0)).toMatchObject({
        frame: [packet.length - 14, packet.length],
        fcs: true,
        partial: "ok",
        signal: -61,
        noise: noiseDbm ?? 0,
        freqKhz: 5_745_000,
        rate: 60,
        carrier: 3,
        antennas: [[0, -61]],
      });
    }
  });
});
