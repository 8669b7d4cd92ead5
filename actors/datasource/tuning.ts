// From what a client asks to how a radio is to be tuned (spec rest-api 5.11).
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { TuneRequest } from "../server/stores.ts";
import { DatasourceError } from "./datasource-error.ts";
import { printable } from "./definition.ts";
import type { Tuning } from "./source-type.ts";

export const CHANNEL_CHARACTERS_MAX = 64;
export const HOP_CHANNELS_MAX = 1024;
/** Hops a second that no radio follows any more. */
export const HOP_RATE_MAX = 1000;

/** The whole tuning; throws a DatasourceError for a request that no source could follow. */
export function tuningOf(
  record: DatasourceRecord,
  request: TuneRequest,
  defaultHopRate: number,
): Tuning {
  const hopChannels = request.channels ?? hopList(record);
  const hopRate = request.rate ?? (record.hopRate > 0 ? record.hopRate : defaultHopRate);
  const tuning = {
    hopping: request.channel === undefined,
    channel: request.channel ?? "",
    hopChannels,
    hopRate,
    hopShuffle: request.shuffle ?? record.hopShuffle,
    hopOffset: record.hopOffset,
  };
  for (const channel of tuning.hopping ? hopChannels : [tuning.channel]) checkChannel(channel);
  if (hopChannels.length > HOP_CHANNELS_MAX) {
    throw new DatasourceError("definition", `it hops over at most ${HOP_CHANNELS_MAX} channels`);
  }
  if (!tuning.hopping) return tuning;
  if (hopChannels.length === 0) {
    throw new DatasourceError("definition", "it knows of no channels to hop over");
  }
  if (!(hopRate > 0 && hopRate <= HOP_RATE_MAX)) {
    throw new DatasourceError("definition", `${hopRate} hops a second are none of 0 to 1000`);
  }
  return tuning;
}

function hopList(record: DatasourceRecord): readonly string[] {
  return record.hopChannels.length > 0 ? record.hopChannels : record.channels;
}

function checkChannel(channel: string): void {
  if (channel !== "" && channel.length <= CHANNEL_CHARACTERS_MAX && !/[\s\p{Cc}]/u.test(channel)) {
    return;
  }
  const shown = printable(channel.slice(0, CHANNEL_CHARACTERS_MAX));
  throw new DatasourceError("definition", `"${shown}" is no channel`);
}
