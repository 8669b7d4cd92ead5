import fc from "fast-check";
import { expect, test } from "vitest";
import { SLOTS, Timeline } from "../../browser/timeline.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";

function timelineOf(times: readonly number[]): Timeline {
  const timeline = new Timeline();
  const batch = new PacketBatch();
  for (const timeUs of times) {
    batch.count = 1;
    batch.timestampUs[0] = timeUs;
    timeline.add(batch);
  }
  return timeline;
}

const sum = (timeline: Timeline) => timeline.counts.reduce((all, count) => all + count, 0);

test("Timeline counts packets in slots that widen until the last one fits", () => {
  const timeline = timelineOf([1e15, 1e15 + 50_000, 1e15 + 100_000]);
  expect(timeline.counts.slice(0, 3)).toEqual(Uint32Array.of(2, 1, 0));
  expect(timeline.length).toBe(2);
  const long = timelineOf(Array.from({ length: 1000 }, (_, second) => 1e15 + second * 1e6));
  expect(long.slotUs).toBe(6_400_000);
  expect(long.length).toBe(Math.floor(999 / 6.4) + 1);
  expect(long.length).toBeLessThanOrEqual(SLOTS);
  expect(sum(long)).toBe(1000);
});

test("Timeline leaves out times more than a year away", () => {
  const year = 400 * 86_400e6;
  const timeline = timelineOf([1e15, 1e15 - year, 1e15 + year, 1e15 + 1]);
  expect(sum(timeline)).toBe(2);
  expect(timeline.outside).toBe(2);
});

test("Timeline counts the same whichever file comes first", () => {
  fc.assert(fc.property(
    fc.array(fc.nat({ max: 3_000_000 }), { minLength: 1, maxLength: 50 }),
    (milliseconds) => {
      const times = milliseconds.map((ms) => 1e15 + ms * 1000);
      const timeline = timelineOf(times);
      expect(timeline.outside).toBe(0);
      expect(sum(timeline)).toBe(times.length);
      expect([timeline.firstUs, timeline.endUs]).toEqual([Math.min(...times), Math.max(...times)]);
      expect(timeline.length).toBeLessThanOrEqual(SLOTS);
      const { startUs, slotUs } = timeline;
      const expected = new Uint32Array(SLOTS);
      for (const time of times) expected[Math.floor((time - startUs) / slotUs)]! += 1;
      expect(timeline.counts).toEqual(expected);
    },
  ));
});
