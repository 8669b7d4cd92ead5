// Elements kept whole with their SSID record, `dot11_keep_ietags` (spec dot11 4.3): the bytes of the
// frame, which are looked into when somebody asks for them.
import type { Manufacturers } from "../manuf/manufacturers.ts";
import { listElements } from "./element-walk.ts";

/** Bytes kept of one list; no frame of management is longer. */
export const KEPT_BYTES_MAX = 16_384;

/** One element, `dot11.ietag.*`. */
export interface KeptElement {
  readonly uniqueId: number;
  readonly tag: number;
  readonly oui: number;
  readonly ouiManufacturer: string;
  readonly subtag: number;
  readonly bytes: Uint8Array;
}

export class KeptElements {
  readonly #bytes: Uint8Array;
  readonly #manufacturers: Manufacturers;

  /** Copies `bytes[start, end)`. */
  constructor(bytes: Uint8Array, start: number, end: number, manufacturers: Manufacturers) {
    this.#bytes = bytes.slice(start, Math.min(end, start + KEPT_BYTES_MAX));
    this.#manufacturers = manufacturers;
  }

  /** True when it is these bytes that are kept. */
  holds(bytes: Uint8Array, start: number, end: number): boolean {
    const kept = this.#bytes;
    if (kept.length !== Math.min(end - start, KEPT_BYTES_MAX)) return false;
    for (let at = 0; at < kept.length; at++) if (kept[at] !== bytes[start + at]) return false;
    return true;
  }

  /** In frame order; their number is limited by `listElements`. */
  tags(): number[] {
    return listElements(this.#bytes, 0, this.#bytes.length).map(({ tag }) => tag);
  }

  /** The last element of each kind, by the number that identifies it. */
  byId(): Map<number, KeptElement> {
    const byId = new Map<number, KeptElement>();
    for (const element of listElements(this.#bytes, 0, this.#bytes.length)) {
      const { uniqueId, tag, oui, subtag, start, end } = element;
      byId.set(uniqueId, {
        uniqueId,
        tag,
        oui,
        ouiManufacturer: oui === 0 ? "" : this.#manufacturers.lookupOui(oui) ?? "Unknown",
        subtag,
        bytes: this.#bytes.subarray(start, end),
      });
    }
    return byId;
  }
}
