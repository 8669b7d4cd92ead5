// One read of a datasource: up to 1,024 packets in one buffer, as columns. Capture columns are
// written by the source, decoded columns by the packet chain, common columns by the PHY that owns
// the frame's link type (spec device-model 4.1, 4.2). The batch is borrowed during the call that
// hands it on: whoever keeps bytes copies them.

export const BATCH_PACKETS_MAX = 1024;
export const BATCH_BYTES_MAX = 256 * 1024;

/** Flags of a packet (`PacketBatch.flags`). */
export const PACKET_ERROR = 1; // bad FCS, short or undecodable link header
export const PACKET_DUPLICATE = 2; // same frame bytes as one of the last distinct frames
export const PACKET_FILTERED = 4; // a PHY asked everybody to ignore it
export const PACKET_UNDECODED = 8; // no frame inside: unknown link type or rejected header

/** `PacketBatch.signalKind`: what unit the signal columns are in. */
export const SIGNAL_NONE = 0;
export const SIGNAL_DBM = 1;
export const SIGNAL_RSSI = 2;

/** `PacketBatch.kind`: basic type of the common info. */
export const KIND_NONE = 0; // no common info: no PHY recognised the frame
export const KIND_UNKNOWN = 1;
export const KIND_MANAGEMENT = 2;
export const KIND_DATA = 3;
export const KIND_PHY = 4;

/** Bits of `PacketBatch.tags`: what a PHY found in a packet, as logs name it. */
export const TAG_WPA_HANDSHAKE = 1;
export const TAG_RSN_PMKID = 2;
export const TAG_PROBE_REQUEST = 4;
export const TAG_DISASSOCIATION = 8;
export const TAG_DEAUTHENTICATION = 16;
export const TAG_BEACON_SSID = 32;
export const TAG_RESPONSE_SSID = 64;

/** Names of the bits, the lowest first (spec logs-and-config 1.3). */
const TAG_NAMES: readonly string[] = [
  "DOT11_WPAHANDSHAKE",
  "DOT11_RSNPMKID",
  "DOT11_PROBE_REQ",
  "DOT11_DISASSOCIATION",
  "DOT11_DEAUTHENTICATION",
  "DOT11_BEACON_SSID",
  "DOT11_RESPONSE_SSID",
];

/** A position attached to packets; degrees, metres, km/h. `fix` as in NMEA: 0, 2 or 3. */
export interface PacketLocation {
  latitude: number;
  longitude: number;
  altitudeM: number;
  speedKmh: number;
  headingDegrees: number;
  fix: number;
}

/** `PacketBatch.linkType` of packets that have no bytes, only a report. */
export const LINKTYPE_NONE = -1;

/** What a capture tool said of one packet beside its bytes. */
export interface PacketReport {
  readonly location: PacketLocation | undefined;
  readonly signalKind: number;
  readonly signal: number;
  readonly noise: number;
  readonly freqKhz: number;
  /** "" when it names none. */
  readonly channel: string;
  /** What it heard as JSON, for the PHY that knows the type. */
  readonly record: ReportRecord | undefined;
}

export interface ReportRecord {
  readonly type: string;
  readonly json: string;
}

/** What a batch needs to know of the datasource it came from. */
export interface BatchSource {
  /** 1, 2, … in order of first appearance (`kismet.datasource.source_number`). */
  readonly number: number;
  /** Check frame check sequences (source option `fcs`, default on). */
  readonly checkFcs: boolean;
  /** Counts of bad bytes, per fault name. */
  readonly faults: { add(fault: number): void };
}

export class PacketBatch {
  bytes: Uint8Array = EMPTY;
  count = 0;
  /** Link type (DLT / LINKTYPE registry) of every packet in this batch. */
  linkType = 0;
  source: BatchSource | undefined = undefined;
  /** Bytes of frame check sequence at the end of each frame, as the capture says; 0 = not said. */
  fcsBytes = 0;
  /** Position of the receiver while this batch was captured, if known. */
  location: PacketLocation | undefined = undefined;
  /** By packet, where link headers carry positions (PPI-GPS), else undefined; see packetLocation(). */
  locations: (PacketLocation | undefined)[] | undefined = undefined;

  /** By packet, what the source said beside the bytes; undefined when it said nothing of any. */
  reports: (PacketReport | undefined)[] | undefined = undefined;
  /** By packet, the id of the PHY that took its JSON report; undefined when none took any. */
  reportPhys: (number | undefined)[] | undefined = undefined;

