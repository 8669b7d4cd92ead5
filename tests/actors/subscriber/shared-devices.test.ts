import { describe, expect, test } from "vitest";
import { SHARED_BYTES_MAX, SharedDevices } from "../../../actors/subscriber/shared-devices.ts";
import { DeviceRecord } from "../../../protocols/records/device.ts";

const SHAPE = { key: "json " };
const PHY = { id: 0, name: "IEEE802.11", hash: 1 };

function device(mac: number): DeviceRecord {
  return new DeviceRecord(PHY, mac, "Wi-Fi AP", "", "", 1);
}

function world(size = 10) {
  const clock = { nowMs: 5_000 };
  let fails = false;
  const encoder = {
    device(record: DeviceRecord, { key }: { key: string }) {
      if (fails) throw new Error("cannot be written");
      const bytes = new Uint8Array(size);
      bytes.set([record.mac, key.length, record.packets]);
      return bytes;
    },
  };
  const shared = new SharedDevices(encoder, () => clock.nowMs);
  return { shared, clock, fail: (now: boolean) => fails = now };
}

describe("SharedDevices", () => {
  test("writes a record once for those of one shape, and again for another shape", () => {
    const { shared } = world();
    const one = device(1);
    for (let count = 0; count < 3; count++) shared.enter(SHAPE);
    const other = { key: "json name" };
    shared.enter(other);
    shared.enter(other);
    const bytes = shared.device(one, SHAPE);
    expect(shared.device(one, SHAPE)).toBe(bytes);
    expect(shared.device(one, { ...SHAPE })).toBe(bytes);
    expect(shared.device(one, other)).not.toBe(bytes);
    expect([shared.written, shared.shared]).toEqual([2, 2]);
  });

  test("writes it again after any change, and in the next second", () => {
    const { shared, clock } = world();
    const one = device(1);
    shared.enter(SHAPE);
    shared.enter(SHAPE);
    shared.device(one, SHAPE);
    one.packets = 7;
    one.changes += 1;
    expect(shared.device(one, SHAPE)[2]).toBe(7);
    one.packets = 8;
    clock.nowMs += 999;
    expect(shared.device(one, SHAPE)[2]).toBe(7);
    clock.nowMs += 1;
    expect(shared.device(one, SHAPE)[2]).toBe(8);
  });

  test("keeps nothing for one monitor, or once the others have gone", () => {
    const { shared } = world();
    const one = device(1);
    const leave = shared.enter(SHAPE);
    expect(shared.device(one, SHAPE)).not.toBe(shared.device(one, SHAPE));
    const leaveToo = shared.enter(SHAPE);
    expect(shared.device(one, SHAPE)).toBe(shared.device(one, SHAPE));
    leave();
    leave();
    expect(shared.device(one, SHAPE)).not.toBe(shared.device(one, SHAPE));
    leaveToo();
    expect(shared.device(one, SHAPE)).not.toBe(shared.device(one, SHAPE));
  });

  test("lets one alone write ahead as it likes, and many a little each", () => {
    const { shared } = world();
    expect(shared.leadOf(SHAPE)).toBe(Infinity);
    shared.enter(SHAPE);
    expect(shared.leadOf(SHAPE)).toBe(Infinity);
    for (let count = 1; count < 100; count++) shared.enter(SHAPE);
    expect(shared.leadOf(SHAPE)).toBe(3);
  });

  test("keeps a bounded number of bytes", () => {
    const size = SHARED_BYTES_MAX / 4;
    const { shared } = world(size);
    shared.enter(SHAPE);
    shared.enter(SHAPE);
    const devices = Array.from({ length: 8 }, (_, mac) => device(mac));
    for (const one of devices) shared.device(one, SHAPE);
    const before = shared.shared;
    for (const one of devices.slice(5)) shared.device(one, SHAPE);
    expect(shared.shared - before).toBe(3);
    shared.device(devices[0]!, SHAPE);
    expect(shared.shared - before).toBe(3);
  });

  test("hands on what the encoder throws, to each anew", () => {
    const { shared, fail } = world();
    const one = device(1);
    shared.enter(SHAPE);
    shared.enter(SHAPE);
    fail(true);
    expect(() => shared.device(one, SHAPE)).toThrow("cannot be written");
    expect(() => shared.device(one, SHAPE)).toThrow("cannot be written");
    fail(false);
    expect(shared.device(one, SHAPE)[0]).toBe(1);
  });
});
