// The packet chain (spec device-model 4): link headers, frame check sequences, duplicates, PHYs,
// counters, sinks. One call a batch, plain loops over its columns, packets in capture order.
import {
  KIND_NONE,
  LINKTYPE_NONE,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  type PacketBatch,
  takenReport,
} from "../../protocols/packet/packet-batch.ts";
import type { PacketStatistics } from "../../protocols/records/packet-statistics.ts";
import type { Phy } from "../phy/phy.ts";
import { BatchQueue } from "./batch-queue.ts";
import type { DuplicateRing } from "./duplicate-ring.ts";
import { LinkStage } from "./link-stage.ts";

/** A PHY, the link types of frames that it owns, and those of others that it looks at too. */
export interface RoutedPhy {
  readonly phy: Phy;
  readonly linkTypes: readonly number[];
  readonly overhears?: readonly number[];
  /** Types of the JSON reports that it takes. */
  readonly reports?: readonly string[];
}

/** Gets each batch after the PHYs: channel tracker, logs, streams. Must not keep the batch. */
export interface PacketSink {
  handle(batch: PacketBatch): void;
}

interface Route {
  readonly phy: Phy;
  readonly linkTypes: readonly number[];
  /** `linkTypes` and those that it overhears. */
  readonly wanted: readonly number[];
  readonly reports: readonly string[];
}

export interface PacketChainInput {
  readonly phys: readonly RoutedPhy[];
  readonly duplicates: DuplicateRing;
  readonly statistics: PacketStatistics;
  /** Called in order; more may be added later. */
  readonly sinks?: readonly PacketSink[];
  /** `packet_backlog_limit`: packets queued while the chain is busy; 0 = as many as memory is set aside for. */
  readonly backlogMax: number;
  /** Server time in ms. */
  readonly now: () => number;
}

export class PacketChain {
  /** Packets lost because the backlog was full. */
  backlogDropped = 0;
  /** Packets that were not in error and had a PHY; `kismet.device.packets_rrd` is their rate. */
  tracked = 0;
  /** Packets that came in; of those that were handled, those in error and those heard before. */
  arrived = 0;
  errors = 0;
  duplicates = 0;
  /** JSON reports that came, and those that a PHY took. */
  reports = 0;
  reportsTaken = 0;
  readonly #input: PacketChainInput;
  /** Those that overhear come after all that own. */
  readonly #routes: readonly Route[];
  readonly #links: LinkStage;
  readonly #queue: BatchQueue;
  #queuedPeak = 0;
  #sinks: readonly PacketSink[];
  #busy = false;

