// A whole server that hears frames of a test's making: through link headers, duplicates, tracker,
// records and serializers, as real ones come.
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { FaultCounters } from "../../../protocols/faults.ts";
import { PacketBatch, type PacketLocation } from "../../../protocols/packet/packet-batch.ts";
import { encodePcapHeader } from "../../../protocols/pcap/pcap-writer.ts";
import { encodeRadiotap } from "../../../protocols/radiotap/encode-radiotap.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { testSettings } from "../../suites/settings.ts";

export const START_SEC = 1_700_000_000;

/** How a frame is heard; without a frequency there is no capture header (DLT 105). */
export interface Reception {
  readonly freqMhz?: number;
  readonly signalDbm?: number;
  /** Capture time; the server's clock is set to it when it is later. */
  readonly timeSec?: number;
  /** Bytes that were sent beyond those that were captured. */
  readonly cutBytes?: number;
  /** Number of the datasource, from 1. */
  readonly source?: number;
  readonly location?: PacketLocation;
}

export type Members = Readonly<Record<string, unknown>>;

export class Listener {
  readonly moirai: Moirai;
  readonly platform: ReturnType<typeof createSimulatedPlatform>;
  readonly topics: { readonly topic: string; readonly payload: unknown; readonly json: string }[] =
    [];
  readonly faults = new FaultCounters();
  readonly #decoder = new TextDecoder();

  constructor(moirai: Moirai, platform: ReturnType<typeof createSimulatedPlatform>) {
    this.moirai = moirai;
    this.platform = platform;
    moirai.bus.subscribe("*", (event) => {
      if (!event.topic.startsWith("DOT11_") && event.topic !== "NEW_DEVICE") return;
      this.topics.push({
        topic: event.topic,
        payload: event.payload,
        json: this.#decoder.decode(moirai.encodeEvent(event)),
      });
    });
  }

  /** Hears frames, all in the same way, in one batch. */
  hear(frames: Uint8Array | readonly Uint8Array[], reception: Reception = {}): void {
    const list = frames instanceof Uint8Array ? [frames] : frames;
    const packets = reception.freqMhz === undefined ? list : list.map((frame) =>
      encodeRadiotap({
        freqMhz: reception.freqMhz!,
        signalDbm: reception.signalDbm ?? -50,
        rate: 2,
        fcs: true,
      }, frame)
    );
    this.hearPackets(packets, reception.freqMhz === undefined ? 105 : 127, reception);
  }

  /** Hears packets with the capture headers of a link type. */
  hearPackets(packets: readonly Uint8Array[], linkType: number, reception: Reception = {}): void {
    const timeSec = reception.timeSec ?? START_SEC;
    const aheadMs = timeSec * 1000 - this.platform.clock.now();
    if (aheadMs > 0) this.platform.clock.advance(aheadMs);
    const batch = new PacketBatch();
    batch.linkType = linkType;
    batch.count = packets.length;
    batch.bytes = new Uint8Array(packets.reduce((sum, packet) => sum + packet.length, 0));
    batch.source = { number: reception.source ?? 0, checkFcs: true, faults: this.faults };
    batch.location = reception.location;
    let at = 0;
    packets.forEach((packet, index) => {
      batch.bytes.set(packet, at);
      batch.start[index] = at;
      batch.capturedLength[index] = packet.length;
      batch.wireLength[index] = packet.length + (reception.cutBytes ?? 0);
      batch.timestampUs[index] = timeSec * 1e6;
      at += packet.length;
    });
    this.moirai.push(batch);
  }

  /** Adds a datasource that delivers nothing; its packets are then `hear(…, { source: number })`. */
  async addSource(name: string): Promise<void> {
    this.platform.files.put(`/${name}.pcap`, encodePcapHeader(105));
    await this.moirai.commands.addDatasource(`/${name}.pcap`);
  }

  /** The live record. */
  record(mac: number): DeviceRecord | undefined {
    return this.moirai.stores.devices.byMac(mac, 48)[0];
  }

  /** The live 802.11 record. */
  dot11(mac: number): Dot11Device {
    const detail = this.record(mac)?.detail;
    if (detail instanceof Dot11Device) return detail;
    throw new Error(`no 802.11 device ${mac.toString(16)}`);
  }

  /** The device as clients get it. */
  async device(mac: number): Promise<Members> {
    return await this.ask(`/devices/by-key/${this.key(mac)}/device.json`) as Members;
  }

  /** Its 802.11 record as clients get it. */
  async details(mac: number): Promise<Members> {
    return (await this.device(mac))["dot11.device"] as Members;
  }

  /** The record of a PHY as clients get it. */
  async phy(name = "IEEE802.11"): Promise<Members | undefined> {
    const phys = await this.ask("/phy/all_phys.json") as Members[];
    return phys.find((one) => one["kismet.phy.phy_name"] === name);
  }

  key(mac: number): string {
    return formatDeviceKey(0x0d770242, mac);
  }

  async ask(path: string, command?: unknown): Promise<unknown> {
    return await (await this.fetch(path, command)).json();
  }

  fetch(path: string, command?: unknown): Promise<Response> {
    return this.moirai.fetch(
      new Request(
        `http://localhost${path}`,
        command === undefined ? {} : {
          method: "POST",
          body: JSON.stringify(command),
          headers: { "content-type": "application/json" },
        },
      ),
    );
  }

  /** Topics published, in order. */
  published(): string[] {
    return this.topics.map(({ topic }) => topic);
  }

  get messages(): string[] {
    return this.moirai.stores.messages.all().map((message) => message.text);
  }
}

/** Runs `body` with a server of its own. */
export async function withListener(
  settings: Record<string, string | readonly string[]>,
  body: (listener: Listener) => Promise<void> | void,
): Promise<void> {
  const platform = createSimulatedPlatform({ seed: 1, startMs: START_SEC * 1000 });
  const moirai = await createMoirai({ platform, settings: testSettings(settings) });
  try {
    await body(new Listener(moirai, platform));
  } finally {
    await moirai.stop();
  }
}
