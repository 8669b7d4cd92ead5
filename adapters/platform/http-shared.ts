// What the HTTP servers of all engines share: which requests are websocket handshakes (RFC 6455
// 4.2.1), how a failing handler is answered, and how a response body is watched while it streams.
import type { RequestConnection, ServeOptions } from "../../runtime/platform.ts";

const MAX_CLOSE_REASON_BYTES = 123;
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** True for a request that asks for a websocket in the one version there is. */
export function isWebSocketRequest(request: Request): boolean {
  const { headers } = request;
  return request.method === "GET" &&
    headers.get("upgrade")?.toLowerCase() === "websocket" &&
    headers.get("sec-websocket-version") === "13" &&
    KEY.test(headers.get("sec-websocket-key") ?? "");
}

/** Asks the handler; what it throws is reported and answered with status 500. */
export async function answer(
  options: ServeOptions,
  request: Request,
  connection: RequestConnection,
): Promise<Response> {
  try {
    return await options.fetch(request, connection);
  } catch (error) {
    options.failed?.(error);
    return new Response("internal error\n", { status: 500 });
  }
}

export interface BodyWatch {
  /** The body or its cancelling threw. */
  failed(error: unknown): void;
  /** Cuts the connection after that, so that the peer does not take the body for whole. */
  abort(body: ReadableStreamDefaultController<Uint8Array>, error: unknown): void;
  /** Called once, when the body has ended, was cancelled or broke. */
  ended?(): void;
}

export interface WatchedResponse {
  readonly response: Response;
  /** Breaks the body off: the reader gets an error, the producer a cancel. */
  cut(reason: string): void;
}

/**
 * The response to send: without a body for HEAD, else with a body that pulls the original only
 * when it is pulled itself, so that back pressure reaches the producer.
 */
export function watchBody(
  request: Request,
  response: Response,
  watch: BodyWatch,
): WatchedResponse {
  let open = true;
  const end = (): void => {
    if (open) watch.ended?.();
    open = false;
  };
  const { body, status, statusText, headers } = response;
  if (body === null) {
    end();
    return { response, cut: end };
  }
  if (request.method === "HEAD") {
    body.cancel().catch((error: unknown) => watch.failed(error));
    end();
    return { response: new Response(null, { status, statusText, headers }), cut: end };
  }
  const reader = body.getReader();
  const cancel = async (reason: unknown): Promise<void> => {
    end();
    try {
      await reader.cancel(reason);
    } catch (error) {
      watch.failed(error);
    }
  };
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const watched = new ReadableStream<Uint8Array>({
    start: (own) => {
      controller = own;
    },
    async pull() {
      try {
        const { done, value } = await reader.read();
        if (!open) return;
        if (!done) return controller.enqueue(value);
        controller.close();
      } catch (error) {
        watch.failed(error);
        if (open) watch.abort(controller, error);
      }
      end();
    },
    cancel,
  }, { highWaterMark: 0 });
  const cut = (reason: string): void => {
    if (!open) return;
    controller.error(new Error(reason));
    void cancel(reason);
  };
  return { response: new Response(watched, { status, statusText, headers }), cut };
}

/** `host:port` as it is written in addresses; IPv6 in brackets. */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/** An IPv4 peer of a socket that listens on IPv6 is shown as IPv4. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return "";
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** A close reason must fit a control frame (RFC 6455 5.5); cut at a character's end. */
export function closeReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  if (bytes.length <= MAX_CLOSE_REASON_BYTES) return reason;
  let end = MAX_CLOSE_REASON_BYTES;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
