// The channel text of an 802.11 device (spec dot11 5.3).
import { channelOfFrequency } from "../../../protocols/dot11/channel.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import type { Dot11State } from "./state.ts";

// Texts of the few frequencies that are in use; bounded because radio headers can be damaged.
export const channelTexts = new Map<number, string>();
const TEXTS_MAX = 1024;

function channelText(freqKhz: number): string {
  let text = channelTexts.get(freqKhz);
  if (text === undefined) {
    if (channelTexts.size >= TEXTS_MAX) channelTexts.clear();
    text = channelOfFrequency(freqKhz);
    channelTexts.set(freqKhz, text);
  }
  return text;
}

const NUMBER_TEXTS = Array.from({ length: 256 }, (_, channel) => String(channel));

/** The text of a channel that an element names in a byte; the same one each time. */
export function channelNumberText(channel: number): string {
  return NUMBER_TEXTS[channel & 0xff]!;
}

/**
 * Sets the channel text from the frame's frequency. An access point that names its own channel
 * keeps that: its beacons are also heard on neighbouring channels.
 */
export function followChannel(state: Dot11State, device: DeviceRecord, dot11: Dot11Device): void {
  const { batch, index } = state;
  if (dot11.namesChannel) return;
  if (batch.hasRadio[index] === 0) return;
  const freqKhz = batch.freqKhz[index]!;
  if (freqKhz < 1000) return;
  const text = channelText(freqKhz);
  if (text !== device.channel) device.channel = text;
}
