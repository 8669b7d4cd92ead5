import { expect, test } from "vitest";
import { LinkStage } from "../../../actors/packet/link-stage.ts";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import {
  type BatchSource,
  LINKTYPE_NONE,
  PacketBatch,
} from "../../../protocols/packet/packet-batch.ts";
import {
  isEmptyPacket,
  PcapngSection,
  SECTION_INTERFACES_MAX,
} from "../../../protocols/pcap/pcapng-section.ts";
import { fillBatch, TestSource } from "../../actors/packet/batches.ts";
import { fromHex } from "../../suites/hex.ts";
import { readCapture } from "./pcap-fixtures.ts";

const ACK = fromHex("d4000000aabbccddeeff");

const describeSource = (source: BatchSource | undefined) => ({
  name: `source ${source?.number ?? 0}`,
  description: source?.number === 2 ? "capture interface for mon2" : "",
});

function sourceOf(number: number): BatchSource {
  return { number, checkFcs: true, faults: { add() {} } };
}

function decoded(batch: PacketBatch): PacketBatch {
  new LinkStage(new DuplicateRing(16)).handle(batch);
  return batch;
}

test("PcapngSection describes each pair of datasource and link type once, before its packets", () => {
  const section = new PcapngSection(describeSource);
  section.begin("Kismet");
  const packet = { bytes: ACK, timestampUs: 1_700_000_000_000_000 };
  for (const [number, linkType] of [[1, 105], [2, 105], [1, 105], [1, 127], [2, 105]] as const) {
    const batch = decoded(fillBatch(new PacketBatch(), linkType, [packet], sourceOf(number)));
    section.packet(batch, 0, section.interfaceOf(batch), 0);
  }
  expect(section.counts.length).toBe(3);
  const bytes = section.writer.take();
  const blocks: number[] = [];
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, true)) {
    blocks.push(view.getUint32(at, true));
  }
  expect(blocks).toEqual([0x0a0d0d0a, 1, 6, 1, 6, 6, 1, 6, 6]);
  const { packets } = readCapture(bytes);
  expect(packets.map(({ linkType }) => linkType)).toEqual([105, 105, 105, 127, 105]);
  const text = new TextDecoder().decode(bytes);
  expect(text).toContain("source 1");
  expect(text.split("capture interface for mon2").length).toBe(2);
});

test("PcapngSection says beside a packet what is wrong with it, or what alert it raised", () => {
  const section = new PcapngSection(describeSource);
  section.begin("Kismet");
  const short = { bytes: fromHex("00000800"), timestampUs: 1 };
  const batch = decoded(fillBatch(new PacketBatch(), 127, [short, short], new TestSource()));
  batch.comments = [undefined, "DEAUTHFLOOD: too many"];
  const number = section.interfaceOf(batch);
  section.packet(batch, 0, number, 1);
  section.packet(batch, 1, number, 2);
  const text = new TextDecoder().decode(section.writer.take());
  expect(text).toContain("radiotap.");
  expect(text.split("radiotap.").length).toBe(2);
  expect(text).toContain("DEAUTHFLOOD: too many");
});

test("PcapngSection cuts a packet at the snap length and keeps its length on the air", () => {
  const section = new PcapngSection(describeSource);
  section.begin("Kismet");
  const long = { bytes: new Uint8Array(70_000), wireLength: 80_000 };
  const batch = decoded(fillBatch(new PacketBatch(), 147, [long]));
  section.packet(batch, 0, section.interfaceOf(batch), 1);
  const [packet] = readCapture(section.writer.take()).packets;
  expect([packet!.bytes.length, packet!.wireLength]).toEqual([65_535, 80_000]);
});

test("PcapngSection refuses interfaces beyond its limit and keeps those it has", () => {
  const section = new PcapngSection(describeSource);
  section.begin("Kismet");
  for (let number = 0; number < SECTION_INTERFACES_MAX; number++) {
    const batch = fillBatch(new PacketBatch(), 105, [{ bytes: ACK }], sourceOf(number));
    expect(section.interfaceOf(batch)).toBe(number);
  }
  const more = fillBatch(new PacketBatch(), 105, [{ bytes: ACK }], sourceOf(5000));
  expect(section.interfaceOf(more)).toBe(-1);
  const known = fillBatch(new PacketBatch(), 105, [{ bytes: ACK }], sourceOf(7));
  expect(section.interfaceOf(known)).toBe(7);
});

test("PcapngSection holds reports that a PHY took, as packets of nothing", () => {
  const section = new PcapngSection(describeSource);
  const batch = new PacketBatch();
  batch.linkType = LINKTYPE_NONE;
  batch.count = 2;
  const said = { location: undefined, signalKind: 0, signal: 0, noise: 0, freqKhz: 0, channel: "" };
  const record = { type: "RTL433", json: '{"model":"X"}' };
  batch.reports = [{ ...said, record }, { ...said, record }];
  decoded(batch);
  batch.reportPhys = [1];
  expect([0, 1].map((index) => isEmptyPacket(batch, index))).toEqual([false, true]);
  const number = section.interfaceOf(batch);
  const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // The link type of the interface block.
  expect(view(section.writer.take()).getUint16(8, true)).toBe(0);
  section.packet(batch, 0, number, 0);
  const block = section.writer.take();
  expect([view(block).getUint32(20, true), view(block).getUint32(24, true)]).toEqual([0, 0]);
  // Option 2988 as the specification writes it out (logs-and-config 6.5).
  const option = "ac0b1f00 72da0000 48011700 2252544c343333223a207b226d6f64656c223a2258227d 00";
  expect(block.subarray(28, 28 + 36)).toEqual(fromHex(option));
});
