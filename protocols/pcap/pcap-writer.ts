// Writes classic pcap: little endian, microseconds.

export const PCAP_RECORD_HEADER_BYTES = 16;

/** File header of 24 bytes. */
export function encodePcapHeader(linkType: number, snapLength = 262_144): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snapLength, true);
  view.setUint32(20, linkType, true);
  return header;
}

/** One record: header and packet. `wireLength` is the packet's length when left out. */
export function encodePcapRecord(
  timestampUs: number,
  packet: Uint8Array,
  wireLength = packet.length,
): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(PCAP_RECORD_HEADER_BYTES + packet.length);
  writePcapRecordHeader(record, 0, timestampUs, packet.length, wireLength);
  record.set(packet, PCAP_RECORD_HEADER_BYTES);
  return record;
}

/** Writes the 16 bytes of a record header at `at`. */
export function writePcapRecordHeader(
  into: Uint8Array,
  at: number,
  timestampUs: number,
  captured: number,
  wire: number,
): void {
  const view = new DataView(into.buffer, into.byteOffset + at, PCAP_RECORD_HEADER_BYTES);
  view.setUint32(0, Math.floor(timestampUs / 1e6), true);
  view.setUint32(4, Math.floor(timestampUs % 1e6), true);
  view.setUint32(8, captured, true);
  view.setUint32(12, wire, true);
}
