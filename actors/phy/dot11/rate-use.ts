// Counts the rates of a network's frames, on the record of its BSSID.
import { MODULATION_HT, MODULATION_NONE } from "../../../protocols/airtime/modulation.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { RateUse } from "../../../protocols/records/rate-use.ts";
import type { Dot11State } from "./state.ts";

/** Adds the frame being handled, when its header told a rate. */
export function noteRate({ batch, index }: Dot11State, network: Dot11Device): void {
  const modulation = batch.modulation[index]!;
  if (modulation === MODULATION_NONE) return;
  const use = network.rateUse ??= new RateUse();
  use.note(batch.rateKbps[index]!, batch.airtimeUs[index]!);
  if (modulation >= MODULATION_HT) {
    use.noteModulation(modulation, batch.mcs[index]!, batch.streams[index]!);
  } else if (modulation > use.bestModulation) use.bestModulation = modulation;
}
