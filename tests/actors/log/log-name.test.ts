import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimLogName, expandLogName, isNumbered } from "../../../actors/log/log-name.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";

const START_MS = Date.UTC(2025, 8, 14, 10, 22, 31);
const parts = (template: string, prefix = "./") => ({
  template,
  title: "Kismet",
  class: "kismet",
  prefix,
  startMs: START_MS,
});

describe("expandLogName()", () => {
  test.each([
    ["%p/%n-%D-%t-%i.%l", "./Kismet-20250914-10-22-31-1.kismet"],
    ["%p%n-%d-%T-%I.%l", "./Kismet-Sep-14-2025-102231-000001.kismet"],
    ["%%n %x", "%Kismet %x"],
  ])("%s is %s", (template, name) => {
    expect(expandLogName(parts(template), 1)).toBe(name);
  });

  test("has one slash behind the prefix, whether it ends in one or not", () => {
    for (const prefix of ["/var/log", "/var/log/"]) {
      expect(expandLogName(parts("%p/%n.%l", prefix), 1)).toBe("/var/log/Kismet.kismet");
    }
  });

  test("takes any template", () => {
    fc.assert(fc.property(fc.string(), (template) => {
      expect(expandLogName(parts(template), 1)).toBeTypeOf("string");
    }));
  });
});

describe("claimLogName()", () => {
  const platform = () => {
    const one = createSimulatedPlatform({ seed: 1, startMs: START_MS });
    one.files.put("/logs/keep", "");
    return one;
  };
  const named = parts("%p/%n-%i.%l", "/logs");

  test("makes the first file whose name is free, also of a compressed one", async () => {
    const one = platform();
    one.files.put("/logs/Kismet-1.kismet", "old");
    one.files.put("/logs/Kismet-2.kismet.gz", "old");
    expect(await claimLogName(one, named, true))
      .toEqual({ path: "/logs/Kismet-3.kismet", exists: false });
    expect(await claimLogName(one, named, true))
      .toEqual({ path: "/logs/Kismet-4.kismet", exists: false });
    expect(await one.files.readText("/logs/Kismet-1.kismet")).toBe("old");
  });

  test("without a number continues a file where the format can, and refuses it otherwise", async () => {
    const one = platform();
    one.files.put("/logs/Kismet.kismet", "old");
    const plain = parts("%p/%n.%l", "/logs");
    expect(isNumbered(plain.template)).toBe(false);
    expect(await claimLogName(one, plain, true))
      .toEqual({ path: "/logs/Kismet.kismet", exists: true });
    await expect(claimLogName(one, plain, false)).rejects.toThrow(
      "cannot create /logs/Kismet.kismet: it already exists, and log_template has no %i for " +
        "another name",
    );
  });

  test("says why a file cannot be made", async () => {
    const one = platform();
    one.files.refuse("/logs", "permission");
    await expect(claimLogName(one, named, true)).rejects.toThrow(/permission denied/);
    await expect(claimLogName(one, parts("%p/%n-%i.%l", "/none"), true))
      .rejects.toThrow("cannot create /none/Kismet-1.kismet: no such file or directory");
  });

  test("gives up when all numbers are taken", async () => {
    const one = platform();
    one.files.stat = () => Promise.resolve({} as never);
    await expect(claimLogName(one, named, true)).rejects.toThrow(/all numbers up to 9999/);
  });
});
