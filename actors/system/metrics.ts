// Every named counter of the server, for monitoring: what went through, what waited, what was refused
// or lost, and at which limit.
import { counter, gauge, type Metric, type Sample } from "../../protocols/metrics/prometheus.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { TreeNode } from "../../runtime/actor-spec.ts";
import type { BusCounters } from "../../runtime/event-bus.ts";
import type { LegacyServer } from "../legacy/legacy-server.ts";
import type { ServerParts } from "../server/create-stores.ts";

export interface MetricSources extends ServerParts {
  readonly bus: { counters(): BusCounters };
  actors(): TreeNode;
  /** The server for old clients, where there is one. */
  legacy(): LegacyServer | undefined;
}

export function collectMetrics(sources: MetricSources): Metric[] {
  return [
    ...systemMetrics(sources),
    ...packetMetrics(sources),
    ...deviceMetrics(sources),
    ...datasourceMetrics([...sources.sources.all()]),
    ...busMetrics(sources.bus.counters()),
    ...actorMetrics(sources.actors()),
    ...messageMetrics(sources),
    ...outputMetrics(sources),
    ...gpsMetrics(sources),
    ...legacyMetrics(sources.legacy()),
  ];
}

function systemMetrics({ graph }: MetricSources): Metric[] {
  const record = graph.status.refresh();
  const temperatures = labelled("sensor", record.temperatures);
  const fans = labelled("sensor", record.fans);
  return [
    gauge("moirai_info", "Always 1; the version is in the label", [
      { labels: { version: record.version, uuid: record.serverUuid }, value: 1 },
    ]),
    gauge("moirai_start_time_seconds", "Start of the server, Unix time", record.startSec),
    gauge("moirai_memory_resident_bytes", "Memory of the server", record.memoryKb * 1024),
    gauge("moirai_cpu_process_ratio", "Share of one core that the server uses", record.cpuProcess),
    gauge("moirai_cpu_machine_ratio", "Share of all cores that are busy", record.cpuMachine),
    gauge("moirai_machine_memory_bytes", "Memory of the machine", record.machineMemoryKb * 1024),
    gauge(
      "moirai_machine_memory_available_bytes",
      "Memory of the machine that programs can still have",
      record.machineAvailableKb * 1024,
    ),
    gauge("moirai_temperature_celsius", "Temperatures of the machine", temperatures),
    gauge("moirai_fan_rpm", "Fans of the machine", fans),
    gauge("moirai_battery_ratio", "Charge of the battery", record.batteryPercent / 100),
    gauge("moirai_mains", "1 on mains", record.batteryAc ? 1 : 0),
    counter(
      "moirai_sensor_failures_total",
      "Looks at the machine's sensors that failed",
      graph.status.sensorFailures,
    ),
  ];
}

function packetMetrics({ graph: { chain, phys, channels } }: MetricSources): Metric[] {
  return [
    counter("moirai_packets_total", "Packets that came in", chain.arrived),
    counter("moirai_packet_errors_total", "Packets in error", chain.errors),
    counter(
      "moirai_packet_duplicates_total",
      "Packets that several radios heard",
      chain.duplicates,
    ),
    counter("moirai_packets_tracked_total", "Packets that a PHY took in", chain.tracked),
    counter(
      "moirai_packets_dropped_total",
      "Packets lost because packet_backlog_limit waited",
      chain.backlogDropped,
    ),
    counter("moirai_reports_total", "JSON reports of capture tools", chain.reports),
    counter(
      "moirai_reports_taken_total",
      "Of these, those that a PHY understood",
      chain.reportsTaken,
    ),
    counter(
      "moirai_phy_packets_total",
      "Packets by PHY",
      phys.map(({ factory, phy }) => ({ labels: { phy: factory.name }, value: phy.packets })),
    ),
    gauge(
      "moirai_phy_figures",
      "What a PHY counts of its own, by name",
      phys.flatMap(({ factory, phy }) =>
        [...phy.counters?.() ?? []].map(([figure, value]) => ({
          labels: { phy: factory.name, figure },
          value,
        }))
      ),
    ),
    counter("moirai_channels_refused_total", "Channels not kept: too many", channels.refused),
  ];
}

