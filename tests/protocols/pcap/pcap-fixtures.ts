// oxlint-disable unicorn/no-array-fill-with-reference-type -- `fill` here is the reader's.
// Reading whole captures in tests: everything a reader says, as plain values.
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";

export interface ReadPacket {
  readonly linkType: number;
  readonly fcsBytes: number;
  readonly timestampUs: number;
  readonly wireLength: number;
  readonly bytes: Uint8Array;
}

/** Reads `file` in pieces, each overwritten as soon as the reader asks for the next. */
export function readCapture(file: Uint8Array, pieceBytes = Math.max(1, file.length)) {
  const reader = new CaptureReader();
  const batch = new PacketBatch();
  const packets: ReadPacket[] = [];
  const batches: number[] = [];
  let at = 0;
  for (;;) {
    const result = reader.fill(batch);
    if (result === "packets") {
      batches.push(batch.count);
      for (let index = 0; index < batch.count; index++) packets.push(copyPacket(batch, index));
    } else if (result === "end") break;
    else if (at < file.length) {
      reader.append(file.slice(at, at + pieceBytes));
      at += pieceBytes;
    } else reader.finish();
  }
  return { packets, batches, reader, reason: reader.problem?.reason, fault: reader.problem?.fault };
}

function copyPacket(batch: PacketBatch, index: number): ReadPacket {
  const start = batch.start[index]!;
  return {
    linkType: batch.linkType,
    fcsBytes: batch.fcsBytes,
    timestampUs: batch.timestampUs[index]!,
    wireLength: batch.wireLength[index]!,
    bytes: batch.bytes.slice(start, start + batch.capturedLength[index]!),
  };
}
