// Bluetooth LE in logs: rows of a kismetdb, interfaces of a pcapng file, and both read back.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { encodeFlags, encodeName } from "../../../protocols/btle/encode-data.ts";
import {
  encodeBtleFrame,
  encodeBtlePacket,
  encodePdu,
} from "../../../protocols/btle/encode-frame.ts";
import { joinBytes } from "../../../protocols/bytes.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { beacon, heard, HEARD_START_US } from "../../suites/heard-frames.ts";
import { fromHex } from "../../suites/hex.ts";
import { logWorld, rowsOf } from "../../suites/log-world.ts";

const LOCK = 0x112233445566;
const data = joinBytes([encodeFlags(), encodeName("Lock")]);
const advertisement = encodeBtleFrame(encodePdu({ type: 0, sender: LOCK, random: true, data }));
const broken = advertisement.with(9, 0xff);
/** Of a connection, with five bytes of somebody's data. */
const connection = fromHex("f51dd492 0205 0102030405 aabbcc");

function heardBtle(): PacketBatch {
  const packets = [advertisement, broken, connection].map((frame) =>
    encodeBtlePacket({ rfChannel: 0, signalDbm: -60, crc: "unchecked" }, frame)
  );
  const batch = new PacketBatch();
  batch.linkType = 256;
  batch.bytes = joinBytes(packets);
  batch.count = packets.length;
  let at = 0;
  for (const [index, { length }] of packets.entries()) {
    batch.start[index] = at;
    batch.capturedLength[index] = length;
    batch.wireLength[index] = length;
    batch.timestampUs[index] = HEARD_START_US + index;
    at += length;
  }
  return batch;
}

test("a kismetdb names the PHY of Bluetooth LE, and plays it again", async () => {
  const one = await logWorld({ log_types: "kismet" });
  onTestFinished(() => one.dispose());
  one.moirai.push(heard([beacon(1)]));
  one.moirai.push(heardBtle());
  await one.moirai.stop();
  const path = join(one.directory, "Kismet-1.kismet");
  const columns = "phyname, sourcemac, frequency, signal, dlt, packet_len, error";
  expect(await rowsOf(path, `SELECT ${columns} FROM packets`)).toEqual([
    ["IEEE802.11", "00:1B:11:00:00:01", 2_437_000, -50, 127, expect.any(Number), 0],
    ["BTLE", "11:22:33:44:55:66", 2_402_000, -60, 256, 34, 0],
    ["Unknown", "00:00:00:00:00:00", 0, -60, 256, 34, 1],
    ["BTLE", "00:00:00:00:00:00", 2_402_000, -60, 256, 24, 0],
  ]);
  expect(await rowsOf(path, "SELECT phyname, devmac, type FROM devices ORDER BY phyname")).toEqual([
    ["BTLE", "11:22:33:44:55:66", "BTLE Device"],
    ["IEEE802.11", "00:1B:11:00:00:01", "Wi-Fi AP"],
  ]);
  const again = await logWorld();
  onTestFinished(() => again.dispose());
  await again.moirai.commands.addDatasource(`${path}:type=kismetdb`);
  await again.moirai.idle();
  expect(again.moirai.stores.devices.byMac(LOCK, 48)).toMatchObject([{ name: "Lock" }]);
});

test("a pcapng log has an interface for each link type", async () => {
  const one = await logWorld({ log_types: "pcapng", hidedata: "true" });
  onTestFinished(() => one.dispose());
  one.moirai.push(heardBtle());
  one.moirai.push(heard([beacon(1)]));
  one.moirai.push(heardBtle());
  await one.moirai.stop();
  const reader = new CaptureReader();
  reader.append(readFileSync(join(one.directory, "Kismet-1.pcapng")));
  reader.finish();
  const batch = new PacketBatch();
  const read: [linkType: number, lengths: number[]][] = [];
  while (reader.fill(batch) === "packets") {
    read.push([batch.linkType, [...batch.capturedLength.subarray(0, batch.count)]]);
  }
  expect(reader.problem).toBeUndefined();
  // What connections carry is somebody's: headers alone remain of it.
  const btle = [34, 34, 16];
  expect(read).toEqual([[256, btle], [127, [expect.any(Number)]], [256, btle]]);
});
