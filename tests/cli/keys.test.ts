// `moirai keys`: what it does to the file of keys, and what it says.
import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../cli/arguments.ts";
import { runCommandLine } from "../../cli/run.ts";
import { createFake, type Fake } from "./fixtures.ts";

const FILE = "/h/.kismet/session.db";

async function keys(fake: Fake, ...words: string[]) {
  fake.terminal.printed = "";
  fake.terminal.noted = "";
  const status = await runCommandLine(["keys", ...words, "--homedir", "/h"], fake.context);
  return { status, printed: fake.terminal.printed, noted: fake.terminal.noted };
}

async function stored(fake: Fake): Promise<Record<string, unknown>[]> {
  return JSON.parse(await fake.platform.files.readText(FILE)) as Record<string, unknown>[];
}

describe("moirai keys", () => {
  test("create prints the key alone, and keeps it where the server looks", async () => {
    const fake = createFake();
    const made = await keys(fake, "create", "dashboard");
    expect([made.status, made.printed]).toEqual([0, expect.stringMatching(/^[0-9A-F]{32}\n$/)]);
    expect(made.noted).toContain("Created dashboard, role readonly, good for ever");
    expect(await stored(fake)).toEqual([{
      token: made.printed.trim(),
      name: "dashboard",
      role: "readonly",
      created: 1_700_000_000,
      accessed: 1_700_000_000,
      expires: 0,
    }]);
    const sensor = await keys(fake, "create", "roof", "--role", "datasource", "--expires", "30d");
    expect(sensor.noted).toContain("role datasource, good until 2023-12-14 22:13:20 UTC");
    const twice = await keys(fake, "create", "roof");
    expect([twice.status, twice.printed]).toEqual([1, ""]);
    expect(twice.noted).toBe("error: cannot create roof: a token of this name exists\n");
  });

  test("list shows names, roles and ends, and the keys only when asked", async () => {
    const fake = createFake();
    expect((await keys(fake, "list")).noted).toContain("There are no keys");
    const { printed } = await keys(fake, "create", "a", "--expires", "90s");
    await keys(fake, "create", "b", "--role", "admin");
    fake.platform.clock.advance(90_000);
    const list = await keys(fake, "list");
    expect(list.printed.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["Name", "Role", "Created (UTC)", "Last used (UTC)", "Ends (UTC)"],
      ["a", "readonly", "2023-11-14 22:13:20", "never", "is over"],
      ["b", "admin", "2023-11-14 22:13:20", "never", "never"],
      [""],
    ]);
    expect((await keys(fake, "list", "--show")).printed).toContain(printed.trim());
    const json = JSON.parse((await keys(fake, "list", "--json")).printed) as object[];
    expect(json[0]).toEqual({
      name: "a",
      role: "readonly",
      created: 1_700_000_000,
      accessed: 1_700_000_000,
      expires: 1_700_000_090,
      expired: true,
    });
  });

  test("revoke ends a key; one that is not there is told", async () => {
    const fake = createFake();
    await keys(fake, "create", "a");
    expect((await keys(fake, "revoke", "a")).status).toBe(0);
    expect(await stored(fake)).toEqual([]);
    const again = await keys(fake, "revoke", "a");
    expect([again.status, again.noted]).toEqual([
      1,
      "error: cannot revoke a: no token of this name\n",
    ]);
  });

  test("a file that is none of keys, or cannot be written, is told with its name", async () => {
    const fake = createFake();
    await keys(fake, "create", "a");
    fake.platform.files.put(FILE, "{");
    const damaged = await keys(fake, "list");
    expect(damaged.status).toBe(1);
    expect(damaged.noted).toContain(`${FILE} is damaged`);
    fake.platform.files.put(FILE, "[]");
    fake.platform.files.freeBytes = 0;
    const full = await keys(fake, "create", "b");
    expect([full.status, full.printed]).toEqual([1, ""]);
    expect(full.noted).toContain("error: cannot create b: it cannot be stored");
  });

  test.each([
    ["list more", "keys list takes no name"],
    ["create", "keys create needs the name of a key"],
    ["create a b", "keys create takes one name"],
    ["revoke", "keys revoke needs the name of a key"],
    ["destroy a", '"destroy" is none of these'],
    ["create a --expires soon", "--expires is like 90s"],
    ["create a --expires 0d", "--expires is like 90s"],
    ["list --role admin", "--role belongs to keys create"],
    ["revoke a --show", "--show belongs to keys list"],
    ["create a --rol admin", "did you mean --role?"],
  ])("%s is a mistake", (line, sentence) => {
    const parsed = parseCommandLine(["keys", ...line.split(" ")]);
    expect(parsed.kind === "wrong" && parsed.message).toContain(sentence);
  });
});
