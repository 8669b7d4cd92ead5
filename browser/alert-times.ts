// When alerts were raised, by the clock of the capture: the server's own says when the file was read.
import type { PacketBatch } from "../protocols/packet/packet-batch.ts";
import type { AlertRecord } from "../protocols/records/alert.ts";

/** Alerts of one analysis; further ones are counted. */
export const ALERTS_MAX = 2000;

export interface TimedAlert {
  readonly timeUs: number;
  readonly header: string;
  readonly text: string;
}

export class AlertTimes {
  readonly alerts: TimedAlert[] = [];
  further = 0;
  /** Raised by the batch that is on its way through the chain. */
  #raised: AlertRecord[] = [];

  raised(alert: AlertRecord): void {
    if (this.alerts.length + this.#raised.length >= ALERTS_MAX) this.further += 1;
    else this.#raised.push(alert);
  }

  /** The batch has been through the chain: its packets say which of them raised what. */
  passed(batch: PacketBatch): void {
    if (this.#raised.length === 0 || batch.count === 0) return;
    const waiting = this.#raised;
    this.#raised = [];
    for (let index = 0; index < batch.count && batch.alerts !== undefined; index++) {
      for (const header of batch.alerts[index] ?? []) {
        const at = waiting.findIndex((alert) => alert.header === header);
        if (at >= 0) this.#keep(waiting.splice(at, 1)[0]!, batch.timestampUs[index]!);
      }
    }
    // What many packets raised together names none of them.
    for (const alert of waiting) this.#keep(alert, batch.timestampUs[batch.count - 1]!);
  }

  #keep({ header, text }: AlertRecord, timeUs: number): void {
    this.alerts.push({ timeUs, header, text });
  }
}
