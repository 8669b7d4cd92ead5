// The living tree of actors over a websocket, in virtual time.
import { describe, expect, test } from "vitest";
import { minutes, scenario } from "../../../runtime/scenario/scenario.ts";
import { simulate } from "../../../testing/simulate.ts";

const home = scenario("home", "", minutes(2), (on) => {
  on.radio("roof", { channels: ["6"] });
  on.accessPoint({ ssid: "home", channel: "6", security: "open" });
});

const CHAIN = "root/packet-chain";

interface Message {
  readonly actors?: { path: string; inspected: boolean }[];
  readonly missed?: number;
  readonly inspection?: { type: string; sessionId: string };
  readonly refused?: string;
  readonly reason?: string;
}

async function connect(reading = true) {
  const run = await simulate(home, { seed: 1 });
  const socket = await run.ws("/runtime/actors.ws", { reading });
  const messages = () => socket.messages.map((message) => JSON.parse(String(message)) as Message);
  await run.advance(1000);
  return { run, socket, messages };
}

describe("/runtime/actors.ws", () => {
  test("tells the tree at once and then every second", async () => {
    const { run, messages } = await connect();
    await run.advance(9000);
    const trees = messages().filter(({ actors }) => actors !== undefined);
    expect(trees.length).toBeGreaterThanOrEqual(10);
    expect(trees.length).toBeLessThanOrEqual(11);
    expect(trees[0]!.actors![0]!.path).toBe("root");
    await run.moirai.stop();
  });

  test("tells events of an actor while it is inspected, and says what cannot be", async () => {
    const { run, socket, messages } = await connect();
    socket.sendText(JSON.stringify({ inspect: CHAIN }));
    socket.sendText(JSON.stringify({ inspect: "root/nobody" }));
    socket.sendText("no JSON");
    socket.sendText("[1]");
    await run.advance(3000);
    const events = () => messages().filter(({ inspection }) => inspection !== undefined);
    expect(events().length).toBeGreaterThan(5);
    expect(new Set(events().map(({ inspection }) => inspection!.sessionId))).toEqual(
      new Set([CHAIN]),
    );
    expect(messages().filter(({ refused }) => refused !== undefined)).toEqual([
      { refused: "root/nobody", reason: "there is no such actor, or too many are inspected" },
    ]);
    socket.sendText(JSON.stringify({ release: CHAIN }));
    await run.advance(100);
    const count = events().length;
    await run.advance(3000);
    expect(events()).toHaveLength(count);
    await run.moirai.stop();
  });

  test("forgets what a peer inspected when it goes", async () => {
    const { run, socket } = await connect();
    const inspected = () =>
      run.moirai.stores.inspector.actors().filter((one) => one.inspected).map(({ path }) => path);
    socket.sendText(JSON.stringify({ inspect: CHAIN }));
    await run.advance(100);
    expect(inspected()).toEqual([CHAIN]);
    socket.drop();
    await run.advance(100);
    expect(inspected()).toEqual([]);
    await run.moirai.stop();
  });

  test("ends a peer that sends bytes, and one that floods", async () => {
    const { run, socket } = await connect();
    socket.sendBytes(Uint8Array.of(1));
    await run.advance(100);
    expect(socket.closed).toMatchObject({ code: 1003 });
    const second = await run.ws("/runtime/actors.ws");
    for (let count = 0; count < 300; count++) second.sendText("{}");
    await run.advance(100);
    expect(second.closed).toMatchObject({ code: 1008 });
    await run.moirai.stop();
  });
});
