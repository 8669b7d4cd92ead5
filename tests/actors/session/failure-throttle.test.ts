// Guesses are slowed down, by address and by user name.
import { describe, expect, test } from "vitest";
import {
  ADDRESS_RULE,
  addressGroup,
  FailureThrottle,
  THROTTLE_ENTRIES_MAX,
  THROTTLE_FORGET_MS,
  USER_RULE,
} from "../../../actors/session/failure-throttle.ts";
import {
  basic,
  createPlatform,
  credentials,
  openWorld,
  roleOf,
} from "../../suites/session-world.ts";

describe("guesses from many addresses", () => {
  test("slow down one user name, but not whoever has just logged in", async () => {
    const platform = await createPlatform();
    const sessions = await openWorld(platform);
    await sessions.setPassword("a", "right", undefined);
    const right = { authorization: basic("a", "right"), remoteAddress: "192.0.2.1" };
    expect(await roleOf(sessions, right)).toBe("admin");
    const guess = (number: number) =>
      sessions.authenticate(credentials({
        authorization: basic("a", "wrong"),
        remoteAddress: `10.0.${number >> 8}.${number & 255}`,
      }));
    for (let number = 0; number < USER_RULE.freeFailures; number++) {
      expect((await guess(number)).retryAfterMs).toBe(0);
    }
    expect((await guess(1000)).retryAfterMs).toBe(1000);
    expect(sessions.userThrottle.refused).toBe(1);
    expect(await roleOf(sessions, right)).toBe("admin");
    // That success forgives, as it does for an address.
    expect((await guess(1001)).retryAfterMs).toBe(0);
  });

  test.each([
    ["10.0.0.1", "10.0.0.1"],
    ["embedded", "embedded"],
    ["2001:db8:0:1::5", "2001:db8:0:1"],
    ["2001:0db8::0001:2:3:4:5", "2001:db8:0:1"],
    ["2001:db8:0:1:ffff:2:3:4", "2001:db8:0:1"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
  ])("addressGroup(%s) is %s", (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});

describe("FailureThrottle", () => {
  test("waits double up to a limit and are forgotten after quiet", () => {
    const throttle = new FailureThrottle(ADDRESS_RULE);
    let nowMs = 0;
    const waits: number[] = [];
    for (let times = 0; times < 14; times++) {
      throttle.fail("a", nowMs);
      const waitMs = throttle.waitMs("a", nowMs);
      waits.push(waitMs);
      nowMs += waitMs;
    }
    expect(waits).toEqual([
      [0, 0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000],
      Array.from({ length: 4 }, () => ADDRESS_RULE.lastWaitMs),
    ].flat());
    expect(throttle.waitMs("a", nowMs + THROTTLE_FORGET_MS)).toBe(0);
    expect(throttle.size).toBe(0);
    throttle.fail("a", nowMs);
    throttle.succeed("a");
    expect(throttle.size).toBe(0);
  });

  test("remembers a bounded number of addresses, those that failed last", () => {
    const throttle = new FailureThrottle(ADDRESS_RULE);
    for (let times = 0; times < 6; times++) throttle.fail("first", 0);
    for (let index = 1; index < THROTTLE_ENTRIES_MAX; index++) throttle.fail(`a${index}`, 0);
    throttle.fail("first", 1);
    throttle.fail("one more", 2);
    expect([throttle.size, throttle.evicted]).toEqual([THROTTLE_ENTRIES_MAX, 1]);
    expect(throttle.waitMs("first", 2)).toBeGreaterThan(0);
    expect(throttle.waitMs("a1", 2)).toBe(0);
  });
});
