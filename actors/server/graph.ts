// The tracking half of a server as one supervised tree: packet chain, PHYs, ticker, and the stores
// they own. No HTTP, no files: adapters and embedders attach to what this returns.
import { fromCallback } from "xstate";
import type { PacketBatch, PacketLocation } from "../../protocols/packet/packet-batch.ts";
import { sectionInterface } from "../../protocols/pcap/section-interface.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import { phyHash } from "../../protocols/records/device-key.ts";
import type { LocationPoint } from "../../protocols/records/location.ts";
import type { PacketStatistics } from "../../protocols/records/packet-statistics.ts";
import type { PhyRecord } from "../../protocols/records/phy.ts";
import { createRrd } from "../../protocols/records/rrd.ts";
import { createManufacturers } from "../../protocols/manuf/manufacturers.ts";
import type { ActorHandle, ActorSystem } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { AlertStore } from "../alert/alerts.ts";
import { DeviceAlerts } from "../alert/device-alerts.ts";
import { QueueAlerts } from "../alert/queue-alerts.ts";
import { defineSystemAlerts, type SystemAlerts } from "../alert/system-alerts.ts";
import { DeviceAgeing } from "../device/ageing.ts";
import { DeviceStore } from "../device/store.ts";
import { MessageLog } from "../message/message-log.ts";
import { ChannelTracker, DEVICE_ACTIVE_SEC } from "../packet/channel-tracker.ts";
import { DuplicateRing } from "../packet/duplicate-ring.ts";
import { PacketChain, type PacketSink } from "../packet/packet-chain.ts";
import type { Phy, PhyFactory } from "../phy/phy.ts";
import { PacketStreams } from "../stream/packet-streams.ts";
import { SystemStatus } from "../system/system-status.ts";
import type { Settings } from "./settings.ts";
import type { MessageRecord } from "../../protocols/records/message.ts";

/** Packets remembered to find duplicates, when the configuration names no number. */
const DUPLICATES_DEFAULT = 1024;
const SECOND_MS = 1000;

/** One batch of packets; its bytes are lent for the duration of the delivery. */
export interface PacketBatchEvent {
  type: "PACKET_BATCH";
  batch: PacketBatch;
}

export interface GraphInput {
  readonly platform: Platform;
  readonly system: ActorSystem;
  readonly bus: EventBus;
  readonly settings: Settings;
  readonly phys: readonly PhyFactory[];
  readonly serverUuid: string;
  readonly version: string;
  /** Number of fields clients can ask for. */
  readonly fieldCount: () => number;
  /** Names of makers by 24-bit prefix, before those of the program. */
  readonly makers?: ReadonlyMap<number, string>;
  /** Requests and websockets that are open. */
  readonly connections: () => number;
  /** Finds positions; the GPS tracker's. */
  readonly gps: { location(): LocationPoint; place(): LocationPoint };
  readonly locator: { locate(batch: PacketBatch): PacketLocation | undefined };
  /** The record of a source number; the source tracker's. */
  readonly datasource: (number: number) => DatasourceRecord | undefined;
  readonly print?: (message: MessageRecord) => void;
}

export interface TrackedPhy {
  readonly factory: PhyFactory;
  readonly phy: Phy;
}

export interface Graph {
  readonly devices: DeviceStore;
  readonly channels: ChannelTracker;
  readonly messages: MessageLog;
  readonly alerts: AlertStore;
  readonly systemAlerts: SystemAlerts;
  readonly deviceAlerts: DeviceAlerts;
  readonly statistics: PacketStatistics;
  readonly status: SystemStatus;
  readonly phys: readonly TrackedPhy[];
  readonly chain: PacketChain;
  readonly streams: PacketStreams;
  phyRecords(): PhyRecord[];
  /** A list that a PHY keeps under this name. */
  phyList(name: string): readonly unknown[];
  /** Best known position of the server. */
  location(): LocationPoint;
  /** Takes one batch through the chain, within this call. */
  deliver(batch: PacketBatch): void;
  addSink(sink: PacketSink): () => void;
}