  constructor(input: PacketChainInput) {
    this.#input = input;
    this.#routes = [
      ...input.phys.filter(({ overhears }) => overhears === undefined),
      ...input.phys.filter(({ overhears }) => overhears !== undefined),
    ].map(({ phy, linkTypes, overhears = [], reports = [] }) => ({
      phy,
      linkTypes,
      wanted: [...linkTypes, ...overhears],
      reports,
    }));
    this.#links = new LinkStage(input.duplicates);
    this.#queue = new BatchQueue(input.backlogMax);
    this.#sinks = input.sinks ?? [];
  }

  /** Adds a sink behind the others; returns its remover. Takes effect with the next batch. */
  addSink(sink: PacketSink): () => void {
    this.#sinks = [...this.#sinks, sink];
    return () => {
      this.#sinks = this.#sinks.filter((one) => one !== sink);
    };
  }

  /**
   * Takes a batch through all stages. The batch may be reused after the call: one that arrives while
   * another is in work is copied and follows it.
   */
  handle(batch: PacketBatch): void {
    if (batch.count === 0) return;
    this.#countArrivals(batch);
    if (this.#busy) {
      this.#enqueue(batch);
      return;
    }
    this.#busy = true;
    try {
      // What an exception left waiting is older than this batch.
      this.#drain();
      this.#process(batch);
      this.#drain();
    } finally {
      this.#busy = false;
    }
  }

  /** Most packets that waited since this was asked last. */
  takeQueuedPeak(): number {
    const peak = this.#queuedPeak;
    this.#queuedPeak = 0;
    return peak;
  }

  #drain(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#process(next);
      this.#queue.release(next);
    }
  }

  #process(batch: PacketBatch): void {
    this.#links.handle(batch);
    for (const { phy, linkTypes, wanted, reports } of this.#routes) {
      const hasReports = batch.reports !== undefined && holdsReport(batch, reports);
      if (!hasReports && !holdsAny(batch, wanted)) continue;
      phy.handle(batch);
      let packets = linkTypes.length === 0 ? 0 : countTracked(batch, linkTypes);
      if (hasReports) packets += countReported(batch, reports);
      phy.packets += packets;
      this.tracked += packets;
    }
    if (batch.reports !== undefined) this.#countReports(batch);
    this.#countFinished(batch);
    for (const sink of this.#sinks) sink.handle(batch);
  }

  #countArrivals(batch: PacketBatch): void {
    const nowSec = this.#nowSec();
    this.arrived += batch.count;
    this.#input.statistics.packets.add(batch.count, nowSec);
    this.#input.statistics.peak.add(batch.count, nowSec);
  }

  #enqueue(batch: PacketBatch): void {
    const { statistics } = this.#input;
    const dropped = batch.count - this.#queue.push(batch);
    statistics.queued.add(this.#queue.packets, this.#nowSec());
    this.#queuedPeak = Math.max(this.#queuedPeak, this.#queue.packets);
    if (dropped === 0) return;
    this.backlogDropped += dropped;
    statistics.dropped.add(dropped, this.#nowSec());
  }

  #countFinished(batch: PacketBatch): void {
    const { statistics } = this.#input;
    const nowSec = this.#nowSec();
    let errors = 0;
    let duplicates = 0;
    for (let index = 0; index < batch.count; index++) {
      const flags = batch.flags[index]!;
      errors += flags & PACKET_ERROR;
      if ((flags & PACKET_DUPLICATE) !== 0) duplicates += 1;
    }
    this.errors += errors;
    this.duplicates += duplicates;
    if (errors > 0) statistics.error.add(errors, nowSec);
    if (duplicates > 0) statistics.duplicate.add(duplicates, nowSec);
    statistics.processed.add(batch.count, nowSec);
  }

  #countReports(batch: PacketBatch): void {
    for (let index = 0; index < batch.count; index++) {
      if (batch.reports![index]?.record === undefined) continue;
      this.reports += 1;
      if (takenReport(batch, index) !== undefined) this.reportsTaken += 1;
    }
  }

  #nowSec(): number {
    return Math.floor(this.#input.now() / 1000);
  }
}

/** True when some packet of the batch holds a frame of one of the link types. */
function holdsAny(batch: PacketBatch, linkTypes: readonly number[]): boolean {
  for (let index = 0; index < batch.count; index++) {
    if (linkTypes.includes(batch.frameLinkType[index]!)) return true;
  }
  return false;
}

/** True when some packet of the batch carries a JSON report of one of the types. */
function holdsReport(batch: PacketBatch, types: readonly string[]): boolean {
  if (types.length === 0) return false;
  for (let index = 0; index < batch.count; index++) {
    const report = batch.reports![index]?.record;
    if (report !== undefined && types.includes(report.type)) return true;
  }
  return false;
}

/** Reports that count for the PHY as packets: taken, and without a frame that counts already. */
function countReported(batch: PacketBatch, types: readonly string[]): number {
  if (batch.linkType !== LINKTYPE_NONE) return 0;
  let count = 0;
  for (let index = 0; index < batch.count; index++) {
    const report = takenReport(batch, index);
    if (report !== undefined && types.includes(report.type)) count += 1;
  }
  return count;
}

/**
 * Packets that count for the PHY: not in error, with common info. The PHY may have found the error
 * itself (802.11: unknown type or subtype), so this comes after it.
 */
function countTracked(batch: PacketBatch, linkTypes: readonly number[]): number {
  let count = 0;
  for (let index = 0; index < batch.count; index++) {
    if ((batch.flags[index]! & PACKET_ERROR) !== 0) continue;
    if (batch.kind[index] === KIND_NONE) continue;
    if (linkTypes.includes(batch.frameLinkType[index]!)) count += 1;
  }
  return count;
}
