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

  test("an item larger than the byte limit is dropped, never refused for ever", () => {
    for (const policy of ["refuse", "drop-oldest", "drop-newest"] as const) {
      const options = { limit: 9, policy, bytesMax: 3, sizeOf: (text: string) => text.length };
      const mailbox = new Mailbox<string>(options);
      mailbox.send("ab");
      expect(mailbox.send("too long")).toBe(true);
      expect(drain(mailbox)).toEqual(["ab"]);
      expect(mailbox.counters()).toMatchObject({ accepted: 1, dropped: 1, refused: 0, bytes: 0 });
    }
  });

  test("items without a key never replace each other, and a new key takes the oldest's place", () => {
    const keyOf = (item: { key?: string; n: number }) => item.key;
    const mailbox = new Mailbox<{ key?: string; n: number }>({
      limit: 3,
      policy: "coalesce",
      keyOf,
    });
    mailbox.send({ n: 1 });
    mailbox.send({ n: 2 });
    mailbox.send({ key: "a", n: 3 });
    mailbox.send({ key: "b", n: 4 });
    mailbox.send({ key: "a", n: 5 });
    expect(drain(mailbox).map((item) => item.n)).toEqual([2, 5, 4]);
    expect(mailbox).toMatchObject({ accepted: 4, dropped: 1, coalesced: 1 });
    // A key that was taken out is new again.
    mailbox.send({ key: "a", n: 6 });
    expect(mailbox.coalesced).toBe(1);
  });

  test("clear() forgets what waits and counts it", () => {
    const mailbox = new Mailbox<number>({ limit: 5, policy: "refuse" });
    mailbox.send(1);
    mailbox.send(2);
    expect(mailbox.clear()).toBe(2);
    expect([mailbox.depth, mailbox.dropped, mailbox.shift()]).toEqual([0, 2, undefined]);
  });

  test.each([
    [{ limit: 0, policy: "refuse" as const }, "limit 0"],
    [{ limit: 1.5, policy: "refuse" as const }, "limit 1.5"],
    [{ limit: 2 ** 24 + 1, policy: "refuse" as const }, "limit 16777217"],
    [{ limit: 1, policy: "refuse" as const, bytesMax: 0 }, "byte limit 0"],
    [{ limit: 1, policy: "refuse" as const, bytesMax: 9 }, "needs sizeOf"],
    [{ limit: 1, policy: "coalesce" as const }, "needs keyOf"],
    [{ limit: 1, policy: "disconnect" as const }, "needs onOverflow"],
  ])("refuses to be made of %j", (options, reason) => {
    expect(() => new Mailbox(options)).toThrow(reason);
  });

  test("keeps to both limits and loses nothing uncounted, for any policy, keys and sizes", () => {
    interface Item {
      key: number | undefined;
      size: number;
      n: number;
    }
    const item = fc.record({
      key: fc.option(fc.nat(3), { nil: undefined }),
      size: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom("drop-oldest", "drop-newest", "refuse", "coalesce", "disconnect"),
        fc.array(fc.option(item, { nil: undefined }), { maxLength: 120 }),
        (limit, bytesMax, policy, steps) => {
          let overflows = 0;
          const mailbox: Mailbox<Item> = new Mailbox<Item>({
            limit,
            policy: policy as "refuse",
            bytesMax,
            sizeOf: (one) => one.size,
            keyOf: (one) => one.key,
            onOverflow: () => overflows++,
          });
          let model: Item[] = [];
          const bytes = () => model.reduce((sum, one) => sum + one.size, 0);
          let sent = 0;
          let taken = 0;
          let cut = false;
          for (const [n, step] of steps.entries()) {
            if (step === undefined) {
              const got = mailbox.shift();
              if (got !== undefined) taken++;
              expect(got).toEqual(model.shift());
              continue;
            }
            const one: Item = { ...step, n };
            sent++;
            const answer = mailbox.send(one);
            const fits = () => model.length < limit && bytes() + one.size <= bytesMax;
            let expected = true;
            const place = model.findIndex((other) => other.key === one.key);
            if (cut) expected = false;
            else if (one.size > bytesMax) expected = true;
            else if (policy === "coalesce" && one.key !== undefined && place >= 0) {
              model[place] = one;
              while (bytes() > bytesMax && model[0] !== one) model.shift();
              if (bytes() > bytesMax) {
                model.shift();
                model.push(one);
                while (bytes() > bytesMax) model.shift();
              }
            } else if (fits()) model.push(one);
            else if (policy === "refuse") expected = false;
            else if (policy === "disconnect") {
              cut = true;
              model = [];
              expected = false;
            } else if (policy !== "drop-newest") {
              while (!fits()) model.shift();
              model.push(one);
            }
            expect(answer).toBe(expected);
            expect([mailbox.depth, mailbox.bytes]).toEqual([model.length, bytes()]);
          }
          expect(overflows).toBe(cut ? 1 : 0);
          expect(mailbox.highWater).toBeLessThanOrEqual(limit);
          const { dropped, refused, coalesced, depth } = mailbox;
          expect(taken + depth + dropped + refused + coalesced).toBe(sent);
          expect(drain(mailbox)).toEqual(model);
        },
      ),
    );
  });
});
