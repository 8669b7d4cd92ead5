import { expect, test } from "vitest";
import { openStaggered } from "../../../actors/datasource/staggered.ts";
import { SteppingClock } from "../../../runtime/clock.ts";

const names = Array.from({ length: 7 }, (_, at) => `wlan${at}`);

test("openStaggered() opens a few at once, and many in groups", async () => {
  const clock = new SteppingClock({ startMs: 0 });
  const opened: [number, string][] = [];
  const open = (name: string): void => void opened.push([clock.now(), name]);
  openStaggered(names.slice(0, 3), { threshold: 3, group: 1, delaySec: 10 }, clock, open);
  expect(opened.map(([at]) => at)).toEqual([0, 0, 0]);
  opened.length = 0;
  openStaggered(names, { threshold: 3, group: 3, delaySec: 10 }, clock, open);
  await clock.advanceAsync(60_000);
  expect(opened.map(([at]) => at)).toEqual([0, 0, 0, 10_000, 10_000, 10_000, 20_000]);
  expect(opened.map(([, name]) => name)).toEqual(names);
});

test("openStaggered() opens no more once it is ended", async () => {
  const clock = new SteppingClock({ startMs: 0 });
  const opened: string[] = [];
  const stagger = { threshold: 0, group: 0, delaySec: 1 };
  const end = openStaggered(names, stagger, clock, (name) => void opened.push(name));
  await clock.advanceAsync(1_500);
  end();
  await clock.advanceAsync(60_000);
  expect(opened).toEqual(["wlan0", "wlan1"]);
});
