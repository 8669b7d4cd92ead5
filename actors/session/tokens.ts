// Login tokens and API tokens (spec rest-api 2.4): what they grant and until when. API tokens are
// kept in `session.db`; login tokens live as long as the process, at most a day.
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import { createToken, equalText, SECRET_BYTES_MAX } from "./secrets.ts";

export const LOGIN_TOKEN_NAME = "web logon";
export const LOGIN_TOKEN_LIFE_SEC = 24 * 3600;
/** When there are more, the oldest login token ends. */
export const LOGIN_TOKENS_MAX = 4096;
export const API_TOKENS_MAX = 1024;
export const TOKEN_NAME_LENGTH_MAX = 256;
/** `accessed` is written at most this often. */
export const ACCESS_WRITE_MS = 10 * 60_000;
const FILE_MODE = 0o600;
const FILE_BYTES_MAX = 4 * 1024 * 1024;
/** Tokens are looked up by this many first characters, then compared in constant time. */
const SELECTOR_LENGTH = 8;

export interface Token {
  readonly token: string;
  readonly name: string;
  readonly role: string;
  readonly kind: "login" | "api";
  readonly createdSec: number;
  accessedSec: number;
  /** Unix seconds, 0 = never. */
  readonly expiresSec: number;
}

/** A wish about API tokens that cannot be met; the text is for the client. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TokenError";
  }
}

export class TokenStore {
  readonly #platform: Platform;
  readonly #path: string;
  readonly #bySelector = new Map<string, Token[]>();
  /** In order of creation. */
  readonly #logins = new Set<Token>();
  readonly #api = new Map<string, Token>();
  #saving: Promise<void> | undefined = undefined;
  #changed = false;
  #lastAccessWriteMs = 0;
  /** Login tokens ended because there were too many; failed writes of the file. */
  evicted = 0;
  writeFailures = 0;
  lastWriteError = "";

  constructor(platform: Platform, path: string) {
    this.#platform = platform;
    this.#path = path;
  }

  /** Reads the stored API tokens; entries that make no sense are counted, not taken. */
  async load(): Promise<{ read: number; refused: number }> {
    let text: string;
    try {
      const info = await this.#platform.files.stat(this.#path);
      if (info.size > FILE_BYTES_MAX) throw new Error(`${this.#path} is too long for tokens`);
      text = await this.#platform.files.readText(this.#path);
    } catch (error) {
      if (error instanceof PlatformError && error.code === "not-found") {
        return { read: 0, refused: 0 };
      }
      throw error;
    }
    let entries: unknown;
    try {
      entries = text.trim() === "" ? [] : JSON.parse(text);
    } catch (cause) {
      throw new Error(`${this.#path} is damaged: delete it to start without API tokens`, { cause });
    }
    if (!Array.isArray(entries)) throw new Error(`${this.#path} does not hold a list of tokens`);
    let refused = 0;
    for (const entry of entries as unknown[]) {
      const token = parseToken(entry);
      if (token === undefined || this.#api.has(token.name) || this.#api.size >= API_TOKENS_MAX) {
        refused++;
      } else {
        this.#add(token);
      }
    }
    return { read: this.#api.size, refused };
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
        void this.#save();
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
    return token;
  }

  /** Ends every login token: the password has changed. */
  revokeLogins(): void {
    for (const token of this.#logins) this.#remove(token);
  }

  /** `durationSec` 0 = forever. Resolves when the token is stored. */
  async createApi(name: string, role: string, durationSec: number): Promise<Token> {
    if (name === "" || role === "") throw new TokenError("name and role must not be empty");
    if (name === LOGIN_TOKEN_NAME) throw new TokenError(`the name ${name} is reserved`);
    if (name.length > TOKEN_NAME_LENGTH_MAX || role.length > TOKEN_NAME_LENGTH_MAX) {
      throw new TokenError(`name and role have at most ${TOKEN_NAME_LENGTH_MAX} characters`);
    }
    if (!Number.isFinite(durationSec) || durationSec < 0) {
      throw new TokenError("duration must be seconds, or 0 for ever");
    }
    if (this.#api.has(name)) throw new TokenError("a token of this name exists");
    if (this.#api.size >= API_TOKENS_MAX) throw new TokenError("there are too many tokens");
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
    this.#add(token);
    await this.#save();
    return token;
  }

  async revokeApi(name: string): Promise<void> {
    const token = this.#api.get(name);
    if (token === undefined) throw new TokenError("no token of this name");
    this.#remove(token);
    await this.#save();
  }

  /** API tokens in order of creation. */
  listApi(): Token[] {
    return [...this.#api.values()];
  }

  get loginCount(): number {
    return this.#logins.size;
  }

  /** Resolves when everything is on disk; before the process ends. */
  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
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
    else this.#api.set(token.name, token);
  }

  #remove(token: Token): void {
    const selector = token.token.slice(0, SELECTOR_LENGTH);
    const rest = (this.#bySelector.get(selector) ?? []).filter((other) => other !== token);
    if (rest.length === 0) this.#bySelector.delete(selector);
    else this.#bySelector.set(selector, rest);
    if (token.kind === "login") this.#logins.delete(token);
    else this.#api.delete(token.name);
  }

  /** One write at a time; changes made meanwhile are in the next one. */
  async #save(): Promise<void> {
    this.#changed = true;
    this.#saving ??= this.#writeChanges().finally(() => this.#saving = undefined);
    await this.#saving;
  }

  async #writeChanges(): Promise<void> {
    while (this.#changed) {
      this.#changed = false;
      const entries = this.listApi().map((token) => ({
        token: token.token,
        name: token.name,
        role: token.role,
        created: token.createdSec,
        accessed: token.accessedSec,
        expires: token.expiresSec,
      }));
      try {
        await this.#platform.files.replaceText(this.#path, JSON.stringify(entries), FILE_MODE);
        this.lastWriteError = "";
      } catch (error) {
        // The tokens work until the process ends; the owner reads this in the message log.
        this.writeFailures++;
        this.lastWriteError = String(error);
      }
    }
  }
}

function parseToken(entry: unknown): Token | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { token, name, role, created, accessed, expires } = entry as Record<string, unknown>;
  if (typeof token !== "string" || token.length < 16 || token.length > SECRET_BYTES_MAX) {
    return undefined;
  }
  if (typeof name !== "string" || name === "" || name === LOGIN_TOKEN_NAME) return undefined;
  if (typeof role !== "string" || role === "") return undefined;
  const seconds = (value: unknown): number => typeof value === "number" && value > 0 ? value : 0;
  return {
    token,
    name,
    role,
    kind: "api",
    createdSec: seconds(created),
    accessedSec: seconds(accessed),
    expiresSec: seconds(expires),
  };
}
