// What this server answers for 124 real captures, beside what the reference answered.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { compareGroups, compareRecords, type FidelityRule, type Json } from "../suites/fidelity.ts";
import { OWN_ENGINE } from "../suites/engines.ts";
import { testSettings } from "../suites/settings.ts";

const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));
const goldenFolder = `${shared}golden/dot11/`;
const available = existsSync(goldenFolder);

// The switches that make this server behave as the reference where it does better by default.
const CONFORMANCE = {
  dot11_ap_signal_from_beacon: "false",
  dot11_wep_from_privacy: "false",
  packet_dedup_size: "1024",
};

/**
 * Network names that the reference shortens where they are not UTF-8 (D10), or lengthens where they
 * end in a control character (D61): groups of its names that we lack, and of the true ones.
 */
const OTHER_NAMES: Readonly<Record<string, { theirs: string[]; ours: string[] }>> = {
  "Chinese-SSID-Name.pcap": { theirs: ["67586755"], ours: ["1860274484"] },
  "assocreq-0xc6.pcapng": { theirs: ["277031062"], ours: ["2965895503"] },
  "joshlea.dump": { theirs: ["1018144046"], ours: ["405926012", "890775088"] },
};

/** Networks that only we see: capture headers (D8), and an FCS nobody announced (D9). */
const MORE_NETWORKS = new Set([
  "80211_raw_with_fcs.pcap",
  "avs-testing-frames-0001-0811.cap",
  "wpa.cap",
]);

/** Devices that only we see, because the reference does not understand these captures. */
const MORE_THAN_THE_REFERENCE = new Set([
  "avs-testing-frames-0001-0811.cap", // AVS headers
  "wpa.cap", // Prism headers
  "80211ad_beacon.pcap", // beacons at 60 GHz
  "wlanmon.pcap", // frames that end in an unannounced FCS are told apart
]);

const readJson = (path: string): Json => {
  const text = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(text.toString("utf8")) as Json;
};
const rulesOf = (path: string) => readJson(path) as unknown as FidelityRule[];

async function answersOf(capture: string) {
  const moirai = await createMoirai({
    platform: await detectPlatform(),
    settings: testSettings(CONFORMANCE),
  });
  try {
    // A file of another format than captures opens as nothing, here as there.
    await moirai.commands.addDatasource(`${shared}captures/dot11/${capture}`).catch(() => {});
    await moirai.idle();
    const ask = async (path: string) =>
      await (await moirai.fetch(new Request(`http://localhost${path}`))).json() as Json[];
    return {
      devices: await ask("/devices/views/all/devices.json"),
      ssids: await ask("/phy/phy80211/ssids/views/ssids.json"),
      phys: await ask("/phy/all_phys.json"),
      sources: await ask("/datasource/all_sources.json"),
    };
  } finally {
    await moirai.stop();
  }
}

type Answers = Awaited<ReturnType<typeof answersOf>>;

const macOf = (record: { [key: string]: Json }) => String(record["kismet.device.base.macaddr"]);
const hashOf = (record: { [key: string]: Json }) => String(record["dot11.ssidgroup.hash"]);

describe.skipIf(!available)("802.11 answers (skipped where ../shared is absent)", () => {
  const rules = available
    ? [
      ...rulesOf(`${shared}golden/rules.json`),
      ...rulesOf(fileURLToPath(new URL("rules.json", import.meta.url))),
    ]
    : [];
  const sums = { base: [0, 0], dot11: [0, 0], ssids: [0, 0] };
  // What is computed does not depend on the engine (tests/testing/digests.test.ts): one plays them all.
  const isWhole = OWN_ENGINE === "node";
  const captures = (available ? readdirSync(goldenFolder).sort() : [])
    .filter((_, index) => isWhole || index % 4 === 0);

  test.each(captures)("%s", async (capture) => {
    const golden = (part: string) => readJson(`${goldenFolder}${capture}/${part}.json`) as Json[];
    const ours: Answers = await answersOf(capture);
    const reference = golden("devices");
    const applied = rules.filter((rule) => new RegExp(rule.capture ?? "").test(capture));
    const { base, dot11 } = compareGroups(
      reference,
      ours.devices,
      macOf,
      applied,
      ["base", "dot11"],
      (path) => path.includes("dot11.") ? "dot11" : "base",
    );
    const ssids = compareRecords(golden("ssids"), ours.ssids, hashOf, applied);
    expect(base.missing).toEqual([]);
    if (!MORE_THAN_THE_REFERENCE.has(capture)) expect(base.extra).toEqual([]);
    const names = OTHER_NAMES[capture];
    expect(ssids.missing).toEqual(names?.theirs ?? []);
    if (!MORE_NETWORKS.has(capture)) expect(ssids.extra).toEqual(names?.ours ?? []);
    // What networks there are, and who uses them, is equal without exception.
    expect(ssids.differences).toEqual([]);
    const packets = golden("sources").map((one) =>
      (one as { [key: string]: Json })["kismet.datasource.num_packets"]
    );
    expect(
      ours.sources.map((one) => (one as { [key: string]: Json })["kismet.datasource.num_packets"]),
    ).toEqual(packets);
    for (const [name, score] of Object.entries({ base, dot11, ssids })) {
      const sum = sums[name as keyof typeof sums];
      sum[0]! += score.equal;
      sum[1]! += score.total;
    }
  });

  afterAll(() => {
    const share = ([equal, total]: readonly number[]) => equal! / total!;
    expect(share(sums.ssids)).toBe(1);
    if (!isWhole) return;
    // The rest differs from one run of the reference to the next (docs/differences.md).
    expect(share(sums.base)).toBeGreaterThan(0.9998);
    expect(share(sums.dot11)).toBeGreaterThan(0.9998);
  });
});
