import { describe, expect, test } from "vitest";
import {
  AddressRelations,
  CLAIMS_MAX,
  RELATION_CO_LOCATED,
  RELATION_MLD,
  WAITING_MAX,
} from "../../../actors/phy/dot11/address-relations.ts";
import { RELATIVES_MAX } from "../../../actors/phy/dot11/relate.ts";
import type { DeviceStore } from "../../../actors/device/store.ts";
import { DeviceRecord } from "../../../protocols/records/device.ts";
import { SAMPLE_PHY, SERVER_UUID } from "../../suites/record-samples.ts";

/** Devices that exist, and relations over them. */
class World {
  readonly #devices = new Map<number, DeviceRecord>();
  readonly relations = new AddressRelations(
    { find: (_: number, mac: number) => this.#devices.get(mac) } as unknown as DeviceStore,
    SAMPLE_PHY.id,
  );

  hear(mac: number): DeviceRecord {
    const device = new DeviceRecord(SAMPLE_PHY, mac, "Wi-Fi AP", "Unknown", SERVER_UUID, 0);
    this.#devices.set(mac, device);
    this.relations.appeared(device);
    return device;
  }

  forget(device: DeviceRecord): void {
    this.#devices.delete(device.mac);
  }
}

const count = (device: DeviceRecord, relation = RELATION_CO_LOCATED) =>
  device.related?.get(relation)?.size ?? 0;

describe("AddressRelations", () => {
  test("relates at once whom it knows, later who comes later, nobody to itself", () => {
    const world = new World();
    const one = world.hear(1);
    const two = world.hear(2);
    world.relations.claim(one, 2, RELATION_CO_LOCATED);
    world.relations.claim(one, 3, RELATION_CO_LOCATED);
    world.relations.claim(one, 1, RELATION_CO_LOCATED);
    expect([count(one), count(two), world.relations.waiting]).toEqual([1, 1, 1]);
    const three = world.hear(3);
    expect([count(one), count(three), world.relations.waiting]).toEqual([2, 1, 0]);
  });

  test("a claim made twice waits once", () => {
    const world = new World();
    const one = world.hear(1);
    for (let round = 0; round < 3 * CLAIMS_MAX; round++) {
      world.relations.claim(one, 9, RELATION_CO_LOCATED);
    }
    expect(world.relations.refused).toBe(0);
    world.hear(9);
    expect(count(one)).toBe(1);
  });

  test("who was forgotten meanwhile is related to nobody", () => {
    const world = new World();
    const one = world.hear(1);
    world.relations.claimTogether(one, 9, RELATION_MLD);
    world.forget(one);
    const two = world.hear(2);
    world.relations.claimTogether(two, 9, RELATION_MLD);
    expect(count(two, RELATION_MLD)).toBe(0);
    expect(count(world.hear(9), RELATION_MLD)).toBe(1);
  });

  test("the oldest of too many addresses makes room, and is counted", () => {
    const world = new World();
    const one = world.hear(1);
    for (let mac = 100; mac < 100 + WAITING_MAX + 3; mac++) {
      world.relations.claim(one, mac, RELATION_CO_LOCATED);
    }
    expect([world.relations.waiting, world.relations.refused]).toEqual([WAITING_MAX, 3]);
    expect(count(world.hear(102))).toBe(0);
    expect(count(world.hear(103))).toBe(1);
  });

  test("one device has no more than so many relatives", () => {
    const world = new World();
    const one = world.hear(1);
    for (let mac = 100; mac < 100 + RELATIVES_MAX + 2; mac++) {
      world.hear(mac);
      world.relations.claim(one, mac, RELATION_CO_LOCATED);
    }
    expect([count(one), world.relations.refused]).toEqual([RELATIVES_MAX, 2]);
  });
});
