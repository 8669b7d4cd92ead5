// Names that come back while a server is recorded: the recording has them, and needs no file of names.
import { expect, onTestFinished, test } from "vitest";
import { startRecording } from "../../../actors/record/start-recording.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { SimulatedDatabases } from "../../../adapters/platform/simulated-databases.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { EventDigest } from "../../../testing/event-digest.ts";
import { openReplay } from "../../../testing/replay.ts";
import { AP, beacon, heard } from "../../suites/heard-frames.ts";
import { testSettings } from "../../suites/settings.ts";

const KEY = "4202770D00000000_10000111B00";
const PATH = "/night.moirai";

const named = ({ stores }: Moirai) => {
  const [{ username, commonName, tags }] = stores.devices.byMac(AP, 48) as [never];
  return { username, commonName, tags: [...tags] };
};

test("a recording has the names that were kept before it began", async () => {
  const platform = createSimulatedPlatform({
    seed: 1,
    startMs: 1_700_000_000_000,
    databases: (files) => new SimulatedDatabases(files),
  });
  onTestFinished(() => (platform.databases as SimulatedDatabases).close());
  const settings = testSettings({ configdir: "/config" });
  const before = await createMoirai({ platform, settings, deviceNotes: true });
  await before.start();
  before.push(heard([beacon()]));
  await before.commands.setDeviceName(KEY, "the printer");
  await before.commands.setDeviceTag(KEY, "notes", "second floor");
  await before.stop();

  const failed = (error: unknown): never => {
    throw error;
  };
  const { edge } = await startRecording({ platform, settings, path: PATH, logging: false, failed });
  const recorded = await createMoirai({ platform, settings, edge, deviceNotes: true });
  const digest = new EventDigest(recorded);
  await recorded.start();
  recorded.push(heard([beacon(1), beacon(2)]));
  for (let step = 0; step < 25; step++) {
    await platform.clock.advanceAsync(100);
    await edge.rest();
  }
  const expected = {
    username: "the printer",
    commonName: "the printer",
    tags: [["notes", "second floor"]],
  };
  expect(named(recorded)).toEqual(expected);
  await recorded.stop();

  await using replay = await openReplay(await platform.files.open(PATH), { start: false });
  const again = new EventDigest(replay.moirai);
  await replay.moirai.start();
  await replay.toEnd();
  expect(named(replay.moirai)).toEqual(expected);
  expect(again.value()).toBe(digest.value());
});
