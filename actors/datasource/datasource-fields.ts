// How a definition and an opened session fill the datasource record (spec device-model 7.1,
// external-protocol 4.7 and 5.2).
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import {
  formatDefinition,
  listOption,
  numberOption,
  printable,
  type SourceDefinition,
} from "./definition.ts";
import { parseHopRate } from "../../protocols/config/config-values.ts";
import { DatasourceError } from "./datasource-error.ts";
import type { SourceInfo, Tuned } from "./source-type.ts";

/** Largest antenna figure that is still one: degrees and dB. */
const ANTENNA_FIGURE_MAX = 1000;

/** Throws a DatasourceError for options that every type shares and that are malformed. */
export function checkCommonOptions(definition: SourceDefinition): void {
  for (const name of ANTENNA_OPTIONS) antennaFigure(definition, name);
  hopRateOption(definition);
}

export function fillFromDefinition(record: DatasourceRecord, definition: SourceDefinition): void {
  const { options } = definition;
  record.definition = formatDefinition(definition);
  record.interface = definition.interface;
  record.name = options.get("name") || definition.interface;
  record.antennaType = options.get("info_antenna_type") ?? "";
  record.ampType = options.get("info_amp_type") ?? "";
  record.antennaGain = antennaFigure(definition, "info_antenna_gain");
  record.antennaOrientation = antennaFigure(definition, "info_antenna_orientation");
  record.antennaBeamwidth = antennaFigure(definition, "info_antenna_beamwidth");
  record.ampGain = antennaFigure(definition, "info_amp_gain");
  record.channels = [];
  record.hopChannels = [];
  record.channel = "";
  record.hopping = false;
  record.hopRate = 0;
}

export function fillFromSession(
  record: DatasourceRecord,
  definition: SourceDefinition,
  info: SourceInfo,
): void {
  const { channels, hopChannels } = hopLists(definition, info.channels);
  record.linkType = info.linkType;
  record.captureInterface = info.captureInterface;
  record.hardware = info.hardware;
  record.version = info.version;
  record.channel = info.channel;
  record.channels = channels;
  record.hopChannels = hopChannels;
  record.ipcBinary = info.program;
  record.ipcPid = info.processId;
  record.warning = "";
  if (info.tuned !== undefined) fillFromTuned(record, info.tuned);
}

/** A radio that hops keeps showing the channel that it was last fixed to. */
export function fillFromTuned(record: DatasourceRecord, tuned: Tuned): void {
  record.hopping = tuned.hopping;
  if (tuned.channel !== "") record.channel = tuned.channel;
  if (!tuned.hopping) return;
  record.hopChannels = [...tuned.hopChannels];
  record.hopRate = tuned.hopRate;
  record.hopShuffle = tuned.hopShuffle;
  record.hopOffset = tuned.hopOffset;
  record.hopShuffleSkip = tuned.hopShuffleSkip;
}

/** Supported channels and the list to hop over (spec external-protocol 4.7). */
function hopLists(
  definition: SourceDefinition,
  supported: readonly string[],
): { channels: string[]; hopChannels: string[] } {
  const channels = [...supported];
  const folded = new Set(channels.map((channel) => channel.toLowerCase()));
  const addSupported = (name: string): void => {
    if (folded.has(name.toLowerCase())) return;
    folded.add(name.toLowerCase());
    channels.push(name);
  };
  const fixed = definition.options.get("channel");
  if (fixed !== undefined && fixed !== "") addSupported(fixed);
  const given = listOption(definition, "channels");
  if (given !== undefined) {
    given.forEach(addSupported);
    return { channels, hopChannels: given };
  }
  const blocked = new Set(
    (listOption(definition, "block_channels") ?? []).map((name) => name.toLowerCase()),
  );
  const hopChannels = channels.filter((name) => !blocked.has(name.toLowerCase()));
  for (const name of listOption(definition, "add_channels") ?? []) {
    addSupported(name);
    if (!hopChannels.some((other) => other.toLowerCase() === name.toLowerCase())) {
      hopChannels.push(name);
    }
  }
  return { channels, hopChannels };
}

/** The source's own hops per second, if it names any. */
export function hopRateOption(definition: SourceDefinition): number | undefined {
  const text = definition.options.get("channel_hoprate");
  if (text === undefined) return undefined;
  const rate = parseHopRate(text);
  if (rate === undefined) {
    throw new DatasourceError(
      "definition",
      `option channel_hoprate=${printable(text)} is none of N/sec, N/min, N/dwell`,
    );
  }
  return rate;
}

const ANTENNA_OPTIONS = [
  "info_antenna_gain",
  "info_antenna_orientation",
  "info_antenna_beamwidth",
  "info_amp_gain",
] as const;

function antennaFigure(definition: SourceDefinition, name: string): number {
  return numberOption(definition, name, -ANTENNA_FIGURE_MAX, ANTENNA_FIGURE_MAX) ?? 0;
}
