// A tag in somebody's bag: its address changes, its company does not.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";
import type { Route } from "../runtime/scenario/space.ts";

/** Home from work, over the bridge and through the park. */
const walkHome: Route = {
  points: [
    { x: 0, y: 0 },
    { x: 600, y: 100 },
    { x: 900, y: 700 },
    { x: 1500, y: 800 },
    { x: 2200, y: 1900 },
  ],
  metresPerSecond: 1.3,
  fromMs: minutes(2),
};

export const followingTag = scenario(
  "following-tag",
  "A tag that was put into a bag follows its bearer home under one address after the other",
  minutes(40),
  (on) => {
    // The sensor is in the same bag, or in the hand of who looks for the tag.
    on.bluetoothRadio("hand", { at: walkHome });
    on.beacon("hidden tag", {
      kind: "find-my",
      rotateMs: minutes(15),
      intervalMs: 2000,
      powerDbm: -4,
      at: walkHome,
    });
    // Other people's things, passed on the way.
    on.beacon("keys in the office", { kind: "tile", intervalMs: 2000, at: { x: 10, y: 5 } });
    on.beacon("suitcase in the hotel", {
      kind: "smarttag",
      rotateMs: minutes(15),
      intervalMs: 2000,
      at: { x: 905, y: 690 },
    });
    on.beacon("parked bicycle", {
      kind: "find-my",
      rotateMs: minutes(15),
      intervalMs: 2000,
      at: { x: 1490, y: 810 },
    });
    on.beacon("Heart monitor", {
      kind: "peripheral",
      services: [0x180d],
      at: { points: [{ x: 2000, y: 1700 }, { x: 600, y: 100 }], metresPerSecond: 3, fromMs: 0 },
    });
  },
);
