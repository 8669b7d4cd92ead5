// Faults of bytes: small integers returned by decoders, and their names as counted per datasource
// in the API. Bad bytes are never exceptions.

export type Fault = number;

/** The bytes were good. */
export const OK: Fault = 0;
/** The capture length cut the unit short; the unit itself may have been fine. */
export const TRUNCATED: Fault = 1;

/** One name a fault code; the index is the code. Append only: counters are stored by code. */
export const FAULT_NAMES = [
  "ok",
  "truncated",
  "pcap.magic",
  "pcap.record_length",
  "pcap.truncated",
  "pcapng.block_length",
  "pcapng.block_order",
  "pcapng.interface",
  "pcapng.truncated",
  "gzip.damaged",
  "linktype.unknown",
  "radiotap.truncated",
  "radiotap.version",
  "radiotap.length",
  "radiotap.present",
  "radiotap.field_unknown",
  "ppi.truncated",
  "ppi.length",
  "ppi.field_length",
  "ppi.fcs_flagged",
  "prism.truncated",
  "prism.length",
  "avs.truncated",
  "avs.length",
  "frame.fcs",
  "frame.fcs_missing",
  "dot11.truncated",
  "dot11.type_unknown",
  "dot11.subtype_unknown",
  "dot11.subtype_reserved",
  "dot11.fixed_truncated",
  "dot11.element_truncated",
  "dot11.element_malformed",
  "dot11.ssid_length",
  "dot11.rsn_malformed",
  "dot11.vendor_malformed",
  "dot11.wps_malformed",
  "dot11.action_malformed",
  "dot11.eapol_malformed",
  "dot11.rates_hostile",
  "dot11.channel_length",
  "gzip.truncated",
  "pcapng.packet_length",
  "radiotap.field_length",
  "ppi.gps_malformed",
  "prism.message",
  "avs.version",
  "dot11.wep_truncated",
  "dot11.wep_integrity",
  "dot11.he_malformed",
  "dot11.eht_malformed",
  "dot11.neighbors_malformed",
  "dot11.multi_link_malformed",
  "dot11.multiple_bssid_malformed",
  "dot11.mesh_malformed",
  "dot11.s1g_malformed",
  "dot11.dmg_malformed",
  "dot11.drone_id_malformed",
  "dot11.remote_id_malformed",
  "dot11.nan_malformed",
  "external.signature",
  "external.length",
  "external.version",
  "external.checksum",
  "external.payload",
  "btle.truncated",
  "btle.length",
  "btle.whitened",
  "btle.address_missing",
  "btle.extended_malformed",
  "btle.data_malformed",
  "uav.report_malformed",
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

const codes = new Map<string, Fault>(FAULT_NAMES.map((name, code) => [name, code]));

/** The code of a fault name; for decoders to name their constants once, at module load. */
export function faultCode(name: FaultName): Fault {
  return codes.get(name)!;
}

/** Counts per fault name, kept by whoever owns the bytes (a datasource). */
export class FaultCounters {
  readonly counts = new Uint32Array(FAULT_NAMES.length);

  add(fault: Fault): void {
    this.counts[fault]! += 1;
  }

  /** Name to count, non-zero entries only. */
  toObject(): Record<string, number> {
    const result: Record<string, number> = {};
    for (let code = 1; code < this.counts.length; code++) {
      if (this.counts[code]! > 0) result[FAULT_NAMES[code]!] = this.counts[code]!;
    }
    return result;
  }
}
