// The radio of a network: its band, channel, width and Wi-Fi generation, whether they fit together,
// and the elements that say so (IEEE 802.11-2020 9.4.2.55, 56, 157, 158, 802.11ax-2021 9.4.2.248, 249,
// 802.11be-2024 9.4.2.321, 323).
import { concat, u16 } from "./encode-bytes.ts";
import { encodeElement } from "./encode-elements.ts";
import {
  encodeEhtAbilities,
  encodeEhtRadio,
  encodeHeAbilities,
  encodeHeRadio,
  encodeSixGhzAbilities,
} from "./encode-modern.ts";

export type Band = "2.4" | "5" | "6";
export type WidthMhz = 20 | 40 | 80 | 160 | 320;
/** Wi-Fi 4 (HT), 5 (VHT), 6 (HE), 7 (EHT). */
export type Generation = 4 | 5 | 6 | 7;

export interface RadioPlan {
  readonly band: Band;
  /** Primary channel. */
  readonly channel: number;
  readonly widthMhz: WidthMhz;
  readonly generation: Generation;
}

/** What a script may leave open of a plan. */
export interface RadioChoice {
  readonly channel: number;
  readonly sixGhz?: boolean;
  readonly widthMhz?: WidthMhz;
  readonly generation?: Generation;
}

const WIDTHS: readonly WidthMhz[] = [320, 160, 80, 40, 20];
const WIDEST: Readonly<Record<Generation, WidthMhz>> = { 4: 40, 5: 160, 6: 160, 7: 320 };
/** Ranges of 20 MHz channels at 5 GHz that may be joined: first and last (Annex E). */
const RANGES_5: readonly (readonly [number, number])[] = [[36, 64], [100, 144], [149, 177]];
const LAST_6 = 233;
/** From here up 40 MHz at 2.4 GHz lie below the primary channel. */
const UPPER_24 = 8;

/** The whole plan: as new as the band asks for, and as wide as people set it up. */
export function radioPlan(choice: RadioChoice): RadioPlan {
  const { channel } = choice;
  const band: Band = choice.sixGhz ? "6" : channel > 14 ? "5" : "2.4";
  const generation = choice.generation ?? (band === "6" ? 6 : band === "5" ? 5 : 4);
  const usual = band === "2.4" ? 20 : Math.min(80, WIDEST[generation]);
  const plan = { band, channel, generation };
  const widthMhz = choice.widthMhz ??
    WIDTHS.find((width) => width <= usual && centerOf(band, channel, width) !== undefined) ?? 20;
  return { ...plan, widthMhz };
}

/** Why a network cannot be set up so; undefined when it can. */
export function planFault({ band, channel, widthMhz, generation }: RadioPlan): string | undefined {
  if (!WIDTHS.includes(widthMhz)) return `${widthMhz} MHz is no width of a channel`;
  if (!(generation in WIDEST)) return `there is no Wi-Fi ${generation} here, only 4 to 7`;
  if (band === "6" && generation < 6) return `Wi-Fi ${generation} knows no 6 GHz`;
  if (band === "2.4" && generation === 5) return "Wi-Fi 5 is for 5 GHz only";
  if (widthMhz > WIDEST[generation]) return `Wi-Fi ${generation} knows no ${widthMhz} MHz`;
  if (centerOf(band, channel, 20) === undefined) return `channel ${channel} is none of ${band} GHz`;
  if (centerOf(band, channel, widthMhz) !== undefined) return undefined;
  return `there is no channel of ${widthMhz} MHz around channel ${channel} at ${band} GHz`;
}

/** Centre of the channel of this width that the primary channel lies in; undefined if none does. */
function centerOf(band: Band, channel: number, widthMhz: WidthMhz): number | undefined {
  if (band === "2.4") return centerOf24(channel, widthMhz);
  const count = widthMhz / 20;
  if (band === "6") {
    if (channel === 2 && widthMhz === 20) return 2;
    if (channel % 4 !== 1 || channel > LAST_6) return undefined;
    const first = channel - (channel - 1) % (4 * count);
    if (first + 4 * (count - 1) <= LAST_6) return first + 2 * (count - 1);
    // At 320 MHz there are two rows of channels, half a channel apart (802.11be-2024 36.3.24.2).
    return widthMhz === 320 && channel <= 221 ? 191 : undefined;
  }
  const range = RANGES_5.find(([first, last]) => channel >= first && channel <= last);
  if (range === undefined || (channel - range[0]) % 4 !== 0 || widthMhz === 320) return undefined;
  const first = channel - (channel - range[0]) % (4 * count);
  return first + 4 * (count - 1) <= range[1] ? first + 2 * (count - 1) : undefined;
}

