// A sensor: captures one source for a server elsewhere, whether the server can be reached or not. What
// the server has not acknowledged is spooled and sent again, and a server of this project takes each
// packet once: every frame has its number, and the server says up to which it has them.
import { writeDataReport } from "../../protocols/external/encode-data-report.ts";
import { PacketBatch, type PacketLocation } from "../../protocols/packet/packet-batch.ts";
import {
  type CaptureEnd,
  type HeldPeer,
  type HeldSource,
  runCaptureTool,
} from "../capture/capture-tool.ts";
import {
  type CaptureSource,
  typeOfDefinition,
  uuidOfDefinition,
} from "../capture/capture-source.ts";
import { ReportWriter } from "../capture/report-writer.ts";
import { DatasourceError, reasonOf } from "../datasource/datasource-error.ts";
import {
  formatDefinition,
  numberOption,
  printable,
  type SourceDefinition,
} from "../datasource/definition.ts";
import type { SourceContext, SourceType } from "../datasource/source-type.ts";
import type { FrameLink } from "../helper/frame-link.ts";
import { Spool } from "./spool.ts";

/** Between two tries to reach the server (spec external-protocol 4.2). */
export const RECONNECT_MS = 5_000;
/** Questions whether everything has arrived, before an answer. */
const PINGS_MAX = 8;
const SLICE_MS = 10;
/** Options by which sensor and server agree on what was received. */
export const SPOOL_OPTION = "spool";
export const SPOOL_FROM_OPTION = "spool_from";

export interface SensorInput {
  readonly context: SourceContext;
  readonly types: readonly SourceType[];
  readonly definition: SourceDefinition;
  /** Reaches the server; rejects when it cannot be reached. */
  readonly dial: () => Promise<FrameLink>;
  readonly position?: PacketLocation;
  /** False where the server is not bound to ping. */
  readonly watchesPings: boolean;
  readonly retries: boolean;
  readonly spool: { readonly directory: string | undefined; readonly bytesMax: number };
  /** For whoever watches: connected, lost, spooling. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Runs until the signal, or until the first lost connection where it is not to try again. */
export async function runSensor(input: SensorInput): Promise<CaptureEnd> {
  const { definition, types, context } = input;
  const type = await typeOfDefinition(definition, types, context);
  if (type === undefined) {
    const name = printable(definition.interface);
    throw new DatasourceError("not-found", `${name} is nothing that this machine can capture`);
  }
  const uuid = await uuidOfDefinition(definition, type, context);
  const sensor = new Sensor(input, type, uuid);
  try {
    return await sensor.run();
  } finally {
    await sensor.close();
  }
}

class Sensor implements HeldSource {
  source: CaptureSource | undefined = undefined;
  readonly #input: SensorInput;
  readonly #type: SourceType;
  readonly #uuid: string;
  readonly #spool: Spool;
  /** Names this run of the sensor, so that a server knows whose numbers it remembers. */
  readonly #spoolId: string;
  readonly #pings = new Map<number, number>();
  #acknowledged = 0;
  #lostTold = 0;
  #isCapturing = false;
  #ended = "";
  #problemTold = "";

