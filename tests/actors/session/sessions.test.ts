// Logins: the files they are kept in, the order credentials are looked at, tokens and their end.
import { describe, expect, test } from "vitest";
import {
  ADDRESS_RULE,
  addressGroup,
  FailureThrottle,
  THROTTLE_ENTRIES_MAX,
  THROTTLE_FORGET_MS,
  USER_RULE,
} from "../../../actors/session/failure-throttle.ts";
import {
  PASSWORD_CHECKS_MAX,
  PASSWORD_CHECKS_WAITING_MAX,
} from "../../../actors/session/passwords.ts";
import { roleAllows } from "../../../actors/session/roles.ts";
import { createPasswordText, equalText, fromHex, toHex } from "../../../actors/session/secrets.ts";
import {
  type Credentials,
  openSessions,
  sessionPaths,
  type Sessions,
} from "../../../actors/session/sessions.ts";
import { START_TOKENS_MAX } from "../../../actors/session/start-tokens.ts";
import { LOCK_STALE_MS } from "../../../actors/session/token-file.ts";
import {
  LOGIN_TOKEN_LIFE_SEC,
  LOGIN_TOKENS_MAX,
  TOKEN_FILE_LOOK_MS,
  TOKEN_FILE_MISS_LOOK_MS,
  TokenStore,
} from "../../../actors/session/tokens.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import type { SimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { testSettings } from "../../suites/settings.ts";

const PATHS = {
  plainPassword: "/h/.kismet/kismet_httpd.conf",
  hashedPassword: "/h/.kismet/moirai_httpd.json",
  tokens: "/h/.kismet/session.db",
  logins: "/h/.kismet/moirai_sessions.json",
};
const SCRYPT = { cost: 16, blockSize: 1, parallelization: 1, keyBytes: 32 };

async function createPlatform(): Promise<SimulatedPlatform> {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  await platform.files.makeDirectory("/h/.kismet", 0o700);
  return platform;
}

const open = (
  platform: SimulatedPlatform,
  settings: Record<string, string> = {},
): Promise<Sessions> =>
  openSessions({ platform, settings: testSettings(settings), paths: PATHS, scrypt: SCRYPT });

const credentials = (given: Partial<Credentials>): Credentials => ({
  cookies: [],
  token: undefined,
  authorization: undefined,
  user: undefined,
  password: undefined,
  remoteAddress: "10.0.0.1",
  ...given,
});

const basic = (user: string, password: string): string => {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
};

