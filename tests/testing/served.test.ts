// A scenario that is served has the files, logins and listener of the machine, and its own capture tools
// and sensors all the same.
import { expect, test } from "vitest";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { simulate } from "../../testing/simulate.ts";
import { createPlatform, openWorld } from "../suites/session-world.ts";

test("a served scenario runs its tools, takes its sensors over TCP, and leaves browsers out", async () => {
  const played = scenario("served", "", minutes(2), (on) => {
    on.accessPoint({ ssid: "home", channel: "6", security: "open" });
    on.helper("wlan0", { channels: ["6"] });
    on.sensor("attic", { channels: ["6"], faults: [{ does: "crash", atMs: seconds(40) }] });
    on.browser("wall");
    on.logs("kismet");
  });
  const machine = await createPlatform();
  await using run = await simulate(played, {
    seed: 1,
    web: { directory: undefined, sessions: await openWorld(machine) },
    outside: {
      files: machine.files,
      serve: (options) => machine.serve(options),
      // Neither root nor the owner of the simulated files.
      user: { name: "ada", id: 501, home: "/h" },
    },
  });
  await run.moirai.start();
  await run.advance(seconds(30));
  const sources = () =>
    [...run.moirai.stores.datasources.all()].map((one) => [one.name, one.running, one.remote])
      .sort();
  expect(sources()).toEqual([["attic", true, true], ["wlan0", true, false]]);
  await run.advance(seconds(13));
  expect(sources()).toEqual([["attic", false, true], ["wlan0", true, false]]);
  await run.toEnd();
  expect(sources()).toEqual([["attic", true, true], ["wlan0", true, false]]);
  expect(run.outsiders.sensors.get("attic")).toMatchObject({ connections: 2, refused: 0 });
  expect(run.outsiders.browsers.size).toBe(0);
  // The machine's disk is none of the scenario's.
  expect([...run.moirai.stores.logs!.all()]).toEqual([]);
});
