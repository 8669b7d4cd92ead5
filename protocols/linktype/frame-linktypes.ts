// Link types whose packets are frames already, without a link header in front. A PHY whose frames can be
// captured bare adds its link type here.
import { decodeBtle, decodeBtleWithHeader } from "../btle/link-layer.ts";
import { type Fault, OK } from "../faults.ts";
import { type LinkDecoder, type LinkHeader, resetLinkHeader } from "./link-header.ts";
import { DLT_BLUETOOTH_LE_LL, DLT_BLUETOOTH_LE_LL_WITH_PHDR, DLT_IEEE802_11 } from "./linktypes.ts";

/** Fills a link header, which it resets first, from `bytes[start, limit)`. */
export type DecodeFrame = LinkDecoder["decode"];

function decodeDot11(into: LinkHeader, _bytes: Uint8Array, start: number, limit: number): Fault {
  resetLinkHeader(into, DLT_IEEE802_11, start, limit);
  return OK;
}

export const frameDecoders: readonly LinkDecoder[] = [
  { linkType: DLT_IEEE802_11, name: "802.11", decode: decodeDot11 },
  { linkType: DLT_BLUETOOTH_LE_LL, name: "btle", decode: decodeBtle },
];

/** What PPI may hold: frames, and those whose own header says more. */
const inPpi = new Map<number, DecodeFrame>([
  ...frameDecoders.map(({ linkType, decode }) => [linkType, decode] as const),
  [DLT_BLUETOOTH_LE_LL_WITH_PHDR, decodeBtleWithHeader],
]);

/** How the packets inside PPI headers that name this link type are read; undefined = not at all. */
export function decoderInPpi(linkType: number): DecodeFrame | undefined {
  return inPpi.get(linkType);
}
