import { expect, test } from "vitest";
import { positionOn, type Route, signalAt } from "../../../runtime/scenario/space.ts";

test("signalAt() falls by 27 dB with each tenfold distance, and 5 GHz is quieter", () => {
  expect(signalAt(20, 1, 2437)).toBe(-20);
  expect(signalAt(20, 10, 2437)).toBeCloseTo(-47, 6);
  expect(signalAt(20, 100, 2437)).toBeCloseTo(-74, 6);
  expect(signalAt(20, 10, 5180)).toBeCloseTo(-54, 6);
  expect(signalAt(20, 10, 5955)).toBeCloseTo(-56, 6);
  expect(signalAt(20, 0, 2437)).toBe(-20);
});

test("positionOn() walks the legs of a route at its speed, from its time on, and stays at its end", () => {
  const route: Route = {
    points: [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 20 }],
    metresPerSecond: 2,
    fromMs: 1000,
  };
  const at = (ms: number) => positionOn(route, ms);
  expect(at(0)).toEqual({ x: 0, y: 0 });
  expect(at(3500)).toEqual({ x: 5, y: 0 });
  expect(at(6000)).toEqual({ x: 10, y: 0 });
  expect(at(11_000)).toEqual({ x: 10, y: 10 });
  expect(at(60_000)).toEqual({ x: 10, y: 20 });
});
