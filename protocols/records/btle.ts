// Bluetooth LE devices: `btle.device` on their device record (spec other-phys 3.3), and what their
// advertisements tell beyond the reference's fields.

/** Service UUIDs kept of one device. */
export const BTLE_SERVICES_MAX = 64;

/** What one format of beacon told last; members are undefined where the format has no such thing. */
export class Beacon {
  readonly kind: string;
  uuid: string | undefined = undefined;
  major: number | undefined = undefined;
  minor: number | undefined = undefined;
  namespace: string | undefined = undefined;
  identifier: string | undefined = undefined;
  url: string | undefined = undefined;
  powerDbm: number | undefined = undefined;
  batteryMv: number | undefined = undefined;
  temperatureC: number | undefined = undefined;
  frames: number | undefined = undefined;
  uptimeSec: number | undefined = undefined;
  status: number | undefined = undefined;
  network: number | undefined = undefined;
  separated: boolean | undefined = undefined;

  constructor(kind: string) {
    this.kind = kind;
  }
}

export class BtleDevice {
  /** AD flags as they were sent last. */
  flags = 0;
  readonly addressType: string;
  readonly randomAddress: boolean;
  shortName: string | undefined = undefined;
  /** dBm, as the device says. */
  txPowerDbm: number | undefined = undefined;
  appearance: number | undefined = undefined;
  companyId: number | undefined = undefined;
  /** At most BTLE_SERVICES_MAX texts, in order of appearance. */
  services: string[] = [];
  /** By kind; there are as many as formats. */
  beacons: Map<string, Beacon> | undefined = undefined;
  connectable = false;
  scannable = false;
  extended = false;
  periodic = false;
  setId: number | undefined = undefined;
  advertisements = 0;
  scanResponses = 0;
  scanRequests = 0;
  connectionRequests = 0;
  /** Service UUIDs that there was no room for. */
  notKept = 0;
  /** Checksums of the PDUs that were read last: most repeat what the one before said. */
  advertisementHash = -1;
  responseHash = -1;
  /** Who heard it last, and when: copies of one transmission follow each other closely. */
  lastSource = 0;
  lastHeardUs = 0;

  constructor(addressType: string, randomAddress: boolean) {
    this.addressType = addressType;
    this.randomAddress = randomAddress;
  }
}
