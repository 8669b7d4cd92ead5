import { describe, expect, test } from "vitest";
import {
  CHANNEL_ENTRIES_MAX,
  ChannelTracker,
  DEVICE_ACTIVE_SEC,
} from "../../../actors/packet/channel-tracker.ts";
import {
  KIND_DATA,
  KIND_NONE,
  PACKET_DUPLICATE,
  PacketBatch,
  SIGNAL_DBM,
} from "../../../protocols/packet/packet-batch.ts";
import type { ChannelRecord } from "../../../protocols/records/channel.ts";
import { DeviceRecord } from "../../../protocols/records/device.ts";

const NOW_SEC = 1_700_000_000;
const SECOND = NOW_SEC % 60;

const tracker = () => new ChannelTracker({ now: () => NOW_SEC * 1000 });

interface Radio {
  freqKhz?: number;
  channel?: string;
  signal?: number;
  dataSize?: number;
  kind?: number;
  hasRadio?: number;
  flags?: number;
}

function radioBatch(...packets: readonly Radio[]): PacketBatch {
  const batch = new PacketBatch();
  batch.count = packets.length;
  packets.forEach((packet, index) => {
    batch.hasRadio[index] = packet.hasRadio ?? 1;
    batch.freqKhz[index] = packet.freqKhz ?? 0;
    batch.channel[index] = packet.channel ?? "";
    batch.signalKind[index] = SIGNAL_DBM;
    batch.signal[index] = packet.signal ?? 0;
    batch.kind[index] = packet.kind ?? KIND_DATA;
    batch.dataSize[index] = packet.dataSize ?? 0;
    batch.flags[index] = packet.flags ?? 0;
  });
  return batch;
}

function device(freqKhz: number, lastTime: number): DeviceRecord {
  const phy = { id: 0, name: "TEST", hash: 1 };
  const one = new DeviceRecord(phy, 1, "", "", "", lastTime);
  one.freqKhz = freqKhz;
  return one;
}

/** Packets, bytes and active devices of this second. */
function second(record: ChannelRecord | undefined): number[] {
  const { packetsRrd, dataRrd, deviceRrd } = record!;
  return [packetsRrd, dataRrd, deviceRrd].map((rrd) => rrd.view(NOW_SEC).seconds[SECOND]!);
}

describe("ChannelTracker.handle()", () => {
  test("counts packets and bytes of each frequency and channel text", () => {
    const channels = tracker();
    channels.handle(radioBatch(
      { freqKhz: 2_412_000, channel: "1", dataSize: 10, signal: -50 },
      { freqKhz: 2_412_000, channel: "1", dataSize: 5, signal: -40, flags: PACKET_DUPLICATE },
      { freqKhz: 5_180_000, channel: "36", dataSize: 7, signal: -70 },
      { freqKhz: 2_412_000, channel: "1", dataSize: 1 },
    ));
    expect([...channels.byFrequency.keys()]).toEqual([2_412_000, 5_180_000]);
    expect([...channels.byChannel.keys()]).toEqual(["1", "36"]);
    expect(second(channels.byFrequency.get(2_412_000))).toEqual([3, 16, 0]);
    expect(second(channels.byFrequency.get(5_180_000))).toEqual([1, 7, 0]);
    expect(second(channels.byChannel.get("1"))).toEqual([3, 16, 0]);
    const { signal } = channels.byFrequency.get(2_412_000)!;
    expect([signal.last, signal.min, signal.max]).toEqual([-40, -50, -40]);
  });

  test("adds a later batch of the same second", () => {
    const channels = tracker();
    for (let count = 0; count < 3; count++) {
      channels.handle(radioBatch({ freqKhz: 1, dataSize: 2 }));
    }
    expect(second(channels.byFrequency.get(1))).toEqual([3, 6, 0]);
  });

  test("names entries by frequency or by channel, not both", () => {
    const channels = tracker();
    channels.handle(radioBatch({ freqKhz: 2_412_000, channel: "1" }));
    const frequency = channels.byFrequency.get(2_412_000)!;
    const channel = channels.byChannel.get("1")!;
    expect([frequency.channel, frequency.freqKhz]).toEqual(["", 2_412_000]);
    expect([channel.channel, channel.freqKhz]).toEqual(["1", 0]);
  });

  test("ignores packets without radio header, frequency 0, and channels that are none", () => {
    const channels = tracker();
    channels.handle(radioBatch(
      { hasRadio: 0, freqKhz: 2_412_000, channel: "1" },
      { freqKhz: 0, channel: "0" },
      { freqKhz: 0, channel: "" },
    ));
    expect([channels.byFrequency.size, channels.byChannel.size]).toEqual([0, 0]);
  });

  test("counts no bytes of packets without common info", () => {
    const channels = tracker();
    channels.handle(radioBatch({ freqKhz: 1, kind: KIND_NONE, dataSize: 500 }));
    expect(second(channels.byFrequency.get(1))).toEqual([1, 0, 0]);
  });

  test("has a limit of entries, and counts what was left out", () => {
    const channels = tracker();
    for (let from = 1; from <= CHANNEL_ENTRIES_MAX + 3; from += 1) {
      channels.handle(radioBatch({ freqKhz: from, channel: `c${from}` }));
    }
    expect(channels.byFrequency.size).toBe(CHANNEL_ENTRIES_MAX);
    expect(channels.byChannel.size).toBe(CHANNEL_ENTRIES_MAX);
    expect(channels.refused).toBe(6);
    channels.handle(radioBatch({ freqKhz: 1, channel: "c1" }));
    expect(channels.refused).toBe(6);
  });
});

