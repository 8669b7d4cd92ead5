// First stage of the packet chain (spec device-model 4.1, dot11 0 and 1): takes link headers off, checks
// frame check sequences, hashes frames and marks duplicates. Writes every decoded column of a batch and
// clears the common ones.
import { AMPDU_NONE, MODULATION_NONE, rateKbps } from "../../protocols/airtime/modulation.ts";
import { airtimeUs, legacyModulation } from "../../protocols/airtime/txtime.ts";
import { crc32, CRC32_RESIDUE } from "../../protocols/crc32.ts";
import { type Fault, faultCode, OK, TRUNCATED } from "../../protocols/faults.ts";
import { LINK_DECODERS } from "../../protocols/linktype/link-decoders.ts";
import {
  FCS_ANNOUNCED,
  FCS_TAKEN,
  FCS_WRONG,
  type LinkDecoder,
  LinkHeader,
} from "../../protocols/linktype/link-header.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import {
  KIND_NONE,
  LINKTYPE_NONE,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  PACKET_UNDECODED,
  type PacketBatch,
  SIGNAL_NONE,
} from "../../protocols/packet/packet-batch.ts";
import type { DuplicateRing } from "./duplicate-ring.ts";

/** `PacketBatch.phyId` of packets that no PHY has claimed (spec device-model 5.3). */
export const PHY_UNKNOWN = -2;

const LINKTYPE_UNKNOWN = faultCode("linktype.unknown");
const FRAME_FCS = faultCode("frame.fcs");
const FRAME_FCS_MISSING = faultCode("frame.fcs_missing");

/** Bytes of an 802.11 frame check sequence. */
const FCS_BYTES = 4;
/** Shortest 802.11 frame (ACK) together with its frame check sequence. */
const FRAME_WITH_FCS_BYTES_MIN = 14;

const decoders: ReadonlyMap<number, LinkDecoder> = new Map(
  LINK_DECODERS.map((decoder) => [decoder.linkType, decoder]),
);

export class LinkStage {
  readonly #duplicates: DuplicateRing;
  readonly #header = new LinkHeader();
  /** Results of #findFrameEnd: end of the frame without its check sequence, CRC-32 up to there. */
  #frameEnd = 0;
  #hash = 0;
  /** Reference of the A-MPDU the last frame was in. */
  #lastAmpdu = AMPDU_NONE;

  constructor(duplicates: DuplicateRing) {
    this.#duplicates = duplicates;
  }

  handle(batch: PacketBatch): void {
    clearColumns(batch);
    if (batch.linkType === LINKTYPE_NONE) this.#passReports(batch);
    else this.#passPackets(batch);
    if (batch.reports !== undefined) applyReports(batch);
  }

  #passPackets(batch: PacketBatch): void {
    const decoder = decoders.get(batch.linkType);
    for (let index = 0; index < batch.count; index++) {
      const start = batch.start[index]!;
      const limit = start + batch.capturedLength[index]!;
      let fault = LINKTYPE_UNKNOWN;
      if (decoder !== undefined) {
        fault = decoder.decode(this.#header, batch.bytes, start, limit);
        if (fault === OK) fault = this.#findFrameEnd(batch, index);
      }
      if (fault === OK) this.#passFrame(batch, index);
      else this.#passUndecoded(batch, index, start, limit, fault);
    }
  }

