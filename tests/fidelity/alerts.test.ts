// Every alert that the reference raised for 124 real captures is raised here too.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";
import { testSettings } from "../suites/settings.ts";

const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));
const golden = `${shared}golden/dot11/`;
const available = existsSync(golden);

/**
 * Captures in which each client that joins says that it can protect management frames: the reference
 * raises NOCLIENTMFP before it has read that (docs/differences.md, D41).
 */
const ALL_PROTECTED = new Set([
  "LARGE-wpa3ds-beacon-flood-160k.pcap",
  "assocreq-Apple_MXCU2LLA_RealMAC_04-72-95-00-00-00_5.8GHz-anonymized.pcap",
  "assocreq-Apple_iPhonePro12Max_A2342_iOS14.4_1a-b2-70-4e-cf-16_5.8GHz.pcap",
  "assocreq-Hololens2_76-17-61-9b-e8-b2_5.8GHz.pcap",
  "assocreq-SM-G977U_Android10_PhoneMAC_d4-53-83-00-00-00_5.8GHz-anonymized.pcap",
  "assocreq-SM-G977U_Android10_RandomizedMAC_26-a0-e2-00-00-00_5.8GHz-anonymized.pcap",
  "assocreq-ax210_and_iphone12promax.pcap",
  "assocreq-iPad11_4th_Gen_UK_82-8b-75-2d-f2-c0_5.8GHz.pcap",
  "auth_25.pcapng",
  "deauth.pcapng",
  "fragattacks-linux-plain-fromap.pcapng",
  "fragattacks-ping_D_BP___bcast_ra-fromap.pcapng",
  "n-02.cap",
  "owe.pcapng",
  "wpa-gcmp.pcapng",
  "wpa2-psk-mfp.pcapng",
  "wpa3_transition_mode.pcapng",
  "wpa3ds-DG_00059_20240417031713.pcap",
  "wpa3ds-Deauth_00042_20240417000643.pcap",
  "wpa3ds-KRACK_DG_00082_20240417042350.pcap",
  "wpa3ds-SAE_CV_00047_20240417011646.pcap",
  "wpa3ds-SAE_CV_00048_20240417011737.pcap",
  "wpa3tester-assoc_req.pcapng",
]);

function recorded(capture: string): Set<string> {
  const path = `${golden}${capture}/alerts.json`;
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  const alerts = JSON.parse(bytes.toString("utf8")) as Record<string, string>[];
  return new Set(alerts.map((alert) => alert["kismet.alert.header"]!));
}

test.skipIf(!available).each(available ? readdirSync(golden).sort() : [])(
  "%s: alerts (skipped where ../shared is absent)",
  async (capture) => {
    const moirai = await createMoirai({
      platform: await detectPlatform(),
      settings: testSettings({ alertbacklog: "500" }),
    });
    // A file of another format than captures opens as nothing, here as there.
    await moirai.commands.addDatasource(`${shared}captures/dot11/${capture}`).catch(() => {});
    await moirai.idle();
    const ours = new Set(moirai.stores.alerts.all().map((alert) => alert.header));
    await moirai.stop();
    const missing = [...recorded(capture)].filter((header) => !ours.has(header));
    expect(missing).toEqual(ALL_PROTECTED.has(capture) ? ["NOCLIENTMFP"] : []);
  },
);
