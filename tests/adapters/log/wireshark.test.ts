// Every capture file that a log writes opens in Wireshark's programs.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { beacon, dataFrame, heard } from "../../suites/heard-frames.ts";
import { logWorld } from "../../suites/log-world.ts";

const found = spawnSync("capinfos", ["--version"]).status === 0 &&
  spawnSync("tshark", ["--version"]).status === 0;

function output(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  expect([status, stderr.replace(/Running as user.*\n/, "").trim()]).toEqual([0, ""]);
  return stdout;
}

describe.skipIf(!found)("logs (skipped without tshark and capinfos)", () => {
  test.each([
    ["pcapng", "radiotap.present.flags"],
    ["pcapppi", "ppi_gps.lat"],
  ])("%s files open in capinfos and tshark, without a malformed packet", async (type, field) => {
    const one = await logWorld({ log_types: type });
    onTestFinished(() => one.dispose());
    const location = {
      latitude: 51.4779,
      longitude: -0.0015,
      altitudeM: 45,
      speedKmh: 0,
      headingDegrees: 0,
      fix: 3,
    };
    one.moirai.push(heard([beacon(1), beacon(2), dataFrame(3)], { location }));
    one.moirai.push(heard([beacon(4)]));
    await one.moirai.stop();
    const path = join(one.directory, `Kismet-1.${type}`);
    expect(output("capinfos", "-Mc", path)).toMatch(/Number of packets:\s+4/);
    const fields = ["wlan.bssid", "wlan.fcs.status", "_ws.malformed", field];
    const rows = output(
      "tshark",
      "-r",
      path,
      "-o",
      "wlan.check_checksum:TRUE",
      "-T",
      "fields",
      ...fields.flatMap((name) => ["-e", name]),
    ).split("\n").filter((row) => row !== "");
    expect(rows.map((row) => row.split("\t").slice(0, 3)))
      .toEqual(Array.from({ length: 4 }, () => ["00:1b:11:00:00:01", "1", ""]));
    if (type === "pcapppi") expect(rows[0]!.split("\t")[3]).toMatch(/^51\.4779/);
  });
});
