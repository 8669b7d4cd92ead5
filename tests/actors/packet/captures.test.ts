// Every real capture of the shared collection, from file bytes to decoded batches: nothing throws, and
// as many packets come out as the reference server counted.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { LinkStage } from "../../../actors/packet/link-stage.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { TestSource } from "./batches.ts";

const SHARED = join(import.meta.dirname, "../../../../shared");
const CHUNK_BYTES = 64 * 1024;

function decodeFile(path: string) {
  const file = readFileSync(path);
  const reader = new CaptureReader();
  const batch = new PacketBatch();
  const links = new LinkStage(new DuplicateRing(1024));
  const source = new TestSource();
  let at = 0;
  for (;;) {
    const result = reader.fill(batch);
    if (result === "packets") {
      batch.source = source;
      links.handle(batch);
      for (let index = 0; index < batch.count; index++) checkBounds(batch, index);
    } else if (result === "end") break;
    else if (at === file.length) reader.finish();
    else reader.append(file.subarray(at, at = Math.min(file.length, at + CHUNK_BYTES)));
  }
  return { packets: reader.packets, reason: reader.problem?.reason, faults: source.faults };
}

function checkBounds(batch: PacketBatch, index: number): void {
  const start = batch.start[index]!;
  const end = start + batch.capturedLength[index]!;
  const frameStart = batch.frameStart[index]!;
  const frameEnd = batch.frameEnd[index]!;
  if (frameStart < start || frameEnd < frameStart || frameEnd > end || end > batch.bytes.length) {
    throw new Error(`packet ${index}: frame ${frameStart}..${frameEnd} is not in ${start}..${end}`);
  }
}

interface Golden {
  readonly "kismet.datasource.num_packets"?: number;
}

function goldenPackets(phy: string, name: string): number | undefined {
  const path = join(SHARED, "golden", phy, name, "sources.json");
  if (!existsSync(path)) return undefined;
  const [source] = JSON.parse(readFileSync(path, "utf8")) as Golden[];
  return source?.["kismet.datasource.num_packets"];
}

/** Files of the collection that are not whole, or no capture at all: text, and an HCI dump. */
const PROBLEMS: Readonly<Record<string, string>> = {
  "bad_rsn_parsing_overrides_ssid.pcap": "the file is cut off in packet 2",
  "handshake_has_1234.cap": "the file is cut off in packet 2190",
  "802154_encr_sample.dcf":
    `not a capture file: it begins with 23 46 6f 72 ("#Format="), which looks like text`,
  "Bluetooth1.cap": `not a capture file: it begins with 09 00 00 00 ("......7D")`,
};

for (const phy of ["dot11", "btle", "ieee802154", "bluetooth"]) {
  const folder = join(SHARED, "captures", phy);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  describe.skipIf(names.length === 0)(`captures of ${phy}, skipped without ../shared`, () => {
    test.each(names.length === 0 ? ["none"] : names)("%s", (name) => {
      const { packets, reason } = decodeFile(join(folder, name));
      expect(reason).toBe(PROBLEMS[name]);
      expect(packets).toBe(goldenPackets(phy, name) ?? packets);
    });
  });
}
