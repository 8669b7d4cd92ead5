// Certificates: read at the start, and again when they were renewed.
import { describe, expect, test } from "vitest";
import { readTlsPair, TLS_LOOK_MS, watchTlsFiles } from "../../../actors/server/tls-files.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import type { TlsPair } from "../../../runtime/platform.ts";
import { testSettings } from "../../suites/settings.ts";

const SETTINGS = { httpd_ssl: "true", httpd_ssl_cert: "/a.crt", httpd_ssl_key: "/a.key" };

function world() {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1000 });
  platform.files.put("/a.crt", "cert 1");
  platform.files.put("/a.key", "key 1");
  return platform;
}

describe("readTlsPair()", () => {
  test("reads the two files, only where TLS is wanted", async () => {
    const platform = world();
    expect(await readTlsPair(platform, testSettings(SETTINGS)))
      .toEqual({ certificatePem: "cert 1", keyPem: "key 1" });
    expect(await readTlsPair(platform, testSettings({ ...SETTINGS, httpd_ssl: "false" })))
      .toBeUndefined();
  });

  test("says which file or key is missing", async () => {
    const platform = world();
    await platform.files.remove("/a.key");
    await expect(readTlsPair(platform, testSettings(SETTINGS))).rejects.toThrow("/a.key");
    await expect(readTlsPair(platform, testSettings({ httpd_ssl: "true" })))
      .rejects.toThrow("httpd_ssl needs httpd_ssl_cert and httpd_ssl_key");
  });
});

describe("watchTlsFiles()", () => {
  async function watched() {
    const platform = world();
    const settings = testSettings(SETTINGS);
    const used: TlsPair[] = [];
    const told: string[] = [];
    const stop = watchTlsFiles({
      platform,
      settings,
      used: (await readTlsPair(platform, settings))!,
      server: {
        async replaceTls(pair) {
          if (pair.certificatePem.slice(5) !== pair.keyPem.slice(4)) throw new Error("no pair");
          used.push(pair);
        },
      },
      told: { info: (text) => told.push(text), error: (text) => told.push(`error: ${text}`) },
    });
    const later = () => platform.clock.advanceAsync(TLS_LOOK_MS);
    return { platform, used, told, stop, later };
  }

  test("uses a renewed pair once, and leaves an unchanged one", async () => {
    const { platform, used, told, stop, later } = await watched();
    await later();
    platform.files.put("/a.crt", "cert 1");
    await later();
    expect([used, told]).toEqual([[], []]);
    platform.files.put("/a.crt", "cert 2");
    platform.files.put("/a.key", "key 2");
    await later();
    await later();
    expect(used).toEqual([{ certificatePem: "cert 2", keyPem: "key 2" }]);
    expect(told).toEqual(["the renewed TLS certificate is in use"]);
    stop();
    expect(platform.clock.pending).toBe(0);
  });

  test("waits for the other half, and for a file that is away; tells it once", async () => {
    const { platform, used, told, later } = await watched();
    await later();
    platform.files.put("/a.crt", "cert 2");
    await later();
    await later();
    expect(told).toEqual(["error: the old TLS certificate stays in use: no pair"]);
    await platform.files.remove("/a.key");
    await later();
    expect(told.length).toBe(2);
    platform.files.put("/a.key", "key 2");
    await later();
    expect(used.length).toBe(1);
  });
});
