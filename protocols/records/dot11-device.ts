// 802.11 records: `dot11.device`, `dot11.advertisedssid`, `dot11.probedssid`, `dot11.client`,
// `dot11.eapol`, `dot11.ssidgroup` (spec dot11 4 and 9.1). Sets of crypt bits are two 32-bit
// halves because they reach bit 61.
import type { KeptElements } from "../dot11/kept-elements.ts";
import { isLocallyAdministered } from "../mac.ts";
import type { DeviceRecord } from "./device.ts";
import type { ModernDevice, ModernNetwork } from "./dot11-modern.ts";
import type { RateUse } from "./rate-use.ts";
import type { DeviceLocation } from "./location.ts";

/** `dot11.device.typeset` bits. */
export const DOT11_BEACON_AP = 0x001;
export const DOT11_ADHOC = 0x002;
export const DOT11_PROBE_AP = 0x100;

/** A kept frame, `kismet.packet.*`. */
export interface SavedPacket {
  readonly timestampUs: number;
  readonly linkType: number;
  readonly sourceNumber: number;
  readonly bytes: Uint8Array;
}

export class WpsInfo {
  version = 0;
  state = 0;
  configMethods = 0;
  manufacturer: string | undefined = undefined;
  deviceName: string | undefined = undefined;
  modelName: string | undefined = undefined;
  modelNumber: string | undefined = undefined;
  serialNumber: string | undefined = undefined;
  /** 16 bytes that name the device in all its networks. */
  uuid: Uint8Array | undefined = undefined;
}

/** What a device says it can do. */
export class DeviceAbilities {
  linkMeasurement = false;
  neighborReport = false;
  supportedChannels: number[] | undefined = undefined;
  extendedCapabilities: Uint8Array | undefined = undefined;
}

/** One 802.11d triplet. */
export interface CountryTriplet {
  readonly startChannel: number;
  readonly channels: number;
  readonly txPowerDbm: number;
}

/** Advertised (beacons) and responded (probe responses) SSIDs. */
export class AdvertisedSsid {
  readonly ssid: string;
  /** Raw length in bytes. */
  readonly length: number;
  /** XXH32 over the bytes up to the first NUL and the raw length. */
  readonly hash: number;
  oweSsid: string | undefined = undefined;
  oweSsidLength = 0;
  oweBssid = 0;
  beacon = false;
  probeResponse = false;
  channel = "";
  /** What its frames say of the device's channel; "" when they name none. */
  namedChannel = "";
  htMode = "";
  htCenter1 = 0;
  htCenter2 = 0;
  firstTime: number;
  lastTime: number;
  beaconInfo: string | undefined = undefined;
  readonly cloaked: boolean;
  cryptLow = 0;
  cryptHigh = 0;
  /** Legacy set, derived. */
  cryptLegacy = 0;
  cryptText = "";
  maxRateMbps = 0;
  /** Beacons per second as advertised. */
  beaconRate = 0;
  beacons = 0;
  elementsChecksum = 0;
  /** Interval and privacy bit of the frame that had them. */
  fixedFields = 0;
  mfpRequired = false;
  mfpSupported = false;
  country: string | undefined = undefined;
  countryTriplets: CountryTriplet[] | undefined = undefined;
  wps: WpsInfo | undefined = undefined;
  location: DeviceLocation | undefined = undefined;
  mobility = false;
  mobilityDomain = 0;
  qbss = false;
  qbssStations = 0;
  qbssUtilisationPercent = 0;
  ccxTxPower = 0;
  ciscoClientMfp = false;
  kept: KeptElements | undefined = undefined;
  meshId: string | undefined = undefined;
  meshGateway = 0;
  meshPeerings = 0;
  meshForwarding = 0;
  /** A mesh configuration element was seen; its three members are then present. */
  hasMesh = false;
  txPower = 0;
  /** What a newer network says beyond the members above. */
  modern: ModernNetwork | undefined = undefined;
  /** Its SSID group, once the device is listed there. */
  group: SsidGroup | undefined = undefined;

  constructor(ssid: string, length: number, hash: number, cloaked: boolean, timeSec: number) {
    this.ssid = ssid;
    this.length = length;
    this.hash = hash;
    this.cloaked = cloaked;
    this.firstTime = timeSec;
    this.lastTime = timeSec;
  }
}

export class ProbedSsid {
  readonly ssid: string;
  readonly length: number;
  readonly hash: number;
  firstTime: number;
  lastTime: number;
  location: DeviceLocation | undefined = undefined;
  /** Present once a mobility domain element was seen. */
  mobilityDomain: number | undefined = undefined;
  cryptLow = 0;
  cryptHigh = 0;
  cryptLegacy = 0;
  cryptText = "";
  mfpRequired = false;
  mfpSupported = false;
  kept: KeptElements | undefined = undefined;
  wps: WpsInfo | undefined = undefined;
  /** Its SSID group, once the device is listed there. */
  group: SsidGroup | undefined = undefined;

  constructor(ssid: string, length: number, hash: number, timeSec: number) {
    this.ssid = ssid;
    this.length = length;
    this.hash = hash;
    this.firstTime = timeSec;
    this.lastTime = timeSec;
  }
}

/** `kismet.common.ipdata.*`; IPv4 addresses as big-endian integers. */
export class IpData {
  type = 0;
  address = 0;
  netmask = 0;
  gateway = 0;
}

