// A better manufacturer than "Unknown" for access points whose address tells none: their vendor
// elements (spec dot11 3.3).
import type { Dot11Elements } from "../../../protocols/dot11/elements.ts";
import type { Manufacturers } from "../../../protocols/manuf/manufacturers.ts";

/** Cisco Aironet, Ubiquiti, Aruba: their elements are sent by their own devices only. */
const TRUSTED = new Set([0x004096, 0x00156d, 0x000b86]);
/** Microsoft, Atheros, Broadcom, Qualcomm, Wi-Fi Alliance: everybody sends their elements. */
const COMMON = new Set([0x0050f2, 0x00037f, 0x001018, 0x8cfdf0, 0x506f9a]);

export function preferredManufacturer(
  manufacturers: Manufacturers,
  elements: Dot11Elements,
): string | undefined {
  let other: string | undefined;
  for (let at = 0; at < elements.vendorOuiCount; at++) {
    const oui = elements.vendorOuis[at]!;
    if (COMMON.has(oui)) continue;
    const name = manufacturers.lookupOui(oui);
    if (name === undefined) continue;
    if (TRUSTED.has(oui)) return name;
    other ??= name;
  }
  return other;
}
