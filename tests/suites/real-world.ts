// A whole server on the engine that runs the tests: real sockets, real processes, a directory of its
// own for its state.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSessions } from "../../actors/session/sessions.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai, type Moirai, type MoiraiOptions } from "../../mod.ts";
import type { Platform } from "../../runtime/platform.ts";
import { SCRYPT } from "./session-world.ts";
import { testSettings } from "./settings.ts";

const PASSWORD = "secret pass:word";

export interface RealWorld {
  readonly platform: Platform;
  readonly moirai: Moirai;
  readonly directory: string;
  readonly origin: string;
  messages(): readonly string[];
  /** Asks as the administrator, unless the `authorization` says otherwise ("": nobody). */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Resolves when `found` finds something; looks every few milliseconds. */
  until<T>(found: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>;
  stop(): Promise<void>;
}

export async function createRealWorld(
  settings: Record<string, string | readonly string[]> = {},
  options: Partial<MoiraiOptions> = {},
): Promise<RealWorld> {
  const directory = mkdtempSync(join(tmpdir(), "moirai-world-"));
  const platform = await detectPlatform();
  const all = testSettings({
    httpd_port: "0",
    httpd_username: "admin",
    httpd_password: PASSWORD,
    configdir: directory,
    httpd_home: directory,
    httpd_user_home: directory,
    plugin_directory: join(directory, "no-plugins"),
    ...settings,
  });
  const paths = {
    plainPassword: join(directory, "plain"),
    hashedPassword: join(directory, "hashed"),
    tokens: join(directory, "tokens"),
    logins: join(directory, "logins"),
  };
  const sessions = await openSessions({ platform, settings: all, paths, scrypt: SCRYPT });
  const told: string[] = [];
  const moirai = await createMoirai({
    platform,
    settings: all,
    web: { directory, sessions },
    print: ({ text }) => told.push(text),
    ...options,
  });
  await moirai.start();
  const origin = `http://127.0.0.1:${moirai.address!.port}`;
  return {
    platform,
    moirai,
    directory,
    origin,
    messages: () => told,
    async ask(path, init = {}) {
      const headers = new Headers({
        authorization: `Basic ${btoa(`admin:${PASSWORD}`)}`,
        ...init.headers as Record<string, string>,
      });
      if (headers.get("authorization") === "") headers.delete("authorization");
      return await fetch(`${origin}${path}`, { ...init, headers });
    },
    async until(found) {
      for (;;) {
        const value = await found();
        if (value !== undefined && value !== false) return value as never;
        await new Promise((resolve) => platform.clock.setTimeout(() => resolve(0), 5));
      }
    },
    async stop() {
      await moirai.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
