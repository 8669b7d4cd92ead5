// The one user login: from the configuration (global), the plain file, or our hashed file; and the
// check of a user name and password against it (spec rest-api 1.2, 2.2).
import type { Platform, ScryptOptions } from "../../runtime/platform.ts";
import type { Settings } from "../server/settings.ts";
import {
  hashPassword,
  PASSWORD_SCRYPT,
  type PlainPassword,
  readHashedPassword,
  readPlainPassword,
  type StoredPassword,
  writeHashedPassword,
} from "./password-file.ts";
import { createPasswordText, equalText, SECRET_BYTES_MAX, toHex } from "./secrets.ts";

/** `global`: fixed by the configuration; `unset`: nobody can log in yet. */
export type SetupState = "global" | "configured" | "unset";

/** Hashes computed at the same time, and checks that may wait for one; each costs 16 MiB. */
export const PASSWORD_CHECKS_MAX = 2;
export const PASSWORD_CHECKS_WAITING_MAX = 32;
const CREATED_USERNAME = "admin";

export type PasswordCheck = "right" | "wrong" | "busy";

export interface PasswordPaths {
  /** `httpd_auth_file`, read only. */
  readonly plainFile: string;
  /** Our file; its folder exists. */
  readonly hashedFile: string;
}

/** `httpd_user=name:password`, the one login key of 2016. */
function loginOf2016(text: string): PlainPassword | undefined {
  if (text === "") return undefined;
  const colon = text.indexOf(":");
  if (colon > 0 && colon < text.length - 1) {
    return { kind: "plain", username: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  throw new Error("httpd_user must be name:password");
}

export class Passwords {
  readonly #platform: Platform;
  readonly #paths: PasswordPaths;
  readonly #scrypt: ScryptOptions;
  #global: PlainPassword | undefined = undefined;
  #stored: StoredPassword | undefined = undefined;
  /** The pair that a hash was computed for and that was right: the next check costs nothing. */
  #known: { username: string; password: string } | undefined = undefined;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  /** Hashes computed and checks refused since start. */
  hashes = 0;
  refusedBusy = 0;

  constructor(platform: Platform, paths: PasswordPaths, scrypt: ScryptOptions = PASSWORD_SCRYPT) {
    this.#platform = platform;
    this.#paths = paths;
    this.#scrypt = scrypt;
  }

  /** Reads configuration and files. Throws what a user can act on. */
  async load(settings: Settings): Promise<void> {
    const username = settings.text("httpd_username");
    const password = settings.text("httpd_password");
    if ((username === "") !== (password === "")) {
      throw new Error("httpd_username and httpd_password must be set together");
    }
    if (username !== "") this.#global = { kind: "plain", username, password };
    else this.#global = loginOf2016(settings.text("httpd_user"));
    const plain = await readPlainPassword(this.#platform, this.#paths.plainFile);
    const hashed = await readHashedPassword(this.#platform, this.#paths.hashedFile);
    this.#stored = hashed ?? plain;
    // Writing a new plain file is how an administrator resets a forgotten password.
    if (plain !== undefined && hashed !== undefined && await this.#plainIsNewer()) {
      this.#stored = plain;
    }
  }

  get state(): SetupState {
    if (this.#global !== undefined) return "global";
    return this.#stored === undefined ? "unset" : "configured";
  }

  /** The file in which the login stands in clear, when it is that one that counts. */
  get clearFile(): string | undefined {
    const isClear = this.#global === undefined && this.#stored?.kind === "plain";
    return isClear ? this.#paths.plainFile : undefined;
  }

  get username(): string | undefined {
    return (this.#global ?? this.#stored)?.username;
  }

  async check(username: string, password: string): Promise<PasswordCheck> {
    const platform = this.#platform;
    const login = this.#global ?? this.#stored;
    if (login === undefined || username === "" || password === "") return "wrong";
    if (username.length > SECRET_BYTES_MAX || password.length > SECRET_BYTES_MAX) return "wrong";
    const sameUser = equalText(platform, username, login.username);
    if (login.kind === "plain") {
      return equalText(platform, password, login.password) && sameUser ? "right" : "wrong";
    }
    const known = this.#known;
    if (known !== undefined && equalText(platform, password, known.password) && sameUser) {
      return "right";
    }
    if (!await this.#enter()) return "busy";
    try {
      this.hashes++;
      // Hashed for a wrong user name too: the time must not tell which names exist.
      const hash = await platform.scrypt(password, login.salt, login.scrypt);
      if (!platform.equalBytes(hash, login.hash) || !sameUser) return "wrong";
      // The password may have been changed while this one was being hashed.
      if ((this.#global ?? this.#stored) !== login) return "wrong";
      this.#known = { username, password };
      return "right";
    } finally {
      this.#leave();
    }
  }

  /** What only this user name and password give with `salt`; "" while there is no login. */
  async proof(salt: Uint8Array): Promise<string> {
    const login = this.#global ?? this.#stored;
    if (login === undefined) return "";
    const secret = login.kind === "plain" ? login.password : toHex(login.hash);
    const identity = `${login.kind}\0${login.username}\0${secret}`;
    return toHex(await this.#platform.scrypt(identity, salt, this.#scrypt));
  }

  /** Stores a new login; the caller has checked that this is allowed. */
  async set(username: string, password: string): Promise<void> {
    if (username === "" || password === "") {
      throw new RangeError("user name and password are needed");
    }
    // Basic credentials (RFC 7617 section 2) end the user name at the first colon.
    if (username.includes(":")) throw new RangeError("a user name has no colon");
    if (!this.#fits(username) || !this.#fits(password)) {
      throw new RangeError(`user name and password have at most ${SECRET_BYTES_MAX} bytes`);
    }
    const stored = await hashPassword(this.#platform, username, password, this.#scrypt);
    await writeHashedPassword(this.#platform, this.#paths.hashedFile, stored);
    this.#stored = stored;
    this.#known = undefined;
  }

  /** First start: makes up a password and returns it once, in clear. */
  async create(): Promise<{ username: string; password: string }> {
    const password = createPasswordText(this.#platform);
    await this.set(CREATED_USERNAME, password);
    return { username: CREATED_USERNAME, password };
  }

  #fits(text: string): boolean {
    return new TextEncoder().encode(text).length <= SECRET_BYTES_MAX;
  }

  async #plainIsNewer(): Promise<boolean> {
    const [plain, hashed] = await Promise.all([
      this.#platform.files.stat(this.#paths.plainFile),
      this.#platform.files.stat(this.#paths.hashedFile),
    ]);
    return plain.modifiedMs > hashed.modifiedMs;
  }

  async #enter(): Promise<boolean> {
    if (this.#running < PASSWORD_CHECKS_MAX) {
      this.#running++;
      return true;
    }
    if (this.#waiting.length >= PASSWORD_CHECKS_WAITING_MAX) {
      this.refusedBusy++;
      return false;
    }
    // The place is handed over by `#leave`, so the count stays as it is.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