function deviceMetrics({ graph: { devices, phys } }: MetricSources): Metric[] {
  return [
    gauge("moirai_devices", "Devices tracked", devices.size),
    gauge(
      "moirai_phy_devices",
      "Devices by PHY",
      phys.map(({ factory }, id) => ({
        labels: { phy: factory.name },
        value: devices.phySize(id),
      })),
    ),
    counter("moirai_devices_refused_total", "Devices not made: too many", devices.refused),
    counter(
      "moirai_device_entries_trimmed_total",
      "Frequencies, datasources and tags of devices not kept: too many",
      devices.trimmed,
    ),
  ];
}

function datasourceMetrics(all: readonly DatasourceRecord[]): Metric[] {
  const each = (value: (source: DatasourceRecord) => number): Sample[] =>
    all.map((source) => ({ labels: labelsOf(source), value: value(source) }));
  return [
    counter("moirai_datasource_packets_total", "Packets by datasource", each((s) => s.packets)),
    gauge("moirai_datasource_running", "1 while it captures", each((s) => s.running ? 1 : 0)),
    counter(
      "moirai_datasource_retries_total",
      "Times it was opened again",
      each((s) => s.totalRetryAttempts),
    ),
    counter(
      "moirai_datasource_faults_total",
      "Bad bytes by datasource and fault",
      all.flatMap((source) =>
        Object.entries(source.faults.toObject()).map(([fault, value]) => ({
          labels: { ...labelsOf(source), fault },
          value,
        }))
      ),
    ),
  ];
}

function labelsOf({ name, uuid }: DatasourceRecord): Record<string, string> {
  return { source: name, uuid };
}

function busMetrics(counters: BusCounters): Metric[] {
  const topics = Object.entries(counters.topics);
  return [
    counter(
      "moirai_events_published_total",
      "Events by topic",
      topics.map(([topic, { published }]) => ({ labels: { topic }, value: published })),
    ),
    counter(
      "moirai_events_delivered_total",
      "Events handed to subscribers of the event bus, by topic",
      topics.map(([topic, { delivered }]) => ({ labels: { topic }, value: delivered })),
    ),
    counter("moirai_events_dropped_total", "Events lost at a limit of the event bus", [
      { labels: { limit: "queue" }, value: counters.droppedQueue },
      { labels: { limit: "cascade" }, value: counters.droppedCascade },
    ]),
    counter(
      "moirai_event_handler_errors_total",
      "Subscribers of the event bus that failed",
      counters.handlerErrors,
    ),
    gauge("moirai_event_queue_peak", "Most events that ever waited", counters.queueHighWater),
  ];
}

/** Children of supervisors that clients make are counted together: their names never come again. */
function actorMetrics(root: TreeNode): Metric[] {
  const nodes = new Map<
    string,
    { restarts: number; depth: number; dropped: number; refused: number }
  >();
  const walk = (node: TreeNode, path: string): void => {
    const name = path.replace(/-\d+$|\/[0-9A-F]{8}-[0-9A-F-]{27}$/, "");
    const sum = nodes.get(name) ?? { restarts: 0, depth: 0, dropped: 0, refused: 0 };
    sum.restarts += node.restarts;
    sum.depth += node.mailbox?.depth ?? 0;
    sum.dropped += node.mailbox?.dropped ?? 0;
    sum.refused += node.mailbox?.refused ?? 0;
    nodes.set(name, sum);
    for (const child of node.children) walk(child, `${path}/${child.id}`);
  };
  for (const child of root.children) walk(child, child.id);
  const each = (value: "restarts" | "depth" | "dropped" | "refused"): Sample[] =>
    [...nodes].map(([actor, sums]) => ({ labels: { actor }, value: sums[value] }));
  return [
    gauge("moirai_actor_restarts", "Restarts of the actors there are", each("restarts")),
    gauge("moirai_actor_mailbox_depth", "Events that wait for an actor", each("depth")),
    gauge("moirai_actor_mailbox_dropped", "Events lost: a mailbox was full", each("dropped")),
    gauge("moirai_actor_mailbox_refused", "Events given back: a mailbox was full", each("refused")),
  ];
}

