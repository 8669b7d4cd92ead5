// Multi-link element of the basic kind (IEEE 802.11be-2024 9.4.2.312): the address of a multi-link
// device (MLD) and what it says of its other links. Long ones are fragmented (9.4.2.313, 10.28.11,
// 35.3.2); a copy without the fragment headers is made in a buffer of fixed size.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readMac, readU16 } from "./bytes.ts";

const MULTI_LINK_MALFORMED = faultCode("dot11.multi_link_malformed");

/** A link identifier has four bits, 15 is reserved. */
export const LINKS_MAX = 15;
/** Bytes of an element without its fragment headers; longer ones are refused. */
export const MULTI_LINK_BYTES_MAX = 4096;

const ELEMENT_FRAGMENT = 242;
const SUBELEMENT_PROFILE = 0;
const SUBELEMENT_FRAGMENT = 254;
const TYPE_MASK = 0x07;
const TYPE_BASIC = 0;

const HAS_LINK_ID = 0x0010;
const HAS_CHANGE_COUNT = 0x0020;
const HAS_SYNC_DELAY = 0x0040;
const HAS_EML = 0x0080;
const HAS_MLD_CAPABILITIES = 0x0100;
const HAS_MLD_ID = 0x0200;

const PROFILE_HAS_ADDRESS = 0x0020;

export class MultiLink {
  present = false;
  mldAddress = 0;
  /** The link that the frame was sent on; -1 when not told. */
  linkId = -1;
  /** Identifier of the MLD when it is not that of the sender; -1 when not told. */
  mldId = -1;
  /** Links used at once, less one, of the capabilities; -1 when not told. */
  simultaneousLinks = -1;
  /** Enhanced single-radio operation. */
  emlsr = false;
  /** Per-station profiles. */
  count = 0;
  /** Profiles beyond LINKS_MAX, and those of a link told twice. */
  dropped = 0;
  readonly links: Uint8Array = new Uint8Array(LINKS_MAX);
  /** 0 when the profile has no address. */
  readonly addresses: Float64Array = new Float64Array(LINKS_MAX);
  /** The element without fragment headers. */
  readonly scratch: Uint8Array = new Uint8Array(MULTI_LINK_BYTES_MAX);
}

export function clearMultiLink(into: MultiLink): void {
  into.present = false;
  into.mldAddress = 0;
  into.linkId = -1;
  into.mldId = -1;
  into.simultaneousLinks = -1;
  into.emlsr = false;
  into.count = 0;
  into.dropped = 0;
}

/**
 * Fills `into` from the element whose body, after the extension identifier, is `bytes[start, end)`;
 * fragment elements that go on with it are looked for from `end` to `limit`. Only the first element
 * of the basic kind counts, so that an element inside a profile can never add to it.
 */
export function decodeMultiLink(
  into: MultiLink,
  bytes: Uint8Array,
  start: number,
  end: number,
  limit: number,
): Fault {
  if (end - start < 2) return MULTI_LINK_MALFORMED;
  const control = readU16(bytes, start);
  if (into.present || (control & TYPE_MASK) !== TYPE_BASIC) return OK;
  const length = joinElement(into.scratch, bytes, start, end, limit);
  if (length < 0) return MULTI_LINK_MALFORMED;
  const fault = decodeBasic(into, into.scratch, control, length);
  if (fault !== OK) clearMultiLink(into);
  return fault;
}

// The element has the tag and the identifier before `start`, so it is full when its body and the
// identifier are 255 bytes.
function joinElement(
  into: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  limit: number,
): number {
  let length = copyTo(into, 0, bytes, start, end);
  let full = end - start === 254;
  let at = end;
  while (length >= 0 && full && at + 2 <= limit && bytes[at] === ELEMENT_FRAGMENT) {
    const bodyEnd = at + 2 + bytes[at + 1]!;
    if (bodyEnd > limit) return -1;
    length = copyTo(into, length, bytes, at + 2, bodyEnd);
    full = bytes[at + 1] === 255;
    at = bodyEnd;
  }
  return length;
}

function copyTo(into: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number) {
  if (at + end - start > into.length) return -1;
  for (let from = start; from < end; from++) into[at++] = bytes[from]!;
  return at;
}

// Control (2), common information: length (1, itself counted), MLD address (6), then what control
// announces; link information: subelements.
function decodeBasic(into: MultiLink, bytes: Uint8Array, control: number, length: number): Fault {
  if (length < 9) return MULTI_LINK_MALFORMED;
  const commonEnd = 2 + bytes[2]!;
  let at = 9;
  const needed = (control & HAS_LINK_ID ? 1 : 0) + (control & HAS_CHANGE_COUNT ? 1 : 0) +
    (control & HAS_SYNC_DELAY ? 2 : 0) + (control & HAS_EML ? 2 : 0) +
    (control & HAS_MLD_CAPABILITIES ? 2 : 0) + (control & HAS_MLD_ID ? 1 : 0);
  if (commonEnd > length || at + needed > commonEnd) return MULTI_LINK_MALFORMED;
  into.present = true;
  into.mldAddress = readMac(bytes, 3);
  if ((control & HAS_LINK_ID) !== 0) into.linkId = bytes[at++]! & 0x0f;
  if ((control & HAS_CHANGE_COUNT) !== 0) at += 1;
  if ((control & HAS_SYNC_DELAY) !== 0) at += 2;
  if ((control & HAS_EML) !== 0) {
    into.emlsr = (bytes[at]! & 1) !== 0;
    at += 2;
  }
  if ((control & HAS_MLD_CAPABILITIES) !== 0) {
    into.simultaneousLinks = bytes[at]! & 0x0f;
    at += 2;
  }
  if ((control & HAS_MLD_ID) !== 0) into.mldId = bytes[at]!;
  return decodeLinks(into, bytes, commonEnd, length);
}

function decodeLinks(into: MultiLink, bytes: Uint8Array, start: number, limit: number): Fault {
  let at = start;
  while (at < limit) {
    if (at + 2 > limit) return MULTI_LINK_MALFORMED;
    const body = at + 2;
    const end = body + bytes[at + 1]!;
    if (end > limit) return MULTI_LINK_MALFORMED;
    if (bytes[at] === SUBELEMENT_PROFILE && !decodeProfile(into, bytes, body, end)) {
      return MULTI_LINK_MALFORMED;
    }
    // What a profile tells beyond its first 255 bytes are elements, which are not looked into.
    at = end;
    while (at + 2 <= limit && bytes[at] === SUBELEMENT_FRAGMENT) at += 2 + bytes[at + 1]!;
  }
  return at === limit ? OK : MULTI_LINK_MALFORMED;
}

// Profile: control (2), station information: length (1, itself counted), address (6) when control
// bit 5 is set, then the rest; elements of the link follow and stay unread: whatever they nest, this
// decoder does not go deeper.
function decodeProfile(into: MultiLink, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3) return false;
  const control = readU16(bytes, start);
  const information = bytes[start + 2]!;
  if (information < 1 || start + 2 + information > end) return false;
  const hasAddress = (control & PROFILE_HAS_ADDRESS) !== 0;
  if (hasAddress && information < 7) return false;
  const link = control & 0x0f;
  if (link >= LINKS_MAX || into.count >= LINKS_MAX || hasLink(into, link)) {
    into.dropped += 1;
    return true;
  }
  const row = into.count++;
  into.links[row] = link;
  into.addresses[row] = hasAddress ? readMac(bytes, start + 3) : 0;
  return true;
}

function hasLink(into: MultiLink, link: number): boolean {
  for (let row = 0; row < into.count; row++) if (into.links[row] === link) return true;
  return false;
}
