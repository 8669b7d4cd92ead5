// Routing, methods, logins, errors and headers of the HTTP side (spec rest-api 1, 2).
import { describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import { COMMAND_SUFFIXES } from "../../../adapters/http/endpoint.ts";
import { REQUEST_TIMEOUT_MS } from "../../../adapters/http/app.ts";
import { BODY_BYTES_MAX } from "../../../adapters/http/body.ts";
import {
  EXAMPLE_TOKENS,
  examplePath,
  exampleRequest,
  finite,
  KEY_ROLES,
} from "../../suites/endpoint-examples.ts";
import { AP_KEY, BASIC, createWebFixture, form, SOURCE_UUID } from "../../suites/web-fixture.ts";

const ALL = ENDPOINTS.flat();

describe("routing", () => {
  test("404 before everything for unknown paths, unknown suffixes and no suffix", async () => {
    const web = await createWebFixture();
    for (
      const path of [
        "/nope.json",
        "/system/status",
        "/system/status.",
        "/system/status.xml",
        "/system/status.json/",
        "/session/check_session.json",
        "/datasource/add_source.json",
        "/devices/all_devices.prettyjson",
        "/devices/views/nope/devices.json",
        "/eventbus/events.ws",
        "/devices/monitor.ws",
      ]
    ) {
      const response = await web.ask(path);
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  test("the 404 page escapes the path", async () => {
    const web = await createWebFixture();
    const response = await web.askNobody("/<script>alert(1)</script>.json");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    expect(page).not.toContain("<script>");
    expect(await (await web.askNobody("/nope.json")).text()).toContain("&#x2F;nope.json");
  });

  test("405 is judged before the login", async () => {
    const web = await createWebFixture();
    expect((await web.askNobody("/datasource/add_source.cmd")).status).toBe(405);
    expect((await web.askNobody("/system/status.json", { method: "DELETE" })).status).toBe(405);
    expect((await web.askNobody("/system/status.json", { method: "PUT" })).status).toBe(405);
    expect((await web.askNobody("/nope.json", { method: "DELETE" })).status).toBe(404);
  });

  test("runs of slashes collapse and a prefix is cut at a slash only", async () => {
    const web = await createWebFixture({ settings: { httpd_uri_prefix: "/kis" } });
    expect((await web.ask("//system///timestamp.json")).status).toBe(200);
    expect((await web.ask("/kis/system/timestamp.json")).status).toBe(200);
    expect((await web.ask("/kis//system/timestamp.json")).status).toBe(200);
    expect((await web.ask("/kissystem/timestamp.json")).status).toBe(404);
  });

  test("path parameters are percent-decoded, raw ones work too", async () => {
    const web = await createWebFixture();
    for (const mac of ["00:0C:41:82:B2:55", "00%3A0C%3A41%3A82%3AB2%3A55", "000c4182b255"]) {
      const response = await web.ask(`/devices/by-mac/${mac}/devices.json`);
      expect((await response.json() as unknown[]).length).toBe(1);
    }
  });

  test("HEAD is GET without a body, but no way to give a command", async () => {
    const web = await createWebFixture();
    const response = await web.ask("/system/timestamp.json", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    const path = `/datasource/by-uuid/${SOURCE_UUID}/close_source.cmd`;
    expect((await web.ask(path, { method: "HEAD" })).status).toBe(405);
    expect(web.commands).toEqual([]);
  });

  test("an upgrade request on a REST route is a 404", async () => {
    const web = await createWebFixture();
    const headers = { upgrade: "websocket", connection: "upgrade" };
    expect((await web.ask("/system/status.json", { headers })).status).toBe(404);
  });
});

describe("every endpoint", () => {
  test.each(ALL.map((endpoint) => [examplePath(endpoint), endpoint] as const))(
    "%s answers every suffix to the administrator with its content type",
    async (_, endpoint) => {
      for (const suffix of endpoint.suffixes.length === 0 ? [undefined] : endpoint.suffixes) {
        const web = await createWebFixture();
        for (const name of EXAMPLE_TOKENS) await web.sessions.tokens.createApi(name, "none", 0);
        const target = examplePath(endpoint, suffix);
        const response = await finite(await web.ask(target, exampleRequest(endpoint)));
        const text = await response.text();
        expect([target, response.status, text]).toEqual([target, 200, expect.any(String)]);
        if (["text", "html", "bytes", "json"].includes(endpoint.result.is)) continue;
        const expected = suffix === "msgpack" ? "application/msgpack" : "application/json";
        expect(response.headers.get("content-type")).toBe(expected);
        if (suffix === "json" || suffix === "prettyjson" || suffix === "tjson") JSON.parse(text);
        if (suffix === "ekjson" || suffix === "itjson") {
          for (const line of text.split("\n").filter((one) => one !== "")) JSON.parse(line);
        }
      }
    },
  );

  test.each(ALL.map((endpoint) => [examplePath(endpoint), endpoint] as const))(
    "%s refuses every lower role",
    async (path, endpoint) => {
      const web = await createWebFixture();
      const { tokens } = web.sessions;
      const method = endpoint.methods.at(-1)!;
      const statusOf = async (headers: Record<string, string>): Promise<number> =>
        (await web.askNobody(path, { method, headers })).status;
      for (const role of KEY_ROLES) {
        const { token } = await tokens.createApi(role, role, 0);
        const status = await statusOf({ cookie: `KISMET=${token}` });
        const allowed = endpoint.role === "public" || endpoint.role === "any" ||
          endpoint.role === role;
        expect([role, status === 401]).toEqual([role, !allowed]);
      }
      const nobody = await statusOf({});
      expect(nobody === 401).toBe(endpoint.role !== "public");
      const { token } = await tokens.createApi("admin token", "admin", 0);
      expect(await statusOf({ cookie: `KISMET=${token}` })).not.toBe(401);
    },
  );

  test("routes are described and named once", () => {
    const names = ALL.map((endpoint) =>
      `${endpoint.path} ${endpoint.rest ?? ""} ${endpoint.suffixes.join(",")}`
    );
    expect(new Set(names).size).toBe(names.length);
    for (const endpoint of ALL) {
      expect(endpoint.summary).not.toBe("");
      const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      if (endpoint.rest !== undefined) inPath.push(endpoint.rest);
      const described = endpoint.parameters.filter((parameter) => parameter.in === "path");
      expect(described.map((parameter) => parameter.name)).toEqual(inPath);
    }
    const commands = ALL.filter((endpoint) => endpoint.suffixes === COMMAND_SUFFIXES);
    const roles = new Set(commands.map((endpoint) => endpoint.role));
    expect(roles).toEqual(new Set(["admin", "WEBGPS"]));
  });
});

describe("logins", () => {
  test("401 carries a challenge for wget and curl only, and never a cookie", async () => {
    const web = await createWebFixture();
    const challenge = async (agent: string): Promise<string | null> => {
      const headers = { "user-agent": agent, authorization: `Basic ${btoa("admin:wrong")}` };
      const response = await web.askNobody("/system/status.json", { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("set-cookie")).toBeNull();
      return response.headers.get("www-authenticate");
    };
    expect(await challenge("Mozilla/5.0")).toBeNull();
    expect(await challenge("good-agent")).toBeNull();
    expect(await challenge("curl/8.0")).toBe('Basic realm="Kismet"');
    expect(await challenge("Wget/1.21")).toBe('Basic realm="Kismet"');
    const session = await web.askNobody("/session/create_session");
    expect(session.status).toBe(401);
    expect(session.headers.get("www-authenticate")).toBe('Basic realm="Kismet Admin"');
  });

  test("Basic gives a cookie that works alone and is not readable by scripts", async () => {
    const web = await createWebFixture();
    const first = await web.ask("/session/check_session");
    const cookie = first.headers.get("set-cookie")!;
    expect(cookie).toMatch(/^KISMET=[0-9A-F]{32}; Path=\/; HttpOnly; SameSite=Lax$/);
    const headers = { cookie: `theme=dark; ${cookie.split(";")[0]}` };
    expect((await web.askNobody("/session/check_login", { headers })).status).toBe(200);
  });

  test("credentials in the address: user and password, or a token beside other cookies", async () => {
    const web = await createWebFixture();
    const pair = `user=admin&password=${encodeURIComponent("secret pass:word")}`;
    const response = await web.askNobody(`/system/timestamp.json?${pair}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toContain("KISMET=");
    expect((await web.askNobody("/system/timestamp.json?user=admin&password=x")).status).toBe(401);
    const { token } = await web.sessions.tokens.createApi("t", "readonly", 0);
    const headers = { cookie: "theme=dark" };
    const withToken = await web.askNobody(`/system/timestamp.json?KISMET=${token}`, { headers });
    expect(withToken.status).toBe(200);
    // An API token is not echoed.
    expect(withToken.headers.get("set-cookie")).toBeNull();
  });

  test("a valid readonly cookie outranks Basic; a stale cookie does not stop it", async () => {
    const web = await createWebFixture();
    const { token } = await web.sessions.tokens.createApi("ro", "readonly", 0);
    const withCookie = (cookie: string) =>
      web.ask("/session/check_login", { headers: { cookie, authorization: BASIC } });
    expect((await withCookie(`KISMET=${token}`)).status).toBe(401);
    expect((await withCookie("KISMET=0123456789ABCDEF0123456789ABCDEF")).status).toBe(200);
  });

  test("a bearer token outranks the cookie, and a stale one does not stop it", async () => {
    const web = await createWebFixture();
    const { tokens } = web.sessions;
    const admin = (await tokens.createApi("admin", "admin", 0)).token;
    const reader = (await tokens.createApi("reader", "readonly", 0)).token;
    const statusOf = async (authorization: string, token: string): Promise<number> =>
      (await web.askNobody("/session/check_login", {
        headers: { authorization, cookie: `KISMET=${token}` },
      })).status;
    expect(await statusOf(`Bearer ${admin}`, reader)).toBe(200);
    expect(await statusOf(`bearer ${reader}`, admin)).toBe(401);
    expect(await statusOf(`Bearer ${"0".repeat(32)}`, admin)).toBe(200);
    for (const bad of ["Bearer", "Bearer ", `Bearer ${admin} ${admin}`, `Bearer,${admin}`]) {
      expect([bad, await statusOf(bad, reader)]).toEqual([bad, 401]);
    }
  });

  test("cookies of requests from other sites give no commands", async () => {
    const web = await createWebFixture();
    const cookie = (await web.ask("/session/check_session")).headers.get("set-cookie")!;
    const headers = { cookie: cookie.split(";")[0]!, "sec-fetch-site": "cross-site" };
    const command = `/datasource/by-uuid/${SOURCE_UUID}/close_source.cmd`;
    expect((await web.askNobody(command, { headers })).status).toBe(401);
    expect((await web.askNobody("/system/timestamp.json", { headers })).status).toBe(200);
    const own = { ...headers, "sec-fetch-site": "same-origin" };
    expect((await web.askNobody(command, { headers: own })).status).toBe(200);
    expect(web.commands).toEqual([`close ${SOURCE_UUID}`]);
  });

  test("failures from one address are slowed down, also for the right password", async () => {
    const web = await createWebFixture();
    const headers = { authorization: `Basic ${btoa("admin:wrong")}` };
    for (let times = 0; times < 5; times++) {
      expect((await web.askNobody("/session/check_session", { headers })).status).toBe(401);
    }
    const refused = await web.ask("/session/check_session");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    web.platform.clock.advance(1001);
    expect((await web.ask("/session/check_session")).status).toBe(200);
  });

  test("before a login is set nobody gets in, then anybody may set it once", async () => {
    const web = await createWebFixture({ configured: false });
    const empty = { authorization: `Basic ${btoa(":")}` };
    expect((await web.askNobody("/session/check_setup_ok")).status).toBe(500);
    expect((await web.askNobody("/system/status.json", { headers: empty })).status).toBe(401);
    const set = (body: Record<string, string>) =>
      web.askNobody("/session/set_password", form(body));
    expect((await set({ username: "u" })).status).toBe(400);
    expect((await set({ username: "u:v", password: "p" })).status).toBe(400);
    expect((await set({ username: "u", password: "p" })).status).toBe(200);
    expect((await web.askNobody("/session/check_setup_ok")).status).toBe(200);
    expect((await set({ username: "x", password: "y" })).status).toBe(403);
    const headers = { authorization: `Basic ${btoa("u:p")}` };
    const cookie = (await web.askNobody("/session/check_login", { headers })).headers
      .get("set-cookie")!.split(";")[0]!;
    const change = form({ username: "u", password: "q" });
    const changed = await web.askNobody("/session/set_password", {
      ...change,
      headers: { ...change.headers as Record<string, string>, ...headers },
    });
    expect(changed.status).toBe(200);
    // The old password and the tokens it gave end at once.
    expect((await web.askNobody("/session/check_login", { headers })).status).toBe(401);
    const old = await web.askNobody("/session/check_session", { headers: { cookie } });
    expect(old.status).toBe(401);
  });

  test("a login fixed by the configuration cannot be set", async () => {
    const web = await createWebFixture({
      settings: { httpd_username: "admin", httpd_password: "secret pass:word" },
    });
    expect((await web.askNobody("/session/check_setup_ok")).status).toBe(406);
    const set = form({ username: "x", password: "y" });
    expect((await web.askNobody("/session/set_password", set)).status).toBe(403);
    expect((await web.ask("/session/check_login")).status).toBe(200);
  });

  test("clients of 2016 read without a login when the configuration says so", async () => {
    const web = await createWebFixture({ settings: { httpd_legacy_anonymous_read: "true" } });
    expect((await web.askNobody("/devices/all_devices.msgpack")).status).toBe(200);
    expect((await web.askNobody("/devices/all_devices.msgpack", { method: "POST" })).status)
      .toBe(401);
    expect((await web.askNobody("/datasource/list_interfaces.json")).status).toBe(401);
    const strict = await createWebFixture();
    expect((await strict.askNobody("/devices/all_devices.msgpack")).status).toBe(401);
  });

  test("the start address logs in once and forgets its token", async () => {
    const page = { bytes: new TextEncoder().encode("<p>page"), contentType: "text/html" };
    const web = await createWebFixture({ files: { "/index.html": page } });
    const token = web.sessions.createStartToken();
    const first = await web.askNobody(`/?token=${token}`);
    expect([first.status, first.headers.get("location")]).toEqual([303, "./"]);
    const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
    const answer = await web.askNobody("/session/check_login", { headers: { cookie } });
    expect(answer.status).toBe(200);
    const second = await web.askNobody(`/?token=${token}`);
    expect([second.status, second.headers.get("set-cookie")]).toEqual([303, null]);
    const late = web.sessions.createStartToken();
    web.platform.clock.advance(15 * 60_000);
    expect((await web.askNobody(`/?token=${late}`)).headers.get("set-cookie")).toBeNull();
  });
});

test("how logging in went is told to the administrator", async () => {
  const web = await createWebFixture();
  const headers = { authorization: `Basic ${btoa("nobody:wrong")}` };
  for (let times = 0; times < 6; times++) {
    await web.askNobody("/session/check_session", { headers });
  }
  const { token } = await web.sessions.tokens.createApi("t", "admin", 0);
  const answer = await web.askNobody("/session/statistics.json", {
    headers: { cookie: `KISMET=${token}` },
  });
  expect(await answer.json()).toMatchObject({
    "moirai.session.keys": 1,
    "moirai.session.failures": 5,
    "moirai.session.addresses": 1,
    "moirai.session.addresses_refused": 1,
    "moirai.session.users": 1,
    "moirai.session.users_refused": 0,
    "moirai.session.hashes": 5,
  });
});

describe("API tokens", () => {
  test("are made, listed, used, and revoked", async () => {
    const web = await createWebFixture();
    const made = await web.command("/auth/apikey/generate.cmd", {
      name: "ro",
      role: "readonly",
      duration: 60,
    });
    expect(made.headers.get("content-type")).toContain("text/plain");
    const token = await made.text();
    expect(token).toMatch(/^[0-9A-F]{32}$/);
    const twice = { name: "ro", role: "readonly", duration: 0 };
    expect((await web.command("/auth/apikey/generate.cmd", twice)).status).toBe(500);
    const list = await (await web.ask("/auth/apikey/list.json")).json();
    expect(list).toEqual([{
      "kismet.httpd.auth.name": "ro",
      "kismet.httpd.auth.role": "readonly",
      "kismet.httpd.auth.expiration": 1_700_000_060,
      "kismet.httpd.auth.token": token,
    }]);
    const headers = { cookie: `KISMET=${token}` };
    expect((await web.askNobody("/system/status.json", { headers })).status).toBe(200);
    expect((await web.askNobody("/auth/apikey/list.json", { headers })).status).toBe(401);
    web.platform.clock.advance(60_000);
    expect((await web.askNobody("/system/status.json", { headers })).status).toBe(401);
    expect((await web.command("/auth/apikey/revoke.cmd", { name: "ro" })).status).toBe(200);
    expect((await web.command("/auth/apikey/revoke.cmd", { name: "ro" })).status).toBe(500);
  });

  test.each([
    [{ role: "readonly", duration: 0 }, 400],
    [{ name: "a", role: "readonly" }, 400],
    [{ name: "a", role: "readonly", duration: "soon" }, 400],
    [{ name: "", role: "readonly", duration: 0 }, 500],
    [{ name: "web logon", role: "admin", duration: 0 }, 500],
    [{ name: "a", role: "readonly", duration: -5 }, 500],
    [{ name: ["a"], role: "readonly", duration: 0 }, 400],
  ])("generate %j is %i", async (body, status) => {
    const web = await createWebFixture();
    expect((await web.command("/auth/apikey/generate.cmd", body)).status).toBe(status);
  });

  test("the configuration hides tokens and forbids making them", async () => {
    const web = await createWebFixture({
      settings: { httpd_allow_auth_creation: "false", httpd_allow_auth_view: "false" },
    });
    await web.sessions.tokens.createApi("t", "readonly", 0);
    const body = { name: "ro", role: "readonly", duration: 0 };
    expect((await web.command("/auth/apikey/generate.cmd", body)).status).toBe(500);
    const list = await (await web.ask("/auth/apikey/list.json")).json() as object[];
    expect(Object.keys(list[0]!)).not.toContain("kismet.httpd.auth.token");
  });
});

describe("bodies", () => {
  const status = "/system/status.json";
  const post = (contentType: string | undefined, body: string | Uint8Array): RequestInit => ({
    method: "POST",
    headers: contentType === undefined ? {} : { "content-type": contentType },
    body: body as BodyInit,
  });
  const fields = '{"fields":["kismet.system.user"]}';

  test.each([
    ["application/json", fields],
    ["Application/JSON;charset=utf-8", fields],
    ["application/x-www-form-urlencoded; charset=UTF-8", `json=${encodeURIComponent(fields)}`],
    ["application/x-www-form-urlencoded", `json=${fields}`],
    ["application/x-www-form-urlencoded", "msgpack=gaZmaWVsZHORsmtpc21ldC5zeXN0ZW0udXNlcg%3D%3D"],
    ["application/x-www-form-urlencoded", "msgpack=gaZmaWVsZHORsmtpc21ldC5zeXN0ZW0udXNlcg"],
    // A plus sign that the client did not escape, and the alphabet for addresses.
    [
      "application/x-www-form-urlencoded",
      "msgpack=gqF4q35+fn7Du8O/Pj40pmZpZWxkc5Gya2lzbWV0LnN5c3RlbS51c2Vy",
    ],
    [
      "application/x-www-form-urlencoded",
      "msgpack=gqF4q35-fn7Du8O_Pj40pmZpZWxkc5Gya2lzbWV0LnN5c3RlbS51c2Vy",
    ],
    [
      "multipart/form-data; boundary=x",
      `--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n${fields}\r\n--x--\r\n`,
    ],
  ])("%s is a command", async (contentType, body) => {
    const web = await createWebFixture();
    const response = await web.ask(status, post(contentType, body));
    expect(await response.json()).toEqual({ "kismet.system.user": "tester" });
  });

  test("raw msgpack, and an object without a type, are commands; other types are no command", async () => {
    const web = await createWebFixture();
    const packed = Uint8Array.from(
      atob("gaZmaWVsZHORsmtpc21ldC5zeXN0ZW0udXNlcg=="),
      (char) => char.charCodeAt(0),
    );
    const binary = await web.ask(status, post("application/msgpack", packed));
    expect(Object.keys(await binary.json() as object)).toEqual(["kismet.system.user"]);
    const bare = await web.ask(status, post(undefined, new TextEncoder().encode(fields)));
    expect(Object.keys(await bare.json() as object)).toEqual(["kismet.system.user"]);
    const text = await web.ask(status, post("text/plain", fields));
    expect(Object.keys(await text.json() as object).length).toBeGreaterThan(10);
  });

  test.each([
    ["application/json", "{bad"],
    ["application/json", "[1]"],
    ["application/json", "null"],
    ["application/json", '"text"'],
    ["application/json", ""],
    ["application/json", "[".repeat(50_000)],
    ["application/x-www-form-urlencoded", "json=%7Bbad"],
    ["application/x-www-form-urlencoded", "msgpack=!!!"],
    ["application/x-www-form-urlencoded", "msgpack=kQE"],
    ["application/msgpack", "\xdf\xff\xff"],
    ["multipart/form-data; boundary=x", "no form at all"],
    ["application/json", '{"fields":[1]}'],
    ["application/json", '{"fields":[["a","b","c"]]}'],
    ["application/json", '{"fields":[["a",5]]}'],
  ])("%s %j is 400 with a sentence", async (contentType, body) => {
    const web = await createWebFixture();
    const response = await web.ask(status, post(contentType, body.slice(0, 99_999)));
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^Invalid request: .+\n$/);
    expect(web.reports).toEqual([]);
  });

  test("exactly the limit is accepted, one byte more is 413, declared or not", async () => {
    const web = await createWebFixture();
    const padded = (size: number): string =>
      fields.slice(0, -1) + `,"x":"` +
      "y".repeat(size - fields.length - 7) + `"}`;
    expect(padded(BODY_BYTES_MAX).length).toBe(BODY_BYTES_MAX);
    const json = "application/json";
    expect((await web.ask(status, post(json, padded(BODY_BYTES_MAX)))).status).toBe(200);
    expect((await web.ask(status, post(json, padded(BODY_BYTES_MAX + 1)))).status).toBe(413);
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 10_000;
        controller.enqueue(new Uint8Array(10_000).fill(0x20));
      },
    });
    const response = await web.ask(status, {
      method: "POST",
      headers: { "content-type": json },
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(given).toBeLessThan(300_000);
  });

  test("unknown members are ignored, wrong types are 400, numbers may be texts", async () => {
    const web = await createWebFixture();
    const path = `/devices/by-key/${AP_KEY}/set_name.cmd`;
    expect((await web.command(path, { username: "my ap", more: [1] })).status).toBe(200);
    expect((await web.command(path, { username: 5 })).status).toBe(200);
    expect((await web.command(path, { username: {} })).status).toBe(400);
    expect((await web.command(path, {})).status).toBe(400);
    expect(web.commands).toEqual([`name ${AP_KEY} my ap`, `name ${AP_KEY} 5`]);
  });

  test("a body that never ends is given up after the time limit", async () => {
    const web = await createWebFixture();
    let cancelled = false;
    const never = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    const answer = web.ask(status, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: never,
      duplex: "half",
    } as RequestInit);
    await web.platform.clock.advanceAsync(REQUEST_TIMEOUT_MS + 1);
    expect((await answer).status).toBe(503);
    expect(cancelled).toBe(true);
    expect(web.platform.clock.pending).toBe(0);
  });
});

describe("errors", () => {
  test("what breaks inside is for the log, not for the client", async () => {
    const web = await createWebFixture();
    web.stores.system = () => {
      throw new TypeError("secret detail");
    };
    const response = await web.ask("/system/status.json");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret|TypeError|\.ts/);
    expect(web.reports).toEqual(["GET /system/status.json failed: TypeError: secret detail"]);
  });
});

describe("headers", () => {
  test("every answer has the common ones", async () => {
    const web = await createWebFixture();
    for (const path of ["/system/status.json", "/nope", "/session/check_setup_ok"]) {
      const { headers } = await web.ask(path);
      expect(headers.get("server")).toBe("Kismet");
      expect(headers.get("cache-control")).toBe("no-cache");
      expect(headers.get("last-modified")).toBe("Tue, 14 Nov 2023 22:13:20 GMT");
      expect(headers.get("expires")).toBe("Sat, 01 Jan 2000 00:00:00 GMT");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("CORS, when it is on, is on every answer; preflight needs no login", async () => {
    const web = await createWebFixture({ settings: { httpd_allow_cors: "true" } });
    const headers = { origin: "http://a.example" };
    const preflight = await web.askNobody("/devices/x.cmd", { method: "OPTIONS", headers });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get("content-length")).toBe("0");
    for (const path of ["/system/status.json", "/nope", "/datasource/add_source.cmd"]) {
      const answer = await web.askNobody(path, { headers });
      expect(answer.headers.get("access-control-allow-origin")).toBe("http://a.example");
      expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
      expect(answer.headers.get("cross-origin-resource-policy")).toBeNull();
      expect(answer.headers.get("vary")).toBe("Origin");
    }
    const fixed = await createWebFixture({
      settings: { httpd_allow_cors: "true", httpd_allowed_origin: "http://b.example" },
    });
    const answer = await fixed.askNobody("/nope", { headers });
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://b.example");
    const off = await createWebFixture();
    const options = { method: "OPTIONS", headers };
    expect((await off.askNobody("/system/status.json", options)).status).toBe(405);
    expect((await off.askNobody("/nope", options)).status).toBe(404);
  });
});

describe("files", () => {
  const file = (text: string, contentType: string) => ({
    bytes: new TextEncoder().encode(text),
    contentType,
  });
  const files = {
    "/index.html": file("<p>start", "text/html; charset=utf-8"),
    "/js/a b.js": file("1", "application/javascript"),
    "/js/index.html": file("<p>js", "text/html; charset=utf-8"),
  };

  test("are served without a login, pages with a policy", async () => {
    const web = await createWebFixture({ files, configured: false });
    const page = await web.askNobody("/");
    expect([page.status, await page.text()]).toEqual([200, "<p>start"]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(page.headers.get("content-length")).toBe("8");
    const script = await web.askNobody("/js/a%20b.js");
    expect([script.status, await script.text()]).toEqual([200, "1"]);
    expect(await (await web.askNobody("/js/")).text()).toBe("<p>js");
    const head = await web.askNobody("/", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "8"]);
    expect(await head.text()).toBe("");
  });

  test.each([
    ["/js"],
    ["/js/%2e%2e/index.html%00"],
    ["/..%2findex.html"],
    ["/js\\..\\index.html%5c"],
    ["/%"],
  ])("%s is a 404", async (path) => {
    const web = await createWebFixture({ files });
    expect((await web.askNobody(path)).status).toBe(404);
  });

  test("other methods are 404; an unknown path may get a page instead", async () => {
    const web = await createWebFixture({ files });
    expect((await web.askNobody("/", { method: "POST" })).status).toBe(404);
    const redirecting = await createWebFixture({
      files,
      settings: { httpd_redirect_unknown: "/index.html" },
    });
    const page = await redirecting.askNobody("/anything");
    expect([page.status, await page.text()]).toEqual([200, "<p>start"]);
  });
});

test("a program that embeds the server asks as the administrator", async () => {
  const web = await createWebFixture();
  const { createHttpApp } = await import("../../../adapters/http/app.ts");
  const { context } = web.app;
  const app = createHttpApp({
    platform: context.platform,
    settings: context.settings,
    stores: web.stores,
    commands: context.commands,
    bus: web.bus,
    sessions: undefined,
    phyFields: [],
    files: new Map(),
    supervisor: web.system.root,
    report: () => {},
  });
  const url = "http://moirai/datasource/list_interfaces.json";
  expect((await app.fetch(new Request(url))).status).toBe(200);
});