async function roleOf(
  sessions: Sessions,
  given: Partial<Credentials>,
): Promise<string | undefined> {
  return (await sessions.authenticate(credentials(given))).login?.role;
}

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
    const sessions = await open(platform);
    expect(sessions.state).toBe(configured ? "configured" : "unset");
    const role = await roleOf(sessions, { authorization: basic("alice", "secret") });
    expect(role).toBe(configured ? "admin" : undefined);
    expect(await roleOf(sessions, { authorization: basic("", "") })).toBeUndefined();
  });

  test("a made-up password is shown once and kept as a salted hash, mode 0600", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform);
    const { username, password } = await sessions.createPassword();
    expect([username, password]).toEqual(["admin", expect.stringMatching(/^[A-Za-z2-9]{16}$/)]);
    await expect(sessions.createPassword()).rejects.toThrow("set already");
    const text = await platform.files.readText(PATHS.hashedPassword);
    expect(text).not.toContain(password);
    expect((await platform.files.stat(PATHS.hashedPassword)).mode & 0o777).toBe(0o600);
    const again = await open(platform);
    expect(again.state).toBe("configured");
    expect(await roleOf(again, { authorization: basic("admin", password) })).toBe("admin");
    expect(await roleOf(again, { authorization: basic("admin", `${password}x`) })).toBeUndefined();
  });

  test("two servers with the same password have different salts", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform);
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
    await (await open(platform)).setPassword("a", "hashed", undefined);
    platform.clock.advance(1000);
    platform.files.put(PATHS.plainPassword, "httpd_username=a\nhttpd_password=plain\n");
    expect(await roleOf(await open(platform), { authorization: basic("a", "plain") })).toBe(
      "admin",
    );
    platform.clock.advance(1000);
    await (await open(platform)).setPassword("a", "newest", "admin");
    expect(await roleOf(await open(platform), { authorization: basic("a", "newest") }))
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
    await expect(open(platform)).rejects.toThrow(`${PATHS.hashedPassword} is damaged`);
  });

  test("files that cannot be read are told", async () => {
    const platform = await createPlatform();
    platform.files.put(PATHS.plainPassword, "x");
    platform.files.refuse(PATHS.plainPassword, "permission");
    await expect(open(platform)).rejects.toMatchObject({ code: "permission" });
    platform.files.allow(PATHS.plainPassword);
    platform.files.put(PATHS.plainPassword, "x".repeat(100_000));
    await expect(open(platform)).rejects.toThrow("too long");
  });

  test("a login of the configuration rules alone, and needs both values", async () => {
    const platform = await createPlatform();
    platform.files.put(PATHS.plainPassword, "httpd_username=a\nhttpd_password=plain\n");
    const sessions = await open(platform, { httpd_username: "g", httpd_password: "p" });
    expect(sessions.state).toBe("global");
    expect(await roleOf(sessions, { authorization: basic("a", "plain") })).toBeUndefined();
    expect(await roleOf(sessions, { authorization: basic("g", "p") })).toBe("admin");
    expect(await sessions.setPassword("x", "y", "admin")).toBe("global");
    await expect(open(platform, { httpd_username: "g" })).rejects.toThrow("together");
  });

  test("two first set-ups at once: one wins", async () => {
    const sessions = await open(await createPlatform());
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
      const sessions = await open(await createPlatform());
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
    const sessions = await open(platform);
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

describe("TokenStore", () => {
  test("API tokens outlive the process, in the format of the reference, mode 0600", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform);
    const made = await sessions.tokens.createApi("t", "readonly", 100);
    const text = await platform.files.readText(PATHS.tokens);
    expect(JSON.parse(text)).toEqual([{
      token: made.token,
      name: "t",
      role: "readonly",
      created: 1_700_000_000,
      accessed: 1_700_000_000,
      expires: 1_700_000_100,
    }]);
    expect((await platform.files.stat(PATHS.tokens)).mode & 0o777).toBe(0o600);
    const again = await open(platform);
    expect(await roleOf(again, { token: made.token })).toBe("readonly");
    platform.clock.advance(100_000);
    expect(await roleOf(again, { token: made.token })).toBeUndefined();
    // It stays listed, where its owner sees why it ended.
    expect(again.tokens.listApi().length).toBe(1);
    await again.tokens.revokeApi("t");
    expect(JSON.parse(await platform.files.readText(PATHS.tokens))).toEqual([]);
  });

  test("entries that make no sense are counted, not taken", async () => {
    const platform = await createPlatform();
    const good = { token: "A".repeat(32), name: "n", role: "admin", expires: 0 };
    platform.files.put(
      PATHS.tokens,
      JSON.stringify([
        good,
        { ...good, token: "B".repeat(32) },
        { ...good, name: "short", token: "A" },
        { ...good, name: "web logon" },
        { ...good, name: 5 },
        { ...good, name: "norole", role: "" },
        null,
        [],
      ]),
    );
    const sessions = await open(platform);
    expect(sessions.tokens.listApi().map((token) => token.name)).toEqual(["n"]);
    expect(await roleOf(sessions, { token: "B".repeat(32) })).toBeUndefined();
    expect(await roleOf(sessions, { token: "A".repeat(32) })).toBe("admin");
    expect(await roleOf(sessions, { token: `${"A".repeat(32)}B` })).toBeUndefined();
    expect(await roleOf(sessions, { token: "A".repeat(8) })).toBeUndefined();
  });

  test.each(["{", '{"a":1}', '"text"'])("a damaged file %s is told", async (text) => {
    const platform = await createPlatform();
    platform.files.put(PATHS.tokens, text);
    await expect(open(platform)).rejects.toThrow(PATHS.tokens);
  });

  test("a full disk loses no token of this run, and is counted", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform);
    const told: string[] = [];
    sessions.tokens.reportTo((text) => told.push(text));
    platform.files.refuse(PATHS.tokens, "no-space");
    const { token } = await sessions.tokens.createApi("t", "readonly", 0);
    expect(sessions.tokens.writeFailures).toBe(1);
    expect(sessions.tokens.lastWriteError).not.toBe("");
    expect(told).toEqual([expect.stringContaining("keys cannot be stored")]);
    expect(await roleOf(sessions, { token })).toBe("readonly");
  });

  test("changes made while a write runs are in the next one", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform);
    const { tokens } = sessions;
    await Promise.all([1, 2, 3].map((number) => tokens.createApi(`t${number}`, "readonly", 0)));
    await tokens.flush();
    const stored = JSON.parse(await platform.files.readText(PATHS.tokens)) as unknown[];
    expect(stored.length).toBe(3);
  });

  test("login tokens have a cap; the oldest ends", async () => {
    const platform = await createPlatform();
    const { tokens } = await open(platform);
    const first = tokens.createLogin("admin");
    for (let count = 0; count < LOGIN_TOKENS_MAX; count++) tokens.createLogin("admin");
    expect([tokens.loginCount, tokens.evicted]).toEqual([LOGIN_TOKENS_MAX, 1]);
    expect(tokens.find(first.token)).toBeUndefined();
  });
});

