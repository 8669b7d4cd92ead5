// The embedding API: a whole server as an object. It opens no file, starts no server and reads no
// clock but through the platform it is given.
import { announcement, announcerLogic } from "./actors/announce/announcer.ts";
import { openStaggered, staggerOf } from "./actors/datasource/staggered.ts";
import { reasonOf } from "./actors/datasource/datasource-error.ts";
import { DatasourceTracker } from "./actors/datasource/datasource-tracker.ts";
import { trackerSettings } from "./actors/datasource/tracker-settings.ts";
import type { LiveCapture } from "./actors/datasource/live-capture.ts";
import { SOURCE_TYPES } from "./actors/datasource/source-types.ts";
import type { SourceType } from "./actors/datasource/source-type.ts";
import { createDemo } from "./actors/datasource/demo.ts";
import { street } from "./scenarios/street.ts";
import type { LogFormat } from "./actors/log/log-format.ts";
import { LOGS_MAX, LogTracker } from "./actors/log/log-tracker.ts";
import { withHelperTypes } from "./actors/helper/helper-types.ts";
import { Inspector } from "./actors/inspect/inspector.ts";
import { LogFilters } from "./actors/filter/log-filters.ts";
import { BatchLocator } from "./actors/gps/batch-locator.ts";
import { GpsTracker } from "./actors/gps/gps-tracker.ts";
import { GPS_TYPES } from "./actors/gps/gps-types.ts";
import { loggedPositions } from "./actors/gps/logged-positions.ts";
import type { LegacyServer } from "./actors/legacy/legacy-server.ts";
import { startLegacy } from "./actors/legacy/start-legacy.ts";
import { DeviceNotes } from "./actors/notes/device-notes.ts";
import { HelperRoutes } from "./actors/plugin/helper-routes.ts";
import { physWithRules } from "./actors/phy/phys.ts";
import type { Dot11Rule } from "./actors/phy/dot11/rule.ts";
import type { PhyFactory } from "./actors/phy/phy.ts";
import { type GraphEdge, isOutside } from "./actors/record/graph-edge.ts";
import { createCommands } from "./actors/server/create-commands.ts";
import { createStores, dot11Of } from "./actors/server/create-stores.ts";
import { createPlugins } from "./actors/plugin/create-plugins.ts";
import { createRemote, listenForSensors } from "./actors/remote/create-remote.ts";
import { createGraph } from "./actors/server/graph.ts";
import { ownUrl } from "./actors/server/own-url.ts";
import { serverUuid } from "./actors/server/server-identity.ts";
import { readMakers } from "./actors/server/makers-file.ts";
import type { Settings } from "./actors/server/settings.ts";
import { tellReport } from "./actors/server/tell-report.ts";
import { VERSION } from "./actors/server/version.ts";
import { collectMetrics } from "./actors/system/metrics.ts";
import { sensorLogic } from "./actors/system/sensor-logic.ts";
import { readTlsPair, watchTlsFiles } from "./actors/server/tls-files.ts";
import type { ServerCommands, ServerStores } from "./actors/server/stores.ts";
import type { Sessions } from "./actors/session/sessions.ts";
import { createHttpApp, type HttpApp } from "./adapters/http/app.ts";
import { RequestCounter } from "./adapters/http/request-counter.ts";
import { LOG_FORMATS } from "./adapters/log/log-formats.ts";
import { ownModules } from "./adapters/http/page-modules.ts";
import { pageFiles, type PageSource } from "./adapters/http/page-files.ts";
import type { OwnTopic } from "./protocols/records/topic-contents.ts";
import type { PacketBatch } from "./protocols/packet/packet-batch.ts";
import { deviceTable } from "./protocols/records/device-table.ts";
import { record } from "./protocols/records/field.ts";
import type { MessageRecord } from "./protocols/records/message.ts";
import type { ActorSystem, TreeNode } from "./runtime/actor-spec.ts";
import { createActorSystem } from "./runtime/actor-system.ts";
import { createEventBus } from "./runtime/event-bus.ts";
import type { HttpServer, Platform, RequestConnection } from "./runtime/platform.ts";
import { TimeSlices } from "./runtime/time-slices.ts";
import type { BusEvent, EventBus } from "./runtime/topics.ts";

