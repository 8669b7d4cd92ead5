// Login tokens and API tokens (spec rest-api 2.4): what they grant and until when. The file of API
// tokens is the truth, other programs change it too; login tokens are this server's alone.
import type { Platform } from "../../runtime/platform.ts";
import type { LoginFile } from "./login-file.ts";
import { createToken, equalText, SECRET_BYTES_MAX } from "./secrets.ts";
import { LOGIN_TOKEN_NAME, type Token, TokenError } from "./token.ts";
import { TokenFile } from "./token-file.ts";

export const LOGIN_TOKEN_LIFE_SEC = 24 * 3600;
/** When there are more, the oldest login token ends. */
export const LOGIN_TOKENS_MAX = 4096;
export const API_TOKENS_MAX = 1024;
export const TOKEN_NAME_LENGTH_MAX = 256;
/** `accessed` is written at most this often. */
export const ACCESS_WRITE_MS = 10 * 60_000;
/** The file is looked at this often for what other programs changed. */
export const TOKEN_FILE_LOOK_MS = 1_000;
/** And this often when somebody comes with a token that is not known: it may be a new one. */
export const TOKEN_FILE_MISS_LOOK_MS = 50;
/** Tokens are looked up by this many first characters, then compared in constant time. */
const SELECTOR_LENGTH = 8;
/** Control characters have no place in names that are shown to people. */
const UNPRINTABLE = /\p{Cc}/u;

export class TokenStore {
  readonly #platform: Platform;
  readonly #file: TokenFile;
  readonly #loginFile: LoginFile | undefined;
  readonly #bySelector = new Map<string, Token[]>();
  /** In order of creation. */
  readonly #logins = new Set<Token>();
  readonly #api = new Map<string, Token>();
  /** The last of the changes to the file, which come one after the other. */
  #changing: Promise<unknown> = Promise.resolve();
  #refreshing: Promise<void> | undefined = undefined;
  #lastAccessWriteMs = 0;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  /** Login tokens ended because there were too many; entries of the file that make no sense. */
  evicted = 0;
  refused = 0;
  /** Failed reads and writes of the file. */
  readFailures = 0;
  writeFailures = 0;
  lastWriteError = "";
  #lastReadError = "";
  #report: (text: string) => void = () => {};

  /** Without a `loginFile` login tokens end with the process. */
  constructor(platform: Platform, path: string, loginFile?: LoginFile) {
    this.#platform = platform;
    this.#file = new TokenFile(platform, path);
    this.#loginFile = loginFile;
  }

