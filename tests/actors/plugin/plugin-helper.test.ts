// Programs of plugins: web requests, events, tokens, and every way in which they can go wrong.
import { describe, expect, test } from "vitest";
import { EXCHANGE_BYTES_MAX } from "../../../actors/plugin/http-exchange.ts";
import { MESSAGES_PER_SECOND_MAX } from "../../../actors/helper/message-limiter.ts";
import {
  OPEN_REQUESTS_MAX,
  PING_INTERVAL_MS,
  SILENCE_MS_MAX,
} from "../../../actors/plugin/plugin-peer.ts";
import { PUBLISHED_PER_SECOND_MAX } from "../../../actors/plugin/helper-events.ts";
import type { Helper } from "../../../helper/helper.ts";
import { Conversation } from "../../../protocols/external/conversation.ts";
import type {
  ExternalMessage,
  MessageKind,
  MessageOf,
} from "../../../protocols/external/messages.ts";
import type { SimulatedChild } from "../../../adapters/platform/simulated-children.ts";
import { fromHex } from "../../suites/hex.ts";
import {
  createPluginWorld,
  kitProgram,
  type PluginWorld,
  PROGRAM,
} from "../../suites/plugin-world.ts";

const text = async (answer: Response) => [answer.status, await answer.text()];

/** Lets everything happen that needs no more than a few milliseconds. */
async function settled(world: PluginWorld): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await world.elapse(0.01);
}

/** Waits for a promise while virtual time passes. */
async function during<T>(world: PluginWorld, ms: number, work: Promise<T>): Promise<T> {
  await world.elapse(ms);
  return await work;
}

type Hear = <K extends MessageKind>(kind: K) => Promise<MessageOf<K>>;

/** A program that speaks frame by frame, as the kit never would. */
function rawProgram(
  play: (
    say: (message: ExternalMessage) => Promise<void>,
    child: SimulatedChild,
    hear: Hear,
  ) => Promise<number | void>,
  version: 0 | 2 | 3 = 3,
) {
  return async (child: SimulatedChild): Promise<number | void> => {
    const conversation = new Conversation("tool", version);
    /** The next message of a kind; others before it are passed over. */
    const hear: Hear = async (kind) => {
      for (;;) {
        while (conversation.next() === "message") {
          const { message } = conversation;
          if (message.kind === kind) return message as never;
        }
        const chunk = await child.fromParent!.read();
        if (chunk === undefined) return await forEver;
        conversation.append(chunk);
      }
    };
    const say = (message: ExternalMessage) => child.toParent!.write(conversation.encode(message)!);
    return await play(say, child, hear);
  };
}

const forEver = new Promise<never>(() => {});

