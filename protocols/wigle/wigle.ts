// The upload format of WiGLE, version 1.4 (spec logs-and-config 8): two header lines, then one line
// for each sighting of a device at a place.

export const WIGLE_COLUMNS =
  "MAC,SSID,AuthMode,FirstSeen,Channel,RSSI,CurrentLatitude,CurrentLongitude,AltitudeMeters," +
  "AccuracyMeters,Type";

/** Kinds of devices that have lines, by their PHY: Wi-Fi access points, and all Bluetooth devices. */
export interface WigleKind {
  readonly type: "WIFI" | "BT" | "BLE";
  /** AuthMode where it is the same for all. */
  readonly authMode: string | undefined;
  /** Digits behind the point of positions. */
  readonly digits: number;
}

export const WIGLE_KINDS: ReadonlyMap<string, WigleKind> = new Map([
  ["IEEE802.11", { type: "WIFI", authMode: undefined, digits: 6 }],
  ["Bluetooth", { type: "BT", authMode: "Misc [BT]", digits: 10 }],
  ["BTLE", { type: "BLE", authMode: "Misc [LE]", digits: 10 }],
]);

/** Both header lines; the version is year.month.number with what may follow it. */
export function wigleHeader(version: string): string {
  const [numbers = "", rest = ""] = version.split(/-(.*)/s);
  const short = numbers.replaceAll(".", "") + (rest === "" ? "" : `-${rest}`);
  return `WigleWifi-1.4,appRelease=Kismet${short},model=Kismet,release=${version},` +
    `device=kismet,display=kismet,board=kismet,brand=kismet\n${WIGLE_COLUMNS}\n`;
}

export interface WigleSighting {
  readonly kind: WigleKind;
  /** `AA:BB:CC:DD:EE:FF`. */
  readonly mac: string;
  readonly name: string;
  /** Only asked for where the kind has none. */
  readonly authMode: string;
  readonly firstSec: number;
  readonly freqKhz: number;
  readonly signalDbm: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM: number;
}

/** One line. */
export function formatWigleSighting(sighting: WigleSighting): string {
  const { kind, mac, name, firstSec, freqKhz, signalDbm } = sighting;
  return [
    mac,
    escapeWigle(name),
    kind.authMode ?? sighting.authMode,
    formatTime(firstSec),
    kind.type === "WIFI" ? wigleChannel(freqKhz) : 0,
    signalDbm,
    sighting.latitude.toFixed(kind.digits),
    sighting.longitude.toFixed(kind.digits),
    sighting.altitudeM.toFixed(6),
    0,
    kind.type,
  ].join(",") + "\n";
}

const encoder = new TextEncoder();

/** Commas, quotes and what cannot be printed as octal bytes. */
function escapeWigle(text: string): string {
  return text.replace(
    /[^\x20-\x7e]|[,"]/gu,
    (character) =>
      Array.from(
        encoder.encode(character),
        (byte) => `\\${byte.toString(8).padStart(3, "0")}`,
      ).join(""),
  );
}

/** `2023-11-14 22:13:20` in UTC; times beyond the calendar are its beginning. */
function formatTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  const shown = Number.isNaN(time.getTime()) ? new Date(0) : time;
  return shown.toISOString().slice(0, 19).replace("T", " ");
}

/** Channel number of a frequency; 0 for those of no band. */
export function wigleChannel(freqKhz: number): number {
  const mhz = Math.floor(freqKhz / 1000);
  if (mhz <= 0) return 0;
  if (mhz === 2484) return 14;
  if (mhz < 2484) return Math.max(0, Math.floor((mhz - 2407) / 5));
  if (mhz >= 4910 && mhz <= 4980) return Math.floor((mhz - 4000) / 5);
  if (mhz <= 45_000) return Math.floor((mhz - 5000) / 5);
  if (mhz >= 58_320 && mhz <= 64_800) return Math.floor((mhz - 56_160) / 2160);
  return 0;
}

/** Bits of the crypt set. */
const WEP = 0;
const WPA = 1;
const GENERATIONS: readonly (readonly [bit: number, name: string])[] = [
  [2, "WPA"],
  [3, "WPA2"],
  [4, "WPA3"],
];
const TKIP = [9, 25];
const CCMP = [10, 26];
/** SAE counts as PSK: the format has no word for it. */
const AUTHENTICATIONS: readonly (readonly [bits: readonly number[], name: string])[] = [
  [[37, 39, 41, 47, 48, 49], "EAP"],
  [[54], "OWE"],
  [[38, 40, 42, 44, 45, 55, 56], "PSK"],
];
const WPS = 57;

/** `[WPA2-PSK-CCMP][ESS]` of a crypt set in two halves. */
export function wigleAuthMode(low: number, high: number): string {
  const has = (bit: number): boolean =>
    bit < 32 ? (low & (1 << bit)) !== 0 : (high & (1 << (bit - 32))) !== 0;
  let text = has(WPS) ? "[WPS] " : "";
  if (has(WEP)) text += "[WEP] ";
  const generations = GENERATIONS.filter(([bit]) => has(bit)).map(([, name]) => name);
  if (generations.length === 0 && has(WPA)) generations.push("WPA");
  const authentication = AUTHENTICATIONS.find(([bits]) => bits.some(has))?.[1] ?? "UNKNOWN";
  const ciphers = [CCMP.some(has) ? "CCMP" : "", TKIP.some(has) ? "TKIP" : ""]
    .filter((name) => name !== "");
  for (const generation of generations) {
    text += `[${
      [generation, authentication, ...ciphers.length === 0 ? [] : [ciphers.join("+")]]
        .join("-")
    }]`;
  }
  return `${text}[ESS]`;
}
