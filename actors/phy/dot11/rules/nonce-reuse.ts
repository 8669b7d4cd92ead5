// Handshake nonces that come back (spec dot11 7.3, off as shipped).
import { formatMac } from "../../../../protocols/mac.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { Dot11Rule } from "../rule.ts";
import type { Dot11State } from "../state.ts";

const REPETITION_US = 1e6;

export const nonceReuse: Dot11Rule = {
  header: "NONCEREUSE",
  class: "EXPLOIT",
  severity: SEVERITY_HIGH,
  rate: "0/min",
  burst: "0/sec",
  description: "A nonce of a handshake is used again",
  meaning:
    "What key reinstallation attacks (KRACK) do. Access points that repeat a message late do it " +
    "too, so this is off as shipped.",
  watch: ({ raise }) => ({
    eapol(state, client) {
      const { eapol, frame, batch, index } = state;
      if (!eapol.isRsnKey || eapol.nonceZero || frame.retry || !state.options.keepEapol) return;
      if (eapol.message !== 1 && eapol.message !== 3) return;
      const dot11 = state.detail(client);
      const known = (eapol.message === 3 ? dot11.nonces : dot11.anonces)
        ?.find((one) => sameNonce(state, one.nonce));
      if (known === undefined) return;
      const counter = (BigInt(eapol.replayHigh) << 32n) | BigInt(eapol.replayLow);
      if (counter > known.replayCounter) return;
      const apartUs = Math.abs(batch.timestampUs[index]! - known.timestampUs);
      // A third message that is repeated at once is an ordinary second attempt.
      if (eapol.message === 3 && apartUs <= REPETITION_US) return;
      const hex = Array.from(known.nonce, (byte) => byte.toString(16).padStart(2, "0")).join("");
      raise(state, () => `${formatMac(client.mac)} got nonce ${hex.toUpperCase()} again`);
    },
  }),
};

function sameNonce(state: Dot11State, nonce: Uint8Array): boolean {
  const { eapol, body } = state;
  return nonce.every((byte, at) => byte === body[eapol.nonceStart + at]);
}