describe.each([0, 2, 3] as const)("a plugin's program in framing %i", (version) => {
  test("answers GET with variables, POST with a form, and unknown methods with 405", async () => {
    const seen: unknown[] = [];
    const world = await createPluginWorld({
      program: kitProgram((helper) => {
        helper.route("GET", "/demo/a.html", async ({ variables }, answer) => {
          seen.push([...variables]);
          await answer.end("<p>This is the plugin");
        });
        helper.route("POST", "/demo/a.html", async ({ variables }, answer) => {
          seen.push([...variables]);
          await answer.status(201).header("X-Demo", "yes").header("Content-Length", "7").end();
        });
      }, version),
    });
    const page = await world.ask("/demo/a.html?b=2%202&a=1+1&user=u&password=p&KISMET=k");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(await text(page)).toEqual([200, "<p>This is the plugin"]);
    const form = await world.ask("/demo/a.html?a=query&z=9", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
      body: "a=1+2&json=%7B%7D",
    });
    expect(form.headers.get("x-demo")).toBe("yes");
    expect(await text(form)).toEqual([201, ""]);
    // A body of another type has no place in the protocol.
    const json = await world.ask("/demo/a.html", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"a": 1}',
    });
    await json.text();
    expect(seen).toEqual([
      [["a", "1+1"], ["b", "2 2"]],
      [["a", "1 2"], ["json", "{}"], ["z", "9"]],
      [],
    ]);
    expect((await world.ask("/demo/a.html", { method: "PUT", body: "x" })).status).toBe(405);
    expect((await world.ask("/demo/a.html/below")).status).toBe(404);
    expect((await world.ask("/demo/aXhtml")).status).toBe(404);
    await world.stop();
  });

  test("streams: each piece reaches the client when it is written", async () => {
    const world = await createPluginWorld({
      program: kitProgram((helper) => {
        helper.route("GET", "/demo/stream.txt", async ({ signal }, answer) => {
          for (let count = 0; !signal.aborted; count++) {
            await answer.write(`Stream ${count}\n`);
            await new Promise<void>((resolve) => void steps.push(resolve));
          }
          ended = true;
        });
      }, version),
    });
    const steps: (() => void)[] = [];
    let ended = false;
    const answer = await world.ask("/demo/stream.txt");
    const reader = answer.body!.getReader();
    const decoder = new TextDecoder();
    for (let count = 0; count < 3; count++) {
      expect(decoder.decode((await reader.read()).value)).toBe(`Stream ${count}\n`);
      steps.shift()!();
    }
    await world.elapse(0);
    // The client goes: the program is told and stops.
    await reader.cancel();
    await world.elapse(0);
    steps.shift()!();
    await world.elapse(0);
    expect(ended).toBe(true);
    expect(await world.plugin()).toMatchObject({ "moirai.plugin.state": "running" });
    await world.stop();
  });

  test("gets a token that opens the REST interface until the program ends", async () => {
    let token = "";
    let helper!: Helper;
    const world = await createPluginWorld({
      manifest: "restart=never",
      program: kitProgram(async (own) => {
        helper = own;
        token = await own.token();
      }, version),
    });
    await world.elapse(0);
    expect(token).toMatch(/^[0-9A-F]{32}$/);
    const asPlugin = () =>
      world.ask("/system/status.json", {
        headers: { authorization: "", cookie: `KISMET=${token}` },
      });
    const answer = await asPlugin();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toBe(null);
    await answer.text();
    const listed = await (await world.ask("/auth/apikey/list.json")).text();
    expect(listed).not.toContain(token);
    expect(await helper.token()).toBe(token);
    void helper.shutdown("enough");
    await world.elapse(100);
    expect((await during(world, 60_000, asPlugin())).status).toBe(401);
    await world.stop();
  });

  test("hears events, publishes its own, and is refused the server's names", async () => {
    const heard: unknown[] = [];
    const world = await createPluginWorld({
      program: kitProgram(async (helper) => {
        helper.listen("TIMESTAMP", (topic, content) => heard.push([topic, Object.keys(content)]));
        helper.listen("MYEVENT", (topic, content) => heard.push([topic, content]));
        await helper.publish("MYEVENT", { a: 1 });
        await helper.publish("TIMESTAMP", {});
        await helper.publish("KISMETDB_LOG_OPEN", {});
      }, version),
    });
    const socket = await world.platform.connect(2501).openSocket("/eventbus/events.ws", {
      headers: { authorization: `Basic ${btoa("admin:secret pass:word")}` },
    });
    socket.sendText('{"SUBSCRIBE": "MYEVENT"}');
    await world.elapse(0);
    world.moirai.bus.publish("NEW_PHY", "x");
    await world.elapse(1000);
    expect(heard.slice(0, 2)).toEqual([
      ["MYEVENT", { "kismet.eventbus.event_json": '{"a":1}' }],
      ["TIMESTAMP", ["TIMESTAMP"]],
    ]);
    expect(world.messages().filter((line) => line.includes("publish"))).toEqual([
      "plugin demo: it may not publish TIMESTAMP: only the server publishes events of this name",
      "plugin demo: it may not publish KISMETDB_LOG_OPEN: only the server publishes events of " +
      "this name",
    ]);
    await world.stop();
  });
});