export { VERSION };
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
    /** Directory of `index.html`, `app.js`, …, or these files by name; undefined serves no page. */
    readonly directory: PageSource | undefined;
    readonly sessions: Sessions;
  };
  /** Pages for a program that serves by itself, `OWN_PAGES` for those of moirai. */
  readonly pages?: PageSource;
  /** Called with each message, also debug ones. */
  readonly print?: (message: MessageRecord) => void;
  /** Ends the program when a client of the old text protocol may ask for it. */
  readonly shutdown?: () => void;
  /** Writes the logs that the settings want; without it only those that are asked for. */
  readonly logging?: boolean;
  /** Keeps names and tags that people give to devices in `configdir`, over a restart. */
  readonly deviceNotes?: boolean;
  /** Further PHYs, source types and log formats, after the built-in ones. */
  readonly phys?: readonly PhyFactory[];
  readonly sourceTypes?: readonly SourceType[];
  readonly logFormats?: readonly LogFormat[];
  /** Alert rules for 802.11, beside those of docs/alerts.md. */
  readonly alertRules?: readonly Dot11Rule[];
  /** Topics of your own, with what their events look like to websocket clients. */
  readonly topics?: readonly OwnTopic[];
  /** Stands between the graph and the outside, to record what comes in or to replay it. */
  readonly edge?: GraphEdge;
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
  /** Where sensors connect over TCP, once it listens for them. */
  readonly remoteAddress: { readonly hostname: string; readonly port: number } | undefined;
  /** Resolves when every source that ends by itself has ended. */
  idle(): Promise<void>;
  /** Takes packets of your own through the chain; the batch is only borrowed. */
  push(batch: PacketBatch): void;
  /** Shows each batch when it has been through the chain, borrowed; returns the remover. */
  follow(look: (batch: PacketBatch) => void): () => void;
  /** The actors as plain data: states, mailboxes, restarts. */
  actors(): TreeNode;
  /** Where actors of your own start, supervised like all others: `system.start({ id, logic })`. */
  readonly system: ActorSystem;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server that is wired and not started. */
