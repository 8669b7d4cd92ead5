// What a PHY is: the owner of some link types, a tracker of devices, and the record it attaches to
// them. One file a PHY, one line in phys.ts.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { Field, RecordTable } from "../../protocols/records/field.ts";
import type { Manufacturers } from "../../protocols/manuf/manufacturers.ts";
import type { EventBus } from "../../runtime/topics.ts";
import type { DeviceStore } from "../device/store.ts";
import type { Settings } from "../server/settings.ts";
import type { AlertStore } from "../alert/alerts.ts";
import type { MessageLog } from "../message/message-log.ts";

export interface PhyContext {
  /** Index in registration order, `kismet.phy.phy_id`. */
  readonly id: number;
  readonly devices: DeviceStore;
  readonly bus: EventBus;
  readonly alerts: AlertStore;
  readonly messages: MessageLog;
  readonly settings: Settings;
  readonly manufacturers: Manufacturers;
  /** Server time in ms. */
  now(): number;
}

export interface Phy {
  readonly name: string;
  /** Packets of this PHY that were not in error. */
  packets: number;
  /**
   * Takes every packet of the batch whose `frameLinkType` it owns: fills the common columns, creates
   * and updates devices. Of packets that carry a JSON report of its types it enters its id into
   * `batch.reportPhys`, and fills the common columns where there is no frame. Runs in one call,
   * without awaiting.
   */
  handle(batch: PacketBatch): void;
  /** Once a second of server time. */
  tick?(nowSec: number): void;
  /** A device was removed from tracking. */
  removed?(device: DeviceRecord): void;
  /** Figures of its caches and limits, `moirai.phy.counters`. */
  counters?(): ReadonlyMap<string, number>;
  /** Lists of its own that endpoints serve, by name. */
  lists?(): ReadonlyMap<string, readonly unknown[]>;
}

export type AlertClass = "DENIAL" | "EXPLOIT" | "OTHER" | "PROBE" | "SPOOF";

/** What an alert says of itself. */
export interface PhyAlert {
  readonly header: string;
  readonly class: AlertClass;
  /** SEVERITY_* of protocols/records/alert.ts. */
  readonly severity: number;
  /** Shipped rate and burst, `5/min`; `0/min` leaves it off until the configuration says more. */
  readonly rate: string;
  readonly burst: string;
  /** One sentence: when it is raised. */
  readonly description: string;
  /** What it means to a person, and what to do. */
  readonly meaning: string;
}

export interface PhyFactory {
  readonly name: string;
  /** Link types of frames (after link headers are taken off) that this PHY owns. */
  readonly linkTypes: readonly number[];
  /**
   * Link types of frames that belong to other PHYs and that this one looks at as well: it gets such
   * batches after their owners, fills no columns of theirs, and they do not count as its packets.
   */
  readonly overhears?: readonly number[];
  /** Types of the JSON reports that this PHY takes (spec other-phys 13). */
  readonly reports?: readonly string[];
  /**
   * Member that the PHY adds to device records, with its table; `get` returns undefined for others. On
   * devices of its own it is `DeviceRecord.detail`, on those of other PHYs `DeviceRecord.attached`.
   */
  readonly deviceField?: Field<DeviceRecord> | undefined;
  /** Further tables for the field list. */
  readonly tables: readonly RecordTable<never>[];
  /** Alerts that it defines, for documents. */
  readonly alerts?: readonly PhyAlert[];
  create(context: PhyContext): Phy;
}