describe("TokenStore beside other programs", () => {
  async function two() {
    const platform = await createPlatform();
    const server = await open(platform);
    const other = new TokenStore(platform, PATHS.tokens);
    await other.load();
    return { platform, server, other };
  }

  test("keys made elsewhere count here at once, revoked ones end within a second", async () => {
    const { platform, server, other } = await two();
    platform.clock.advance(TOKEN_FILE_MISS_LOOK_MS);
    const { token } = await other.createApi("t", "readonly", 0);
    expect(await roleOf(server, { token })).toBe("readonly");
    // Its access is being noted: that write holds the lock for a moment.
    await server.tokens.flush();
    platform.clock.advance(TOKEN_FILE_LOOK_MS);
    await other.revokeApi("t");
    expect(await roleOf(server, { cookies: [token] })).toBeUndefined();
  });

  test("changes from two sides are both kept, whoever writes last", async () => {
    const { platform, server, other } = await two();
    await other.createApi("theirs", "readonly", 0);
    platform.clock.advance(1);
    await server.tokens.createApi("ours", "readonly", 0);
    platform.clock.advance(1);
    await Promise.all([
      other.createApi("theirs 2", "readonly", 0),
      server.tokens.createApi("ours 2", "readonly", 0),
      platform.clock.advanceAsync(1000),
    ]);
    const stored = JSON.parse(await platform.files.readText(PATHS.tokens)) as { name: string }[];
    expect(stored.map((one) => one.name).toSorted()).toEqual([
      "ours",
      "ours 2",
      "theirs",
      "theirs 2",
    ]);
    await expect(server.tokens.createApi("theirs", "x", 0)).rejects.toThrow("exists");
  });

  test("a lock is waited for, a stale one is broken", async () => {
    const { platform, other } = await two();
    platform.files.put(`${PATHS.tokens}.lock`, "");
    const refused = other.createApi("a", "readonly", 0);
    const reason = refused.then(() => "", (error: Error) => error.message);
    await platform.clock.advanceAsync(5_000);
    expect(await reason).toContain("session.db.lock");
    expect(other.listApi()).toEqual([]);
    await platform.clock.advanceAsync(LOCK_STALE_MS);
    const made = other.createApi("b", "readonly", 0);
    await platform.clock.advanceAsync(100);
    expect((await made).name).toBe("b");
    expect(await platform.files.list("/h/.kismet")).not.toContain("session.db.lock");
  });

  test("a file damaged while the server runs ends no token, and is counted", async () => {
    const { platform, server } = await two();
    const { token } = await server.tokens.createApi("t", "readonly", 0);
    platform.clock.advance(TOKEN_FILE_LOOK_MS);
    platform.files.put(PATHS.tokens, "{");
    const told: string[] = [];
    server.tokens.reportTo((text) => told.push(text));
    for (let times = 1; times <= 3; times++) {
      expect(await roleOf(server, { token })).toBe("readonly");
      expect(server.tokens.readFailures).toBe(times);
      platform.clock.advance(TOKEN_FILE_LOOK_MS);
    }
    // Once for reading, once for the note of the access that could not be written.
    expect(told).toEqual([
      expect.stringMatching(/^the keys of before go on: .* is damaged/),
      expect.stringMatching(/^keys cannot be stored: .* is damaged/),
    ]);
  });
});

