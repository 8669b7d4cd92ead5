// The embedding API: a whole server as an object. It opens no file, starts no server and reads no
// clock but through the platform it is given.
import { defineAlert, raiseAlert, watchDevices } from "./actors/alert/alert-commands.ts";
import { DatasourceTracker } from "./actors/datasource/datasource-tracker.ts";
import type { LiveCapture } from "./actors/datasource/live-capture.ts";
import { SOURCE_TYPES } from "./actors/datasource/source-types.ts";
import type { SourceType } from "./actors/datasource/source-type.ts";
import { LogFilters } from "./actors/filter/log-filters.ts";
import type { LegacyServer } from "./actors/legacy/legacy-server.ts";
import { startLegacy } from "./actors/legacy/start-legacy.ts";
import { PHYS } from "./actors/phy/phys.ts";
import type { PhyFactory } from "./actors/phy/phy.ts";
import { createGraph, type Graph } from "./actors/server/graph.ts";
import { serverUuid } from "./actors/server/server-identity.ts";
import type { Settings } from "./actors/server/settings.ts";
import { readTlsPair, watchTlsFiles } from "./actors/server/tls-files.ts";
import { CommandError, type ServerCommands, type ServerStores } from "./actors/server/stores.ts";
import type { Sessions } from "./actors/session/sessions.ts";
import { createHttpApp, type HttpApp } from "./adapters/http/app.ts";
import { ownModules } from "./adapters/http/page-modules.ts";
import {
  contentTypes,
  firstOf,
  FOREIGN_PAGE_POLICY,
  type StaticFiles,
} from "./adapters/http/static-files.ts";
import { webFiles } from "./adapters/http/web-files.ts";
import { Dot11Phy } from "./actors/phy/dot11.ts";
import { parseHopRate } from "./protocols/config/config-values.ts";
import type { PacketBatch } from "./protocols/packet/packet-batch.ts";
import type { MessageRecord } from "./protocols/records/message.ts";
import type { ActorReport, TreeNode } from "./runtime/actor-spec.ts";
import { createActorSystem } from "./runtime/actor-system.ts";
import { createEventBus } from "./runtime/event-bus.ts";
import type { HttpServer, Platform, RequestConnection } from "./runtime/platform.ts";
import type { BusEvent, EventBus } from "./runtime/topics.ts";

export const VERSION = "0.1.0";
/** Time for open connections to end when the server stops. */
const CLOSE_MS = 2_000;
/** Bytes of a request that a platform may buffer; the application refuses less with a sentence. */
const BODY_BYTES_MAX = 1_000_000;

export interface MoiraiOptions {
  readonly platform: Platform;
  readonly settings: Settings;
  /** Definitions opened by `start`; one that fails is told as a message and does not end it. */
  readonly sources?: readonly string[];
  /** Radios of this machine; without it only files and the demo can be listened to. */
  readonly live?: LiveCapture;
  /** Listens when it is there: address and port of the settings, the page from `directory`. */
  readonly web?: {
    /** Directory of `index.html`, `app.js`, …; undefined serves no page. */
    readonly directory: string | undefined;
    readonly sessions: Sessions;
  };
  /** Called with each message, also debug ones. */
  readonly print?: (message: MessageRecord) => void;
  /** Ends the program when a client of the old text protocol may ask for it. */
  readonly shutdown?: () => void;
  /** Further PHYs and source types, after the built-in ones. */
  readonly phys?: readonly PhyFactory[];
  readonly sourceTypes?: readonly SourceType[];
}

