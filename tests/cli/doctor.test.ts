// `moirai doctor` on machines that lack different things.
import { expect, test } from "vitest";
import { DOCTOR_CHECKS } from "../../cli/doctor-checks.ts";
import { runCommandLine } from "../../cli/run.ts";
import type { CommandContext } from "../../cli/startup.ts";
import { createFake, type Fake } from "./fixtures.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function doctor(fake: Fake, context: Partial<CommandContext>, logs = "/home/moirai") {
  const status = await runCommandLine(["doctor", "--set", `log_prefix=${logs}`], {
    ...fake.context,
    ...context,
  });
  return { status, lines: fake.terminal.printed.split("\n") };
}

const LIVE = {
  program: "libpcap",
  list: () => Promise.resolve([]),
  open: () => Promise.reject(new Error("not here")),
};

test("a machine with everything has nothing in the way", async () => {
  const fake = createFake();
  const { files, programs } = fake.platform;
  files.put("/sys/class/net/wlan0/phy80211/name", utf8("phy0"));
  files.put("/proc/self/status", utf8("Name:\tnode\nCapEff:\t0000000000003000\n"));
  await files.makeDirectory("/home/moirai", 0o700);
  programs.provide("iw", async (child) => {
    await child.stdout.write(utf8("Wiphy phy0\n\tSupported interface modes:\n\t\t * monitor\n"));
  });
  programs.provide("tcpdump", async (child) => {
    await child.stderr.write(utf8("tcpdump version 4.99.3\n"));
  });
  await fake.platform.listenTcp({ hostname: "127.0.0.1", port: 2947, connected: () => {} });
  const { status, lines } = await doctor(fake, { live: LIVE });
  expect(lines).toEqual([
    "ok      engine: simulated 1",
    "ok      capture library: libpcap, 0 interfaces",
    "ok      permission: moirai may capture and tune radios",
    "ok      radios: Wi-Fi interfaces: wlan0",
    "ok      monitor mode: phy0 has it",
    "ok      tcpdump: tcpdump version 4.99.3",
    "ok      gpsd: it answers; gps=gpsd:host=localhost uses it",
    "ok      directories: /home/moirai/.kismet/ can be written",
    "ok      directories: /home/moirai can be written",
    "ok      port: 127.0.0.1:2501 is free",
    "Nothing is in the way of listening.",
    "",
  ]);
  expect(status).toBe(0);
});

test("a machine with nothing is told what to do about it", async () => {
  const fake = createFake();
  await fake.platform.listenTcp({ hostname: "127.0.0.1", port: 2501, connected: () => {} });
  const { status, lines } = await doctor(fake, {
    live: {
      ...LIVE,
      list: () => Promise.reject(new Error("libpcap is not installed (libpcap.so.1)")),
    },
  }, "/nowhere/logs");
  const text = lines.join("\n");
  for (
    const line of [
      "problem capture library: libpcap is not installed (libpcap.so.1)\n          apt-get install",
      "problem permission: moirai may not capture (CAP_NET_RAW)\n          run as root",
      "missing radios: no Wi-Fi interface",
      "missing monitor mode: iw is not installed",
      "missing tcpdump: not installed",
      "missing gpsd: it does not answer: cannot connect to 127.0.0.1:2947: nobody listens there",
      "problem port: cannot listen on 127.0.0.1:2501: the address is already in use",
      "problem directories: cannot create /nowhere/logs/.moirai-doctor",
      "4 of these are in the way of listening.",
    ]
  ) expect(text).toContain(line);
  expect(status).toBe(1);
});

test("a gpsd that the configuration names and that is not there is in the way", async () => {
  const fake = createFake();
  await runCommandLine(["doctor", "--set", "gps=gpsd:host=localhost"], fake.context);
  expect(fake.terminal.printed).toContain("problem gpsd: it does not answer");
});

test("subjects are named once", () => {
  const names = DOCTOR_CHECKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
