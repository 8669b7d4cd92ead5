// Link types whose packets are frames already, without a link header in front. A PHY whose frames can be
// captured bare adds its link type here.
import { type Fault, OK } from "../faults.ts";
import { type LinkDecoder, type LinkHeader, resetLinkHeader } from "./link-header.ts";
import { DLT_IEEE802_11 } from "./linktypes.ts";

const FRAME_LINK_TYPES: readonly (readonly [linkType: number, name: string])[] = [
  [DLT_IEEE802_11, "802.11"],
];

export const frameDecoders: readonly LinkDecoder[] = FRAME_LINK_TYPES.map(([linkType, name]) => ({
  linkType,
  name,
  decode(into: LinkHeader, _bytes: Uint8Array, start: number, limit: number): Fault {
    resetLinkHeader(into, linkType, start, limit);
    return OK;
  },
}));

const known = new Set(FRAME_LINK_TYPES.map(([linkType]) => linkType));

/** True when packets of the link type are frames that some PHY may own. */
export function isFrameLinkType(linkType: number): boolean {
  return known.has(linkType);
}
