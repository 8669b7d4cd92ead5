// The element stream of management frames (IEEE 802.11-2020 9.4.2.1): identifier, length, body,
// repeated to the end; and what is needed of every element when they are kept whole (spec dot11 3.1,
// 4.3).
import { checksum32 } from "../records/device-key.ts";
import { readOui } from "./bytes.ts";

export const ELEMENT_VENDOR = 221;
export const ELEMENT_CISCO_VENDOR = 150;
export const ELEMENT_EXTENSION = 255;

/** An element list longer than this is cut: a frame cannot hold more distinct ones. */
export const ELEMENTS_LISTED_MAX = 256;

/** True if every element fits and nothing is left over. An empty list is well formed. */
export function elementsWellFormed(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at + 2 <= end) at += 2 + bytes[at + 1]!;
  return at === end;
}

/** One element of a frame, positions only. */
export interface ListedElement {
  readonly tag: number;
  /** Of vendor elements, else 0. */
  readonly oui: number;
  /** Vendor type, extension identifier, or -1. */
  readonly subtag: number;
  /** Number that identifies the kind of element (`elementUniqueId`). */
  readonly uniqueId: number;
  /** Body, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** Every element in frame order; stops at the first that does not fit. */
export function listElements(bytes: Uint8Array, start: number, end: number): ListedElement[] {
  const listed: ListedElement[] = [];
  let at = start;
  while (at + 2 <= end && listed.length < ELEMENTS_LISTED_MAX) {
    const tag = bytes[at]!;
    const body = at + 2;
    const bodyEnd = body + bytes[at + 1]!;
    if (bodyEnd > end) break;
    let oui = 0;
    let subtag = -1;
    if (isVendor(tag) && bodyEnd - body >= 3) {
      oui = readOui(bytes, body);
      subtag = bodyEnd - body > 3 ? bytes[body + 3]! : 0;
    } else if (tag === ELEMENT_EXTENSION && bodyEnd > body) {
      subtag = bytes[body]!;
    }
    listed.push({
      tag,
      oui,
      subtag,
      uniqueId: elementUniqueId(tag, oui, subtag),
      start: body,
      end: bodyEnd,
    });
    at = bodyEnd;
  }
  return listed;
}

/** `dot11.ietag.uniqueid`: the tag, or a checksum of the decimal digits of tag, OUI and type. */
export function elementUniqueId(tag: number, oui: number, subtag: number): number {
  if (isVendor(tag)) return checksum32(`${tag}${oui}${subtag}`);
  if (tag === ELEMENT_EXTENSION && subtag >= 0) return checksum32(`${tag}${subtag}`);
  return tag;
}

function isVendor(tag: number): boolean {
  return tag === ELEMENT_VENDOR || tag === ELEMENT_CISCO_VENDOR;
}
