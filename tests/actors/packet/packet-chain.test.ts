import { describe, expect, test } from "vitest";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { PacketChain, type RoutedPhy } from "../../../actors/packet/packet-chain.ts";
import {
  KIND_DATA,
  KIND_NONE,
  LINKTYPE_NONE,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  PacketBatch,
} from "../../../protocols/packet/packet-batch.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { batchOf, fillBatch, frameOf, sampleStatistics } from "./batches.ts";

const NOW_SEC = 1_700_000_000;

/** A PHY that gives every frame of its link types common info, unless the frame begins with ff. */
function testPhy(linkTypes: readonly number[], onBatch: (batch: PacketBatch) => void = () => {}) {
  const routed: RoutedPhy & { seen: number[] } = {
    linkTypes,
    seen: [],
    phy: {
      name: "TEST",
      packets: 0,
      handle(batch) {
        for (let index = 0; index < batch.count; index++) {
          if (!linkTypes.includes(batch.frameLinkType[index]!)) continue;
          const first = batch.bytes[batch.frameStart[index]!]!;
          routed.seen.push(first);
          batch.kind[index] = first === 0xff ? KIND_NONE : KIND_DATA;
          // A frame whose kind the PHY does not know.
          if (first === 0xee) batch.flags[index]! |= PACKET_ERROR;
        }
        onBatch(batch);
      },
    },
  };
  return routed;
}

function testChain(phys: readonly RoutedPhy[], backlogMax = 100) {
  const statistics = sampleStatistics();
  const chain = new PacketChain({
    phys,
    duplicates: new DuplicateRing(1024),
    statistics,
    backlogMax,
    now: () => NOW_SEC * 1000 + 999,
  });
  return { chain, statistics };
}

const frame = (first: number) => Uint8Array.of(first, 0, 1, 2, 3, 4, 5, 6, 7, 8);

