// Alerts about packets that wait or are lost because this machine is too slow (spec device-model 4.3,
// 10.5).
import { SEVERITY_HIGH, SEVERITY_MEDIUM } from "../../protocols/records/alert.ts";
import type { PacketChain } from "../packet/packet-chain.ts";
import type { AlertKind, AlertStore } from "./alerts.ts";

/** Each of the two at most this often. */
export const QUEUE_ALERT_SEC = 30;
const ANY_PHY = -1;

const PACKET_LOST: AlertKind = {
  header: "PACKETLOST",
  class: "SYSTEM",
  severity: SEVERITY_HIGH,
  description: "Packets were lost because too many waited",
  phyId: ANY_PHY,
};

const PACKET_QUEUE: AlertKind = {
  header: "PACKETQUEUE",
  class: "SYSTEM",
  severity: SEVERITY_MEDIUM,
  description: "More packets wait than the configured warning level",
  phyId: ANY_PHY,
};

export class QueueAlerts {
  readonly #alerts: Pick<AlertStore, "raiseOnce">;
  readonly #chain: Pick<PacketChain, "backlogDropped" | "takeQueuedPeak">;
  /** `packet_log_warning`; 0 for none. */
  readonly #warning: number;
  #lost = 0;
  #lostSec = -Infinity;
  #queueSec = -Infinity;

  constructor(
    alerts: Pick<AlertStore, "raiseOnce">,
    chain: Pick<PacketChain, "backlogDropped" | "takeQueuedPeak">,
    warning: number,
  ) {
    this.#alerts = alerts;
    this.#chain = chain;
    this.#warning = warning;
  }

  /** Once a second. */
  tick(nowSec: number): void {
    const waited = this.#chain.takeQueuedPeak();
    const lost = this.#chain.backlogDropped - this.#lost;
    if (lost > 0) {
      if (nowSec - this.#lostSec < QUEUE_ALERT_SEC) return;
      this.#lostSec = nowSec;
      this.#lost += lost;
      this.#alerts.raiseOnce(PACKET_LOST, `${lost} packets were lost: packet_backlog_limit waited`);
    } else if (this.#warning > 0 && waited > this.#warning) {
      if (nowSec - this.#queueSec < QUEUE_ALERT_SEC) return;
      this.#queueSec = nowSec;
      const text = `${waited} packets waited, more than packet_log_warning=${this.#warning}`;
      this.#alerts.raiseOnce(PACKET_QUEUE, text);
    }
  }
}
