// What the tracker of newer networks keeps between frames, and the objects it decodes into.
import { ExtensionFrame } from "../../../protocols/dot11/extension-frame.ts";
import { MeshControl } from "../../../protocols/dot11/mesh-control.ts";
import { ModernElements } from "../../../protocols/dot11/modern-elements.ts";
import { isLocallyAdministered } from "../../../protocols/mac.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { ModernDevice } from "../../../protocols/records/dot11-modern.ts";
import type { PhyContext } from "../phy.ts";
import { AddressRelations } from "./address-relations.ts";

export class ModernState {
  readonly elements = new ModernElements();
  readonly extension = new ExtensionFrame();
  readonly meshControl = new MeshControl();
  readonly links: AddressRelations;
  /** Element lists of newer devices looked into, and those that told nothing new. */
  parsed = 0;
  unchanged = 0;
  /** Addresses behind mesh stations that were not kept. */
  proxiedRefused = 0;

  constructor(context: PhyContext) {
    this.links = new AddressRelations(context.devices, context.id);
  }
}

/** The device's record of newer features, made on first use. */
export function modernOf(device: DeviceRecord, dot11: Dot11Device): ModernDevice {
  if (dot11.modern === undefined) {
    dot11.modern = new ModernDevice();
    dot11.modern.randomAddress = isLocallyAdministered(device.mac);
  }
  return dot11.modern;
}
