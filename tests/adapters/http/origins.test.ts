// Where a request comes from: through which proxies, and from whose page.
import { describe, expect, test } from "vitest";
import { isForeign } from "../../../adapters/http/foreign.ts";
import { TrustedProxies } from "../../../adapters/http/forwarded.ts";
import { testSettings } from "../../suites/settings.ts";
import { createWebFixture, SOURCE_UUID } from "../../suites/web-fixture.ts";

const CLOSE = `/datasource/by-uuid/${SOURCE_UUID}/close_source.cmd`;

describe("TrustedProxies.client()", () => {
  const client = (
    trusted: string[],
    remoteAddress: string,
    headers: Record<string, string>,
  ) => {
    const proxies = new TrustedProxies(testSettings({ httpd_trusted_proxies: trusted }));
    const request = new Request("http://inner:2501/x", { headers });
    const connection = { remoteAddress, secure: false, upgrade: () => undefined };
    const found = proxies.client(request, connection);
    return [found.connection.remoteAddress, found.connection.secure, found.host];
  };
  const forwarded = {
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "wifi.example.org",
  };

  test("believes those it is told to, and nobody else", () => {
    const believed = ["203.0.113.9", true, "wifi.example.org"];
    expect(client(["10.0.0.1"], "10.0.0.1", forwarded)).toEqual(believed);
    expect(client(["10.0.0.0/8"], "10.9.9.9", forwarded)).toEqual(believed);
    expect(client(["::1"], "::1", forwarded)).toEqual(believed);
    const plain = ["10.0.0.1", false, "inner:2501"];
    expect(client([], "10.0.0.1", forwarded)).toEqual(plain);
    expect(client(["10.0.0.2"], "10.0.0.1", forwarded)).toEqual(plain);
    expect(client(["embedded"], "embedded", forwarded)).toEqual(["embedded", false, "inner:2501"]);
  });

  test.each([
    // What a client wrote itself stands before what the proxies added.
    ["1.1.1.1, 203.0.113.9", "203.0.113.9"],
    ["1.1.1.1, 203.0.113.9, 10.0.0.5", "203.0.113.9"],
    ["10.0.0.7, 10.0.0.5", "10.0.0.7"],
    ["unknown", "10.0.0.1"],
    ["<script>, 10.0.0.5", "10.0.0.5"],
    ["", "10.0.0.1"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ["203.0.113.9:4711", "203.0.113.9"],
    [`${"9.9.9.9,".repeat(5000)}203.0.113.9`, "203.0.113.9"],
  ])("of the addresses %s the client is %s", (list, expected) => {
    expect(client(["10.0.0.0/8"], "10.0.0.1", { "x-forwarded-for": list })[0]).toBe(expected);
  });

  test("failures behind one proxy slow down one client, cookies are marked secure", async () => {
    const web = await createWebFixture({ settings: { httpd_trusted_proxies: "10.0.0.1" } });
    const connection = { remoteAddress: "10.0.0.1", secure: false, upgrade: () => undefined };
    const from = (address: string, password: string): Promise<Response> =>
      web.app.fetch(
        new Request("http://127.0.0.1:2501/session/check_session", {
          headers: {
            "x-forwarded-for": address,
            "x-forwarded-proto": "https",
            authorization: `Basic ${btoa(`admin:${password}`)}`,
          },
        }),
        connection,
      );
    for (let times = 0; times < 6; times++) await from("203.0.113.1", "wrong");
    expect((await from("203.0.113.1", "secret pass:word")).status).toBe(429);
    const good = await from("203.0.113.2", "secret pass:word");
    expect(good.status).toBe(200);
    expect(good.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
  });
});

describe("isForeign()", () => {
  const OFF = { allowed: false, origin: "" };
  const ANY = { allowed: true, origin: "" };
  const ONE = { allowed: true, origin: "https://a.example" };

  test.each([
    [{}, OFF, false],
    [{ "sec-fetch-site": "same-origin" }, OFF, false],
    [{ "sec-fetch-site": "none" }, OFF, false],
    [{ "sec-fetch-site": "cross-site" }, OFF, true],
    // Another port or a sister host is somebody else, too.
    [{ "sec-fetch-site": "same-site" }, OFF, true],
    [{ origin: "http://Inner:2501" }, OFF, false],
    [{ origin: "http://inner" }, OFF, true],
    [{ origin: "http://inner:2501.evil.example" }, OFF, true],
    [{ origin: "null" }, OFF, true],
    [{ origin: "http://inner:2501", "sec-fetch-site": "cross-site" }, OFF, true],
    // Behind a proxy that does not tell the host, the browser still says it is its own page.
    [{ origin: "https://outer.example", "sec-fetch-site": "same-origin" }, OFF, false],
    [{ origin: "https://a.example", "sec-fetch-site": "cross-site" }, ANY, false],
    [{ origin: "https://a.example", "sec-fetch-site": "cross-site" }, ONE, false],
    [{ origin: "https://b.example", "sec-fetch-site": "cross-site" }, ONE, true],
    [{ "sec-fetch-site": "cross-site" }, ANY, true],
  ])("%j with CORS %j: %j", (headers, cors, foreign) => {
    expect(isForeign(new Headers(headers as Record<string, string>), "inner:2501", cors))
      .toBe(foreign);
  });
});

describe("commands from pages of other sites", () => {
  const FOREIGN = { origin: "http://evil.example" };

  test("are refused with a cookie or remembered Basic, and work with credentials of their own", async () => {
    const web = await createWebFixture();
    const login = (await web.ask("/session/check_session")).headers.get("set-cookie")!;
    const cookie = login.split(";")[0]!;
    const post = { method: "POST", body: "json={}" };
    const as = (path: string, headers: Record<string, string>): Promise<Response> =>
      web.askNobody(path, {
        ...post,
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      });
    expect((await as(CLOSE, { cookie, ...FOREIGN })).status).toBe(401);
    expect((await web.ask(CLOSE, { ...post, headers: FOREIGN })).status).toBe(401);
    expect((await web.ask(CLOSE, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(
      401,
    );
    expect(web.commands).toEqual([]);
    expect((await as(CLOSE, { cookie })).status).toBe(200);
    expect((await as(CLOSE, { cookie, origin: "http://127.0.0.1:2501" })).status).toBe(200);
    const { token } = await web.sessions.tokens.createApi("t", "admin", 0);
    expect((await as(`${CLOSE}?KISMET=${token}`, FOREIGN)).status).toBe(200);
    expect((await as(CLOSE, { authorization: `Bearer ${token}`, ...FOREIGN })).status).toBe(200);
    expect((await as(CLOSE, { authorization: "Bearer x", cookie, ...FOREIGN })).status).toBe(401);
    expect(web.commands.length).toBe(4);
    // Reading is no command; without CORS the page gets no look at the answer.
    const read = await web.askNobody("/system/status.json", { headers: { cookie, ...FOREIGN } });
    expect(read.status).toBe(200);
    expect(read.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a login cannot be set by them, and websockets are not theirs", async () => {
    const web = await createWebFixture();
    const cookie = (await web.ask("/session/check_session")).headers.get("set-cookie")!
      .split(";")[0]!;
    const body = "username=x&password=yyyyyyyy";
    const headers = { cookie, ...FOREIGN, "content-type": "application/x-www-form-urlencoded" };
    const set = await web.askNobody("/session/set_password", { method: "POST", body, headers });
    expect(set.status).toBe(403);
    const fresh = await createWebFixture({ configured: false });
    const first = await fresh.askNobody("/session/set_password", { method: "POST", body, headers });
    expect([first.status, fresh.sessions.state]).toEqual([403, "unset"]);
    const socket = await web.askNobody("/eventbus/events.ws", {
      headers: { cookie, ...FOREIGN, upgrade: "websocket", connection: "upgrade" },
    });
    expect(socket.status).toBe(401);
  });
});
