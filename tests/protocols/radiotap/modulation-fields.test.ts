// Radiotap's MCS, VHT, HE, A-MPDU, U-SIG and EHT fields, bytes written out.
import { describe, expect, test } from "vitest";
import {
  Modulation,
  MODULATION_EHT,
  MODULATION_HE,
  MODULATION_HT,
  MODULATION_NONE,
  MODULATION_VHT,
  rateKbps,
} from "../../../protocols/airtime/modulation.ts";
import { FAULT_NAMES, OK } from "../../../protocols/faults.ts";
import { LinkHeader } from "../../../protocols/linktype/link-header.ts";
import { decodeRadiotap } from "../../../protocols/radiotap/radiotap.ts";
import { fromHex } from "../../suites/hex.ts";

function decoded(text: string): LinkHeader {
  const header = new LinkHeader();
  const bytes = fromHex(text);
  expect(decodeRadiotap(header, bytes, 0, bytes.length)).toBe(OK);
  return header;
}

describe("decodeRadiotap()", () => {
  test("MCS: known, flags, index", () => {
    // Width, index, guard interval and format known; 40 MHz, short guard interval; MCS 15.
    const { modulation } = decoded("00 00 0b00 00000800 0f 05 0f");
    expect(modulation).toMatchObject({
      kind: MODULATION_HT,
      mcs: 15,
      streams: 2,
      widthMhz: 40,
      guardNs: 400,
      greenfield: false,
    });
    expect(rateKbps(modulation)).toBe(300_000);
  });

  test("MCS: without a known index it says nothing", () => {
    expect(decoded("00 00 0b00 00000800 0d 05 0f").modulation.kind).toBe(MODULATION_NONE);
  });

  test("MCS: space-time and sounding streams", () => {
    expect(decoded("00 00 0b00 00000800 e2 a0 00").modulation).toMatchObject({
      codedStreams: 1,
      soundingStreams: 3,
    });
  });

  test("VHT: known, flags, width, MCS and streams of the first user", () => {
    // Guard interval and width known; short; 80 MHz; MCS 9, two streams.
    const { modulation } = decoded("00 00 1400 00002000 4400 04 04 92000000 00 00 0000");
    expect(modulation).toMatchObject({
      kind: MODULATION_VHT,
      mcs: 9,
      streams: 2,
      widthMhz: 80,
      guardNs: 400,
    });
    expect(rateKbps(modulation)).toBe(866_667);
  });

  test.each([[0, 20], [1, 40], [3, 20], [4, 80], [6, 40], [10, 20], [11, 160], [13, 80], [25, 20]])(
    "VHT width code %i is %i MHz",
    (code, widthMhz) => {
      const hex = code.toString(16).padStart(2, "0");
      const { modulation } = decoded(`00 00 1400 00002000 4000 00 ${hex} 11000000 00 00 0000`);
      expect(modulation.widthMhz).toBe(widthMhz);
    },
  );

  test("HE: format, MCS, width, guard interval, streams", () => {
    // Data 1: SU, MCS and width known; data 2: guard known; data 3: MCS 11; data 5: 80 MHz, 1.6 us,
    // 2x training; data 6: two streams.
    const { modulation } = decoded("00 00 1400 00008000 2040 0200 000b 0000 9200 0200");
    expect(modulation).toMatchObject({
      kind: MODULATION_HE,
      mcs: 11,
      streams: 2,
      widthMhz: 80,
      guardNs: 1600,
      ltfSize: 2,
      multiUser: false,
    });
    expect(rateKbps(modulation)).toBe(Math.round(980 * 10 * 5 / 6 * 2 / 14.4 * 1000));
  });

  test("HE: a resource unit of a multi-user frame", () => {
    const { modulation } = decoded("00 00 1400 00008000 2240 0000 0000 0000 0600 0100");
    expect(modulation).toMatchObject({ multiUser: true, tones: 106, streams: 1 });
  });

  test("A-MPDU: its reference number", () => {
    expect(decoded("00 00 1000 00001000 78563412 0000 00 00").modulation.ampdu).toBe(0x12345678);
  });

  test("U-SIG and EHT: width, guard interval, and the user whose frame it is", () => {
    const usig = "2100 0c00 02000200 00000000 00000000"; // width known, code 4: 320 MHz
    const users = "12001000 92006001"; // MCS 1, not ours; MCS 6, two streams, ours
    const eht = `2200 3000 02000000 80000000 ${"00000000".repeat(8)} ${users}`;
    const { modulation, partial } = decoded(`00 00 4c00 00000010 ${usig} ${eht}`);
    expect(FAULT_NAMES[partial]).toBe(FAULT_NAMES[OK]);
    expect(modulation).toMatchObject({
      kind: MODULATION_EHT,
      widthMhz: 320,
      guardNs: 1600,
      mcs: 6,
      streams: 2,
    });
  });

  test("EHT: a value that is shorter than its fields is a fault, and the frame is kept", () => {
    const header = decoded("00 00 1000 00000010 2200 0400 00000000");
    expect(FAULT_NAMES[header.partial]).toBe("radiotap.field_length");
    expect(header.frameStart).toBe(16);
  });

  test("a used header does not remember the modulation before", () => {
    const header = new LinkHeader();
    const first = fromHex("00 00 0b00 00000800 0f 05 0f");
    decodeRadiotap(header, first, 0, first.length);
    const second = fromHex("00 00 0900 04000000 02");
    decodeRadiotap(header, second, 0, second.length);
    expect(header.modulation.kind).toBe(MODULATION_NONE);
    expect(new Modulation().kind).toBe(MODULATION_NONE);
  });
});
