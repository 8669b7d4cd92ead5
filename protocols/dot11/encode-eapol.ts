// Encodes WPA key frames (IEEE 802.11-2020 12.7.2) as payloads of data frames.
import { concat, u16Big } from "./encode-bytes.ts";
import { encodeVendor } from "./encode-elements.ts";

/** An RSN key frame (12.7.2); whoever encrypts or signs gives the ready bytes. */
export interface KeyFrame {
  /** 2 for RSN, when left out, or 254 for WPA of 2003. */
  readonly descriptor?: number;
  readonly keyInfo: number;
  readonly keyLength: number;
  readonly replayCounter: number;
  /** 32 bytes. */
  readonly nonce?: Uint8Array | undefined;
  /** 16 bytes. */
  readonly mic?: Uint8Array | undefined;
  readonly data?: Uint8Array;
}

/** LLC, 802.1X header and key frame: the payload of a data frame. */
export function encodeEapolKey(key: KeyFrame): Uint8Array {
  const data = key.data ?? new Uint8Array(0);
  const replay = new Uint8Array(8);
  new DataView(replay.buffer).setBigUint64(0, BigInt(key.replayCounter));
  const body = concat(
    [key.descriptor ?? 2],
    u16Big(key.keyInfo),
    u16Big(key.keyLength),
    replay,
    sized(key.nonce, 32),
    new Uint8Array(16 + 8 + 8),
    sized(key.mic, 16),
    u16Big(data.length),
    data,
  );
  return concat([0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0x8e, 2, 3], u16Big(body.length), body);
}

/** Exactly `length` bytes: cut, or filled up with zeros. */
function sized(bytes: Uint8Array | undefined, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  if (bytes !== undefined) whole.set(bytes.subarray(0, length));
  return whole;
}

/** Key data element with the identifier of a pairwise master key (12.7.2, table 12-9). */
export function encodePmkid(pmkid: Uint8Array): Uint8Array {
  return encodeVendor(0x000fac, 4, sized(pmkid, 16));
}
