// The demonstration plugin as a real process of the engine that runs the tests, under a real server.
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Topic } from "../../runtime/topics.ts";
import { createRealWorld, type RealWorld } from "../suites/real-world.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
let world: RealWorld;
const homes: string[] = [];

/** A copy that nobody else may write to, whatever the checkout's modes are. */
function copyPlugin(into: string): string {
  const plugins = join(into, "plugins");
  const plugin = join(plugins, "demo-plugin");
  mkdirSync(plugins, { mode: 0o755 });
  cpSync(join(examples, "demo-plugin"), plugin, { recursive: true });
  for (const name of ["", "manifest.conf", "demo.ts", "httpd"]) {
    chmodSync(join(plugin, name), 0o755);
  }
  // As `npm install` leaves it: `moirai/helper` is found by name.
  writeFileSync(join(plugin, "package.json"), '{"dependencies": {"moirai": "*"}}');
  mkdirSync(join(plugin, "node_modules"));
  symlinkSync(
    fileURLToPath(new URL("../..", import.meta.url)),
    join(plugin, "node_modules/moirai"),
  );
  writeFileSync(join(into, "outside.txt"), "secret");
  symlinkSync(join(into, "outside.txt"), join(plugin, "httpd/outside.txt"));
  return plugins;
}

const plugin = async () =>
  (await (await world.ask("/plugins/all_plugins.json")).json() as Record<string, unknown>[])[0]!;

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), "moirai-plugin-"));
  homes.push(home);
  world = await createRealWorld({ plugin_directory: copyPlugin(home) });
  await world.until(() => world.messages().includes("plugin demo: ready"));
});

afterAll(async () => {
  await world.stop();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

describe("the demonstration plugin", () => {
  test("answers GET with the variables of the query", async () => {
    const answer = await world.ask("/demo/hello.html?name=World%20of%20<waves>");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await answer.text()).toContain("Hello, World of waves!");
  });

  test("answers POST with a status and a header of its own, and publishes", async () => {
    const heard = Promise.withResolvers<unknown>();
    world.moirai.bus.subscribe("DEMO_FORM" as Topic, ({ payload }) => heard.resolve(payload));
    const answer = await world.ask("/demo/form.json", {
      method: "POST",
      body: new URLSearchParams({ a: "1 2", b: "ä" }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("x-demo")).toBe("yes");
    expect(await answer.json()).toEqual({ received: { a: "1 2", b: "ä" } });
    expect(await heard.promise).toEqual({ json: '{"a":"1 2","b":"ä"}' });
  });

  test("streams piece by piece, and hears that its client has gone", async () => {
    const abort = new AbortController();
    const answer = await world.ask("/demo/stream.txt", { signal: abort.signal });
    const reader = answer.body!.getReader();
    const decoder = new TextDecoder();
    expect(decoder.decode((await reader.read()).value)).toBe("Stream 0\n");
    expect(decoder.decode((await reader.read()).value)).toBe("Stream 1\n");
    abort.abort();
    await world.until(() => world.messages().includes("plugin demo: stopped streaming"));
  });

  test("asks the server with its token", async () => {
    const answer = await world.ask("/demo/whoami.json");
    expect(await answer.json()).toEqual({ code: 200, user: world.platform.user.name });
  });

  test("is for administrators", async () => {
    const answer = await world.ask("/demo/hello.html", { headers: { authorization: "" } });
    expect(answer.status).toBe(401);
    await answer.text();
    expect((await world.ask("/demo/hello.html", { method: "PUT" })).status).toBe(405);
  });

  test("has files for everybody, none of them behind a link that leads out", async () => {
    const page = await world.ask("/plugin/demo-plugin/", { headers: { authorization: "" } });
    expect(await page.text()).toContain("A file of the demo plugin");
    const escaped = await world.ask("/plugin/demo-plugin/outside.txt");
    expect(escaped.status).toBe(404);
    await escaped.text();
  });

  test("is started again when it is killed, and its addresses are gone meanwhile", async () => {
    const before = (await plugin())["moirai.plugin.pid"] as number;
    const pending = world.ask("/demo/stream.txt").then((answer) => answer.text()).catch(String);
    process.kill(before, "SIGKILL");
    await world.until(() => world.messages().includes("plugin demo: it ended with signal SIGKILL"));
    expect((await world.ask("/demo/hello.html")).status).toBe(404);
    await pending;
    await world.until(() =>
      world.messages().filter((text) => text === "plugin demo: ready").length === 2
    );
    const after = await plugin();
    expect(after["moirai.plugin.pid"]).not.toBe(before);
    expect(after["moirai.plugin.restarts"]).toBe(1);
    expect(await (await world.ask("/demo/hello.html")).text()).toContain("Hello");
  });
});
