// Which source hops over which channels, and from where (spec external-protocol 4.6): after each
// opening, sources of one type that support the same channels divide them.
import type { Datasource } from "./datasource.ts";
import { hopRateOption } from "./datasource-fields.ts";
import { flagOption } from "./definition.ts";
import type { Tuning } from "./source-type.ts";

export interface HopSettings {
  readonly enabled: boolean;
  /** Hops a second where nothing else says so. */
  readonly rate: number;
  /** Equal sources start at different channels. */
  readonly split: boolean;
  readonly shuffle: boolean;
}

/** How to tune a source that was opened just now, and what changes for the others. */
export function openingTunings(
  source: Datasource,
  all: readonly Datasource[],
  settings: HopSettings,
): (readonly [Datasource, Tuning])[] {
  if (source.wanted !== undefined && !source.wanted.hopping) return [[source, source.wanted]];
  if (!mayHop(source, settings)) return [];
  const group = settings.split ? [source, ...all.filter((one) => isEqual(one, source))] : [source];
  return group.map((one, index) => {
    const { record } = one;
    const { hopChannels } = record;
    const tuning: Tuning = {
      hopping: true,
      channel: "",
      hopChannels: one.wanted?.hopChannels ?? hopChannels,
      hopRate: one.wanted?.hopRate ?? hopRateOption(one.definition) ?? settings.rate,
      hopShuffle: one.wanted?.hopShuffle ?? settings.shuffle,
      hopOffset: Math.floor(hopChannels.length / group.length) * index,
    };
    return [one, tuning] as const;
  });
}

function mayHop({ record, definition }: Datasource, settings: HopSettings): boolean {
  return settings.enabled && record.driver.tuningCapable && record.driver.hopCapable &&
    record.hopChannels.length > 0 && flagOption(definition, "channel_hop", true);
}

/** Another source that hops and could receive the same channels. */
function isEqual(other: Datasource, source: Datasource): boolean {
  if (other === source || !other.record.running || !other.record.hopping) return false;
  if (other.record.driver.type !== source.record.driver.type) return false;
  const supported = new Set(source.record.channels.map((channel) => channel.toLowerCase()));
  const others = new Set(other.record.channels.map((channel) => channel.toLowerCase()));
  return supported.size === others.size && [...others].every((channel) => supported.has(channel));
}