describe("logins over a restart", () => {
  async function loggedIn() {
    const platform = await createPlatform();
    const sessions = await open(platform);
    await sessions.setPassword("a", "password", undefined);
    const right = basic("a", "password");
    const login = (await sessions.authenticate(credentials({ authorization: right }))).login!;
    await sessions.tokens.flush();
    return { platform, sessions, cookie: login.cookie! };
  }

  test("go on, for a day, in a file that only its owner reads", async () => {
    const { platform, cookie } = await loggedIn();
    expect((await platform.files.stat(PATHS.logins)).mode & 0o777).toBe(0o600);
    const again = await open(platform);
    expect(await roleOf(again, { cookies: [cookie] })).toBe("admin");
    platform.clock.advance(LOGIN_TOKEN_LIFE_SEC * 1000);
    expect(await roleOf(again, { cookies: [cookie] })).toBeUndefined();
    expect(await roleOf(await open(platform), { cookies: [cookie] })).toBeUndefined();
  });

  test("end when the password was changed, also while the server was down", async () => {
    const { platform, sessions, cookie } = await loggedIn();
    platform.clock.advance(1000);
    platform.files.put(PATHS.plainPassword, "httpd_username=a\nhttpd_password=other\n");
    expect(await roleOf(await open(platform), { cookies: [cookie] })).toBeUndefined();
    platform.clock.advance(1000);
    await sessions.setPassword("a", "password", "admin");
    await sessions.tokens.flush();
    expect(await roleOf(await open(platform), { cookies: [cookie] })).toBeUndefined();
  });

  test.each(["{", "[]", "null", '{"salt":"00","proof":"","tokens":[]}', '{"salt":5}'])(
    "a file that says %s holds none",
    async (text) => {
      const { platform, cookie } = await loggedIn();
      platform.files.put(PATHS.logins, text);
      expect(await roleOf(await open(platform), { cookies: [cookie] })).toBeUndefined();
    },
  );

  test("a full disk costs only that", async () => {
    const { platform, sessions } = await loggedIn();
    platform.files.refuse(PATHS.logins, "no-space");
    const { token } = sessions.tokens.createLogin("admin");
    await sessions.tokens.flush();
    expect(await roleOf(sessions, { cookies: [token] })).toBe("admin");
  });
});

describe("httpd_user, the login key of 2016", () => {
  test("is a fixed login; anything but name:password is told", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform, { httpd_user: "kismet:pass:word" });
    expect(sessions.state).toBe("global");
    expect(await roleOf(sessions, { user: "kismet", password: "pass:word" })).toBe("admin");
    for (const text of ["kismet", ":x", "x:"]) {
      await expect(open(platform, { httpd_user: text })).rejects.toThrow("name:password");
    }
  });
});

describe("guesses from many addresses", () => {
  test("slow down one user name, but not whoever has just logged in", async () => {
    const platform = await createPlatform();
    const sessions = await open(platform);
    await sessions.setPassword("a", "right", undefined);
    const right = { authorization: basic("a", "right"), remoteAddress: "192.0.2.1" };
    expect(await roleOf(sessions, right)).toBe("admin");
    const guess = (number: number) =>
      sessions.authenticate(credentials({
        authorization: basic("a", "wrong"),
        remoteAddress: `10.0.${number >> 8}.${number & 255}`,
      }));
    for (let number = 0; number < USER_RULE.freeFailures; number++) {
      expect((await guess(number)).retryAfterMs).toBe(0);
    }
    expect((await guess(1000)).retryAfterMs).toBe(1000);
    expect(sessions.userThrottle.refused).toBe(1);
    expect(await roleOf(sessions, right)).toBe("admin");
    // That success forgives, as it does for an address.
    expect((await guess(1001)).retryAfterMs).toBe(0);
  });

  test.each([
    ["10.0.0.1", "10.0.0.1"],
    ["embedded", "embedded"],
    ["2001:db8:0:1::5", "2001:db8:0:1"],
    ["2001:0db8::0001:2:3:4:5", "2001:db8:0:1"],
    ["2001:db8:0:1:ffff:2:3:4", "2001:db8:0:1"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
  ])("addressGroup(%s) is %s", (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});

describe("FailureThrottle", () => {
  test("waits double up to a limit and are forgotten after quiet", () => {
    const throttle = new FailureThrottle(ADDRESS_RULE);
    let nowMs = 0;
    const waits: number[] = [];
    for (let times = 0; times < 14; times++) {
      throttle.fail("a", nowMs);
      const waitMs = throttle.waitMs("a", nowMs);
      waits.push(waitMs);
      nowMs += waitMs;
    }
    expect(waits).toEqual([
      [0, 0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000],
      Array.from({ length: 4 }, () => ADDRESS_RULE.lastWaitMs),
    ].flat());
    expect(throttle.waitMs("a", nowMs + THROTTLE_FORGET_MS)).toBe(0);
    expect(throttle.size).toBe(0);
    throttle.fail("a", nowMs);
    throttle.succeed("a");
    expect(throttle.size).toBe(0);
  });

  test("remembers a bounded number of addresses, those that failed last", () => {
    const throttle = new FailureThrottle(ADDRESS_RULE);
    for (let times = 0; times < 6; times++) throttle.fail("first", 0);
    for (let index = 1; index < THROTTLE_ENTRIES_MAX; index++) throttle.fail(`a${index}`, 0);
    throttle.fail("first", 1);
    throttle.fail("one more", 2);
    expect([throttle.size, throttle.evicted]).toEqual([THROTTLE_ENTRIES_MAX, 1]);
    expect(throttle.waitMs("first", 2)).toBeGreaterThan(0);
    expect(throttle.waitMs("a1", 2)).toBe(0);
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
