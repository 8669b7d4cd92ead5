// Events of the 802.11 tracker beside those that the reference published for the same captures.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { compareGroups, type FidelityRule, type Json } from "../suites/fidelity.ts";
import { testSettings } from "../suites/settings.ts";

const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));
const available = existsSync(`${shared}golden/events`);

type Event = { [key: string]: Json };

/** The record of a network, and the device record beside it. */
const TOPICS = [
  ["DOT11_ADVERTISED_SSID", "DOT11_NEW_SSID_BASEDEV", "DOT11_ADVERTISED_SSID"],
  ["DOT11_RESPONSE_SSID", "DOT11_NEW_SSID_BASEDEV", "DOT11_RESPONSE_SSID"],
  ["DOT11_PROBED_SSID", "DOT11_NEW_SSID_BASEDEV", "DOT11_PROBED_SSID"],
  ["DOT11_WPA_HANDSHAKE", "DOT11_WPA_HANDSHAKE_BASEDEV", "DOT11_WPA_HANDSHAKE_DOT11"],
] as const;

/** Values that grow while the capture is read; the events hold them as they were when sent. */
const GROWING: FidelityRule[] = [
  "beacons_sec",
  "last_time",
  "ietag_checksum",
  "dot11e_",
].map((path) => ({ path, reason: "live records, sent a little later (spec dot11 8)" }));

const rulesOf = (path: string) => JSON.parse(readFileSync(path, "utf8")) as FidelityRule[];

async function eventsOf(capture: string): Promise<Event[]> {
  const moirai = await createMoirai({
    platform: await detectPlatform(),
    settings: testSettings({ dot11_wep_from_privacy: "false" }),
  });
  const events: Event[] = [];
  moirai.bus.subscribe("*", (event) => {
    if (!event.topic.startsWith("DOT11_")) return;
    events.push(JSON.parse(new TextDecoder().decode(moirai.encodeEvent(event))) as Event);
  });
  try {
    await moirai.commands.addDatasource(`${shared}captures/dot11/${capture}`);
    await moirai.idle();
  } finally {
    await moirai.stop();
  }
  return events;
}

const text = (record: Json | undefined, name: string): string =>
  String((record as Event | undefined)?.[name]);
/** Which device the event is about, and which network. */
const subject = (event: Event, base: string, record: string): string =>
  [
    text(event[base], "kismet.device.base.macaddr"),
    text(event[record], "dot11.advertisedssid.ssid_hash"),
    text(event[record], "dot11.probedssid.ssid"),
  ].join(" ");

/** Members present only when the recording's machine had them, or only when something was heard. */
const members = (record: Json | undefined): string[] => Object.keys(record ?? {}).sort();

describe.skipIf(!available)("802.11 events (skipped where ../shared is absent)", () => {
  test.each([
    ["example-ft.ndjson", "example-ft.pcapng"],
    ["wpa-Induction.ndjson", "wpa-Induction.pcap"],
  ])("%s", async (recording, capture) => {
    const lines = readFileSync(`${shared}golden/events/${recording}`, "utf8").trimEnd().split("\n");
    const theirs = lines.map((line) => JSON.parse(line) as Event);
    const ours = await eventsOf(capture);
    const rules = [
      ...rulesOf(`${shared}golden/rules.json`),
      ...rulesOf(fileURLToPath(new URL("rules.json", import.meta.url))),
      ...GROWING,
    ];
    for (const [topic, base, record] of TOPICS) {
      const of = (events: readonly Event[]) =>
        events.filter((event) => Object.hasOwn(event, base) && Object.hasOwn(event, record));
      const subjects = (events: readonly Event[]) =>
        of(events).map((event) => subject(event, base, record)).sort();
      expect([topic, subjects(ours)]).toEqual([topic, subjects(theirs)]);
      for (const event of of(ours)) expect(members(event)).toEqual([base, record].sort());
      if (topic === "DOT11_WPA_HANDSHAKE") {
        // The 802.11 record of the event is that of its device.
        for (const event of of(ours)) {
          expect(event[record]).toEqual((event[base] as Event)["dot11.device"]);
        }
        continue;
      }
      const records = (events: readonly Event[]) =>
        of(events).map((event) => ({ subject: subject(event, base, record), ...event }));
      const { event: score } = compareGroups(
        records(theirs),
        records(ours),
        (one) => String(one["subject"]),
        rules,
        ["event", "rest"],
        (path) => path.startsWith(`/${record}/`) ? "event" : "rest",
      );
      expect(score.differences).toEqual([]);
      expect(score.total).toBeGreaterThan(0);
    }
  });
});
