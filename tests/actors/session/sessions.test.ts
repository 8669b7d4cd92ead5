// Logins: the files they are kept in, and the order in which credentials are looked at.
import { describe, expect, test } from "vitest";
import { ADDRESS_RULE } from "../../../actors/session/failure-throttle.ts";
import {
  PASSWORD_CHECKS_MAX,
  PASSWORD_CHECKS_WAITING_MAX,
} from "../../../actors/session/passwords.ts";
import { roleAllows } from "../../../actors/session/roles.ts";
import { createPasswordText, equalText, fromHex, toHex } from "../../../actors/session/secrets.ts";
import { type Credentials, sessionPaths } from "../../../actors/session/sessions.ts";
import { START_TOKENS_MAX } from "../../../actors/session/start-tokens.ts";
import { LOGIN_TOKEN_LIFE_SEC } from "../../../actors/session/tokens.ts";
import {
  basic,
  createPlatform,
  credentials,
  openWorld,
  PATHS,
  roleOf,
} from "../../suites/session-world.ts";
import { testSettings } from "../../suites/settings.ts";

describe("password files", () => {
  test.each([
    ["httpd_username=alice\nhttpd_password=secret\n", true],
    ["# comment\r\nhttpd_username = alice\r\nhttpd_password=secret\r\nother=1\r\n", true],
    ['httpd_username="alice"\nhttpd_password="secret"\n', true],
    ["httpd_username=alice\n", false],
    ["httpd_password=secret\n", false],
    ["httpd_username=\nhttpd_password=\n", false],
    ["#httpd_username=alice\nhttpd_password=secret\n", false],
    ["", false],
  ])("plain %j is a login: %j", async (text, configured) => {
    const platform = await createPlatform();
    platform.files.put(PATHS.plainPassword, text);
    const sessions = await openWorld(platform);
    expect(sessions.state).toBe(configured ? "configured" : "unset");
    const role = await roleOf(sessions, { authorization: basic("alice", "secret") });
    expect(role).toBe(configured ? "admin" : undefined);
    expect(await roleOf(sessions, { authorization: basic("", "") })).toBeUndefined();
  });

  test("a made-up password is shown once and kept as a salted hash, mode 0600", async () => {
    const platform = await createPlatform();
    const sessions = await openWorld(platform);
    const { username, password } = await sessions.createPassword();
    expect([username, password]).toEqual(["admin", expect.stringMatching(/^[A-Za-z2-9]{16}$/)]);
    await expect(sessions.createPassword()).rejects.toThrow("set already");
    const text = await platform.files.readText(PATHS.hashedPassword);
    expect(text).not.toContain(password);
    expect((await platform.files.stat(PATHS.hashedPassword)).mode & 0o777).toBe(0o600);
    const again = await openWorld(platform);
    expect(again.state).toBe("configured");
    expect(await roleOf(again, { authorization: basic("admin", password) })).toBe("admin");
    expect(await roleOf(again, { authorization: basic("admin", `${password}x`) })).toBeUndefined();
  });

  test("two servers with the same password have different salts", async () => {
    const platform = await createPlatform();
    const sessions = await openWorld(platform);
    await sessions.setPassword("a", "same", undefined);
    const first = JSON.parse(await platform.files.readText(PATHS.hashedPassword)) as {
      salt: string;
    };
    await sessions.setPassword("a", "same", "admin");
    const second = JSON.parse(await platform.files.readText(PATHS.hashedPassword)) as {
      salt: string;
    };
    expect(second.salt).not.toBe(first.salt);
  });

  test("a plain file written later than our hash resets the password", async () => {
    const platform = await createPlatform();
    await (await openWorld(platform)).setPassword("a", "hashed", undefined);
    platform.clock.advance(1000);
    platform.files.put(PATHS.plainPassword, "httpd_username=a\nhttpd_password=plain\n");
    expect(await roleOf(await openWorld(platform), { authorization: basic("a", "plain") })).toBe(
      "admin",
    );
    platform.clock.advance(1000);
    await (await openWorld(platform)).setPassword("a", "newest", "admin");
    expect(await roleOf(await openWorld(platform), { authorization: basic("a", "newest") }))
      .toBe("admin");
  });

  test.each([
    "{",
    "[]",
    "null",
    "{}",
    '{"username":"a","salt":"00","hash":"00","scrypt":{}}',
    '{"username":"","salt":"00","hash":"00000000000000000000000000000000","scrypt":{"cost":16,"blockSize":1,"parallelization":1,"keyBytes":16}}',
    '{"username":"a","salt":"0","hash":"00000000000000000000000000000000","scrypt":{"cost":16,"blockSize":1,"parallelization":1,"keyBytes":16}}',
    '{"username":"a","salt":"00","hash":"00000000000000000000000000000000","scrypt":{"cost":1e99,"blockSize":1,"parallelization":1,"keyBytes":16}}',
  ])("a damaged file %s is told, never taken for no password", async (text) => {
    const platform = await createPlatform();
    platform.files.put(PATHS.hashedPassword, text);
    await expect(openWorld(platform)).rejects.toThrow(`${PATHS.hashedPassword} is damaged`);
  });

  test("files that cannot be read are told", async () => {
    const platform = await createPlatform();
    platform.files.put(PATHS.plainPassword, "x");
    platform.files.refuse(PATHS.plainPassword, "permission");
    await expect(openWorld(platform)).rejects.toMatchObject({ code: "permission" });
    platform.files.allow(PATHS.plainPassword);
    platform.files.put(PATHS.plainPassword, "x".repeat(100_000));
    await expect(openWorld(platform)).rejects.toThrow("too long");
  });

  test("a login of the configuration rules alone, and needs both values", async () => {
    const platform = await createPlatform();
    platform.files.put(PATHS.plainPassword, "httpd_username=a\nhttpd_password=plain\n");
    const sessions = await openWorld(platform, { httpd_username: "g", httpd_password: "p" });
    expect(sessions.state).toBe("global");
    expect(await roleOf(sessions, { authorization: basic("a", "plain") })).toBeUndefined();
    expect(await roleOf(sessions, { authorization: basic("g", "p") })).toBe("admin");
    expect(await sessions.setPassword("x", "y", "admin")).toBe("global");
    await expect(openWorld(platform, { httpd_username: "g" })).rejects.toThrow("together");
  });

  test("two first set-ups at once: one wins", async () => {
    const sessions = await openWorld(await createPlatform());
    const outcomes = await Promise.all([
      sessions.setPassword("a", "1", undefined),
      sessions.setPassword("b", "2", undefined),
    ]);
    expect(outcomes).toEqual(["done", "forbidden"]);
    expect(await roleOf(sessions, { authorization: basic("a", "1") })).toBe("admin");
    expect(await sessions.setPassword("c", "3", "readonly")).toBe("forbidden");
    expect(await sessions.setPassword("c", "3", "admin")).toBe("done");
  });

  test.each([["", "p"], ["u", ""], ["u:v", "p"], ["u", "p".repeat(257)]])(
    "user %j with password %.5j cannot be set",
    async (user, password) => {
      const sessions = await openWorld(await createPlatform());
      await expect(sessions.setPassword(user, password, undefined)).rejects.toThrow(RangeError);
      expect(sessions.state).toBe("unset");
    },
  );

  test("sessionPaths() puts the home folder in", () => {
    expect(sessionPaths(testSettings(), "/home/tester", "/etc/moirai/")).toEqual({
      plainPassword: "/home/tester/.kismet/kismet_httpd.conf",
      hashedPassword: "/etc/moirai/moirai_httpd.json",
      tokens: "/home/tester/.kismet/session.db",
      logins: "/etc/moirai/moirai_sessions.json",
    });
  });
});

