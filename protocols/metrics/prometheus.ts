// Figures in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats).

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Metric {
  /** Ends in `_total` when it is a counter, else in its unit. */
  readonly name: string;
  /** A counter only grows, until the server is started again. */
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const NO_LABELS: Labels = {};

/** A figure that only grows; one value, or one for each set of labels. */
export function counter(name: string, help: string, values: number | readonly Sample[]): Metric {
  return { name, type: "counter", help, samples: samplesOf(values) };
}

/** A figure that goes up and down. */
export function gauge(name: string, help: string, values: number | readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples: samplesOf(values) };
}

function samplesOf(values: number | readonly Sample[]): readonly Sample[] {
  return typeof values === "number" ? [{ labels: NO_LABELS, value: values }] : values;
}

/** All metrics, with what each means. */
export function formatMetrics(metrics: readonly Metric[]): string {
  let text = "";
  for (const { name, type, help, samples } of metrics) {
    text += `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n`;
    text += `# TYPE ${name} ${type}\n`;
    for (const { labels, value } of samples) text += `${name}${formatLabels(labels)} ${value}\n`;
  }
  return text;
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
