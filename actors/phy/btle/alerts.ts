// Alerts of the BTLE PHY (spec device-model 10.6, other-phys 3.3).
import { SEVERITY_HIGH } from "../../../protocols/records/alert.ts";
import type { PhyAlert } from "../phy.ts";

/** An advertisement is longer than its generation of Bluetooth allows. */
export const BLEEDING_TOOTH: PhyAlert = {
  header: "BLEEDINGTOOTH",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "An advertisement of Bluetooth LE holds more than the 31 bytes it has room for",
  meaning:
    "Receivers that trust the length write past their buffer (CVE-2020-24490, Linux before " +
    "5.9). Update what hears Bluetooth here, and look for who sends it.",
};

/** Address blocks that Flipper Devices uses. */
const FLIPPER_BLOCKS: ReadonlySet<number> = new Set([0x80e126, 0x80e127]);

export const FLIPPER_ZERO: PhyAlert = {
  header: "FLIPPERZERO",
  class: "PROBE",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description: "A device has an address of a Flipper Zero",
  meaning:
    "A pocket tool that copies remotes and badges and plays tricks on phones. Its owner may " +
    "be a tester, a hobbyist or a thief; other things with the same chip have such addresses, too.",
};

export function isFlipper(address: number): boolean {
  return FLIPPER_BLOCKS.has(Math.floor(address / 0x1000000));
}
