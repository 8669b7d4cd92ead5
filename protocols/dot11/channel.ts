// Channel texts and frequencies (spec dot11 4.9).

/** Channel text of a frequency; "" for 0, which means unknown. */
export function channelOfFrequency(freqKhz: number): string {
  const mhz = Math.floor(freqKhz / 1000);
  if (mhz <= 0) return "";
  if (mhz < 2412) return `${mhz}MHz`;
  if (mhz === 2484) return "14";
  if (mhz === 5935) return "2";
  if (mhz < 2484) return String(Math.floor((mhz - 2407) / 5));
  if (mhz >= 4910 && mhz <= 4980) return String(Math.floor((mhz - 4000) / 5));
  // Between the bands lie no channels; counting on would make them zero or negative.
  if (mhz < 5005) return `${mhz}MHz`;
  if (mhz < 5950) return String(Math.floor((mhz - 5000) / 5));
  if (mhz <= 45000) return `${Math.floor((mhz - 5950) / 5)}W6e`;
  if (mhz >= 58320 && mhz <= 70200) return String(Math.floor((mhz - 56160) / 2160));
  return `${mhz}MHz`;
}

const CHANNEL_TEXT = /^(\d{1,5})(W6e|MHz)?/;

/**
 * Frequency of a channel text such as "6", "36", "1W6e", "6HT40+" or "2437MHz"; 0 when it names
 * none. Plain numbers up to 14 are of the 2.4 GHz band.
 */
export function frequencyOfChannel(channel: string): number {
  const match = CHANNEL_TEXT.exec(channel);
  if (match === null) return 0;
  const number = Number(match[1]);
  if (match[2] === "MHz") return number * 1000;
  if (match[2] === "W6e" && number === 2) return 5935_000;
  if (match[2] === "W6e") return number >= 1 && number <= 233 ? (5950 + 5 * number) * 1000 : 0;
  if (number === 14) return 2484_000;
  if (number >= 1 && number <= 13) return (2407 + 5 * number) * 1000;
  if (number >= 182 && number <= 196) return (4000 + 5 * number) * 1000;
  if (number >= 30 && number <= 181) return (5000 + 5 * number) * 1000;
  if (number >= 2412 && number <= 70200) return number * 1000;
  return 0;
}
