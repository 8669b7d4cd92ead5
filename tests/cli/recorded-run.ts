// A world with one capture file, and the command line in it with the real server.
import { joinBytes } from "../../protocols/bytes.ts";
import { runCommandLine } from "../../cli/run.ts";
import { createMoirai, VERSION } from "../../mod.ts";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import { createFake, type Fake } from "./fixtures.ts";

/** A capture of three beacons of one network. */
export function captureOf(path: string): Fake {
  const world = createFake();
  const frames = [0, 1, 2].map((sequence) =>
    encodeBeacon(
      { bssid: 0x020000000001, ssid: "office", channel: 6, security: "wpa2-psk" },
      { sequence, timestampUs: sequence * 102_400 },
    )
  );
  const parts = [
    encodePcapHeader(DLT_IEEE802_11),
    ...frames.map((frame, index) =>
      encodePcapRecord(1_700_000_000_000_000 + index * 102_400, frame)
    ),
  ];
  world.platform.files.put(path, joinBytes(parts));
  return world;
}

/** Runs a command line; what it printed and noted is that of this command alone. */
export async function commandLine({ context, terminal, platform }: Fake, line: string) {
  terminal.printed = "";
  terminal.noted = "";
  let running = true;
  const ended = runCommandLine(line.split(" "), {
    ...context,
    server: () => Promise.resolve({ createMoirai, VERSION }),
  }).finally(() => running = false);
  // Virtual time goes by for as long as the command wants some.
  while (running) {
    await platform.clock.advanceAsync(10);
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await nextTurn();
  }
  return { status: await ended, printed: terminal.printed, noted: terminal.noted };
}

/** Packing happens outside of the promises: the engine needs a turn for it. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
