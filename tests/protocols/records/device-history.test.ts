// Traffic histories of a device: gathered by the second, read as if each packet had been added by
// itself.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { createRrd, type Rrd, type RrdView } from "../../../protocols/records/rrd.ts";
import { SignalRecord } from "../../../protocols/records/signal.ts";
import { sampleDevice } from "../../suites/record-samples.ts";

const START_SEC = 1_700_000_000;

type Direction = "tx" | "rx" | "other";

interface Packet {
  readonly stepSec: number;
  readonly direction: Direction;
  /** Bytes of a data packet, -1 for another. */
  readonly data: number;
  readonly isRead: boolean;
}

/** The histories kept the plain way. */
class Model {
  readonly packets = createRrd("default");
  readonly tx = createRrd("default");
  readonly rx = createRrd("default");
  readonly data = createRrd("default");

  add({ direction, data }: Packet, nowSec: number): void {
    this.packets.add(1, nowSec);
    if (direction === "tx") this.tx.add(1, nowSec);
    if (direction === "rx") this.rx.add(1, nowSec);
    if (data >= 0) this.data.add(data, nowSec);
  }
}

function count(device: DeviceRecord, { direction, data }: Packet, nowSec: number): void {
  device.beginPacket(nowSec);
  device.packets += 1;
  if (direction === "tx") device.txPackets += 1;
  if (direction === "rx") device.rxPackets += 1;
  if (data >= 0) device.countData(data);
}

function shown(rrd: Rrd | undefined, nowSec: number): unknown {
  if (rrd === undefined) return undefined;
  const view: RrdView = rrd.view(nowSec);
  return {
    ...view,
    seconds: [...view.seconds],
    minutes: [...view.minutes],
    hours: [...view.hours],
  };
}

function expectSame(device: DeviceRecord, model: Model, nowSec: number): void {
  const history = device.history();
  for (const kind of ["packets", "tx", "rx", "data"] as const) {
    const plain = model[kind].lastTime === 0 ? undefined : model[kind];
    expect(shown(history[kind], nowSec), kind).toEqual(shown(plain, nowSec));
  }
}

const packets = (steps: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      stepSec: steps,
      direction: fc.constantFrom<Direction>("tx", "rx", "other"),
      data: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2000 })),
      isRead: fc.boolean(),
    }),
    { maxLength: 60 },
  );

describe("DeviceRecord.history", () => {
  test("is that of single packets, whenever it is read", () => {
    const steps = fc.constantFrom(0, 0, 0, 1, 2, 59, 61, 3600, 90_000);
    fc.assert(fc.property(packets(steps), (sent) => {
      const device = sampleDevice();
      const model = new Model();
      let nowSec = START_SEC;
      for (const packet of sent) {
        nowSec += packet.stepSec;
        count(device, packet, nowSec);
        model.add(packet, nowSec);
        if (packet.isRead) expectSame(device, model, nowSec);
      }
      expectSame(device, model, nowSec);
    }));
  });

  test("loses no packet when the clock goes back", () => {
    fc.assert(fc.property(packets(fc.integer({ min: -20, max: 20 })), (sent) => {
      const device = sampleDevice();
      const model = new Model();
      let nowSec = START_SEC;
      for (const packet of sent) {
        nowSec += packet.stepSec;
        count(device, packet, nowSec);
        model.add(packet, nowSec);
      }
      const seconds = (rrd: Rrd | undefined) => rrd && [...rrd.view(nowSec).seconds];
      expect(seconds(device.history().packets) ?? seconds(model.packets))
        .toEqual(seconds(model.packets));
    }));
  });

  test("holds traffic of a clock that begins at zero", () => {
    const device = sampleDevice();
    count(device, { stepSec: 0, direction: "tx", data: 7, isRead: false }, 0);
    count(device, { stepSec: 0, direction: "tx", data: 9, isRead: false }, 5);
    expect(device.history().data!.view(5).seconds[5]).toBe(9);
  });

  test("is empty without packets, and where nobody keeps one", () => {
    const device = sampleDevice();
    device.packets += 1;
    expect(device.history().packets).toBeUndefined();
  });
});

describe("SignalRecord.history", () => {
  test("is that of single signals, whenever it is read and however late they come", () => {
    const heard = fc.array(
      fc.record({
        stepSec: fc.constantFrom(0, 0, 0, 1, 1, 2, 61, -1, -2, -70),
        dbm: fc.integer({ min: -100, max: -1 }),
        isRead: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(fc.property(heard, (signals) => {
      const record = new SignalRecord();
      const plain = createRrd("peak-signal", { minuteOnly: true });
      let second = START_SEC;
      for (const { stepSec, dbm, isRead } of signals) {
        second += stepSec;
        record.addToHistory(dbm, second);
        plain.add(dbm, second);
        if (isRead) expect(shown(record.history(), second)).toEqual(shown(plain, second));
      }
      if (signals.length === 0) expect(record.history()).toBeUndefined();
      else expect(shown(record.history(), second)).toEqual(shown(plain, second));
    }));
  });
});
