// Lists by time and monitors cost what changed: nothing walks all devices for them.
import { expect, test, vi } from "vitest";
import { BLOCK_DEVICES } from "../../../actors/device/change-log.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai } from "../../../mod.ts";
import { encodeProbeRequest } from "../../../protocols/dot11/encode.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { DLT_IEEE802_11 } from "../../../protocols/linktype/linktypes.ts";
import { testSettings } from "../../suites/settings.ts";

const START_MS = 1_700_000_000_000;
const DEVICES = 20_000;
const FIRST_MAC = 0xf01898000000;
const MAC = "kismet.device.base.macaddr";

/** Probe requests of devices, 500 to a batch. */
function* batches(from: number, count: number, nowMs: number): Generator<PacketBatch> {
  for (let first = from; first < from + count; first += 500) {
    const batch = new PacketBatch();
    batch.linkType = DLT_IEEE802_11;
    batch.count = Math.min(500, from + count - first);
    const frames = Array.from(
      { length: batch.count },
      (_, index) => encodeProbeRequest(FIRST_MAC + first + index, "", nowMs % 4096),
    );
    batch.bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
    let at = 0;
    frames.forEach((frame, index) => {
      batch.bytes.set(frame, at);
      batch.start[index] = at;
      batch.capturedLength[index] = batch.wireLength[index] = frame.length;
      batch.timestampUs[index] = nowMs * 1000;
      at += frame.length;
    });
    yield batch;
  }
}

test("of 20,000 devices of which 100 changed, few are looked at", async () => {
  const platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
  await using moirai = await createMoirai({ platform, settings: testSettings(), sources: [] });
  for (const batch of batches(0, DEVICES, platform.clock.now())) moirai.push(batch);
  await platform.clock.advanceAsync(100_000);
  for (const batch of batches(5000, 100, platform.clock.now())) moirai.push(batch);
  const { devices } = moirai.stores;
  expect(devices.size).toBe(DEVICES);
  // Walking everything would go through one of these.
  const view = devices.view("all")!;
  const walks = [
    vi.spyOn(devices, "all"),
    vi.spyOn(view, "devices"),
    vi.spyOn(devices.view("phy-IEEE802.11")!, "devices"),
  ];
  const looks = vi.spyOn(devices, "changedSince");
  const answers = [
    ["/devices/last-time/-50/devices.json", { fields: [MAC] }],
    ["/devices/views/all/last-time/-50/devices.json", { fields: [MAC] }],
    ["/devices/views/phy-IEEE802.11/last-time/-50/devices.json", { fields: [MAC] }],
    ["/devices/views/all/devices.json", { fields: [MAC], last_time: -50 }],
  ] as const;
  for (const [path, command] of answers) {
    const response = moirai.fetch(
      new Request(`http://moirai${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(command),
      }),
    );
    await platform.clock.advanceAsync(0);
    const rows = await (await response).json() as Record<string, string>[];
    expect([path, rows.length]).toEqual([path, 100]);
    expect(rows[0]).toEqual({ [MAC]: "F0:18:98:00:13:88" });
  }
  for (const walk of walks) expect(walk).not.toHaveBeenCalled();
  for (const { value } of looks.mock.results) {
    expect((value as readonly unknown[]).length).toBeLessThan(BLOCK_DEVICES);
  }
});
