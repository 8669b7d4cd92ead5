// What a device says it can do: radio measurements, channels, extended capabilities (IEEE 802.11-2020
// 9.4.2.17, 9.4.2.26, 9.4.2.44). The reference has the fields and never fills them (spec dot11 4.2).
import type { Dot11Elements } from "../../../protocols/dot11/elements.ts";
import { DeviceAbilities, type Dot11Device } from "../../../protocols/records/dot11-device.ts";
import type { Dot11State } from "./state.ts";

/** Channels of one list; an element has room for more only when it counts the same ones twice. */
export const SUPPORTED_CHANNELS_MAX = 256;
/** Above these, channels are 20 MHz apart. */
const CHANNEL_24_GHZ_MAX = 14;

/** Notes what the elements being handled say; what they do not say stays. */
export function noteAbilities(state: Dot11State, dot11: Dot11Device): void {
  const { elements, batch } = state;
  const { extendedCapabilitiesStart: start, extendedCapabilitiesLength: length } = elements;
  const hasChannels = elements.supportedChannelsEnd > elements.supportedChannelsStart;
  if (!elements.hasRadioMeasurement && !hasChannels && length === 0) return;
  const abilities = dot11.abilities ??= new DeviceAbilities();
  if (elements.hasRadioMeasurement) {
    abilities.linkMeasurement = elements.linkMeasurement;
    abilities.neighborReport = elements.neighborReport;
  }
  if (hasChannels) abilities.supportedChannels = channelsOf(elements, batch.bytes);
  if (length > 0 && !sameBytes(abilities.extendedCapabilities, batch.bytes, start, length)) {
    abilities.extendedCapabilities = batch.bytes.slice(start, start + length);
  }
}

function channelsOf(elements: Dot11Elements, bytes: Uint8Array): number[] {
  const channels: number[] = [];
  for (let at = elements.supportedChannelsStart; at < elements.supportedChannelsEnd; at += 2) {
    const first = bytes[at]!;
    const step = first > CHANNEL_24_GHZ_MAX ? 4 : 1;
    for (let index = 0; index < bytes[at + 1]!; index++) {
      const channel = first + index * step;
      if (channel > 255 || channels.length >= SUPPORTED_CHANNELS_MAX) break;
      channels.push(channel);
    }
  }
  return channels;
}

function sameBytes(
  known: Uint8Array | undefined,
  bytes: Uint8Array,
  start: number,
  length: number,
): boolean {
  if (known === undefined || known.length !== length) return false;
  for (let at = 0; at < length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
