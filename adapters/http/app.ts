// The HTTP side of the server as one function from request to response (spec rest-api 1 and 2):
// routing, methods, login, decoding, errors. It listens nowhere; the platform or a host calls it.
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { RouteOwner } from "../../actors/plugin/helper-routes.ts";
import { CommandError } from "../../actors/server/stores.ts";
import { ROLE_ADMIN, roleAllows } from "../../actors/session/roles.ts";
import type { Authentication, Login } from "../../actors/session/sessions.ts";
import { FORMAT_OF_SUFFIX } from "../../protocols/serialize/encode.ts";
import type { RequestConnection } from "../../runtime/platform.ts";
import { TooManyTasksError } from "../../runtime/time-slices.ts";
import type { SocketEndpoint } from "../websocket/socket-endpoint.ts";
import { SOCKETS } from "../websocket/sockets.ts";
import { respond } from "./answers.ts";
import { BODY_BYTES_MAX, decodeBody, readBody } from "./body.ts";
import { Command } from "./command.ts";
import type { HttpContext } from "./context.ts";
import { createContext, type HttpInput } from "./create-context.ts";
import { credentialsOf, loginCookie } from "./credentials.ts";
import { type Call, COMMAND_SUFFIXES, type Endpoint, type Method } from "./endpoint.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { answerFromHelper } from "./helper-answer.ts";
import { isForeign } from "./foreign.ts";
import { TrustedProxies } from "./forwarded.ts";
import { addCommonHeaders, addCorsHeaders, type Cors, corsOf } from "./headers.ts";
import { FOREIGN_PAGE, LOGIN_PAGE, METHOD_PAGE, notFoundPage, WAIT_PAGE } from "./pages.ts";
import { pathParameters, queryOf, routePattern, suffixOf, targetPath } from "./route-path.ts";
import { serveFile } from "./serve-file.ts";
import { withTimeout } from "./timeout.ts";
import { parseVariables } from "./variables.ts";

export type { HttpInput } from "./create-context.ts";

/** Reading a request and computing its answer may take this long; streams may take longer. */
export const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpApp {
  /** Answers one request; `connection` is left out by hosts that have none. */
  fetch(request: Request, connection?: RequestConnection): Promise<Response>;
  readonly context: HttpContext;
}

interface Exchange {
  readonly connection: RequestConnection;
  /** Host and port that the client asked for. */
  readonly host: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  login: Login | undefined;
  /** A websocket was accepted: the response belongs to the engine. */
  upgraded: boolean;
  /** A plugin gave the answer, with headers of its own. */
  fromHelper: boolean;
}

type App = Hono<{ Bindings: Exchange }>;
type Hc = Context<{ Bindings: Exchange }>;

/**
 * @example
 * const app = createHttpApp({ platform, settings, stores, commands, bus, ... });
 * await platform.serve({ hostname, port, maxBodyBytes, fetch: app.fetch });
 */
export function createHttpApp(input: HttpInput): HttpApp {
  const context = createContext(input);
  const prefix = input.settings.text("httpd_uri_prefix");
  const cors = corsOf(input.settings);
  const proxies = new TrustedProxies(input.settings);
  const hono: App = new Hono({ getPath: (request) => targetPath(request.url, prefix) });
  for (const endpoint of ENDPOINTS.flat()) {
    hono.all(routePattern(endpoint), (c) => serveEndpoint(c, context, endpoint, cors));
  }
  for (const socket of SOCKETS) {
    hono.all(routePattern({ path: socket.path, suffixes: [] }), (c) => {
      return serveSocket(c, context, socket, cors);
    });
  }
  // Plugins answer what nothing built in does; files come last.
  context.helperRoutes.isBuiltIn = (path) => hono.router.match("GET", path)[0].length > 0;
  hono.notFound((c) => serveHelper(c, context, cors) ?? serveFile(c.req.raw, c.env, context));
  hono.onError((error, c) => refuse(error, c, context));
  return {
    context,
    async fetch(request, connection = EMBEDDED) {
      const client = proxies.client(request, connection);
      const exchange: Exchange = {
        ...client,
        path: targetPath(request.url, prefix),
        query: parseVariables(queryOf(request.url), false),
        login: undefined,
        upgraded: false,
        fromHelper: false,
      };
      const response = cors.allowed && request.method === "OPTIONS"
        ? new Response(null, { status: 200, headers: { "content-length": "0" } })
        : await hono.fetch(request, exchange);
      if (exchange.upgraded) return response;
      addCommonHeaders(response.headers, context.platform.clock.now(), exchange.fromHelper);
      addCorsHeaders(response.headers, cors, request.headers.get("origin"));
      const cookie = response.status === 401
        ? undefined
        : loginCookie(exchange.login, client.connection.secure);
      if (cookie !== undefined) response.headers.append("set-cookie", cookie);
      return response;
    },
  };
}

