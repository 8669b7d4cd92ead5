// What this server answers for 33 real captures of Bluetooth LE, beside what the reference answered.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { PHDR_BYTES } from "../../protocols/btle/link-layer.ts";
import { formatMac } from "../../protocols/mac.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../protocols/pcap/capture-reader.ts";
import { compareGroups, type FidelityRule, type Json } from "../suites/fidelity.ts";
import { testSettings } from "../suites/settings.ts";

const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));
const goldenFolder = `${shared}golden/btle/`;
const available = existsSync(goldenFolder);

const DLT_BLUETOOTH_LE_LL_WITH_PHDR = 256;
const ACCESS_ADDRESS = [0xd6, 0xbe, 0x89, 0x8e];
/** PDUs of the first generation that begin with the address of who sent them. */
const FIRST_GENERATION = [0, 1, 2, 3, 4, 5, 6];

/** Who asks the device of most captures for a connection. */
const INITIATOR = ["04:EE:03:4A:8A:2F"];
/** Captures of the nRF Sniffer, which the reference does not read (D185). */
const DLT_NORDIC_BLE = 272;
/** Devices that only we see (D182): who asks, and who uses extended advertising. */
const MORE_DEVICES: Readonly<Record<string, readonly string[]>> = {
  "AUX_CONNECT_REQ-ltk-9A7163D4C92D91B5C3BA0EBFB4D1B8A2.pcap": [
    "66:EB:19:48:0D:AD",
    "75:58:72:08:CE:5C",
  ],
  "ble_pairing.pcap": ["63:5B:46:E8:B3:81"],
  "connection-update.pcap": INITIATOR,
  // Nobody had checked the CRC of these frames; it is right.
  "le_secure_connections.pcapng": [
    "7D:43:82:42:23:16",
    "14:F5:DE:F0:B2:0C",
    "5C:F3:70:73:3E:F4",
  ],
  "lp-justworks.pcap": INITIATOR,
  "lp-oob-tk-5E882417A987222423A1A9EC719AED27.pcap": INITIATOR,
  "lp-passkeyentry-393699-initiator-displays-responder-inputs.pcap": INITIATOR,
  "phy-changed.pcap": INITIATOR,
  "sc-justworks-fragments-assembly-ltk-BD27012E93C195F13B8F176FE84A2DED.pcap": INITIATOR,
  "sc-justworks-latency-10.pcap": INITIATOR,
  "sc-oob-rand-27ED9A71ECA9A123242287A91724885E-confirm-50D923D248B168093CE2DD6FAE0E70A3.pcap":
    INITIATOR,
  "sc-passkeyentry-123456-initiator-inputs-responder-displays.pcap": INITIATOR,
};

const readJson = (path: string): Json => {
  const text = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(text.toString("utf8")) as Json;
};

async function answersOf(capture: string) {
  const moirai = await createMoirai({
    platform: await detectPlatform(),
    settings: testSettings({}),
  });
  try {
    await moirai.commands.addDatasource(`${shared}captures/btle/${capture}`);
    await moirai.idle();
    const ask = async (path: string) =>
      await (await moirai.fetch(new Request(`http://localhost${path}`))).json() as Json[];
    return {
      devices: await ask("/devices/views/phy-BTLE/devices.json"),
      sources: await ask("/datasource/all_sources.json"),
      alerts: moirai.stores.alerts.all().filter((alert) => alert.class !== "SYSTEM"),
    };
  } finally {
    await moirai.stop();
  }
}

/**
 * What the reference takes for addresses of senders: the first six bytes of any PDU, also of
 * connections, whose PDUs begin with data, and of extended advertisements, which begin with a header.
 */
function mistakenAddresses(capture: string): Set<string> {
  const reader = new CaptureReader();
  const batch = new PacketBatch();
  const mistaken = new Set<string>();
  reader.append(readFileSync(`${shared}captures/btle/${capture}`));
  reader.finish();
  while (reader.fill(batch) === "packets") {
    if (batch.linkType !== DLT_BLUETOOTH_LE_LL_WITH_PHDR) continue;
    for (let index = 0; index < batch.count; index++) {
      const frame = batch.bytes.subarray(batch.start[index]! + PHDR_BYTES).subarray(0, 12);
      const isAdvertising = ACCESS_ADDRESS.every((byte, at) => frame[at] === byte);
      if (isAdvertising && FIRST_GENERATION.includes(frame[4]! & 0x0f)) continue;
      const address = frame.subarray(6, 12).toReversed().reduce((sum, byte) => sum * 256 + byte, 0);
      mistaken.add(formatMac(address));
    }
  }
  return mistaken;
}

const macOf = (record: { [key: string]: Json }) => String(record["kismet.device.base.macaddr"]);

describe.skipIf(!available)("Bluetooth LE answers (skipped where ../shared is absent)", () => {
  const rules = available
    ? [
      `${shared}golden/rules.json`,
      fileURLToPath(new URL("rules.json", import.meta.url)),
      fileURLToPath(new URL("rules-btle.json", import.meta.url)),
    ].flatMap((path) => readJson(path) as unknown as FidelityRule[])
    : [];
  const sum = { equal: 0, total: 0 };

  test.each(available ? readdirSync(goldenFolder).sort() : [])("%s", async (capture) => {
    const golden = (part: string) => readJson(`${goldenFolder}${capture}/${part}.json`) as Json[];
    const ours = await answersOf(capture);
    const applied = rules.filter((rule) => new RegExp(rule.capture ?? "").test(capture));
    const groups = ["all"] as const;
    const { all } = compareGroups(
      golden("devices"),
      ours.devices,
      macOf,
      applied,
      groups,
      () => "all",
    );
    const mistaken = mistakenAddresses(capture);
    expect(all.missing.filter((mac) => !mistaken.has(mac))).toEqual([]);
    const linkTypes = golden("sources").map((one) =>
      (one as { [key: string]: Json })["kismet.datasource.dlt"]
    );
    if (linkTypes.includes(DLT_NORDIC_BLE)) expect(all.extra.length).toBeGreaterThan(0);
    else {
      expect(all.extra).toEqual(MORE_DEVICES[capture] ?? []);
      expect(ours.alerts).toEqual([]);
    }
    const packets = (answers: Json[]) =>
      answers.map((one) => (one as { [key: string]: Json })["kismet.datasource.num_packets"]);
    expect(packets(ours.sources)).toEqual(packets(golden("sources")));
    sum.equal += all.equal;
    sum.total += all.total;
  });

  afterAll(() => {
    expect(sum.total).toBeGreaterThan(250);
    expect(sum.equal / sum.total).toBeGreaterThan(0.999);
  });
});
