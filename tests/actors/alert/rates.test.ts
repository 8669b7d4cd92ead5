import { expect, test } from "vitest";
import { parseRate } from "../../../actors/alert/rates.ts";

test.each([
  ["5/min", { count: 5, unit: 1 }],
  ["10/sec", { count: 10, unit: 0 }],
  ["1/second", { count: 1, unit: 0 }],
  ["3/hr", { count: 3, unit: 2 }],
  ["3/hour", { count: 3, unit: 2 }],
  ["0/day", { count: 0, unit: 3 }],
  ["7", { count: 7, unit: 1 }],
  [" 7 / MIN ", { count: 7, unit: 1 }],
])("parseRate() reads %j", (text, rate) => {
  expect(parseRate(text)).toEqual(rate);
});

test.each(["", "x", "5/", "5/week", "-1/min", "1.5/min", "5/min/sec", "99999999999/min"])(
  "parseRate() refuses %j",
  (text) => {
    expect(parseRate(text)).toBeUndefined();
  },
);
