// What only a real engine can be asked: its loop, its key derivation, its clock.
import * as net from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { SystemClock } from "../../../adapters/platform/node-clock.ts";

const platform = await detectPlatform();

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("yieldToLoop()", () => {
  it("lets sockets and timers go on while somebody works without a pause", async () => {
    const server = net.createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => socket.write(chunk));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    let roundTrips = 0;
    const client = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
    client.on("data", (chunk) => {
      roundTrips++;
      client.write(chunk);
    });
    await new Promise<void>((resolve) => client.once("connect", resolve));
    client.write("x");
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    for (let turn = 0; turn < 120; turn++) {
      const busyUntil = performance.now() + 1;
      while (performance.now() < busyUntil);
      await platform.yieldToLoop();
    }
    clearInterval(timer);
    client.destroy();
    server.close();
    expect(ticks).toBeGreaterThan(5);
    expect(roundTrips).toBeGreaterThan(8);
  });
});

describe("scrypt()", () => {
  it("derives the key of RFC 7914 section 12", async () => {
    const options = { cost: 1024, blockSize: 8, parallelization: 16, keyBytes: 64 };
    const key = await platform.scrypt("password", new TextEncoder().encode("NaCl"), options);
    expect(Buffer.from(key).toString("hex")).toBe(
      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162" +
        "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    );
  });

  it("takes costs that need more memory than the engine grants by itself", async () => {
    const options = { cost: 65536, blockSize: 8, parallelization: 1, keyBytes: 32 };
    expect((await platform.scrypt("p", new Uint8Array(16), options)).length).toBe(32);
  });

  it("says that a cost is impossible", async () => {
    const options = { cost: 1000, blockSize: 8, parallelization: 1, keyBytes: 32 };
    await expect(platform.scrypt("p", new Uint8Array(1), options)).rejects.toMatchObject({
      name: "PlatformError",
      code: "unsupported",
      message: expect.stringMatching(/^cannot derive a key: ./),
    });
  });
});

describe("SystemClock", () => {
  it("gives the fraction inside the millisecond the system names, and follows its corrections", () => {
    let wallMs = 1_700_000_000_000;
    let fineMs = 5000.25;
    vi.spyOn(Date, "now").mockImplementation(() => wallMs);
    vi.spyOn(performance, "now").mockImplementation(() => fineMs);
    const clock = new SystemClock();
    expect(clock.now()).toBe(wallMs);
    fineMs += 0.5;
    expect(clock.now()).toBe(wallMs + 0.5);
    // The counter has gone past the millisecond that the system still names.
    fineMs += 0.75;
    expect(Math.floor(clock.now())).toBe(wallMs);
    wallMs += 1;
    fineMs += 0.5;
    expect(Math.floor(clock.now())).toBe(wallMs);
    // Somebody set the time by an hour, forward and back.
    wallMs += 3_600_000;
    expect(Math.floor(clock.now())).toBe(wallMs);
    wallMs -= 7_200_000;
    expect(Math.floor(clock.now())).toBe(wallMs);
  });

  it("fires a timer of many weeks when it is due, unless it is cleared on the way", () => {
    vi.useFakeTimers();
    const clock = new SystemClock();
    const weeksMs = 60 * 24 * 3_600_000;
    let fired = 0;
    clock.setTimeout(() => fired++, weeksMs);
    const cleared = clock.setTimeout(() => fired += 100, weeksMs);
    vi.advanceTimersByTime(weeksMs - 1);
    clock.clearTimeout(cleared);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
  });
});
