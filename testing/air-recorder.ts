// Writes what the radios of a scenario hear as pcapng, an interface for each radio.
import {
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_USER_APPLICATION,
  PcapngWriter,
} from "../protocols/pcap/pcapng-writer.ts";
import type { Cast } from "../runtime/scenario/cast.ts";
import type { SimulatedRadio } from "../runtime/scenario/simulated-radio.ts";

export class AirRecorder {
  readonly #writer = new PcapngWriter();
  packets = 0;

  /** Records from now on; `startMs` is the time of day at time 0 of the scenario. */
  constructor(cast: Cast, startMs: number, application = "moirai") {
    this.#writer.section([{ code: OPTION_USER_APPLICATION, value: application }]);
    for (const radio of radiosOf(cast)) {
      const number = this.#writer.interface(radio.linkType, [
        { code: OPTION_INTERFACE_NAME, value: radio.init.name },
        { code: OPTION_INTERFACE_DESCRIPTION, value: "radio of a scenario" },
      ]);
      radio.onHeard = ({ timestampMs, packet }) => {
        const timestampUs = Math.floor((startMs + timestampMs) * 1000);
        this.#writer.packet(number, timestampUs, packet, 0, packet.length, packet.length);
        this.packets += 1;
      };
    }
  }

  /** Bytes since the last call: call it often in long runs. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#writer.take();
  }
}

/** Those of its capture tools and sensors, too. */
function radiosOf({ radios, helpers, sensors }: Cast): SimulatedRadio[] {
  return [...radios, ...[...helpers, ...sensors].map(({ radio }) => radio)];
}
