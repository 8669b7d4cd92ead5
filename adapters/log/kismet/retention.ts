// How long rows stay (spec logs-and-config 2.5): what is older than its time is deleted, packets every
// 15 seconds, everything else once a minute.
import type { Settings } from "../../../actors/server/settings.ts";
import type { Database } from "../../../runtime/database.ts";

const PACKETS_SEC = 15;
const RECORDS_SEC = 60;

interface Rule {
  readonly key: string;
  readonly everySec: number;
  readonly statements: readonly string[];
}

const older = (table: string, column = "ts_sec"): string =>
  `DELETE FROM ${table} WHERE ${column} < ?`;

const RULES: readonly Rule[] = [
  {
    key: "kis_log_packet_timeout",
    everySec: PACKETS_SEC,
    statements: [older("packets"), older("data")],
  },
  {
    key: "kis_log_device_timeout",
    everySec: RECORDS_SEC,
    statements: [older("devices", "last_time")],
  },
  { key: "kis_log_message_timeout", everySec: RECORDS_SEC, statements: [older("messages")] },
  { key: "kis_log_alert_timeout", everySec: RECORDS_SEC, statements: [older("alerts")] },
  { key: "kis_log_snapshot_timeout", everySec: RECORDS_SEC, statements: [older("snapshots")] },
];

export class Retention {
  readonly #settings: Settings;
  readonly #database: Database;
  readonly #failed: (error: unknown) => void;
  #busy = false;

  constructor(settings: Settings, database: Database, failed: (error: unknown) => void) {
    this.#settings = settings;
    this.#database = database;
    this.#failed = failed;
  }

  /** Once a second; `ticks` counts them. */
  tick(nowMs: number, ticks: number): void {
    if (this.#busy) return;
    const due = RULES.filter(({ key, everySec }) =>
      ticks % everySec === 0 && this.#settings.integer(key) > 0
    );
    if (due.length === 0) return;
    this.#busy = true;
    void this.#delete(due, Math.floor(nowMs / 1000)).catch(this.#failed).finally(() => {
      this.#busy = false;
    });
  }

  async #delete(due: readonly Rule[], nowSec: number): Promise<void> {
    for (const { key, statements } of due) {
      const before = nowSec - this.#settings.integer(key);
      for (const sql of statements) await this.#database.run(sql, [before]);
    }
  }
}
