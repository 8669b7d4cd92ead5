// Every link type whose packets can be taken apart. A new link header is one file and one line here.
import { avsDecoder } from "../avs/avs.ts";
import { btleHeaderDecoder } from "../btle/link-layer.ts";
import { nordicDecoder } from "../btle/nordic.ts";
import { ppiDecoder } from "../ppi/ppi.ts";
import { prismDecoder } from "../prism/prism.ts";
import { radiotapDecoder } from "../radiotap/radiotap.ts";
import { frameDecoders } from "./frame-linktypes.ts";
import type { LinkDecoder } from "./link-header.ts";

export const LINK_DECODERS: readonly LinkDecoder[] = [
  radiotapDecoder,
  ppiDecoder,
  prismDecoder,
  avsDecoder,
  btleHeaderDecoder,
  nordicDecoder,
  ...frameDecoders,
];
