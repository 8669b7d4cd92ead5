// Numbers and rules that several radio headers share: carriers, encodings, channel flags, and the
// frequencies of 802.11 channels (spec dot11 1.1 to 1.4).

export const CARRIER_UNKNOWN = 0;
export const CARRIER_80211B = 1;
export const CARRIER_80211B_PLUS = 2;
export const CARRIER_80211A = 3;
export const CARRIER_80211G = 4;
export const CARRIER_80211_FHSS = 5;
export const CARRIER_80211_DSSS = 6;
export const CARRIER_80211N20 = 7;
export const CARRIER_80211N40 = 8;

export const ENCODING_UNKNOWN = 0;
export const ENCODING_CCK = 1;
export const ENCODING_PBCC = 2;
export const ENCODING_OFDM = 3;
export const ENCODING_DYNAMIC_CCK = 4;
export const ENCODING_GFSK = 5;

/** Channel flags of radiotap and PPI. */
export const CHANNEL_TURBO = 0x0010;
export const CHANNEL_CCK = 0x0020;
export const CHANNEL_OFDM = 0x0040;
export const CHANNEL_2GHZ = 0x0080;
export const CHANNEL_5GHZ = 0x0100;
export const CHANNEL_DYNAMIC = 0x0400;
export const CHANNEL_GFSK = 0x0800;

/**
 * Frequency of an 802.11 channel number in the 2.4, 4.9 and 5 GHz bands, in kHz; 0 for other numbers.
 * Numbers of the 6 GHz band overlap those of 5 GHz and cannot be told apart here.
 */
export function channelFreqKhz(channel: number): number {
  if (channel >= 1 && channel <= 13) return (2407 + 5 * channel) * 1000;
  if (channel === 14) return 2_484_000;
  if (channel >= 182 && channel <= 196) return (4000 + 5 * channel) * 1000;
  if (channel >= 32 && channel <= 177) return (5000 + 5 * channel) * 1000;
  return 0;
}
