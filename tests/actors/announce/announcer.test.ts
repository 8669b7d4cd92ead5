import { expect, test } from "vitest";
import { ANNOUNCE_PERIOD_MS } from "../../../actors/announce/announcer.ts";
import { createSettings } from "../../../actors/server/configured-settings.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai } from "../../../mod.ts";
import { encodeAnnouncement } from "../../../protocols/announce/announcement.ts";
import { fromHex } from "../../suites/hex.ts";

// Ports 2501 and 3501, time 1700000000.250000, name "kismet" (spec logs-and-config 11.11).
const EXAMPLE = "00004b49534d45540001000009c500000dad000000006553f100000000000003d090" +
  "34423439353334442d303030302d303030302d303030302d414142424343444445454646" +
  "6b69736d6574" + "00".repeat(26);

test("encodeAnnouncement() writes the bytes that capture tools look for", () => {
  const bytes = encodeAnnouncement({
    serverPort: 2501,
    remoteCapturePort: 3501,
    timeMs: 1_700_000_000_250,
    uuid: "4B49534D-0000-0000-0000-AABBCCDDEEFF",
    name: "kismet",
  });
  expect(bytes).toEqual(fromHex(EXAMPLE));
});

test("encodeAnnouncement() cuts long names and ends them with a zero", () => {
  const bytes = encodeAnnouncement({
    serverPort: 1,
    remoteCapturePort: 0,
    timeMs: 0,
    uuid: "x".repeat(99),
    name: "é".repeat(40),
  });
  expect(bytes).toHaveLength(102);
  expect(bytes[101]).toBe(0);
  expect(new TextDecoder().decode(bytes.subarray(70, 100))).toBe("é".repeat(15));
});

test("a server announces itself every five seconds when it is to", async () => {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const settings = createSettings({ server_announce: "true", servername: "roof" });
  await using moirai = await createMoirai({ platform, settings });
  await moirai.start();
  await platform.clock.advanceAsync(2 * ANNOUNCE_PERIOD_MS + 100);
  expect(platform.datagrams).toHaveLength(3);
  expect(platform.datagrams[0]).toMatchObject({
    from: "0.0.0.0",
    to: "255.255.255.255",
    port: 2501,
  });
  expect(new TextDecoder().decode(platform.datagrams[0]!.bytes.subarray(70, 74))).toBe("roof");
  await moirai.stop();
  await platform.clock.advanceAsync(60_000);
  expect(platform.datagrams).toHaveLength(3);
});

test("a server says nothing unless it is to", async () => {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  await using moirai = await createMoirai({ platform, settings: createSettings() });
  await moirai.start();
  await platform.clock.advanceAsync(60_000);
  expect(platform.datagrams).toEqual([]);
});

test("openDatagrams() sends on this engine, and says when it is closed", async () => {
  const platform = await detectPlatform();
  const sender = await platform.openDatagrams({ hostname: "127.0.0.1", broadcast: true });
  await sender.send(new Uint8Array(102), "127.0.0.1", 9);
  await sender.close();
  await expect(sender.send(new Uint8Array(1), "127.0.0.1", 9)).rejects.toMatchObject({
    code: "closed",
    message: "cannot send to 127.0.0.1:9: it is closed",
  });
  await expect(platform.openDatagrams({ hostname: "203.0.113.1" })).rejects.toThrow(
    "cannot use the address 203.0.113.1",
  );
});
