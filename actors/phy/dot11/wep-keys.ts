// WEP with configured keys, `wepkey` (spec dot11 2.4).
import {
  decryptWep,
  parseWepKey,
  WEP_BODY_BYTES_MAX,
  WEP_OVERHEAD_BYTES,
  type WepKey,
} from "../../../protocols/dot11/wep.ts";
import { OK } from "../../../protocols/faults.ts";
import type { MessageLog } from "../../message/message-log.ts";

/** Keys of one configuration; each that fits is tried for each frame of its network. */
export const WEP_KEYS_MAX = 64;
const MAC_BITS = 48;

/** Where a key came from: the configuration, or a client. */
export const KEY_OF_CONFIGURATION = 0;
export const KEY_OF_CLIENT = 1;

interface ScaledKey extends WepKey {
  readonly origin: number;
  /** Frames that this key opened, and that it did not. */
  decrypted: number;
  failed: number;
  /** Divides an address down to the bits that count. */
  readonly scale: number;
  readonly prefix: number;
}

export class WepKeys {
  /** Frames of networks with a key that were opened, and that none of their keys opened. */
  decrypted = 0;
  undecrypted = 0;
  /** The newest decrypted body, `[0, end)`. */
  readonly body: Uint8Array = new Uint8Array(WEP_BODY_BYTES_MAX);
  #keys: ScaledKey[] = [];

  constructor(lines: readonly string[], messages: Pick<MessageLog, "error">) {
    for (const [index, line] of lines.entries()) {
      const key = parseWepKey(line);
      if (typeof key === "string") {
        messages.error(`configuration: wepkey number ${index + 1} is not used: it must be ${key}`);
      } else if (this.#keys.length >= WEP_KEYS_MAX) {
        messages.error(
          `configuration: wepkey number ${
            index + 1
          } is not used: ${WEP_KEYS_MAX} keys are the most`,
        );
      } else {
        this.#keys.push(scaledKey(key, KEY_OF_CONFIGURATION));
      }
    }
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Each key with what it did. */
  keys(): readonly (WepKey & { origin: number; decrypted: number; failed: number })[] {
    return this.#keys;
  }

  /** Adds the key of a client, in place of one for the same addresses; a sentence when it is none. */
  add(line: string): string | undefined {
    const key = parseWepKey(line);
    if (typeof key === "string") return key;
    this.remove(key.bssid.mac);
    if (this.#keys.length >= WEP_KEYS_MAX) return `one of ${WEP_KEYS_MAX} at most`;
    this.#keys.push(scaledKey(key, KEY_OF_CLIENT));
    return undefined;
  }

  /** Forgets the key of a network; false when there is none. */
  remove(bssid: number): boolean {
    const before = this.#keys.length;
    this.#keys = this.#keys.filter((key) => key.bssid.mac !== bssid);
    return this.#keys.length < before;
  }

  /** Length of the data now in `body`, 0 when no key of this network opens `bytes[start, end)`. */
  open(bssid: number, bytes: Uint8Array, start: number, end: number): number {
    let tried = false;
    for (const known of this.#keys) {
      if (Math.floor(bssid / known.scale) !== known.prefix) continue;
      tried = true;
      if (decryptWep(this.body, bytes, start, end, known.key) !== OK) {
        known.failed += 1;
        continue;
      }
      known.decrypted += 1;
      this.decrypted += 1;
      return end - start - WEP_OVERHEAD_BYTES;
    }
    if (tried) this.undecrypted += 1;
    return 0;
  }
}

function scaledKey(key: WepKey, origin: number): ScaledKey {
  const scale = 2 ** (MAC_BITS - key.bssid.maskBits);
  const prefix = Math.floor(key.bssid.mac / scale);
  return { ...key, scale, prefix, origin, decrypted: 0, failed: 0 };
}
