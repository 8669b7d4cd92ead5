// The file of API tokens, `session.db` (spec rest-api 2.4). A running server and the command line
// both change it, so whoever changes it holds a lock and reads it first.
import { type Files, type Platform, PlatformError } from "../../runtime/platform.ts";
import { parseToken, storedToken, type Token, TokenError } from "./token.ts";

const FILE_MODE = 0o600;
const FILE_BYTES_MAX = 4 * 1024 * 1024;
/** A lock older than this was left by a program that ended in between. */
export const LOCK_STALE_MS = 10_000;
const LOCK_WAIT_MS = 3_000;
const LOCK_RETRY_MS = 20;

export class TokenFile {
  readonly path: string;
  readonly #platform: Platform;
  readonly #files: Files;
  /** What the file looked like when it was read or written last; "" for no file. */
  #seen: string | undefined = undefined;
  /** Entries that made no sense when it was read last. */
  refused = 0;

  constructor(platform: Platform, path: string) {
    this.#platform = platform;
    this.#files = platform.files;
    this.path = path;
  }

  /** The tokens in it; undefined when it is as it was. Throws for a file that is none of tokens. */
  async readIfChanged(): Promise<readonly Token[] | undefined> {
    const look = await this.#look();
    if (look === this.#seen) return undefined;
    const tokens = look === "" ? [] : this.#parse(await this.#files.readText(this.path));
    this.#seen = look;
    return tokens;
  }

  async write(tokens: readonly Token[]): Promise<void> {
    const text = JSON.stringify(tokens.map(storedToken));
    await this.#files.replaceText(this.path, text, FILE_MODE);
    this.#seen = await this.#look();
  }

  /** Runs `work` while no other program changes the file. */
  async locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock = `${this.path}.lock`;
    const { clock } = this.#platform;
    const endMs = clock.now() + LOCK_WAIT_MS;
    while (!await this.#tryLock(lock)) {
      if (clock.now() >= endMs) {
        throw new TokenError(`another program holds ${lock}; delete it if none does`);
      }
      await new Promise<void>((resolve) => clock.setTimeout(resolve, LOCK_RETRY_MS));
    }
    try {
      return await work();
    } finally {
      // One that cannot be removed is stale soon.
      await this.#files.remove(lock).catch(() => {});
    }
  }

  async #tryLock(lock: string): Promise<boolean> {
    try {
      const file = await this.#files.create(lock, { exclusive: true, mode: FILE_MODE });
      await file.close();
      return true;
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== "exists") throw error;
    }
    const info = await this.#files.stat(lock).catch(() => undefined);
    if (info !== undefined && this.#platform.clock.now() - info.modifiedMs > LOCK_STALE_MS) {
      await this.#files.remove(lock).catch(() => {});
    }
    return false;
  }

  async #look(): Promise<string> {
    try {
      const info = await this.#files.stat(this.path);
      if (info.size > FILE_BYTES_MAX) throw new Error(`${this.path} is too long for tokens`);
      return `${info.modifiedMs} ${info.size}`;
    } catch (error) {
      if (error instanceof PlatformError && error.code === "not-found") return "";
      throw error;
    }
  }

  #parse(text: string): Token[] {
    let entries: unknown;
    try {
      entries = text.trim() === "" ? [] : JSON.parse(text);
    } catch (cause) {
      throw new Error(`${this.path} is damaged: delete it to start without API tokens`, { cause });
    }
    if (!Array.isArray(entries)) throw new Error(`${this.path} does not hold a list of tokens`);
    this.refused = 0;
    return (entries as unknown[]).flatMap((entry) => {
      const token = parseToken(entry, "api");
      if (token === undefined) this.refused++;
      return token ?? [];
    });
  }
}
