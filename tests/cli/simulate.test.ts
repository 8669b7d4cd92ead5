import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../cli/run.ts";
import { SCENARIOS } from "../../scenarios/scenarios.ts";
import { createFake } from "./fixtures.ts";

/** Runs `moirai simulate` in a world of its own. */
async function run(line: string) {
  const fake = createFake();
  const status = await runCommandLine(["simulate", ...line.trim().split(" ")], fake.context);
  const { printed, noted } = fake.terminal;
  return { status, printed, noted, files: fake.platform.files };
}

describe("moirai simulate", () => {
  test("plays a scenario and says which alerts it raised", async () => {
    const { status, printed } = await run("wps-brute-force");
    expect(status).toBe(0);
    expect(printed).toMatch(/^wps-brute-force: 180 s in \d+\.\d\d s, [\d,]+ packets, 2 devices\n/);
    expect(printed).toContain("alerts: WPSBRUTE\n");
  });

  test("lists every scenario, for people and as JSON", async () => {
    const { printed } = await run("--list");
    for (const { name } of SCENARIOS) expect(printed).toContain(`\n${name}`);
    const rows = JSON.parse((await run("--list --json")).printed) as { name: string }[];
    expect(rows.map(({ name }) => name)).toEqual(SCENARIOS.map(({ name }) => name));
    expect(rows.find(({ name }) => name === "canary")).toEqual({
      name: "canary",
      about: "A visitor's laptop asks for a network that only the closed wing has",
      seconds: 120,
      alerts: ["SSIDCANARY"],
    });
  });

  test("prints a digest that depends on the seed, a number or a word", async () => {
    const digest = async (seed: string) => (await run(`canary --digest ${seed}`)).printed;
    const one = await digest("--seed 1");
    expect(one).toMatch(/^[0-9a-f]{16}\n$/);
    expect(await digest("")).toBe(one);
    expect(await digest("--seed 2")).not.toBe(one);
    expect(await digest("--seed autumn")).not.toBe(one);
  });

  test("writes what the radios heard, in the order of time", async () => {
    const { status, noted, files } = await run("null-probe --pcap /heard.pcapng");
    expect(status).toBe(0);
    expect(noted).toMatch(/^\d+ packets in \/heard\.pcapng\n$/);
    const bytes = await files.readBytes("/heard.pcapng");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const times: number[] = [];
    for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, true)) {
      const isPacket = view.getUint32(at, true) === 6;
      const high = isPacket ? view.getUint32(at + 12, true) : 0;
      if (isPacket) times.push(high * 2 ** 32 + view.getUint32(at + 16, true));
    }
    expect(`${times.length} packets in /heard.pcapng\n`).toBe(noted);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]! / 1e6).toBeGreaterThan(Date.UTC(2026, 0, 1) / 1000);
  });

  test("plays only the beginning, and then judges no alerts", async () => {
    const { status, printed } = await run("wps-brute-force --length 10.5");
    expect(status).toBe(0);
    expect(printed).toContain("wps-brute-force: 10.5 s in");
    expect(printed).toContain("alerts: none\n");
  });

  test.each([
    ["nowhere", 2, 'there is no scenario "nowhere"'],
    ["canary karma", 2, 'one scenario at a time, not also "karma"'],
    ["canary --speed 0", 2, '--speed is a number above 0 up to 1000, not "0"'],
    ["canary --length soon", 2, '--length is a number above 0, not "soon"'],
    ["canary --port 80", 2, "--port is for --serve"],
    ["canary --serve --digest", 2, "--digest and --serve exclude each other"],
    ["--list canary", 2, "--list lists all scenarios"],
    ["canary --pcap /nowhere/heard.pcapng", 1, "cannot write /nowhere/heard.pcapng: "],
  ])("refuses `%s` with a sentence", async (line, status, sentence) => {
    const result = await run(line);
    expect(result.status).toBe(status);
    expect(result.noted).toContain(sentence);
    expect(result.printed).toBe("");
  });
});
