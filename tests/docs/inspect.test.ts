// What docs/inspect.md says of addresses and limits is what the program has.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { minutes, scenario } from "../../runtime/scenario/scenario.ts";
import { simulate } from "../../testing/simulate.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/inspect.md", import.meta.url)), "utf8");
const quiet = scenario("quiet", "", minutes(1), (on) => on.radio("roof", { channels: ["6"] }));

test("docs/inspect.md names addresses that answer, and a message that is understood", async () => {
  await using run = await simulate(quiet, { seed: 1 });
  await run.advance(1000);
  const commands = [...page.matchAll(/^curl .* http:\/\/127\.0\.0\.1:2501(\S+)$/gm)];
  expect(commands.length).toBe(3);
  for (const [, path] of commands) {
    const answer = await run.http(path!);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("packet-chain");
  }
  const [, message] = /```json\n([\s\S]*?)```/.exec(page)!;
  const socket = await run.ws("/runtime/actors.ws");
  socket.sendText(message!);
  await run.advance(1000);
  expect(socket.messages.join()).toContain('"@xstate.actor"');
  expect(socket.messages.join()).not.toContain('refused":"');
});
