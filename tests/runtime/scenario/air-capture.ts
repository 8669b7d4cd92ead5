// What the radios of a scenario hear, as a capture file, and what tshark reads in it.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DLT_IEEE802_11_RADIO } from "../../../protocols/linktype/linktypes.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { SeededRandom } from "../../../runtime/random.ts";
import type { ScenarioBuilder } from "../../../runtime/scenario/builder.ts";
import { scenario } from "../../../runtime/scenario/scenario.ts";

/** Why a program cannot be asked; undefined when it can. */
export function without(program: string): string | undefined {
  const isMissing = spawnSync(program, ["--help"]).error !== undefined;
  return isMissing ? `${program} is not installed` : undefined;
}

export class AirCaptures {
  readonly folder = mkdtempSync(join(tmpdir(), "moirai-air-"));

  /** Plays a script for so long; aircrack-ng reads no pcapng, and hangs when it is given one. */
  write(name: string, ms: number, script: (on: ScenarioBuilder) => void): string {
    const cast = scenario("air-capture", "", ms, script).begin(new SeededRandom(5));
    const parts: { readonly atMs: number; readonly record: Uint8Array }[] = [];
    for (const radio of cast.radios) {
      radio.onHeard = ({ timestampMs, packet }) => {
        const record = encodePcapRecord(Math.floor(timestampMs * 1000), packet);
        parts.push({ atMs: timestampMs, record });
      };
    }
    cast.world.advance(ms);
    const records = parts.sort((a, b) => a.atMs - b.atMs).map(({ record }) => record);
    const path = join(this.folder, `${name}.pcap`);
    writeFileSync(path, Buffer.concat([encodePcapHeader(DLT_IEEE802_11_RADIO), ...records]));
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Rows of fields of the frames that a filter lets through. */
export function tshark(
  path: string,
  filter: string,
  fields: readonly string[],
  ...options: readonly string[]
): string[][] {
  const args = ["-r", path, ...options, "-Y", filter, "-T", "fields"];
  const output = execFileSync("tshark", [...args, ...fields.flatMap((name) => ["-e", name])], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return output.replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
}

/** Options with which tshark opens what a passphrase protects. */
export function withPassphrase(passphrase: string, ssid: string): string[] {
  const key = `uat:80211_keys:"wpa-pwd","${passphrase}:${ssid}"`;
  return ["-o", "wlan.enable_decryption:TRUE", "-o", key];
}
