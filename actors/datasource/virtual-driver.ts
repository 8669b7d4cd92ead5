// The driver of datasources that are fed with reports instead of packets (spec device-model 7.3); it is
// not in the list of what can be opened.
import type { DriverRecord } from "../../protocols/records/datasource.ts";

export const VIRTUAL_DRIVER: DriverRecord = {
  type: "virtual",
  description: "Reports of other programs",
  probeCapable: false,
  listCapable: false,
  localCapable: false,
  remoteCapable: false,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};