describe("a helper's answer", () => {
  /** A world whose program answers `/x` with what `play` says, given the request's number. */
  const answering = (
    play: (say: (message: ExternalMessage) => Promise<void>, id: number) => Promise<void>,
  ) =>
    createPluginWorld({
      program: rawProgram(async (say, _child, hear) => {
        await say({ kind: "uriRegister", uri: "/x", method: "GET" });
        for (;;) await play(say, (await hear("httpRequest")).id);
      }),
    });
  const bytes = (length: number) => new Uint8Array(length).fill(66);

  test("may bring its status last, after the content", async () => {
    const world = await answering(async (say, id) => {
      await say({ kind: "httpResponse", id, headers: [], content: bytes(100) });
      await say({ kind: "httpResponse", id, headers: [["X-Late", "1"]], status: 404, close: true });
    });
    const answer = await during(world, 50, world.ask("/x"));
    expect(answer.headers.get("x-late")).toBe("1");
    expect(await text(answer)).toEqual([404, "B".repeat(100)]);
    await world.stop();
  });

  test("starts without a status after a while or 4 kB; what comes later is ignored", async () => {
    const world = await answering(async (say, id) => {
      await say({ kind: "httpResponse", id, headers: [], content: bytes(5000) });
      await say({ kind: "httpResponse", id, headers: [["X-Late", "1"]], status: 500, close: true });
    });
    const answer = await during(world, 50, world.ask("/x"));
    expect(answer.headers.get("x-late")).toBe(null);
    expect(await text(answer)).toEqual([200, "B".repeat(5000)]);
    expect((await world.plugin())["moirai.plugin.state"]).toBe("running");
    await world.stop();
  });

  test.each([[99, 500], [0, 500], [600, 500], [101, 500], [204, 204], [599, 599]])(
    "of status %i is given as %i",
    async (status, given) => {
      const world = await answering((say, id) =>
        say({ kind: "httpResponse", id, headers: [], status, close: true })
      );
      expect((await during(world, 50, world.ask("/x"))).status).toBe(given);
      await world.stop();
    },
  );

  test("with bad headers keeps the good ones, and how it travels is the server's", async () => {
    const world = await answering((say, id) =>
      say({
        kind: "httpResponse",
        id,
        headers: [
          ["bad name", "x"],
          ["X-Bad", "a\r\nSet-Cookie: b=c"],
          ["Transfer-Encoding", "gzip"],
          ["X-Good", "first"],
          ["x-good", "second"],
        ],
        content: bytes(1),
        close: true,
      })
    );
    const answer = await during(world, 50, world.ask("/x"));
    expect(answer.headers.get("x-good")).toBe("second");
    expect(answer.headers.get("x-bad")).toBe(null);
    expect(answer.headers.get("set-cookie") ?? "").not.toContain("b=c");
    expect(await text(answer)).toEqual([200, "B"]);
    await world.stop();
  });

  test("to nobody's question, or after its end, is ignored", async () => {
    const world = await answering(async (say, id) => {
      await say({ kind: "httpResponse", id: 77, headers: [], content: bytes(1) });
      await say({ kind: "httpResponse", id, headers: [], content: bytes(1), close: true });
      await say({ kind: "httpResponse", id, headers: [], content: bytes(1), status: 500 });
    });
    for (let count = 0; count < 3; count++) {
      expect(await text(await during(world, 50, world.ask("/x")))).toEqual([200, "B"]);
    }
    expect((await world.plugin())["moirai.plugin.restarts"]).toBe(0);
    await world.stop();
  });

  test("that does not come is 504 after a minute, and the helper is told", async () => {
    const world = await answering(() => Promise.resolve());
    expect(await text(await during(world, 60_000, world.ask("/x")))).toEqual([
      504,
      "ERROR: the plugin did not answer in time\n",
    ]);
    await world.stop();
  });
});

