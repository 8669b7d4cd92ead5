// Headers of every answer (spec rest-api 1.5, 1.6), with those that keep browsers from guessing
// types, leaking addresses and framing pages.
import type { Settings } from "../../actors/server/settings.ts";

export interface Cors {
  readonly allowed: boolean;
  /** The one origin, or empty for any. */
  readonly origin: string;
}

export function corsOf(settings: Settings): Cors {
  return {
    allowed: settings.flag("httpd_allow_cors"),
    origin: settings.text("httpd_allowed_origin"),
  };
}

/** A plugin may know better how long its own answer may be kept. */
export function addCommonHeaders(headers: Headers, nowMs: number, fromHelper = false): void {
  const kept = fromHelper && headers.has("cache-control");
  headers.set("server", "Kismet");
  if (!headers.has("last-modified")) headers.set("last-modified", new Date(nowMs).toUTCString());
  if (!kept) {
    headers.set("cache-control", "no-cache");
    headers.set("pragma", "no-cache");
    headers.set("expires", "Sat, 01 Jan 2000 00:00:00 GMT");
  }
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "SAMEORIGIN");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-opener-policy", "same-origin");
}

export function addCorsHeaders(headers: Headers, cors: Cors, requestOrigin: string | null): void {
  if (!cors.allowed) {
    // Nothing here is to be part of another site's page, not even as an image.
    headers.set("cross-origin-resource-policy", "same-origin");
    return;
  }
  headers.set("access-control-allow-origin", cors.origin || requestOrigin || "*");
  headers.set("access-control-allow-credentials", "true");
  headers.append("vary", "Origin");
  headers.set("access-control-max-age", "86400");
  headers.set("access-control-allow-methods", "POST, GET, OPTIONS, UPGRADE");
  headers.set("access-control-allow-headers", "Content-Type, Authorization");
}
