// Targets and routes (spec rest-api 1.3): slashes collapse, the prefix is cut, and an endpoint's path
// with its suffixes becomes a pattern of the router.
import type { Endpoint } from "./endpoint.ts";

/** The path that routes are matched against; still percent-encoded. */
export function targetPath(url: string, prefix: string): string {
  const path = pathOf(url).replace(/\/{2,}/g, "/");
  const cut = prefix.replace(/\/+$/, "");
  // Unlike the reference, a prefix ends at a slash: "/kis" does not fit "/kismet".
  if (cut !== "" && (path === cut || path.startsWith(`${cut}/`))) {
    return path.slice(cut.length) || "/";
  }
  return path;
}

function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start < 0) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

/** The raw query, without its question mark. */
export function queryOf(url: string): string {
  const hash = url.indexOf("#");
  const whole = hash < 0 ? url : url.slice(0, hash);
  const mark = whole.indexOf("?");
  return mark < 0 ? "" : whole.slice(mark + 1);
}

/** Name of the pattern's parameter that holds the last segment with its suffix. */
const LEAF = "leaf";

/** The router's pattern of an endpoint, or of a websocket's whole path. */
export function routePattern(endpoint: Pick<Endpoint, "path" | "suffixes" | "rest">): string {
  const segments = endpoint.path.split("/").map((segment) => {
    const parameter = /^\{(\w+)\}$/.exec(segment);
    return parameter === null ? segment : `:${parameter[1]}`;
  });
  if (endpoint.suffixes.length === 0) return segments.join("/");
  const last = segments.pop()!;
  const stem = last.startsWith(":") ? "[^/]+" : escapePattern(last);
  const leaf = `:${LEAF}{${stem}\\.(?:${endpoint.suffixes.join("|")})}`;
  const rest = endpoint.rest === undefined ? "" : `/:${endpoint.rest}{.+}`;
  return `${segments.join("/")}/${leaf}${rest}`;
}

/** The suffix that a matched last segment ends in; "" when the route has none. */
export function suffixOf(parameters: Readonly<Record<string, string>>): string {
  const leaf = parameters[LEAF];
  return leaf === undefined ? "" : leaf.slice(leaf.lastIndexOf(".") + 1);
}

/** Path parameters of a match, also one that has the suffix behind it. */
export function pathParameters(
  endpoint: Pick<Endpoint, "path">,
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const name = /\/\{(\w+)\}$/.exec(endpoint.path)?.[1];
  const leaf = parameters[LEAF];
  if (name === undefined || leaf === undefined) return parameters;
  return { ...parameters, [name]: leaf.slice(0, leaf.lastIndexOf(".")) };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
}
