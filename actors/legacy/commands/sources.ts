// Commands that add, end and tune datasources (spec legacy-protocol 7).
import type { DatasourceRecord } from "../../../protocols/records/datasource.ts";
import { parseUuid } from "../../../protocols/uuid.ts";
import {
  attempt,
  type LegacyCommandDefinition,
  LegacyRefusal,
  type LegacyServices,
} from "../command.ts";

/** The source of the first word that is a UUID. */
function sourceOf(
  services: LegacyServices,
  command: string,
  words: readonly (string | undefined)[],
): DatasourceRecord {
  const uuid = words.map((word) => parseUuid(word ?? "")).find((found) => found !== undefined);
  if (uuid === undefined) throw new LegacyRefusal(`Invalid UUID in ${command} command`);
  const source = services.world.stores.datasources.byUuid(uuid);
  if (source !== undefined) return source;
  throw new LegacyRefusal(`${command} couldn't find source with UUID ${uuid}`);
}

export const addSource: LegacyCommandDefinition = {
  name: "ADDSOURCE",
  powerful: true,
  async run(_client, args, { commands }) {
    const [definition, ...rest] = args;
    if (definition === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal ADDSOURCE command, expected source line");
    }
    await attempt("ADDSOURCE command failed: ", commands.addDatasource(definition));
  },
};

export const deleteSource: LegacyCommandDefinition = {
  name: "DELSOURCE",
  powerful: true,
  async run(_client, args, services) {
    if (args.length !== 1) throw new LegacyRefusal("Illegal DELSOURCE command, expected UUID");
    const { uuid } = sourceOf(services, "DELSOURCE", args);
    await attempt("DELSOURCE command failed: ", services.commands.closeDatasource(uuid));
  },
};

/** The old server took the UUID from the second word by mistake: it is found in either. */
export const restartSource: LegacyCommandDefinition = {
  name: "RESTARTSOURCE",
  powerful: true,
  async run(_client, args, services) {
    if (args.length === 0) throw new LegacyRefusal("Illegal RESTARTSOURCE command, expected UUID");
    const { uuid } = sourceOf(services, "RESTARTSOURCE", args.slice(0, 2));
    const failure = "RESTARTSOURCE command failed: ";
    await attempt(failure, services.commands.closeDatasource(uuid));
    await attempt(failure, services.commands.openDatasource(uuid));
  },
};

export const hopSource: LegacyCommandDefinition = {
  name: "HOPSOURCE",
  powerful: true,
  async run(_client, args, services) {
    const [uuidText, kind = "", value = ""] = args;
    if (args.length !== 3) {
      throw new LegacyRefusal("Illegal HOPSOURCE command, expected UUID TYPE VAL");
    }
    const source = sourceOf(services, "HOPSOURCE", [uuidText]);
    if (!/^\d{1,6}$/.test(value)) throw new LegacyRefusal("Invalid value, expected number");
    const number = Math.max(1, Number(value));
    const request = HOP_REQUESTS[kind.toUpperCase()]?.(number, source);
    if (request === undefined) throw new LegacyRefusal("Expected LOCK, HOP or DWELL");
    await attempt(
      "HOPSOURCE command failed: ",
      services.commands.tuneDatasource(source.uuid, request),
    );
  },
};

type HopRequest = Parameters<LegacyServices["commands"]["tuneDatasource"]>[1];

const HOP_REQUESTS: Readonly<
  Record<string, (value: number, source: DatasourceRecord) => HopRequest>
> = {
  LOCK: (channel) => ({ channel: String(channel) }),
  HOP: (hopsPerSecond, source) => ({ rate: hopsPerSecond, channels: hopList(source) }),
  DWELL: (seconds, source) => ({ rate: 1 / seconds, channels: hopList(source) }),
};

function hopList({ hopChannels, channels }: DatasourceRecord): readonly string[] {
  return hopChannels.length > 0 ? hopChannels : channels;
}

/** Channels that one range may name. */
const RANGE_CHANNELS_MAX = 256;

export const setChannels: LegacyCommandDefinition = {
  name: "CHANSOURCE",
  powerful: true,
  async run(_client, args, services) {
    const [uuidText, list = ""] = args;
    if (args.length !== 2) {
      throw new LegacyRefusal("Illegal CHANLIST command, expected UUID chanlist");
    }
    const source = sourceOf(services, "CHANSOURCE", [uuidText]);
    const channels = list.split(",").flatMap(channelsOf);
    await attempt(
      `Failed to set channel list for source ${source.interface} UUID ${source.uuid}: `,
      services.commands.tuneDatasource(source.uuid, { channels }),
    );
  },
};

/** `6`, `6:3` (stays longer there: told three times) or `range-<start>-<end>-<width>-<step>`. */
export function channelsOf(text: string): string[] {
  const range = /^range-(\d{1,5})-(\d{1,5})-(\d{1,3})-(\d{1,5})$/.exec(text);
  if (range !== null) {
    const [start = 0, end = 0, , step = 0] = range.slice(1).map(Number);
    const channels: string[] = [];
    for (
      let at = start;
      at <= end && channels.length < RANGE_CHANNELS_MAX;
      at += Math.max(1, step)
    ) {
      channels.push(String(at));
    }
    return channels;
  }
  const [channel = "", dwell = "1"] = text.split(":");
  const times = /^\d$/.test(dwell) ? Math.max(1, Number(dwell)) : 1;
  return channel === "" ? [] : Array<string>(times).fill(channel);
}
