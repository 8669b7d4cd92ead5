// Packets of batches as one section of pcapng (spec logs-and-config 6): an interface block for each
// (datasource, link type) when its first packet comes, packets as they were captured, with number,
// hash, position and, where there is something to say, a comment. For live streams and logs alike.
import { FAULT_NAMES, OK } from "../faults.ts";
import {
  type BatchSource,
  PACKET_UNDECODED,
  type PacketBatch,
  packetLocation,
  takenReport,
} from "../packet/packet-batch.ts";
import {
  OPTION_COMMENT,
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_USER_APPLICATION,
  PcapngWriter,
  SNAP_LENGTH_DEFAULT,
} from "./pcapng-writer.ts";

/** Interfaces of one section; packets of further ones are refused. */
export const SECTION_INTERFACES_MAX = 1024;
/** More than a packet's block has around its bytes, comment left out. */
export const PACKET_BLOCK_BYTES = 128;

/** Neither a frame nor a report that anybody understood: nothing that a section could hold. */
export function isEmptyPacket(batch: PacketBatch, index: number): boolean {
  return batch.linkType <= 0 && takenReport(batch, index) === undefined;
}

/** What an interface block says of a datasource. */
export interface SectionInterface {
  readonly name: string;
  /** "" when there is nothing to say. */
  readonly description: string;
}

/** Packets of one interface, and those of them that are not in the section. */
export interface InterfaceCounts {
  received: number;
  dropped: number;
}

export class PcapngSection {
  readonly writer = new PcapngWriter();
  readonly #describe: (source: BatchSource | undefined) => SectionInterface;
  /** Interface numbers by source number and link type. */
  readonly #numbers = new Map<number, number>();
  readonly #counts: InterfaceCounts[] = [];
  #lastKey = -1;
  #lastNumber = -1;

  constructor(describe: (source: BatchSource | undefined) => SectionInterface) {
    this.#describe = describe;
  }

  /** The section header; once, before anything else. */
  begin(application: string): void {
    this.writer.section([{ code: OPTION_USER_APPLICATION, value: application }]);
  }

  /** By interface number. */
  get counts(): readonly InterfaceCounts[] {
    return this.#counts;
  }

  /** Number of a batch's interface, described if it is new; -1 when there are too many. */
  interfaceOf(batch: PacketBatch): number {
    const { source } = batch;
    // Reports without a frame are packets of nothing (6.5).
    const linkType = Math.max(0, batch.linkType);
    const key = (source?.number ?? 0) * 0x10000 + linkType;
    if (key === this.#lastKey) return this.#lastNumber;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#counts.length >= SECTION_INTERFACES_MAX) return -1;
      const { name, description } = this.#describe(source);
      number = this.writer.interface(
        linkType,
        description === "" ? [{ code: OPTION_INTERFACE_NAME, value: name }] : [
          { code: OPTION_INTERFACE_NAME, value: name },
          { code: OPTION_INTERFACE_DESCRIPTION, value: description },
        ],
      );
      this.#numbers.set(key, number);
      this.#counts.push({ received: 0, dropped: 0 });
    }
    this.#lastKey = key;
    this.#lastNumber = number;
    return number;
  }

  /**
   * One packet, with its link header; 0 as its number leaves the number out. A packet longer than
   * the snap length of the interface is cut there, as a capture would have; `keptBytes` cuts it before.
   */
  packet(
    batch: PacketBatch,
    index: number,
    interfaceNumber: number,
    packetNumber: number,
    keptBytes = batch.capturedLength[index]!,
  ): void {
    const { writer } = this;
    const start = batch.start[index]!;
    const length = Math.min(keptBytes, SNAP_LENGTH_DEFAULT);
    writer.beginPacket(
      interfaceNumber,
      batch.timestampUs[index]!,
      batch.bytes,
      start,
      start + length,
      batch.wireLength[index]!,
    );
    const comment = commentOf(batch, index);
    if (comment !== undefined) writer.packetOption(OPTION_COMMENT, comment);
    if ((batch.flags[index]! & PACKET_UNDECODED) === 0) writer.packetHash(batch.hash[index]!);
    if (packetNumber !== 0) writer.packetNumber(packetNumber);
    const location = packetLocation(batch, index);
    if (location !== undefined) writer.packetLocation(location);
    const report = takenReport(batch, index);
    if (report !== undefined) writer.packetJson(report.type, report.json);
    writer.endPacket();
  }

  /** What of each interface came and was lost so far. */
  statistics(timestampUs: number): void {
    for (let number = 0; number < this.#counts.length; number++) {
      const { received, dropped } = this.#counts[number]!;
      this.writer.statistics(number, timestampUs, received, dropped);
    }
  }
}

/** Names of faults as bytes, made once each. */
const faultComments: (Uint8Array | undefined)[] = [];
const encoder = new TextEncoder();

/** What the server has to say of a packet: its alerts, or what is wrong with its bytes. */
function commentOf(batch: PacketBatch, index: number): Uint8Array | string | undefined {
  const comment = batch.comments?.[index];
  if (comment !== undefined) return comment;
  const fault = batch.fault[index]!;
  if (fault === OK) return undefined;
  return faultComments[fault] ??= encoder.encode(FAULT_NAMES[fault] ?? "");
}
