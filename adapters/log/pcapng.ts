// The pcapng log: packets as they were captured, with an interface block for each datasource and link
// type, positions, and the alerts they raised (spec logs-and-config 6).
import type {
  LogContext,
  LogFormat,
  LogOpenOptions,
  LogSession,
} from "../../actors/log/log-format.ts";
import { isLogged, loggedLength, type PacketChoice } from "../../actors/log/logged-packets.ts";
import { RecordFile } from "../../actors/log/record-file.ts";
import { PACKET_DUPLICATE, type PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { isEmptyPacket, PcapngSection } from "../../protocols/pcap/pcapng-section.ts";
import { sectionInterface } from "../../protocols/pcap/section-interface.ts";

const APPLICATION = "Kismet";

export const pcapng: LogFormat = {
  driver: {
    class: "pcapng",
    name: "Pcapng",
    description: "Packets of all datasources in one capture file",
    stream: true,
    singleton: false,
  },
  resumes: false,
  sizeMaxMb: (settings) => settings.integer("pcapng_log_max_mb"),
  open: (context, options) => PcapngSession.open(context, options),
};

class PcapngSession implements LogSession {
  readonly description = "Pcapng capture file";
  readonly #context: LogContext;
  readonly #options: LogOpenOptions;
  readonly #choice: PacketChoice;
  readonly #truncates: boolean;
  #section: PcapngSection;
  #file!: RecordFile;

  private constructor(context: LogContext, options: LogOpenOptions) {
    this.#context = context;
    this.#options = options;
    const { settings } = context;
    this.#choice = {
      duplicates: settings.flag("pcapng_log_duplicate_packets"),
      data: settings.flag("pcapng_log_data_packets"),
      hideData: settings.flag("hidedata") || settings.flag("dontbeevil"),
    };
    this.#truncates = settings.flag("pcapng_truncate_duplicate_packets");
    this.#section = this.#newSection();
  }

  static async open(context: LogContext, options: LogOpenOptions): Promise<PcapngSession> {
    const session = new PcapngSession(context, options);
    session.#file = await RecordFile.open(context, options, {
      packets: true,
      // The header is in the section's own buffer, which follows.
      begin: () => session.#section.writer.take(),
    });
    return session;
  }

  packets(batch: PacketBatch): void {
    // Interfaces that were described in what is lost have to be described again.
    if (this.#file.begins) this.#section = this.#newSection();
    const section = this.#section;
    if (batch.linkType <= 0 && batch.reportPhys === undefined) return;
    const number = section.interfaceOf(batch);
    let packets = 0;
    for (let index = 0; index < batch.count; index++) {
      if (!isLogged(batch, index, this.#choice) || isEmptyPacket(batch, index)) continue;
      if (number < 0) {
        this.#options.record.dropped += 1;
        continue;
      }
      const isDuplicate = (batch.flags[index]! & PACKET_DUPLICATE) !== 0;
      const length = isDuplicate && this.#truncates ? 0 : loggedLength(batch, index, this.#choice);
      section.packet(batch, index, number, batch.number[index]!, length);
      packets += 1;
    }
    const counts = section.counts[number];
    if (counts !== undefined) counts.received += packets;
    if (section.writer.pending > 0) this.#file.write(section.writer.take(), packets);
  }

  async close(): Promise<void> {
    const { writer, counts } = this.#section;
    if (!this.#file.begins && counts.length > 0) {
      this.#section.statistics(this.#context.platform.clock.now() * 1000);
      this.#file.write(writer.take(), 0);
    }
    await this.#file.close();
  }

  #newSection(): PcapngSection {
    const { stores } = this.#context;
    const section = new PcapngSection((source) =>
      sectionInterface(source && stores.datasource(source.number))
    );
    section.begin(APPLICATION);
    return section;
  }
}
