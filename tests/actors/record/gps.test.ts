import { expect, test } from "vitest";
import { startRecording } from "../../../actors/record/start-recording.ts";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { openReplay } from "../../../testing/replay.ts";

const FIX = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n";

async function positionOf(moirai: Moirai): Promise<unknown> {
  const response = await moirai.fetch(new Request("http://moirai/gps/location.json"));
  return await response.json();
}

test("a recording holds the positions of a receiver, and a replay asks no receiver", async () => {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  await platform.listenTcp({
    hostname: "127.0.0.1",
    port: 4000,
    connected: (connection) => void connection.write(new TextEncoder().encode(FIX)),
  });
  const settings = createSettings({ gps: "tcp:host=127.0.0.1,port=4000" });
  const { edge } = await startRecording({
    platform,
    settings,
    path: "/gps.moirai",
    logging: false,
    failed: () => {},
  });
  const moirai = await createMoirai({ platform, edge, settings });
  await moirai.start();
  for (let step = 0; step < 8; step++) {
    await platform.clock.advanceAsync(250);
    await edge.rest();
  }
  const position = await positionOf(moirai);
  expect(position).toMatchObject({ "kismet.common.location.fix": 3 });
  await moirai.stop();

  await using replay = await openReplay(await platform.files.open("/gps.moirai"));
  await replay.toEnd();
  expect(await positionOf(replay.moirai)).toEqual(position);
});
