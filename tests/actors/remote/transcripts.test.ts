// Recorded conversations of real tools and helpers with the reference server, played to ours: what our
// server says must be what those tools heard, or what they should have heard.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Conversation } from "../../../protocols/external/conversation.ts";
import type { ExternalMessage } from "../../../protocols/external/messages.ts";
import type { SimulatedChild } from "../../../adapters/platform/simulated-children.ts";
import { fromHex } from "../../suites/hex.ts";
import { createPluginWorld, PASSWORD, type PluginWorld } from "../../suites/plugin-world.ts";

const folder = fileURLToPath(new URL("../../../../shared/golden/transcripts/", import.meta.url));
const hasTranscripts = existsSync(folder);

interface Line {
  readonly dir: "tool>server" | "server>tool";
  readonly ms: number;
  readonly hex: string;
}

const lines = (name: string): Line[] =>
  readFileSync(`${folder}${name}.ndjson`, "utf8").trim().split("\n")
    .map((line) => JSON.parse(line) as Line)
    // Long contents were cut when they were recorded.
    .filter(({ hex }) => hex !== undefined && hex !== "" && !hex.includes("..."));

const said = (name: string) => lines(name).filter(({ dir }) => dir === "tool>server");

/** What recorded or received frames say, without pings. */
function messages(chunks: readonly Uint8Array[]): ExternalMessage[] {
  const conversation = new Conversation("tool");
  const all: ExternalMessage[] = [];
  for (const chunk of chunks) {
    conversation.append(chunk);
    while (conversation.next() === "message") {
      if (conversation.message.kind !== "ping") all.push(conversation.message);
    }
  }
  return all;
}

const recorded = (name: string) =>
  messages(lines(name).filter(({ dir }) => dir === "server>tool").map(({ hex }) => fromHex(hex)));

async function settled(world: PluginWorld): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await world.elapse(0.01);
}

/** Plays a remote tool's side; what the server said meanwhile. */
async function playRemote(name: string, until = Infinity) {
  const world = await createPluginWorld({
    settings: { remote_capture_enabled: "true", remote_capture_port: "3501" },
  });
  const connection = await world.platform.connectTcp({ hostname: "127.0.0.1", port: 3501 });
  const heard: Uint8Array[] = [];
  void (async () => {
    for (;;) {
      const chunk = await connection.read();
      if (chunk === undefined) return;
      heard.push(chunk);
    }
  })();
  for (const { hex, ms } of said(name)) {
    if (ms > until) break;
    await connection.write(fromHex(hex)).catch(() => {});
    await settled(world);
  }
  return { world, heard: () => messages(heard) };
}

describe.skipIf(!hasTranscripts)(
  "recorded conversations (skipped where ../shared is absent)",
  () => {
    test("a capture file's tool over TCP is asked as it was, and its packets count", async () => {
      const { world, heard } = await playRemote("tcp-v3-remote");
      expect(heard()).toEqual(recorded("tcp-v3-remote").slice(0, heard().length));
      expect(heard()[0]).toMatchObject({ kind: "openRequest" });
      const [source] = [...world.moirai.stores.datasources.all()];
      expect(source).toMatchObject({
        name: "rtcp",
        uuid: "AAAAAAAA-0000-0000-0000-000000000002",
        remote: true,
        running: true,
        version: "2025.09.0-b5d5a2d04",
      });
      expect(source!.packets).toBeGreaterThan(0);
      await world.stop();
    });

    test("the same tool over a websocket, logged in by its query, is asked as it was", async () => {
      const world = await createPluginWorld();
      const login = `user=admin&password=${encodeURIComponent(PASSWORD)}`;
      const socket = await world.platform.connect(2501).openSocket(
        `/datasource/remote/remotesource.ws?${login}`,
        { headers: { "sec-websocket-protocol": "kismet-remote" } },
      );
      for (const { hex } of said("ws-v3-remote")) {
        socket.sendBytes(fromHex(hex));
        await settled(world);
      }
      const heard = messages(socket.messages.map((one) => one as Uint8Array));
      expect(heard[0]).toMatchObject({ kind: "openRequest" });
      expect(heard).toEqual(recorded("ws-v3-remote").slice(0, heard.length));
      const [source] = [...world.moirai.stores.datasources.all()];
      expect(source).toMatchObject({ name: "rws", remote: true, running: true });
      expect(source!.packets).toBeGreaterThan(0);
      await world.stop();
    });

    test("a radio's peer is tuned after it opened, at the rate of its own option", async () => {
      const { world, heard } = await playRemote("tcp-v3-tuning", 1);
      const [open, hop] = recorded("tcp-v3-tuning");
      expect(heard()[0]).toEqual(open);
      // The reference ignores `channel_hoprate` of a source that is alone.
      expect(heard()[1]).toEqual({
        ...hop,
        hop: { ...(hop as { hop: object }).hop, rate: 3 },
      });
      await world.stop();
    });

    test.each([
      ["plugin-v2-helper", "/x2/y.html"],
      ["plugin-v3-helper", "/x3/y.html"],
      ["plugin-v0-python", "/x/y.html"],
    ])("%s gets its token, its events and its addresses", async (name, uri) => {
      const heard: Uint8Array[] = [];
      const world = await createPluginWorld({
        program: async (child: SimulatedChild) => {
          void (async () => {
            for (;;) {
              const chunk = await child.fromParent!.read();
              if (chunk === undefined) return;
              heard.push(chunk);
            }
          })();
          // What came before the first web request: the rest answers requests of that day.
          for (const { hex, ms } of said(name)) {
            if (ms < 600) await child.toParent!.write(fromHex(hex));
          }
          await new Promise<never>(() => {});
        },
      });
      await world.elapse(3_000);
      const kinds = messages(heard).map(({ kind }) => kind);
      expect(kinds).toContain("pong");
      expect(kinds).toContain("authToken");
      expect(kinds.filter((kind) => kind === "event").length).toBeGreaterThanOrEqual(2);
      const asking = world.ask(`${uri}?a=1`);
      await settled(world);
      expect(messages(heard).at(-1)).toMatchObject({
        kind: "httpRequest",
        id: 0,
        uri,
        method: "GET",
        variables: [["a", "1"]],
      });
      await world.elapse(61_000);
      expect((await asking).status).toBe(504);
      expect((await world.plugin())["moirai.plugin.state"]).toBe("running");
      await world.stop();
    });
  },
);
