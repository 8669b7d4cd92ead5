import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  encodeBasicId,
  encodeLocation,
  encodeMessagePack,
  encodeRemoteIdNan,
} from "../../../protocols/dot11/encode-remote-id.ts";
import { decodeNan, NanServices } from "../../../protocols/dot11/nan.ts";
import { OK } from "../../../protocols/faults.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

const HEAD = "04 09 506f9a 13";
const SERVICE = "8869199d9209";
const CLUSTER_ATTRIBUTE = "01 0d00 00fe00000000000000000000 00";

testDecoder("decodeNan()", {
  create: () => new NanServices(),
  decode: decodeNan,
  values: ({ present, attributes, remoteIdStart, remoteIdEnd }, start) => ({
    present,
    attributes,
    ...remoteIdEnd > 0 && { remoteId: [remoteIdStart - start, remoteIdEnd - start] },
  }),
  seeds: [fromHex(HEAD), fromHex(`${HEAD} 03 0d00 ${SERVICE} 01 00 10`)],
  // What ends before its type is no service discovery frame, which is no fault.
  cases: [
    {
      // Counter 22 and a pack of nothing.
      name: "service information for drones",
      bytes: fromHex(`${HEAD} 03 0e00 ${SERVICE} 01 00 10 04 22 f21900`),
      shortest: 0,
      expected: { present: true, attributes: 1, remoteId: [19, 23] },
    },
    {
      name: "the same behind filters and a bitmap, among other attributes",
      bytes: fromHex(
        `${HEAD} ${CLUSTER_ATTRIBUTE} 03 1500 ${SERVICE} 01 00 5c 0100 02 aabb 01 cc 04 22 f21900 ` +
          "0e 0400 01 0002 05",
      ),
      shortest: 0,
      expected: { present: true, attributes: 3, remoteId: [42, 46] },
    },
    {
      name: "the service without information",
      bytes: fromHex(`${HEAD} 03 0900 ${SERVICE} 01 00 00`),
      shortest: 0,
      expected: { present: true, attributes: 1 },
    },
    {
      name: "another service",
      bytes: fromHex(`${HEAD} 03 0e00 010203040506 01 00 10 04 22 f21900`),
      shortest: 0,
      expected: { present: true, attributes: 1 },
    },
    {
      name: "information longer than its descriptor",
      bytes: fromHex(`${HEAD} 03 0e00 ${SERVICE} 01 00 10 05 22 f21900`),
      expected: "dot11.nan_malformed",
    },
    {
      name: "a filter longer than its descriptor",
      bytes: fromHex(`${HEAD} 03 0c00 ${SERVICE} 01 00 04 ff 0000`),
      expected: "dot11.nan_malformed",
    },
    {
      name: "an attribute longer than the frame",
      bytes: fromHex(`${HEAD} 03 ff00 ${SERVICE} 01 00 10 04 22 f21900`),
      expected: "dot11.nan_malformed",
    },
    {
      name: "a public action of somebody else",
      bytes: fromHex("04 09 506f9a 09 000000"),
      shortest: 0,
      expected: { present: false, attributes: 0 },
    },
  ],
});

const pack = encodeMessagePack([
  encodeBasicId(1, 2, "1581F0000000DRONE001"),
  encodeLocation({ latitude: 52.52, longitude: 13.405 }),
]);
const FRAME = encodeRemoteIdNan(0x02aabbccddee, 9, pack, 5);

test("what the encoder makes is found again", () => {
  const into = new NanServices();
  expect(decodeNan(into, FRAME, 24, FRAME.length)).toBe(OK);
  expect(into).toMatchObject({ present: true, attributes: 2 });
  expect(FRAME.subarray(into.remoteIdStart, into.remoteIdEnd))
    .toEqual(concatBytes(Uint8Array.of(9), pack));
});

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

test.skipIf(!hasTshark)(
  "tshark reads the same service, control and information (skipped where it is not installed)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "moirai-nan-"));
    const path = join(folder, "nan.pcap");
    writeFileSync(path, concatBytes(encodePcapHeader(105), encodePcapRecord(0, FRAME)));
    const fields = [
      "_ws.malformed",
      "nan.service_id",
      "nan.sda.sc.service_info",
      "nan.sda.sc.binding_bitmap",
      "nan.sda.service_info",
      "nan.sdea.service_update_indicator",
    ];
    const args = ["-r", path, "-T", "fields", "-E", "separator=|"];
    const { stdout } = spawnSync("tshark", [...args, ...fields.flatMap((name) => ["-e", name])], {
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    const [malformed, service, info, bitmap, information, indicator] = stdout.trim().split("|");
    expect([malformed, service, info, bitmap, indicator])
      .toEqual(["", "88:69:19:9d:92:09", "1", "0", "9"]);
    expect(fromHex(information!)).toEqual(concatBytes(Uint8Array.of(9), pack));
  },
  60_000,
);
