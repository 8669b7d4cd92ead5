// The page in a real Chromium against a real server: what a visitor sees and can do.
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSettings } from "../../actors/server/configured-settings.ts";
import { openSessions, type Sessions } from "../../actors/session/sessions.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createMoirai, type Moirai } from "../../mod.ts";
import { concat, encodeBeacon, type Security } from "../../protocols/dot11/encode.ts";
import type { Platform } from "../../runtime/platform.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const START_US = 1_700_000_000_000_000;
const MARKUP = "<img src=x onerror=alert(1)>";

interface Beacons {
  readonly ssid: string;
  readonly bssid: number;
  readonly channel: number;
  readonly security: Security;
  readonly count: number;
}

const NETWORKS: readonly Beacons[] = [
  { ssid: "Library", bssid: 0x020000000001, channel: 1, security: "wpa2-psk", count: 30 },
  { ssid: "Kitchen", bssid: 0x020000000002, channel: 6, security: "open", count: 20 },
  { ssid: MARKUP, bssid: 0x020000000003, channel: 11, security: "wpa3-sae", count: 10 },
  { ssid: "esc\u001b[31m\u202eape", bssid: 0x020000000004, channel: 11, security: "wep", count: 5 },
];

/** A capture file of these beacons. */
function encodeCapture(networks: readonly Beacons[]): Uint8Array {
  const records = networks.flatMap((network) =>
    Array.from({ length: network.count }, (_, sequence) => {
      const beacon = encodeBeacon(network, { timestampUs: sequence * 102_400, sequence });
      return encodePcapRecord(START_US + sequence * 102_400, beacon);
    })
  );
  return concat(encodePcapHeader(DLT_IEEE802_11), ...records);
}

