// Key frames of the four-way handshake, kept per client on the access point (spec dot11 6).
import { TAG_RSN_PMKID, TAG_WPA_HANDSHAKE } from "../../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device, EapolKey, EapolNonce } from "../../../protocols/records/dot11-device.ts";
import { decodeFrameEapol } from "./payload.ts";
import { savePacket } from "./saved-packet.ts";
import type { Dot11State } from "./state.ts";

/** Key frames kept per client before old repetitions are dropped. */
const KEY_FRAMES_MAX = 16;
/** Without any repeated message number the list still ends somewhere. */
const KEY_FRAMES_HARD_MAX = 24;
const NONCES_MAX = 128;

/** Keeps the frame when it is an RSN key frame between `client` and its access point. */
export function handleKeyFrame(
  state: Dot11State,
  client: DeviceRecord,
  bssid: DeviceRecord,
): void {
  const { frame, eapol, options, rules } = state;
  if (frame.protected || frame.empty) return;
  if (!decodeFrameEapol(state)) return;
  // A frame between two clients would come here for each of them.
  if (!state.hasAskedEapol) {
    state.hasAskedEapol = true;
    for (const look of rules.eapol) look(state, client, bssid);
  }
  if (!eapol.isRsnKey) return;
  const { batch, index } = state;
  const { bytes } = batch;
  batch.tags[index]! |= TAG_WPA_HANDSHAKE;
  if (eapol.pmkidEnd > eapol.pmkidStart) batch.tags[index]! |= TAG_RSN_PMKID;
  if (!options.keepEapol) return;
  const dot11 = state.detail(bssid);
  if (dot11.beaconPacket === undefined) dot11.wantsBeacon = true;
  const packet = savePacket(state);
  const pmkid = eapol.pmkidEnd > eapol.pmkidStart
    ? bytes.slice(eapol.pmkidStart, eapol.pmkidEnd)
    : undefined;
  if (pmkid !== undefined) dot11.pmkidPacket ??= packet;

  const handshakes = dot11.handshakes ??= new Map();
  let list = handshakes.get(client.mac);
  if (list === undefined) {
    if (handshakes.size >= options.handshakesMax) {
      state.refuse(dot11, "handshakes");
      return;
    }
    handshakes.set(client.mac, list = []);
  }
  const key: EapolKey = {
    timestampUs: packet.timestampUs,
    direction: frame.distribution,
    message: eapol.message,
    replayCounter: (BigInt(eapol.replayHigh) << 32n) | BigInt(eapol.replayLow),
    install: eapol.install,
    nonce: bytes.slice(eapol.nonceStart, eapol.nonceStart + 32),
    pmkid,
    packet,
  };
  if (list.length > KEY_FRAMES_MAX) dropRepetition(list);
  if (list.length < KEY_FRAMES_HARD_MAX) list.push(key);
  else state.refuse(dot11, "handshakes");
  noteNonce(state.detail(client), key);
  state.store.announce();
  state.context.bus.publish("DOT11_WPA_HANDSHAKE", { device: bssid, dot11 });
}

/** The first entry whose message number stood in the list before makes room. */
function dropRepetition(list: EapolKey[]): void {
  let seen = 0;
  for (let at = 0; at < list.length; at++) {
    const bit = 1 << list[at]!.message;
    if ((seen & bit) !== 0) {
      list.splice(at, 1);
      return;
    }
    seen |= bit;
  }
}

/** Nonces of messages 1 and 3, on the client; their re-use is what KRACK attacks need. */
function noteNonce(client: Dot11Device, key: EapolKey): void {
  if (key.message !== 1 && key.message !== 3) return;
  if (key.nonce.every((byte) => byte === 0)) return;
  const list = key.message === 3 ? client.nonces ??= [] : client.anonces ??= [];
  const known = list.find((one) => sameBytes(one.nonce, key.nonce));
  if (known !== undefined) {
    if (key.replayCounter > known.replayCounter) known.replayCounter = key.replayCounter;
    return;
  }
  if (list.length > NONCES_MAX) list.shift();
  const nonce: EapolNonce = {
    timestampUs: key.timestampUs,
    message: key.message,
    replayCounter: key.replayCounter,
    install: key.install,
    nonce: key.nonce,
  };
  list.push(nonce);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Keeps the beacon that belongs to a handshake, for crackers and for the download. */
export function keepBeacon(state: Dot11State, dot11: Dot11Device): void {
  dot11.beaconPacket = savePacket(state);
  dot11.wantsBeacon = false;
}
