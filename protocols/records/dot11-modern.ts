// What newer networks and stations say beyond the fields of the reference: `moirai.dot11.network.*`
// and `moirai.dot11.modern.*` with their lists (docs/wifi.md). One optional object for each network
// and one for each device, so that those of older networks stay as small as they were.

/** A neighbor of a reduced neighbor report. */
export interface NeighborNetwork {
  readonly bssid: number | undefined;
  /** CRC-32 of the SSID. */
  readonly shortSsid: number | undefined;
  /** "37W6e", "36". */
  readonly channel: string;
  readonly operatingClass: number;
  readonly coLocated: boolean;
  readonly sameSsid: boolean;
  /** 0 = link of the reporter's own multi-link device. */
  readonly mldId: number | undefined;
  readonly linkId: number | undefined;
}

/** A network of a multiple BSSID set that sends no beacons of its own. */
export interface NontransmittedNetwork {
  readonly bssid: number;
  readonly index: number;
  readonly ssid: string;
  readonly cryptText: string;
}

/** One link of a multi-link device. */
export interface MldLink {
  readonly linkId: number;
  readonly address: number | undefined;
  readonly channel: string | undefined;
  /** "own", "profile" or "neighbor": where this was told. */
  readonly origin: string;
}

export class MldInfo {
  address = 0;
  /** "access point" or "station". */
  role = "";
  linkId: number | undefined = undefined;
  simultaneousLinks: number | undefined = undefined;
  emlsr = false;
  links: MldLink[] = [];
}

export class SecurityDetails {
  /** "WPA3-SAE", "WPA3-SAE-transition", "OWE", … */
  mode = "";
  akms: string[] = [];
  overrideAkms: string[] | undefined = undefined;
  mfp = "";
  ocv = false;
  beaconProtection = false;
  /** "", "offered" or "required". */
  h2e = "";
  /** "", "offered" or "required". */
  saePk = "";
  saeExtKey = false;
  fils = false;
  fastTransition = false;
  transition = false;
  extendedKeyId = false;
  passwordIdentifiers = false;
}

/** How a mesh works. */
export interface MeshDetails {
  /** "HWMP", or "" when the number has no name. */
  readonly pathProtocol: string;
  readonly pathMetric: number;
  readonly congestionControl: number;
  readonly synchronisation: number;
  /** "none", "SAE", "802.1X" or "". */
  readonly authentication: string;
  readonly acceptsPeers: boolean;
}

export class ModernNetwork {
  /** Digest of the elements that this was made from. */
  digest = 0;
  /** 6 or 7; 0 when neither HE nor EHT was announced. */
  generation = 0;
  band = "";
  channel: string | undefined = undefined;
  widthMhz: number | undefined = undefined;
  center1Mhz: number | undefined = undefined;
  center2Mhz: number | undefined = undefined;
  punctured: number | undefined = undefined;
  heRateMbps: number | undefined = undefined;
  ehtRateMbps: number | undefined = undefined;
  streams: number | undefined = undefined;
  color: number | undefined = undefined;
  colorDisabled: number | undefined = undefined;
  spatialReuse: number | undefined = undefined;
  obssPdMaxOffset: number | undefined = undefined;
  srgObssPdMinOffset: number | undefined = undefined;
  srgObssPdMaxOffset: number | undefined = undefined;
  twtRequired: number | undefined = undefined;
  regulatory: number | undefined = undefined;
  minRateMbps: number | undefined = undefined;
  neighbors: NeighborNetwork[] | undefined = undefined;
  nontransmitted: NontransmittedNetwork[] | undefined = undefined;
  multipleBssidIndicator: number | undefined = undefined;
  security: SecurityDetails | undefined = undefined;
  mesh: MeshDetails | undefined = undefined;
  /** Elements that were malformed, and lists that were longer than their limits. */
  malformed: number | undefined = undefined;
  notKept: number | undefined = undefined;
}

/** What a client can do, of its probe and association requests. */
export class StationAbilities {
  /** Digest of the elements that this was made from. */
  digest = 0;
  /** 6 or 7; 0 when neither HE nor EHT was announced. */
  generation = 0;
  /** Widest channel, MHz. */
  widthMhz = 0;
  streams = 0;
  /** It can use the 6 GHz band. */
  sixGhz = false;
  twt = false;
}

/** The beacon of a HaLow network. */
export class S1gBeacon {
  /** CRC-32 of the network's name. */
  compressedSsid: number | undefined = undefined;
  changeSequence = 0;
  security = false;
  /** MHz; 0 until a beacon told it. */
  widthMhz = 0;
  primaryWidthMhz = 0;
  operatingClass = 0;
  primaryChannel = 0;
  centerChannel = 0;
  intervalTu = 0;
}

/** The beacon of a network at 60 GHz. */
export class DmgBeacon {
  /** "ad-hoc", "personal" or "infrastructure". */
  bssType = "";
  discovery = false;
  privacy = false;
  intervalTu = 0;
  /** Antennas, sectors and highest MCS; 0 until capabilities were heard. */
  antennas = 0;
  sectors = 0;
  maxMcs = 0;
  /** 802.11ay. */
  isEdmg = false;
}

/** Addresses listed of one guessed phone; a phone can use hundreds a day. */
export const PHONE_ADDRESSES_MAX = 64;

/** Random addresses that may be one phone. */
export class PhoneGroup {
  readonly id: number;
  /** Addresses of the group, also those that are not listed. */
  count = 0;
  /** The newest of them. */
  readonly addresses: number[] = [];
  /** Something was heard that speaks against the guess. */
  withdrawn = false;

  constructor(id: number) {
    this.id = id;
  }

  add(mac: number): void {
    this.count += 1;
    if (this.addresses.length >= PHONE_ADDRESSES_MAX) this.addresses.shift();
    this.addresses.push(mac);
  }
}

/** That a random address may be a phone that had another before; a guess, and marked as one. */
export interface PhoneGuess {
  readonly group: PhoneGroup;
  /** 0 to 1. */
  readonly score: number;
  /** The address it is thought to have had before; 0 for the first one. */
  readonly previous: number;
  /** "sequence", "burst", "wps", or "first" of the group's first address. */
  readonly reason: string;
}

export class ModernDevice {
  /** Locally administered: made up, of a phone that hides or of a further network of one box. */
  randomAddress = false;
  mld: MldInfo | undefined = undefined;
  /** BSSID whose beacons speak for this one. */
  transmittedBssid: number | undefined = undefined;
  abilities: StationAbilities | undefined = undefined;
  /** "looping", "hash-to-element" or "public-key". */
  saeMethod: string | undefined = undefined;
  s1g: S1gBeacon | undefined = undefined;
  dmg: DmgBeacon | undefined = undefined;
  phone: PhoneGuess | undefined = undefined;
  /** Addresses behind this mesh station. */
  proxied: Set<number> | undefined = undefined;
}

/** What every device with a random address shows that has nothing else to tell. */
export const RANDOM_ADDRESS_ONLY: Readonly<ModernDevice> = Object.freeze(
  Object.assign(new ModernDevice(), { randomAddress: true }),
);
