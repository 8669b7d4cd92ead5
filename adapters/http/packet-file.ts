// Kept frames as a capture file, without capture headers; those of 802.11 have no FCS (spec dot11 9.4).
import { joinBytes } from "../../protocols/bytes.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import type { SavedPacket } from "../../protocols/records/dot11-device.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import { type Answer, bytesAnswer } from "./endpoint.ts";

/** What existing clients find in the header; no frame here is longer. */
const SNAP_BYTES = 8192;
export const PCAP_TYPE = "application/vnd.tcpdump.pcap";

/** The packets in the order given, all of one link type; without any it is a header alone. */
export function packetsAnswer(packets: readonly SavedPacket[], filename: string): Answer {
  const linkType = packets[0]?.linkType ?? DLT_IEEE802_11;
  const parts = [encodePcapHeader(linkType, SNAP_BYTES)];
  for (const packet of packets) parts.push(encodePcapRecord(packet.timestampUs, packet.bytes));
  return bytesAnswer(joinBytes(parts), PCAP_TYPE, filename);
}
