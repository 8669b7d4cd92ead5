// Where the files of a web interface come from, and what its pages may load (spec rest-api 1.7).
import { describe, expect, test } from "vitest";
import { openSessions } from "../../../actors/session/sessions.ts";
import { ownModules, PAGE_MODULES_MAX } from "../../../adapters/http/page-modules.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai } from "../../../mod.ts";
import { testSettings } from "../../suites/settings.ts";
import { SESSION_PATHS } from "../../suites/web-fixture.ts";

const OWN = "/home/tester/.kismet/httpd";

async function serve(given: Record<string, string> = {}) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 0 });
  const { files } = platform;
  files.put("/web/index.html", "<p>interface");
  files.put("/web/js/kismet.ui.alerts.js", "1");
  files.put("/web/js/kismet.ui.dot11.js", "1");
  files.put("/web/js/kismet.ui.alerts.min.js", "1");
  files.put("/web/js/jquery.js", "1");
  files.put(`${OWN}/logo.svg`, "<svg/>");
  files.put(`${OWN}/mine.html`, "<p>mine");
  const settings = testSettings(given);
  const sessions = await openSessions({ platform, settings, paths: SESSION_PATHS });
  const web = { directory: "/web", sessions };
  const moirai = await createMoirai({ platform, settings, web });
  const get = (path: string) => moirai.fetch(new Request(`http://localhost${path}`));
  return { platform, get };
}

describe("files of a web interface", () => {
  test("the user's own come first, then the interface's", async () => {
    const { platform, get } = await serve();
    expect(await (await get("/")).text()).toBe("<p>interface");
    expect(await (await get("/logo.svg")).text()).toBe("<svg/>");
    platform.files.put(`${OWN}/js/jquery.js`, "mine");
    expect(await (await get("/js/jquery.js")).text()).toBe("mine");
    expect((await get("/js/nothing.js")).status).toBe(404);
    expect((await get("/../../../etc/passwd")).status).toBe(404);
    expect((await get("/js/%2e%2e/%2e%2e/secret.js")).status).toBe(404);
  });

  test("our pages run their own scripts only; those of others what they have", async () => {
    const policyOf = async (given: Record<string, string>, path: string) =>
      (await (await serve(given)).get(path)).headers.get("content-security-policy");
    expect(await policyOf({}, "/")).toContain("script-src 'self'");
    const foreign = await policyOf({ httpd_home: "/web" }, "/");
    expect(foreign).toContain("frame-ancestors 'self'");
    expect(foreign).not.toContain("script-src");
    expect(await policyOf({}, "/mine.html")).toBe(foreign);
  });

  test("modules are scripts whose name says so", async () => {
    const { get } = await serve();
    expect(await (await get("/dynamic.json")).json()).toEqual({
      dynamicjs: [
        { module: "kismet_ui_alerts", js: "js/kismet.ui.alerts.js" },
        { module: "kismet_ui_dot11", js: "js/kismet.ui.dot11.js" },
      ],
    });
  });

  test("ownModules() of a directory without scripts are none, and of a huge one not all", async () => {
    const { files } = createSimulatedPlatform({ seed: 1, startMs: 0 });
    expect(await ownModules(files, "/nowhere/")).toEqual([]);
    for (let number = 0; number < PAGE_MODULES_MAX + 10; number++) {
      files.put(`/web/js/kismet.ui.m${number}.js`, "");
    }
    expect((await ownModules(files, "/web/")).length).toBe(PAGE_MODULES_MAX);
  });
});
