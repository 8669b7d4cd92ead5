import { ppiDecoder } from "../../../protocols/ppi/ppi.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject } from "../linktype/link-values.ts";

/** A header of the length that it says: flags, link type of the frame, fields. */
function header(fields: string, linkType = "69000000", flags = "00"): Uint8Array {
  const bytes = concatBytes(fromHex(`00${flags}0000`), fromHex(linkType), fromHex(fields));
  new DataView(bytes.buffer).setUint16(2, bytes.length, true);
  return bytes;
}

const ends = (at: number) => ({ ...BARE, frame: [at, at] });

// 802.11-common: TSF, flags FCS, rate 54 Mbit/s, 2437 MHz OFDM 2 GHz, FHSS, -50 dBm, -96 dBm.
const COMMON = "0200 1400 0102030405060708 0100 6c00 8509 c000 00 00 ce a0";
const COMMON_VALUES = {
  fcs: true,
  signalKind: 1,
  signal: -50,
  noise: -96,
  freqKhz: 2_437_000,
  rate: 540,
  carrier: 4,
  encoding: 3,
};
// GPS version 2: latitude 37.7749, longitude -122.4194, altitude 16 m.
const GPS = "3275 1400 02 cf 1400 0e000000 08d0cd81 301a5222 00434c6b";
const GPS_VALUES = {
  latitude: 37.7749,
  longitude: -122.4194,
  altitudeM: 16,
  speedKmh: 0,
  headingDegrees: 0,
  fix: 3,
};

const cases: readonly DecoderCase[] = [
  {
    name: "802.11-common with a frame behind it",
    bytes: concatBytes(header(COMMON), fromHex("d4000000aabb")),
    shortest: 32,
    expected: { ...BARE, frame: [32, 38], ...COMMON_VALUES },
  },
  { name: "no field", bytes: header(""), expected: ends(8) },
  {
    name: "802.11-common without FCS: 5180 MHz turbo OFDM at 6 Mbit/s",
    bytes: header("0200 1400 0000000000000000 0000 0c00 3c14 5001 00 00 00 00"),
    expected: { ...ends(32), signalKind: 1, freqKhz: 5_180_000, rate: 60, carrier: 3, encoding: 3 },
  },
  {
    name: "the last matching encoding wins; CCK at 2 GHz names no carrier",
    bytes: header("0200 1400 0000000000000000 0000 0000 6c09 a00c 00 00 00 00"),
    expected: { ...ends(32), signalKind: 1, freqKhz: 2_412_000, encoding: 5 },
  },
  {
    name: "turbo CCK is b+",
    bytes: header("0200 1400 0000000000000000 0000 0000 6c09 b000 00 00 00 00"),
    expected: { ...ends(32), signalKind: 1, freqKhz: 2_412_000, carrier: 2, encoding: 1 },
  },
  {
    name: "a rate beyond the column",
    bytes: header("0200 1400 0000000000000000 0000 ffff 0000 0000 00 00 00 00"),
    expected: { ...ends(32), signalKind: 1, rate: 65_535 },
  },
  {
    name: "n-MAC at 20 MHz after the common field",
    bytes: header(`${COMMON} 0300 0c00 02000000 00000000 00000000`),
    expected: { ...ends(48), ...COMMON_VALUES, carrier: 7 },
  },
  {
    name: "n-MAC+PHY at 40 MHz",
    bytes: header(`0400 3000 01000000 ${"00".repeat(44)}`),
    expected: { ...ends(60), carrier: 8 },
  },
  {
    name: "GPS version 2 with altitude",
    bytes: header(GPS),
    expected: { ...ends(32), location: GPS_VALUES },
  },
  {
    name: "GPS version 0 with flags in front, without altitude",
    bytes: header("3275 1400 00 cf 1400 07000000 ffffffff 08d0cd81 301a5222"),
    expected: { ...ends(32), location: { ...GPS_VALUES, altitudeM: 0, fix: 2 } },
  },
  {
    name: "GPS with values behind the altitude",
    bytes: header("3275 1c00 01 cf 1c00 6e000000 08d0cd81 301a5222 00434c6b 00f15365 00000000"),
    expected: { ...ends(40), location: GPS_VALUES },
  },
  {
    name: "GPS without longitude is no position",
    bytes: header("3275 0c00 02 cf 0c00 02000000 08d0cd81"),
    expected: ends(24),
  },
  {
    name: "GPS beyond the pole",
    bytes: header("3275 1000 02 cf 1000 06000000 ffffffff 301a5222"),
    expected: { ...ends(28), partial: "ppi.gps_malformed" },
  },
  {
    name: "GPS of an unknown version",
    bytes: header("3275 1000 03 cf 1000 06000000 08d0cd81 301a5222"),
    expected: { ...ends(28), partial: "ppi.gps_malformed" },
  },
  {
    name: "GPS that names more values than it has",
    bytes: header("3275 0c00 02 cf 0c00 06000000 08d0cd81"),
    expected: { ...ends(24), partial: "ppi.gps_malformed" },
  },
  {
    name: "fields aligned to 4 where the header says so; unknown ones are skipped",
    bytes: header(`0900 0500 0102030405 ffffff ${COMMON}`, "69000000", "01"),
    expected: { ...ends(44), ...COMMON_VALUES },
  },
  {
    name: "fields that follow without gap",
    bytes: header(`0900 0500 0102030405 ${COMMON}`),
    expected: { ...ends(41), ...COMMON_VALUES },
  },
  {
    name: "a common field that is too short is passed over",
    bytes: header("0200 1300 01020304050607080100 6c00 8509 c000 00 00 ce"),
    expected: { ...ends(31), partial: "ppi.field_length" },
  },
  {
    name: "an n-MAC field that is too short is passed over",
    bytes: header("0300 0300 020000"),
    expected: { ...ends(15), partial: "ppi.field_length" },
  },
  {
    name: "logs that say 24 where the common field needs 32",
    bytes: concatBytes(fromHex("0000 1800 69000000"), fromHex(COMMON), fromHex("d4")),
    expected: { ...BARE, frame: [32, 33], ...COMMON_VALUES },
  },
  {
    name: "FCS flagged as wrong",
    bytes: header("0200 1400 0000000000000000 0500 6c00 8509 c000 00 00 ce a0"),
    expected: "ppi.fcs_flagged",
  },
  {
    name: "PHY error",
    bytes: header("0200 1400 0000000000000000 0800 6c00 8509 c000 00 00 ce a0"),
    expected: "ppi.fcs_flagged",
  },
  {
    name: "frames of a link type that nobody knows",
    bytes: header(COMMON, "01000000"),
    expected: "linktype.unknown",
  },
  {
    name: "frames of a link type beyond 16 bits",
    bytes: header(COMMON, "69000100"),
    expected: "linktype.unknown",
  },
  { name: "seven bytes", bytes: fromHex("0000 0800 690000"), expected: "ppi.truncated" },
  { name: "a length of seven", bytes: fromHex("0000 0700 69000000"), expected: "ppi.length" },
  {
    name: "a length beyond the packet",
    bytes: fromHex("0000 0900 69000000"),
    expected: "ppi.length",
  },
  {
    name: "a field beyond the header",
    bytes: header("0900 0500 01020304"),
    expected: "ppi.field_length",
  },
];

testDecoder(
  "decodePpi()",
  linkSubject(ppiDecoder, cases, [
    fromHex("0000 2000 69000000 0200 1400"),
    fromHex("0000 2000 69000000 3275 1400 02cf 1400"),
  ]),
);
