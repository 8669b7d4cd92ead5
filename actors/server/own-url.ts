// How programs on this machine reach the server.
import type { HttpServer } from "../../runtime/platform.ts";
import type { Settings } from "./settings.ts";

/** The address of the REST interface, without a slash at the end. */
export function ownUrl({ hostname, port }: HttpServer, settings: Settings): string {
  const host = hostname === "0.0.0.0" || hostname === "::" || hostname === ""
    ? "127.0.0.1"
    : hostname.includes(":")
    ? `[${hostname}]`
    : hostname;
  const prefix = settings.text("httpd_uri_prefix").replace(/\/+$/, "");
  return `${settings.flag("httpd_ssl") ? "https" : "http"}://${host}:${port}${prefix}`;
}
