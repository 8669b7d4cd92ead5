// The commands of docs/replay.md, run as they stand there, in a world of their own.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { captureOf, commandLine } from "../cli/recorded-run.ts";

const page = readFileSync(new URL("../../docs/replay.md", import.meta.url), "utf8");
const commands = [...page.matchAll(/```sh\n([^]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split("\n"))
  .filter((line) => !line.includes("serve"));

describe("docs/replay.md", () => {
  test("holds commands that all do what they say", async () => {
    const world = captureOf("office.pcap");
    expect(commands.map((line) => line.split(" ")[1])).toEqual([
      "read",
      "replay",
      "replay",
      "replay",
      "diff",
      "replay",
      "diff",
    ]);
    const outputs: string[] = [];
    for (const line of commands) {
      const [command = "", into] = line.replace(/^moirai /, "").split(" > ");
      const { status, printed } = await commandLine(world, command);
      expect(status, line).toBe(0);
      if (into !== undefined) world.platform.files.put(into, printed);
      outputs.push(printed);
    }
    const [, played, devices, digest, difference, , same] = outputs;
    expect(same).toBe("the events are equal\n");
    expect(played).toMatch(/^office\.moirai: \d+ s in .* s, 3 packets, 1 device\nalerts: none\n$/);
    expect(JSON.parse(devices!)).toHaveLength(1);
    expect(digest).toMatch(/^[0-9a-f]{16}\n$/);
    expect(difference).toBe("the recordings are equal\n");
  });
});
