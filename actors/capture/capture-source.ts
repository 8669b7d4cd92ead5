// What a capture tool captures: one datasource type's session, opened and tuned as a server asks
// (external-protocol 4.3 to 4.6, tool side).
import type { MessageContents } from "../../protocols/external/messages.ts";
import { parseUuid } from "../../protocols/uuid.ts";
import { DatasourceError } from "../datasource/datasource-error.ts";
import { printable, type SourceDefinition } from "../datasource/definition.ts";
import type {
  FoundInterface,
  SourceContext,
  SourceEvents,
  SourceSession,
  SourceType,
  Tuned,
  Tuning,
} from "../datasource/source-type.ts";
import { programUuid, randomUuid } from "../datasource/source-uuid.ts";
import { CHANNEL_CHARACTERS_MAX, HOP_CHANNELS_MAX, HOP_RATE_MAX } from "../datasource/tuning.ts";

/** Hops a second where nobody says how many. */
const HOP_RATE_DEFAULT = 5;

/** The type that a definition is of. */
export async function typeOfDefinition(
  definition: SourceDefinition,
  types: readonly SourceType[],
  context: SourceContext,
): Promise<SourceType | undefined> {
  const wanted = definition.options.get("type")?.trim().toLowerCase();
  if (wanted !== undefined && wanted !== "auto") {
    return types.find(({ driver }) => driver.type === wanted);
  }
  // A tool for one type opens what it is told to open.
  if (types.length === 1) return types[0];
  for (const type of types) {
    if (await type.probe(definition, context, new AbortController().signal)) return type;
  }
  return undefined;
}

export async function uuidOfDefinition(
  definition: SourceDefinition,
  type: SourceType,
  context: SourceContext,
): Promise<string> {
  const given = definition.options.get("uuid");
  const uuid = given === undefined ? undefined : parseUuid(given.trim());
  if (uuid !== undefined) return uuid;
  if (given !== undefined) {
    throw new DatasourceError("definition", `option uuid=${printable(given)} is no UUID`);
  }
  const identity = await type.identify(definition, context);
  if (identity !== undefined) return programUuid(type.uuidProgram, identity);
  return randomUuid(context.platform.clock, context.platform.random);
}

/** Interfaces of all types; one that fails hides no other. */
export async function listAll(
  types: readonly SourceType[],
  context: SourceContext,
  failed: (type: string, error: unknown) => void,
): Promise<(FoundInterface & { readonly type: string })[]> {
  const lists = await Promise.all(types.map(async ({ driver, list }) => {
    try {
      const found = await list?.(context, new AbortController().signal) ?? [];
      return found.map((one) => ({ ...one, type: driver.type }));
    } catch (error) {
      failed(driver.type, error);
      return [];
    }
  }));
  return lists.flat();
}

export class CaptureSource {
  readonly type: SourceType;
  readonly session: SourceSession;
  readonly uuid: string;
  #tuning: Tuning;

  private constructor(type: SourceType, session: SourceSession, uuid: string) {
    this.type = type;
    this.session = session;
    this.uuid = uuid;
    const { channel, channels } = session.info;
    this.#tuning = {
      hopping: false,
      channel,
      hopChannels: channels,
      hopRate: HOP_RATE_DEFAULT,
      hopShuffle: false,
      hopOffset: 0,
    };
  }

  static async open(
    definition: SourceDefinition,
    types: readonly SourceType[],
    context: SourceContext,
    opening: { readonly signal: AbortSignal; readonly events: SourceEvents },
  ): Promise<CaptureSource> {
    const type = await typeOfDefinition(definition, types, context);
    if (type === undefined) {
      const name = printable(definition.interface);
      throw new DatasourceError("not-found", `${name} is nothing that this tool can capture`);
    }
    const uuid = await uuidOfDefinition(definition, type, context);
    const session = await type.open(definition, context, opening);
    return new CaptureSource(type, session, session.info.uuid ?? uuid);
  }

  /** Does what a configure request asks; what it leaves out stays. */
  async configure(request: MessageContents["configureRequest"]): Promise<Tuned> {
    const { tune } = this.session;
    if (tune === undefined) {
      throw new DatasourceError("unsupported", "this source has no channels to set");
    }
    const tuning = tuningOf(request, this.#tuning);
    const tuned = await tune.call(this.session, tuning);
    this.#tuning = tuning;
    return tuned;
  }
}

function tuningOf(request: MessageContents["configureRequest"], before: Tuning): Tuning {
  const { channel, hop } = request;
  const tuning = {
    ...before,
    hopping: channel === undefined,
    channel: channel ?? "",
    hopChannels: hop?.channels ?? before.hopChannels,
    hopRate: hop?.rate ?? before.hopRate,
    hopShuffle: hop?.shuffle ?? before.hopShuffle,
    hopOffset: hop?.offset ?? 0,
  };
  const channels = tuning.hopping ? tuning.hopChannels : [tuning.channel];
  const isSane = channels.length > 0 && channels.length <= HOP_CHANNELS_MAX &&
    channels.every((one) => one !== "" && one.length <= CHANNEL_CHARACTERS_MAX);
  if (!isSane) throw new DatasourceError("definition", "the request names no channel that is one");
  if (tuning.hopping && !(tuning.hopRate > 0 && tuning.hopRate <= HOP_RATE_MAX)) {
    throw new DatasourceError(
      "definition",
      `${tuning.hopRate} hops a second are none of 0 to 1000`,
    );
  }
  return tuning;
}
