// Alert definitions, throttling and the backlog (spec device-model 10.2 to 10.5).
import {
  AlertDefinition,
  type AlertRecord,
  RATE_UNIT_SECONDS,
} from "../../protocols/records/alert.ts";
import { checksum32 } from "../../protocols/records/device-key.ts";
import type { SavedPacket } from "../../protocols/records/dot11-device.ts";
import type { LocationPoint } from "../../protocols/records/location.ts";
import { formatMac } from "../../protocols/mac.ts";
import type { EventBus } from "../../runtime/topics.ts";
import type { MessageLog } from "../message/message-log.ts";
import type { Settings } from "../server/settings.ts";
import { parseRate, type Rate } from "./rates.ts";

/** Rate and burst of an alert that no configuration line names. */
const RATE_DEFAULT: Rate = { count: 10, unit: 1 };
const BURST_DEFAULT: Rate = { count: 1, unit: 0 };
/** Definitions, built-in and made by clients. */
export const ALERT_DEFINITIONS_MAX = 1024;

/** What an alert is, as its rule file declares it. */
export interface AlertKind {
  readonly header: string;
  readonly class: string;
  readonly severity: number;
  readonly description: string;
  /** -1 any PHY, -2 none given. */
  readonly phyId: number;
  /** Shipped rate and burst, `5/min`, `1/sec`; 10/min and 1/sec when left out. */
  readonly rate?: string;
  readonly burst?: string;
}

/** What one occurrence says; addresses are 48-bit numbers, 0 for none. */
export interface AlertOccurrence {
  readonly text: string;
  /** Microseconds since 1970; the server's clock when left out. */
  readonly timestampUs?: number;
  readonly transmitter?: number;
  readonly source?: number;
  readonly destination?: number;
  readonly other?: number;
  readonly channel?: string;
  /** Frames that caused it, the oldest first; the limits below cut them. */
  readonly evidence?: readonly SavedPacket[];
}

/** Frames kept with one alert, and bytes of each. */
export const EVIDENCE_PACKETS_MAX = 32;
export const EVIDENCE_PACKET_BYTES_MAX = 4096;

export interface AlertStoreInput {
  readonly bus: EventBus;
  readonly messages: MessageLog;
  readonly settings: Settings;
  readonly now: () => number;
  /** Best location at this moment. */
  readonly location: () => LocationPoint;
}

export class AlertStore {
  /** Occurrences refused by a rate or burst limit. */
  throttled = 0;
  /** Frames of evidence that were left out, and those that were cut. */
  evidenceDropped = 0;
  evidenceCut = 0;
  readonly #input: AlertStoreInput;
  readonly #definitions = new Map<string, AlertDefinition>();
  readonly #backlog: AlertRecord[] = [];
  readonly #backlogMax: number;
  readonly #configured = new Map<string, { rate: Rate; burst: Rate }>();

  constructor(input: AlertStoreInput) {
    this.#input = input;
    this.#backlogMax = Math.max(0, input.settings.integer("alertbacklog"));
    for (const line of input.settings.list("alert")) this.#configure(line);
  }

  all(): readonly AlertRecord[] {
    return this.#backlog;
  }

  definitions(): readonly AlertDefinition[] {
    return [...this.#definitions.values()];
  }

  /** Makes an alert known; undefined when the name is taken or its rates contradict each other. */
  define(kind: AlertKind): AlertDefinition | undefined {
    if (this.#definitions.has(kind.header) || this.#definitions.size >= ALERT_DEFINITIONS_MAX) {
      return undefined;
    }
    const configured = this.#configured.get(kind.header);
    const rate = configured?.rate ?? parseRate(kind.rate ?? "") ?? RATE_DEFAULT;
    const burst = configured?.burst ?? parseRate(kind.burst ?? "") ?? BURST_DEFAULT;
    if (burst.unit > rate.unit) {
      this.#input.messages.error(
        `alert ${kind.header} is off: its burst is counted over a longer time than its rate`,
      );
      return undefined;
    }
    const definition = new AlertDefinition({
      header: kind.header,
      class: kind.class.toUpperCase(),
      description: kind.description,
      severity: kind.severity,
      phyId: kind.phyId,
      limitUnit: rate.unit,
      limitRate: rate.count,
      burstUnit: burst.unit,
      limitBurst: burst.count,
    });
    this.#definitions.set(kind.header, definition);
    return definition;
  }

