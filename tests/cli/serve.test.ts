import { beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../cli/run.ts";
import { isLoopback, SAME_SIGNAL_MS, STOP_DEADLINE_MS } from "../../cli/web-server.ts";
import { MESSAGE_ERROR, MESSAGE_INFO } from "../../protocols/records/message.ts";
import { PlatformError } from "../../runtime/platform.ts";
import { createFake, type Fake } from "./fixtures.ts";

const serve = (fake: Fake, line = "") =>
  runCommandLine(line === "" ? [] : line.split(" "), fake.context);

/** Lets everything run that does not wait for a timer. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}

/** Serves, and stops once it is up; the exit status. */
async function serveAndStop(fake: Fake, line = ""): Promise<number> {
  const running = serve(fake, line);
  await settle();
  fake.platform.deliverSignal("SIGINT");
  return await running;
}

// Loaded before the first test, which counts turns and not time.
beforeAll(() => import("../../cli/serve.ts"));

describe("moirai serve", () => {
  test("makes a login at the first start, says it once, and stores no password", async () => {
    const fake = createFake();
    expect(await serveAndStop(fake)).toBe(0);
    const password = /password {2}(\S+)/.exec(fake.terminal.noted)?.[1] ?? "";
    expect(password.length).toBeGreaterThanOrEqual(12);
    const stored = await fake.platform.files.readText("/home/moirai/.kismet/moirai_httpd.json");
    expect(stored).not.toContain(password);
    const { mode } = await fake.platform.files.stat("/home/moirai/.kismet/moirai_httpd.json");
    expect(mode & 0o777).toBe(0o600);
    expect((await fake.platform.files.stat("/home/moirai/.kismet")).mode & 0o777).toBe(0o700);

    fake.terminal.noted = "";
    await serveAndStop(fake);
    expect(fake.terminal.noted).not.toContain("password");
  });

  test("takes the file of a server of Kismet, and warns when others can read it", async () => {
    const fake = createFake();
    const path = "/home/moirai/.kismet/kismet_httpd.conf";
    const login = "httpd_username=a\nhttpd_password=b\n";
    fake.platform.files.put(path, login, 0o644);
    await serveAndStop(fake);
    expect(fake.server.options[0]!.web!.sessions.state).toBe("configured");
    expect(fake.terminal.noted).toContain(`can read the password in ${path}; \`chmod 600\``);
    expect(fake.terminal.noted).not.toContain("first start");
    fake.terminal.noted = "";
    fake.platform.files.put(path, login, 0o600);
    await serveAndStop(fake);
    expect(fake.terminal.noted).not.toContain("warning");
  });

  test("prints one address with a token that logs in once", async () => {
    const fake = createFake();
    const running = serve(fake, "--port 8080");
    await settle();
    const match = /Open http:\/\/127\.0\.0\.1:8080\/\?token=(\S+)/.exec(fake.terminal.noted);
    const sessions = fake.server.options[0]!.web!.sessions;
    expect(sessions.useStartToken(match![1]!)?.role).toBe("admin");
    expect(sessions.useStartToken(match![1]!)).toBeUndefined();
    expect(fake.terminal.noted.match(/http:/g)).toHaveLength(1);
    fake.platform.deliverSignal("SIGTERM");
    expect(await running).toBe(0);
  });

  test("plays the demo without a source, and says how to give one", async () => {
    const fake = createFake();
    await serveAndStop(fake);
    expect(fake.server.options[0]!.sources).toEqual(["demo"]);
    expect(fake.terminal.noted).toContain("-c INTERFACE or -c FILE.pcap");
  });

  test("takes sources of the configuration unless the command line names some", async () => {
    const fake = createFake();
    await serveAndStop(fake, "--set source=wlan0 --set source=wlan1");
    expect(fake.server.options[0]!.sources).toEqual(["wlan0", "wlan1"]);
    expect(fake.terminal.noted).not.toContain("simulated");
    await serveAndStop(fake, "--set source=wlan0 -c a.pcap");
    expect(fake.server.options[1]!.sources).toEqual(["a.pcap"]);
  });

  test("warns when other machines may connect", async () => {
    const fake = createFake();
    await serveAndStop(fake, "--bind 0.0.0.0");
    expect(fake.terminal.noted).toContain("warning: every machine that reaches simulated can try");
    expect(fake.terminal.noted).toContain("Open http://localhost:2501/");
    const local = createFake();
    await serveAndStop(local, "--bind ::1");
    expect(local.terminal.noted).not.toContain("warning");
    expect(local.terminal.noted).toContain("Open http://[::1]:2501/");
  });

  test("prints messages as they come, made safe, and none when silent", async () => {
    for (const [line, expected] of [["", true], ["-s", false]] as const) {
      const fake = createFake();
      const running = serve(fake, line);
      await settle();
      fake.server.tell({ text: "new \u001b[31mnetwork", flags: MESSAGE_INFO, timeSec: 3723 });
      fake.server.tell({ text: "lost", flags: MESSAGE_ERROR, timeSec: 3724 });
      expect(fake.terminal.noted.includes("01:02:03 info   new \\u{1b}[31mnetwork\n")).toBe(
        expected,
      );
      expect(fake.terminal.noted.includes("01:02:04 error  lost\n")).toBe(expected);
      fake.platform.deliverSignal("SIGINT");
      await running;
    }
  });

  test("names the keys that have no effect", async () => {
    const fake = createFake();
    await serveAndStop(fake, "--set tzsp_enable=true");
    expect(fake.terminal.noted).toContain("warning: tzsp_enable is not applicable here: TZSP");
  });

  test("says that the port is taken, and stops what was started", async () => {
    const fake = createFake();
    fake.server.onStart = () => Promise.reject(new PlatformError("in-use", "EADDRINUSE"));
    expect(await serve(fake, "--port 80")).toBe(1);
    expect(fake.terminal.noted).toContain(
      "error: another program listens on 127.0.0.1, port 80 already; choose one with --port",
    );
    expect(fake.server.stopped).toBe(1);
  });

  test("does not start where logins cannot be kept", async () => {
    const fake = createFake();
    fake.platform.files.put("/file", new Uint8Array(1));
    expect(await serve(fake, "--set configdir=/file/below")).toBe(1);
    expect(fake.terminal.noted).toContain("error: cannot keep logins in /file/below:");
    expect(fake.server.options).toEqual([]);
  });

  test("stops at the deadline although something does not end", async () => {
    const fake = createFake();
    fake.server.onStop = () => new Promise(() => {});
    const running = serve(fake);
    await settle();
    fake.platform.deliverSignal("SIGINT");
    await settle();
    await fake.platform.clock.advance(STOP_DEADLINE_MS);
    expect(await running).toBe(1);
    expect(fake.terminal.noted).toContain("warning: not everything had ended in time");
  });

  test("ends at once at a second Ctrl-C, and takes two at once for one", async () => {
    const fake = createFake();
    let finish = (): void => {};
    fake.server.onStop = () => new Promise((resolve) => finish = resolve);
    const running = serve(fake);
    await settle();
    fake.platform.deliverSignal("SIGINT");
    fake.platform.deliverSignal("SIGINT");
    expect(fake.exits).toEqual([]);
    await fake.platform.clock.advance(SAME_SIGNAL_MS + 1);
    fake.platform.deliverSignal("SIGINT");
    expect(fake.exits).toEqual([130]);
    expect(fake.server.stopped).toBe(1);
    finish();
    expect(await running).toBe(0);
  });
});

test("isLoopback() takes only what no other machine reaches", () => {
  expect(["127.0.0.1", "127.8.9.1", "::1", "localhost"].map(isLoopback)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  for (const address of ["0.0.0.0", "::", "", "10.0.0.1", "127.evil.example", "1127.0.0.1"]) {
    expect(isLoopback(address), address).toBe(false);
  }
});
