// Web requests that plugins answer (spec external-protocol 7): what the helper gets of a request, and
// how its pieces become an answer.
import type { RouteOwner } from "../../actors/plugin/helper-routes.ts";
import type { HttpExchange } from "../../actors/plugin/http-exchange.ts";
import type { NameAndValue } from "../../protocols/external/messages.ts";
import { BODY_BYTES_MAX, readBody } from "./body.ts";
import { COOKIE_NAME } from "./credentials.ts";
import { CONTENT_TYPES } from "./static-files.ts";
import { withTimeout } from "./timeout.ts";
import { parseVariables } from "./variables.ts";
import type { Clock } from "../../runtime/platform.ts";

/** Reading a body may take this long. */
const BODY_MS_MAX = 30_000;
/** Logins in addresses are for the server alone. */
const LOGIN_VARIABLES: ReadonlySet<string> = new Set(["user", "password", COOKIE_NAME]);
/** How the answer travels is the server's business, and so is who is logged in. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** A response of these has no body. */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const FORM = /^application\/x-www-form-urlencoded\s*(?:;\s*charset=utf-8\s*)?$/i;

const decoder = new TextDecoder();

export interface HelperRequest {
  readonly request: Request;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly clock: Clock;
}

export async function answerFromHelper(call: HelperRequest, owner: RouteOwner): Promise<Response> {
  const { request, path } = call;
  const exchange = owner.request(request.method, path, await variablesOf(call));
  if (exchange === undefined) return plain("The plugin has too many open requests", 503);
  const gone = (): void => exchange.cancel();
  const { signal } = request;
  if (signal.aborted) gone();
  else signal.addEventListener("abort", gone, { once: true });
  const { status, headers, problem } = await exchange.head;
  if (problem !== undefined) return plain(`ERROR: ${problem}`, status);
  const body = NO_BODY.has(status) ? null : bodyOf(exchange);
  if (body === null) exchange.cancel();
  return new Response(body, { status, headers: headersOf(headers, path) });
}

/** Variables of query and form; the form wins, and they are sorted. */
async function variablesOf(call: HelperRequest): Promise<NameAndValue[]> {
  const { request, query, clock } = call;
  const variables = new Map(query);
  for (const name of LOGIN_VARIABLES) variables.delete(name);
  if (request.body !== null) {
    const bytes = await withTimeout(
      clock,
      BODY_MS_MAX,
      (signal) => readBody(request, BODY_BYTES_MAX, signal),
    );
    // Bodies of other types are not passed on: the protocol has no place for them.
    if (FORM.test(request.headers.get("content-type") ?? "")) {
      for (const [name, value] of parseVariables(decoder.decode(bytes), true)) {
        variables.set(name, value);
      }
    }
  }
  return [...variables].sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0);
}

function bodyOf(exchange: HttpExchange): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const bytes = await exchange.read();
        if (bytes === undefined) controller.close();
        else controller.enqueue(bytes);
      } catch (error) {
        controller.error(error);
      }
    },
    cancel: () => exchange.cancel(),
  }, { highWaterMark: 0 });
}

function headersOf(given: readonly NameAndValue[], path: string): Headers {
  const suffix = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const headers = new Headers({ "content-type": CONTENT_TYPES.get(suffix) ?? "text/plain" });
  for (const [name, value] of given) {
    if (NOT_PASSED_ON.has(name.toLowerCase())) continue;
    try {
      headers.set(name, value);
    } catch {
      // No header: the rest of the answer is as good as it was.
    }
  }
  return headers;
}

function plain(text: string, status: number): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
