// The token in the address that is printed at start: good for one login, for a short time.
import type { Platform } from "../../runtime/platform.ts";
import { createToken, equalText } from "./secrets.ts";

export const START_TOKEN_LIFE_MS = 15 * 60_000;
/** Unused ones that are remembered; a new one beyond this ends the oldest. */
export const START_TOKENS_MAX = 8;

export class StartTokens {
  readonly #platform: Platform;
  #tokens: { token: string; endMs: number }[] = [];

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  create(): string {
    const token = createToken(this.#platform);
    this.#tokens.push({ token, endMs: this.#platform.clock.now() + START_TOKEN_LIFE_MS });
    if (this.#tokens.length > START_TOKENS_MAX) this.#tokens.shift();
    return token;
  }

  /** True once for each token. */
  use(text: string): boolean {
    const nowMs = this.#platform.clock.now();
    this.#tokens = this.#tokens.filter((entry) => entry.endMs > nowMs);
    const found = this.#tokens.find((entry) => equalText(this.#platform, entry.token, text));
    if (found === undefined) return false;
    this.#tokens = this.#tokens.filter((entry) => entry !== found);
    return true;
  }

  clear(): void {
    this.#tokens = [];
  }
}
