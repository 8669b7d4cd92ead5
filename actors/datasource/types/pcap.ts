// Any network interface, as libpcap offers it: the caller may choose link type and filter.
import type { DriverRecord } from "../../../protocols/records/datasource.ts";
import { openLive } from "../live-session.ts";
import type { SourceType } from "../source-type.ts";
import { textIdentity } from "../source-uuid.ts";

const driver: DriverRecord = {
  type: "pcap",
  description: "Network interface through libpcap",
  probeCapable: true,
  listCapable: true,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};

export const pcap: SourceType = {
  driver,
  uuidProgram: "moirai_cap_pcap",
  retryDefault: undefined,
  async probe(definition, context) {
    const interfaces = await context.live?.list() ?? [];
    return interfaces.some((one) => one.name === definition.interface);
  },
  async list(context) {
    const interfaces = await context.live?.list() ?? [];
    return interfaces.map((one) => ({
      interface: one.name,
      captureInterface: one.name,
      hardware: one.description,
      version: context.version,
    }));
  },
  identify: (definition) => Promise.resolve(textIdentity(definition.interface)),
  open: (definition, context) =>
    openLive(definition, context, { monitor: "never", hardware: "libpcap" }),
};