  /**
   * Cuts the frame check sequence off, checks it and hashes the frame, in one walk over its bytes. An
   * intact one that nothing announced is found by the residue it leaves: otherwise all such frames
   * would have one hash and be duplicates of each other (spec dot11 0).
   */
  #findFrameEnd(batch: PacketBatch, index: number): Fault {
    const { bytes } = batch;
    const header = this.#header;
    const { frameStart, frameEnd } = header;
    if (header.fcs >= FCS_TAKEN) {
      if (header.fcs === FCS_WRONG && batch.source?.checkFcs !== false) header.fcsFailed = true;
      this.#frameEnd = frameEnd;
      this.#hash = crc32(bytes, frameStart, frameEnd);
      return OK;
    }
    const announced = announcedFcsBytes(batch, header);
    if (announced === 0) {
      const hash = crc32(bytes, frameStart, frameEnd);
      const trailing = hash === CRC32_RESIDUE && header.linkType === DLT_IEEE802_11 &&
        frameEnd - frameStart >= FRAME_WITH_FCS_BYTES_MIN;
      this.#frameEnd = trailing ? frameEnd - FCS_BYTES : frameEnd;
      this.#hash = trailing ? uint32(bytes, frameEnd - FCS_BYTES) : hash;
      return OK;
    }
    // A capture that cut the packet short cut the check sequence first.
    const cut = Math.max(0, batch.wireLength[index]! - batch.capturedLength[index]!);
    const captured = Math.max(0, announced - cut);
    const end = frameEnd - captured;
    if (end < frameStart) return FRAME_FCS_MISSING;
    this.#frameEnd = end;
    this.#hash = crc32(bytes, frameStart, end);
    if (cut > 0) header.partial = TRUNCATED;
    else if (announced === FCS_BYTES && batch.source?.checkFcs !== false) {
      if (!isFcs(this.#hash, bytes, end)) header.fcsFailed = true;
    }
    return OK;
  }

  #passFrame(batch: PacketBatch, index: number): void {
    const header = this.#header;
    const duplicate = this.#duplicates.seen(this.#hash) ? PACKET_DUPLICATE : 0;
    const fault = header.fcsFailed ? FRAME_FCS : header.partial;
    batch.flags[index] = header.fcsFailed ? duplicate | PACKET_ERROR : duplicate;
    batch.fault[index] = fault;
    if (fault !== OK) batch.source?.faults.add(fault);
    batch.hash[index] = this.#hash;
    batch.number[index] = this.#duplicates.number;
    batch.frameLinkType[index] = header.linkType;
    batch.frameStart[index] = header.frameStart;
    batch.frameEnd[index] = this.#frameEnd;
    batch.hasRadio[index] = header.hasRadio ? 1 : 0;
    batch.signalKind[index] = header.signalKind;
    batch.signal[index] = header.signal;
    batch.noise[index] = header.noise;
    batch.freqKhz[index] = header.freqKhz;
    batch.rate[index] = header.rate;
    batch.carrier[index] = header.carrier;
    batch.encoding[index] = header.encoding;
    if (header.hasRadio) this.#measure(batch, index);
    else batch.modulation[index] = MODULATION_NONE;
    if (header.location !== undefined) (batch.locations ??= [])[index] = header.location;
  }

