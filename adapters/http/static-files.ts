// Files of the web interface, without a login (spec rest-api 1.7): the login page is one of them.

export interface StaticFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Of a page: what it may load and who may frame it; left out, the strict policy of ours. */
  readonly policy?: string;
}

/** Files by decoded path, `/index.html`; a Map is one. */
export interface StaticFiles {
  get(path: string): StaticFile | undefined | Promise<StaticFile | undefined>;
}

/** Content types by suffix (spec rest-api 1.6). */
export const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ["html", "text/html; charset=utf-8"],
  ["htm", "text/html; charset=utf-8"],
  ["css", "text/css; charset=utf-8"],
  ["js", "application/javascript; charset=utf-8"],
  ["mjs", "application/javascript; charset=utf-8"],
  ["json", "application/json"],
  ["webmanifest", "application/manifest+json"],
  ["xml", "application/xml"],
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["gif", "image/gif"],
  ["bmp", "image/bmp"],
  ["ico", "image/vnd.microsoft.icon"],
  ["svg", "image/svg+xml"],
  ["svgz", "image/svg+xml"],
  ["txt", "text/plain; charset=utf-8"],
  ["pcap", "application/vnd.tcpdump.pcap"],
  ["pcapng", "application/vnd.tcpdump.pcap"],
  ["ttf", "font/ttf"],
  ["otf", "font/otf"],
  ["woff", "font/woff"],
  ["woff2", "font/woff2"],
  ["eot", "application/vnd.ms-fontobject"],
]);

/** A page that loads nothing from elsewhere, runs only its own scripts, and is in no foreign frame. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * For pages that are not ours: existing interfaces have scripts in their pages and load maps from
 * elsewhere. Foreign frames and plugins stay out.
 */
export const FOREIGN_PAGE_POLICY = [
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

/** The first of several places that has a file. */
export function firstOf(places: readonly StaticFiles[]): StaticFiles {
  return {
    async get(path) {
      for (const place of places) {
        const file = await place.get(path);
        if (file !== undefined) return file;
      }
      return undefined;
    },
  };
}

/** `extension:mime/type` entries of the configuration, over the built-in types. */
export function contentTypes(entries: readonly string[]): ReadonlyMap<string, string> {
  const types = new Map(CONTENT_TYPES);
  for (const entry of entries) {
    const match = /^\.?([\w-]+):(\S+\/\S+)$/.exec(entry.trim());
    if (match !== null) types.set(match[1]!.toLowerCase(), match[2]!);
  }
  return types;
}

/** The file path of a decoded target; undefined for one that tries to leave the folder. */
export function filePath(target: string): string | undefined {
  if (target.includes("\0") || target.includes("\\")) return undefined;
  const segments = target.split("/");
  if (segments.includes("..") || segments.includes(".")) return undefined;
  return target.endsWith("/") ? `${target}index.html` : target;
}
