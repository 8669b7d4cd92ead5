// Batches of packets for tests of the packet chain.
import { FaultCounters } from "../../../protocols/faults.ts";
import { type BatchSource, PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import type { PacketStatistics } from "../../../protocols/records/packet-statistics.ts";
import type { Rrd } from "../../../protocols/records/rrd.ts";

export interface TestPacket {
  readonly bytes: Uint8Array;
  /** As many as are captured when left out. */
  readonly wireLength?: number;
  readonly timestampUs?: number;
}

export class TestSource implements BatchSource {
  readonly number = 1;
  readonly checkFcs: boolean;
  readonly faults = new FaultCounters();

  constructor(checkFcs = true) {
    this.checkFcs = checkFcs;
  }
}

/** Puts packets into a batch, 3 bytes of 0xff apart, and all its columns to values that mean nothing. */
export function fillBatch(
  batch: PacketBatch,
  linkType: number,
  packets: readonly TestPacket[],
  source: BatchSource = new TestSource(),
): PacketBatch {
  soil(batch);
  const total = packets.reduce((sum, { bytes }) => sum + bytes.length + 3, 3);
  batch.bytes = new Uint8Array(total).fill(0xff);
  batch.count = packets.length;
  batch.linkType = linkType;
  batch.fcsBytes = 0;
  batch.source = source;
  let at = 3;
  packets.forEach(({ bytes, wireLength = bytes.length, timestampUs = 0 }, index) => {
    batch.bytes.set(bytes, at);
    batch.start[index] = at;
    batch.capturedLength[index] = bytes.length;
    batch.wireLength[index] = wireLength;
    batch.timestampUs[index] = timestampUs;
    at += bytes.length + 3;
  });
  return batch;
}

export function batchOf(linkType: number, ...packets: readonly Uint8Array[]): PacketBatch {
  return fillBatch(new PacketBatch(), linkType, packets.map((bytes) => ({ bytes })));
}

/** What an earlier use may have left behind. */
function soil(batch: PacketBatch): void {
  for (const column of Object.values(batch)) {
    if (ArrayBuffer.isView(column)) (column as Uint8Array).fill(77);
  }
  batch.channel.fill("left over");
  batch.locations = [];
}

/** Frame bytes of a decoded packet. */
export function frameOf(batch: PacketBatch, index: number): Uint8Array {
  return batch.bytes.slice(batch.frameStart[index], batch.frameEnd[index]);
}

/** An RRD that keeps its samples. */
export class SampleRrd implements Rrd {
  readonly minuteOnly = false;
  readonly lastTime = 0;
  readonly samples: [value: number, nowSec: number][] = [];

  add(value: number, nowSec: number): void {
    this.samples.push([value, nowSec]);
  }

  view(): never {
    throw new Error("not served in this test");
  }
}

export type SampleStatistics = { [Name in keyof PacketStatistics]: SampleRrd };

export function sampleStatistics(): SampleStatistics {
  return {
    peak: new SampleRrd(),
    packets: new SampleRrd(),
    error: new SampleRrd(),
    duplicate: new SampleRrd(),
    queued: new SampleRrd(),
    dropped: new SampleRrd(),
    processed: new SampleRrd(),
  };
}
