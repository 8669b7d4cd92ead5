// A whole server in this process, without logins, for the cases that look inside.
import { createMoirai, type Moirai } from "../../mod.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { loadConfiguration } from "../../actors/server/configuration.ts";

/** `set`: lines of configuration, `KEY=VALUE`. */
export async function startServer(
  sources: readonly string[],
  set: readonly string[] = [],
): Promise<Moirai> {
  const platform = await detectPlatform();
  const { settings } = await loadConfiguration(platform, {
    configurationDirectory: "/nonexistent",
    set,
  });
  const moirai = await createMoirai({ platform, settings, sources: [] });
  await moirai.start();
  for (const source of sources) await moirai.commands.addDatasource(source);
  return moirai;
}

/** Heap and buffers in use after collecting garbage. */
export function usedBytes(): number {
  const scope = globalThis as { gc?: () => void; Bun?: { gc(force: boolean): void } };
  for (let round = 0; round < 3; round++) {
    scope.gc?.();
    scope.Bun?.gc(true);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + (arrayBuffers ?? 0);
}

export function print(figures: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
