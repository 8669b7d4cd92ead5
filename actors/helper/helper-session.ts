// A datasource that a helper captures for: its data reports become batches, its other messages what the
// record and people are told (external-protocol 4.5 to 4.9).
import type { ExternalMessage } from "../../protocols/external/messages.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { Clock } from "../../runtime/platform.ts";
import { DatasourceError } from "../datasource/datasource-error.ts";
import { formatDefinition, type SourceDefinition } from "../datasource/definition.ts";
import type {
  SourceEnd,
  SourceEvents,
  SourceInfo,
  SourceSession,
  Tuned,
  Tuning,
} from "../datasource/source-type.ts";
import { ask } from "./helper-ask.ts";
import { type HelperPeer, REQUEST_MS } from "./helper-peer.ts";
import { infoOf, isErrorSeverity, NOT_TUNED, shown, tunedOf } from "./helper-reports.ts";
import { MessageLimiter } from "./message-limiter.ts";
import { addReport, copyReport, fillFromBluetooth, fitsBatch, moveBatch } from "./report-batch.ts";

export interface HelperSessionInput {
  readonly peer: HelperPeer;
  readonly definition: SourceDefinition;
  readonly clock: Clock;
  readonly events: SourceEvents;
  /** For the record: the tool's program, or "" and -1 for one that connected from elsewhere. */
  readonly program: string;
  readonly processId: number;
  /** Packets are stamped with the time of their arrival. */
  readonly stampOnArrival: boolean;
  readonly tunable: boolean;
  /** True for the number of a packet that came before, over another connection. */
  readonly isRepeated?: (sequence: number) => boolean;
}

/** Asks the helper to open the source; when it does not, rejects, and the peer is closed. */
export async function openHelperSession(input: HelperSessionInput): Promise<SourceSession> {
  const { peer, definition, clock } = input;
  const session = new HelperSession(input);
  try {
    const answering = ask(peer, clock, {
      message: { kind: "openRequest", definition: formatDefinition(definition) },
      what: "open it",
      limitMs: REQUEST_MS,
      meanwhile: (taken) => session.takeEarly(taken),
    });
    peer.startPings();
    const answer = await answering;
    if (answer.kind !== "openReport" || !answer.ok) {
      throw new DatasourceError("other", shown(answer.message || `${peer.name} refused it`));
    }
    session.info = infoOf(answer, definition, input.program, input.processId);
    return session;
  } catch (error) {
    await peer.close();
    throw error;
  }
}

class HelperSession implements SourceSession {
  readonly holdsWhilePaused = false;
  info!: SourceInfo;
  tune?: (tuning: Tuning) => Promise<Tuned>;
  readonly #input: HelperSessionInput;
  readonly #peer: HelperPeer;
  readonly #messages: MessageLimiter;
  #tuning: Tuning = NOT_TUNED;
  #warning = "";
  /** What came before it was open, which tools may send (external-protocol 10). */
  #early: PacketBatch | undefined = undefined;
  #earlyLost = 0;
  #closed = false;

