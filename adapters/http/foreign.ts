// Whether a page of another site made a browser send this request. Credentials that a browser adds
// by itself, cookies and remembered Basic ones, give such a request no power to change anything.
import type { Cors } from "./headers.ts";

/**
 * Browsers of today say it in `Sec-Fetch-Site`, which no page can forge; older ones name the page's
 * origin, which must then be the host that was asked. Programs send neither.
 */
export function isForeign(headers: Headers, host: string, cors: Cors): boolean {
  const origin = headers.get("origin");
  if (cors.allowed && origin !== null && (cors.origin === "" || cors.origin === origin)) {
    return false;
  }
  const site = headers.get("sec-fetch-site");
  // "none" is an address that somebody typed or kept.
  if (site !== null) return site !== "same-origin" && site !== "none";
  return origin !== null && hostOfOrigin(origin) !== host.toLowerCase();
}

/** `example.org:8080`; "" for the origin `null` of pages that hide theirs. */
function hostOfOrigin(origin: string): string {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)$/i.exec(origin);
  return match === null ? "" : match[1]!.toLowerCase();
}
