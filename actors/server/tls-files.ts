// Certificate and key of the web server: read at the start, and again when a file has changed, so
// that a renewed certificate needs no restart.
import type { HttpServer, Platform, TlsPair } from "../../runtime/platform.ts";
import type { Settings } from "./settings.ts";

/** The files are looked at this often. */
export const TLS_LOOK_MS = 10_000;

interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
}

/** The pair that the configuration names; undefined without TLS. Throws what a user can act on. */
export async function readTlsPair(
  platform: Platform,
  settings: Settings,
): Promise<TlsPair | undefined> {
  const paths = tlsPaths(settings);
  return paths === undefined ? undefined : await readPair(platform, paths);
}

/** Puts changed files into use and tells of it; returns what ends the watching. */
export function watchTlsFiles(options: {
  platform: Platform;
  settings: Settings;
  server: Pick<HttpServer, "replaceTls">;
  used: TlsPair;
  told: { info(text: string): void; error(text: string): void };
}): () => void {
  const { platform, server, told } = options;
  const paths = tlsPaths(options.settings);
  if (paths === undefined) return () => {};
  let stopped = false;
  let looked = "";
  let used = options.used;

  async function look(): Promise<void> {
    const state = await stateOf(platform, paths!);
    if (state === looked) return;
    looked = state;
    try {
      const pair = await readPair(platform, paths!);
      if (pair.certificatePem === used.certificatePem && pair.keyPem === used.keyPem) return;
      await server.replaceTls(pair);
      used = pair;
      told.info("the renewed TLS certificate is in use");
    } catch (error) {
      // Certificate and key are two files: between their changes they do not fit each other.
      told.error(`the old TLS certificate stays in use: ${(error as Error).message}`);
    }
  }

  let timer = platform.clock.setTimeout(tick, TLS_LOOK_MS);
  function tick(): void {
    void look().finally(() => {
      if (!stopped) timer = platform.clock.setTimeout(tick, TLS_LOOK_MS);
    });
  }
  return () => {
    stopped = true;
    platform.clock.clearTimeout(timer);
  };
}

function tlsPaths(settings: Settings): TlsPaths | undefined {
  if (!settings.flag("httpd_ssl")) return undefined;
  const certificate = settings.text("httpd_ssl_cert");
  const key = settings.text("httpd_ssl_key");
  if (certificate !== "" && key !== "") return { certificate, key };
  throw new Error("httpd_ssl needs httpd_ssl_cert and httpd_ssl_key, the names of two PEM files");
}

async function readPair(platform: Platform, paths: TlsPaths): Promise<TlsPair> {
  return {
    certificatePem: await platform.files.readText(paths.certificate),
    keyPem: await platform.files.readText(paths.key),
  };
}

/** Changes when one of the files does. */
async function stateOf(platform: Platform, { certificate, key }: TlsPaths): Promise<string> {
  const one = async (path: string): Promise<string> => {
    try {
      const { modifiedMs, size } = await platform.files.stat(path);
      return `${modifiedMs} ${size}`;
    } catch {
      // A file that is being replaced may be away; its coming back is a change.
      return "away";
    }
  };
  return `${await one(certificate)}, ${await one(key)}`;
}
