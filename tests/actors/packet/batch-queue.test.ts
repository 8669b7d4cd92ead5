import { expect, test } from "vitest";
import { BatchQueue, QUEUED_BATCHES_MAX } from "../../../actors/packet/batch-queue.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { fromHex } from "../../suites/hex.ts";
import { batchOf, fillBatch, TestSource } from "./batches.ts";

const packetsOf = (batch: PacketBatch | undefined) =>
  Array.from({ length: batch!.count }, (_, index) => {
    const start = batch!.start[index]!;
    return batch!.bytes.slice(start, start + batch!.capturedLength[index]!);
  });

test("BatchQueue copies packets with their capture columns", () => {
  const queue = new BatchQueue(10);
  const source = new TestSource();
  const batch = fillBatch(new PacketBatch(), 127, [
    { bytes: fromHex("aabb"), wireLength: 9, timestampUs: 5e15 },
    { bytes: fromHex("cc"), timestampUs: 6 },
  ], source);
  batch.fcsBytes = 4;
  const report = {
    location: undefined,
    signalKind: 1,
    signal: -40,
    noise: 0,
    freqKhz: 2_412_000,
    channel: "1",
    record: undefined,
  };
  batch.reports = [undefined, report];
  expect([queue.push(batch), queue.packets]).toEqual([2, 2]);
  batch.bytes.fill(0);
  batch.count = 0;
  const queued = queue.shift()!;
  expect(packetsOf(queued)).toEqual([fromHex("aabb"), fromHex("cc")]);
  expect([...queued.wireLength.subarray(0, 2)]).toEqual([9, 1]);
  expect([...queued.timestampUs.subarray(0, 2)]).toEqual([5e15, 6]);
  expect([queued.linkType, queued.fcsBytes, queued.source]).toEqual([127, 4, source]);
  expect([queued.reports?.[0], queued.reports?.[1]]).toEqual([undefined, report]);
  expect([queue.packets, queue.shift()]).toEqual([0, undefined]);
});

test("BatchQueue packs small batches of one source into one, others apart and in order", () => {
  const queue = new BatchQueue(100);
  const source = new TestSource();
  const push = (linkType: number, hex: string) =>
    queue.push(fillBatch(new PacketBatch(), linkType, [{ bytes: fromHex(hex) }], source));
  push(127, "01");
  push(127, "02");
  push(105, "03");
  push(127, "04");
  expect(packetsOf(queue.shift())).toEqual([fromHex("01"), fromHex("02")]);
  expect(packetsOf(queue.shift())).toEqual([fromHex("03")]);
  expect(packetsOf(queue.shift())).toEqual([fromHex("04")]);
});

test("BatchQueue takes packets up to its limit, and again when some have left", () => {
  const queue = new BatchQueue(3);
  const pair = () => batchOf(127, fromHex("01"), fromHex("02"));
  expect([queue.push(pair()), queue.push(pair()), queue.push(pair())]).toEqual([2, 1, 0]);
  const first = queue.shift()!;
  expect(first.count).toBe(2);
  queue.release(first);
  expect(queue.push(pair())).toBe(2);
  expect(queue.packets).toBe(3);
});

test("BatchQueue without a packet limit still has a limit of batches", () => {
  const queue = new BatchQueue(0);
  let taken = 0;
  // Every batch has a source of its own, so none can be packed with another.
  for (let count = 0; count < QUEUED_BATCHES_MAX + 5; count++) {
    taken += queue.push(batchOf(127, fromHex("01")));
  }
  expect(taken).toBe(QUEUED_BATCHES_MAX);
});

test("BatchQueue takes the largest packet, and no more bytes into a batch than fit", () => {
  const queue = new BatchQueue(0);
  const source = new TestSource();
  const large = { bytes: new Uint8Array(262_144).fill(7) };
  const small = { bytes: fromHex("08") };
  const push = (...packets: { bytes: Uint8Array }[]) =>
    queue.push(fillBatch(new PacketBatch(), 127, packets, source));
  expect(push(small, large, small)).toBe(3);
  expect(packetsOf(queue.shift())).toEqual([small.bytes]);
  expect(queue.shift()!.capturedLength[0]).toBe(262_144);
  expect(packetsOf(queue.shift())).toEqual([small.bytes]);
});