describe("a helper that misbehaves", () => {
  const program = (
    play: (
      say: (message: ExternalMessage) => Promise<void>,
      child: SimulatedChild,
      hear: Hear,
    ) => Promise<number | void>,
  ) => createPluginWorld({ manifest: "restart=never", program: rawProgram(play) });
  const state = async (world: PluginWorld) => (await world.plugin())["moirai.plugin.state"];

  test("registers what is taken, reserved or malformed: refused with the reason", async () => {
    const world = await program(async (say) => {
      for (
        const uri of [
          "/ok",
          "/ok",
          "/system/status.json",
          "/eventbus/events.ws",
          "/session/check_session",
          "relative",
          "/a/:name",
          "/a//b",
          "/a?b=c",
          "/ä",
          `/${"x".repeat(1024)}`,
        ]
      ) await say({ kind: "uriRegister", uri, method: "GET" });
      await say({ kind: "uriRegister", uri: "/m", method: "get it" });
      return await forEver;
    });
    const refusals = world.messages().filter((line) => line.includes("may not"));
    expect(refusals.map((line) => line.slice(line.indexOf("answer")).slice(0, 110))).toEqual([
      "answer GET /system/status.json: the server answers it itself",
      "answer GET /eventbus/events.ws: the server answers it itself",
      "answer GET /session/check_session: logins are not for plugins to answer",
      "answer GET relative: it is no plain path that begins with a slash",
      "answer GET /a/:name: it is no plain path that begins with a slash",
      "answer GET /a//b: it is no plain path that begins with a slash",
      "answer GET /a?b=c: it is no plain path that begins with a slash",
      "answer GET /ä: it is no plain path that begins with a slash",
      `answer GET /${"x".repeat(98)}`,
      "answer get it /m: there is no such method",
    ]);
    expect(await state(world)).toBe("running");
    await world.stop();
  });

  test("registers what another plugin answers: the first keeps it until it goes", async () => {
    const second = "/plugins/second/second";
    let first!: Helper;
    let other!: Helper;
    const world = await createPluginWorld({
      manifest: "restart=never",
      program: kitProgram((helper) => {
        first = helper;
        helper.route("GET", "/both", (_request, answer) => answer.end("first"));
      }),
      files: {
        "/plugins/second/manifest.conf":
          "name=second\ndescription=d\nauthor=a\nversion=1\nhttpexternal=second",
      },
      settings: { plugin_directory: ["/plugins", "/late"] },
    });
    world.platform.files.put(second, "", 0o755);
    world.platform.programs.provide(
      second,
      kitProgram((helper) => {
        other = helper;
        helper.route("GET", "/both", (_request, answer) => answer.end("second"));
      }),
    );
    // Its program was not there at the start; a moment later it is started again.
    await world.elapse(5_000);
    await settled(world);
    expect(world.messages()).toContain(
      "plugin second: it may not answer GET /both: plugin demo answers it already",
    );
    expect(await text(await world.ask("/both"))).toEqual([200, "first"]);
    void first.shutdown("enough");
    await world.elapse(100);
    expect((await world.ask("/both")).status).toBe(404);
    other.route("GET", "/both", (_request, answer) => answer.end("second"));
    await world.elapse(100);
    expect(await text(await world.ask("/both"))).toEqual([200, "second"]);
    await world.stop();
  });

  test("floods messages: the rest of the second is one line", async () => {
    const world = await program(async (say) => {
      for (let count = 0; count < 500; count++) {
        await say({ kind: "message", severity: 2, text: `m${count}\u001b[31m` });
      }
      return await forEver;
    });
    await settled(world);
    const relayed = () => world.messages().filter((line) => /^plugin demo: m\d/.test(line));
    expect(relayed()).toHaveLength(MESSAGES_PER_SECOND_MAX);
    expect(relayed()[0]).toBe("plugin demo: m0\\x1b[31m");
    await world.stop();
    expect(world.messages()).toContain(
      `plugin demo: ${500 - MESSAGES_PER_SECOND_MAX} more of its messages were left out`,
    );
  });

  test("floods events: so many a second, and so many names", async () => {
    const world = await program(async (say) => {
      for (let count = 0; count < 300; count++) {
        await say({ kind: "eventPublish", topic: "SAME", json: "{}" });
      }
      return await forEver;
    });
    await settled(world);
    const counters = (await world.plugin())["moirai.plugin.counters"] as Record<string, number>;
    expect(counters["refused"]).toBe(300 - PUBLISHED_PER_SECOND_MAX);
    await world.stop();
  });

  test("does not read what it is sent: it is given up", async () => {
    const world = await createPluginWorld({
      manifest: "restart=never",
      program: async (child) => {
        const conversation = new Conversation("tool", 3);
        const chunk = new Uint8Array(conversation.encode({ kind: "ping" })!.length * 500);
        for (let at = 0; at < 500; at++) chunk.set(conversation.encode({ kind: "ping" })!, at * 20);
        for (let count = 0; count < 20; count++) await child.toParent!.write(chunk);
        await forEver;
      },
    });
    await world.elapse(10_000);
    const plugin = await world.plugin();
    expect(plugin["moirai.plugin.state"]).toBe("ended");
    expect(plugin["moirai.plugin.reason"]).toBe("it does not read what it is sent");
    await world.stop();
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      "no frame",
      new TextEncoder().encode("GET / HTTP/1.1\r\n"),
      /no frame \(external.signature\): 47 45 54 20/,
    ],
    [
      "a frame of two gigabytes",
      Uint8Array.of(0xde, 0xca, 0xfb, 0xad, 0xa9, 0xa9, 0, 3, 0x7f, 0xff, 0xff, 0xff),
      /external.length/,
    ],
    [
      "an unknown version",
      Uint8Array.of(0xde, 0xca, 0xfb, 0xad, 0xa9, 0xa9, 0, 9, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1),
      /external.version/,
    ],
    [
      "a wrong checksum",
      Uint8Array.of(0xde, 0xca, 0xfb, 0xad, 1, 2, 3, 4, 0, 0, 0, 4, 1, 2, 3, 4),
      /external.checksum/,
    ],
  ])("sends %s: it is ended and the first bytes are told", async (_name, bytes, reason) => {
    const world = await program(async (_say, child) => {
      await child.toParent!.write(bytes);
      return await forEver;
    });
    await world.elapse(10_000);
    expect(String((await world.plugin())["moirai.plugin.reason"])).toMatch(reason);
    expect(await state(world)).toBe("ended");
    await world.stop();
  });

  test("sends contents that cannot be read: ten in a row end it, fewer do not", async () => {
    // WEB_REGISTERURI with a string for its map.
    const bad = fromHex("decafbad a9a90003 00000001 0040 0000 00000001 a0");
    const sending = (count: number) =>
      program(async (say, child) => {
        for (let sent = 0; sent < count; sent++) await child.toParent!.write(bad);
        await say({ kind: "ping" });
        return await forEver;
      });
    const nine = await sending(9);
    expect(await state(nine)).toBe("running");
    await nine.stop();
    const ten = await sending(10);
    await ten.elapse(10_000);
    expect(await state(ten)).toBe("ended");
    await ten.stop();
  });

  test("goes silent: it is asked, and given up after a minute", async () => {
    const world = await program(async (say) => {
      await say({ kind: "ping" });
      return await forEver;
    });
    await world.elapse(SILENCE_MS_MAX);
    expect(await state(world)).toBe("running");
    await world.elapse(3 * PING_INTERVAL_MS);
    expect((await world.plugin())["moirai.plugin.reason"]).toBe("it said nothing for 60 seconds");
    await world.stop();
  });

  test("dies in an answer: the client's stream is cut; before it: 502", async () => {
    const world = await createPluginWorld({
      manifest: "restart=never",
      program: rawProgram(async (say, _child, hear) => {
        await say({ kind: "uriRegister", uri: "/begun", method: "GET" });
        await say({ kind: "uriRegister", uri: "/waiting", method: "GET" });
        await hear("httpRequest");
        await hear("httpRequest");
        await say({
          kind: "httpResponse",
          id: 0,
          headers: [],
          status: 200,
          content: new Uint8Array(10),
        });
        return 3;
      }),
    });
    const begun = world.ask("/begun");
    const waiting = world.ask("/waiting");
    await world.elapse(5_000);
    expect(await text(await waiting)).toEqual([
      502,
      "ERROR: the plugin went away before its answer\n",
    ]);
    const answer = await begun;
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow(/./);
    expect((await world.ask("/begun")).status).toBe(404);
    await world.stop();
  });
  test(`has at most ${OPEN_REQUESTS_MAX} requests open`, async () => {
    const world = await program(async (say) => {
      await say({ kind: "uriRegister", uri: "/never", method: "GET" });
      return await forEver;
    });
    const open = Array.from({ length: OPEN_REQUESTS_MAX }, () => world.ask("/never"));
    await world.elapse(0);
    expect(await text(await world.ask("/never"))).toEqual([
      503,
      "The plugin has too many open requests\n",
    ]);
    await world.elapse(60_000);
    for (const answer of await Promise.all(open)) expect(answer.status).toBe(504);
    await world.stop();
  });

  test("floods a client that does not read: it is not read either, and nothing grows", async () => {
    let written = 0;
    const world = await createPluginWorld({
      program: kitProgram((helper) => {
        helper.route("GET", "/flood", async ({ signal }, answer) => {
          const piece = new Uint8Array(64 * 1024);
          while (!signal.aborted) {
            await answer.write(piece);
            written += piece.length;
          }
        });
      }),
    });
    const answer = await world.ask("/flood");
    const reader = answer.body!.getReader();
    await reader.read();
    for (let turn = 0; turn < 40; turn++) await settled(world);
    const stalled = written;
    await world.elapse(10_000);
    expect(written).toBe(stalled);
    expect(written).toBeLessThan(EXCHANGE_BYTES_MAX + 4 * 1024 * 1024);
    // The client reads again: so is the helper.
    for (let got = 0; got < 2 * EXCHANGE_BYTES_MAX;) got += (await reader.read()).value!.length;
    await world.elapse(0);
    expect(written).toBeGreaterThan(stalled);
    // It stops for good: after half a minute it is given up, and others are answered again.
    await world.elapse(40_000);
    await expect(
      reader.read().then(function on(): unknown {
        return reader.read().then(on);
      }),
    ).rejects.toThrow(/./);
    expect((await world.plugin())["moirai.plugin.state"]).toBe("running");
    await world.stop();
  });
});

