import { expect, test } from "vitest";
import { BACKLOG_BYTES_MAX, LegacyOutput } from "../../../actors/legacy/output.ts";
import { SteppingClock } from "../../../runtime/clock.ts";
import type { TcpConnection } from "../../../runtime/platform.ts";

function setUp(backlogMax: number) {
  const clock = new SteppingClock({ startMs: 0 });
  const written: string[] = [];
  let release: (() => void) | undefined;
  const connection: TcpConnection = {
    remoteAddress: "127.0.0.1",
    read: () => Promise.resolve(undefined),
    write: (bytes) =>
      new Promise((resolve) => {
        written.push(new TextDecoder().decode(bytes));
        release = resolve;
      }),
    close: () => Promise.resolve(),
    destroy: () => {},
  };
  const output = new LegacyOutput({ connection, clock, backlogMax });
  const take = async (): Promise<void> => {
    release?.();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { clock, output, written, take };
}

test("LegacyOutput holds so many sentences, drops and counts the rest, and goes on", async () => {
  const { output, written, take } = setUp(3);
  output.push("a");
  await take();
  for (const sentence of ["b", "c", "d", "e", "f"]) output.push(sentence);
  expect([output.full, output.dropped]).toEqual([true, 2]);
  await take();
  expect(written).toEqual(["a", "bcd"]);
  expect([output.full, output.sent]).toEqual([false, 1]);
  await take();
  output.push("g");
  await take();
  expect([written.at(-1), output.sent]).toEqual(["g", 4]);
});

test("LegacyOutput holds so many bytes, however few sentences they are", () => {
  const { output } = setUp(1_000_000);
  const sentence = "x".repeat(1024 * 1024);
  for (let at = 0; at < 20; at++) output.push(sentence);
  expect(output.dropped).toBe(20 - BACKLOG_BYTES_MAX / sentence.length);
});

test("replies wait for room instead of being dropped", async () => {
  const { output, written, take } = setUp(1);
  output.push("a");
  await take();
  output.push("b");
  let replied = false;
  const waiting = output.pushWaiting("reply").then(() => replied = true);
  await Promise.resolve();
  expect(replied).toBe(false);
  await take();
  await waiting;
  await take();
  expect([written, output.dropped]).toEqual([["a", "b", "reply"], 0]);
});

test("a peer that takes nothing is stalled from the moment it is waited for", async () => {
  const { clock, output, take } = setUp(10);
  await clock.advanceAsync(60_000);
  expect(output.stalledMs).toBe(0);
  output.push("a");
  await clock.advanceAsync(1_000);
  expect(output.stalledMs).toBe(1_000);
  await take();
  expect(output.stalledMs).toBe(0);
});

test("whoever waits for room or for the end is released when it stops", async () => {
  const { output, take } = setUp(1);
  output.push("a");
  await take();
  output.push("b");
  const waiting = [output.pushWaiting("c"), output.drained()];
  output.stop();
  await Promise.all(waiting);
  output.push("d");
  expect([output.stopped, output.full]).toEqual([true, false]);
});