export interface Moirai {
  /** Resolves when it listens and its sources are being opened. */
  start(): Promise<void>;
  /** Ends sources and connections in order; resolves when nothing runs any more. */
  stop(): Promise<void>;
  readonly stores: ServerStores;
  readonly commands: ServerCommands;
  readonly bus: EventBus;
  /** Answers as the web server would. Without `web` there is nobody to log in: all may be asked. */
  fetch(request: Request, connection?: RequestConnection): Promise<Response>;
  /** The event as websocket clients get it: JSON in UTF-8. */
  encodeEvent(event: BusEvent): Uint8Array;
  /** Where it listens, after `start`. */
  readonly address: { readonly hostname: string; readonly port: number } | undefined;
  /** Where old clients are served (`listen`), once it listens. */
  readonly legacyAddress: { readonly hostname: string; readonly port: number } | undefined;
  /** Resolves when every source that ends by itself has ended. */
  idle(): Promise<void>;
  /** Takes packets of your own through the chain; the batch is only borrowed. */
  push(batch: PacketBatch): void;
  /** The actors as plain data: states, mailboxes, restarts. */
  actors(): TreeNode;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server that is wired and not started. */
export async function createMoirai(options: MoiraiOptions): Promise<Moirai> {
  const { platform, settings } = options;
  const bus = createEventBus({
    onError: (error, event) =>
      graph.messages.error(`a subscriber of ${event.topic} failed: ${textOf(error)}`),
  });
  const system = createActorSystem({
    clock: platform.clock,
    random: platform.random,
    bus,
    onReport: (report) => tellReport(graph, report),
  });
  const factories = [...PHYS, ...options.phys ?? []];
  // Graph and tracker know each other: the graph asks for records, the tracker delivers packets.
  const late: { tracker?: DatasourceTracker } = {};
  const graph = createGraph({
    platform,
    system,
    bus,
    settings,
    phys: factories,
    serverUuid: await serverUuid(platform, settings, options.web !== undefined),
    version: VERSION,
    fieldCount: () => app.context.trackedFields.length,
    datasource: (number) => late.tracker?.byNumber(number),
    ...options.print && { print: options.print },
  });
  const sources = late.tracker = new DatasourceTracker({
    system,
    context: { platform, live: options.live, version: VERSION },
    types: [...SOURCE_TYPES, ...options.sourceTypes ?? []],
    messages: graph.messages,
    notice: (kind, text) => {
      if (kind === "error") graph.systemAlerts.sourceFailed(text);
      else graph.systemAlerts.sourceOpened(text);
    },
    retryOnError: settings.flag("retry_on_source_error"),
    hopRate: defaultHopRate(settings),
    maskedTypes: settings.list("mask_datasource_type"),
    maskedInterfaces: settings.list("mask_datasource_interface"),
    onBatch: (batch) => graph.deliver(batch),
    onNew: (record) => graph.devices.addDatasourceView(record),
  });
  options.web?.sessions.tokens.reportTo((text) => graph.messages.error(text));
  const filters = new LogFilters();
  filters.configure(settings, (text) => graph.messages.error(text));
  const stores = createStores(graph, sources, settings, filters);
  const commands = createCommands(graph, sources, filters);
  const app: HttpApp = createHttpApp({
    platform,
    settings,
    bus,
    stores,
    commands,
    sessions: options.web?.sessions,
    phyFields: factories.flatMap((factory) => factory.deviceField ?? []),
    tables: factories.flatMap((factory) => factory.tables),
    files: pageFiles(platform, settings, options.web?.directory),
    pageModules: async () =>
      options.web?.directory === undefined
        ? []
        : await ownModules(platform.files, options.web.directory),
    supervisor: system.startSupervisor({
      id: "subscribers",
      intensity: 1000,
      periodMs: 60_000,
    }),
    report: (text) => graph.messages.error(text),
  });

  let server: HttpServer | undefined;
  let unwatch = (): void => {};
  let stopping: Promise<void> | undefined;
  let legacy: LegacyServer | undefined;

  async function start(): Promise<void> {
    if (options.web !== undefined) {
      const tls = await readTlsPair(platform, settings);
      server = await platform.serve({
        hostname: settings.text("httpd_bind_address"),
        port: settings.integer("httpd_port"),
        ...tls && { tls },
        maxBodyBytes: BODY_BYTES_MAX,
        fetch: (request, connection) => app.fetch(request, connection),
      });
      if (tls !== undefined) {
        const { messages } = graph;
        unwatch = watchTlsFiles({ platform, settings, server, used: tls, told: messages });
      }
    }
    legacy = startLegacy({
      platform,
      settings,
      system,
      bus,
      stores,
      commands,
      devices: graph.devices,
      messages: graph.messages,
      addSink: (sink) => graph.addSink(sink),
      dot11: dot11Of(graph)?.state,
      version: VERSION,
      logs: () => [],
      shutdown: options.shutdown,
    });
    for (const definition of options.sources ?? []) {
      // Why it failed was said as a message; the others are opened all the same.
      sources.add(definition).catch(() => {});
    }
  }

  async function shutDown(): Promise<void> {
    unwatch();
    // Subscribers say goodbye to their peers before the server closes their connections.
    await system.stop();
    await server?.close(CLOSE_MS);
    server = undefined;
  }

  const moirai: Moirai = {
    start,
    stop: () => stopping ??= shutDown(),
    stores,
    commands,
    bus,
    fetch: (request, connection) => app.fetch(request, connection),
    encodeEvent: (event) => app.context.encodeEvent(event),
    get address() {
      return server && { hostname: server.hostname, port: server.port };
    },
    get legacyAddress() {
      return legacy?.address;
    },
    idle: () => sources.idle(),
    push: (batch) => graph.deliver(batch),
    actors: () => system.tree(),
    [Symbol.asyncDispose]: () => moirai.stop(),
  };
  return moirai;
}

/** What people put beside the web interface comes first, then the interface itself. */
function pageFiles(
  platform: Platform,
  settings: Settings,
  directory: string | undefined,
): StaticFiles {
  if (directory === undefined) return new Map();
  const types = contentTypes(settings.list("httpd_mime"));
  const own = settings.text("httpd_user_home").replace(/\/+$/, "");
  const policy = settings.given("httpd_home") ? FOREIGN_PAGE_POLICY : undefined;
  return firstOf([
    webFiles(platform.files, own, types, FOREIGN_PAGE_POLICY),
    webFiles(platform.files, directory, types, policy),
  ]);
}

function dot11Of(graph: Graph): Dot11Phy | undefined {
  return graph.phys.map(({ phy }) => phy).find((phy) => phy instanceof Dot11Phy);
}

function createStores(
  graph: Graph,
  sources: DatasourceTracker,
  settings: Settings,
  filters: LogFilters,
): ServerStores {
  const dot11 = dot11Of(graph);
  return {
    devices: graph.devices,
    ssids: dot11?.state.groups ?? { all: () => [], byHash: () => undefined },
    phys: () => graph.phyRecords(),
    phyList: (name) => graph.phyList(name),
    channels: graph.channels,
    datasources: {
      all: () => sources.all(),
      byUuid: (uuid) => sources.byUuid(uuid),
      drivers: () => sources.drivers(),
      defaults: {
        hopRate: defaultHopRate(settings),
        hop: settings.flag("channel_hop"),
        split: settings.flag("split_source_hopping"),
        randomOrder: settings.flag("randomized_hopping"),
        retryOnError: settings.flag("retry_on_source_error"),
        remoteCaptureListen: settings.text("remote_capture_listen"),
        remoteCapturePort: settings.integer("remote_capture_port"),
        remoteCaptureTimestamp: settings.flag("override_remote_timestamp"),
      },
    },
    messages: graph.messages,
    alerts: {
      all: () => graph.alerts.all(),
      definitions: () => graph.alerts.definitions(),
      watched: (kinds) => graph.deviceAlerts.watched(kinds),
    },
    filters,
    streams: graph.streams,
    statistics: graph.statistics,
    system: () => graph.status.refresh(),
    location: () => graph.location(),
  };
}

function defaultHopRate(settings: Settings): number {
  return parseHopRate(settings.text("channel_hop_speed")) ?? 1;
}

function createCommands(
  graph: Graph,
  sources: DatasourceTracker,
  filters: LogFilters,
): ServerCommands {
  const deviceOf = (key: string) => {
    const device = graph.devices.byKey(key);
    if (device === undefined) throw new CommandError(500, "no device has this key");
    return device;
  };
  const alertCommands = {
    alerts: graph.alerts,
    deviceAlerts: graph.deviceAlerts,
    phys: () => graph.phyRecords(),
  };
  return {
    addDatasource: (definition) => sources.add(definition),
    openDatasource: (uuid) => sources.open(uuid),
    closeDatasource: (uuid) => sources.close(uuid),
    pauseDatasource: (uuid) => sources.pause(uuid),
    resumeDatasource: (uuid) => sources.resume(uuid),
    tuneDatasource: (uuid, request) => sources.tune(uuid, request),
    listInterfaces: () => sources.list(),
    async changeFilter(change) {
      filters.apply(change);
    },
    async defineAlert(request) {
      defineAlert(alertCommands, request);
    },
    async raiseAlert(name, occurrence) {
      raiseAlert(alertCommands, name, occurrence);
    },
    async watchDevices(change, kinds, addresses) {
      watchDevices(alertCommands, change, kinds, addresses);
    },
    async reportScan(uuid, name, reports) {
      const dot11 = dot11Of(graph);
      if (dot11 === undefined) throw new CommandError(500, "there is no 802.11 PHY");
      const source = sources.virtual(uuid, name, "IEEE80211 scan");
      for (const report of reports) {
        const faults = { add: () => {} };
        if (dot11.scans.take(report, { number: source.number, checkFcs: false, faults })) {
          source.packets += 1;
        }
      }
    },
    async openStream(wish) {
      return graph.streams.begin(wish);
    },
    async closeStream(id) {
      const stream = graph.streams.byId(id);
      if (stream === undefined) throw new CommandError(500, "there is no stream of this number");
      stream.end();
    },
    async setDeviceName(key, name) {
      graph.devices.setUsername(deviceOf(key), name);
    },
    async setDeviceTag(key, tag, content) {
      graph.devices.setTag(deviceOf(key), tag, content);
    },
  };
}

function tellReport(graph: Graph, report: ActorReport): void {
  const next = report.next === "restart"
    ? `it starts again in ${Math.round(report.delayMs)} ms`
    : report.next === "none"
    ? "it goes on"
    : "it stays down";
  graph.messages.error(`internal error in ${report.path}: ${textOf(report.cause)}; ${next}`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
