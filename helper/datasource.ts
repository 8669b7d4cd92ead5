// A capture tool in a few lines: the server asks it whether an interface is its own, lists it, opens it,
// tunes it, and gets its packets (spec external-protocol 4). This is the tool's end.
import { runCaptureTool } from "../actors/capture/capture-tool.ts";
import { pipeLink } from "../actors/capture/pipe-link.ts";
import type {
  FoundInterface,
  SourceSession,
  SourceType,
  Tuning,
} from "../actors/datasource/source-type.ts";
import { VERSION } from "../actors/server/version.ts";
import { detectPlatform } from "../adapters/platform/detect.ts";
import {
  LINKTYPE_NONE,
  type PacketBatch,
  type PacketLocation,
} from "../protocols/packet/packet-batch.ts";
import type { Platform } from "../runtime/platform.ts";
import { descriptorsOf } from "./descriptors.ts";

export interface ToolPacket {
  /** Captured bytes; left out for what is no frame, like the reading of a sensor. */
  readonly bytes?: Uint8Array;
  /** Length on the air, where it was longer. */
  readonly wireLength?: number;
  /** When it was heard, microseconds since 1970; now, when left out. */
  readonly timestampUs?: number;
  /** A reading instead of a frame: its kind, `RTL433`, and its JSON. */
  readonly json?: { readonly type: string; readonly text: string };
  readonly location?: PacketLocation;
}

export interface OpenedTool {
  /** Link type (LINKTYPE_ registry) of its packets; 0 for readings. */
  readonly linkType: number;
  readonly hardware?: string;
  readonly channels?: readonly string[];
  readonly channel?: string;
  /** Packets as they come; its end is the end of the source. */
  readonly packets: AsyncIterable<ToolPacket>;
  /** Tunes the radio to a channel, or hops over `hopChannels`; rejects when it cannot. */
  tune?(tuning: Tuning): void | Promise<void>;
}

export interface DatasourceTool {
  /** A datasource type that servers know: `rtl433`, `radview`, … */
  readonly type: string;
  readonly description?: string;
  /** Whether an interface is this tool's. */
  probe(name: string, options: ReadonlyMap<string, string>): boolean | Promise<boolean>;
  list?(): readonly Pick<FoundInterface, "interface" | "hardware">[];
  /** What stands for the device in its UUID, 12 hexadecimal digits. */
  identify?(name: string): string;
  open(name: string, options: ReadonlyMap<string, string>): Promise<OpenedTool> | OpenedTool;
}

/**
 * Serves the tool over the pipes that the command line names; resolves with what was wrong, "" when the
 * server has what it wanted.
 */
export async function startDatasource(
  tool: DatasourceTool,
  options: { readonly commandLine?: readonly string[] } = {},
): Promise<string> {
  const [input, output] = descriptorsOf(options.commandLine);
  const platform = await detectPlatform();
  const { problem } = await runCaptureTool({
    link: pipeLink(platform.openDescriptors(input, output)),
    context: { platform, live: undefined, version: VERSION },
    types: [sourceTypeOf(tool, platform.clock)],
    watchesPings: true,
  });
  return problem;
}

/** The tool as a datasource type. */
export function sourceTypeOf(
  tool: DatasourceTool,
  clock: Pick<Platform["clock"], "now">,
): SourceType {
  const driver = {
    type: tool.type,
    description: tool.description ?? "",
    probeCapable: true,
    listCapable: tool.list !== undefined,
    localCapable: true,
    remoteCapable: true,
    passiveCapable: false,
    tuningCapable: true,
    hopCapable: true,
  };
  return {
    driver,
    uuidProgram: `kismet_cap_${tool.type}`,
    retryDefault: undefined,
    probe: async (definition) => await tool.probe(definition.interface, definition.options),
    list: async (context) =>
      (tool.list?.() ?? []).map((one) => ({
        ...one,
        captureInterface: one.interface,
        version: context.version,
      })),
    identify: async (definition) => tool.identify?.(definition.interface),
    async open(definition, context) {
      const { interface: name, options } = definition;
      return new ToolSession(await tool.open(name, options), name, context.version, clock);
    },
  };
}

class ToolSession implements SourceSession {
  readonly holdsWhilePaused = false;
  readonly info: SourceSession["info"];
  readonly tune?: NonNullable<SourceSession["tune"]>;
  readonly #opened: OpenedTool;
  readonly #packets: AsyncIterator<ToolPacket>;
  readonly #clock: Pick<Platform["clock"], "now">;

  constructor(
    opened: OpenedTool,
    name: string,
    version: string,
    clock: Pick<Platform["clock"], "now">,
  ) {
    this.#opened = opened;
    this.#clock = clock;
    this.#packets = opened.packets[Symbol.asyncIterator]();
    this.info = {
      linkType: opened.linkType,
      captureInterface: name,
      hardware: opened.hardware ?? "",
      version,
      channel: opened.channel ?? "",
      channels: opened.channels ?? [],
      program: "",
      processId: -1,
    };
    if (opened.tune !== undefined) {
      this.tune = async (tuning) => {
        await opened.tune!(tuning);
        return { ...tuning, hopShuffleSkip: 0 };
      };
    }
  }

  async next(batch: PacketBatch): Promise<boolean> {
    batch.count = 0;
    const { done, value } = await this.#packets.next();
    if (done === true) return false;
    const { bytes, json, location, timestampUs, wireLength } = value;
    batch.count = 1;
    batch.bytes = bytes ?? EMPTY;
    batch.linkType = bytes === undefined ? LINKTYPE_NONE : this.#opened.linkType;
    batch.start[0] = 0;
    batch.capturedLength[0] = batch.bytes.length;
    batch.wireLength[0] = Math.max(wireLength ?? 0, batch.bytes.length);
    batch.timestampUs[0] = timestampUs ?? Math.floor(this.#clock.now() * 1000);
    batch.reports = json === undefined && location === undefined ? undefined : [{
      location,
      signalKind: 0,
      signal: 0,
      noise: 0,
      freqKhz: 0,
      channel: "",
      record: json && { type: json.type, json: json.text },
    }];
    return true;
  }

  end(): ReturnType<SourceSession["end"]> {
    return { reason: "the end of what there is", warning: "" };
  }

  warning(): string {
    return "";
  }

  async close(): Promise<void> {
    await this.#packets.return?.();
  }
}

const EMPTY = new Uint8Array(0);
