// Airtime from headers to the records that clients get.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { LinkStage } from "../../../actors/packet/link-stage.ts";
import { MODULATION_DSSS, MODULATION_OFDM } from "../../../protocols/airtime/modulation.ts";
import { encodeAck } from "../../../protocols/dot11/encode.ts";
import { FaultCounters } from "../../../protocols/faults.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { encodeRadiotap } from "../../../protocols/radiotap/encode-radiotap.ts";
import { RATES_PER_NETWORK_MAX, RateUse } from "../../../protocols/records/rate-use.ts";
import { AP, beacon } from "../../suites/alert-frames.ts";
import { START_SEC, withListener } from "../phy/listener.ts";

const ask = async (listener: Parameters<Parameters<typeof withListener>[1]>[0]) =>
  (await listener.ask("/channels/channels.json") as {
    "kismet.channeltracker.frequency_map": Record<string, Record<string, unknown>>;
  })["kismet.channeltracker.frequency_map"]["2437000"]!["moirai.channel.airtime"] as Record<
    string,
    unknown
  >;

describe("channel airtime", () => {
  test("adds up what each frame takes, by kind and modulation", async () => {
    await withListener({}, async (listener) => {
      const frame = beacon();
      // Listener's radio header says 1 Mbit/s: 192 and 8 a byte, check sequence included.
      const us = 192 + (frame.length + 4) * 8;
      listener.hear(frame, { freqMhz: 2437 });
      // Heard again by another radio: it was on the air once.
      listener.hear(frame, { freqMhz: 2437, source: 2 });
      listener.hear(encodeAck(AP), { freqMhz: 2437, timeSec: START_SEC + 1 });
      const ackUs = 192 + 14 * 8;
      expect(await ask(listener)).toMatchObject({
        "moirai.channel.airtime.total": us + ackUs,
        "moirai.channel.airtime.management": us,
        "moirai.channel.airtime.data": 0,
        "moirai.channel.airtime.frames": 2,
        "moirai.channel.airtime.dsss_frames": 2,
        "moirai.channel.airtime.ht_frames": 0,
        "moirai.channel.airtime.share": us / 1e4,
      });
    });
  });

  test("is absent where no header tells a rate", async () => {
    await withListener({}, async (listener) => {
      listener.hear(beacon());
      expect(await listener.details(AP)).not.toHaveProperty("moirai.dot11.device.airtime");
    });
  });

  test("counts the rates of each network", async () => {
    await withListener({}, async (listener) => {
      for (let index = 0; index < 3; index++) listener.hear(beacon(), { freqMhz: 2437 });
      const details = await listener.details(AP);
      expect(details["moirai.dot11.device.airtime"]).toMatchObject({
        "moirai.dot11.airtime.frames": 3,
        "moirai.dot11.airtime.last_rate": 1000,
        "moirai.dot11.airtime.max_rate": 1000,
        "moirai.dot11.airtime.modulation": "dsss",
        "moirai.dot11.airtime.rates": { 1000: 3 },
      });
      expect(details["moirai.dot11.device.airtime"]).not.toHaveProperty(
        "moirai.dot11.airtime.max_mcs",
      );
    });
  });
});

test("RateUse counts so many rates and no more", () => {
  const use = new RateUse();
  for (let kbps = 1; kbps <= RATES_PER_NETWORK_MAX + 5; kbps++) {
    use.note(kbps, 1);
    use.note(kbps, 1);
  }
  expect(use.rates().size).toBe(RATES_PER_NETWORK_MAX);
  expect([use.frames, use.dropped]).toEqual([2 * (RATES_PER_NETWORK_MAX + 5), 10]);
});

test("LinkStage counts what a capture cut off as sent", () => {
  const packet = encodeRadiotap({ freqMhz: 5180, signalDbm: -50, rate: 12 }, beacon());
  const batch = new PacketBatch();
  batch.count = 1;
  batch.linkType = 127;
  batch.bytes = packet;
  batch.capturedLength[0] = 60;
  batch.wireLength[0] = packet.length;
  batch.source = { number: 1, checkFcs: true, faults: new FaultCounters() };
  new LinkStage(new DuplicateRing(4)).handle(batch);
  const bits = 16 + (packet.length - 16 + 4) * 8 + 6;
  expect(batch.airtimeUs[0]).toBe(20 + 4 * Math.ceil(bits / 24));
});

// tshark is an independent implementation. It assumes a short guard interval where HT does not say,
// leaves out signal extension and VHT's signal B, and counts no check sequence that is not captured.
const shared = fileURLToPath(new URL("../../../../shared/captures/dot11/", import.meta.url));
const tshark = ["/usr/bin/tshark", "/usr/local/bin/tshark"].find((path) => existsSync(path));
const problem = tshark === undefined
  ? "tshark is missing"
  : existsSync(shared)
  ? undefined
  : "../shared is absent";

test.skipIf(problem !== undefined).each([
  "04_SamsungA53_01.pcap",
  "11ac_SU_3x1_40.pcapng",
  "wpa3ds-DG_00059_20240417031713.pcap",
  "wpa3_transition_mode.pcapng",
])(`rates and durations of %s are those of tshark (skipped where: ${problem})`, async (name) => {
  const { stdout } = await promisify(execFile)(tshark!, [
    "-r",
    shared + name,
    "-c",
    "3000",
    "-T",
    "fields",
    "-E",
    "occurrence=f",
    "-e",
    "wlan_radio.data_rate",
    "-e",
    "wlan_radio.duration",
  ], { maxBuffer: 1e8 });
  const lines = stdout.trimEnd().split("\n");
  const reader = new CaptureReader();
  reader.append(readFileSync(shared + name));
  reader.finish();
  const stage = new LinkStage(new DuplicateRing(16));
  const batch = new PacketBatch();
  let [at, rates, durations] = [0, 0, 0];
  const different: string[] = [];
  while (reader.fill(batch) === "packets") {
    batch.source = { number: 1, checkFcs: false, faults: new FaultCounters() };
    stage.handle(batch);
    for (let index = 0; index < batch.count && at < lines.length; index++, at++) {
      const [rate, duration] = lines[at]!.split("\t").map(Number);
      const kind = batch.modulation[index]!;
      if (!rate || batch.hasRadio[index] === 0) continue;
      rates += 1;
      const kbps = batch.rateKbps[index]!;
      if (Math.abs(rate * 1000 - kbps) > 60) different.push(`${at + 1}: rate ${rate} and ${kbps}`);
      if (!duration || (kind !== MODULATION_DSSS && kind !== MODULATION_OFDM)) continue;
      durations += 1;
      const extension = kind === MODULATION_OFDM && batch.freqKhz[index]! < 3e6 ? 6 : 0;
      const fcsUs = 32 / kbps * 1000 + 4;
      const ours = batch.airtimeUs[index]! - extension;
      if (Math.abs(duration - ours) > fcsUs) {
        different.push(`${at + 1}: ${duration} and ${ours} us`);
      }
    }
  }
  expect(rates).toBeGreaterThan(10);
  expect(durations + (name.startsWith("11ac") ? 1 : 0)).toBeGreaterThan(0);
  expect(different.slice(0, 5)).toEqual([]);
});
