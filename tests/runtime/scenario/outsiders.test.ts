// Scripts with capture tools, sensors, browsers, logs and disks that contradict themselves.
import { describe, expect, test } from "vitest";
import { HELPER_DRIVERS } from "../../../actors/helper/helper-drivers.ts";
import type { ScenarioBuilder } from "../../../runtime/scenario/builder.ts";
import { TOOL_BINARIES, type ToolType } from "../../../runtime/scenario/outsiders.ts";
import type { Babble, ToolFault } from "../../../runtime/scenario/tool-faults.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";

const tool = (...faults: ToolFault[]) => (on: ScenarioBuilder) =>
  on.helper("wlan0", { channels: ["6"], faults });

describe("scenario()", () => {
  test.each<[string, (on: ScenarioBuilder) => void, string]>([
    [
      "a type of tool that is none",
      (on) => on.helper("wlan0", { type: "rtl433" as ToolType, channels: ["6"] }),
      '"rtl433" is no type of capture tool that hears Wi-Fi (linuxwifi, ',
    ],
    [
      "a tool without channels",
      (on) => on.helper("wlan0", { channels: [] }),
      "helper wlan0 listens on no channel",
    ],
    [
      "a sensor on no channel",
      (on) => on.sensor("attic", { channels: ["x"] }),
      '"x" is no channel',
    ],
    ["a tool without a name", (on) => on.helper("a b", { channels: ["6"] }), "is no name of a"],
    [
      "two programs of one name",
      (on) => {
        on.helper("wlan0", { channels: ["6"] });
        on.browser("wlan0");
      },
      "two of its programs are called wlan0",
    ],
    [
      "a tool that has the name of a radio",
      (on) => on.helper("r", { channels: ["6"] }),
      "there is a radio r already",
    ],
    [
      "a radio that has the name of a tool",
      (on) => {
        on.helper("wlan0", { channels: ["6"] });
        on.radio("wlan0", { channels: ["6"] });
      },
      "there is a helper wlan0 already",
    ],
    ["a crash after the end", tool({ does: "crash", atMs: minutes(9) }), "is not within its"],
    [
      "a freeze that ends first",
      tool({ does: "freeze", atMs: 500, untilMs: 400 }),
      "it ends (400 ms) before it begins",
    ],
    [
      "a status that is none",
      tool({ does: "crash", atMs: 0, status: 700 }),
      "helper wlan0 cannot end with status 700",
    ],
    [
      "a babble that is none",
      tool({ does: "babble", what: "nonsense" as Babble, atMs: 0 }),
      'helper wlan0 cannot babble "nonsense"',
    ],
    [
      "one broken frame for ever",
      tool({ does: "babble", what: "garbage", atMs: 0, perSecond: 50 }),
      "helper wlan0 says garbage once, and then no more",
    ],
    [
      "a babble that no program can say",
      tool({ does: "babble", what: "messages", atMs: 0, perSecond: 1e7 }),
      "helper wlan0 babbles 10000000 times a second",
    ],
    [
      "a sensor that returns before it left",
      (on) => on.sensor("attic", { channels: ["6"], returnsAfterMs: 0 }),
      "sensor attic returns before it left",
    ],
    [
      "a browser that reads nothing for ever",
      (on) => on.browser("b", { bytesPerSecond: 0 }),
      "browser b reads 0 bytes a second; a pause says never",
    ],
    [
      "a browser that pauses when it is not there",
      (on) => on.browser("b", { untilMs: seconds(5), pauses: [[seconds(6), seconds(7)]] }),
      "browser b pauses at 6000 ms, when it is not there",
    ],
    [
      "a page as a websocket",
      (on) => on.browser("b", { path: "/devices/views/all/devices.json" }),
      '"/devices/views/all/devices.json" is the path of no websocket',
    ],
    [
      "events from where there are none",
      (on) => on.browser("b", { path: "/devices/views/all/monitor.ws", topics: ["ALERT"] }),
      "browser b wants events of /devices/views/all/monitor.ws, which has none",
    ],
    ["a log that is none", (on) => on.logs("Kismet Log"), '"Kismet Log" is no class of log'],
    ["a log twice", (on) => on.logs("kismet", "kismet"), "log kismet is named twice"],
    ["a disk with less than nothing", (on) => on.diskFills(0, -1), "a disk cannot have -1 bytes"],
    ["a disk with room after the end", (on) => on.diskClears(minutes(9)), "is not within its"],
  ])("refuses %s and names the line", (_, script, reason) => {
    const write = () =>
      scenario("odd", "", minutes(2), (on) => {
        on.radio("r", { channels: ["1"] });
        script(on);
      });
    expect(write).toThrow(reason);
    expect(write).toThrow(/^scenario odd, outsiders\.test\.ts line \d+: /);
  });

  test("takes a tool, or a sensor, for a radio", () => {
    const heard = scenario("heard", "", minutes(1), (on) => on.helper("w", { channels: ["6"] }));
    expect(heard.settings).toEqual({
      helper_preferred: ["linuxwifi"],
      helper_binary_path: ["/usr/lib/scenario-tools"],
    });
    scenario("far", "", minutes(1), (on) => on.sensor("w", { channels: ["6"] }));
    expect(() => scenario("deaf", "", minutes(1), (on) => on.browser("b"))).toThrow("no radio");
  });
});

test("TOOL_BINARIES are those of the server's drivers", () => {
  const drivers = HELPER_DRIVERS.filter(({ type }) => Object.hasOwn(TOOL_BINARIES, type));
  expect(Object.fromEntries(drivers.map(({ type, binary }) => [type, binary])))
    .toEqual(TOOL_BINARIES);
});