describe("PacketChain", () => {
  test("hands each PHY the batches with frames of its link types, after decoding", () => {
    const frames: Uint8Array[] = [];
    const dot11 = testPhy([105], (batch) => frames.push(frameOf(batch, 0)));
    const other = testPhy([230]);
    const { chain } = testChain([dot11, other]);
    chain.handle(batchOf(127, concatBytes(fromHex("0000 0800 00000000"), frame(0xd4))));
    expect(frames).toEqual([frame(0xd4)]);
    expect(other.seen).toEqual([]);
    chain.handle(batchOf(9999, frame(1)));
    expect([dot11.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  test("hands reports to the PHY that names their type, and counts those it took", () => {
    const heard: string[] = [];
    const frames = testPhy([105]);
    const sensor = testPhy([], (batch) => {
      heard.push(batch.reports!.map((one) => one?.record?.json).join(" "));
      batch.reportPhys = [7];
    });
    const { chain } = testChain([frames, { ...sensor, reports: ["RTL433"] }]);
    const batch = new PacketBatch();
    batch.linkType = LINKTYPE_NONE;
    batch.count = 3;
    const said = { location: undefined, signalKind: 0, signal: 0, noise: 0, freqKhz: 0 };
    batch.reports = ["RTL433", "RTL433", "other"].map((type, index) => ({
      ...said,
      channel: "",
      record: { type, json: `${index}` },
    }));
    chain.handle(batch);
    expect(heard).toEqual(["0 1 2"]);
    expect(frames.seen).toEqual([]);
    expect([chain.reports, chain.reportsTaken, sensor.phy.packets, chain.tracked])
      .toEqual([3, 1, 1, 1]);
    batch.reports = [batch.reports[2]];
    chain.handle(batch);
    expect(heard).toHaveLength(1);
    expect(batch.reportPhys).toBeUndefined();
  });

  test("hands a batch to those who overhear after its owner, and counts it once", () => {
    const order: string[] = [];
    const eavesdropper = testPhy([], (batch) => order.push(`overheard ${batch.kind[0]}`));
    const owner = testPhy([105], () => order.push("owned"));
    const { chain } = testChain([{ ...eavesdropper, overhears: [105] }, owner]);
    chain.handle(batchOf(105, frame(1)));
    expect(order).toEqual(["owned", `overheard ${KIND_DATA}`]);
    expect([owner.phy.packets, eavesdropper.phy.packets, chain.tracked]).toEqual([1, 0, 1]);
    chain.handle(batchOf(9999, frame(2)));
    expect(order).toHaveLength(2);
  });

  test("counts for the PHY what has common info and is not in error, duplicates too", () => {
    const dot11 = testPhy([105]);
    const { chain } = testChain([dot11]);
    // Good, repeated, not recognised, of unknown kind.
    chain.handle(batchOf(105, frame(1), frame(1), frame(0xff), frame(0xee)));
    expect([dot11.phy.packets, chain.tracked]).toEqual([2, 2]);
    // Wrong FCS: the receiver says so.
    const damaged = fromHex("0000 0900 02000000 40");
    chain.handle(batchOf(127, concatBytes(damaged, frame(3))));
    expect([dot11.phy.packets, chain.tracked]).toEqual([2, 2]);
  });

  test("samples the statistics once a batch, at the server's second", () => {
    const { chain, statistics } = testChain([testPhy([105])]);
    chain.handle(batchOf(105, frame(1), frame(1), frame(1), frame(0xee), frame(2)));
    expect(statistics.packets.samples).toEqual([[5, NOW_SEC]]);
    expect(statistics.peak.samples).toEqual([[5, NOW_SEC]]);
    expect(statistics.processed.samples).toEqual([[5, NOW_SEC]]);
    expect(statistics.duplicate.samples).toEqual([[2, NOW_SEC]]);
    expect(statistics.error.samples).toEqual([[1, NOW_SEC]]);
    expect(statistics.dropped.samples).toEqual([]);
    expect(statistics.queued.samples).toEqual([]);
    chain.handle(batchOf(105, frame(9)));
    expect(statistics.error.samples.length).toBe(1);
    expect(statistics.duplicate.samples.length).toBe(1);
  });

  test("ignores an empty batch", () => {
    const { chain, statistics } = testChain([]);
    chain.handle(new PacketBatch());
    expect(statistics.packets.samples).toEqual([]);
  });

  test("calls sinks in order after the PHYs, and no longer when they are removed", () => {
    const calls: string[] = [];
    const sink = (name: string) => ({ handle: () => calls.push(name) });
    const chain = new PacketChain({
      phys: [testPhy([105], () => calls.push("phy"))],
      duplicates: new DuplicateRing(4),
      statistics: sampleStatistics(),
      sinks: [sink("channels")],
      backlogMax: 1,
      now: () => 0,
    });
    const remove = chain.addSink(sink("log"));
    chain.addSink(sink("stream"));
    chain.handle(batchOf(105, frame(1)));
    expect(calls).toEqual(["phy", "channels", "log", "stream"]);
    calls.length = 0;
    remove();
    chain.handle(batchOf(9, frame(1)));
    expect(calls).toEqual(["channels", "stream"]);
  });

  test("a sink added by a sink begins with the next batch", () => {
    const { chain } = testChain([]);
    let late = 0;
    const remove = chain.addSink({
      handle: () => {
        remove();
        chain.addSink({ handle: () => late += 1 });
      },
    });
    chain.handle(batchOf(105, frame(1)));
    expect(late).toBe(0);
    chain.handle(batchOf(105, frame(2)));
    expect(late).toBe(1);
  });

  test("copies a batch that arrives while another is in work, and takes it afterwards", () => {
    const order: number[] = [];
    const inner = new PacketBatch();
    const phy = testPhy([105], (batch) => {
      if (order.push(batch.bytes[batch.frameStart[0]!]!) > 1) return;
      chain.handle(fillBatch(inner, 105, [{ bytes: frame(2) }]));
      chain.handle(fillBatch(inner, 105, [{ bytes: frame(3) }]));
      expect(order).toEqual([1]);
    });
    const { chain, statistics } = testChain([phy]);
    chain.handle(batchOf(105, frame(1)));
    expect(order).toEqual([1, 2, 3]);
    expect(statistics.queued.samples).toEqual([[1, NOW_SEC], [2, NOW_SEC]]);
    expect(statistics.packets.samples.length).toBe(3);
    expect(chain.backlogDropped).toBe(0);
  });

  test("drops and counts what the backlog cannot take", () => {
    let isFirst = true;
    const phy = testPhy([105], () => {
      if (!isFirst) return;
      isFirst = false;
      chain.handle(batchOf(105, frame(2), frame(3), frame(4), frame(5)));
    });
    const { chain, statistics } = testChain([phy], 3);
    chain.handle(batchOf(105, frame(1)));
    expect(phy.seen).toEqual([1, 2, 3, 4]);
    expect(chain.backlogDropped).toBe(1);
    expect(statistics.dropped.samples).toEqual([[1, NOW_SEC]]);
    // Arrivals include what was dropped.
    expect(statistics.packets.samples).toEqual([[1, NOW_SEC], [4, NOW_SEC]]);
    expect(statistics.processed.samples).toEqual([[1, NOW_SEC], [3, NOW_SEC]]);
  });

  test("goes on after an exception, with what was waiting first", () => {
    let fails = true;
    const phy = testPhy([105], () => {
      if (!fails) return;
      fails = false;
      chain.handle(batchOf(105, frame(2)));
      throw new Error("a mistake in a PHY");
    });
    const { chain } = testChain([phy]);
    expect(() => chain.handle(batchOf(105, frame(1)))).toThrow("a mistake in a PHY");
    chain.handle(batchOf(105, frame(3)));
    expect(phy.seen).toEqual([1, 2, 3]);
  });

  test("marks duplicates for the PHYs", () => {
    const flags: number[] = [];
    const phy = testPhy([105], (batch) => flags.push(...batch.flags.subarray(0, batch.count)));
    const { chain } = testChain([phy]);
    chain.handle(batchOf(105, frame(1), frame(2), frame(1)));
    expect(flags).toEqual([0, 0, PACKET_DUPLICATE]);
  });
});
