// Packet batches to data reports: one frame a packet into one buffer that is used again, one write a
// batch (external-protocol 4.8).
import type { Conversation } from "../../protocols/external/conversation.ts";
import { DataReport } from "../../protocols/external/data-report.ts";
import {
  LINKTYPE_NONE,
  type PacketBatch,
  type PacketLocation,
  packetLocation,
  type PacketReport,
} from "../../protocols/packet/packet-batch.ts";
import { ByteBuffer } from "../../protocols/serialize/byte-buffer.ts";
import type { FrameLink } from "../helper/frame-link.ts";

const BUFFER_BYTES = 512 * 1024;

export class ReportWriter {
  readonly #conversation: Pick<Conversation, "writeReport">;
  readonly #link: Pick<FrameLink, "write" | "wholeMessages">;
  /** Where this tool stands, for packets that do not say it. */
  readonly #position: PacketLocation | undefined;
  readonly #report = new DataReport();
  readonly #buffer = new ByteBuffer(BUFFER_BYTES);
  /** Records that no frame of the server's framing holds. */
  lost = 0;

  constructor(
    conversation: Pick<Conversation, "writeReport">,
    link: Pick<FrameLink, "write" | "wholeMessages">,
    position: PacketLocation | undefined,
  ) {
    this.#conversation = conversation;
    this.#link = link;
    this.#position = position;
  }

  /** Resolves when the server can take more. */
  async write(batch: PacketBatch): Promise<void> {
    const buffer = this.#buffer;
    for (let index = 0; index < batch.count; index++) {
      this.#fill(batch, index);
      if (!this.#conversation.writeReport(buffer, this.#report)) this.lost += 1;
      if (this.#link.wholeMessages || buffer.length > BUFFER_BYTES / 2) await this.#flush();
    }
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const buffer = this.#buffer;
    if (buffer.length === 0) return;
    // The link says when the bytes have left the buffer, so they are lent, not copied; a link of
    // whole messages keeps them until they are sent.
    await this.#link.write(
      this.#link.wholeMessages ? buffer.take() : buffer.bytes.subarray(0, buffer.length),
    );
    buffer.length = 0;
  }

  #fill(batch: PacketBatch, index: number): void {
    const report = this.#report;
    report.clear(batch.bytes);
    report.timestampUs = batch.timestampUs[index]!;
    if (batch.linkType !== LINKTYPE_NONE) {
      report.hasPacket = true;
      report.linkType = batch.linkType;
      report.packetStart = batch.start[index]!;
      report.packetEnd = report.packetStart + batch.capturedLength[index]!;
      report.wireLength = batch.wireLength[index]!;
    }
    const said = batch.reports?.[index];
    if (said !== undefined) addSaid(report, said);
    const position = said?.location ?? packetLocation(batch, index) ?? this.#position;
    if (position !== undefined) addPosition(report, position);
  }
}

/** Signals and records of a source that has them beside the bytes. */
function addSaid(report: DataReport, said: PacketReport): void {
  report.hasSignal = said.signalKind !== 0 || said.freqKhz !== 0;
  report.signalKind = said.signalKind;
  report.signal = said.signal;
  report.noise = said.noise;
  report.freqKhz = said.freqKhz;
  if (said.record === undefined || report.hasPacket) return;
  const type = encoder.encode(said.record.type);
  const json = encoder.encode(said.record.json);
  report.bytes = new Uint8Array(type.length + json.length);
  report.bytes.set(type);
  report.bytes.set(json, type.length);
  report.hasJson = true;
  report.jsonTypeStart = 0;
  report.jsonTypeEnd = report.jsonStart = type.length;
  report.jsonEnd = report.bytes.length;
}

function addPosition(report: DataReport, position: PacketLocation): void {
  report.hasLocation = true;
  report.latitude = position.latitude;
  report.longitude = position.longitude;
  report.altitudeM = position.altitudeM;
  report.speedKmh = position.speedKmh;
  report.headingDegrees = position.headingDegrees;
  report.fix = position.fix;
}

const encoder = new TextEncoder();