  constructor(input: SensorInput, type: SourceType, uuid: string) {
    this.#input = input;
    this.#type = type;
    this.#uuid = uuid;
    const { platform } = input.context;
    this.#spoolId = hex(platform.random.bytes(new Uint8Array(8)));
    this.#spool = new Spool({
      files: platform.files,
      directory: input.spool.directory,
      name: `${uuid}-${this.#spoolId}`,
      bytesMax: input.spool.bytesMax,
      failed: (error) => this.#tell(`spooling failed: ${reasonOf(error)}`),
    });
  }

  async run(): Promise<CaptureEnd> {
    const { signal, retries, spool, context } = this.#input;
    if (spool.directory !== undefined) {
      await context.platform.files.makeDirectory(spool.directory, 0o700);
    }
    for (;;) {
      const end = await this.#converse();
      if (signal.aborted || !retries) return end;
      this.#tell(`the server is not there: ${end.problem || "it closed the connection"}`);
      await this.#wait(RECONNECT_MS);
      if (signal.aborted) return { problem: "" };
    }
  }

  async close(): Promise<void> {
    await this.source?.session.close();
    await this.#spool.close();
  }

  /** One connection, from its beginning to its end. */
  async #converse(): Promise<CaptureEnd> {
    const { context, types, dial, position, watchesPings, signal, say } = this.#input;
    let link: FrameLink;
    try {
      link = await dial();
    } catch (error) {
      return { problem: reasonOf(error) };
    }
    this.#pings.clear();
    const stop = (): void => void link.close();
    signal.addEventListener("abort", stop, { once: true });
    const end = await runCaptureTool({
      link,
      context,
      types,
      held: this,
      announcement: {
        kind: "newSource",
        definition: formatDefinition(this.#announced()),
        sourceType: this.#type.driver.type,
        uuid: this.#uuid,
      },
      ...position !== undefined && { position },
      watchesPings,
    });
    signal.removeEventListener("abort", stop);
    if (this.#problemTold === "connected") say("the connection is lost");
    return end;
  }

  /** Packets keep the time of their capture: they may arrive much later. */
  #announced(): SourceDefinition {
    const { definition } = this.#input;
    const options = new Map(definition.options);
    if (!options.has("type")) options.set("type", this.#type.driver.type);
    if (!options.has("timestamp")) options.set("timestamp", "false");
    options.set(SPOOL_OPTION, this.#spoolId);
    return { ...definition, options };
  }

  async opened(source: CaptureSource, definition: SourceDefinition, peer: HeldPeer): Promise<void> {
    this.#tell("connected");
    if (!this.#isCapturing) {
      this.#isCapturing = true;
      void this.#capture(source);
    }
    // A server that does not say what it has got gets everything it did not acknowledge.
    const from = numberOption(definition, SPOOL_FROM_OPTION, 0, 2 ** 32) ?? this.#acknowledged;
    this.#acknowledge(Math.min(from, this.#spool.nextNumber - 1));
    await this.#send(peer, this.#acknowledged);
  }

  ponged(ping: number): void {
    const number = this.#pings.get(ping);
    if (number === undefined) return;
    this.#pings.delete(ping);
    this.#acknowledge(number);
  }

  #acknowledge(number: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, number);
    this.#spool.acknowledge(this.#acknowledged);
  }

  /** Sends what is spooled, and what is captured from then on, until the connection ends. */
  async #send(peer: HeldPeer, from: number): Promise<void> {
    let sent = from;
    let endTold = false;
    while (!peer.signal.aborted) {
      const run = await this.#spool.read(sent);
      if (run === undefined) {
        if (this.#ended !== "" && !endTold) {
          endTold = true;
          peer.say(this.#ended, false);
        }
        await this.#spool.after(sent, peer.signal);
        continue;
      }
      await peer.write(run.bytes);
      sent = run.last;
      if (this.#pings.size < PINGS_MAX) this.#pings.set(peer.ping(), sent);
      if (this.#spool.lost > this.#lostTold) {
        peer.say(`${this.#spool.lost - this.#lostTold} packets found no room in the spool`, true);
        this.#lostTold = this.#spool.lost;
      }
    }
  }

  /** Captures into the spool, whoever is there. */
  async #capture({ session }: CaptureSource): Promise<void> {
    const { context, position, signal } = this.#input;
    const { platform } = context;
    const spool = this.#spool;
    const writer = new ReportWriter(
      { writeReport: (into, report) => writeDataReport(into, 3, spool.nextNumber, report) },
      {
        wholeMessages: true,
        write: async (frame) => {
          spool.buffer.raw(frame);
          spool.added();
        },
      },
      position,
    );
    const batch = new PacketBatch();
    let sliceStartMs = platform.clock.now();
    try {
      for (let more = true; more && !signal.aborted;) {
        // A file can wait; the air cannot, and the oldest packets go when there is no room.
        if (session.holdsWhilePaused) await spool.room(signal);
        const next = session.next(batch, { add: () => {} });
        more = typeof next === "boolean" ? next : await next;
        if (batch.count > 0) await writer.write(batch);
        spool.announce();
        if (platform.clock.now() - sliceStartMs < SLICE_MS) continue;
        await platform.yieldToLoop();
        sliceStartMs = platform.clock.now();
      }
      const { reason, warning } = session.end();
      this.#ended = warning === "" ? reason : `${reason}: ${warning}`;
    } catch (error) {
      // The next time the server asks for it, it is opened anew.
      this.#ended = `capturing failed: ${reasonOf(error)}`;
      this.source = undefined;
      this.#isCapturing = false;
      await session.close();
    }
    spool.announce();
  }

  #wait(ms: number): Promise<void> {
    const { context, signal } = this.#input;
    return new Promise((resolve) => {
      const timer = context.platform.clock.setTimeout(finish, ms);
      signal.addEventListener("abort", finish, { once: true });
      function finish(): void {
        context.platform.clock.clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      }
    });
  }

  /** Says what changed, once. */
  #tell(text: string): void {
    if (text === this.#problemTold) return;
    this.#problemTold = text;
    this.#input.say(text);
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