export function createGraph(input: GraphInput): Graph {
  const { platform, system, bus, settings } = input;
  const now = () => platform.clock.now();
  const messages = new MessageLog({ bus, now, ...input.print && { print: input.print } });
  const location = () => input.gps.location();
  const alerts = new AlertStore({
    bus,
    messages,
    settings,
    now,
    location: () => input.gps.place(),
  });
  const systemAlerts = defineSystemAlerts(alerts, settings, platform.user.id);
  const manufacturers = createManufacturers(
    settings.list("manuf"),
    settings.flag("manuf_lookup"),
    input.makers,
  );
  const devices = new DeviceStore({
    random: platform.random,
    settings,
    bus,
    serverUuid: input.serverUuid,
    manufacturers,
    datasource: input.datasource,
  });
  const deviceAlerts = new DeviceAlerts({ alerts, devices, messages, settings });
  const phys = input.phys.map((factory, id): TrackedPhy => {
    devices.registerPhy({ id, name: factory.name, hash: phyHash(factory.name) });
    const phy = factory.create({
      id,
      devices,
      bus,
      alerts,
      messages,
      settings,
      manufacturers,
      now,
    });
    return { factory, phy };
  });
  for (const { phy } of phys) {
    if (phy.removed) devices.observe({ removed: (device) => phy.removed!(device) });
  }
  const channels = new ChannelTracker({ now });
  const statistics = createStatistics();
  const status = new SystemStatus({
    platform,
    settings,
    serverUuid: input.serverUuid,
    version: input.version,
    counts: () => ({
      devices: devices.size,
      fields: input.fieldCount(),
      components: input.phys.length,
      connections: input.connections(),
    }),
  });

  const trackers = system.root.startSupervisor({ id: "phys", intensity: 10, periodMs: 60_000 });
  const routed = phys.map(({ factory, phy }) => ({
    linkTypes: factory.linkTypes,
    ...factory.overhears && { overhears: factory.overhears },
    ...factory.reports && { reports: factory.reports },
    phy: new PhyActor(phy, trackers.start({ id: factory.name, logic: phyLogic(phy) })),
  }));
  const chain = new PacketChain({
    phys: routed,
    duplicates: new DuplicateRing(settings.integer("packet_dedup_size") || DUPLICATES_DEFAULT),
    statistics,
    backlogMax: settings.integer("packet_backlog_limit"),
    now,
  });
  chain.addSink(channels);
  const streams = new PacketStreams({
    now,
    describe: (source) => sectionInterface(source && input.datasource(source.number)),
  });
  const streamActor = system.root.start({ id: "packet-streams", logic: streamLogic(streams) });
  chain.addSink({
    handle: (batch) => {
      streamActor.deliver({ type: "PACKET_BATCH", batch });
    },
  });
  const chainActor = system.root.start({ id: "packet-chain", logic: chainLogic(chain) });
  const graph: Graph = {
    devices,
    channels,
    messages,
    alerts,
    systemAlerts,
    deviceAlerts,
    statistics,
    status,
    phys,
    chain,
    streams,
    phyRecords: () =>
      phys.map(({ factory, phy }, id) => ({
        id,
        name: factory.name,
        devices: devices.phySize(id),
        packets: phy.packets,
        counters: phy.counters?.(),
      })),
    phyList: (name) => phys.flatMap(({ phy }) => phy.lists?.().get(name) ?? []),
    location,
    deliver: (batch) => {
      // Sources use a batch again: what was found for this delivery ends with it.
      const found = batch.location === undefined ? input.locator.locate(batch) : undefined;
      if (found !== undefined) batch.location = found;
      chainActor.deliver({ type: "PACKET_BATCH", batch });
      if (found !== undefined) batch.location = undefined;
    },
    addSink: (sink) => chain.addSink(sink),
  };
  system.root.start({ id: "ticker", logic: tickerLogic(platform, settings, graph, bus) });
  for (const { factory } of phys) bus.publish("NEW_PHY", factory.name);
  return graph;
}

function createStatistics(): PacketStatistics {
  return {
    peak: createRrd("prev-positive-extreme"),
    packets: createRrd("default"),
    error: createRrd("default"),
    duplicate: createRrd("default"),
    queued: createRrd("extreme"),
    dropped: createRrd("default"),
    processed: createRrd("default"),
  };
}

// The chain and the PHYs are callback actors: one event a batch costs them 0.1 microseconds, and a
// programmer's error in one ends that delivery, is reported, and is followed by a restart.
function chainLogic(chain: PacketChain) {
  return fromCallback<PacketBatchEvent>(({ receive }) => {
    receive((event) => chain.handle(event.batch));
  });
}

function phyLogic(phy: Phy) {
  return fromCallback<PacketBatchEvent>(({ receive }) => {
    receive((event) => phy.handle(event.batch));
  });
}

/** Its streams end with it, in order. */
function streamLogic(streams: PacketStreams) {
  return fromCallback<PacketBatchEvent>(({ receive }) => {
    receive((event) => streams.handle(event.batch));
    return () => streams.endAll();
  });
}

/** A PHY as the chain sees it: its actor takes the batch, its counter stays its own. */
class PhyActor implements Phy {
  readonly name: string;
  readonly #phy: Phy;
  readonly #actor: ActorHandle<PacketBatchEvent>;

  constructor(phy: Phy, actor: ActorHandle<PacketBatchEvent>) {
    this.name = phy.name;
    this.#phy = phy;
    this.#actor = actor;
  }

  get packets(): number {
    return this.#phy.packets;
  }

  set packets(value: number) {
    this.#phy.packets = value;
  }

  handle(batch: PacketBatch): void {
    this.#actor.deliver({ type: "PACKET_BATCH", batch });
  }
}

/** Once a second: histories, ageing, and the records that subscribers get each second. */
function tickerLogic(platform: Platform, settings: Settings, graph: Graph, bus: EventBus) {
  return fromCallback(() => {
    const warning = settings.integer("packet_log_warning");
    const ageing = new DeviceAgeing(graph.devices, settings);
    const queueAlerts = new QueueAlerts(graph.alerts, graph.chain, warning);
    let timer = platform.clock.setTimeout(tick, SECOND_MS);
    function tick(): void {
      const nowMs = platform.clock.now();
      // Aimed at whole seconds, so that a late timer does not shift all that follow; rounded, because
      // engines also fire a fraction of a millisecond early and would tick twice.
      const nextMs = (Math.round(nowMs / SECOND_MS) + 1) * SECOND_MS;
      timer = platform.clock.setTimeout(tick, nextMs - nowMs);
      const nowSec = Math.floor(nowMs / 1000);
      graph.status.tick();
      graph.devices.beginBatch(nowMs);
      graph.deviceAlerts.tick(nowSec);
      queueAlerts.tick(nowSec);
      ageing.tick(nowSec);
      const active = graph.devices.changedSince(nowSec - DEVICE_ACTIVE_SEC, "modTime");
      graph.channels.tick(nowSec, active ?? graph.devices.all());
      for (const { phy } of graph.phys) phy.tick?.(nowSec);
      bus.publish("TIMESTAMP", graph.status.record);
      bus.publish("BATTERY", graph.status.record);
      bus.publish("STATISTICS", graph.status.record);
      bus.publish("PACKETCHAIN_STATS", graph.statistics);
      bus.publish("GPS_LOCATION", graph.location());
    }
    return () => platform.clock.clearTimeout(timer);
  });
}
