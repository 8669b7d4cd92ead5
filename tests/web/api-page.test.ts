// The page of addresses in a real Chromium, over the documents of a running server.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { webFiles } from "../../adapters/http/web-files.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createWebFixture, PASSWORD, USER } from "../suites/web-fixture.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));

test.skipIf(executablePath === undefined)(
  "the page of addresses lists, searches and explains them (skipped without a Chromium)",
  async () => {
    const platform = await detectPlatform();
    const directory = fileURLToPath(new URL("../../web", import.meta.url));
    const web = await createWebFixture({ platform, files: webFiles(platform.files, directory) });
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 100_000,
      fetch: web.app.fetch,
    });
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
    try {
      const errors: string[] = [];
      const page = await browser.newPage();
      page.on("pageerror", (error) => errors.push(error.message));
      const address = `http://127.0.0.1:${server.port}`;
      await page.goto(`${address}/api.html`);
      await page.getByText("Log in on the first page").waitFor();
      const login = `user=${USER}&password=${encodeURIComponent(PASSWORD)}`;
      await page.goto(`${address}/session/check_session?${login}`);
      await page.goto(`${address}/api.html`);
      await page.locator("summary").first().waitFor();
      expect(await page.locator("summary").count()).toBeGreaterThan(90);
      await page.fill("#search", "set_channel");
      const entry = page.locator("details");
      expect(await entry.locator("summary code").allTextContents())
        .toEqual(["/datasource/by-uuid/{uuid}/set_channel.cmd"]);
      expect(await entry.locator(".role").textContent()).toBe("admin");
      await entry.locator("summary").click();
      await entry.getByText("Hops a second").waitFor();
      expect(await entry.locator("td").allTextContents())
        .toEqual(expect.arrayContaining(["uuid", "channels", "list of string"]));
      await page.fill("#search", "DOT11_WPA_HANDSHAKE");
      await page.locator("summary code", { hasText: "/eventbus/events.ws" }).waitFor();
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await server.close(0);
      await web.system.stop();
    }
  },
);
