// Plugin directories: which are used, what they serve, and what is refused and why.
import { describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { discoverPlugins, PLUGINS_MAX } from "../../../actors/plugin/discover-plugins.ts";
import { distrust } from "../../../actors/plugin/ownership.ts";
import { parseManifest } from "../../../actors/plugin/plugin-manifest.ts";
import { createPluginWorld, MANIFEST, PLUGIN_DIRECTORY } from "../../suites/plugin-world.ts";

const parse = (more: string) => parseManifest(`${MANIFEST}\n${more}`, "m.conf");

describe("parseManifest()", () => {
  test("takes the manifest of the documents, whose script begins with a slash", () => {
    expect(parse("httpexternal=kismet_demo\njs=demo,/plugin/demo/js/demo.js")).toEqual({
      name: "demo",
      description: "Shows what plugins can do",
      author: "A. Nobody <a@nobody.example>",
      version: "1.0",
      sharedObject: "",
      helper: "kismet_demo",
      jsModule: "demo,/plugin/demo/js/demo.js",
      module: { module: "demo", js: "plugin/demo/js/demo.js" },
      role: "admin",
      restarts: true,
    });
  });

  test("reads keys without case, comments, and a last line without a newline", () => {
    expect(parse("# a comment\nKisExternal = newer\nrole=readonly\nrestart=never")).toMatchObject({
      helper: "newer",
      role: "readonly",
      restarts: false,
    });
    expect(parse("kisexternal=newer\nhttpexternal=older")).toMatchObject({ helper: "older" });
  });

  test.each([
    ["httpexternal=../../bin/sh", 'm.conf names the program "../../bin/sh"'],
    ["httpexternal=.hidden", 'm.conf names the program ".hidden"'],
    ["object=a/b.so", 'm.conf names the program "a/b.so"'],
    ["js=nocomma", "js=nocomma is not a module's name"],
    ["js=m,/x", "js=m,/x is not a module's name"],
    ["js=m,https://elsewhere/x.js", "is not a module's name"],
    ["js=m,plugin/../../x.js", "is not a module's name"],
    ["role=two words", "role=two words is no role"],
    ["restart=always", "restart=always is neither on-failure nor never"],
  ])("refuses %s", (line, reason) => {
    expect(parse(line)).toContain(reason);
  });

  test.each(["name", "description", "author", "version"])("wants a %s", (key) => {
    const without = MANIFEST.split("\n").filter((line) => !line.startsWith(key)).join("\n");
    expect(parseManifest(without, "m.conf")).toBe(`m.conf has no ${key}=`);
  });
});

describe("distrust()", () => {
  const info = (mode: number, uid: number) => ({
    size: 1,
    isFile: true,
    isDirectory: false,
    modifiedMs: 0,
    mode,
    uid,
  });
  test.each([
    [0o755, 0, ""],
    [0o700, 1000, ""],
    [0o755, 1001, "/p belongs to another user (number 1001)"],
    [0o757, 1000, "others may write to /p; `chmod go-w /p` ends that"],
    [0o775, 0, "others may write to /p; `chmod go-w /p` ends that"],
  ])("of mode %o and owner %i says %j", (mode, uid, reason) => {
    expect(distrust(info(mode, uid), "/p", { id: 1000 })).toBe(reason);
    expect(distrust(info(mode, uid), "/p", { id: -1 })).toBe("");
  });
});

describe("discoverPlugins()", () => {
  const setUp = (files: Readonly<Record<string, string>>) => {
    const platform = createSimulatedPlatform({ seed: 1, startMs: 0 });
    for (const [path, text] of Object.entries(files)) platform.files.put(path, text);
    const errors: string[] = [];
    const debug: string[] = [];
    const messages = {
      error: (text: string) => void errors.push(text),
      debug: (text: string) => void debug.push(text),
    };
    const find = (...directories: string[]) => discoverPlugins(platform, directories, messages);
    return { platform, errors, debug, find };
  };
  const named = (name: string, more = "") => `${MANIFEST}\nname=${name}\n${more}`;

  test("looks one level deep, past hidden names and files, in order", async () => {
    const { find, errors, debug } = setUp({
      "/a/two/manifest.conf": named("two"),
      "/a/one/manifest.conf": named("one"),
      "/a/.hidden/manifest.conf": named("hidden"),
      "/a/deep/er/manifest.conf": named("deeper"),
      "/a/file": "",
      "/a/file.ts": "",
      "/b/three/manifest.conf": named("three"),
    });
    const found = await find("/a/", "/missing", "/b");
    expect(found.map(({ path }) => path)).toEqual(["/a/one/", "/a/two/", "/b/three/"]);
    expect(errors).toEqual([
      "plugin deep is not used: cannot look at /a/deep/manifest.conf: no such file or directory",
    ]);
    expect(debug).toEqual(["there is no plugin directory /missing"]);
  });

  test("refuses what others could change, with the way out", async () => {
    const { platform, find, errors } = setUp({ "/a/one/manifest.conf": named("one") });
    platform.files.put("/a/one/manifest.conf", named("one"), 0o666);
    expect(await find("/a")).toEqual([]);
    expect(errors).toEqual([
      "plugin one is not used: others may write to /a/one/manifest.conf; " +
      "`chmod go-w /a/one/manifest.conf` ends that",
    ]);
    await platform.files.makeDirectory("/open", 0o777);
    expect(await find("/open")).toEqual([]);
    expect(errors[1]).toBe(
      "no plugin of /open is used: others may write to /open; `chmod go-w /open` ends that",
    );
  });

  test("takes the first of two with one name, module or directory name", async () => {
    const { find, errors } = setUp({
      "/a/one/manifest.conf": named("same", "js=m,x.js"),
      "/a/two/manifest.conf": named("same"),
      "/a/three/manifest.conf": named("three", "js=m,y.js"),
      "/b/one/manifest.conf": named("other"),
    });
    expect((await find("/a", "/b")).map(({ manifest }) => manifest.name)).toEqual(["same"]);
    expect(errors).toEqual([
      "plugin three is not used: another plugin has the module m too",
      "plugin two is not used: another plugin has the name same too",
      "plugin one is not used: another plugin's directory has the same name",
    ]);
  });

  test(`takes ${PLUGINS_MAX} and manifests of a bounded size`, async () => {
    const files: Record<string, string> = { "/a/big/manifest.conf": " ".repeat(70_000) };
    for (let count = 0; count <= PLUGINS_MAX; count++) {
      files[`/a/p${String(count).padStart(3, "0")}/manifest.conf`] = named(`p${count}`);
    }
    const { find, errors } = setUp(files);
    expect(await find("/a")).toHaveLength(PLUGINS_MAX);
    expect(errors).toEqual([
      "plugin big is not used: /a/big/manifest.conf is no file of at most 65536 bytes",
      `plugin p064 is not used: there are more than ${PLUGINS_MAX} plugins`,
    ]);
  });
});

describe("a plugin without a program", () => {
  test("is listed, its script is loaded and its files are served to everybody", async () => {
    const world = await createPluginWorld({
      manifest: "js=demo,/plugin/demo/js/demo.js\nobject=demo.so",
      files: {
        [`${PLUGIN_DIRECTORY}/demo/httpd/js/demo.js`]: "let demo = 1;",
        [`${PLUGIN_DIRECTORY}/demo/httpd/index.html`]: "<p>demo",
        [`${PLUGIN_DIRECTORY}/demo/httpd/.secret.txt`]: "secret",
        [`${PLUGIN_DIRECTORY}/demo/secret.txt`]: "secret",
      },
    });
    expect(await world.plugin()).toMatchObject({
      "kismet.plugin.name": "demo",
      "kismet.plugin.description": "Shows what plugins can do",
      "kismet.plugin.author": "A. Nobody <a@nobody.example>",
      "kismet.plugin.version": "1.0",
      "kismet.plugin.shared_object": "demo.so",
      "kismet.plugin.http_helper": "",
      "kismet.plugin.dirname": "demo",
      "kismet.plugin.path": "/plugins/demo/",
      "kismet.plugin.jsmodule": "demo,/plugin/demo/js/demo.js",
      "moirai.plugin.state": "files",
    });
    expect(world.messages()).toContain(
      "plugin demo: its native part demo.so cannot be loaded here",
    );
    const anonymous = { headers: { authorization: "" } };
    const modules = await world.ask("/dynamic.json", anonymous);
    expect(await modules.json()).toEqual({
      dynamicjs: [{ module: "demo", js: "plugin/demo/js/demo.js" }],
    });
    const script = await world.ask("/plugin/demo/js/demo.js", anonymous);
    expect(script.headers.get("content-type")).toBe("application/javascript; charset=utf-8");
    expect(await script.text()).toBe("let demo = 1;");
    const page = await world.ask("/plugin/demo/", anonymous);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("object-src 'none'");
    expect(await page.text()).toBe("<p>demo");
    for (
      const path of [
        "/plugin/demo",
        "/plugin/demo/../secret.txt",
        "/plugin/demo/%2e%2e/secret.txt",
        "/plugin/demo/..%2fsecret.txt",
        "/plugin/demo/.secret.txt",
        "/plugin/demo/js/",
        "/plugin/demo/js%00.js",
        "/plugin/other/index.html",
        "/plugin/%2e%2e/index.html",
      ]
    ) {
      const answer = await world.ask(path, anonymous);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).not.toContain("secret\n");
    }
    const posted = await world.ask("/plugin/demo/", { method: "POST", ...anonymous });
    expect(posted.status).toBe(404);
    expect((await world.ask("/plugins/all_plugins.json", anonymous)).status).toBe(401);
    await world.stop();
  });

  test.each([{ allowplugins: "false" }, { allowplugins: "yes" }])(
    "is left alone with %j",
    async (settings) => {
      const world = await createPluginWorld({ settings });
      const answer = await world.ask("/plugins/all_plugins.json");
      expect(await answer.json()).toEqual([]);
      await world.stop();
    },
  );
});