function messageMetrics({ graph: { messages, alerts } }: MetricSources): Metric[] {
  return [
    counter(
      "moirai_messages_suppressed_total",
      "Messages about what was heard, left out because there were too many",
      messages.suppressed,
    ),
    gauge(
      "moirai_alerts_sent",
      "Alerts raised in the present limit period, by name",
      alerts.definitions().filter(({ totalSent }) => totalSent > 0).map((definition) => ({
        labels: { alert: definition.header },
        value: definition.totalSent,
      })),
    ),
  ];
}

function outputMetrics({ graph: { streams }, logs }: MetricSources): Metric[] {
  const all = logs.all();
  const each = (value: (log: (typeof all)[number]) => number): Sample[] =>
    all.map((log) => ({ labels: { log: log.driver.class, uuid: log.uuid }, value: value(log) }));
  return [
    gauge("moirai_log_open", "1 while the log is written", each((log) => log.open ? 1 : 0)),
    counter("moirai_log_packets_total", "Packets written to the log", each((log) => log.packets)),
    counter(
      "moirai_log_packets_dropped_total",
      "Packets that belong into the log and are not in it",
      each((log) => log.dropped),
    ),
    gauge("moirai_streams", "Streams of packets that are read", streams.open),
    counter("moirai_streams_opened_total", "Streams of packets so far", streams.opened),
    counter("moirai_streams_refused_total", "Streams refused: too many", streams.refused),
    counter("moirai_streams_stalled_total", "Streams given up: nobody read", streams.stalled),
    counter(
      "moirai_stream_packets_dropped_total",
      "Packets that readers of streams were too slow for",
      streams.dropped,
    ),
  ];
}

function gpsMetrics({ gps }: MetricSources): Metric[] {
  const all = gps.all();
  const each = (value: (one: (typeof all)[number]) => number): Sample[] =>
    all.map((one) => ({ labels: { gps: one.name }, value: value(one) }));
  return [
    gauge("moirai_gps_connected", "1 while it is connected", each((one) => one.connected ? 1 : 0)),
    gauge("moirai_gps_fix", "Quality of the best position: 0, 2 or 3", gps.location().fix ?? 0),
    counter("moirai_gps_bad_lines_total", "Lines that made no sense", each((one) => one.badLines)),
    counter("moirai_gps_refused_total", "Positions that cannot be", each((one) => one.refused)),
    counter(
      "moirai_gps_reconnects_total",
      "Times it was opened again",
      each((one) => one.reconnects),
    ),
  ];
}

function legacyMetrics(legacy: LegacyServer | undefined): Metric[] {
  return [
    gauge("moirai_old_clients", "Clients of the old text protocol", legacy?.clients ?? 0),
    counter(
      "moirai_old_clients_refused_total",
      "Old clients closed because of their address or because there were enough",
      legacy?.refused ?? 0,
    ),
    counter(
      "moirai_old_clients_disconnected_total",
      "Old clients that had to go",
      legacy?.disconnected ?? 0,
    ),
    counter(
      "moirai_old_client_sentences_dropped_total",
      "Sentences that old clients were too slow for",
      legacy?.dropped ?? 0,
    ),
    counter(
      "moirai_old_client_seconds_skipped_total",
      "Seconds whose news old clients were not told",
      legacy?.skipped ?? 0,
    ),
  ];
}

function labelled(label: string, values: ReadonlyMap<string, number>): Sample[] {
  return [...values].map(([name, value]) => ({ labels: { [label]: name }, value }));
}
