// What a data frame carries, where it can be read: in the clear, or protected with a WEP key that the
// configuration names (spec dot11 2.4, 2.5). Decoded once a frame, however many devices ask.
import { decodeEapol, EAPOL_ABSENT, isEapol } from "../../../protocols/dot11/eapol.ts";
import { CRYPT_WEP } from "../../../protocols/dot11/crypt.ts";
import { decodeIpPayload, type IpPayload } from "../../../protocols/dot11/ip-data.ts";
import { OK } from "../../../protocols/faults.ts";
import { BASIC_DECRYPTED, BASIC_ENCRYPTED, BASIC_WEAK } from "../../../protocols/records/device.ts";
import type { Dot11State } from "./state.ts";

/** Key number and flags follow the three bytes of the initialization vector (12.5.2.2, 12.5.3.2). */
const FLAGS_OFFSET = 3;
const EXTENDED_IV = 0x20;

/** Finds the payload of the data frame being handled, and what it says of its protection. */
export function openPayload(state: Dot11State): void {
  const { frame, batch, options, wep } = state;
  state.body = batch.bytes;
  state.bodyStart = frame.bodyStart;
  state.bodyEnd = frame.bodyEnd;
  state.decrypted = false;
  state.readable = false;
  if (frame.empty || frame.bodyEnd <= frame.bodyStart) return;
  if (!frame.protected) {
    state.readable = !options.hideData;
    if (state.readable && isEapol(state.body, state.bodyStart, state.bodyEnd)) {
      decodeFrameEapol(state);
      // Methods that end in keys: what follows is encrypted.
      if (state.eapol.cryptHigh !== 0) state.basicCrypts |= BASIC_ENCRYPTED;
    }
    return;
  }
  if ((frame.cryptLow & CRYPT_WEP) !== 0 && hasShortIv(state)) state.basicCrypts |= BASIC_WEAK;
  if (options.hideData || frame.cryptLow === 0 || wep.size === 0) return;
  const length = wep.open(frame.bssid, batch.bytes, frame.bodyStart, frame.bodyEnd);
  if (length === 0) return;
  state.body = wep.body;
  state.bodyStart = 0;
  state.bodyEnd = length;
  state.decrypted = true;
  state.readable = true;
  state.basicCrypts |= BASIC_WEAK | BASIC_DECRYPTED;
}

function hasShortIv(state: Dot11State): boolean {
  const flags = state.bodyStart + FLAGS_OFFSET;
  return flags < state.bodyEnd && (state.body[flags]! & EXTENDED_IV) === 0;
}

/** Decodes the frame's 802.1X payload once; true when there is one. */
export function decodeFrameEapol(state: Dot11State): boolean {
  const { batch, eapol } = state;
  if (!state.hasEapol) {
    state.hasEapol = true;
    const fault = decodeEapol(eapol, state.body, state.bodyStart, state.bodyEnd);
    if (fault !== OK) batch.source?.faults.add(fault);
  }
  return eapol.type !== EAPOL_ABSENT;
}

/** Decodes the frame's IP payload once. Only where `readable`. */
export function framePayload(state: Dot11State): IpPayload {
  if (!state.hasPayload) {
    decodeIpPayload(state.payload, state.body, state.bodyStart, state.bodyEnd);
    state.hasPayload = true;
  }
  return state.payload;
}