/** The connection of requests that did not come over a network. */
const EMBEDDED: RequestConnection = {
  remoteAddress: "embedded",
  secure: false,
  upgrade: () => undefined,
};

async function serveEndpoint(
  c: Hc,
  context: HttpContext,
  endpoint: Endpoint,
  cors: Cors,
): Promise<Response> {
  const request = c.req.raw;
  const isCommand = endpoint.suffixes === COMMAND_SUFFIXES || endpoint.changesThings === true;
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
    return htmlResponse(notFoundPage(c.env.path), 404);
  }
  // HEAD promises to change nothing, so it is no way to give a command.
  const method = request.method === "HEAD" && !isCommand ? "GET" : request.method;
  if (!endpoint.methods.includes(method as Method)) return htmlResponse(METHOD_PAGE, 405);
  const changesThings = isCommand || method !== "GET";
  const ambient = !changesThings || !isForeign(request.headers, c.env.host, cors);
  // What needs no login, like setting the first one, would need none from another site's page.
  if (!ambient && endpoint.role === "public") return htmlResponse(FOREIGN_PAGE, 403);
  const authentication = await authenticate(c, context, ambient);
  const role = roleOf(context, authentication.login);
  // The first method of an endpoint is the one that only reads.
  const anonymous = method === endpoint.methods[0] && endpoint.seedReadable === true &&
    context.settings.flag("httpd_legacy_anonymous_read");
  if (!anonymous && !roleAllows(endpoint.role, role)) {
    return refuseLogin(request, authentication, endpoint.challenge);
  }
  c.env.login = authentication.login;
  return await withTimeout(context.platform.clock, REQUEST_TIMEOUT_MS, async (signal) => {
    const call = await createCall(c, context, endpoint, authentication.login, role, signal);
    return await respond(await endpoint.handle(call), call);
  });
}

async function createCall(
  c: Hc,
  context: HttpContext,
  endpoint: Endpoint,
  login: Login | undefined,
  role: string | undefined,
  signal: AbortSignal,
): Promise<Call> {
  const parameters = c.req.param() as Record<string, string>;
  const path = pathParameters(endpoint, parameters);
  const suffix = suffixOf(parameters);
  const variables = new Map(c.env.query);
  let command = new Command(undefined);
  if (c.req.raw.method === "POST") {
    const bytes = await readBody(c.req.raw, endpoint.bodyBytesMax ?? BODY_BYTES_MAX, signal);
    const body = await decodeBody(c.req.raw.headers.get("content-type"), bytes);
    for (const [name, content] of body.variables) variables.set(name, content);
    command = body.command;
  }
  return {
    context,
    connection: c.env.connection,
    login,
    role,
    path,
    suffix,
    format: FORMAT_OF_SUFFIX.get(suffix) ?? "json",
    variables,
    command,
    nowSec: context.now() / 1000,
    signal,
  };
}

