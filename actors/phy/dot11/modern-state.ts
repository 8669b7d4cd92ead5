// What the tracker of newer networks keeps between frames, and the objects it decodes into.
import { ExtensionFrame } from "../../../protocols/dot11/extension-frame.ts";
import { MeshControl } from "../../../protocols/dot11/mesh-control.ts";
import { ModernElements } from "../../../protocols/dot11/modern-elements.ts";
import type { PhyContext } from "../phy.ts";
import { AddressRelations } from "./address-relations.ts";
import { PhoneGuesses } from "./phone-guesses.ts";

export class ModernState {
  readonly elements: ModernElements = new ModernElements();
  readonly extension: ExtensionFrame = new ExtensionFrame();
  readonly meshControl: MeshControl = new MeshControl();
  readonly links: AddressRelations;
  readonly phones: PhoneGuesses = new PhoneGuesses();
  /** Element lists of newer devices looked into, and those that told nothing new. */
  parsed = 0;
  unchanged = 0;
  /** Addresses behind mesh stations that were not kept. */
  proxiedRefused = 0;

  constructor(context: PhyContext) {
    this.links = new AddressRelations(context.devices, context.id);
  }
}
