// Handshakes of scenarios, asked of programs that know how to break and read them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { masterKeyOf } from "../../../protocols/dot11/encode-handshake.ts";
import type { Security } from "../../../protocols/dot11/encode.ts";
import { seconds } from "../../../runtime/scenario/scenario.ts";
import { AirCaptures, tshark, without, withPassphrase } from "./air-capture.ts";

const captures = new AirCaptures();
afterAll(() => captures.remove());

const noAircrack = without("aircrack-ng");
const noTshark = without("tshark");

/** A capture in which somebody joins a network. */
function capture(security: Security, protects = true): string {
  return captures.write(security, seconds(20), (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({
      ssid: "Kaffeehaus",
      channel: "6",
      security,
      bssid: "30:b5:c2:00:00:10",
      ...!/eap|owe|open/.test(security) && { passphrase: "melange mit schlag" },
    });
    const at = { x: 4, y: 0 };
    on.person("Ada", { mac: "f0:18:98:00:00:01", joins: [network], at, protects });
  });
}

test("a passphrase gives the master key of the standard's example", () => {
  // IEEE 802.11-2020 J.4.2, first test vector.
  const key = masterKeyOf("password", "IEEE");
  expect([...key].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(
    "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e",
  );
});

describe("somebody who joins a network", () => {
  test.skipIf(noAircrack !== undefined).each<[Security, string, boolean]>([
    ["wpa-psk", "", true],
    ["wpa2-psk", "", true],
    ["wpa3-transition", " with an old device", false],
  ])(
    `of %s%s sends a handshake whose passphrase a dictionary finds (skipped where: ${noAircrack})`,
    (security, _, protects) => {
      const words = join(captures.folder, "words");
      writeFileSync(words, "wiener melange\nmelange mit schlag\neinspaenner\n");
      const args = ["-a", "2", "-p", "1", "-b", "30:b5:c2:00:00:10", "-w", words];
      const found = execFileSync("aircrack-ng", [...args, capture(security, protects)], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 20_000,
        killSignal: "SIGKILL",
      });
      expect(found).toContain("KEY FOUND! [ melange mit schlag ]");
    },
  );

  test.skipIf(noTshark !== undefined)(
    `of wpa2-psk is given a group key that its passphrase opens (skipped where: ${noTshark})`,
    () => {
      const keys = withPassphrase("melange mit schlag", "Kaffeehaus");
      const path = capture("wpa2-psk");
      const fields = ["wlan_rsna_eapol.keydes.msgnr", "wlan.rsn.ie.gtk_kde.gtk"];
      const rows = tshark(path, "eapol", fields, ...keys);
      expect(rows.map(([number]) => number)).toEqual(["1", "2", "3", "4"]);
      expect(rows[2]![1]).toMatch(/^[0-9a-f]{32}$/);
      // Without the passphrase it stays closed.
      expect(tshark(path, "eapol", fields)[2]![1] ?? "").toBe("");
    },
  );

  test.skipIf(noTshark !== undefined).each<[Security, string[]]>([
    ["wpa2-eap", ["0", "0", "", "", "1", "2", "3", "4"]],
    ["wpa3-sae", ["3", "3", "3", "3", "", "", "1", "2", "3", "4"]],
    ["wpa3-transition", ["3", "3", "3", "3", "", "", "1", "2", "3", "4"]],
    ["wpa3-eap", ["0", "0", "", "", "1", "2", "3", "4"]],
    ["owe", ["0", "0", "", "", "1", "2", "3", "4"]],
    ["open", ["0", "0", "", ""]],
  ])(
    `of %s sends authentication, association and keys without a malformed frame (skipped where: ${noTshark})`,
    (security, steps) => {
      const path = capture(security);
      const rows = tshark(
        path,
        "wlan.fc.type_subtype in {0,1,11} || eapol",
        ["wlan.fixed.auth.alg", "wlan_rsna_eapol.keydes.msgnr"],
      );
      expect(rows.map(([algorithm, number]) => algorithm || number || "")).toEqual(steps);
      expect(tshark(path, "_ws.malformed", ["frame.number"])).toEqual([[""]]);
    },
  );
});
