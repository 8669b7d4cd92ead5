// A live source's session over the capture child's pcap stream, for every type that listens to a
// network interface.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../protocols/pcap/capture-reader.ts";
import { DatasourceError } from "./datasource-error.ts";
import { flagOption, numberOption, type SourceDefinition } from "./definition.ts";
import type { LiveCapture, LiveOpenOptions, LiveSession } from "./live-capture.ts";
import { Hopper, type Radio } from "./hopper.ts";
import type {
  SourceContext,
  SourceEnd,
  SourceEvents,
  SourceInfo,
  SourceSession,
  Tuned,
  Tuning,
} from "./source-type.ts";

const SNAP_LENGTH_DEFAULT = 65_535;
const SNAP_LENGTH_MAX = 262_144;
const BUFFER_KB_DEFAULT = 4096;
const BUFFER_KB_MAX = 1_048_576;

/** What the type of an interface adds. */
export interface LiveDefaults {
  readonly monitor: LiveOpenOptions["monitor"];
  readonly hardware: string;
  /** For types that have channels. */
  readonly tuner?: { readonly radio: Radio; readonly events: SourceEvents };
}

/** Opens an interface as its definition says; `monitor` is the type's own default. */
export async function openLive(
  definition: SourceDefinition,
  context: SourceContext,
  defaults: LiveDefaults,
): Promise<SourceSession> {
  const live = requireLive(context);
  const { options } = definition;
  const session = await live.open({
    interface: definition.interface,
    snapLength: numberOption(definition, "snaplen", 64, SNAP_LENGTH_MAX) ?? SNAP_LENGTH_DEFAULT,
    promiscuous: flagOption(definition, "promiscuous", true),
    monitor: !options.has("monitor")
      ? defaults.monitor
      : flagOption(definition, "monitor", true)
      ? "required"
      : "never",
    filter: options.get("filter") ?? "",
    linkType: numberOption(definition, "linktype", 0, 65_535),
    bufferBytes: (numberOption(definition, "buffer_kb", 64, BUFFER_KB_MAX) ?? BUFFER_KB_DEFAULT) *
      1024,
  });
  return new LiveSourceSession(session, live, definition, context, defaults);
}

function requireLive(context: SourceContext): LiveCapture {
  if (context.live === undefined) {
    throw new DatasourceError("unsupported", "this server has no access to network interfaces");
  }
  return context.live;
}

class LiveSourceSession implements SourceSession {
  readonly holdsWhilePaused = false;
  readonly info: SourceInfo;
  tune?: (tuning: Tuning) => Promise<Tuned>;
  readonly #session: LiveSession;
  readonly #reader = new CaptureReader();
  readonly #hopper: Hopper | undefined;
  /** What made the radio useless, while its packets still came. */
  #failure: DatasourceError | undefined = undefined;

  constructor(
    session: LiveSession,
    live: LiveCapture,
    definition: SourceDefinition,
    context: SourceContext,
    { hardware, tuner }: LiveDefaults,
  ) {
    this.#session = session;
    if (tuner !== undefined) {
      const hopper = this.#hopper = new Hopper({
        radio: tuner.radio,
        clock: context.platform.clock,
        changed: (tuned, text) => {
          tuner.events.tuned(tuned);
          tuner.events.message(text, true);
        },
        failed: (error) => this.#fail(error),
      });
      this.tune = (tuning) => hopper.tune(tuning);
    }
    this.info = {
      linkType: session.linkType,
      captureInterface: definition.interface,
      hardware,
      version: session.version,
      channel: definition.options.get("channel") ?? "",
      channels: tuner?.radio.channels ?? [],
      program: live.program,
      processId: session.processId,
    };
  }

  next(batch: PacketBatch): boolean | Promise<boolean> {
    const result = this.#reader.fill(batch);
    if (result === "packets") return true;
    if (result === "more") return this.#readOn(batch);
    const problem = this.#reader.problem;
    if (problem !== undefined) {
      throw new DatasourceError(
        "child-lost",
        `its capture process sent nonsense: ${problem.reason}`,
      );
    }
    return false;
  }

  end(): SourceEnd {
    return { reason: "closed", warning: "" };
  }

  warning(): string {
    const { received, kernelDropped, interfaceDropped } = this.#session.statistics();
    const dropped = kernelDropped + interfaceDropped;
    if (dropped === 0) return "";
    return `${dropped} of ${received + dropped} packets were lost before they could be read`;
  }

  close(): Promise<void> {
    this.#hopper?.stop();
    return this.#session.close();
  }

  /** Ends the waiting read, which then says why. */
  #fail(error: DatasourceError): void {
    this.#failure = error;
    void this.#session.close();
  }

  async #readOn(batch: PacketBatch): Promise<boolean> {
    batch.count = 0;
    const chunk = await this.#session.read();
    if (this.#failure !== undefined) throw this.#failure;
    if (chunk === undefined) return false;
    this.#reader.append(chunk);
    return true;
  }
}
