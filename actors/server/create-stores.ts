// What adapters may read of a server, gathered from the actors that own it.
import { parseHopRate } from "../../protocols/config/config-values.ts";
import type { DatasourceTracker } from "../datasource/datasource-tracker.ts";
import type { GpsTracker } from "../gps/gps-tracker.ts";
import type { LogFilters } from "../filter/log-filters.ts";
import type { Inspector } from "../inspect/inspector.ts";
import type { LogTracker } from "../log/log-tracker.ts";
import { Dot11Phy } from "../phy/dot11.ts";
import type { Plugins } from "../plugin/plugins.ts";
import type { Graph } from "./graph.ts";
import type { Settings } from "./settings.ts";
import type { ServerStores } from "./stores.ts";

export interface ServerParts {
  readonly graph: Graph;
  readonly sources: DatasourceTracker;
  readonly gps: GpsTracker;
  readonly filters: LogFilters;
  readonly logs: LogTracker;
  readonly plugins: Plugins;
  readonly inspector: Inspector;
}

export function createStores(
  { graph, sources, gps, filters, logs, plugins, inspector }: ServerParts,
  settings: Settings,
  metrics: ServerStores["metrics"],
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
    logs,
    plugins,
    inspector,
    statistics: graph.statistics,
    system: () => graph.status.refresh(),
    location: () => graph.location(),
    metrics,
    gps,
  };
}

/** The 802.11 PHY, where there is one. */
export function dot11Of(graph: Graph): Dot11Phy | undefined {
  return graph.phys.map(({ phy }) => phy).find((phy) => phy instanceof Dot11Phy);
}

/** Channels a second where nothing else says so. */
export function defaultHopRate(settings: Settings): number {
  return parseHopRate(settings.text("channel_hop_speed")) ?? 1;
}
