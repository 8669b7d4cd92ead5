import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { readMakers } from "../../../actors/server/makers-file.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createManufacturers } from "../../../protocols/manuf/manufacturers.ts";

const TABLE = "00:00:00\tFirst\naa:bb:cc\tOurs\nshort\n00:00:0C Cisco of old\r\nxx:yy:zz\tNobody\n";

async function read(files: Record<string, Uint8Array>, ouifile: readonly string[] | undefined) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 0 });
  for (const [path, bytes] of Object.entries(files)) platform.files.put(path, bytes);
  const settings = createSettings(ouifile === undefined ? {} : { ouifile });
  return await readMakers(platform.files, settings);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a table is read, plain or gzipped, and asked before the built-in one", async () => {
  for (const bytes of [utf8(TABLE), new Uint8Array(gzipSync(TABLE))]) {
    const { makers, problems } = await read({ "/manuf.txt": bytes }, ["/manuf.txt"]);
    expect(problems).toEqual([]);
    expect([...makers]).toEqual([[0, "First"], [0xaabbcc, "Ours"], [0xc, "Cisco of old"]]);
    const { lookup } = createManufacturers([], true, makers);
    expect(lookup(0xaabbcc000001)).toBe("Ours");
    expect(lookup(0x00000c000001)).toBe("Cisco of old");
    expect(lookup(0x001b11aabbcc)).toBe("D-Link Corporation");
    expect(createManufacturers([], false, makers).lookup(0xaabbcc000001)).toBe("Unknown");
  }
});

test("the first table that can be read is used; why another cannot is said", async () => {
  const damaged = new Uint8Array(gzipSync(TABLE)).slice(0, 30);
  const { makers, problems } = await read(
    { "/damaged.gz": damaged, "/good.txt": utf8(TABLE) },
    ["/nowhere.txt", "/damaged.gz", "/good.txt"],
  );
  expect(makers.size).toBe(3);
  expect(problems[0]).toBe("cannot read /nowhere.txt: no such file or directory");
  expect(problems[1]).toContain("cannot use the manufacturers of /damaged.gz: ");
});

test("nothing is read unless it is named", async () => {
  expect(await read({}, undefined)).toEqual({ makers: new Map(), problems: [] });
});