export async function createMoirai(options: MoiraiOptions): Promise<Moirai> {
  const { platform, settings, edge } = options;
  // What the graph's own actors see; web server, logs and plugins are outside of it.
  const inner = edge?.platform ?? platform;
  const bus = createEventBus({
    onError: (error, event) =>
      graph.messages.error(`a subscriber of ${event.topic} failed: ${reasonOf(error)}`),
  });
  const system = createActorSystem({
    clock: inner.clock,
    random: inner.random,
    bus,
    onReport: (report) => tellReport(isOutside(report.path) ? told : graph.messages, report),
  });
  // The first to start is the last to stop: logs take what the others say at their end.
  const logSupervisor = system.startSupervisor({
    id: "logs",
    random: platform.random,
    intensity: 100,
    periodMs: 60_000,
    childrenMax: LOGS_MAX,
  });
  const factories = [...physWithRules(options.alertRules), ...options.phys ?? []];
  // Graph and tracker know each other: the graph asks for records, the tracker delivers packets.
  const phyFields = factories.flatMap((factory) => factory.deviceField ?? []);
  const late: { tracker?: DatasourceTracker } = {};
  const gps = new GpsTracker({
    platform: inner,
    system,
    types: edge ? GPS_TYPES.map((type) => edge.gpsType(type)) : GPS_TYPES,
    messages: () => graph.messages,
    serverName: settings.text("servername") || platform.hostname,
  });
  const requests = new RequestCounter();
  const connections = () => requests.active + app.context.subscribers.size;
  const makers = edge?.makers ?? await readMakers(platform.files, settings);
  const graph = createGraph({
    platform: inner,
    system,
    bus,
    settings,
    phys: factories,
    serverUuid: edge?.serverUuid ??
      await serverUuid(platform, settings, options.web !== undefined),
    version: VERSION,
    fieldCount: () => app.context.trackedFields.length,
    makers: makers.makers,
    connections: edge?.connections(connections) ?? connections,
    gps,
    locator: new BatchLocator(gps, (number) => late.tracker?.byNumber(number)),
    datasource: (number) => late.tracker?.byNumber(number),
    ...options.print && { print: options.print },
  });
  const told = edge?.teller(graph.messages) ?? graph.messages;
  const outerBus = edge?.bus(bus) ?? bus;
  const types = withHelperTypes(
    [createDemo(street), ...SOURCE_TYPES, ...options.sourceTypes ?? []],
    platform,
    settings,
  );
  const sources = late.tracker = new DatasourceTracker({
    system,
    context: { platform: inner, live: options.live, version: VERSION },
    types: edge ? types.map((type) => edge.sourceType(type)) : types,
    messages: graph.messages,
    notice: (kind, text) => {
      if (kind === "error") graph.systemAlerts.sourceFailed(text);
      else graph.systemAlerts.sourceOpened(text);
    },
    ...trackerSettings(settings),
    onBatch: (batch) => graph.deliver(batch),
    onNew: (source) => graph.devices.addDatasourceView(source),
  });
  for (const problem of makers.problems) graph.messages.error(problem);
  options.web?.sessions.tokens.reportTo((text) => told.error(text));
  const filters = new LogFilters();
  filters.configure(settings, (text) => graph.messages.error(text));
  const logs = new LogTracker({
    supervisor: logSupervisor,
    formats: [...LOG_FORMATS, ...options.logFormats ?? []],
    messages: told,
    context: {
      platform,
      settings,
      bus: outerBus,
      filters,
      slices: new TimeSlices(platform),
      device: record(() => deviceTable(phyFields)),
      stores: {
        devices: graph.devices,
        alerts: graph.alerts,
        messages: graph.messages,
        phyNames: () => graph.phys.map(({ phy }) => phy.name),
        datasources: () => sources.all(),
        datasource: (number) => sources.byNumber(number),
        system: () => graph.status.refresh(),
        location: () => graph.location(),
        positions: () => loggedPositions(gps.all(), platform.clock.now()),
      },
    },
  });
  graph.addSink(logs);
  const remote = createRemote({ platform, settings, system, sources, messages: told, edge });
  const helperRoutes = new HelperRoutes();
  const plugins = createPlugins({
    platform,
    settings,
    system,
    bus: outerBus,
    messages: told,
    tokens: options.web?.sessions.tokens,
    routes: helperRoutes,
    serverUrl: () => server === undefined ? "" : ownUrl(server, settings),
    encodeEvent: (event) => app.context.encodeEvent(event),
  });
  const inspector = new Inspector(system);
  const parts = { graph, sources, gps, filters, logs, plugins, inspector };
  const stores = createStores(
    parts,
    settings,
    () => [
      ...collectMetrics({ ...parts, bus, actors: () => system.tree(), legacy: () => legacy }),
      ...requests.metrics(),
      ...notes.metrics(),
    ],
  );
  const own = createCommands(parts);
  const enabled = options.deviceNotes === true;
  const notes = new DeviceNotes({ platform, settings, bus, messages: told, enabled });
  const commands = notes.around(edge?.commands(own) ?? own);
  const pages = options.web?.directory ?? options.pages;
  const push = edge?.push(graph.deliver) ?? graph.deliver;
  const app: HttpApp = createHttpApp({
    platform,
    now: () => inner.clock.now(),
    settings,
    bus,
    stores,
    commands,
    sessions: options.web?.sessions,
    phyFields,
    tables: factories.flatMap((factory) => factory.tables),
    topics: options.topics ?? [],
    files: pageFiles({
      files: platform.files,
      settings,
      directory: pages,
      pluginDirectory: (name) => plugins.filesOf(name),
    }),
    pageModules: async () => [
      ...await ownModules(platform.files, pages),
      ...plugins.modules(),
    ],
    helperRoutes,
    remote,
    supervisor: system.startSupervisor({
      id: "subscribers",
      random: platform.random,
      intensity: 1000,
      periodMs: 60_000,
    }),
    report: (text) => told.error(text),
  });

  let server: HttpServer | undefined;
  let unwatch = (): void => {};
  let stopOpening = (): void => {};
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
        fetch: requests.around((request, connection) => app.fetch(request, connection)),
      });
      if (tls !== undefined) {
        unwatch = watchTlsFiles({ platform, settings, server, used: tls, told });
      }
    }
    const { status } = graph;
    system.start({ id: "sensors", logic: sensorLogic(inner, status, edge) });
    gps.open(settings.list("gps"));
    if (settings.flag("server_announce")) {
      system.start({
        id: "announcer",
        logic: announcerLogic,
        input: announcement(platform, settings, { status, messages: told }, server?.port ?? 0),
      });
    }
    legacy = startLegacy({
      platform,
      settings,
      system,
      bus,
      stores,
      commands,
      devices: graph.devices,
      messages: told,
      addSink: (sink) => graph.addSink(sink),
      dot11: dot11Of(graph)?.state,
      version: VERSION,
      logs: () => logs.all().filter(({ open }) => open).map(({ driver }) => driver.class),
      shutdown: options.shutdown,
    });
    const writesLogs = options.logging === true && settings.flag("enable_logging");
    if (options.logging && !writesLogs) graph.systemAlerts.logDisabled();
    edge?.begin();
    await notes.open();
    if (writesLogs) await logs.startConfigured();
    if (options.web !== undefined) {
      await listenForSensors(remote, settings, told);
      await plugins.load();
    }
    const stagger = staggerOf(settings);
    stopOpening = openStaggered(options.sources ?? [], stagger, platform.clock, (definition) => {
      // Why it failed was said as a message; the others are opened all the same.
      commands.addDatasource(definition).catch(() => {});
    });
  }

  async function shutDown(): Promise<void> {
    unwatch();
    stopOpening();
    await remote.close();
    await notes.close();
    await edge?.finish();
    // Subscribers say goodbye to their peers before the server closes their connections.
    await system.stop();
    logs.dispose();
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
    get remoteAddress() {
      return remote.address;
    },
    idle: () => sources.idle(),
    push,
    follow: (handle) => graph.addSink({ handle }),
    actors: () => system.tree(),
    system,
    [Symbol.asyncDispose]: () => moirai.stop(),
  };
  return moirai;
}
