import { describe, expect, test } from "vitest";
import { crc24 } from "../../../protocols/btle/crc24.ts";
import { btleHeaderDecoder } from "../../../protocols/btle/link-layer.ts";
import { FCS_WRONG } from "../../../protocols/linktype/link-header.ts";
import { frameDecoders } from "../../../protocols/linktype/frame-linktypes.ts";
import { DLT_BLUETOOTH_LE_LL } from "../../../protocols/linktype/linktypes.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject, linkValues } from "../linktype/link-values.ts";

/** ADV_IND of 11:22:33:44:55:66, random: flags 06, name "Lock" (the example of spec 3.2). */
const LOCK = "d6be898e 400f 665544332211 020106 05094c6f636b 1ce3d0";
const LOCK_BYTES = 24;
const FRAME = { ...BARE, linkType: 251, hasRadio: false, wrong: false };

function subject(decoder: typeof btleHeaderDecoder, cases: Parameters<typeof linkSubject>[1]) {
  return {
    ...linkSubject(decoder, cases, cases.map(({ bytes }) => bytes.subarray(0, 16))),
    values: (...[header, start]: Parameters<typeof linkValues>) => ({
      ...linkValues(header, start),
      wrong: header.fcs === FCS_WRONG,
    }),
  };
}

describe("link type 251", () => {
  const decoder = frameDecoders.find(({ linkType }) => linkType === DLT_BLUETOOTH_LE_LL)!;
  testDecoder(
    "decodeBtle()",
    subject(decoder, [
      {
        name: "an advertisement with the right CRC",
        bytes: fromHex(LOCK),
        expected: { ...FRAME, frame: [0, LOCK_BYTES - 3] },
      },
      {
        name: "one bit of the name is wrong",
        bytes: fromHex(LOCK.replace("4c6f", "4c6e")),
        expected: { ...FRAME, frame: [0, LOCK_BYTES - 3], wrong: true },
      },
      {
        name: "bytes behind the CRC are no part of it",
        bytes: fromHex(`${LOCK} aabbcc`),
        shortest: LOCK_BYTES,
        expected: { ...FRAME, frame: [0, LOCK_BYTES - 3] },
      },
      {
        name: "nobody but its two ends can check the CRC of a connection",
        bytes: fromHex("f51dd492 0d01 55 123456"),
        expected: { ...FRAME, frame: [0, 7] },
      },
      {
        name: "a PDU longer than the packet",
        bytes: fromHex("d6be898e 40ff 6655443322"),
        expected: "btle.length",
      },
      {
        name: "no room for a CRC",
        bytes: fromHex("d6be898e 4000 1ce3"),
        expected: "btle.truncated",
      },
    ]),
  );
});

/** RF channel, signal, noise, offences, reference access address, flags. */
const header = (channel: string, flags: string) => `${channel} c4 a0 00 d6be898e ${flags}`;
const RADIO = { ...FRAME, hasRadio: true, signalKind: 1, signal: -60, frame: [10, 31] };

testDecoder(
  "decodeBtleWithHeader()",
  subject(btleHeaderDecoder, [
    {
      name: "the example: channel 0, the receiver says that the CRC is valid",
      bytes: fromHex(`${header("00", "130c")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_402_000 },
    },
    {
      name: "noise where it is valid",
      bytes: fromHex(`${header("0c", "170c")} ${LOCK}`),
      expected: { ...RADIO, noise: -96, freqKhz: 2_426_000 },
    },
    {
      name: "the receiver's word outranks the bytes: valid",
      bytes: fromHex(`${header("27", "130c")} ${LOCK.replace("1ce3d0", "000000")}`),
      expected: { ...RADIO, freqKhz: 2_480_000 },
    },
    {
      name: "the receiver's word outranks the bytes: invalid",
      bytes: fromHex(`${header("27", "1304")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_480_000, fcsFailed: true },
    },
    {
      name: "a receiver that did not look leaves the CRC to us",
      bytes: fromHex(`${header("00", "1300")} ${LOCK.replace("1ce3d0", "1ce3d1")}`),
      expected: { ...RADIO, freqKhz: 2_402_000, wrong: true },
    },
    {
      name: "no valid signal",
      bytes: fromHex(`${header("00", "110c")} ${LOCK}`),
      expected: { ...RADIO, signalKind: 0, signal: 0, freqKhz: 2_402_000 },
    },
    {
      name: "an index where the RF channel should be: advertising is never on RF channel 37",
      bytes: fromHex(`${header("25", "130c")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 2_402_000 },
    },
    {
      name: "RF channel 37 of an extended advertisement is what it says",
      bytes: fromHex(`${header("25", "934c")} ${LOCK.replace("400f", "470f")}`),
      expected: { ...RADIO, freqKhz: 2_476_000 },
    },
    {
      name: "a channel that does not exist",
      bytes: fromHex(`${header("28", "130c")} ${LOCK}`),
      expected: { ...RADIO, freqKhz: 0 },
    },
    {
      name: "LE Coded has a coding indicator in front of the PDU",
      bytes: fromHex("16 cc 80 00 891b2ed8 138d 891b2ed8 00 0d00 000000"),
      expected: { ...RADIO, signal: -52, freqKhz: 2_446_000, frame: [10, 17] },
    },
    {
      name: "whitened bytes say nothing",
      bytes: fromHex(`${header("00", "120c")} ${LOCK}`),
      expected: "btle.whitened",
    },
  ]),
);

test("crc24() is the register of the example, sent least significant byte first", () => {
  const bytes = fromHex(LOCK);
  expect(crc24(bytes, 4, LOCK_BYTES - 3)).toBe(0xd0e31c);
});