/** What a device did as a client of one BSSID. */
export class Dot11Client {
  readonly bssid: number;
  readonly bssidKey: string;
  firstTime: number;
  lastTime: number;
  dhcpHost: string | undefined = undefined;
  dhcpVendor: string | undefined = undefined;
  eapIdentity: string | undefined = undefined;
  cdpDevice: string | undefined = undefined;
  cdpPort: string | undefined = undefined;
  ipData: IpData | undefined = undefined;
  /** Some of its frames were decrypted with a configured key. */
  decrypted = false;
  dataSize = 0;
  retryDataSize = 0;
  fragments = 0;
  retries = 0;
  location: DeviceLocation | undefined = undefined;

  constructor(bssid: number, bssidKey: string, timeSec: number) {
    this.bssid = bssid;
    this.bssidKey = bssidKey;
    this.firstTime = timeSec;
    this.lastTime = timeSec;
  }
}

export interface EapolKey {
  readonly timestampUs: number;
  readonly direction: number;
  readonly message: number;
  readonly replayCounter: bigint;
  readonly install: boolean;
  readonly nonce: Uint8Array;
  readonly pmkid: Uint8Array | undefined;
  readonly packet: SavedPacket;
}

export interface EapolNonce {
  readonly timestampUs: number;
  readonly message: number;
  replayCounter: bigint;
  readonly install: boolean;
  readonly nonce: Uint8Array;
}

// What most frames read or write stands first and together: see DeviceRecord.
export class Dot11Device {
  types = 0;
  fragments = 0;
  retries = 0;
  dataSize = 0;
  retryDataSize = 0;
  /** 0: no BSSID. Without a frame that told of one NaN: a number from the start is never boxed. */
  lastBssid = NaN;
  /** The entry of `clients` that was used last: mostly it is the next one too. */
  lastClient: Dot11Client | undefined = undefined;
  /** The access point of that entry. */
  lastAccess: DeviceRecord | undefined = undefined;
  /** Rates of the frames of this network, from the first whose time on the air is known. */
  rateUse: RateUse | undefined = undefined;
  /** The device names its own channel, so that of the receiver no longer matters. */
  namesChannel = false;
  wantsBeacon = false;
  readonly localAddress: boolean;
  lastBeaconSec = 0;
  /** Timestamp of the last beacon that was not ad-hoc, microseconds; may exceed 2^53. */
  bssTimestampLow = 0;
  bssTimestampHigh = 0;
  /** When the last beacon was captured, microseconds; 0 before the first. */
  lastBeaconUs = 0;
  /** Server start of the access point's timestamp, microseconds since 1970; NaN = not known. */
  startedUs = NaN;
  /** CRC-32 of the elements handled last, signed; an unchanged beacon is not parsed again. */
  handledElements: number | undefined = undefined;
  /** Interval and privacy bit of that frame. */
  handledFixed = 0;
  lastBeaconed: AdvertisedSsid | undefined = undefined;
  /** Networks of the last beacon and probe response in which no rule found anything. */
  quietBeacon: AdvertisedSsid | undefined = undefined;
  quietResponse: AdvertisedSsid | undefined = undefined;
  lastProbed: ProbedSsid | undefined = undefined;
  /** CRC-32 of the elements of the last probe request, in which no rule found anything, signed. */
  quietRequest: number | undefined = undefined;

  clients: Map<number, Dot11Client> | undefined = undefined;
  /** Keyed by SSID hash. */
  advertised: Map<number, AdvertisedSsid> | undefined = undefined;
  responded: Map<number, AdvertisedSsid> | undefined = undefined;
  probed: Map<number, ProbedSsid> | undefined = undefined;
  /** Client MAC to device key text. */
  associated: Map<number, string> | undefined = undefined;
  clientDisconnects = 0;
  clientDisconnectsLastSec = 0;
  wpsM3Count = 0;
  wpsM3LastSec = 0;
  /** Client MAC to its key frames, on the BSSID's device. */
  handshakes: Map<number, EapolKey[]> | undefined = undefined;
  nonces: EapolNonce[] | undefined = undefined;
  anonces: EapolNonce[] | undefined = undefined;
  beaconPacket: SavedPacket | undefined = undefined;
  pmkidPacket: SavedPacket | undefined = undefined;
  minTxPower = 0;
  maxTxPower = 0;
  abilities: DeviceAbilities | undefined = undefined;
  beaconFingerprint = 0;
  probeFingerprint = 0;
  /** Checksum of the newest scan report; -1 = none. */
  scannedSum = -1;
  /** What a limit kept out, by name. */
  notKept: Map<string, number> | undefined = undefined;
  /** What a newer device says beyond the members above. */
  modern: ModernDevice | undefined = undefined;

  constructor(mac = 0) {
    this.localAddress = isLocallyAdministered(mac);
  }

  /** The next beacon and probe response are parsed, whatever was handled before. */
  forgetHandled(): void {
    this.handledElements = undefined;
    this.quietBeacon = undefined;
    this.quietResponse = undefined;
  }
}

/** Devices that advertise, answer or probe for one SSID. */
export class SsidGroup {
  readonly hash: number;
  readonly ssid: string;
  readonly length: number;
  readonly cryptLegacy: number;
  readonly cryptText: string;
  firstTime: number;
  lastTime: number;
  /** Device key text to the device. */
  readonly probing: Map<string, DeviceRecord> = new Map();
  readonly responding: Map<string, DeviceRecord> = new Map();
  readonly advertising: Map<string, DeviceRecord> = new Map();

  constructor(init: {
    hash: number;
    ssid: string;
    length: number;
    cryptLegacy: number;
    cryptText: string;
    timeSec: number;
  }) {
    this.hash = init.hash;
    this.ssid = init.ssid;
    this.length = init.length;
    this.cryptLegacy = init.cryptLegacy;
    this.cryptText = init.cryptText;
    this.firstTime = init.timeSec;
    this.lastTime = init.timeSec;
  }
}
