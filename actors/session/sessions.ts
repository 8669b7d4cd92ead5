// Who is asking: the evaluation order of tokens, Basic credentials and address credentials (spec
// rest-api 2.3), with passwords, tokens and the throttle of failures behind it.
import type { Platform, ScryptOptions } from "../../runtime/platform.ts";
import type { Settings } from "../server/settings.ts";
import { ADDRESS_RULE, addressGroup, FailureThrottle, USER_RULE } from "./failure-throttle.ts";
import { Passwords, type SetupState } from "./passwords.ts";
import { LoginFile } from "./login-file.ts";
import { ROLE_ADMIN } from "./roles.ts";
import { SECRET_BYTES_MAX } from "./secrets.ts";
import { StartTokens } from "./start-tokens.ts";
import type { Token } from "./token.ts";
import { TOKEN_FILE_MISS_LOOK_MS, TokenStore } from "./tokens.ts";

/** Tokens given to password logins are handed out again to the same address this long. */
export const LOGIN_REUSE_MS = 10 * 60_000;
const LOGIN_REUSE_MAX = 1024;
/** Cookies of our name that are looked at in one request. */
const COOKIES_MAX = 4;

export interface Credentials {
  /** Tokens that headers carry, `Bearer` first, then those of `KISMET` cookies, in order. */
  readonly cookies: readonly string[];
  /** Address variable `KISMET`. */
  readonly token: string | undefined;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** Address variables `user` and `password`. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly remoteAddress: string;
}

export interface Login {
  readonly name: string;
  readonly role: string;
  /** The token for the answer's cookie; undefined for API tokens, which are not echoed. */
  readonly cookie: string | undefined;
}

/** `retryAfterMs` > 0: credentials were not looked at, the address has to wait. */
export interface Authentication {
  readonly login: Login | undefined;
  readonly retryAfterMs: number;
}

export interface SessionPaths {
  /** `httpd_auth_file`. */
  readonly plainPassword: string;
  /** `moirai_httpd.json` in the configuration folder. */
  readonly hashedPassword: string;
  /** `httpd_session_db`. */
  readonly tokens: string;
  /** `moirai_sessions.json` in the configuration folder: login tokens. */
  readonly logins: string;
}

/** Counts since the start, and sizes now. */
export interface SessionStatistics {
  readonly logins: number;
  readonly keys: number;
  readonly keysRefused: number;
  readonly loginsEvicted: number;
  readonly failures: number;
  readonly addresses: number;
  readonly addressesRefused: number;
  readonly addressesEvicted: number;
  readonly users: number;
  readonly usersRefused: number;
  readonly usersEvicted: number;
  readonly hashes: number;
  readonly hashesRefused: number;
  readonly writeFailures: number;
  readonly readFailures: number;
}

const NOBODY: Authentication = { login: undefined, retryAfterMs: 0 };
const BUSY_RETRY_MS = 1_000;

/**
 * Opens password and token files.
 *
 * @example
 * const sessions = await openSessions({ platform, settings, paths });
 * if (sessions.state === "unset") show(await sessions.createPassword());
 */
export async function openSessions(options: {
  platform: Platform;
  settings: Settings;
  paths: SessionPaths;
  scrypt?: ScryptOptions;
}): Promise<Sessions> {
  const { platform, settings, paths } = options;
  const passwords = new Passwords(platform, {
    plainFile: paths.plainPassword,
    hashedFile: paths.hashedPassword,
  }, options.scrypt);
  await passwords.load(settings);
  const logins = new LoginFile(platform, paths.logins, (salt) => passwords.proof(salt));
  const tokens = new TokenStore(platform, paths.tokens, logins);
  await tokens.load();
  return new Sessions(platform, passwords, tokens);
}

