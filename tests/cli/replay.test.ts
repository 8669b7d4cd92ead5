import { beforeAll, describe, expect, test } from "vitest";
import {
  encodeBlockHead,
  encodeFileHead,
  STORED,
} from "../../protocols/recording/recording-format.ts";
import { VERSION } from "../../mod.ts";
import { captureOf, commandLine } from "./recorded-run.ts";

const world = captureOf("a.pcap");
let whole: Uint8Array;

beforeAll(async () => {
  const { status, noted } = await commandLine(world, "read a.pcap --record a.moirai");
  expect(status).toBe(0);
  expect(noted).toMatch(/recorded \d+ events in a\.moirai \([\d,]+ bytes\)\n$/);
  whole = await world.platform.files.readBytes("a.moirai");
});

/** Runs a command on what `change` makes of the recording. */
async function onChanged(change: (bytes: Uint8Array) => Uint8Array, line: string) {
  world.platform.files.put("b.moirai", change(whole.slice()));
  return await commandLine(world, line);
}

/** Where its blocks begin. */
function blocksOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const starts: number[] = [];
  for (let at = 16; at < bytes.length; at += 16 + view.getUint32(at + 4, true)) starts.push(at);
  return starts;
}

describe("moirai replay", () => {
  test("plays everything, and its digest is that of the run that was recorded again", async () => {
    const played = await commandLine(world, "replay a.moirai");
    expect(played.status).toBe(0);
    expect(played.noted).toBe("");
    expect(played.printed).toMatch(/^a\.moirai: \d+ s in \d+\.\d\d s, 3 packets, 1 device\n/);
    const one = await commandLine(world, "replay a.moirai --digest");
    const slow = await commandLine(world, "replay a.moirai --digest --speed 0.5");
    expect(slow.printed).toBe(one.printed);
  });

  test("stops at --to, and answers as the server did then", async () => {
    const get = "--get /devices/views/all/devices.json";
    expect((await commandLine(world, `replay a.moirai --to 0 ${get}`)).printed).toBe("[]");
    const end = JSON.parse((await commandLine(world, `replay a.moirai --to 1:00 ${get}`)).printed);
    expect(end).toHaveLength(1);
    const late = await commandLine(world, "replay a.moirai --to 9:00:00");
    expect(late.noted).toMatch(/^a\.moirai ends before --to, at \d+\.\d{3} s\n$/);
    const early = await commandLine(world, `replay a.moirai --to 2001-01-01T00:00:00Z ${get}`);
    expect(early.printed).toBe("[]");
  });

  test("says of a cut file up to where it was played, and succeeds", async () => {
    const cut = await onChanged((bytes) => bytes.subarray(0, -5), "replay b.moirai");
    expect(cut.status).toBe(0);
    expect(cut.noted).toMatch(/^warning: b\.moirai: it ends in the middle of block \d+: the file/);
    expect(cut.noted).toMatch(/replayed up to \d+\.\d{3} s\n$/);
    const killed = await onChanged(
      (bytes) => bytes.subarray(0, blocksOf(bytes).at(-1)),
      "replay b.moirai",
    );
    expect(killed.status).toBe(0);
    expect(killed.noted).toContain("it has no last record: its program was killed, or the file");
  });

  test("believes nothing from the first altered, missing or repeated block on", async () => {
    const alter = (bytes: Uint8Array) => {
      bytes[bytes.length - 3]! ^= 0x10;
      return bytes;
    };
    const altered = await onChanged(alter, "replay b.moirai");
    expect(altered.status).toBe(1);
    expect(altered.noted).toMatch(
      /^error: b\.moirai: block \d+ is not as it was written: .*; replayed up to \d/,
    );
    const twice = (bytes: Uint8Array) => {
      const last = bytes.subarray(blocksOf(bytes).at(-1));
      const doubled = new Uint8Array(bytes.length + last.length);
      doubled.set(bytes.subarray(0, bytes.length - last.length));
      doubled.set(last, bytes.length - last.length);
      doubled.set(last, bytes.length);
      return doubled;
    };
    // What stands behind the last record is not read at all.
    expect((await onChanged(twice, "replay b.moirai")).status).toBe(0);
    const without = (bytes: Uint8Array) => {
      const [, second] = blocksOf(bytes);
      const shorter = new Uint8Array(bytes.length - (second! - 16));
      shorter.set(bytes.subarray(0, 16));
      shorter.set(bytes.subarray(second), 16);
      return shorter;
    };
    const missing = await onChanged(without, "replay b.moirai");
    expect(missing.status).toBe(1);
    expect(missing.noted).toContain("block 1 is not as it was written");
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
    ["another version", (bytes) => {
      bytes.set(encodeFileHead(7));
      return bytes;
    }, "it is a recording of format version 7, and this moirai reads version 1"],
    ["no recording", () => new TextEncoder().encode("GIF89a, perhaps"), "it is no recording"],
    ["nothing", () => new Uint8Array(0), "it is no recording of moirai"],
    ["a cut head", (bytes) => bytes.subarray(0, 11), "it is a recording that was cut in its first"],
    ["an altered head", (bytes) => {
      bytes[13]! ^= 1;
      return bytes;
    }, "whose first bytes were altered"],
    ["only a head", (bytes) => bytes.subarray(0, 16), "it is a recording without content"],
    ["a block that claims 4 GB", () => {
      const head = encodeFileHead();
      const bytes = new Uint8Array(32).fill(0xff);
      bytes.set(head);
      return bytes;
    }, "it is a recording without content: block 1 is not as it was written"],
    ["a sound block of nonsense", () => {
      const head = encodeFileHead();
      const nonsense = new Uint8Array(40).fill(3);
      const check = new DataView(head.buffer).getUint32(12, true);
      const block = encodeBlockHead(40, nonsense, STORED, check).head;
      return new Uint8Array([...head, ...block, ...nonsense]);
    }, "that does not say how its server was started"],
  ])("refuses %s with a sentence", async (_, change, sentence) => {
    for (const line of ["replay b.moirai", "replay b.moirai --digest"]) {
      const { status, noted, printed } = await onChanged(change, line);
      expect(status).toBe(1);
      expect(noted).toMatch(/^error: cannot replay b\.moirai: /);
      expect(noted).toContain(sentence);
      expect(printed).toBe("");
    }
    expect((await onChanged(change, "diff a.moirai b.moirai")).status).toBe(2);
  });

  test("survives every altered byte: it plays less, and never something else", async () => {
    const shown = async (file: string) =>
      (await commandLine(world, `replay ${file} --get /devices/views/all/devices.json`)).printed;
    const [full, empty] = [await shown("a.moirai"), "[]"];
    for (let at = 3; at < whole.length; at += Math.ceil(whole.length / 12)) {
      world.platform.files.put("b.moirai", whole.map((byte, index) => index === at ? ~byte : byte));
      expect(["", empty, full]).toContain(await shown("b.moirai"));
    }
  });

  test.each([
    ["replay", "no recording is named"],
    ["replay a b", 'one recording at a time, not also "b"'],
    [
      "replay a --to noon",
      '--to is a time as in 90, 1:30, 2:00:00 or 2026-01-31T12:00:00Z, not "noon"',
    ],
    ["replay a --speed 0", '--speed is a number above 0 up to 1000, not "0"'],
    ["replay a --port 80", "--port is for --serve"],
    ["replay a --serve --digest", "--serve goes on until Ctrl-C"],
    ["replay a --events --digest", "--events prints events alone"],
    ["replay a --get devices", "--get is an address that begins with a slash"],
    ["diff a", "name two recordings"],
  ])("refuses `%s` with a sentence", async (line, sentence) => {
    const { status, noted } = await commandLine(world, line);
    expect(status).toBe(2);
    expect(noted).toContain(sentence);
  });
});

