import { expect, test } from "vitest";
import { RequestCounter } from "../../../adapters/http/request-counter.ts";
import { formatMetrics } from "../../../protocols/metrics/prometheus.ts";
import type { RequestConnection } from "../../../runtime/platform.ts";

const connection: RequestConnection = {
  remoteAddress: "127.0.0.1",
  secure: false,
  upgrade: () => undefined,
};

test("RequestCounter counts requests while they are answered, and what became of them", async () => {
  const counter = new RequestCounter();
  const answers = [200, 204, 404, 500];
  let during = 0;
  const fetch = counter.around((request) => {
    during = counter.active;
    if (request.url.endsWith("fail")) return Promise.reject(new Error("no"));
    return Promise.resolve(new Response(null, { status: answers.shift()! }));
  });
  for (let at = 0; at < 4; at++) await fetch(new Request("http://x/"), connection);
  await expect(fetch(new Request("http://x/fail"), connection)).rejects.toThrow("no");
  expect([during, counter.active]).toEqual([1, 0]);
  expect(formatMetrics(counter.metrics()).split("\n").filter((line) => !line.startsWith("#")))
    .toEqual([
      "moirai_http_requests_active 0",
      'moirai_http_requests_total{status="2xx"} 2',
      'moirai_http_requests_total{status="4xx"} 1',
      'moirai_http_requests_total{status="5xx"} 1',
      'moirai_http_requests_total{status="failed"} 1',
      "",
    ]);
});
