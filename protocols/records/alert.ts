// Alert and alert definition records, `kismet.alert.*` (spec device-model 10.2 to 10.4).
import type { SavedPacket } from "./dot11-device.ts";
import type { LocationPoint } from "./location.ts";

export const SEVERITY_INFO = 0;
export const SEVERITY_LOW = 5;
export const SEVERITY_MEDIUM = 10;
export const SEVERITY_HIGH = 15;
export const SEVERITY_CRITICAL = 20;

export interface AlertRecord {
  readonly header: string;
  readonly class: string;
  readonly severity: number;
  readonly hash: number;
  /** -1 any PHY, -2 none given. */
  readonly phyId: number;
  /** Seconds with microseconds. */
  readonly timestamp: number;
  readonly transmitter: number;
  readonly source: number;
  readonly destination: number;
  readonly other: number;
  readonly channel: string;
  readonly text: string;
  readonly location: LocationPoint;
  /** Frames that caused it, the oldest first; empty for alerts that no packet raised. */
  readonly evidence: readonly SavedPacket[];
}

/** Seconds of one unit of a rate: second, minute, hour, day. */
export const RATE_UNIT_SECONDS = [1, 60, 3600, 86400] as const;

export class AlertDefinition {
  readonly header: string;
  readonly class: string;
  readonly description: string;
  readonly severity: number;
  readonly phyId: number;
  /** Index into RATE_UNIT_SECONDS. */
  limitUnit: number;
  limitRate: number;
  burstUnit: number;
  limitBurst: number;
  totalSent = 0;
  burstSent = 0;
  /** When it was raised last, seconds; 0 = never. */
  timeLast = 0;

  constructor(init: {
    header: string;
    class: string;
    description: string;
    severity: number;
    phyId: number;
    limitUnit: number;
    limitRate: number;
    burstUnit: number;
    limitBurst: number;
  }) {
    this.header = init.header;
    this.class = init.class;
    this.description = init.description;
    this.severity = init.severity;
    this.phyId = init.phyId;
    this.limitUnit = init.limitUnit;
    this.limitRate = init.limitRate;
    this.burstUnit = init.burstUnit;
    this.limitBurst = init.limitBurst;
  }
}
