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

interface ScaledKey extends WepKey {
  /** Divides an address down to the bits that count. */
  readonly scale: number;
  readonly prefix: number;
}

export class WepKeys {
  /** Frames of networks with a key that were opened, and that none of their keys opened. */
  decrypted = 0;
  undecrypted = 0;
  /** The newest decrypted body, `[0, end)`. */
  readonly body = new Uint8Array(WEP_BODY_BYTES_MAX);
  readonly #keys: ScaledKey[] = [];

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
        const scale = 2 ** (MAC_BITS - key.bssid.maskBits);
        this.#keys.push({ ...key, scale, prefix: Math.floor(key.bssid.mac / scale) });
      }
    }
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Length of the data now in `body`, 0 when no key of this network opens `bytes[start, end)`. */
  open(bssid: number, bytes: Uint8Array, start: number, end: number): number {
    let tried = false;
    for (const { key, scale, prefix } of this.#keys) {
      if (Math.floor(bssid / scale) !== prefix) continue;
      tried = true;
      if (decryptWep(this.body, bytes, start, end, key) !== OK) continue;
      this.decrypted += 1;
      return end - start - WEP_OVERHEAD_BYTES;
    }
    if (tried) this.undecrypted += 1;
    return 0;
  }
}
