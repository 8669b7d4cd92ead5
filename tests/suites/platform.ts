// What every platform promises (runtime/platform.ts), whatever is behind it. A fixture says how a
// test reaches the platform's server from outside and which program plays a child.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ChildOptions,
  type EngineName,
  type Platform,
  PlatformError,
  type ServeOptions,
  type SocketPeer,
} from "../../runtime/platform.ts";

export interface PlatformFixture {
  readonly platform: Platform;
  readonly engine: EngineName;
  /** An empty directory for this run. */
  readonly directory: string;
  /** Copies stdin to stdout until it ends, then exits with 0. */
  readonly echo: ChildOptions["command"];
  /** Lets time pass; returns when what was due has happened. */
  elapse(ms: number): Promise<void>;
  request(port: number, path: string, init?: RequestInit): Promise<Response>;
  openSocket(port: number, path: string): Promise<SuiteSocket>;
  deliverSignal(signal: "SIGINT" | "SIGTERM"): void;
  dispose(): Promise<void>;
}

/** A websocket client as far as the suite needs one. */
export interface SuiteSocket {
  next(): Promise<string | Uint8Array | undefined>;
  send(message: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Runs the suite over the platform that `create` makes. */
export function platformSuite(name: string, create: () => Promise<PlatformFixture>): void {
  describe(`platform ${name}`, () => {
    let fixture: PlatformFixture;
    let platform: Platform;
    beforeAll(async () => {
      fixture = await create();
      platform = fixture.platform;
    });
    afterAll(() => fixture.dispose());
    const path = (file: string): string => `${fixture.directory}/${file}`;

    describe("files", () => {
      it("truncate() cuts a file, and appending goes on from there", async () => {
        const file = await platform.files.create(path("cut"), { append: true });
        await file.write(utf8("one two"));
        await file.truncate(3);
        await file.write(utf8("!"));
        await file.close();
        expect(await platform.files.readText(path("cut"))).toBe("one!");
        await expect(file.truncate(0)).rejects.toMatchObject({ code: "closed" });
      });

      it("create(), write(), open() and read() give the same bytes back", async () => {
        const file = await platform.files.create(path("bytes"));
        const buffer = new Uint8Array([1, 2, 3]);
        await file.write(buffer);
        buffer.fill(9);
        await Promise.all([file.write(new Uint8Array([4])), file.write(new Uint8Array([5]))]);
        await file.close();
        const reader = await platform.files.open(path("bytes"));
        expect(reader.size).toBe(5);
        const into = new Uint8Array(4);
        expect(await reader.read(into)).toBe(4);
        expect([...into]).toEqual([1, 2, 3, 4]);
        expect(await reader.read(into)).toBe(1);
        expect(into[0]).toBe(5);
        expect(await reader.read(into)).toBe(0);
        await reader.close();
        await reader.close();
        await expect(reader.read(into)).rejects.toMatchObject({ code: "closed" });
        await expect(file.write(into)).rejects.toMatchObject({ code: "closed" });
      });

      it("a growing file is read on after its end", async () => {
        const writer = await platform.files.create(path("growing"));
        await writer.write(utf8("one"));
        const reader = await platform.files.open(path("growing"));
        const into = new Uint8Array(10);
        expect(await reader.read(into)).toBe(3);
        expect(await reader.read(into)).toBe(0);
        await writer.write(utf8("more"));
        expect(await reader.read(into)).toBe(4);
        expect(new TextDecoder().decode(into.subarray(0, 4))).toBe("more");
        expect(reader.size).toBe(3);
        await Promise.all([reader.close(), writer.close()]);
      });

      it("create() refuses a file that is there when it is to be a new one", async () => {
        const file = await platform.files.create(path("new"), { exclusive: true });
        await file.close();
        await expect(platform.files.create(path("new"), { exclusive: true })).rejects.toMatchObject(
          {
            code: "exists",
          },
        );
      });

      it("create() empties a file, and appends when told", async () => {
        const write = async (text: string, append: boolean): Promise<void> => {
          const file = await platform.files.create(path("twice"), { append });
          await file.write(utf8(text));
          await file.close();
        };
        await write("first", false);
        await write("second", false);
        await write(" third", true);
        expect(await platform.files.readText(path("twice"))).toBe("second third");
      });

      it("replaceText() replaces the whole, with the mode, and leaves nothing beside it", async () => {
        await platform.files.makeDirectory(path("config"), 0o700);
        await platform.files.replaceText(path("config/a"), "old and long", 0o644);
        await platform.files.replaceText(path("config/a"), "nëw", 0o600);
        expect(await platform.files.readText(path("config/a"))).toBe("nëw");
        expect([...await platform.files.readBytes(path("config/a"))]).toEqual([
          0x6e,
          0xc3,
          0xab,
          0x77,
        ]);
        const info = await platform.files.stat(path("config/a"));
        expect(info).toMatchObject({ size: 4, isFile: true, isDirectory: false, mode: 0o600 });
        expect(info.uid).toBe(platform.user.id);
        expect(Math.abs(info.modifiedMs - platform.clock.now())).toBeLessThan(60_000);
        expect(await platform.files.list(path("config"))).toEqual(["a"]);
      });

      it("makeDirectory() makes parents and accepts one that is there; list() sorts", async () => {
        await platform.files.makeDirectory(path("deep/er/est"), 0o755);
        await platform.files.makeDirectory(path("deep/er/est"), 0o755);
        for (const file of ["c", "a", "b"]) {
          await platform.files.replaceText(path(`deep/er/${file}`), "", 0o644);
        }
        expect(await platform.files.list(path("deep/er"))).toEqual(["a", "b", "c", "est"]);
        expect((await platform.files.stat(path("deep"))).isDirectory).toBe(true);
      });

      it("remove() takes a file or an empty directory", async () => {
        await platform.files.makeDirectory(path("gone"), 0o755);
        await platform.files.replaceText(path("gone/file"), "", 0o644);
        await expect(platform.files.remove(path("gone"))).rejects.toMatchObject({ code: "exists" });
        await platform.files.remove(path("gone/file"));
        await platform.files.remove(path("gone"));
        await expect(platform.files.stat(path("gone"))).rejects.toMatchObject({
          code: "not-found",
        });
      });

      it("says what could not be done, to what and why", async () => {
        const { files } = platform;
        const missing = path("missing");
        const inside = path("a-file/x");
        await files.replaceText(path("a-file"), "", 0o644);
        const none = "no such file or directory";
        const part = "a part of the path is not a directory";
        const cases: [() => Promise<unknown>, string, string][] = [
          [() => files.open(missing), "not-found", `cannot open ${missing}: ${none}`],
          [() => files.readText(missing), "not-found", `cannot read ${missing}: ${none}`],
          [() => files.readBytes(missing), "not-found", `cannot read ${missing}: ${none}`],
          [() => files.stat(missing), "not-found", `cannot look at ${missing}: ${none}`],
          [() => files.list(missing), "not-found", `cannot list ${missing}: ${none}`],
          [() => files.realPath(missing), "not-found", `cannot look at ${missing}: ${none}`],
          [() => files.remove(missing), "not-found", `cannot remove ${missing}: ${none}`],
          [
            () => files.create(`${missing}/x`),
            "not-found",
            `cannot create ${missing}/x: ${none}`,
          ],
          [() => files.open(inside), "not-directory", `cannot open ${inside}: ${part}`],
          [
            () => files.list(path("a-file")),
            "not-directory",
            `cannot list ${path("a-file")}: ${part}`,
          ],
          [
            () => files.makeDirectory(path("a-file"), 0o755),
            "exists",
            `cannot make the directory ${path("a-file")}: it already exists`,
          ],
          [
            () => files.open(fixture.directory),
            "is-directory",
            `cannot open ${fixture.directory}: it is a directory`,
          ],
          [
            () => files.create(fixture.directory),
            "is-directory",
            `cannot create ${fixture.directory}: it is a directory`,
          ],
          [
            () => files.readText(fixture.directory),
            "is-directory",
            `cannot read ${fixture.directory}: it is a directory`,
          ],
        ];
        for (const [attempt, code, message] of cases) {
          const error = await attempt().then(() => undefined, (reason: unknown) => reason);
          expect(error).toBeInstanceOf(PlatformError);
          expect(error).toMatchObject({ code, message });
        }
        await expect(files.replaceText(`${missing}/x`, "", 0o600)).rejects.toMatchObject({
          code: "not-found",
          message: `cannot write ${missing}/x: ${none}`,
        });
      });
    });

    describe("clock and randomness", () => {
      it("timers fire in the order they are due; a cleared one does not", async () => {
        const fired: string[] = [];
        platform.clock.setTimeout(() => fired.push("late"), 30);
        platform.clock.setTimeout(() => fired.push("early"), 5);
        platform.clock.clearTimeout(platform.clock.setTimeout(() => fired.push("never"), 10));
        const begin = platform.clock.now();
        await fixture.elapse(60);
        expect(fired).toEqual(["early", "late"]);
        expect(platform.clock.now() - begin).toBeGreaterThanOrEqual(58);
      });

      it("a timer beyond the engine's longest delay does not fire at once", async () => {
        let fired = false;
        const timers = [2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY].map((delayMs) =>
          platform.clock.setTimeout(() => fired = true, delayMs)
        );
        await fixture.elapse(20);
        expect(fired).toBe(false);
        for (const timer of timers) platform.clock.clearTimeout(timer);
      });

      it("now() never goes back between two calls", () => {
        let last = platform.clock.now();
        let backward = 0;
        for (let count = 0; count < 20_000; count++) {
          const now = platform.clock.now();
          if (now < last) backward++;
          last = now;
        }
        expect(backward).toBe(0);
        expect(last).toBeGreaterThan(1_600_000_000_000);
      });

      it("bytes() fills a buffer larger than the engine's limit; next() stays in [0, 1)", () => {
        const bytes = platform.random.bytes(new Uint8Array(200_000));
        const seen = new Set(bytes.subarray(140_000));
        expect(seen.size).toBe(256);
        for (let count = 0; count < 1000; count++) {
          const number = platform.random.next();
          expect(number >= 0 && number < 1).toBe(true);
        }
      });
    });

    describe("host", () => {
      it("names the engine, its version, the user and the machine", () => {
        expect(platform.engine).toBe(fixture.engine);
        expect(platform.engineVersion).toMatch(/^\d/);
        expect(platform.executable).toMatch(/^\//);
        expect(platform.hostname).not.toBe("");
        expect(platform.user.name).not.toBe("");
        expect(platform.user.home).toMatch(/^\//);
        expect(platform.memoryBytes()).toBeGreaterThan(1024 * 1024);
      });

      it("equalBytes() compares contents and lengths", () => {
        const equal = platform.equalBytes;
        expect(equal(utf8("same"), utf8("same"))).toBe(true);
        expect(equal(utf8("same"), utf8("sane"))).toBe(false);
        expect(equal(utf8("same"), utf8("sam"))).toBe(false);
        expect(equal(new Uint8Array(0), new Uint8Array(0))).toBe(true);
        expect(equal(utf8("xsame").subarray(1), utf8("same"))).toBe(true);
      });

      it("scrypt() gives the same key for the same input and another for another", async () => {
        const options = { cost: 1024, blockSize: 8, parallelization: 1, keyBytes: 32 };
        const salt = utf8("salt");
        const first = await platform.scrypt("password", salt, options);
        expect(first.length).toBe(32);
        expect(await platform.scrypt("password", salt, options)).toEqual(first);
        expect(await platform.scrypt("passwort", salt, options)).not.toEqual(first);
        expect(await platform.scrypt("password", utf8("Salt"), options)).not.toEqual(first);
      });

      it("onSignal() calls back until it is removed", async () => {
        const seen: string[] = [];
        const remove = platform.onSignal((signal) => seen.push(signal));
        const keep = platform.onSignal(() => undefined);
        fixture.deliverSignal("SIGTERM");
        fixture.deliverSignal("SIGINT");
        await fixture.elapse(30);
        remove();
        fixture.deliverSignal("SIGTERM");
        await fixture.elapse(30);
        keep();
        expect(seen.sort()).toEqual(["SIGINT", "SIGTERM"]);
      });

      it("yieldToLoop() lets others run", async () => {
        const order: string[] = [];
        const yielded = platform.yieldToLoop().then(() => order.push("after"));
        order.push("before");
        await yielded;
        expect(order).toEqual(["before", "after"]);
      });
    });

    describe("children", () => {
      it("spawn() connects stdin and stdout and reports the exit", async () => {
        const child = platform.spawn({ command: fixture.echo });
        expect(child.pid).toBeGreaterThan(0);
        await child.stdin.write(utf8("hello"));
        expect(new TextDecoder().decode(await child.stdout.read())).toBe("hello");
        await child.stdin.close();
        expect(await child.stdout.read()).toBeUndefined();
        expect(await child.stderr.read()).toBeUndefined();
        expect(await child.exited).toEqual({ code: 0, signal: null });
        await expect(child.stdin.write(utf8("late"))).rejects.toMatchObject({ code: "closed" });
      });

      it("kill() ends a child that waits", async () => {
        for (const signal of ["SIGTERM", "SIGKILL"] as const) {
          const child = platform.spawn({ command: fixture.echo });
          await child.stdin.write(utf8("up"));
          await child.stdout.read();
          child.kill(signal);
          expect(await child.exited).toEqual({ code: null, signal });
        }
      });

      it("a missing program rejects exited and ends its output", async () => {
        const child = platform.spawn({ command: ["/nowhere/program"] });
        await expect(child.exited).rejects.toMatchObject({
          code: "not-found",
          message: "cannot run /nowhere/program: no such file or directory",
        });
        expect(child.pid).toBe(0);
        expect(await child.stdout.read()).toBeUndefined();
        await expect(child.stdin.write(utf8("x"))).rejects.toBeInstanceOf(PlatformError);
      });
    });

    describe("serve", () => {
      const serve = (fetch: ServeOptions["fetch"], more: Partial<ServeOptions> = {}) =>
        platform.serve({ hostname: "127.0.0.1", port: 0, maxBodyBytes: 1000, fetch, ...more });

      it("answers requests with their body, headers and address", async () => {
        const server = await serve(async (request, connection) => {
          const { pathname } = new URL(request.url);
          const body = await request.text();
          return new Response(`${request.method} ${pathname} ${body} ${connection.remoteAddress}`, {
            status: 201,
            headers: { "x-answer": request.headers.get("x-question") ?? "" },
          });
        });
        expect(server.port).toBeGreaterThan(0);
        const response = await fixture.request(server.port, "/a", {
          method: "POST",
          body: "text",
          headers: { "x-question": "q" },
        });
        expect(response.status).toBe(201);
        expect(response.headers.get("x-answer")).toBe("q");
        expect(await response.text()).toBe("POST /a text 127.0.0.1");
        await server.close(0);
      });

      it("says that a port is taken, and frees it on close", async () => {
        const first = await serve(() => new Response("first"));
        const again = { port: first.port };
        await expect(serve(() => new Response("second"), again)).rejects.toMatchObject({
          code: "in-use",
          message: `cannot listen on 127.0.0.1:${first.port}: the address is already in use`,
        });
        await first.close(0);
        const second = await serve(() => new Response("second"), again);
        expect(await (await fixture.request(second.port, "/")).text()).toBe("second");
        await second.close(0);
      });

      it("answers 500 and reports when the handler throws", async () => {
        const failures: unknown[] = [];
        const server = await serve(() => Promise.reject(new Error("broke")), {
          failed: (error) => failures.push(error),
        });
        const response = await fixture.request(server.port, "/");
        expect(response.status).toBe(500);
        await response.text();
        expect(failures.map(String)).toEqual(["Error: broke"]);
        await server.close(0);
      });

      it("carries websocket messages and tells the end once", async () => {
        const log: unknown[] = [];
        const opened = Promise.withResolvers<SocketPeer>();
        const closed = Promise.withResolvers<void>();
        const server = await serve((_request, connection) =>
          connection.upgrade({
            open: (peer) => opened.resolve(peer),
            text: (peer, text) => peer.sendText(`echo ${text}`),
            bytes: (peer, bytes) => peer.sendBytes(bytes.toReversed()),
            drain: () => undefined,
            closed: (_peer, code, reason) => {
              log.push(code, reason);
              closed.resolve();
            },
          }) ?? new Response("no websocket", { status: 426 })
        );
        expect((await fixture.request(server.port, "/")).status).toBe(426);
        const client = await fixture.openSocket(server.port, "/ws");
        const peer = await opened.promise;
        expect(peer.remoteAddress).toBe("127.0.0.1");
        client.send("one");
        expect(await client.next()).toBe("echo one");
        client.send(new Uint8Array([1, 2, 3]));
        expect([...(await client.next()) as Uint8Array]).toEqual([3, 2, 1]);
        peer.sendText(utf8("as bytes"));
        expect(await client.next()).toBe("as bytes");
        expect(peer.bufferedBytes()).toBe(0);
        client.close(4000, "bye");
        await closed.promise;
        peer.sendText("late");
        peer.close(1000, "");
        peer.terminate();
        expect(log).toEqual([4000, "bye"]);
        await server.close(0);
      });

      it("close() waits for a running answer", async () => {
        const asked = Promise.withResolvers<void>();
        const answer = Promise.withResolvers<Response>();
        const server = await serve(() => {
          asked.resolve();
          return answer.promise;
        });
        const response = fixture.request(server.port, "/");
        await asked.promise;
        let isClosed = false;
        const closing = server.close(60_000).then(() => isClosed = true);
        await fixture.elapse(20);
        expect(isClosed).toBe(false);
        answer.resolve(new Response("finished"));
        expect(await (await response).text()).toBe("finished");
        await closing;
        await expect(fixture.request(server.port, "/")).rejects.toThrow(/./);
      });
    });
  });
}
