import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Mailbox } from "../../runtime/mailbox.ts";

const drain = <T>(mailbox: Mailbox<T>): T[] => {
  const items: T[] = [];
  for (let item = mailbox.shift(); item !== undefined; item = mailbox.shift()) items.push(item);
  return items;
};

describe("Mailbox", () => {
  test("drop-oldest keeps the newest", () => {
    const mailbox = new Mailbox<number>({ limit: 2, policy: "drop-oldest" });
    expect([1, 2, 3].map((item) => mailbox.send(item))).toEqual([true, true, true]);
    expect(drain(mailbox)).toEqual([2, 3]);
    expect(mailbox.counters()).toMatchObject({ accepted: 3, dropped: 1, highWater: 2 });
  });

  test("drop-newest keeps the oldest", () => {
    const mailbox = new Mailbox<number>({ limit: 2, policy: "drop-newest" });
    for (const item of [1, 2, 3]) mailbox.send(item);
    expect(drain(mailbox)).toEqual([1, 2]);
    expect(mailbox.dropped).toBe(1);
  });

  test("coalesce replaces a waiting item of the same key in its place", () => {
    const mailbox = new Mailbox<[string, number]>({
      limit: 3,
      policy: "coalesce",
      keyOf: ([key]) => key,
    });
    for (const item of [["a", 1], ["b", 1], ["a", 2]] as [string, number][]) mailbox.send(item);
    expect(drain(mailbox)).toEqual([["a", 2], ["b", 1]]);
    expect(mailbox.coalesced).toBe(1);
  });

  test("refuse gives the item back, so that the producer pauses", () => {
    const mailbox = new Mailbox<number>({ limit: 1, policy: "refuse" });
    expect([mailbox.send(1), mailbox.send(2)]).toEqual([true, false]);
    expect(drain(mailbox)).toEqual([1]);
    expect(mailbox.refused).toBe(1);
  });

  test("disconnect empties it, tells once, and takes nothing until it is reset", () => {
    let overflows = 0;
    const mailbox = new Mailbox<number>({
      limit: 2,
      policy: "disconnect",
      onOverflow: () => overflows++,
    });
    for (const item of [1, 2, 3, 4]) mailbox.send(item);
    expect(overflows).toBe(1);
    expect(mailbox.depth).toBe(0);
    mailbox.reset();
    expect(mailbox.send(5)).toBe(true);
    expect(drain(mailbox)).toEqual([5]);
  });

  test("counts bytes as well as items", () => {
    const mailbox = new Mailbox<string>({
      limit: 100,
      policy: "drop-oldest",
      bytesMax: 10,
      sizeOf: (text) => text.length,
    });
    mailbox.send("aaaa");
    mailbox.send("bbbb");
    mailbox.send("cccc");
    expect(mailbox.bytes).toBe(8);
    mailbox.send("x".repeat(11));
    expect(drain(mailbox)).toEqual(["bbbb", "cccc"]);
    expect(mailbox.dropped).toBe(2);
  });

  test("behaves as a plain queue with a limit for any use", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("drop-oldest" as const, "drop-newest" as const, "refuse" as const),
        fc.array(fc.boolean(), { maxLength: 300 }),
        (limit, policy, steps) => {
          const mailbox = new Mailbox<number>({ limit, policy });
          const model: number[] = [];
          steps.forEach((take, item) => {
            if (take) {
              expect(mailbox.shift()).toBe(model.shift());
              return;
            }
            mailbox.send(item);
            if (model.length < limit) model.push(item);
            else if (policy === "drop-oldest") {
              model.shift();
              model.push(item);
            }
          });
          expect(drain(mailbox)).toEqual(model);
        },
      ),
    );
  });
});
