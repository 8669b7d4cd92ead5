import { describe, expect, test } from "vitest";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { LinkStage, PHY_UNKNOWN } from "../../../actors/packet/link-stage.ts";
import { crc32 } from "../../../protocols/crc32.ts";
import { FAULT_NAMES } from "../../../protocols/faults.ts";
import {
  KIND_NONE,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  PACKET_UNDECODED,
  PacketBatch,
  packetLocation,
} from "../../../protocols/packet/packet-batch.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { batchOf, fillBatch, frameOf, type TestPacket, TestSource } from "./batches.ts";

// The WPA2 beacon of the specification's test vectors, its FCS and the hash that finds duplicates.
const BEACON = fromHex(`
  80000000ffffffffffff001122334455001122334455100078563412000000006400110400076c696e6b73797301
  0882848b960c12182403010630140100000fac040100000fac040100000fac0200003d1606000000000000000000
  000000000000000000000000`);
const BEACON_FCS = fromHex("631d858b");
const BEACON_HASH = 2_340_756_835;
// Radiotap: flags (byte 8), rate 1 Mbit/s, 2412 MHz CCK, -57 dBm, antenna 0, RX flags.
const radiotap = (flags: number) => {
  const header = fromHex("0000 1200 2e480000 00 02 6c09a000 c7 00 0000");
  header[8] = flags;
  return header;
};

const stage = () => new LinkStage(new DuplicateRing(1024));

function decode(
  linkType: number,
  packets: readonly TestPacket[],
  { source = new TestSource(), fcsBytes = 0, links = stage() } = {},
): PacketBatch {
  const batch = fillBatch(new PacketBatch(), linkType, packets, source);
  batch.fcsBytes = fcsBytes;
  links.handle(batch);
  return batch;
}

const faultOf = (batch: PacketBatch, index = 0) => FAULT_NAMES[batch.fault[index]!];

