import { nordicDecoder } from "../../../protocols/btle/nordic.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject } from "../linktype/link-values.ts";

/** ADV_IND of 11:22:33:44:55:66 with its CRC, 24 bytes. */
const LOCK = "d6be898e 400f 665544332211 020106 05094c6f636b 1ce3d0";
const RADIO = { ...BARE, linkType: 251, signalKind: 1, signal: -53, frame: [17, 38] };
/** Header length, flags, channel index, signal, event counter, time. */
const header = (flags: string, channel: string, signal = "35") =>
  `0a ${flags} ${channel} ${signal} 0000 4fed0200`;

testDecoder(
  "decodeNordic()",
  linkSubject(nordicDecoder, [
    {
      name: "version 2: index 37, -53 dBm, CRC good",
      bytes: fromHex(`4b 2200 02 0100 06 ${header("01", "25")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_402_000 },
    },
    {
      name: "version 3 looks the same",
      bytes: fromHex(`4b 2200 03 0100 02 ${header("01", "26")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_426_000 },
    },
    {
      name: "version 1 has its lengths elsewhere",
      bytes: fromHex(`00 06 22 01 0100 06 ${header("01", "0b")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_428_000 },
    },
    {
      name: "CRC wrong, as the sniffer says",
      bytes: fromHex(`4b 2200 02 0100 06 ${header("00", "25")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_402_000, fcsFailed: true },
    },
    {
      name: "no signal, and a channel that does not exist",
      bytes: fromHex(`4b 2200 02 0100 06 ${header("01", "28", "00")} ${LOCK}`),
      expected: { ...RADIO, signalKind: 0, signal: 0 },
    },
    {
      name: "LE Coded with its coding indicator",
      bytes: fromHex(`4b 1400 02 0100 06 ${header("21", "25")} d6be898e 01 0700 aabbcc`),
      expected: { ...RADIO, freqKhz: 2_402_000, frame: [17, 24] },
    },
    {
      name: "a message that holds no frame",
      bytes: fromHex("4b 0e00 02 0100 0e 0000000000000000000000000000"),
      expected: "btle.length",
    },
    {
      name: "a payload longer than the packet",
      bytes: fromHex(`4b ff00 02 0100 06 ${header("01", "25")} ${LOCK}`),
      expected: "btle.length",
    },
  ], [fromHex(`4b 2200 02 0100 06 ${header("01", "25")} d6be898e`)]),
);
