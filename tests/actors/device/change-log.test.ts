// What changed since: always the right devices, and only about as many looked at.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BLOCK_DEVICES,
  CHANGED_MAX,
  ChangeLog,
  type ChangeTime,
  MOVE_EVERY_SEC,
} from "../../../actors/device/change-log.ts";
import { type DevicePhy, DeviceRecord } from "../../../protocols/records/device.ts";

const PHY: DevicePhy = { id: 0, name: "IEEE802.11", hash: 1 };

function devicesOf(count: number): DeviceRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const device = new DeviceRecord(PHY, index, "Wi-Fi Device", "", "", 0);
    device.index = index + 1;
    return device;
  });
}

function touch(log: ChangeLog, device: DeviceRecord, lastTime: number, modTime: number): void {
  device.lastTime = Math.max(device.lastTime, lastTime);
  device.modTime = modTime;
  log.note(device);
}

describe("ChangeLog.since()", () => {
  test("gives what a walk over all would give, whatever happens in whatever order", () => {
    // Mostly as on the air: time goes on, packets are a little late, some come from old files.
    const late = fc.oneof({ weight: 9, arbitrary: fc.nat(2) }, {
      weight: 1,
      arbitrary: fc.nat(60),
    });
    const step = fc.record({
      device: fc.nat(19),
      passes: fc.nat(2),
      lastLate: late,
      modLate: late,
      removed: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    });
    const steps = fc.array(step, { maxLength: 200 });
    fc.assert(fc.property(steps, fc.nat(20), (taken, ago) => {
      // Small blocks, so that there are many.
      const log = new ChangeLog(2);
      const devices = devicesOf(20);
      const kept = new Set<DeviceRecord>();
      let now = 100;
      for (const { device, passes, lastLate, modLate, removed } of taken) {
        const one = devices[device]!;
        now += passes;
        if (removed) {
          log.remove(one);
          kept.delete(one);
        } else {
          touch(log, one, now - lastLate, now - modLate);
          kept.add(one);
        }
      }
      const since = now - ago;
      for (const time of ["lastTime", "modTime"] satisfies ChangeTime[]) {
        expect(log.since(since, time)!.map((device) => device.index))
          .toEqual(
            devices.filter((one) => kept.has(one) && one[time] >= since)
              .map((device) => device.index),
          );
      }
    }));
  });

  test("finds a device at every second although it moves only every few", () => {
    const log = new ChangeLog(1);
    const [constant, other] = devicesOf(2);
    touch(log, constant!, 100, 100);
    touch(log, other!, 100, 100);
    for (let second = 101; second < 130; second++) {
      touch(log, constant!, second, second);
      expect(log.since(second, "lastTime")).toEqual([constant]);
      expect(log.since(second, "modTime")).toEqual([constant]);
    }
  });

  test("looks at about as many of 100,000 devices as changed", () => {
    const log = new ChangeLog();
    const devices = devicesOf(100_000);
    for (const device of devices) touch(log, device, 1000, 1000);
    for (let second = 1001; second <= 1060; second++) {
      for (let count = 0; count < 100; count++) {
        touch(log, devices[(second * 7919 + count * 997) % devices.length]!, second, second);
      }
    }
    expect(log.since(1060, "lastTime")).toHaveLength(100);
    expect(log.since(1060, "modTime")).toHaveLength(100);
    // What moved in the last seconds, and the block at the edge, for each of the two questions.
    const most = 2 * (100 * (MOVE_EVERY_SEC + 1) + BLOCK_DEVICES);
    expect(log.looked).toBeLessThanOrEqual(most);
    expect(log.since(2000, "lastTime")).toEqual([]);
    expect(log.looked).toBeLessThanOrEqual(most);
  });

  test("leaves to a walk what would be gathered in one go", () => {
    const log = new ChangeLog();
    const devices = devicesOf(CHANGED_MAX + 1);
    for (const device of devices) touch(log, device, 1, 1);
    expect(log.since(1, "lastTime")).toBeUndefined();
    expect(log.looked).toBe(0);
    log.remove(devices[7]!);
    expect(log.since(1, "lastTime")).toHaveLength(CHANGED_MAX);
  });

  test("keeps few sparse blocks, however long the same devices change", () => {
    const log = new ChangeLog();
    const devices = devicesOf(10 * BLOCK_DEVICES);
    let seed = 1;
    for (let second = 1; second <= 200_000; second++) {
      seed = (seed * 48_271) % 0x7fffffff;
      touch(log, devices[seed % devices.length]!, second, second);
    }
    expect(log.blocks).toBeLessThan(30);
    for (const device of devices) log.remove(device);
    expect(log.since(0, "modTime")).toEqual([]);
  });
});