describe.skipIf(executablePath === undefined)("the page (skipped without a Chromium)", () => {
  let directory = "";
  let moirai: Moirai;
  let sessions: Sessions;
  let platform: Platform;
  let browser: Browser;
  const password = "a long enough password";
  /** Scripts that did not run as they should, in any of the pages. */
  const errors: string[] = [];

  async function startServer(port: string): Promise<void> {
    const settings = createSettings({ httpd_port: port, configdir: directory });
    const web = { directory: fileURLToPath(new URL("../../web", import.meta.url)), sessions };
    moirai = await createMoirai({ platform, settings, web });
    await moirai.start();
  }

  async function addCapture(name: string, networks: readonly Beacons[]): Promise<void> {
    const path = join(directory, name);
    await writeFile(path, encodeCapture(networks));
    await moirai.commands.addDatasource(path);
    await moirai.idle();
  }

  async function openPage(
    query: string,
    viewport = { width: 1280, height: 800 },
  ): Promise<Page> {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("dialog", (dialog) => {
      errors.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`http://127.0.0.1:${moirai.address!.port}/${query}`);
    return page;
  }

  const openLoggedIn = (viewport?: { width: number; height: number }): Promise<Page> =>
    openPage(`?token=${sessions.createStartToken()}`, viewport);

  const nameIn = (page: Page, name: string | RegExp) =>
    page.locator("#rows .name", { hasText: name });

  const namesOf = (page: Page): Promise<string[]> =>
    page.locator("#rows tr[role=row] .name").allTextContents();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "moirai-page-"));
    platform = await detectPlatform();
    sessions = await openSessions({
      platform,
      settings: createSettings(),
      paths: {
        plainPassword: join(directory, "kismet_httpd.conf"),
        hashedPassword: join(directory, "moirai_httpd.json"),
        tokens: join(directory, "session.db"),
        logins: join(directory, "moirai_sessions.json"),
      },
    });
    await sessions.setPassword("admin", password, undefined);
    await startServer("0");
    await addCapture("street.pcap", NETWORKS);
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await moirai?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test("asks for a login, refuses a wrong one and takes the right one", async () => {
    const page = await openPage("");
    await page.locator("#login-form").waitFor();
    expect(await page.locator("#page").isVisible()).toBe(false);
    await page.fill("#login-user", "admin");
    await page.fill("#login-password", "wrong");
    await page.click("#login-form button");
    await page.getByText("User or password is wrong.").waitFor();
    await page.fill("#login-password", password);
    await page.keyboard.press("Enter");
    await nameIn(page, "Library").waitFor();
    expect(await page.locator("#login").isVisible()).toBe(false);
    await page.context().close();
  });

  test("shows the devices, the source and its state after the start address", async () => {
    const page = await openLoggedIn();
    await nameIn(page, "Library").waitFor();
    // Without the token in it the address may be kept and shown.
    expect(page.url()).toBe(`http://127.0.0.1:${moirai.address!.port}/`);
    const row = page.locator("#rows tr[role=row]", { hasText: "Library" });
    expect(await row.locator(".cell-type").innerText()).toBe("Wi-Fi AP");
    expect(await row.locator(".cell-address").innerText()).toBe("02:00:00:00:00:01");
    expect(await row.locator(".cell-crypt").innerText()).toMatch(/^WPA2-PSK/);
    expect(await row.locator(".cell-channel").innerText()).toBe("1");
    expect(await row.locator(".cell-packets").innerText()).toBe("30");
    expect(await row.locator(".cell-last").innerText()).toMatch(/^2023-11-1[45] /);
    expect(await page.locator("#count").innerText()).toBe("4 devices");
    await page.locator("#sources li", { hasText: "street.pcap" }).waitFor();
    await page.locator("#state[data-state=live]").waitFor();
    await page.context().close();
  });

  test("shows a new device without being asked", async () => {
    const page = await openLoggedIn();
    await page.locator("#state[data-state=live]").waitFor();
    await addCapture("later.pcap", [
      { ssid: "Newcomer", bssid: 0x020000000009, channel: 36, security: "open", count: 99 },
    ]);
    await nameIn(page, "Newcomer").waitFor();
    expect(await page.locator("#count").innerText()).toBe("5 devices");
    await page.locator("#sources li", { hasText: "later.pcap" }).waitFor();
    await page.context().close();
  });

  test("sorts by each column, either way, and says so", async () => {
    const page = await openLoggedIn();
    await nameIn(page, "Library").waitFor();
    await page.click("#titles .cell-address button");
    const ascending = await page.locator("#rows tr[role=row] .cell-address").allInnerTexts();
    expect(ascending).toEqual([...ascending].sort());
    expect(await page.getAttribute("#titles .cell-address", "aria-sort")).toBe("ascending");
    await page.click("#titles .cell-address button");
    const descending = await page.locator("#rows tr[role=row] .cell-address").allInnerTexts();
    expect(descending).toEqual(ascending.toReversed());
    await page.click("#titles .cell-packets button");
    const packets = await page.locator("#rows tr[role=row] .cell-packets").allInnerTexts();
    expect(packets.map(Number)).toEqual(packets.map(Number).sort((a, b) => b - a));
    expect(await page.getAttribute("#titles .cell-address", "aria-sort")).toBe("none");
    for (const id of ["name", "type", "crypt", "channel", "signal", "last"]) {
      await page.click(`#titles .cell-${id} button`);
      expect(await page.getAttribute(`#titles .cell-${id}`, "aria-sort")).not.toBe("none");
    }
    await page.context().close();
  });

  test("searches names, addresses and encryption", async () => {
    const page = await openLoggedIn();
    await nameIn(page, "Library").waitFor();
    await page.fill("#search", "KITCH");
    expect(await namesOf(page)).toEqual(["Kitchen"]);
    expect(await page.locator("#count").innerText()).toMatch(/^1 of \d devices$/);
    await page.fill("#search", "00:03 wpa3");
    expect(await namesOf(page)).toEqual([MARKUP]);
    await page.fill("#search", "no such device");
    await page.getByText("No device matches the search.").waitFor();
    await page.context().close();
  });

  test("shows hostile names as text", async () => {
    const page = await openLoggedIn();
    await nameIn(page, "Library").waitFor();
    expect(await namesOf(page)).toContain(MARKUP);
    expect(await page.locator("#rows img").count()).toBe(0);
    const text = await page.locator("#rows").innerText();
    expect(text).toContain("ape");
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    await nameIn(page, MARKUP).click();
    await page.locator("#detail-name", { hasText: MARKUP }).waitFor();
    await page.locator("#messages summary").click();
    expect(await page.locator("#page img:not([src='icon.svg'])").count()).toBe(0);
    await page.context().close();
  });

  test("shows everything about a device as a tree, and closes it", async () => {
    const page = await openLoggedIn();
    await nameIn(page, "Library").click();
    const leaf = page.locator("#detail .leaf", { hasText: "macaddr" });
    expect(await leaf.locator("dd").innerText()).toBe("02:00:00:00:00:01");
    await page.locator("#detail summary", { hasText: "dot11.device" }).click();
    await page.locator("#detail .branch[open] .field", { hasText: "advertised_ssid_map" })
      .waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#detail").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("can be used with the keyboard alone", async () => {
    const page = await openLoggedIn();
    await nameIn(page, "Library").waitFor();
    await page.fill("#search", "library");
    await page.focus("#scroller");
    await page.keyboard.press("End");
    const active = await page.getAttribute("#scroller", "aria-activedescendant");
    expect(await page.locator(`#${active} .name`).innerText()).toBe("Library");
    await page.keyboard.press("Enter");
    await page.locator("#detail-name", { hasText: "Library" }).waitFor();
    await page.context().close();
  });

  test("fits a phone without scrolling sideways, with all that the table says", async () => {
    const page = await openLoggedIn({ width: 360, height: 720 });
    await nameIn(page, "Library").waitFor();
    const sizes = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector("#scroller")!.scrollWidth,
      innerWidth,
    ]);
    expect(sizes).toEqual([360, 360, 360]);
    const row = page.locator("#rows tr[role=row]", { hasText: "Library" });
    for (const id of ["name", "type", "address", "crypt", "channel", "packets", "last"]) {
      expect(await row.locator(`.cell-${id}`).isVisible(), id).toBe(true);
    }
    await row.click();
    await page.locator("#detail-name", { hasText: "Library" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.context().close();
  });

  test("keeps only the lines in the page that can be seen, however many there are", async () => {
    const page = await openLoggedIn();
    const devices = Array.from({ length: 20_000 }, (_, index) => ({
      key: `1_${index}`,
      name: `device ${index}`,
      address: `02:00:00:00:${index >> 8}:${index & 0xff}`,
      packets: index,
    }));
    await page.route(
      "**/devices/views/all/devices.json",
      (route) => route.fulfill({ json: devices }),
    );
    await page.reload();
    await nameIn(page, /^device 19999$/).waitFor();
    expect(await page.locator("#rows tr").count()).toBeLessThan(60);
    await page.focus("#scroller");
    await page.keyboard.press("End");
    await nameIn(page, /^device 0$/).waitFor();
    expect(await page.locator("#rows tr").count()).toBeLessThan(60);
    await page.context().close();
  });

  test("says that the connection is lost, and comes back with the server", async () => {
    const page = await openLoggedIn();
    await page.locator("#state[data-state=live]").waitFor();
    const { port } = moirai.address!;
    await moirai.stop();
    await page.locator("#state[data-state=lost]").waitFor();
    await startServer(String(port));
    await addCapture("restart.pcap", [
      { ssid: "Restarted", bssid: 0x02000000000a, channel: 1, security: "open", count: 7 },
    ]);
    await page.locator("#state[data-state=live]").waitFor();
    // What the new server does not know is gone.
    await page.locator("#count", { hasText: "1 device" }).waitFor();
    expect(await namesOf(page)).toEqual(["Restarted"]);
    await page.context().close();
  });

  test("loads nothing from elsewhere and runs without an error", async () => {
    const page = await openLoggedIn();
    const hosts: string[] = [];
    page.on("request", (request) => hosts.push(new URL(request.url()).host));
    await page.reload();
    await nameIn(page, "Restarted").waitFor();
    expect(new Set(hosts)).toEqual(new Set([`127.0.0.1:${moirai.address!.port}`]));
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