  /** Rate and time on the air. */
  #measure(batch: PacketBatch, index: number): void {
    const { modulation, rate, frameStart, freqKhz } = this.#header;
    const { ampdu } = modulation;
    const isModern = modulation.kind !== MODULATION_NONE;
    const kbps = isModern ? rateKbps(modulation) : rate * 100;
    if (!isModern) modulation.kind = legacyModulation(kbps);
    // What the capture cut off was on the air, and so was the check sequence.
    const cut = batch.wireLength[index]! - batch.capturedLength[index]!;
    const bytes = this.#frameEnd - frameStart + Math.max(0, cut) + FCS_BYTES;
    const continues = ampdu !== AMPDU_NONE && ampdu === this.#lastAmpdu;
    this.#lastAmpdu = ampdu;
    batch.modulation[index] = modulation.kind;
    batch.mcs[index] = modulation.mcs;
    batch.streams[index] = modulation.streams;
    batch.rateKbps[index] = kbps;
    batch.airtimeUs[index] = airtimeUs(modulation, kbps, bytes, freqKhz, continues);
  }

  /** No frame inside: the packet goes on as it is, for counters and logs; its link type names no PHY. */
  #passUndecoded(
    batch: PacketBatch,
    index: number,
    start: number,
    limit: number,
    fault: Fault,
  ): void {
    const hash = crc32(batch.bytes, start, limit);
    const duplicate = this.#duplicates.seen(hash) ? PACKET_DUPLICATE : 0;
    const error = fault === LINKTYPE_UNKNOWN ? 0 : PACKET_ERROR;
    batch.flags[index] = PACKET_UNDECODED | duplicate | error;
    batch.fault[index] = fault;
    batch.source?.faults.add(fault);
    this.#clearDecoded(batch, index, start, limit, hash);
  }

  /** Packets without bytes are never duplicates of each other. */
  #passReports(batch: PacketBatch): void {
    for (let index = 0; index < batch.count; index++) {
      const start = batch.start[index]!;
      batch.flags[index] = PACKET_UNDECODED;
      batch.fault[index] = OK;
      this.#duplicates.pass();
      this.#clearDecoded(batch, index, start, start, 0);
    }
  }

  #clearDecoded(
    batch: PacketBatch,
    index: number,
    start: number,
    limit: number,
    hash: number,
  ): void {
    batch.hash[index] = hash;
    batch.number[index] = this.#duplicates.number;
    batch.frameLinkType[index] = 0;
    batch.frameStart[index] = start;
    batch.frameEnd[index] = limit;
    batch.hasRadio[index] = 0;
    batch.signalKind[index] = 0;
    batch.signal[index] = 0;
    batch.noise[index] = 0;
    batch.freqKhz[index] = 0;
    batch.rate[index] = 0;
    batch.carrier[index] = 0;
    batch.encoding[index] = 0;
    batch.modulation[index] = MODULATION_NONE;
  }
}

/** What a capture tool said of packets; the packet's own link header knows better. */
function applyReports(batch: PacketBatch): void {
  for (let index = 0; index < batch.count; index++) {
    const report = batch.reports![index];
    if (report === undefined) continue;
    if (report.location !== undefined) (batch.locations ??= [])[index] ??= report.location;
    if (report.channel !== "") batch.channel[index] = report.channel;
    const isSilent = report.signalKind === SIGNAL_NONE && report.freqKhz === 0;
    if (isSilent || batch.hasRadio[index] === 1) continue;
    batch.hasRadio[index] = 1;
    batch.signalKind[index] = report.signalKind;
    batch.signal[index] = report.signal;
    batch.noise[index] = report.noise;
    batch.freqKhz[index] = report.freqKhz;
  }
}

/** Nothing that an earlier batch left in the columns of the PHYs may be taken for this one's. */
function clearColumns(batch: PacketBatch): void {
  const { count } = batch;
  batch.locations = undefined;
  batch.reportPhys = undefined;
  batch.comments = undefined;
  batch.alerts = undefined;
  batch.phyId.fill(PHY_UNKNOWN, 0, count);
  batch.kind.fill(KIND_NONE, 0, count);
  batch.dataSize.fill(0, 0, count);
  batch.tags.fill(0, 0, count);
  batch.sourceMac.fill(0, 0, count);
  batch.destinationMac.fill(0, 0, count);
  batch.networkMac.fill(0, 0, count);
  batch.transmitterMac.fill(0, 0, count);
  batch.channel.fill("", 0, count);
}

/** The header's word, or the capture file's where frames have no header. */
function announcedFcsBytes(batch: PacketBatch, header: LinkHeader): number {
  if (header.fcs === FCS_ANNOUNCED) return FCS_BYTES;
  return batch.linkType === header.linkType ? batch.fcsBytes : 0;
}

/** Receivers store the sequence least significant byte first, some the other way round. */
function isFcs(crc: number, bytes: Uint8Array, at: number): boolean {
  const stored = uint32(bytes, at);
  if (stored === crc) return true;
  const swapped = (stored >>> 24) | ((stored >>> 8) & 0xff00) | ((stored & 0xff00) << 8) |
    (stored << 24);
  return swapped >>> 0 === crc;
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>>
    0;
}
