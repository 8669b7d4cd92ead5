// A capture tool: the end of the conversation that has the radio (external-protocol 4.10, 11.4). It says
// what a server asks, opens what it is told to open, and sends packets until the server has gone. What
// carries the frames is a FrameLink.
import { Conversation } from "../../protocols/external/conversation.ts";
import { frameBytes, type FrameVersion } from "../../protocols/external/frames.ts";
import {
  type ExternalMessage,
  SEVERITY_ERROR,
  SEVERITY_INFO,
} from "../../protocols/external/messages.ts";
import { FAULT_NAMES } from "../../protocols/faults.ts";
import { PacketBatch, type PacketLocation } from "../../protocols/packet/packet-batch.ts";
import type { TimerHandle } from "../../runtime/platform.ts";
import { reasonOf } from "../datasource/datasource-error.ts";
import { parseDefinition, type SourceDefinition } from "../datasource/definition.ts";
import type { SourceContext, SourceEvents, SourceType, Tuned } from "../datasource/source-type.ts";
import type { FrameLink } from "../helper/frame-link.ts";
import { FrameQueue } from "../helper/frame-queue.ts";
import { CaptureSource, listAll, typeOfDefinition } from "./capture-source.ts";
import { ReportWriter } from "./report-writer.ts";

/** A server pings every five seconds; one that has not for so long has gone. */
export const PING_WATCH_MS = 15_000;
const SLICE_MS = 10;

export interface CaptureToolInput {
  readonly link: FrameLink;
  readonly context: SourceContext;
  /** What it can capture, in the order of asking. */
  readonly types: readonly SourceType[];
  /** The framing to begin with; then the server's own. */
  readonly version?: FrameVersion;
  /** Where it stands, if somebody knows. */
  readonly position?: PacketLocation;
  /** Said before the server has said anything, by tools that connect to it. */
  readonly announcement?: ExternalMessage;
  /** A source that outlives the connection, with packets that go their own way. */
  readonly held?: HeldSource;
  /** False where the server is not bound to ping (external-protocol 4.2). */
  readonly watchesPings: boolean;
}

/** What a sensor keeps while its connections come and go. */
export interface HeldSource {
  source: CaptureSource | undefined;
  /** The server has been told that the source is open; `definition` is how it asked for it. */
  opened(source: CaptureSource, definition: SourceDefinition, peer: HeldPeer): Promise<void>;
  /** The answer to a ping of `HeldPeer.ping`. */
  ponged(ping: number): void;
}

/** The connection as the sensor uses it. */
export interface HeldPeer {
  readonly signal: AbortSignal;
  /** Takes whole frames; resolves when the server can take more. */
  write(frames: Uint8Array): Promise<void>;
  /** Asks for a sign that everything before has arrived; the number of the question. */
  ping(): number;
  say(text: string, isError: boolean): void;
}

/** How it ended: "" when the server had what it wanted, else why it could not go on. */
export interface CaptureEnd {
  readonly problem: string;
}

export async function runCaptureTool(input: CaptureToolInput): Promise<CaptureEnd> {
  const tool = new CaptureTool(input);
  try {
    return await tool.run();
  } finally {
    await tool.close();
  }
}

class CaptureTool {
  readonly #input: CaptureToolInput;
  readonly #conversation: Conversation;
  readonly #queue: FrameQueue;
  readonly #abortion = new AbortController();
  readonly #ended = Promise.withResolvers<CaptureEnd>();
  #source: CaptureSource | undefined = undefined;
  #opening = false;
  #watch: TimerHandle = undefined;

