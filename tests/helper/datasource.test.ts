// A capture tool made with the kit, as a real process of the engine that runs the tests, under a real
// server.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sourceTypeOf } from "../../helper/datasource.ts";
import { descriptorsOf } from "../../helper/descriptors.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { formatMac } from "../../protocols/mac.ts";
import { rowsOf } from "../suites/log-world.ts";
import { createRealWorld } from "../suites/real-world.ts";
import { RF_DRONE } from "./drone-tool.ts";

/** From the additive checksums of "Mavic 3" and the serial number, by hand. */
const RF_MAC = 0x43028a03391e;
const root = fileURLToPath(new URL("../..", import.meta.url));

/** A directory with one capture tool that this engine runs. */
function toolDirectory(name: string, script: string): string {
  const directory = mkdtempSync(join(tmpdir(), "moirai-tool-"));
  const engine = [process.execPath, ...process.versions["deno"] === undefined ? [] : ["run", "-A"]];
  const tool = join(directory, name);
  writeFileSync(tool, `#!/bin/sh\nexec '${engine.join("' '")}' '${join(root, script)}' "$@"\n`);
  chmodSync(tool, 0o755);
  return directory;
}

test("a tool made with the kit opens, reads and ends under a server", async () => {
  const directory = toolDirectory("kismet_cap_serial_radview", "examples/demo-tool/demo-tool.ts");
  const world = await createRealWorld({ helper_binary_path: directory });
  const source = await world.moirai.commands.addDatasource("radview0:name=tube");
  expect(source).toMatchObject({
    name: "tube",
    hardware: "an imagined tube",
    captureInterface: "radview0",
  });
  expect(source.uuid).toMatch(/-0000000000AA$/);
  await world.until(() => source.packets === 20);
  await world.until(() =>
    world.messages().some((text) => text.includes("the end of what there is"))
  );
  expect(source.running).toBe(true);
  await world.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("reports of a tool become a drone, a row of data, and counts of what nobody understood", async () => {
  const directory = toolDirectory("kismet_cap_antsdr_droneid", "tests/helper/drone-tool.ts");
  const world = await createRealWorld({
    helper_binary_path: directory,
    log_prefix: directory,
    log_types: "kismet",
    log_template: "%p/%n-%i.%l",
    override_remote_timestamp: "false",
  }, { logging: true });
  const source = await world.moirai.commands.addDatasource("antsdr-droneid-0:name=mast");
  await world.until(() => source.packets === 3);
  const [drone] = world.moirai.stores.devices.byMac(RF_MAC, 48);
  expect(drone).toMatchObject({ name: "Mavic 3-1581F4BND226000C", type: "DJI UAV", packets: 1 });
  const metrics = await (await world.ask("/metrics")).text();
  expect(metrics).toMatch(/^moirai_reports_total 3$/m);
  expect(metrics).toMatch(/^moirai_reports_taken_total 1$/m);
  await world.moirai.stop();
  const path = join(directory, "Kismet-1.kismet");
  const [row] = await rowsOf(path, "SELECT * FROM data");
  expect(row!.with(11, new TextDecoder().decode(row![11] as Uint8Array))).toEqual([
    1_700_000_000,
    250_007,
    "UAV",
    formatMac(RF_MAC),
    0,
    0,
    0,
    0,
    0,
    source.uuid,
    "antsdr-droneid",
    JSON.stringify(RF_DRONE),
  ]);
  expect(await rowsOf(path, "SELECT (SELECT count(*) FROM data), (SELECT count(*) FROM packets)"))
    .toEqual([[1, 0]]);
  await world.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("sourceTypeOf() gives packets, readings and positions as the tool does", async () => {
  const clock = { now: () => 5_000 };
  const location = {
    latitude: 1,
    longitude: 2,
    altitudeM: 3,
    speedKmh: 0,
    headingDegrees: 0,
    fix: 3,
  };
  async function* packets() {
    yield { bytes: Uint8Array.of(1, 2, 3), wireLength: 9, timestampUs: 7 };
    yield { json: { type: "RTL433", text: "{}" }, location };
  }
  const type = sourceTypeOf({
    type: "rtl433",
    probe: () => true,
    open: () => ({ linkType: 105, packets: packets() }),
  }, clock);
  const opening = {} as never;
  const definition = { interface: "rtl433-0", options: new Map() };
  const session = await type.open(definition, { version: "1" } as never, opening);
  const batch = new PacketBatch();
  expect(await session.next(batch, { add: () => {} })).toBe(true);
  expect([batch.count, batch.linkType, batch.capturedLength[0], batch.wireLength[0]]).toEqual([
    1,
    105,
    3,
    9,
  ]);
  expect(batch.timestampUs[0]).toBe(7);
  expect(await session.next(batch, { add: () => {} })).toBe(true);
  expect(batch.timestampUs[0]).toBe(5_000_000);
  expect(batch.reports![0]).toMatchObject({ location, record: { type: "RTL433", json: "{}" } });
  expect(await session.next(batch, { add: () => {} })).toBe(false);
  await session.close();
});

test("descriptorsOf() takes both ways of writing them, and says who starts helpers", () => {
  expect(descriptorsOf(["--in-fd=3", "--out-fd", "4"])).toEqual([3, 4]);
  expect(() => descriptorsOf(["--in-fd=x", "--out-fd=4"])).toThrow("the server starts it");
});