  /**
   * Raises a defined alert unless its limits forbid it; the record, or undefined. What it says is
   * asked for only when it is raised: attacks come as floods.
   */
  raise(
    definition: AlertDefinition,
    occurrence: AlertOccurrence | (() => AlertOccurrence),
  ): AlertRecord | undefined {
    const now = this.#input.now() / 1000;
    if (!this.#allowed(definition, Math.floor(now))) {
      this.throttled += 1;
      return undefined;
    }
    definition.totalSent += 1;
    definition.burstSent += 1;
    definition.timeLast = now;
    return this.#emit(definition, typeof occurrence === "function" ? occurrence() : occurrence);
  }

  /** Raises an alert that has no definition and no limit (start-up and system events). */
  raiseOnce(kind: AlertKind, text: string): AlertRecord {
    return this.#emit(kind, { text });
  }

  #allowed(definition: AlertDefinition, nowSec: number): boolean {
    if (definition.limitRate === 0) return false;
    if (definition.timeLast < nowSec - RATE_UNIT_SECONDS[definition.limitUnit]!) {
      definition.totalSent = 0;
      definition.burstSent = 0;
      return true;
    }
    if (definition.timeLast < nowSec - RATE_UNIT_SECONDS[definition.burstUnit]!) {
      definition.burstSent = 0;
    }
    return definition.burstSent < definition.limitBurst &&
      definition.totalSent < definition.limitRate;
  }

  #emit(
    kind: { header: string; class: string; severity: number; phyId: number },
    occurrence: AlertOccurrence,
  ): AlertRecord {
    const timestamp = occurrence.timestampUs === undefined
      ? this.#input.now() / 1000
      : occurrence.timestampUs / 1e6;
    const { transmitter = 0, source = 0, destination = 0, other = 0, channel = "0" } = occurrence;
    const identity = [
      kind.header,
      kind.severity,
      kind.phyId,
      timestamp,
      formatMac(transmitter),
      formatMac(source),
      formatMac(destination),
      formatMac(other),
      channel,
    ].join(" ");
    const alert: AlertRecord = {
      header: kind.header,
      class: kind.class,
      severity: kind.severity,
      hash: checksum32(identity),
      phyId: kind.phyId,
      timestamp,
      transmitter,
      source,
      destination,
      other,
      channel,
      text: occurrence.text,
      location: this.#input.location(),
      evidence: this.#boundedEvidence(occurrence.evidence ?? []),
    };
    this.#backlog.push(alert);
    while (this.#backlog.length > this.#backlogMax) this.#backlog.shift();
    this.#input.bus.publish("ALERT", alert);
    this.#input.messages.alert(`${alert.header} ${alert.text}`);
    return alert;
  }

  #boundedEvidence(packets: readonly SavedPacket[]): readonly SavedPacket[] {
    this.evidenceDropped += Math.max(0, packets.length - EVIDENCE_PACKETS_MAX);
    return packets.slice(-EVIDENCE_PACKETS_MAX).map((packet) => {
      if (packet.bytes.length <= EVIDENCE_PACKET_BYTES_MAX) return packet;
      this.evidenceCut += 1;
      return { ...packet, bytes: packet.bytes.slice(0, EVIDENCE_PACKET_BYTES_MAX) };
    });
  }

  #configure(line: string): void {
    const [header = "", rateText = "", burstText = ""] = line.split(",").map((part) => part.trim());
    const rate = parseRate(rateText);
    const burst = parseRate(burstText);
    if (header === "" || !rate || !burst) {
      this.#input.messages.error(
        `configuration: alert=${line} is not NAME,RATE,BURST such as DEAUTHFLOOD,5/min,2/sec`,
      );
      return;
    }
    this.#configured.set(header.toUpperCase(), { rate, burst });
  }
}