describe("a plugin's program", () => {
  const restarts = async (world: PluginWorld) => (await world.plugin())["moirai.plugin.restarts"];

  test("that fails is started again, ever more slowly, and at once again after a good minute", async () => {
    const startsMs: number[] = [];
    let lifeMs = 0;
    const world = await createPluginWorld({ manifest: "httpexternal=demo" });
    const { clock, files, programs } = world.platform;
    files.put(PROGRAM, "", 0o755);
    programs.provide(PROGRAM, async () => {
      startsMs.push(clock.now());
      if (lifeMs > 0) await new Promise((resolve) => clock.setTimeout(() => resolve(1), lifeMs));
      return 7;
    });
    await world.elapse(200_000);
    const waits = startsMs.slice(1).map((at, index) => Math.round((at - startsMs[index]!) / 1000));
    // The first start found no program.
    expect(waits.slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
    expect((await world.plugin())["moirai.plugin.reason"]).toBe("it ended with status 7");
    lifeMs = 61_000;
    await world.elapse(60_000 + 61_000 + 1_100);
    const before = await restarts(world) as number;
    await world.elapse(61_000 + 2_000);
    expect(await restarts(world)).toBe(before + 1);
    await world.stop();
  });

  test.each<[string, () => Promise<number>, string]>([
    ["ends with status 0", async () => 0, "it ended with status 0"],
  ])("that %s is left alone", async (_name, program, reason) => {
    const world = await createPluginWorld({ program });
    await world.elapse(120_000);
    expect(await world.plugin()).toMatchObject({
      "moirai.plugin.state": "ended",
      "moirai.plugin.reason": reason,
      "moirai.plugin.restarts": 0,
      "moirai.plugin.pid": -1,
    });
    await world.stop();
  });

  test("is looked for in its own directory last, and said to be missing", async () => {
    const world = await createPluginWorld({ manifest: "httpexternal=missing" });
    await world.elapse(10);
    expect(world.messages()).toContain(
      "plugin demo: it could not be started: there is no program missing in /usr/bin, " +
        "/plugins/demo/",
    );
    world.platform.files.put("/plugins/demo/missing", "", 0o777);
    await world.elapse(1_100);
    expect(String((await world.plugin())["moirai.plugin.reason"])).toContain(
      "others may write to /plugins/demo/missing",
    );
    world.platform.files.put("/plugins/demo/missing", "", 0o644);
    await world.elapse(2_100);
    expect(String((await world.plugin())["moirai.plugin.reason"])).toContain(
      "/plugins/demo/missing is not executable",
    );
    await world.stop();
  });

  test("is told goodbye when the server stops, then ended, then killed", async () => {
    const log: string[] = [];
    const world = await createPluginWorld({
      program: async (child) => {
        log.push(...child.args, child.env["KISMET_ETC"]!, child.env["MOIRAI_URL"]!);
        const conversation = new Conversation("tool", 3);
        child.onTerminate(() => log.push("SIGTERM"));
        await child.toParent!.write(conversation.encode({ kind: "ping" })!);
        for (;;) {
          const chunk = await child.fromParent!.read();
          if (chunk === undefined) break;
          conversation.append(chunk);
          while (conversation.next() === "message") log.push(conversation.message.kind);
        }
        log.push("closed");
        await forEver;
      },
    });
    const stopped = world.moirai.stop();
    await world.platform.clock.advanceAsync(4_900);
    expect(log).toEqual([
      "--in-fd=3",
      "--out-fd=4",
      "/h/.kismet",
      "http://127.0.0.1:2501",
      "pong",
      "SIGTERM",
      "shutdown",
      "closed",
    ]);
    await world.platform.clock.advanceAsync(200);
    await stopped;
  });

  test("writes to stderr for ever: it is read, shown a little, and goes on", async () => {
    let lines = 0;
    const world = await createPluginWorld({ manifest: "httpexternal=demo" });
    const { clock, files, programs } = world.platform;
    files.put(PROGRAM, "", 0o755);
    programs.provide(PROGRAM, async (child) => {
      const line = new TextEncoder().encode(`${"complaint ".repeat(1000)}\n`);
      for (;; lines++) {
        await child.stderr.write(line);
        await new Promise((resolve) => clock.setTimeout(() => resolve(0), 1));
      }
    });
    await world.elapse(2_000);
    expect(lines).toBeGreaterThan(500);
    const shown = world.messages().filter((line) => line.includes("complaint"));
    expect(shown.length).toBeLessThanOrEqual(2 * MESSAGES_PER_SECOND_MAX);
    expect(shown[0]!.length).toBeLessThan(600);
    await world.stop();
  });
});
