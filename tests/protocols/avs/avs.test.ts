import { avsDecoder } from "../../../protocols/avs/avs.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject } from "../linktype/link-values.ts";

/** The 64 bytes; each argument is one 32-bit word in hexadecimal. */
function header(
  { version = "80211001", length = "00000040", phy = "00000004", channel = "00000006" } = {},
  { type = "00000002", signal = "ffffffd0", noise = "ffffffa1" } = {},
  { rate = "0000006e", antenna = "00000001", encoding = "00000001" } = {},
): Uint8Array {
  return fromHex(
    `${version} ${length} 0000000000000001 0000000000000002 ${phy} ${channel} ${rate} ${antenna}
     00000000 ${type} ${signal} ${noise} 00000000 ${encoding}`,
  );
}

const VALUES = {
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
};
const RSSI = { ...VALUES, signalKind: 2, antennas: [] };

const cases: readonly DecoderCase[] = [
  {
    name: "802.11b, channel 6, 11 Mbit/s, dBm",
    bytes: concatBytes(header(), fromHex("d4000000aabb")),
    shortest: 64,
    expected: { ...VALUES, frame: [64, 70] },
  },
  {
    name: "normalised RSSI",
    bytes: header({}, { type: "00000001", signal: "0000002a", noise: "00000007" }),
    expected: { ...RSSI, signal: 42, noise: 7 },
  },
  {
    name: "raw RSSI beyond the column",
    bytes: header({}, { type: "00000003", signal: "7fffffff", noise: "80000000" }),
    expected: { ...RSSI, signal: 32_767, noise: -32_768 },
  },
  {
    name: "no signal",
    bytes: header({}, { type: "00000000" }),
    expected: { ...RSSI, signalKind: 0, signal: 0, noise: 0 },
  },
  {
    name: "a signal type that is none",
    bytes: header({}, { type: "00000009" }),
    expected: { ...RSSI, signalKind: 0, signal: 0, noise: 0 },
  },
  {
    name: "802.11a, channel 36, OFDM",
    bytes: header({ phy: "00000008", channel: "00000024" }, {}, { encoding: "00000003" }),
    expected: { ...VALUES, freqKhz: 5_180_000, carrier: 3, encoding: 3 },
  },
  {
    name: "frequency in place of the channel; unknown PHY and encoding; antenna and rate too large",
    bytes: header({ phy: "ffffffff", channel: "00000985" }, {}, {
      rate: "ffffffff",
      antenna: "00000100",
      encoding: "00000004",
    }),
    expected: { ...VALUES, rate: 65_535, carrier: 0, encoding: 0, antennas: [] },
  },
  {
    name: "a channel that is none",
    bytes: header({ channel: "ffffffff" }),
    expected: { ...VALUES, freqKhz: 0 },
  },
  {
    name: "a later version, longer",
    bytes: concatBytes(header({ version: "80211002", length: "00000044" }), fromHex("ffffffff")),
    expected: { ...VALUES, frame: [68, 68] },
  },
  { name: "63 bytes", bytes: header().subarray(0, 63), expected: "avs.truncated" },
  { name: "another magic", bytes: header({ version: "80212001" }), expected: "avs.version" },
  { name: "a length below 64", bytes: header({ length: "0000003f" }), expected: "avs.length" },
  {
    name: "a length past the packet",
    bytes: header({ length: "00000041" }),
    expected: "avs.length",
  },
  { name: "a length of 4 GiB", bytes: header({ length: "ffffffff" }), expected: "avs.length" },
];

testDecoder(
  "decodeAvs()",
  linkSubject(avsDecoder, cases, [header(), header({ version: "80211fff" })]),
);