function centerOf24(channel: number, widthMhz: WidthMhz): number | undefined {
  if (channel < 1 || channel > 14 || widthMhz > 40) return undefined;
  if (widthMhz === 20) return channel;
  return channel === 14 ? undefined : channel < UPPER_24 ? channel + 2 : channel - 2;
}

/** Operating class of the primary channel (Annex E, table E-4), for reports of neighbors. */
export function operatingClassOf({ band, channel }: RadioPlan): number {
  if (band === "6") return channel === 2 ? 136 : 131;
  if (band === "2.4") return channel === 14 ? 82 : 81;
  return channel <= 48 ? 115 : channel <= 64 ? 118 : channel <= 144 ? 121 : 125;
}

/** HT and VHT elements of an access point; none at 6 GHz. */
export function encodeOldRadio(plan: RadioPlan): Uint8Array {
  if (plan.band === "6") return new Uint8Array(0);
  const isVht = plan.band === "5" && plan.generation >= 5;
  return concat(
    encodeHtAbilities(plan.band),
    encodeHtOperation(plan),
    isVht ? encodeVhtAbilities(plan.widthMhz) : [],
    isVht ? encodeVhtOperation(plan) : [],
  );
}

/** HE and EHT elements of an access point. */
export function encodeNewRadio(plan: RadioPlan): Uint8Array {
  const { band, channel, widthMhz, generation } = plan;
  if (generation < 6) return new Uint8Array(0);
  const [center1, center2] = centersOf(plan);
  const heWidth = Math.min(widthMhz, 160) as 20 | 40 | 80 | 160;
  const [heCenter1, heCenter2] = centersOf({ ...plan, widthMhz: heWidth });
  return concat(
    encodeNewAbilities(plan),
    encodeHeRadio({
      color: 1 + channel % 63,
      ...band === "6" && {
        sixGhz: {
          primaryChannel: channel,
          widthMhz: heWidth,
          center1: heCenter1,
          center2: heCenter2,
        },
      },
    }),
    generation === 7 ? encodeEhtRadio({ widthMhz, center1, center2 }) : [],
  );
}

/** HE and EHT capabilities, of access points and of stations. */
export function encodeNewAbilities({ band, widthMhz, generation }: RadioPlan): Uint8Array {
  if (generation < 6) return new Uint8Array(0);
  const least = band === "2.4" ? 40 : 80;
  const he = Math.max(least, Math.min(widthMhz, 160)) as 40 | 80 | 160;
  const eht = Math.max(80, widthMhz) as 80 | 160 | 320;
  return concat(
    encodeHeAbilities({ widthMhz: he }),
    band === "6" ? encodeSixGhzAbilities() : [],
    generation === 7 ? encodeEhtAbilities({ widthMhz: eht }) : [],
  );
}

/** Centre of the primary half, or of all where it is no wider than 80 MHz; then of the whole. */
function centersOf({ band, channel, widthMhz }: RadioPlan): [number, number] {
  const center = centerOf(band, channel, widthMhz) ?? channel;
  if (widthMhz < 160) return [center, 0];
  const half = widthMhz / 2 as 80 | 160;
  return [centerOf(band, channel, half) ?? center, center];
}

// HT capabilities: 20 or 40 MHz with short guard interval, two streams (9.4.2.55).
const HT_INFO_20 = 0x002c;
const HT_INFO_40 = 0x006e;

export function encodeHtAbilities(band: Band): Uint8Array {
  const info = band === "2.4" ? HT_INFO_20 : HT_INFO_40;
  return encodeElement(45, concat(u16(info), [0x17, 0xff, 0xff], new Uint8Array(21)));
}

// HT operation: the primary channel, and on which side its second half lies (9.4.2.56).
function encodeHtOperation({ band, channel, widthMhz }: RadioPlan): Uint8Array {
  const center = centerOf(band, channel, 40);
  const isWide = widthMhz >= 40 && center !== undefined;
  const secondary = isWide ? (center > channel ? 1 : 3) | 0x04 : 0;
  return encodeElement(61, concat([channel & 0xff, secondary], new Uint8Array(20)));
}

// VHT capabilities: two streams to MCS 9, short guard interval (9.4.2.157).
function encodeVhtAbilities(widthMhz: WidthMhz): Uint8Array {
  const width = widthMhz >= 160 ? 0x04 : 0;
  return encodeElement(191, [0xb1 | width, 0x01, 0x80, 0x33, 0xfa, 0xff, 0, 0, 0xfa, 0xff, 0, 0]);
}

// VHT operation: 80 MHz or more, with the centres, or less (9.4.2.158).
function encodeVhtOperation(plan: RadioPlan): Uint8Array {
  const [center1, center2] = centersOf(plan);
  const isWide = plan.widthMhz >= 80;
  const body = isWide ? [1, center1, center2] : [0, 0, 0];
  return encodeElement(192, concat(body, u16(0xfffa)));
}