describe("LinkStage", () => {
  test("decodes radiotap into the columns, strips and checks the FCS, hashes the frame", () => {
    const source = new TestSource();
    const bytes = concatBytes(radiotap(0x10), BEACON, BEACON_FCS);
    const batch = decode(127, [{ bytes }], { source });
    expect(frameOf(batch, 0)).toEqual(BEACON);
    expect(batch.hash[0]).toBe(BEACON_HASH);
    expect([batch.flags[0], faultOf(batch), batch.frameLinkType[0]]).toEqual([0, "ok", 105]);
    expect([batch.hasRadio[0], batch.signalKind[0], batch.signal[0], batch.noise[0]])
      .toEqual([1, 1, -57, 0]);
    expect([batch.freqKhz[0], batch.rate[0], batch.carrier[0], batch.encoding[0]])
      .toEqual([2_412_000, 10, 1, 1]);
    expect(source.faults.toObject()).toEqual({});
  });

  test("numbers packets; a duplicate has the number of its frame", () => {
    const bytes = concatBytes(radiotap(0), BEACON);
    const other = concatBytes(radiotap(0), BEACON.with(30, 1));
    const batch = decode(127, [{ bytes }, { bytes: other }, { bytes }, {
      bytes: Uint8Array.of(1),
    }]);
    expect([...batch.number.subarray(0, 4)]).toEqual([1, 2, 1, 3]);
  });

  test("clears what an earlier batch left in the common columns", () => {
    const batch = decode(127, [{ bytes: concatBytes(radiotap(0), BEACON) }]);
    expect([batch.phyId[0], batch.kind[0], batch.dataSize[0], batch.channel[0]])
      .toEqual([PHY_UNKNOWN, KIND_NONE, 0, ""]);
    expect([
      batch.sourceMac[0],
      batch.destinationMac[0],
      batch.networkMac[0],
      batch.transmitterMac[0],
    ]).toEqual([0, 0, 0, 0]);
    expect(batch.locations).toBeUndefined();
    // Beyond the packets nothing is touched.
    expect([batch.phyId[1], batch.channel[1]]).toEqual([77, "left over"]);
  });

  test("marks a frame with a wrong FCS in error, and keeps its radio values", () => {
    const source = new TestSource();
    const wrong = concatBytes(radiotap(0x10), BEACON, fromHex("631d858c"));
    const batch = decode(127, [{ bytes: wrong }], { source });
    expect([batch.flags[0], faultOf(batch), batch.signal[0]]).toEqual([
      PACKET_ERROR,
      "frame.fcs",
      -57,
    ]);
    expect(frameOf(batch, 0)).toEqual(BEACON);
    expect(source.faults.toObject()).toEqual({ "frame.fcs": 1 });
  });

  test("takes an FCS that was stored the other way round", () => {
    const swapped = concatBytes(radiotap(0x10), BEACON, fromHex("8b851d63"));
    expect(decode(127, [{ bytes: swapped }]).flags[0]).toBe(0);
  });

  test("strips an announced FCS without checking it when the source says so", () => {
    const wrong = concatBytes(radiotap(0x10), BEACON, fromHex("00000000"));
    const batch = decode(127, [{ bytes: wrong }], { source: new TestSource(false) });
    expect([batch.flags[0], faultOf(batch)]).toEqual([0, "ok"]);
    expect(frameOf(batch, 0)).toEqual(BEACON);
  });

  test("believes the receiver that the FCS was wrong, with or without its bytes", () => {
    const without = decode(127, [{ bytes: concatBytes(radiotap(0x40), BEACON) }]);
    expect([without.flags[0], faultOf(without)]).toEqual([PACKET_ERROR, "frame.fcs"]);
    expect(frameOf(without, 0)).toEqual(BEACON);
    const good = decode(127, [{ bytes: concatBytes(radiotap(0x50), BEACON, BEACON_FCS) }]);
    expect(good.flags[0]).toBe(PACKET_ERROR);
  });

  test("rejects a packet that is too short for the FCS it announces", () => {
    const source = new TestSource();
    const batch = decode(127, [{ bytes: concatBytes(radiotap(0x10), fromHex("aabbcc")) }], {
      source,
    });
    expect([batch.flags[0], faultOf(batch)]).toEqual([
      PACKET_ERROR | PACKET_UNDECODED,
      "frame.fcs_missing",
    ]);
    expect([batch.frameLinkType[0], batch.hasRadio[0], batch.signal[0], batch.freqKhz[0]])
      .toEqual([0, 0, 0, 0]);
    expect(source.faults.toObject()).toEqual({ "frame.fcs_missing": 1 });
  });

  test("an empty frame with its FCS is a frame", () => {
    const batch = decode(127, [{ bytes: concatBytes(radiotap(0x10), fromHex("00000000")) }]);
    expect([batch.flags[0], batch.frameEnd[0]! - batch.frameStart[0]!]).toEqual([0, 0]);
  });

  test("does not take bytes of a frame that the capture cut for its FCS", () => {
    const bytes = concatBytes(radiotap(0x10), BEACON, BEACON_FCS);
    for (const [cut, frameBytes] of [[1, 104], [4, 104], [5, 103], [90, 18]] as const) {
      const captured = bytes.subarray(0, bytes.length - cut);
      const source = new TestSource();
      const batch = decode(127, [{ bytes: captured, wireLength: bytes.length }], { source });
      expect([batch.flags[0], faultOf(batch)]).toEqual([0, "truncated"]);
      expect(frameOf(batch, 0)).toEqual(BEACON.subarray(0, frameBytes));
      expect(source.faults.toObject()).toEqual({ truncated: 1 });
    }
  });

  test("finds an FCS that nothing announced, in raw frames and behind radiotap", () => {
    const withFcs = concatBytes(BEACON, BEACON_FCS);
    for (
      const [linkType, bytes] of [[105, withFcs], [127, concatBytes(radiotap(0), withFcs)]] as const
    ) {
      const batch = decode(linkType, [{ bytes }]);
      expect(frameOf(batch, 0)).toEqual(BEACON);
      expect([batch.hash[0], batch.flags[0], faultOf(batch)]).toEqual([BEACON_HASH, 0, "ok"]);
    }
  });

  test("leaves a frame as it is when its last bytes are no FCS or it is too short for one", () => {
    const batch = decode(105, [{ bytes: BEACON }]);
    expect(frameOf(batch, 0)).toEqual(BEACON);
    expect(batch.hash[0]).toBe(BEACON_HASH);
    const nine = fromHex("d40000000102030405");
    const fcs = new Uint8Array(4);
    new DataView(fcs.buffer).setUint32(0, crc32(nine, 0, 9), true);
    expect(frameOf(decode(105, [{ bytes: concatBytes(nine, fcs) }]), 0).length).toBe(13);
  });

  test("takes the capture file's word for the FCS of raw frames, not of those with headers", () => {
    const wrong = concatBytes(BEACON, fromHex("00000000"));
    const raw = decode(105, [{ bytes: wrong }], { fcsBytes: 4 });
    expect(frameOf(raw, 0)).toEqual(BEACON);
    expect(raw.flags[0]).toBe(PACKET_ERROR);
    const good = decode(105, [{ bytes: concatBytes(BEACON, BEACON_FCS) }], { fcsBytes: 4 });
    expect([good.flags[0], good.frameEnd[0]! - good.frameStart[0]!]).toEqual([0, 104]);
    const header = decode(127, [{ bytes: concatBytes(radiotap(0), wrong) }], { fcsBytes: 4 });
    expect(frameOf(header, 0)).toEqual(wrong);
    // Two bytes are cut off, and there is no rule to check them by.
    const two = decode(105, [{ bytes: BEACON }], { fcsBytes: 2 });
    expect([two.flags[0], two.frameEnd[0]! - two.frameStart[0]!]).toEqual([0, 102]);
  });

  test("four beacons with unannounced FCS are four frames", () => {
    const packets = [1, 2, 3, 4].map((last) => {
      const frame = BEACON.slice();
      frame[15] = last;
      const fcs = new Uint8Array(4);
      new DataView(fcs.buffer).setUint32(0, crc32(frame, 0, frame.length), true);
      return { bytes: concatBytes(frame, fcs) };
    });
    expect([...decode(105, packets).flags.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test("marks repeated frames, whatever header and FCS they come with, and not retries", () => {
    const links = stage();
    const retry = BEACON.slice();
    retry[1] = 0x08;
    const first = decode(127, [
      { bytes: concatBytes(radiotap(0x10), BEACON, BEACON_FCS) },
      { bytes: concatBytes(radiotap(0), BEACON) },
      { bytes: concatBytes(radiotap(0), retry) },
    ], { links });
    expect([...first.flags.subarray(0, 3)]).toEqual([0, PACKET_DUPLICATE, 0]);
    const raw = decode(105, [{ bytes: concatBytes(BEACON, BEACON_FCS) }], { links });
    expect(raw.flags[0]).toBe(PACKET_DUPLICATE);
  });

  test("enters frames in error and packets without frame among the distinct ones", () => {
    const links = stage();
    const damaged = { bytes: concatBytes(radiotap(0x40), BEACON) };
    const flags = decode(127, [damaged, damaged], { links }).flags;
    expect([flags[0], flags[1]]).toEqual([PACKET_ERROR, PACKET_ERROR | PACKET_DUPLICATE]);
    const short = { bytes: fromHex("00001200") };
    const rejected = decode(127, [short, short], { links });
    expect([rejected.flags[0], rejected.flags[1], faultOf(rejected)]).toEqual([
      PACKET_ERROR | PACKET_UNDECODED,
      PACKET_ERROR | PACKET_UNDECODED | PACKET_DUPLICATE,
      "radiotap.truncated",
    ]);
    expect(frameOf(rejected, 0)).toEqual(short.bytes);
  });

  test("passes unknown link types on, counted but not in error", () => {
    const source = new TestSource();
    const batch = decode(9999, [{ bytes: BEACON }], { source });
    expect([batch.flags[0], faultOf(batch), batch.frameLinkType[0]]).toEqual([
      PACKET_UNDECODED,
      "linktype.unknown",
      0,
    ]);
    expect(frameOf(batch, 0)).toEqual(BEACON);
    expect(source.faults.toObject()).toEqual({ "linktype.unknown": 1 });
  });

  test("counts a header that could be read in part, and keeps the frame", () => {
    const source = new TestSource();
    const bytes = concatBytes(fromHex("0000 0900 60000000 c4"), BEACON);
    const batch = decode(127, [{ bytes }], { source });
    expect([batch.flags[0], batch.signal[0]]).toEqual([0, -60]);
    expect(frameOf(batch, 0)).toEqual(BEACON);
    expect(source.faults.toObject()).toEqual({ "radiotap.field_length": 1 });
  });

  test("gives packets with PPI-GPS their own position, others that of the batch", () => {
    const gps = fromHex(
      "0000 2000 69000000 3275 1400 02 cf 1400 0e000000 08d0cd81 301a5222 00434c6b",
    );
    const plain = fromHex("0000 0800 69000000");
    const batch = batchOf(192, concatBytes(plain, BEACON), concatBytes(gps, BEACON));
    const here = {
      latitude: 1,
      longitude: 2,
      altitudeM: 0,
      speedKmh: 0,
      headingDegrees: 0,
      fix: 2,
    };
    batch.location = here;
    stage().handle(batch);
    expect(packetLocation(batch, 0)).toBe(here);
    expect(packetLocation(batch, 1)).toMatchObject({ latitude: 37.7749, longitude: -122.4194 });
    stage().handle(fillBatch(batch, 192, [{ bytes: concatBytes(plain, BEACON) }]));
    expect(batch.locations).toBeUndefined();
  });

  test("works without a source", () => {
    const batch = batchOf(127, fromHex("00"));
    batch.source = undefined;
    stage().handle(batch);
    expect(faultOf(batch)).toBe("radiotap.truncated");
  });
});
