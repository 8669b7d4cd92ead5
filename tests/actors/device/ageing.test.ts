import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeviceAgeing, LOOKS_PER_TICK } from "../../../actors/device/ageing.ts";
import { DeviceRecord } from "../../../protocols/records/device.ts";
import { testSettings } from "../../suites/settings.ts";

const PHY = { id: 0, name: "IEEE802.11", hash: 1 };
/** A whole minute: both checks begin. */
const NOW_SEC = 1_700_000_100;

/** Devices with these times, in order of creation; `looked` counts how many were shown. */
class Crowd {
  readonly devices = new Set<DeviceRecord>();
  looked = 0;

  constructor(times: Iterable<number>) {
    for (const timeSec of times) this.add(timeSec);
  }

  get size(): number {
    return this.devices.size;
  }

  *all(): Generator<DeviceRecord> {
    for (const device of this.devices) {
      this.looked += 1;
      yield device;
    }
  }

  remove(device: DeviceRecord): void {
    this.devices.delete(device);
  }

  add(timeSec: number, packets = 1): DeviceRecord {
    const device = new DeviceRecord(PHY, this.devices.size, "Wi-Fi AP", "", "", timeSec);
    device.lastTime = timeSec;
    device.packets = packets;
    this.devices.add(device);
    return device;
  }

  oldest(): number {
    return this.times().reduce((oldest, time) => Math.min(oldest, time));
  }

  times(): number[] {
    return [...this.devices].map(({ lastTime }) => lastTime);
  }
}

const limitedTo = (limit: number) => testSettings({ tracker_max_devices: `${limit}` });
const idleAfter = (seconds: number, packets = 0) =>
  testSettings({
    tracker_device_timeout: `${seconds}`,
    tracker_device_packets: `${packets}`,
  });

describe("DeviceAgeing", () => {
  test("removes those that sorting by time would, whatever the times", () => {
    const time = fc.oneof(
      fc.integer({ min: NOW_SEC - 200_000, max: NOW_SEC + 100 }),
      fc.nat(4),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.constantFrom(-5, 0, 65_535, 65_536, 2 ** 32 - 1),
    );
    fc.assert(
      fc.property(fc.array(time, { maxLength: 300 }), fc.integer({ min: 1, max: 300 }), (
        times,
        limit,
      ) => {
        const crowd = new Crowd(times);
        const sorted = [...crowd.devices].sort((a, b) =>
          Math.max(0, a.lastTime) - Math.max(0, b.lastTime)
        );
        const gone = new Set(sorted.slice(0, Math.max(0, times.length - limit)));
        const expected = [...crowd.devices].filter((device) => !gone.has(device));
        new DeviceAgeing(crowd, limitedTo(limit)).tick(NOW_SEC);
        expect([...crowd.devices]).toEqual(expected);
      }),
      { seed: 46, numRuns: 150 },
    );
  });

  test("survives times that no clock has", () => {
    const crowd = new Crowd([NaN, Infinity, -Infinity, 2 ** 53, 1.5, 7]);
    new DeviceAgeing(crowd, limitedTo(2)).tick(NOW_SEC);
    expect(crowd.times()).toEqual([Infinity, 2 ** 53]);
  });

  test("looks at a bounded number a second, and removes the same ones in the end", () => {
    const count = 3 * LOOKS_PER_TICK;
    // Neither in order of creation nor distinct.
    const times = Array.from({ length: count }, (_, n) => NOW_SEC - (n * 7919) % 100_003);
    const crowd = new Crowd(times);
    const limit = count - 5000;
    const ageing = new DeviceAgeing(crowd, limitedTo(limit));
    const threshold = times.toSorted((a, b) => a - b)[4999]!;
    ageing.tick(NOW_SEC - 1);
    crowd.looked = 0;
    let ticks = 0;
    for (; crowd.size > limit; ticks++) {
      const before = crowd.looked;
      ageing.tick(NOW_SEC + ticks);
      expect(crowd.looked - before).toBeLessThanOrEqual(LOOKS_PER_TICK + 1);
      expect(ticks).toBeLessThan(20);
    }
    expect(crowd.size).toBe(limit);
    expect(crowd.oldest()).toBeGreaterThanOrEqual(threshold);
    expect(ticks).toBeGreaterThanOrEqual(9);
  });

  test("spares who is heard again while the walk goes on", () => {
    const count = 2 * LOOKS_PER_TICK;
    const crowd = new Crowd(Array.from({ length: count }, (_, n) => NOW_SEC - count + n));
    const ageing = new DeviceAgeing(crowd, limitedTo(count - 2));
    ageing.tick(NOW_SEC - 1);
    // Two seconds for each of two countings; who is to go is known then.
    for (let tick = 0; tick < 4; tick++) ageing.tick(NOW_SEC + tick);
    const [first, second, third] = crowd.devices;
    first!.lastTime = NOW_SEC;
    ageing.tick(NOW_SEC + 4);
    expect([first, second, third].map((one) => crowd.devices.has(one!)))
      .toEqual([true, false, true]);
    // The next walk makes up for it.
    for (let tick = 5; tick < 15; tick++) ageing.tick(NOW_SEC + tick);
    expect(crowd.devices.has(third!)).toBe(false);
    expect(crowd.size).toBe(count - 2);
  });

  test("keeps up with a flood of new addresses", () => {
    const limit = 2_000;
    const crowd = new Crowd([]);
    const ageing = new DeviceAgeing(crowd, limitedTo(limit));
    let most = 0;
    for (let tick = 0; tick < 30; tick++) {
      for (let n = 0; n < 5_000; n++) crowd.add(NOW_SEC + tick);
      ageing.tick(NOW_SEC + tick);
      most = Math.max(most, crowd.size);
    }
    // What comes between two checks, and no more.
    expect(most).toBeLessThanOrEqual(limit + 6 * 5_000);
    expect(crowd.oldest()).toBeGreaterThanOrEqual(NOW_SEC + 19);
  });

  test("removes what is idle once a minute, the chatty ones excepted", () => {
    const crowd = new Crowd([NOW_SEC - 61, NOW_SEC - 60]);
    crowd.add(NOW_SEC - 1000, 10);
    const ageing = new DeviceAgeing(crowd, idleAfter(60, 10));
    ageing.tick(NOW_SEC - 1);
    expect(crowd.size).toBe(3);
    ageing.tick(NOW_SEC);
    expect(crowd.times()).toEqual([NOW_SEC - 60, NOW_SEC - 1000]);
  });

  test("walks idle devices over several seconds", () => {
    const count = 3 * LOOKS_PER_TICK;
    const crowd = new Crowd(
      Array.from({ length: count }, (_, n) => n % 100 === 0 ? NOW_SEC - 100 : NOW_SEC),
    );
    const ageing = new DeviceAgeing(crowd, idleAfter(60));
    ageing.tick(NOW_SEC - 1);
    for (let tick = 0; tick < 10; tick++) {
      const before = crowd.looked;
      ageing.tick(NOW_SEC + tick);
      expect(crowd.looked - before).toBeLessThanOrEqual(LOOKS_PER_TICK + 1);
    }
    expect(crowd.times().every((time) => time === NOW_SEC)).toBe(true);
  });

  test("does nothing without a timeout and without a limit", () => {
    const crowd = new Crowd([1, 2, 3]);
    new DeviceAgeing(crowd, testSettings({})).tick(NOW_SEC);
    expect([crowd.size, crowd.looked]).toEqual([3, 0]);
  });
});
