// The PPI log: 802.11 frames with their positions in a classic pcap file, for older programs (spec
// logs-and-config 7).
import type { LogContext, LogFormat, LogSession } from "../../actors/log/log-format.ts";
import { isLogged, loggedLength, type PacketChoice } from "../../actors/log/logged-packets.ts";
import { RecordFile } from "../../actors/log/record-file.ts";
import {
  CHANNEL_2GHZ,
  CHANNEL_5GHZ,
  CHANNEL_CCK,
  CHANNEL_DYNAMIC,
  CHANNEL_GFSK,
  CHANNEL_OFDM,
  ENCODING_CCK,
  ENCODING_DYNAMIC_CCK,
  ENCODING_GFSK,
  ENCODING_OFDM,
} from "../../protocols/linktype/radio.ts";
import {
  PACKET_ERROR,
  PACKET_UNDECODED,
  type PacketBatch,
  packetLocation,
  SIGNAL_DBM,
} from "../../protocols/packet/packet-batch.ts";
import {
  encodePcapHeader,
  PCAP_RECORD_HEADER_BYTES,
  writePcapRecordHeader,
} from "../../protocols/pcap/pcap-writer.ts";
import {
  encodePpiHeader,
  PPI_FCS_INVALID,
  PPI_FCS_PRESENT,
  PPI_HEADER_BYTES_MAX,
  type PpiRadio,
} from "../../protocols/ppi/encode-ppi.ts";
import { DLT_IEEE802_11, DLT_PPI } from "../../protocols/linktype/linktypes.ts";

const SNAP_BYTES = 8192;
const FCS_BYTES = 4;
const NOTHING = new Uint8Array(0);

const CHANNEL_OF_ENCODING: ReadonlyMap<number, number> = new Map([
  [ENCODING_CCK, CHANNEL_CCK],
  [ENCODING_OFDM, CHANNEL_OFDM],
  [ENCODING_DYNAMIC_CCK, CHANNEL_DYNAMIC],
  [ENCODING_GFSK, CHANNEL_GFSK],
]);

export const pcapppi: LogFormat = {
  driver: {
    class: "pcapppi",
    name: "PPI pcap",
    description: "802.11 frames with PPI headers in one capture file",
    stream: true,
    singleton: false,
  },
  resumes: false,
  open: async (context, options) => {
    const file = await RecordFile.open(context, options, {
      packets: true,
      begin: (empty) => empty ? encodePcapHeader(DLT_PPI, SNAP_BYTES) : NOTHING,
    });
    return new PpiSession(context, file);
  },
};

class PpiSession implements LogSession {
  readonly description = "PPI capture file";
  readonly #file: RecordFile;
  readonly #choice: PacketChoice;
  readonly #scratch = new Uint8Array(PCAP_RECORD_HEADER_BYTES + SNAP_BYTES);
  readonly #radio: PpiRadio = {
    flags: 0,
    rate: 0,
    freqMhz: 0,
    channelFlags: 0,
    signalDbm: 0,
    noiseDbm: 0,
  };

  constructor({ settings }: LogContext, file: RecordFile) {
    this.#file = file;
    this.#choice = {
      duplicates: settings.flag("ppi_log_duplicate_packets"),
      data: settings.flag("ppi_log_data_packets"),
      hideData: settings.flag("hidedata") || settings.flag("dontbeevil"),
    };
  }

  packets(batch: PacketBatch): void {
    for (let index = 0; index < batch.count; index++) {
      if (batch.frameLinkType[index] !== DLT_IEEE802_11) continue;
      if ((batch.flags[index]! & PACKET_UNDECODED) !== 0) continue;
      if (isLogged(batch, index, this.#choice)) this.#add(batch, index);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #add(batch: PacketBatch, index: number): void {
    const start = batch.frameStart[index]!;
    const limit = batch.start[index]! + loggedLength(batch, index, this.#choice);
    const frameEnd = Math.min(batch.frameEnd[index]!, limit);
    // A check sequence stands right behind the frame, where there is one and nothing is hidden.
    const withFcs = Math.min(frameEnd + FCS_BYTES, limit);
    const hasFcs = frameEnd === batch.frameEnd[index] && withFcs === frameEnd + FCS_BYTES;
    const end = Math.max(start, hasFcs ? withFcs : frameEnd);
    this.#fillRadio(batch, index, hasFcs);
    const scratch = this.#scratch;
    const header = PCAP_RECORD_HEADER_BYTES;
    const ppi = encodePpiHeader(scratch, header, this.#radio, packetLocation(batch, index));
    const length = Math.min(end - start, SNAP_BYTES - PPI_HEADER_BYTES_MAX);
    scratch.set(batch.bytes.subarray(start, start + length), header + ppi);
    const wire = ppi + Math.max(length, batch.wireLength[index]! - (start - batch.start[index]!));
    writePcapRecordHeader(scratch, 0, batch.timestampUs[index]!, ppi + length, wire);
    this.#file.write(scratch.subarray(0, header + ppi + length), 1);
  }

  #fillRadio(batch: PacketBatch, index: number, hasFcs: boolean): void {
    const radio = this.#radio;
    const hasRadio = batch.hasRadio[index] !== 0;
    const isDbm = hasRadio && batch.signalKind[index] === SIGNAL_DBM;
    const isWrong = (batch.flags[index]! & PACKET_ERROR) !== 0;
    radio.flags = hasFcs ? PPI_FCS_PRESENT | (isWrong ? PPI_FCS_INVALID : 0) : 0;
    radio.rate = hasRadio ? Math.floor(batch.rate[index]! / 5) : 0;
    radio.freqMhz = hasRadio ? Math.floor(batch.freqKhz[index]! / 1000) : 0;
    const band = radio.freqMhz === 0 ? 0 : radio.freqMhz < 3000 ? CHANNEL_2GHZ : CHANNEL_5GHZ;
    radio.channelFlags = hasRadio
      ? band | (CHANNEL_OF_ENCODING.get(batch.encoding[index]!) ?? 0)
      : 0;
    radio.signalDbm = isDbm ? batch.signal[index]! : 0;
    radio.noiseDbm = isDbm ? batch.noise[index]! : 0;
  }
}
