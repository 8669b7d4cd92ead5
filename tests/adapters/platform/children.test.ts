// Real child processes of the engine that runs the tests.
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { ByteSource, ChildProcess } from "../../../runtime/platform.ts";
import { settled } from "./raw-connection.ts";

const platform = await detectPlatform();
const script = fileURLToPath(new URL("child-script.ts", import.meta.url));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function run(...args: string[]): ChildProcess {
  return platform.spawn({ command: { self: script, args } });
}

function shell(command: string): ChildProcess {
  return platform.spawn({ command: ["sh", "-c", command] });
}

async function readAll(source: ByteSource): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

describe("spawn()", () => {
  it("runs a script with the same engine, its output and its exit code", async () => {
    const child = run("exit", "7");
    expect(child.pid).toBeGreaterThan(0);
    const [out, err] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
    expect([out, err]).toEqual(["out", "err"]);
    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(child.toChild).toBeUndefined();
    expect(child.fromChild).toBeUndefined();
  });

  it("takes the script as a file URL and adds to the environment", async () => {
    const child = platform.spawn({
      command: { self: new URL("child-script.ts", import.meta.url).href, args: ["environment"] },
      env: { MOIRAI_TEST: "added" },
    });
    expect(await readAll(child.stdout)).toBe("added true");
  });

  it("carries stdin to stdout and ends with it", async () => {
    const child = run("echo");
    const buffer = utf8("first ");
    await child.stdin.write(buffer);
    // The buffer may be used again once the write has resolved.
    buffer.set(utf8("second"));
    await child.stdin.write(buffer);
    await child.stdin.close();
    expect(await readAll(child.stdout)).toBe("first second");
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  it("carries megabytes over the extra pipes, fd 3 and fd 4, unchanged", async () => {
    const child = platform.spawn({
      command: { self: script, args: ["extra"] },
      extraPipes: true,
    });
    const sent = new Uint8Array(3 * 1024 * 1024 + 17).map((_, index) => (index * 31) >>> 3);
    const write = child.toChild!.write(sent).then(() => child.toChild!.close());
    const got: Uint8Array[] = [];
    for (let chunk = await child.fromChild!.read(); chunk; chunk = await child.fromChild!.read()) {
      got.push(chunk);
    }
    await write;
    expect(Buffer.concat(got).equals(Buffer.from(sent))).toBe(true);
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  it("makes the child wait while nobody reads, and loses nothing", async () => {
    const child = shell("head -c 20000000 /dev/zero; echo finished >&2");
    const finished = child.stderr.read();
    let isFinished = 0;
    void finished.then(() => isFinished = 1);
    expect(await settled(() => isFinished)).toBe(0);
    let bytes = 0;
    for (let chunk = await child.stdout.read(); chunk; chunk = await child.stdout.read()) {
      bytes += chunk.length;
    }
    expect(bytes).toBe(20_000_000);
    expect(new TextDecoder().decode(await finished)).toBe("finished\n");
    expect((await child.exited).code).toBe(0);
  });

  it("makes a writer wait while the child does not read, and rejects when it dies", async () => {
    const child = shell("read line; sleep 1000");
    let done = 0;
    const write = child.stdin.write(new Uint8Array(4 * 1024 * 1024)).finally(() => done = 1);
    write.catch(() => undefined);
    expect(await settled(() => done)).toBe(0);
    child.kill("SIGKILL");
    await expect(write).rejects.toMatchObject({ name: "PlatformError", code: "closed" });
    expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("says that a child closed its input", async () => {
    const child = shell("exec 0<&-; echo closed; sleep 1000");
    await child.stdout.read();
    const write = async (): Promise<void> => {
      for (;;) await child.stdin.write(utf8("x"));
    };
    await expect(write()).rejects.toMatchObject({
      code: "closed",
      message: expect.stringMatching(/^cannot write to sh: ./),
    });
    await expect(child.stdin.close()).resolves.toBeUndefined();
    child.kill("SIGKILL");
    await child.exited;
  });

  it("rejects exited with not-found for a missing program and leaves nothing unhandled", async () => {
    const child = platform.spawn({ command: ["/nowhere/program", "x"], extraPipes: true });
    expect(child.pid).toBe(0);
    await expect(child.exited).rejects.toMatchObject({
      name: "PlatformError",
      code: "not-found",
      message: "cannot run /nowhere/program: no such file or directory",
    });
    expect(await child.stdout.read()).toBeUndefined();
    expect(await child.fromChild?.read()).toBeUndefined();
    await expect(child.stdin.write(utf8("x"))).rejects.toMatchObject({ code: "closed" });
    child.kill();
    // Nobody listens to this one.
    platform.spawn({ command: ["/nowhere/else"] });
    await settled(() => 0);
  });

  it("says that a file may not be run", async () => {
    const child = platform.spawn({ command: ["/etc/passwd"] });
    await expect(child.exited).rejects.toMatchObject({
      code: "permission",
      message: "cannot run /etc/passwd: permission denied",
    });
  });

  it("kill() ends with SIGTERM unless told otherwise, and may come late", async () => {
    const child = shell("echo ready; exec sleep 1000");
    await child.stdout.read();
    child.kill();
    expect(await child.exited).toEqual({ code: null, signal: "SIGTERM" });
    child.kill("SIGKILL");
  });

  it("runs a script whose onSignal() handles signals until it is removed", async () => {
    const child = run("signals");
    const line = async (): Promise<string> => new TextDecoder().decode(await child.stdout.read());
    expect(await line()).toBe("ready\n");
    process.kill(child.pid, "SIGINT");
    expect(await line()).toBe("SIGINT\n");
    process.kill(child.pid, "SIGTERM");
    expect(await line()).toBe("SIGTERM\n");
    child.kill();
    expect(await child.exited).toEqual({ code: null, signal: "SIGTERM" });
  });

  it("reports the exit after the output has been read to its end", async () => {
    const child = shell("head -c 1000000 /dev/zero; exit 3");
    const order: string[] = [];
    void child.exited.then(() => order.push("exit"));
    await readAll(child.stdout);
    order.push("output");
    expect((await child.exited).code).toBe(3);
    expect(order).toEqual(["output", "exit"]);
  });

  it("reports the exit although a grandchild keeps the output open", async () => {
    const child = shell("sleep 1000 & echo $!; exit 4");
    const grandchild = Number(new TextDecoder().decode(await child.stdout.read()));
    expect((await child.exited).code).toBe(4);
    process.kill(grandchild);
  });
});
