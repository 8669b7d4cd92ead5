// How a station gets into a network: authentication, association, and the exchange of keys that its
// security asks for. The keys hold: who knows the passphrase can check the handshake.
import {
  concat,
  encodeAssociationRequest,
  encodeAssociationResponse,
  encodeAuthentication,
} from "../../protocols/dot11/encode.ts";
import { Handshake, hasHandshake } from "../../protocols/dot11/encode-handshake.ts";
import {
  encodeDiffieHellman,
  encodeSaeCommit,
  encodeSaeConfirm,
  OWE_PUBLIC_KEY_BYTES,
  SAE_COMMIT_BYTES,
  SAE_CONFIRM_BYTES,
} from "../../protocols/dot11/encode-sae.ts";
import type { SeededRandom } from "../random.ts";
import type { AccessPoint } from "./access-point.ts";

const NONCE_BYTES = 32;

/** One frame of an exchange; `sequence` is the sender's next. */
export interface JoiningFrame {
  readonly fromAp: boolean;
  make(sequence: number): Uint8Array;
}

export interface Joining {
  readonly frames: readonly JoiningFrame[];
  /** Undefined in networks without keys. */
  readonly handshake: Handshake | undefined;
}

export interface JoiningStation {
  readonly mac: number;
  /** Can protect management frames, as devices of the last ten years can. */
  readonly protects: boolean;
}

export function joiningOf(
  home: AccessPoint,
  { mac: station, protects }: JoiningStation,
  random: SeededRandom,
): Joining {
  const { network } = home;
  const bytes = (count: number) => random.bytes(new Uint8Array(count));
  const handshake = hasHandshake(network.security)
    ? new Handshake({
      network,
      station,
      masterKey: home.masterKeyFor(random),
      nonces: [bytes(NONCE_BYTES), bytes(NONCE_BYTES)],
      groupKeys: home.groupKeys,
      protects,
    })
    : undefined;
  return {
    frames: [
      ...authentication(home, station, bytes),
      ...association(home, station, protects, bytes),
      ...(handshake === undefined ? [] : keyFrames(handshake)),
    ],
    handshake,
  };
}

type Bytes = (count: number) => Uint8Array;

function authentication({ network }: AccessPoint, station: number, bytes: Bytes): JoiningFrame[] {
  const { bssid, security } = network;
  if (security !== "wpa3-sae" && security !== "wpa3-transition") {
    return [
      { fromAp: false, make: (at) => encodeAuthentication(station, bssid, bssid, 1, at) },
      { fromAp: true, make: (at) => encodeAuthentication(bssid, station, bssid, 2, at) },
    ];
  }
  return [encodeSaeCommit, encodeSaeConfirm].flatMap((encode) => {
    const length = encode === encodeSaeCommit ? SAE_COMMIT_BYTES : SAE_CONFIRM_BYTES;
    const [theirs, mine] = [bytes(length), bytes(length)];
    return [
      { fromAp: false, make: (at: number) => encode([bssid, station, bssid], mine, at) },
      { fromAp: true, make: (at: number) => encode([station, bssid, bssid], theirs, at) },
    ];
  });
}

function association(
  { network }: AccessPoint,
  station: number,
  protects: boolean,
  bytes: Bytes,
): JoiningFrame[] {
  const publicKey = () =>
    network.security === "owe" ? encodeDiffieHellman(bytes(OWE_PUBLIC_KEY_BYTES)) : [];
  const [theirs, mine] = [publicKey(), publicKey()];
  return [
    {
      fromAp: false,
      make: (at) => concat(encodeAssociationRequest(network, station, at, protects), mine),
    },
    {
      fromAp: true,
      make: (at) => concat(encodeAssociationResponse(network, station, at), theirs),
    },
  ];
}

function keyFrames(handshake: Handshake): JoiningFrame[] {
  return ([1, 2, 3, 4] as const).map((number) => ({
    fromAp: number === 1 || number === 3,
    make: (at) => handshake.message(number, at),
  }));
}
