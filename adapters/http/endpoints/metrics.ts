// Every named counter as Prometheus reads it: those of the server, and of its web side.
import {
  counter,
  formatMetrics,
  gauge,
  type Metric,
  METRICS_CONTENT_TYPE,
} from "../../../protocols/metrics/prometheus.ts";
import type { HttpContext } from "../context.ts";
import { type Endpoint, NO_SUFFIX, textAnswer } from "../endpoint.ts";

export const metricsEndpoints: readonly Endpoint[] = [
  {
    path: "/metrics",
    methods: ["GET"],
    role: "readonly",
    suffixes: NO_SUFFIX,
    summary: "Every counter of the server, for Prometheus",
    parameters: [],
    result: {
      is: "text",
      about: "Metrics in the text format of Prometheus",
      contentType: METRICS_CONTENT_TYPE,
    },
    handle: ({ context }) => {
      const metrics = [...context.stores.metrics(), ...webMetrics(context)];
      return textAnswer(formatMetrics(metrics), 200, METRICS_CONTENT_TYPE);
    },
  },
];

/** Figures of websockets, of long answers and of logging in. */
function webMetrics({ subscribers, slices, sessions }: HttpContext): Metric[] {
  const records = subscribers.records();
  const totals = subscribers.statistics();
  const sum = (value: (one: (typeof records)[number]) => number): number =>
    records.reduce((total, one) => total + value(one), 0);
  return [
    gauge("moirai_websockets", "Websockets that are open", subscribers.size),
    counter("moirai_websockets_refused_total", "Websockets refused: too many", subscribers.refused),
    counter(
      "moirai_websockets_overflowed_total",
      "Websockets closed because they were read too slowly",
      subscribers.overflowed,
    ),
    counter(
      "moirai_websockets_evicted_total",
      "Of these, closed because all together held too much",
      totals.evicted,
    ),
    counter(
      "moirai_websockets_flooded_total",
      "Websockets closed because they sent too much",
      totals.flooded,
    ),
    gauge(
      "moirai_websocket_queue",
      "Messages that wait for open websockets",
      sum((one) => one.queued),
    ),
    gauge(
      "moirai_websocket_queue_bytes",
      "Bytes that wait for open websockets",
      sum((one) => one.queuedBytes),
    ),
    gauge(
      "moirai_websocket_held_bytes",
      "Bytes that wait for all websockets, in queues and in the engine",
      totals.heldBytes,
    ),
    counter("moirai_websocket_sent_total", "Messages sent to subscribers", totals.sent),
    counter(
      "moirai_websocket_coalesced_total",
      "Messages replaced by newer ones before they were sent",
      totals.coalesced,
    ),
    counter(
      "moirai_websocket_dropped_total",
      "Messages that subscribers were too slow for",
      totals.dropped,
    ),
    gauge("moirai_slices_waiting", "Long answers that are being made", slices.waiting),
    counter("moirai_slices_refused_total", "Long answers refused: too many", slices.refused),
    gauge(
      "moirai_slice_longest_seconds",
      "Longest time for which answers held up everything else",
      slices.longestTurnMs / 1000,
    ),
    ...sessions === undefined ? [] : sessionMetrics(sessions.statistics()),
  ];
}

function sessionMetrics(
  statistics: ReturnType<NonNullable<HttpContext["sessions"]>["statistics"]>,
): Metric[] {
  return [
    gauge("moirai_logins", "Logins that are good now", statistics.logins),
    gauge("moirai_keys", "Keys that are stored", statistics.keys),
    counter("moirai_login_failures_total", "Wrong user names or passwords", statistics.failures),
    counter("moirai_logins_refused_total", "Attempts to log in that had to wait", [
      { labels: { limit: "address" }, value: statistics.addressesRefused },
      { labels: { limit: "user" }, value: statistics.usersRefused },
      { labels: { limit: "hashes" }, value: statistics.hashesRefused },
    ]),
    counter(
      "moirai_keys_write_failures_total",
      "Writes of keys that failed",
      statistics.writeFailures,
    ),
  ];
}