/** The folder and file names of sessions, `%h` being the home folder. */
export function sessionPaths(settings: Settings, home: string, configFolder: string): SessionPaths {
  const expand = (key: string, fallback: string): string =>
    (settings.text(key) || fallback).replaceAll("%h", home);
  return {
    plainPassword: expand("httpd_auth_file", "%h/.kismet/kismet_httpd.conf"),
    hashedPassword: `${configFolder.replace(/\/+$/, "")}/moirai_httpd.json`,
    tokens: expand("httpd_session_db", "%h/.kismet/session.db"),
    logins: `${configFolder.replace(/\/+$/, "")}/moirai_sessions.json`,
  };
}

export class Sessions {
  readonly #platform: Platform;
  readonly #passwords: Passwords;
  readonly tokens: TokenStore;
  readonly throttle: FailureThrottle = new FailureThrottle(ADDRESS_RULE);
  readonly userThrottle: FailureThrottle = new FailureThrottle(USER_RULE);
  readonly #start: StartTokens;
  #setting = false;
  readonly #recent = new Map<string, { token: Token; endMs: number }>();

  constructor(platform: Platform, passwords: Passwords, tokens: TokenStore) {
    this.#platform = platform;
    this.#passwords = passwords;
    this.tokens = tokens;
    this.#start = new StartTokens(platform);
  }

  get state(): SetupState {
    return this.#passwords.state;
  }

  /** The file in which the login stands in clear, when it is that one that counts. */
  get clearFile(): string | undefined {
    return this.#passwords.clearFile;
  }

  /** First start: makes up a login and returns its clear text, once. */
  async createPassword(): Promise<{ username: string; password: string }> {
    if (this.state !== "unset") throw new Error("a password is set already");
    return await this.#passwords.create();
  }

  /**
   * Changes the login and ends all login tokens. Before there is a login anybody may; later only
   * `admin`. Throws when name or password cannot be used.
   */
  async setPassword(
    username: string,
    password: string,
    callerRole: string | undefined,
  ): Promise<"done" | "global" | "forbidden"> {
    if (this.state === "global") return "global";
    // Of two first set-ups at the same time one wins: the other waits for a login like anybody.
    const first = this.state === "unset" && !this.#setting;
    if (!first && callerRole !== ROLE_ADMIN) return "forbidden";
    this.#setting = true;
    try {
      await this.#passwords.set(username, password);
    } finally {
      this.#setting = false;
    }
    this.tokens.revokeLogins();
    this.#start.clear();
    this.#recent.clear();
    return "done";
  }

  statistics(): SessionStatistics {
    const { tokens, throttle, userThrottle } = this;
    return {
      logins: tokens.loginCount,
      keys: tokens.apiCount,
      keysRefused: tokens.refused,
      loginsEvicted: tokens.evicted,
      failures: throttle.failures,
      addresses: throttle.size,
      addressesRefused: throttle.refused,
      addressesEvicted: throttle.evicted,
      users: userThrottle.size,
      usersRefused: userThrottle.refused,
      usersEvicted: userThrottle.evicted,
      hashes: this.#passwords.hashes,
      hashesRefused: this.#passwords.refusedBusy,
      writeFailures: tokens.writeFailures,
      readFailures: tokens.readFailures,
    };
  }

  /** A token for the start address, good once. */
  createStartToken(): string {
    return this.#start.create();
  }

  /** Exchanges a start token for a login. */
  useStartToken(text: string): Login | undefined {
    if (!this.#start.use(text)) return undefined;
    return loginOf(this.tokens.createLogin(ROLE_ADMIN));
  }

  async authenticate(credentials: Credentials): Promise<Authentication> {
    const token = await this.#findToken(credentials);
    if (token !== undefined) return { login: loginOf(token), retryAfterMs: 0 };
    let pair: { username: string; password: string } | undefined;
    if (credentials.authorization !== undefined) {
      pair = parseBasic(credentials.authorization);
    } else if (credentials.user !== undefined && credentials.password !== undefined) {
      pair = { username: credentials.user, password: credentials.password };
    }
    if (pair === undefined) return NOBODY;
    return await this.#checkPassword(pair.username, pair.password, credentials.remoteAddress);
  }

  /** The command line, or another server, may have made or ended tokens. */
  async #findToken(credentials: Credentials): Promise<Token | undefined> {
    if (credentials.cookies.length === 0 && credentials.token === undefined) return undefined;
    await this.tokens.refresh();
    const known = this.#knownToken(credentials);
    if (known !== undefined) return known;
    await this.tokens.refresh(TOKEN_FILE_MISS_LOOK_MS);
    return this.#knownToken(credentials);
  }

