// Tokens and their end: in the file that other programs change too, and over a restart.
import { describe, expect, test } from "vitest";
import { LOCK_STALE_MS } from "../../../actors/session/token-file.ts";
import {
  LOGIN_TOKEN_LIFE_SEC,
  LOGIN_TOKENS_MAX,
  TOKEN_FILE_LOOK_MS,
  TOKEN_FILE_MISS_LOOK_MS,
  TokenStore,
} from "../../../actors/session/tokens.ts";
import {
  basic,
  createPlatform,
  credentials,
  openWorld,
  PATHS,
  roleOf,
} from "../../suites/session-world.ts";

describe("TokenStore", () => {
  test("API tokens outlive the process, in the format of the reference, mode 0600", async () => {
    const platform = await createPlatform();
    const sessions = await openWorld(platform);
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
    const again = await openWorld(platform);
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
    const sessions = await openWorld(platform);
    expect(sessions.tokens.listApi().map((token) => token.name)).toEqual(["n"]);
    expect(await roleOf(sessions, { token: "B".repeat(32) })).toBeUndefined();
    expect(await roleOf(sessions, { token: "A".repeat(32) })).toBe("admin");
    expect(await roleOf(sessions, { token: `${"A".repeat(32)}B` })).toBeUndefined();
    expect(await roleOf(sessions, { token: "A".repeat(8) })).toBeUndefined();
  });

  test.each(["{", '{"a":1}', '"text"'])("a damaged file %s is told", async (text) => {
    const platform = await createPlatform();
    platform.files.put(PATHS.tokens, text);
    await expect(openWorld(platform)).rejects.toThrow(PATHS.tokens);
  });

  test("a full disk loses no token of this run, and is counted", async () => {
    const platform = await createPlatform();
    const sessions = await openWorld(platform);
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
    const sessions = await openWorld(platform);
    const { tokens } = sessions;
    await Promise.all([1, 2, 3].map((number) => tokens.createApi(`t${number}`, "readonly", 0)));
    await tokens.flush();
    const stored = JSON.parse(await platform.files.readText(PATHS.tokens)) as unknown[];
    expect(stored.length).toBe(3);
  });

  test("login tokens have a cap; the oldest ends", async () => {
    const platform = await createPlatform();
    const { tokens } = await openWorld(platform);
    const first = tokens.createLogin("admin");
    for (let count = 0; count < LOGIN_TOKENS_MAX; count++) tokens.createLogin("admin");
    expect([tokens.loginCount, tokens.evicted]).toEqual([LOGIN_TOKENS_MAX, 1]);
    expect(tokens.find(first.token)).toBeUndefined();
  });
});

describe("TokenStore beside other programs", () => {
  async function two() {
    const platform = await createPlatform();
    const server = await openWorld(platform);
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
    const sessions = await openWorld(platform);
    await sessions.setPassword("a", "password", undefined);
    const right = basic("a", "password");
    const login = (await sessions.authenticate(credentials({ authorization: right }))).login!;
    await sessions.tokens.flush();
    return { platform, sessions, cookie: login.cookie! };
  }

  test("go on, for a day, in a file that only its owner reads", async () => {
    const { platform, cookie } = await loggedIn();
    expect((await platform.files.stat(PATHS.logins)).mode & 0o777).toBe(0o600);
    const again = await openWorld(platform);
    expect(await roleOf(again, { cookies: [cookie] })).toBe("admin");
    platform.clock.advance(LOGIN_TOKEN_LIFE_SEC * 1000);
    expect(await roleOf(again, { cookies: [cookie] })).toBeUndefined();
    expect(await roleOf(await openWorld(platform), { cookies: [cookie] })).toBeUndefined();
  });

  test("end when the password was changed, also while the server was down", async () => {
    const { platform, sessions, cookie } = await loggedIn();
    platform.clock.advance(1000);
    platform.files.put(PATHS.plainPassword, "httpd_username=a\nhttpd_password=other\n");
    expect(await roleOf(await openWorld(platform), { cookies: [cookie] })).toBeUndefined();
    platform.clock.advance(1000);
    await sessions.setPassword("a", "password", "admin");
    await sessions.tokens.flush();
    expect(await roleOf(await openWorld(platform), { cookies: [cookie] })).toBeUndefined();
  });

  test.each(["{", "[]", "null", '{"salt":"00","proof":"","tokens":[]}', '{"salt":5}'])(
    "a file that says %s holds none",
    async (text) => {
      const { platform, cookie } = await loggedIn();
      platform.files.put(PATHS.logins, text);
      expect(await roleOf(await openWorld(platform), { cookies: [cookie] })).toBeUndefined();
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
