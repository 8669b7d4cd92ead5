// Counts requests and what became of them, around the application.
import { counter, gauge, type Metric } from "../../protocols/metrics/prometheus.ts";
import type { RequestConnection } from "../../runtime/platform.ts";

type Fetch = (request: Request, connection: RequestConnection) => Promise<Response>;

export class RequestCounter {
  /** Requests that are being answered. */
  active = 0;
  /** Answers by the first digit of their status; 1 are websockets. */
  readonly #answers = new Map<string, number>();

  /** The same, counted. */
  around(fetch: Fetch): Fetch {
    return async (request, connection) => {
      this.active += 1;
      let kind = "failed";
      try {
        const response = await fetch(request, connection);
        kind = `${Math.floor(response.status / 100)}xx`;
        return response;
      } finally {
        this.active -= 1;
        this.#answers.set(kind, (this.#answers.get(kind) ?? 0) + 1);
      }
    };
  }

  metrics(): Metric[] {
    return [
      gauge("moirai_http_requests_active", "Requests that are being answered", this.active),
      counter(
        "moirai_http_requests_total",
        "Requests answered, by kind of status",
        [...this.#answers].map(([status, value]) => ({ labels: { status }, value })),
      ),
    ];
  }
}