  /** What there is to say of single packets, like alerts they raised; else undefined. */
  comments: (string | undefined)[] | undefined = undefined;
  /** Names of the alerts that single packets raised, by packet; else undefined. */
  alerts: (readonly string[] | undefined)[] | undefined = undefined;

  // Capture columns.
  readonly start: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  readonly capturedLength: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  readonly wireLength: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  /** Microseconds since 1970. */
  readonly timestampUs: Float64Array = new Float64Array(BATCH_PACKETS_MAX);

  // Decoded columns.
  readonly flags: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly fault: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  /** Link type of the frame inside the link header (105 for 802.11). */
  readonly frameLinkType: Uint16Array = new Uint16Array(BATCH_PACKETS_MAX);
  readonly frameStart: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  readonly frameEnd: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  /** CRC-32 of the frame without its FCS; the identity used to find duplicates. */
  readonly hash: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  /** 1, 2, … over all packets; duplicates have the number of the frame they repeat. */
  readonly number: Float64Array = new Float64Array(BATCH_PACKETS_MAX);
  /** 1 when a radio header was decoded, else the radio columns are meaningless. */
  readonly hasRadio: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly signalKind: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly signal: Int16Array = new Int16Array(BATCH_PACKETS_MAX);
  readonly noise: Int16Array = new Int16Array(BATCH_PACKETS_MAX);
  readonly freqKhz: Float64Array = new Float64Array(BATCH_PACKETS_MAX);
  /** Data rate in 100 kbit/s. */
  readonly rate: Uint16Array = new Uint16Array(BATCH_PACKETS_MAX);
  readonly carrier: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly encoding: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  /** MODULATION_* of `airtime/modulation.ts`. */
  readonly modulation: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  /** Valid from MODULATION_HT on. */
  readonly mcs: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly streams: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  /** Data rate in kbit/s with MCS and width, 0 = unknown. */
  readonly rateKbps: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  /** Microseconds on the air, 0 = unknown. */
  readonly airtimeUs: Float32Array = new Float32Array(BATCH_PACKETS_MAX);

  // Common columns.
  readonly phyId: Int8Array = new Int8Array(BATCH_PACKETS_MAX);
  readonly kind: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly dataSize: Uint32Array = new Uint32Array(BATCH_PACKETS_MAX);
  /** TAG_* bits. */
  readonly tags: Uint8Array = new Uint8Array(BATCH_PACKETS_MAX);
  readonly sourceMac: Float64Array = new Float64Array(BATCH_PACKETS_MAX);
  readonly destinationMac: Float64Array = new Float64Array(BATCH_PACKETS_MAX);
  readonly networkMac: Float64Array = new Float64Array(BATCH_PACKETS_MAX);
  readonly transmitterMac: Float64Array = new Float64Array(BATCH_PACKETS_MAX);
  /** Channel text of the common info, "" when the PHY names none. */
  readonly channel: string[] = Array.from({ length: BATCH_PACKETS_MAX }, () => "");
}

/** Where packet `index` was received: what its own header says, else the batch's position. */
export function packetLocation(batch: PacketBatch, index: number): PacketLocation | undefined {
  return batch.locations?.[index] ?? batch.location;
}

/** The JSON report of packet `index`, if a PHY took it: what nobody understands is not logged. */
export function takenReport(batch: PacketBatch, index: number): ReportRecord | undefined {
  return batch.reportPhys?.[index] === undefined ? undefined : batch.reports?.[index]?.record;
}

const tagTexts: (string | undefined)[] = [];

/** What logs say was found in packet `index`: "DOT11_BEACON_SSID ALERT ALERT_APSPOOF", or "". */
export function packetTags(batch: PacketBatch, index: number): string {
  const bits = batch.tags[index]!;
  const text = tagTexts[bits] ??= TAG_NAMES.filter((_, bit) => (bits & (1 << bit)) !== 0).join(" ");
  const alerts = batch.alerts?.[index];
  if (alerts === undefined) return text;
  const raised = `ALERT ${alerts.map((header) => `ALERT_${header}`).join(" ")}`;
  return text === "" ? raised : `${text} ${raised}`;
}

const EMPTY = new Uint8Array(0);
