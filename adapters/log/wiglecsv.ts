// The WiGLE log: a line for each access point and Bluetooth device at each place it was heard (spec
// logs-and-config 8).
import type { LogContext, LogFormat, LogSession } from "../../actors/log/log-format.ts";
import { RecordFile } from "../../actors/log/record-file.ts";
import { COMPATIBLE_VERSION } from "../../actors/system/system-status.ts";
import { formatMac } from "../../protocols/mac.ts";
import {
  KIND_MANAGEMENT,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  PACKET_FILTERED,
  type PacketBatch,
  packetLocation,
} from "../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import { Dot11Device } from "../../protocols/records/dot11-device.ts";
import {
  formatWigleSighting,
  WIGLE_KINDS,
  wigleAuthMode,
  wigleHeader,
} from "../../protocols/wigle/wigle.ts";

const MAC_BITS = 48;
const LEFT_OUT = PACKET_DUPLICATE | PACKET_ERROR | PACKET_FILTERED;
const encoder = new TextEncoder();
const NOTHING = new Uint8Array(0);

export const wiglecsv: LogFormat = {
  driver: {
    class: "wiglecsv",
    name: "WiGLE CSV",
    description: "Networks with their positions, for WiGLE",
    stream: true,
    singleton: false,
  },
  resumes: false,
  open: async (context, options) => {
    const header = encoder.encode(wigleHeader(COMPATIBLE_VERSION));
    const file = await RecordFile.open(context, options, {
      packets: true,
      begin: (empty) => empty ? header : NOTHING,
    });
    return new WigleSession(context, file);
  },
};

class WigleSession implements LogSession {
  readonly description = "WiGLE CSV file";
  readonly #context: LogContext;
  readonly #file: RecordFile;
  readonly #throttleSec: number;
  /** When each device was written last, in time of the packets. */
  readonly #writtenSec = new WeakMap<DeviceRecord, number>();

  constructor(context: LogContext, file: RecordFile) {
    this.#context = context;
    this.#file = file;
    this.#throttleSec = Math.max(0, context.settings.integer("wigle_log_throttle"));
  }

  packets(batch: PacketBatch): void {
    if (batch.location === undefined && batch.locations === undefined) return;
    for (let index = 0; index < batch.count; index++) {
      if ((batch.flags[index]! & LEFT_OUT) !== 0) continue;
      if (batch.sourceMac[index] !== 0) this.#look(batch, index);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #look(batch: PacketBatch, index: number): void {
    const location = packetLocation(batch, index);
    if (location === undefined || location.fix < 2) return;
    const { latitude, longitude } = location;
    if (latitude === 0 || longitude === 0) return;
    const phy = batch.phyId[index]!;
    const kind = WIGLE_KINDS.get(this.#context.stores.phyNames()[phy] ?? "");
    if (kind === undefined) return;
    if (kind.type === "WIFI" && batch.kind[index] !== KIND_MANAGEMENT) return;
    const device = this.#context.stores.devices.byMac(batch.sourceMac[index]!, MAC_BITS)
      .find((one) => one.phy.id === phy);
    if (device === undefined) return;
    const beaconed = device.detail instanceof Dot11Device ? device.detail.lastBeaconed : undefined;
    if (kind.type === "WIFI" && beaconed === undefined) return;
    const seconds = Math.floor(batch.timestampUs[index]! / 1e6);
    const written = this.#writtenSec.get(device);
    if (written !== undefined && seconds - written < this.#throttleSec) return;
    this.#writtenSec.set(device, seconds);
    const line = formatWigleSighting({
      kind,
      mac: formatMac(device.mac),
      name: beaconed === undefined ? device.commonName : beaconed.ssid,
      authMode: beaconed === undefined ? "" : wigleAuthMode(beaconed.cryptLow, beaconed.cryptHigh),
      firstSec: device.firstTime,
      freqKhz: batch.hasRadio[index] === 0 ? device.freqKhz : batch.freqKhz[index]!,
      signalDbm: batch.hasRadio[index] === 0 ? 0 : batch.signal[index]!,
      latitude,
      longitude,
      altitudeM: location.altitudeM,
    });
    this.#file.write(encoder.encode(line), 1);
  }
}
