// The channel text of an 802.11 device (spec dot11 5.3).
import { channelOfFrequency } from "../../../protocols/dot11/channel.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import type { Dot11State } from "./state.ts";

// Texts of the few frequencies that are in use; bounded because radio headers can be damaged.
const texts = new Map<number, string>();
const TEXTS_MAX = 1024;

function channelText(freqKhz: number): string {
  let text = texts.get(freqKhz);
  if (text === undefined) {
    if (texts.size >= TEXTS_MAX) texts.clear();
    text = channelOfFrequency(freqKhz);
    texts.set(freqKhz, text);
  }
  return text;
}

/**
 * Sets the channel text from the frame's frequency. An access point that names its own channel
 * keeps that: its beacons are also heard on neighbouring channels.
 */
export function followChannel(state: Dot11State, device: DeviceRecord, dot11: Dot11Device): void {
  const { batch, index } = state;
  if (dot11.lastBeaconed !== undefined && dot11.lastBeaconed.channel !== "") return;
  if (batch.hasRadio[index] === 0) return;
  const freqKhz = batch.freqKhz[index]!;
  if (freqKhz < 1000) return;
  const text = channelText(freqKhz);
  if (text !== device.channel) device.channel = text;
}
