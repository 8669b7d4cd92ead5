// The page of actors in a real Chromium, over the living tree of a server that hears a street.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { createSettings } from "../../actors/server/configured-settings.ts";
import { openSessions, sessionPaths } from "../../actors/session/sessions.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai } from "../../mod.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));

test.skipIf(executablePath === undefined)(
  "the page of actors draws the living tree, and shows events of the one that is clicked " +
    "(skipped without a Chromium)",
  async () => {
    const platform = await detectPlatform();
    const directory = await mkdtemp(join(tmpdir(), "moirai-actors-"));
    const settings = createSettings({ httpd_port: "0", configdir: directory });
    const sessions = await openSessions({
      platform,
      settings,
      paths: sessionPaths(settings, directory, directory),
    });
    const { username, password } = await sessions.createPassword();
    const moirai = await createMoirai({
      platform,
      settings,
      sources: ["demo"],
      logging: false,
      web: { directory: fileURLToPath(new URL("../../web", import.meta.url)), sessions },
    });
    await moirai.start();
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
    try {
      const errors: string[] = [];
      const page = await browser.newPage();
      page.on("pageerror", (error) => errors.push(error.message));
      const address = `http://127.0.0.1:${moirai.address!.port}`;
      const login = `user=${username}&password=${encodeURIComponent(password)}`;
      await page.goto(`${address}/session/check_session?${login}`);
      await page.goto(`${address}/actors.html`);
      const chain = page.locator('[data-path="root/packet-chain"]');
      await chain.waitFor();
      expect(await page.locator(".supervisor .name").first().textContent()).toBe("root");
      const box = page.locator(".supervisor", {
        has: page.locator("> .name", { hasText: "phys" }),
      });
      expect(await box.last().locator(".actor .name").allTextContents()).toContain("IEEE802.11");
      await page.locator("#summary", { hasText: /\d+ actors, [1-9]\d* events\/s/ }).waitFor();
      await chain.click();
      await page.locator("#events li", { hasText: '→ PACKET_BATCH {"batch":{"packets":' }).first()
        .waitFor();
      expect(await page.locator("#inspected").textContent()).toBe("root/packet-chain");
      await page.locator("#release").click();
      expect(await page.locator("#inspection").isHidden()).toBe(true);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await moirai.stop();
      await rm(directory, { recursive: true, force: true });
    }
  },
);
