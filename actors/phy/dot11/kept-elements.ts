// Elements kept whole with their SSID record, `dot11_keep_ietags` (spec dot11 4.3).
import { listElements } from "../../../protocols/dot11/element-walk.ts";
import type { Manufacturers } from "../../../protocols/manuf/manufacturers.ts";
import type { KeptElement } from "../../../protocols/records/dot11-device.ts";

/** Tags in frame order, and the last element of each kind by the number that identifies it. */
export interface KeptElements {
  readonly tags: number[];
  readonly byId: Map<number, KeptElement>;
}

/** Copies the elements `bytes[start, end)`; their number is limited by `listElements`. */
export function keepElements(
  bytes: Uint8Array,
  start: number,
  end: number,
  manufacturers: Manufacturers,
): KeptElements {
  const tags: number[] = [];
  const byId = new Map<number, KeptElement>();
  for (const element of listElements(bytes, start, end)) {
    tags.push(element.tag);
    byId.set(element.uniqueId, {
      uniqueId: element.uniqueId,
      tag: element.tag,
      oui: element.oui,
      ouiManufacturer: element.oui === 0 ? "" : manufacturers.lookupOui(element.oui) ?? "Unknown",
      subtag: element.subtag,
      bytes: bytes.slice(element.start, element.end),
    });
  }
  return { tags, byId };
}