describe("ChannelTracker.tick()", () => {
  test("counts devices by their frequency, active ones only", () => {
    const channels = tracker();
    channels.tick(NOW_SEC, [
      device(2_412_000, NOW_SEC),
      device(2_412_000, NOW_SEC - DEVICE_ACTIVE_SEC + 1),
      device(2_412_000, NOW_SEC - DEVICE_ACTIVE_SEC),
      device(5_180_000, 5),
      device(0, NOW_SEC),
    ]);
    expect(second(channels.byFrequency.get(2_412_000))).toEqual([0, 0, 2]);
    expect(second(channels.byFrequency.get(5_180_000))).toEqual([0, 0, 0]);
    expect(channels.byFrequency.get(5_180_000)!.deviceRrd.lastTime).toBe(NOW_SEC);
    expect(channels.byFrequency.size).toBe(2);
  });

  test("counts anew each second, down to 0 when the devices have left", () => {
    const channels = tracker();
    channels.tick(NOW_SEC - 2, [device(1, NOW_SEC), device(1, NOW_SEC)]);
    channels.tick(NOW_SEC - 1, [device(1, NOW_SEC)]);
    channels.tick(NOW_SEC, []);
    const { seconds } = channels.byFrequency.get(1)!.deviceRrd.view(NOW_SEC);
    expect([seconds[SECOND - 2], seconds[SECOND - 1], seconds[SECOND]]).toEqual([2, 1, 0]);
    expect(channels.byFrequency.get(1)!.deviceRrd.lastTime).toBe(NOW_SEC);
  });

  test("leaves entries alone that no device was on", () => {
    const channels = tracker();
    channels.handle(radioBatch({ freqKhz: 7, channel: "x" }));
    channels.tick(NOW_SEC, [device(8, NOW_SEC)]);
    expect(channels.byFrequency.get(7)!.deviceRrd.lastTime).toBe(0);
    expect(channels.byChannel.get("x")!.deviceRrd.lastTime).toBe(0);
  });

  test("counts devices whose frequency found no room", () => {
    const channels = tracker();
    for (let freqKhz = 1; freqKhz <= CHANNEL_ENTRIES_MAX; freqKhz++) {
      channels.handle(radioBatch({ freqKhz }));
    }
    channels.tick(NOW_SEC, [device(999_999, NOW_SEC), device(3, NOW_SEC)]);
    expect(channels.refused).toBe(1);
    expect(second(channels.byFrequency.get(3))[2]).toBe(1);
  });
});
