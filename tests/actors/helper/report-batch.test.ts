// Data reports as columns of a batch, and what is said of packets beside their bytes.
import { expect, test } from "vitest";
import {
  addReport,
  copyReport,
  fillFromBluetooth,
  fitsBatch,
  moveBatch,
} from "../../../actors/helper/report-batch.ts";
import { DataReport } from "../../../protocols/external/data-report.ts";
import {
  BATCH_BYTES_MAX,
  BATCH_PACKETS_MAX,
  LINKTYPE_NONE,
  PacketBatch,
  SIGNAL_DBM,
} from "../../../protocols/packet/packet-batch.ts";

const shared = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

function report(start: number, end: number, linkType = 105): DataReport {
  const into = new DataReport();
  into.bytes = shared;
  into.hasPacket = true;
  into.linkType = linkType;
  into.packetStart = start;
  into.packetEnd = end;
  into.wireLength = 100;
  return into;
}

test("addReport() lends the bytes it came in, and fitsBatch() says what belongs together", () => {
  const batch = new PacketBatch();
  addReport(batch, report(1, 4), 5);
  expect(fitsBatch(batch, report(4, 6))).toBe(true);
  addReport(batch, report(4, 6), 6);
  expect(batch.bytes).toBe(shared);
  expect([...batch.start.subarray(0, 2)]).toEqual([1, 4]);
  expect([...batch.capturedLength.subarray(0, 2)]).toEqual([3, 2]);
  expect([...batch.timestampUs.subarray(0, 2)]).toEqual([5, 6]);
  expect(batch.reports).toBeUndefined();
  expect(fitsBatch(batch, report(0, 1, 127))).toBe(false);
  const elsewhere = report(0, 1);
  elsewhere.bytes = new Uint8Array(4);
  expect(fitsBatch(batch, elsewhere)).toBe(false);
  batch.count = BATCH_PACKETS_MAX;
  expect(fitsBatch(batch, report(0, 1))).toBe(false);
});

test("addReport() keeps signal, position and record, and no position that is none on Earth", () => {
  const batch = new PacketBatch();
  const heard = report(0, 1);
  heard.hasSignal = heard.hasLocation = true;
  heard.signalKind = SIGNAL_DBM;
  heard.signal = -40;
  heard.freqKhz = 2_412_000;
  heard.latitude = 48;
  heard.longitude = 11;
  heard.altitudeM = Number.NaN;
  heard.fix = 3;
  addReport(batch, heard, 1);
  heard.latitude = 91;
  addReport(batch, heard, 2);
  heard.latitude = 48;
  heard.fix = 0;
  addReport(batch, heard, 3);
  addReport(batch, report(0, 1), 4);
  expect(batch.reports![0]).toEqual({
    location: {
      latitude: 48,
      longitude: 11,
      altitudeM: 0,
      speedKmh: 0,
      headingDegrees: 0,
      fix: 3,
    },
    signalKind: SIGNAL_DBM,
    signal: -40,
    noise: 0,
    freqKhz: 2_412_000,
    channel: "",
    record: undefined,
  });
  expect([batch.reports![1]!.location, batch.reports![2]!.location, batch.reports![3]])
    .toEqual([undefined, undefined, undefined]);
});

test("fillFromBluetooth() makes the record that tools of 2025 send", () => {
  const batch = new PacketBatch();
  const heard = new DataReport();
  fillFromBluetooth(heard, {
    kind: "bluetoothReport",
    address: "00:11:22:33:44:55",
    name: 'a "clock"',
    type: 2,
    timestampUs: 9,
  });
  addReport(batch, heard, heard.timestampUs);
  expect(batch.linkType).toBe(LINKTYPE_NONE);
  expect(batch.reports![0]!.record).toEqual({
    type: "linuxbthci",
    json: '{"addr":"00:11:22:33:44:55","name":"a \\"clock\\"","type":2}',
  });
});

test("copyReport() keeps bytes of its own, until there is no room", () => {
  const early = new PacketBatch();
  const large = report(0, 0);
  large.bytes = new Uint8Array(BATCH_BYTES_MAX / 2).fill(7);
  large.packetEnd = large.bytes.length;
  expect([copyReport(early, report(2, 5), 1), copyReport(early, large, 2)]).toEqual([true, true]);
  large.bytes.fill(0);
  expect(copyReport(early, large, 3)).toBe(false);
  expect(copyReport(early, report(0, 1, 127), 4)).toBe(false);
  const batch = new PacketBatch();
  moveBatch(batch, early);
  expect([batch.count, batch.linkType, batch.bytes[0], batch.bytes[3]]).toEqual([2, 105, 2, 7]);
  expect([...batch.start.subarray(0, 2)]).toEqual([0, 3]);
});