/** Undefined where no plugin answers; all that do want an administrator. */
function serveHelper(c: Hc, context: HttpContext, cors: Cors): Promise<Response> | undefined {
  const methods = context.helperRoutes.at(c.env.path);
  if (methods === undefined) return undefined;
  return askHelper(c, context, methods.get(c.req.raw.method), cors);
}

async function askHelper(
  c: Hc,
  context: HttpContext,
  owner: RouteOwner | undefined,
  cors: Cors,
): Promise<Response> {
  const request = c.req.raw;
  const ambient = request.method === "GET" || !isForeign(request.headers, c.env.host, cors);
  const authentication = await authenticate(c, context, ambient);
  if (!roleAllows(ROLE_ADMIN, roleOf(context, authentication.login))) {
    return refuseLogin(request, authentication, undefined);
  }
  if (owner === undefined) return htmlResponse(METHOD_PAGE, 405);
  c.env.login = authentication.login;
  c.env.fromHelper = true;
  const { path, query } = c.env;
  return await answerFromHelper({ request, path, query, clock: context.platform.clock }, owner);
}

async function serveSocket(
  c: Hc,
  context: HttpContext,
  socket: SocketEndpoint,
  cors: Cors,
): Promise<Response> {
  const request = c.req.raw;
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return htmlResponse(notFoundPage(c.env.path), 404);
  }
  const ambient = !isForeign(request.headers, c.env.host, cors);
  const authentication = await authenticate(c, context, ambient);
  const { login } = authentication;
  if (!roleAllows(socket.role, roleOf(context, login))) {
    return refuseLogin(request, authentication, undefined);
  }
  const response = socket.open({
    context,
    connection: c.env.connection,
    target: c.env.path,
    path: c.req.param() as Record<string, string>,
    login: login?.name ?? "",
  });
  if (response === undefined) return htmlResponse(notFoundPage(c.env.path), 404);
  // A refusal is an ordinary answer; an accepted handshake belongs to the engine.
  c.env.upgraded = response.status < 400;
  return response;
}

async function authenticate(
  c: Hc,
  context: HttpContext,
  ambient: boolean,
): Promise<Authentication> {
  if (context.sessions === undefined) return { login: undefined, retryAfterMs: 0 };
  const { connection, query } = c.env;
  return await context.sessions.authenticate(
    credentialsOf(c.req.raw, query, connection, { ambient }),
  );
}

/** A program that embeds the server needs no login. */
function roleOf(context: HttpContext, login: Login | undefined): string | undefined {
  return context.sessions === undefined ? ROLE_ADMIN : login?.role;
}

function refuseLogin(
  request: Request,
  authentication: Authentication,
  challenge: string | undefined,
): Response {
  if (authentication.retryAfterMs > 0) {
    const seconds = String(Math.ceil(authentication.retryAfterMs / 1000));
    return htmlResponse(WAIT_PAGE, 429, { "retry-after": seconds });
  }
  // Browsers must not get a challenge: they would show their own password box over the login page.
  const isTool = /^(?:Wget|curl)/.test(request.headers.get("user-agent") ?? "");
  const realm = challenge ?? (isTool ? "Kismet" : undefined);
  return htmlResponse(
    LOGIN_PAGE,
    401,
    realm === undefined ? {} : { "www-authenticate": `Basic realm="${realm}"` },
  );
}

/** The one place where errors become answers; what went wrong inside is for the log only. */
function refuse(error: unknown, c: Hc, context: HttpContext): Response {
  if (error instanceof HTTPException) return sentence(error.message, error.status);
  if (error instanceof CommandError) return sentence(`ERROR: ${error.message}`, error.status);
  if (error instanceof TooManyTasksError) return sentence("The server is too busy", 503);
  context.report(`${c.req.raw.method} ${c.env.path} failed: ${String(error)}`);
  return sentence("ERROR: the request could not be answered", 500);
}

function sentence(text: string, status: number): Response {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return new Response(`${text}\n`, { status, headers });
}

function htmlResponse(
  page: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(page, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
  });
}
