// Login tokens over a restart: `moirai_sessions.json`, mode 0600. They belong to one user name and
// password; when those were changed while the server was down, nobody stays logged in.
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import { fromHex, toHex } from "./secrets.ts";
import { parseToken, storedToken, type Token } from "./token.ts";

const FILE_MODE = 0o600;
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const SALT_BYTES = 16;

/** A proof of the login that is in force; "" while there is none. */
export type LoginProof = (salt: Uint8Array) => Promise<string>;

export class LoginFile {
  readonly #platform: Platform;
  readonly #path: string;
  readonly #proof: LoginProof;
  #saving: Promise<void> | undefined = undefined;
  #wanted: (() => readonly Token[]) | undefined = undefined;
  /** Costs a password hash, so it is made once for each login. */
  #proven: { readonly salt: string; readonly proof: string } | undefined = undefined;
  /** Told what the owner of the server should know. */
  report: (text: string) => void = () => {};
  writeFailures = 0;
  lastWriteError = "";

  constructor(platform: Platform, path: string, proof: LoginProof) {
    this.#platform = platform;
    this.#path = path;
    this.#proof = proof;
  }

  /** The tokens that are still good; a file that cannot be understood holds none. */
  async read(nowSec: number): Promise<readonly Token[]> {
    let stored: Record<string, unknown>;
    try {
      const info = await this.#platform.files.stat(this.#path);
      if (info.size > FILE_BYTES_MAX) return [];
      const value: unknown = JSON.parse(await this.#platform.files.readText(this.#path));
      if (typeof value !== "object" || value === null) return [];
      stored = value as Record<string, unknown>;
    } catch (error) {
      // To log in again is all that a damaged file costs.
      if (error instanceof SyntaxError) return [];
      if (error instanceof PlatformError) return [];
      throw error;
    }
    const { salt, proof, tokens } = stored;
    const saltBytes = typeof salt === "string" ? fromHex(salt) : undefined;
    if (saltBytes === undefined || saltBytes.length !== SALT_BYTES || !Array.isArray(tokens)) {
      return [];
    }
    const now = await this.#proof(saltBytes);
    if (now === "" || now !== proof) return [];
    this.#proven = { salt: toHex(saltBytes), proof: now };
    return (tokens as unknown[]).flatMap((entry) => {
      const token = parseToken(entry, "login");
      return token !== undefined && token.expiresSec > nowSec ? [token] : [];
    });
  }

  /** Writes what `tokens` gives when its turn has come; one write at a time. */
  async save(tokens: () => readonly Token[]): Promise<void> {
    this.#wanted = tokens;
    this.#saving ??= this.#write();
    await this.#saving;
  }

  /** The user name or password has changed. */
  loginChanged(): void {
    this.#proven = undefined;
  }

  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
  }

  async #prove() {
    const salt = this.#platform.random.bytes(new Uint8Array(SALT_BYTES));
    return { salt: toHex(salt), proof: await this.#proof(salt) };
  }

  async #write(): Promise<void> {
    while (this.#wanted !== undefined) {
      const tokens = this.#wanted;
      this.#wanted = undefined;
      try {
        const proven = this.#proven ??= await this.#prove();
        const content = { ...proven, tokens: tokens().map(storedToken) };
        await this.#platform.files.replaceText(this.#path, JSON.stringify(content), FILE_MODE);
        this.lastWriteError = "";
      } catch (error) {
        // The logins work until the process ends. A disk that stays full is told once.
        this.writeFailures++;
        if (this.lastWriteError === "") this.report(`logins cannot be stored: ${String(error)}`);
        this.lastWriteError = String(error);
      }
    }
    // In the same turn as the last look at what is wanted: nothing can come in between.
    this.#saving = undefined;
  }
}
