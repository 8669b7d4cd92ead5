import { prismDecoder } from "../../../protocols/prism/prism.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject } from "../linktype/link-values.ts";

interface Item {
  data?: number;
  /** 0 = the driver supplied it. */
  status?: number;
}

/** The 144 bytes: message code and length, device name, ten items. */
function header(
  { code = 0x44, length = 144, little = true, items = {} as Record<number, Item> } = {},
): Uint8Array {
  const bytes = new Uint8Array(144);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, code, little);
  view.setUint32(4, length, little);
  bytes.set(new TextEncoder().encode("wlan0"), 8);
  for (let index = 0; index < 10; index++) {
    const at = 24 + index * 12;
    view.setUint32(at, (index + 1) * 0x1000 + 0x44, little);
    view.setUint16(at + 4, items[index]?.status ?? 0, little);
    view.setUint16(at + 6, 4, little);
    view.setUint32(at + 8, items[index]?.data ?? 0, little);
  }
  return bytes;
}

// Channel 11, RSSI 60, signal 42, noise 7, 5.5 Mbit/s.
const ITEMS = {
  2: { data: 11 },
  3: { data: 60 },
  5: { data: 42 },
  6: { data: 7 },
  7: { data: 11 },
};
const VALUES = {
  ...BARE,
  frame: [144, 144],
  signalKind: 2,
  signal: 42,
  noise: 7,
  freqKhz: 2_462_000,
  rate: 55,
};

const cases: readonly DecoderCase[] = [
  {
    name: "little endian, with a frame",
    bytes: concatBytes(header({ items: ITEMS }), fromHex("d4000000aabb")),
    shortest: 144,
    expected: { ...VALUES, frame: [144, 150] },
  },
  {
    name: "big endian, the other message code",
    bytes: header({ code: 0x41, little: false, items: ITEMS }),
    expected: VALUES,
  },
  {
    name: "RSSI where there is no signal; items that were not supplied are 0",
    bytes: header({
      items: { ...ITEMS, 2: { data: 11, status: 1 }, 5: { data: 99, status: 0x100 } },
    }),
    expected: { ...VALUES, signal: 60, freqKhz: 0 },
  },
  {
    name: "values beyond the columns",
    bytes: header({
      items: {
        2: { data: 0xffffffff },
        5: { data: 0x7fffffff },
        6: { data: 0x80000000 },
        7: { data: 0xffffffff },
      },
    }),
    expected: { ...VALUES, freqKhz: 0, signal: 32_767, noise: -32_768, rate: 65_535 },
  },
  {
    name: "a longer message",
    bytes: concatBytes(header({ length: 148, items: ITEMS }), fromHex("ffffffff")),
    expected: { ...VALUES, frame: [148, 148] },
  },
  {
    name: "an AVS header in its place",
    bytes: fromHex(
      `80211001 00000040 0000000000000001 0000000000000002 00000004 00000006 0000006e 00000001
       00000000 00000002 ffffffd0 ffffffa1 00000000 00000001`,
    ),
    expected: {
      ...BARE,
      frame: [64, 64],
      signalKind: 1,
      signal: -48,
      noise: -95,
      freqKhz: 2_437_000,
      rate: 110,
      carrier: 1,
      encoding: 1,
      antennas: [[1, -48]],
    },
  },
  { name: "143 bytes", bytes: header().subarray(0, 143), expected: "prism.truncated" },
  { name: "another message", bytes: header({ code: 0x45 }), expected: "prism.message" },
  { name: "a length below 144", bytes: header({ length: 143 }), expected: "prism.length" },
  { name: "a length past the packet", bytes: header({ length: 145 }), expected: "prism.length" },
];

testDecoder(
  "decodePrism()",
  linkSubject(prismDecoder, cases, [header(), header({ little: false })]),
);