  /** Whom to tell of what is wrong with the files, once for each thing. */
  reportTo(report: (text: string) => void): void {
    this.#report = report;
    if (this.#loginFile !== undefined) this.#loginFile.report = report;
  }

  /** Reads the stored tokens; entries that make no sense are counted, not taken. */
  async load(): Promise<{ read: number; refused: number }> {
    await this.#takeChanges();
    for (const token of await this.#loginFile?.read(this.#nowSec()) ?? []) {
      if (this.#logins.size < LOGIN_TOKENS_MAX) this.#add(token);
    }
    return { read: this.#api.size, refused: this.refused };
  }

  /** Takes what other programs changed in the file, when the last look is `maxAgeMs` ago. */
  async refresh(maxAgeMs = TOKEN_FILE_LOOK_MS): Promise<void> {
    const nowMs = this.#platform.clock.now();
    if (nowMs - this.#lastLookMs < maxAgeMs) return this.#refreshing;
    this.#refreshing ??= this.#takeChanges()
      .catch((error: unknown) => {
        // A file that is damaged or away for a moment ends no token that was good.
        this.readFailures++;
        if (String(error) !== this.#lastReadError) {
          this.#report(`the keys of before go on: ${String(error)}`);
        }
        this.#lastReadError = String(error);
      })
      .finally(() => this.#refreshing = undefined);
    await this.#refreshing;
  }

  /** The valid token of this text, its access noted. */
  find(text: string): Token | undefined {
    if (text.length === 0 || text.length > SECRET_BYTES_MAX) return undefined;
    const nowMs = this.#platform.clock.now();
    for (const token of this.#bySelector.get(text.slice(0, SELECTOR_LENGTH)) ?? []) {
      if (!equalText(this.#platform, token.token, text)) continue;
      if (token.expiresSec !== 0 && token.expiresSec * 1000 <= nowMs) {
        // An expired API token stays in the list, where its owner sees why it no longer works.
        if (token.kind === "login") this.#remove(token);
        return undefined;
      }
      token.accessedSec = Math.floor(nowMs / 1000);
      if (token.kind === "api" && nowMs - this.#lastAccessWriteMs >= ACCESS_WRITE_MS) {
        this.#lastAccessWriteMs = nowMs;
        // Nobody waits for it; a failure is counted.
        this.#change(() => {}).catch(() => {});
      }
      return token;
    }
    return undefined;
  }

  createLogin(role: string): Token {
    const nowSec = this.#nowSec();
    const token: Token = {
      token: createToken(this.#platform),
      name: LOGIN_TOKEN_NAME,
      role,
      kind: "login",
      createdSec: nowSec,
      accessedSec: nowSec,
      expiresSec: nowSec + LOGIN_TOKEN_LIFE_SEC,
    };
    if (this.#logins.size >= LOGIN_TOKENS_MAX) {
      const oldest = this.#logins.values().next();
      if (!oldest.done) this.#remove(oldest.value);
      this.evicted++;
    }
    this.#add(token);
    this.#saveLogins();
    return token;
  }

  /** A token for a program that the server started; its owner revokes it when the program ends. */
  createHelper(name: string, role: string): Token {
    const nowSec = this.#nowSec();
    const token: Token = {
      token: createToken(this.#platform),
      name,
      role,
      kind: "helper",
      createdSec: nowSec,
      accessedSec: nowSec,
      expiresSec: 0,
    };
    this.#add(token);
    return token;
  }

  revokeHelper(token: Token): void {
    this.#remove(token);
  }

  /** Ends every login token: the password has changed. */
  revokeLogins(): void {
    for (const token of this.#logins) this.#remove(token);
    this.#loginFile?.loginChanged();
    this.#saveLogins();
  }

  /** `durationSec` 0 = forever. Resolves when the token is stored. */
  async createApi(name: string, role: string, durationSec: number): Promise<Token> {
    if (name === "" || role === "") throw new TokenError("name and role must not be empty");
    if (name === LOGIN_TOKEN_NAME) throw new TokenError(`the name ${name} is reserved`);
    if (name.length > TOKEN_NAME_LENGTH_MAX || role.length > TOKEN_NAME_LENGTH_MAX) {
      throw new TokenError(`name and role have at most ${TOKEN_NAME_LENGTH_MAX} characters`);
    }
    if (UNPRINTABLE.test(name) || UNPRINTABLE.test(role)) {
      throw new TokenError("name and role have no control characters");
    }
    if (!Number.isFinite(durationSec) || durationSec < 0) {
      throw new TokenError("duration must be seconds, or 0 for ever");
    }
    const nowSec = this.#nowSec();
    const token: Token = {
      token: createToken(this.#platform),
      name,
      role,
      kind: "api",
      createdSec: nowSec,
      accessedSec: nowSec,
      expiresSec: durationSec === 0 ? 0 : nowSec + Math.max(1, Math.floor(durationSec)),
    };
    await this.#change(() => {
      if (this.#api.has(name)) throw new TokenError("a token of this name exists");
      if (this.#api.size >= API_TOKENS_MAX) throw new TokenError("there are too many tokens");
      this.#add(token);
    });
    return token;
  }

  async revokeApi(name: string): Promise<void> {
    await this.#change(() => {
      const token = this.#api.get(name);
      if (token === undefined) throw new TokenError("no token of this name");
      this.#remove(token);
    });
  }

  /** API tokens in order of creation. */
  listApi(): Token[] {
    return [...this.#api.values()];
  }

  get apiCount(): number {
    return this.#api.size;
  }

  get loginCount(): number {
    return this.#logins.size;
  }

  /** Resolves when everything is on disk; before the process ends. */
  async flush(): Promise<void> {
    await this.#changing.catch(() => {});
    await this.#loginFile?.flush();
  }

  #nowSec(): number {
    return Math.floor(this.#platform.clock.now() / 1000);
  }

  #add(token: Token): void {
    const selector = token.token.slice(0, SELECTOR_LENGTH);
    const same = this.#bySelector.get(selector);
    if (same === undefined) this.#bySelector.set(selector, [token]);
    else same.push(token);
    if (token.kind === "login") this.#logins.add(token);
    else if (token.kind === "api") this.#api.set(token.name, token);
  }

  #remove(token: Token): void {
    const selector = token.token.slice(0, SELECTOR_LENGTH);
    const rest = (this.#bySelector.get(selector) ?? []).filter((other) => other !== token);
    if (rest.length === 0) this.#bySelector.delete(selector);
    else this.#bySelector.set(selector, rest);
    if (token.kind === "login") this.#logins.delete(token);
    else if (token.kind === "api") this.#api.delete(token.name);
  }

  #saveLogins(): void {
    void this.#loginFile?.save(() => [...this.#logins]);
  }

  async #takeChanges(): Promise<void> {
    this.#lastLookMs = this.#platform.clock.now();
    const stored = await this.#file.readIfChanged();
    this.#lastReadError = "";
    if (stored === undefined) return;
    const before = new Map([...this.#api.values()].map((token) => [token.token, token]));
    for (const token of this.#api.values()) this.#remove(token);
    this.refused = this.#file.refused;
    for (const token of stored) {
      if (this.#api.has(token.name) || this.#api.size >= API_TOKENS_MAX) {
        this.refused++;
        continue;
      }
      const accessedSec = before.get(token.token)?.accessedSec ?? 0;
      token.accessedSec = Math.max(token.accessedSec, accessedSec);
      this.#add(token);
    }
  }

  /** Changes tokens and file together, one change at a time, over what the file holds by now. */
  #change(change: () => void): Promise<void> {
    const done = this.#changing.catch(() => {}).then(() => this.#changeLocked(change));
    this.#changing = done;
    return done;
  }

  async #changeLocked(change: () => void): Promise<void> {
    let changed = false;
    try {
      await this.#file.locked(async () => {
        await this.#takeChanges();
        change();
        changed = true;
        await this.#file.write(this.listApi());
        this.lastWriteError = "";
      });
    } catch (error) {
      if (error instanceof TokenError) throw error;
      // Without a file the tokens work until the process ends; its owner reads why in the log.
      if (!changed) change();
      this.writeFailures++;
      if (this.lastWriteError === "") this.#report(`keys cannot be stored: ${String(error)}`);
      this.lastWriteError = String(error);
    }
  }
}