  constructor(input: HelperSessionInput) {
    this.#input = input;
    this.#peer = input.peer;
    this.#messages = new MessageLimiter(
      () => input.clock.now(),
      (text, isError) => input.events.message(text, isError),
    );
    if (input.tunable) this.tune = (tuning) => this.#tune(tuning);
  }

  takeEarly(taken: "data" | "message"): void {
    const { conversation } = this.#peer;
    if (taken === "message" && !this.#isReport()) return this.#handle(conversation.message);
    if (this.#isRepeated()) return;
    this.#early ??= new PacketBatch();
    if (!copyReport(this.#early, conversation.report, this.#timestampUs())) this.#earlyLost += 1;
  }

  next(batch: PacketBatch): boolean | Promise<boolean> {
    batch.count = 0;
    batch.reports = undefined;
    if (this.#early !== undefined) {
      moveBatch(batch, this.#early);
      this.#early = undefined;
      return true;
    }
    try {
      this.#fill(batch);
    } catch (error) {
      // What came before the end is delivered; the next call throws again.
      if (batch.count === 0) {
        if (this.#closed) return false;
        throw error;
      }
    }
    return batch.count > 0 ? true : this.#readOn();
  }

  end(): SourceEnd {
    return { reason: "closed", warning: "" };
  }

  warning(): string {
    if (this.#earlyLost === 0) return this.#warning;
    return `${this.#earlyLost} packets that came before it was open were lost`;
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#peer.close();
  }

  #fill(batch: PacketBatch): void {
    const peer = this.#peer;
    const { report } = peer.conversation;
    for (;;) {
      const taken = peer.take();
      if (taken === "more") return;
      if (taken === "message" && !this.#isReport()) {
        this.#handle(peer.conversation.message);
        continue;
      }
      if (!fitsBatch(batch, report)) {
        peer.putBack("data");
        return;
      }
      if (this.#isRepeated()) continue;
      addReport(batch, report, this.#timestampUs());
      if (report.severity !== 0 || report.warningEnd > 0) this.#hearReport();
    }
  }

  /** True for a message that says what data reports say, which it then is. */
  #isReport(): boolean {
    const { message, report } = this.#peer.conversation;
    if (message.kind !== "bluetoothReport") return false;
    fillFromBluetooth(report, message);
    return true;
  }

  async #readOn(): Promise<boolean> {
    try {
      await this.#peer.readMore();
      return true;
    } catch (error) {
      if (this.#closed) return false;
      throw error;
    }
  }

  #isRepeated(): boolean {
    return this.#input.isRepeated?.(this.#peer.conversation.receivedSequence) === true;
  }

  #timestampUs(): number {
    const { timestampUs } = this.#peer.conversation.report;
    const isKnown = timestampUs > 0 && !this.#input.stampOnArrival;
    return isKnown ? timestampUs : Math.floor(this.#input.clock.now() * 1000);
  }

  /** Old tools put messages and warnings into data reports. */
  #hearReport(): void {
    const { report } = this.#peer.conversation;
    const text = (start: number, end: number) =>
      shown(new TextDecoder().decode(report.bytes.subarray(start, end)));
    if (report.severity !== 0) {
      const isError = isErrorSeverity(report.severity);
      this.#messages.add(text(report.messageStart, report.messageEnd), isError);
    }
    if (report.warningEnd > 0) this.#warning = text(report.warningStart, report.warningEnd);
  }

  /** Web and event messages are not for those who capture, and are passed over. */
  #handle(message: ExternalMessage): void {
    const { events, definition, program, processId } = this.#input;
    switch (message.kind) {
      case "message":
        this.#messages.add(shown(message.text), isErrorSeverity(message.severity));
        break;
      case "warning":
        this.#warning = shown(message.text);
        this.#messages.add(this.#warning, false);
        break;
      case "error":
        if (message.ok) this.#messages.add(shown(message.message ?? ""), false);
        else this.#fail(message.message || `${this.#peer.name} reported an error without a reason`);
        break;
      case "shutdown":
        this.#fail(`${this.#peer.name} shut down: ${message.reason || "it gave no reason"}`);
        break;
      case "configureReport":
        if (message.warning) this.#warning = shown(message.warning);
        if (!message.ok) {
          this.#fail(message.message || `${this.#peer.name} could not tune the radio`);
        } else this.#noteTuned(message);
        break;
      case "openReport":
        if (message.ok) events.described(infoOf(message, definition, program, processId));
        else this.#fail(message.message || `${this.#peer.name} closed it`);
        break;
    }
  }

  #noteTuned(report: Parameters<typeof tunedOf>[0] & { message?: string | undefined }): void {
    const tuned = tunedOf(report, this.#tuning);
    this.#tuning = tuned;
    this.#input.events.tuned(tuned);
    if (report.message) this.#messages.add(shown(report.message), false);
  }

  async #tune(tuning: Tuning): Promise<Tuned> {
    const before = this.#tuning;
    this.#tuning = tuning;
    const { hopChannels, hopRate, hopShuffle, hopOffset } = tuning;
    try {
      const answer = await this.#peer.request(
        tuning.hopping
          ? {
            kind: "configureRequest",
            hop: { channels: hopChannels, rate: hopRate, shuffle: hopShuffle, offset: hopOffset },
          }
          : { kind: "configureRequest", channel: tuning.channel },
        "answer the request to tune",
      );
      if (answer.kind === "configureReport" && answer.ok) return tunedOf(answer, tuning);
      throw new DatasourceError("other", shown(answer.message || `${this.#peer.name} refused`));
    } catch (error) {
      this.#tuning = before;
      throw error;
    }
  }

  #fail(reason: string): void {
    this.#peer.fail("other", shown(reason));
  }
}