describe("moirai diff", () => {
  test("finds equal what is equal, and names where two recordings part", async () => {
    expect(await commandLine(world, "diff a.moirai a.moirai")).toMatchObject({
      status: 0,
      printed: "the recordings are equal\n",
    });
    await commandLine(world, "read a.pcap --fcs false --record c.moirai");
    const parted = await commandLine(world, "diff a.moirai c.moirai");
    expect(parted.status).toBe(1);
    expect(parted.printed).toMatch(/^begun at other times: "20.*Z" and "20.*Z"$/m);
    expect(parted.printed).toMatch(/^with other random numbers: \d+ and \d+$/m);
    expect(parted.printed).toMatch(
      /event \d+ from outside differs:\n {2}a\.moirai: at \d+\.\d{3} s, the command addDatasource \["a/,
    );
    expect(parted.printed).toMatch(
      /event \d+ of the bus differs:\n {2}a\.moirai: at .* s, [A-Z_]+\n {2}c\.moirai: at .* s, [A-Z_]+\n/,
    );
  });

  test("says that the same came at other times", async () => {
    await commandLine(world, "read a.pcap --record later.moirai");
    const { status, printed } = await commandLine(world, "diff a.moirai later.moirai");
    expect(status).toBe(1);
    expect(printed).not.toContain("from outside differs");
    expect(printed).toContain("of the bus differs");
  });

  test("compares with what another version made of a recording, and names members", async () => {
    const { printed: listing } = await commandLine(world, "replay a.moirai --events");
    expect(listing.split("\n", 2)).toEqual([
      `{"moirai":"${VERSION}","recording":"a.moirai"}`,
      expect.stringMatching(/^\{"at": [\d.]+, "topic": "[A-Z_]+", "event": \{/),
    ]);
    for (const line of listing.trim().split("\n")) JSON.parse(line);
    world.platform.files.put("same.ndjson", listing);
    expect(await commandLine(world, "diff same.ndjson a.moirai")).toMatchObject({
      status: 0,
      printed: "the events are equal\n",
    });
    const old = listing.replace(`"moirai":"${VERSION}"`, '"moirai":"0.0.9"');
    world.platform.files.put("old.ndjson", old.replaceAll("Wi-Fi AP", "Wi-Fi Access Point"));
    const { status, printed } = await commandLine(world, "diff a.moirai old.ndjson");
    expect(status).toBe(1);
    expect(printed).toMatch(
      new RegExp(`^event \\d+ of the bus differs \\(moirai ${VERSION} and 0\\.0\\.9\\):$`, "m"),
    );
    expect(printed).toMatch(/^ {2}\S.* \/ .*: "[^"]*Wi-Fi AP[^"]*" and "[^"]*Wi-Fi Access Point/m);
    world.platform.files.put("short.ndjson", listing.split("\n").slice(0, 4).join("\n") + "\n");
    const short = await commandLine(world, "diff a.moirai short.ndjson");
    expect(short.printed).toContain("short.ndjson: nothing more");
  });

  test.each([
    ["cut in a line", (text: string) => text.slice(0, -7), "it was cut in the middle of a line"],
    ["nonsense behind its head", (text: string) => `${text}nonsense\n`, "of it is no event"],
    ["no head", (text: string) => text.slice(text.indexOf("\n") + 1), "it is neither a recording"],
    ["nothing", () => "", "it is neither a recording of moirai nor a listing"],
  ])("ends with status 2 for a listing with %s", async (_, change, sentence) => {
    const { printed } = await commandLine(world, "replay a.moirai --events");
    world.platform.files.put("bad.ndjson", change(printed));
    const { status, noted } = await commandLine(world, "diff a.moirai bad.ndjson");
    expect(status).toBe(2);
    expect(noted).toMatch(/^error: cannot compare: bad\.ndjson: /);
    expect(noted).toContain(sentence);
  });

  test("names the end of the shorter one", async () => {
    const { status, printed } = await onChanged(
      (bytes) => bytes.subarray(0, blocksOf(bytes).at(-1)),
      "diff a.moirai b.moirai",
    );
    expect(status).toBe(1);
    expect(printed).toContain("b.moirai: it has no last record");
  });
});
