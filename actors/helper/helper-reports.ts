// From what a helper reports to what the datasource's record shows (external-protocol 4.7).
import {
  type HopBlock,
  type MessageOf,
  SEVERITY_ALERT,
  SEVERITY_ERROR,
  SEVERITY_FATAL,
} from "../../protocols/external/messages.ts";
import { printable, type SourceDefinition } from "../datasource/definition.ts";
import type { SourceInfo, Tuned, Tuning } from "../datasource/source-type.ts";
import { CHANNEL_CHARACTERS_MAX, HOP_CHANNELS_MAX, HOP_RATE_MAX } from "../datasource/tuning.ts";

/** Longest text of a report that a record shows. */
const TEXT_CHARACTERS_MAX = 200;

export function infoOf(
  report: MessageOf<"openReport">,
  definition: SourceDefinition,
  program: string,
  processId: number,
): SourceInfo {
  const channels = channelsOf(report.channels ?? []);
  const { hop } = report;
  const isHopping = hop !== undefined && report.channel === undefined && (hop.rate ?? 0) > 0;
  return {
    uuid: report.uuid,
    linkType: report.linkType ?? 0,
    captureInterface: shown(report.captureInterface || definition.interface),
    hardware: shown(report.hardware ?? ""),
    version: shown(report.version ?? ""),
    channel: shown(report.channel ?? ""),
    channels,
    program,
    processId,
    ...isHopping && { tuned: tunedOf({ hop }, NOT_TUNED) },
  };
}

/** What the radio does according to a report; what it leaves out is as before. */
export function tunedOf(
  report: { readonly channel?: string | undefined; readonly hop?: HopBlock | undefined },
  before: Tuning,
): Tuned {
  const { channel, hop } = report;
  // Tools of the first framings send the hop block always; a channel outranks it.
  if (channel !== undefined) {
    return { ...before, hopping: false, channel: shown(channel), hopShuffleSkip: 0 };
  }
  if (hop === undefined) return { ...before, hopShuffleSkip: 0 };
  const rate = hop.rate ?? before.hopRate;
  return {
    hopping: rate > 0,
    channel: before.channel,
    hopChannels: hop.channels === undefined ? before.hopChannels : channelsOf(hop.channels),
    hopRate: rate > 0 && rate <= HOP_RATE_MAX ? rate : 0,
    hopShuffle: hop.shuffle ?? before.hopShuffle,
    hopOffset: hop.offset ?? before.hopOffset,
    hopShuffleSkip: hop.shuffleSkip ?? 0,
  };
}

export const NOT_TUNED: Tuning = {
  hopping: false,
  channel: "",
  hopChannels: [],
  hopRate: 0,
  hopShuffle: false,
  hopOffset: 0,
};

export function isErrorSeverity(severity: number): boolean {
  return severity === SEVERITY_ERROR || severity === SEVERITY_ALERT || severity === SEVERITY_FATAL;
}

/** Text from outside, for a record. */
export function shown(text: string): string {
  return printable(text.slice(0, TEXT_CHARACTERS_MAX));
}

function channelsOf(channels: readonly string[]): string[] {
  return channels
    .slice(0, HOP_CHANNELS_MAX)
    .map((channel) => printable(channel.slice(0, CHANNEL_CHARACTERS_MAX)));
}
