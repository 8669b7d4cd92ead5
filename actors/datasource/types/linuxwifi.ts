// Wi-Fi interfaces in monitor mode, through libpcap; under Linux tuned with `iw`.
import type { DriverRecord } from "../../../protocols/records/datasource.ts";
import {
  DLT_IEEE802_11,
  DLT_IEEE802_11_RADIO,
  DLT_IEEE802_11_RADIO_AVS,
  DLT_PRISM_HEADER,
} from "../../../protocols/linktype/linktypes.ts";
import { DatasourceError } from "../datasource-error.ts";
import { printable } from "../definition.ts";
import { interfaceIdentity, linuxRadio } from "../linux-radio.ts";
import { openLive } from "../live-session.ts";
import type { SourceType } from "../source-type.ts";
import { textIdentity } from "../source-uuid.ts";

const WIFI_LINK_TYPES: readonly number[] = [
  DLT_IEEE802_11,
  DLT_PRISM_HEADER,
  DLT_IEEE802_11_RADIO,
  DLT_IEEE802_11_RADIO_AVS,
];

const driver: DriverRecord = {
  type: "linuxwifi",
  description: "Wi-Fi interface in monitor mode",
  probeCapable: true,
  listCapable: true,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: true,
  hopCapable: true,
};

export const linuxwifi: SourceType = {
  driver,
  uuidProgram: "kismet_cap_linux_wifi",
  retryDefault: undefined,
  async probe(definition, context) {
    const found = (await context.live?.list())?.find((one) => one.name === definition.interface);
    return found !== undefined &&
      (found.wireless || found.linkTypes.some((type) => WIFI_LINK_TYPES.includes(type)));
  },
  async list(context) {
    const interfaces = await context.live?.list() ?? [];
    return interfaces
      .filter((one) => one.wireless || one.linkTypes.some((type) => WIFI_LINK_TYPES.includes(type)))
      .map((one) => ({
        interface: one.name,
        captureInterface: one.name,
        hardware: one.description,
        version: context.version,
      }));
  },
  // The tool of the reference names its sources by the address, too.
  identify: async (definition, { platform }) =>
    await interfaceIdentity(platform, definition.interface) ?? textIdentity(definition.interface),
  async open(definition, context, { events }) {
    const radio = await linuxRadio(context.platform, definition.interface);
    const session = await openLive(definition, context, {
      monitor: "if-possible",
      hardware: "libpcap",
      tuner: { radio, events },
    });
    const channel = definition.options.get("channel") ?? "";
    if (channel === "") return session;
    try {
      await radio.set(channel);
      return session;
    } catch (error) {
      if (!(error instanceof DatasourceError)) throw error;
      if (radio.channels.length === 0) {
        // Nobody could set it, so somebody else may have: what it hears is worth having.
        events.message(`channel ${printable(channel)} was not set: ${error.message}`, true);
        return session;
      }
      await session.close();
      throw error;
    }
  },
};