describe("Sessions.authenticate()", () => {
  async function world() {
    const platform = await createPlatform();
    const sessions = await openWorld(platform);
    await sessions.setPassword("ädmin", "pass:wörd", undefined);
    const { token } = await sessions.tokens.createApi("ro", "readonly", 0);
    return { platform, sessions, token, right: basic("ädmin", "pass:wörd") };
  }

  test("looks at tokens, then Basic, then the address, and stops at the first", async () => {
    const { sessions, token, right } = await world();
    const wrong = basic("ädmin", "x");
    const address = { user: "ädmin", password: "pass:wörd" };
    const stale = "0".repeat(32);
    const cases: [Partial<Credentials>, string | undefined][] = [
      [{}, undefined],
      [{ cookies: [token] }, "readonly"],
      [{ token }, "readonly"],
      [{ cookies: [token], authorization: right }, "readonly"],
      [{ cookies: [stale], authorization: right }, "admin"],
      [{ cookies: [stale, token] }, "readonly"],
      [{ cookies: [stale], token }, undefined],
      [{ authorization: right }, "admin"],
      [{ authorization: right.replace("Basic", "basic") }, "admin"],
      [{ authorization: right.replace("Basic", "Bearer") }, undefined],
      [{ authorization: "Basic !!!" }, undefined],
      [{ authorization: "Basic" }, undefined],
      [{ authorization: `Basic ${btoa("nocolon")}` }, undefined],
      [address, "admin"],
      [{ ...address, authorization: "Bearer x" }, undefined],
      [{ user: "ädmin" }, undefined],
    ];
    for (const [given, role] of cases) {
      expect([given, await roleOf(sessions, given)]).toEqual([given, role]);
    }
    expect(await roleOf(sessions, { ...address, authorization: wrong })).toBeUndefined();
  });

  test("password logins get a login token, the same one for a while", async () => {
    const { platform, sessions, right } = await world();
    const login = async (): Promise<string> =>
      (await sessions.authenticate(credentials({ authorization: right }))).login!.cookie!;
    const first = await login();
    expect(first).toMatch(/^[0-9A-F]{32}$/);
    expect(await login()).toBe(first);
    platform.clock.advance(11 * 60_000);
    expect(await login()).not.toBe(first);
    expect(sessions.tokens.loginCount).toBe(2);
    expect(await roleOf(sessions, { cookies: [first] })).toBe("admin");
    platform.clock.advance(LOGIN_TOKEN_LIFE_SEC * 1000);
    expect(await roleOf(sessions, { cookies: [first] })).toBeUndefined();
  });

  test("an API token is not echoed as a cookie", async () => {
    const { sessions, token } = await world();
    const { login } = await sessions.authenticate(credentials({ cookies: [token] }));
    expect(login).toEqual({ name: "ro", role: "readonly", cookie: undefined });
  });

  test("hashes a right password once, a wrong one each time", async () => {
    const { platform, sessions, right } = await world();
    let hashes = 0;
    const scrypt = platform.scrypt;
    platform.scrypt = (...given) => {
      hashes++;
      return scrypt(...given);
    };
    for (let times = 0; times < 10; times++) await roleOf(sessions, { authorization: right });
    expect(hashes).toBe(1);
    for (let times = 0; times < 3; times++) {
      await roleOf(sessions, { authorization: basic("ädmin", "x") });
      await roleOf(sessions, { authorization: basic("other", "pass:wörd") });
    }
    expect(hashes).toBe(1 + 5);
  });

  test("hashes at the same time and in waiting are bounded", async () => {
    const { platform, sessions } = await world();
    let running = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    platform.scrypt = async (_password, _salt, options) => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running--;
      return new Uint8Array(options.keyBytes);
    };
    const count = PASSWORD_CHECKS_MAX + PASSWORD_CHECKS_WAITING_MAX + 5;
    const checks = Array.from({ length: count }, (_, index) =>
      sessions.authenticate(credentials({
        authorization: basic("ädmin", `x${index}`),
        remoteAddress: `10.0.0.${index}`,
      })));
    const settle = async (): Promise<void> => {
      for (let turns = 0; turns < 50; turns++) await Promise.resolve();
    };
    await settle();
    while (finish.length > 0) {
      finish.shift()!();
      await settle();
    }
    const results = await Promise.all(checks);
    expect(most).toBe(PASSWORD_CHECKS_MAX);
    expect(results.filter((result) => result.retryAfterMs > 0).length).toBe(5);
  });

  test("failures slow one address down and not others; a token still works", async () => {
    const { platform, sessions, token, right } = await world();
    const wrong = { authorization: basic("ädmin", "x") };
    for (let times = 0; times < ADDRESS_RULE.freeFailures; times++) await roleOf(sessions, wrong);
    const blocked = await sessions.authenticate(credentials({ authorization: right }));
    expect(blocked).toEqual({ login: undefined, retryAfterMs: 1000 });
    expect(await roleOf(sessions, { authorization: right, remoteAddress: "10.0.0.2" }))
      .toBe("admin");
    expect(await roleOf(sessions, { cookies: [token] })).toBe("readonly");
    platform.clock.advance(1000);
    await roleOf(sessions, wrong);
    const twice = await sessions.authenticate(credentials({ authorization: right }));
    expect(twice.retryAfterMs).toBe(2000);
    platform.clock.advance(2000);
    expect(await roleOf(sessions, { authorization: right })).toBe("admin");
    expect(await roleOf(sessions, wrong)).toBeUndefined();
    expect(await roleOf(sessions, { authorization: right })).toBe("admin");
  });

  test("a changed password ends login tokens, start tokens and the old password", async () => {
    const { sessions, token, right } = await world();
    const cookie = (await sessions.authenticate(credentials({ authorization: right }))).login!
      .cookie!;
    const start = sessions.createStartToken();
    await sessions.setPassword("ädmin", "new", "admin");
    expect(await roleOf(sessions, { cookies: [cookie] })).toBeUndefined();
    expect(await roleOf(sessions, { authorization: right })).toBeUndefined();
    expect(sessions.useStartToken(start)).toBeUndefined();
    expect(await roleOf(sessions, { cookies: [token] })).toBe("readonly");
  });

  test("start tokens work once, for a while, and only the newest few", async () => {
    const { sessions } = await world();
    const tokens = Array.from({ length: START_TOKENS_MAX + 1 }, () => sessions.createStartToken());
    expect(sessions.useStartToken(tokens[0]!)).toBeUndefined();
    expect(sessions.useStartToken("")).toBeUndefined();
    expect(sessions.useStartToken(tokens[1]!)?.role).toBe("admin");
    expect(sessions.useStartToken(tokens[1]!)).toBeUndefined();
  });
});

