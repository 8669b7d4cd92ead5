import fc from "fast-check";
import { expect, test } from "vitest";
import { counter, formatMetrics, gauge } from "../../../protocols/metrics/prometheus.ts";

test("formatMetrics() writes help, type and samples", () => {
  expect(formatMetrics([
    counter("a_total", "Things", 3),
    gauge("b", "Others", [
      { labels: { x: 'q"\\\n', y: "é" }, value: 0.5 },
      { labels: {}, value: -1 },
    ]),
    gauge("c", "None now", []),
  ])).toBe(
    "# HELP a_total Things\n# TYPE a_total counter\na_total 3\n" +
      '# HELP b Others\n# TYPE b gauge\nb{x="q\\"\\\\\\n",y="é"} 0.5\nb -1\n' +
      "# HELP c None now\n# TYPE c gauge\n",
  );
});

test("a label never breaks its line, whatever came over the air", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => {
    const text = formatMetrics([counter("a_total", "h", [{ labels: { x: value }, value: 1 }])]);
    expect(text.split("\n")).toHaveLength(4);
    expect(text).toMatch(/\na_total\{x="(?:[^"\\\n]|\\["\\n])*"\} 1\n$/);
  }));
});