  constructor(input: CaptureToolInput) {
    this.#input = input;
    this.#conversation = new Conversation("tool", input.version ?? 3);
    this.#queue = new FrameQueue(
      input.link,
      () => this.#end("the server does not read what it is sent"),
    );
  }

  run(): Promise<CaptureEnd> {
    this.#heardPing();
    if (this.#input.announcement !== undefined) this.#send(this.#input.announcement);
    this.#read().catch((error: unknown) => this.#end(reasonOf(error)));
    return this.#ended.promise;
  }

  async close(): Promise<void> {
    this.#abortion.abort();
    this.#input.context.platform.clock.clearTimeout(this.#watch);
    if (this.#input.held === undefined) await this.#source?.session.close();
    await this.#input.link.close();
  }

  async #read(): Promise<void> {
    const { link } = this.#input;
    const conversation = this.#conversation;
    for (let bytes = await link.read(); bytes !== undefined; bytes = await link.read()) {
      if (!link.wholeMessages) conversation.append(bytes);
      let received = link.wholeMessages ? conversation.whole(bytes) : conversation.next();
      for (; received !== "more"; received = link.wholeMessages ? "more" : conversation.next()) {
        if (received === "broken" || received === "refused") {
          const fault = FAULT_NAMES[conversation.fault];
          return this.#end(`the server sent what is no frame (${fault})`);
        }
        if (received === "unknown") this.#refuse(conversation.receivedSequence);
        if (received === "message") this.#handle(conversation.message);
      }
    }
    this.#end("");
  }

  #handle(message: ExternalMessage): void {
    const request = this.#conversation.receivedSequence;
    switch (message.kind) {
      case "ping":
        this.#heardPing();
        this.#queue.push(this.#conversation.encodePong());
        break;
      case "pong":
        this.#input.held?.ponged(message.request);
        break;
      case "probeRequest":
        void this.#probe(message.definition, request);
        break;
      case "listRequest":
        void this.#list(request);
        break;
      case "openRequest":
        void this.#open(message.definition, request);
        break;
      case "configureRequest":
        void this.#configure(message, request);
        break;
      case "closeSource":
      case "shutdown":
        this.#end("");
        break;
      default:
        this.#refuse(request);
    }
  }

  /** As the existing tools answer what they do not know. */
  #refuse(request: number): void {
    const message = "this request is not supported";
    this.#send({ kind: "probeReport", request, ok: false, message, interface: {} });
  }

  async #probe(text: string, request: number): Promise<void> {
    const { types, context } = this.#input;
    let message = "";
    let ok = false;
    try {
      const type = await typeOfDefinition(parseDefinition(text), types, context);
      ok = type !== undefined;
      if (type !== undefined && types.length === 1) {
        ok = await type.probe(parseDefinition(text), context, this.#abortion.signal);
      }
    } catch (error) {
      message = reasonOf(error);
    }
    this.#send({ kind: "probeReport", request, ok, message, interface: {} });
    await this.#endAfterAnswer();
  }

  async #list(request: number): Promise<void> {
    const { types, context } = this.#input;
    const found = await listAll(types, context, (type, error) => {
      this.#say(`listing ${type} failed: ${reasonOf(error)}`, true);
    });
    this.#send({
      kind: "listReport",
      request,
      ok: true,
      version: context.version,
      interfaces: found.map((one) => ({
        interface: one.interface,
        captureInterface: one.captureInterface,
        hardware: one.hardware,
        flags: (one.options ?? []).join(","),
      })),
    });
    await this.#endAfterAnswer();
  }

  async #open(text: string, request: number): Promise<void> {
    if (this.#opening) return this.#refuse(request);
    this.#opening = true;
    const { types, context, held } = this.#input;
    try {
      // A source that is held outlives the signal of this connection.
      const signal = held === undefined ? this.#abortion.signal : new AbortController().signal;
      const opening = { signal, events: this.#events() };
      const definition = parseDefinition(text);
      const source = held?.source ??
        await CaptureSource.open(definition, types, context, opening);
      if (held !== undefined) held.source = source;
      else if (this.#abortion.signal.aborted) return await source.session.close();
      this.#source = source;
      const { info } = source.session;
      this.#send({
        kind: "openReport",
        request,
        ok: true,
        message: "",
        linkType: info.linkType,
        version: context.version,
        uuid: source.uuid,
        captureInterface: info.captureInterface,
        hardware: info.hardware,
        ...info.channel !== "" && { channel: info.channel },
        ...info.channels.length > 0 && { channels: info.channels },
      });
      if (held === undefined) await this.#capture(source);
      else await held.opened(source, definition, this.#heldPeer());
    } catch (error) {
      const message = reasonOf(error);
      if (this.#source === undefined) {
        this.#send({ kind: "openReport", request, ok: false, message, linkType: 0 });
      } else this.#send({ kind: "error", request: 0, ok: false, message });
      await this.#endAfterAnswer(message);
    }
  }

  /** Sends packets as fast as the server takes them; a source that has ended stays connected. */
  async #capture({ session }: CaptureSource): Promise<void> {
    const { link, position, context } = this.#input;
    const { platform } = context;
    const { signal } = this.#abortion;
    const writer = new ReportWriter(this.#conversation, link, position);
    const batch = new PacketBatch();
    const faults = { add: () => {} };
    let sliceStartMs = platform.clock.now();
    for (let more = true; more && !signal.aborted;) {
      const next = session.next(batch, faults);
      more = typeof next === "boolean" ? next : await next;
      if (batch.count > 0 && !signal.aborted) await writer.write(batch);
      if (platform.clock.now() - sliceStartMs < SLICE_MS) continue;
      await platform.yieldToLoop();
      sliceStartMs = platform.clock.now();
    }
    if (signal.aborted) return;
    const { reason, warning } = session.end();
    this.#say(warning === "" ? reason : `${reason}: ${warning}`, warning !== "");
  }

  async #configure(
    message: Extract<ExternalMessage, { kind: "configureRequest" }>,
    request: number,
  ): Promise<void> {
    try {
      if (this.#source === undefined) throw new Error("nothing is open yet");
      this.#sendTuned(await this.#source.configure(message), request);
    } catch (error) {
      this.#send({
        kind: "configureReport",
        request,
        ok: false,
        message: reasonOf(error),
        ...message.channel !== undefined && { channel: message.channel },
      });
    }
  }

  #sendTuned(tuned: Tuned, request: number): void {
    const { hopping, channel, hopChannels, hopRate, hopShuffle, hopOffset, hopShuffleSkip } = tuned;
    this.#send({
      kind: "configureReport",
      request,
      ok: true,
      message: "",
      ...hopping
        ? {
          hop: {
            channels: hopChannels,
            rate: hopRate,
            shuffle: hopShuffle,
            shuffleSkip: hopShuffleSkip,
            offset: hopOffset,
            enabled: 1,
          },
        }
        : { channel },
    });
  }

  #heldPeer(): HeldPeer {
    const { link } = this.#input;
    return {
      signal: this.#abortion.signal,
      async write(frames) {
        if (!link.wholeMessages) return await link.write(frames);
        for (let at = 0; at < frames.length;) {
          const end = at + frameBytes(frames, at, frames.length, false);
          await link.write(frames.slice(at, end));
          at = end;
        }
      },
      ping: () => {
        this.#send({ kind: "ping" });
        return this.#conversation.sentSequence;
      },
      say: (text, isError) => this.#say(text, isError),
    };
  }

  #events(): SourceEvents {
    return {
      message: (text, isError) => this.#say(text, isError),
      tuned: (tuned) => this.#sendTuned(tuned, 0),
      described: () => {},
    };
  }

  #say(text: string, isError: boolean): void {
    this.#send({ kind: "message", severity: isError ? SEVERITY_ERROR : SEVERITY_INFO, text });
  }

  #send(message: ExternalMessage): void {
    const frame = this.#conversation.encode(message);
    if (frame !== undefined) this.#queue.push(frame);
  }

  /** The answer is on its way before the link is closed. */
  async #endAfterAnswer(problem = ""): Promise<void> {
    await this.#queue.written();
    this.#end(problem);
  }

  #heardPing(): void {
    // One that arrives while it closes must not keep it there.
    if (!this.#input.watchesPings || this.#abortion.signal.aborted) return;
    const { clock } = this.#input.context.platform;
    clock.clearTimeout(this.#watch);
    const seconds = PING_WATCH_MS / 1000;
    this.#watch = clock.setTimeout(
      () => this.#end(`the server has not asked for a sign of life for ${seconds} seconds`),
      PING_WATCH_MS,
    );
  }

  #end(problem: string): void {
    this.#ended.resolve({ problem });
  }
}