describe("httpd_user, the login key of 2016", () => {
  test("is a fixed login; anything but name:password is told", async () => {
    const platform = await createPlatform();
    const sessions = await openWorld(platform, { httpd_user: "kismet:pass:word" });
    expect(sessions.state).toBe("global");
    expect(await roleOf(sessions, { user: "kismet", password: "pass:word" })).toBe("admin");
    for (const text of ["kismet", ":x", "x:"]) {
      await expect(openWorld(platform, { httpd_user: text })).rejects.toThrow("name:password");
    }
  });
});

describe("secrets", () => {
  test("equalText() compares whole texts", async () => {
    const platform = await createPlatform();
    const pairs: [string, string, boolean][] = [
      ["", "", true],
      ["a", "a", true],
      ["a", "b", false],
      ["a", "a\0", false],
      ["ä", "ä", true],
      ["a".repeat(256), "a".repeat(256), true],
      ["a".repeat(257), "a".repeat(257), false],
      ["a".repeat(256), "a".repeat(257), false],
    ];
    for (const [a, b, equal] of pairs) expect(equalText(platform, a, b)).toBe(equal);
  });

  test("hex goes both ways; other texts are none", () => {
    expect(toHex(Uint8Array.of(0, 0x0f, 0xff))).toBe("000fff");
    expect(fromHex("000fFF")).toEqual(Uint8Array.of(0, 0x0f, 0xff));
    for (const text of ["0", "0g", "é0"]) expect(fromHex(text)).toBeUndefined();
  });

  test("made-up passwords differ and use letters that are told apart", async () => {
    const platform = await createPlatform();
    const made = new Set(Array.from({ length: 50 }, () => createPasswordText(platform)));
    expect(made.size).toBe(50);
    for (const password of made) expect(password).not.toMatch(/[lI1O0]/);
  });

  test("roleAllows() compares roles for equality; admin passes everywhere", () => {
    expect(roleAllows("public", undefined)).toBe(true);
    expect(roleAllows("any", undefined)).toBe(false);
    expect(roleAllows("any", "x")).toBe(true);
    expect(roleAllows("readonly", "ADSB")).toBe(false);
    expect(roleAllows("datasource", "admin")).toBe(true);
    expect(roleAllows("admin", "readonly")).toBe(false);
  });
});
