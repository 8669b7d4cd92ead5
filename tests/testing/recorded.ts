// Records a scenario: its radios on one simulated platform, the server that is recorded beside them.
import { AirDriver, createAirSourceType } from "../../actors/datasource/air.ts";
import { startRecording } from "../../actors/record/start-recording.ts";
import { createSettings } from "../../actors/server/configured-settings.ts";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai, type MoiraiOptions } from "../../mod.ts";
import type { Scenario } from "../../runtime/scenario/scenario.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { EventDigest } from "../../testing/event-digest.ts";
import { openReplay, type Replay } from "../../testing/replay.ts";

export const PATH = "/run.moirai";
/** What a server knows, as it says it. */
export const ADDRESSES = [
  "/devices/views/all/devices.json",
  "/datasource/all_sources.json",
  "/alerts/all_alerts.json",
  "/channels/channels.json",
  "/messagebus/last-time/0/messages.json",
  "/phy/phy80211/ssids/views/ssids.json",
  "/gps/all_gps.json",
  "/system/status.json",
];

export interface Recorded {
  readonly platform: SimulatedPlatform;
  readonly moirai: Moirai;
  readonly digest: EventDigest;
  readonly lost: () => number;
  /** Bytes that are not yet in the file. */
  readonly waiting: () => number;
  /** Lets time go by, and what happens in it come in. */
  pass(ms: number): Promise<void>;
}

const STEP_MS = 250;

type Parts = Pick<MoiraiOptions, "phys" | "alertRules" | "sourceTypes">;

/** A server that is being recorded, whose radios are the scenario's. */
export async function recordScenario(scenario: Scenario, parts: Parts = {}): Promise<Recorded> {
  const platform = createSimulatedPlatform({ seed: 5, startMs: Date.UTC(2026, 3, 1, 12) + 0.375 });
  const air = new AirDriver(scenario.begin(new SeededRandom(7)), platform.clock);
  const settings = createSettings(
    { ...scenario.settings, httpd_username: "somebody", httpd_password: "secret" },
    { home: "/home/x", configuration: "/etc/x", data: "/usr/x", binaries: "/usr/bin" },
  );
  const { edge, file } = await startRecording({
    platform,
    settings,
    path: PATH,
    logging: false,
    failed: () => {},
  });
  const moirai = await createMoirai({
    platform,
    edge,
    settings,
    ...parts,
    sourceTypes: [createAirSourceType(air), ...parts.sourceTypes ?? []],
  });
  const digest = new EventDigest(moirai);
  await moirai.start();
  for (const radio of air.cast.radios) {
    // What happens to it, also that it cannot be opened, is part of the recording.
    moirai.commands.addDatasource(`${radio.init.name}:type=simulated`).catch(() => {});
  }
  return {
    platform,
    moirai,
    digest,
    lost: () => file.lost,
    waiting: () => file.waitingBytes,
    pass,
  };

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await platform.clock.advanceAsync(Math.min(STEP_MS, left));
      await edge.rest();
    }
  }
}

/** Opens what was recorded, with a type of radio that says nothing by itself. */
export async function replayOf(
  platform: SimulatedPlatform,
  scenario: Scenario,
  parts: Parts = {},
): Promise<{ replay: Replay; digest: EventDigest }> {
  const air = new AirDriver(scenario.begin(new SeededRandom(1)), platform.clock);
  const replay = await openReplay(await platform.files.open(PATH), {
    start: false,
    parts: {
      ...parts,
      sourceTypes: [createAirSourceType(air), ...parts.sourceTypes ?? []],
    },
  });
  const digest = new EventDigest(replay.moirai);
  await replay.moirai.start();
  return { replay, digest };
}

export async function answersOf(moirai: Moirai): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const path of ADDRESSES) {
    const response = await moirai.fetch(new Request(`http://moirai${path}`));
    answers[path] = `${response.status} ${await response.text()}`;
  }
  return answers;
}