  #knownToken(credentials: Credentials): Token | undefined {
    for (const cookie of credentials.cookies.slice(0, COOKIES_MAX)) {
      const found = this.tokens.find(cookie);
      if (found !== undefined) return found;
    }
    // The reference ignores the variable as soon as any cookie is present.
    if (credentials.cookies.length > 0 || credentials.token === undefined) return undefined;
    return this.tokens.find(credentials.token);
  }

  async #checkPassword(
    username: string,
    password: string,
    remoteAddress: string,
  ): Promise<Authentication> {
    const { throttle, userThrottle } = this;
    const address = addressGroup(remoteAddress);
    const user = username.slice(0, SECRET_BYTES_MAX);
    const nowMs = this.#platform.clock.now();
    const addressWaitMs = throttle.waitMs(address, nowMs);
    // Guesses of others do not lock out whoever has just been logged in.
    const isKnown = (this.#recent.get(remoteAddress)?.endMs ?? 0) > nowMs;
    const userWaitMs = isKnown ? 0 : userThrottle.waitMs(user, nowMs);
    if (addressWaitMs > 0) throttle.refused++;
    else if (userWaitMs > 0) userThrottle.refused++;
    if (addressWaitMs > 0 || userWaitMs > 0) {
      return { login: undefined, retryAfterMs: Math.max(addressWaitMs, userWaitMs) };
    }
    const result = await this.#passwords.check(username, password);
    if (result === "busy") return { login: undefined, retryAfterMs: BUSY_RETRY_MS };
    if (result === "wrong") {
      const failedMs = this.#platform.clock.now();
      throttle.fail(address, failedMs);
      userThrottle.fail(user, failedMs);
      return NOBODY;
    }
    throttle.succeed(address);
    userThrottle.succeed(user);
    return { login: loginOf(this.#loginToken(remoteAddress)), retryAfterMs: 0 };
  }

  /** Programs that send Basic with each request must not make a token each time. */
  #loginToken(remoteAddress: string): Token {
    const nowMs = this.#platform.clock.now();
    const recent = this.#recent.get(remoteAddress);
    if (recent !== undefined && recent.endMs > nowMs && this.tokens.find(recent.token.token)) {
      return recent.token;
    }
    const token = this.tokens.createLogin(ROLE_ADMIN);
    this.#recent.delete(remoteAddress);
    if (this.#recent.size >= LOGIN_REUSE_MAX) {
      const oldest = this.#recent.keys().next();
      if (!oldest.done) this.#recent.delete(oldest.value);
    }
    this.#recent.set(remoteAddress, { token, endMs: nowMs + LOGIN_REUSE_MS });
    return token;
  }
}

function loginOf(token: Token): Login {
  return {
    name: token.name,
    role: token.role,
    cookie: token.kind === "login" ? token.token : undefined,
  };
}

/** RFC 7617; the scheme in any case. */
function parseBasic(header: string): { username: string; password: string } | undefined {
  const match = /^basic +([A-Za-z0-9+/_=-]+) *$/i.exec(header);
  if (match === null) return undefined;
  let text: string;
  try {
    const binary = atob(match[1]!.replaceAll("-", "+").replaceAll("_", "/"));
    text = new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(":");
  if (colon < 0) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
