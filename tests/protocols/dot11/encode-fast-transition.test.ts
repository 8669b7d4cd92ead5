// The frames of a fast transition against the rules of IEEE 802.11-2020 13.8, taken apart by hand.
import { aeskw, cmac } from "@noble/ciphers/aes.js";
import { expect, test } from "vitest";
import { concat, macBytes } from "../../../protocols/dot11/encode-bytes.ts";
import {
  FastTransition,
  FastTransitionKeys,
} from "../../../protocols/dot11/encode-fast-transition.ts";
import { deriveSha256 } from "../../../protocols/dot11/key-derivation.ts";
import { fromHex } from "../../suites/hex.ts";

const STATION = 0xf01898000001;
const NETWORK = {
  ssid: "ward",
  bssid: 0x020000000302,
  channel: 6,
  security: "wpa2-psk",
  mobilityDomain: 0x1234,
} as const;
const NONCES = [new Uint8Array(32).fill(0xa1), new Uint8Array(32).fill(0x51)] as const;
const GROUP_KEY = new Uint8Array(16).fill(0x99);

const keys = new FastTransitionKeys(NETWORK, STATION, new Uint8Array(32).fill(7));
const roam = new FastTransition({
  keys,
  network: NETWORK,
  security: "wpa2-psk",
  protects: false,
  from: 0x020000000301,
  nonces: NONCES,
  groupKey: GROUP_KEY,
});
const pairwise = keys.pairwiseAt(NETWORK.bssid, NONCES);

/** Elements from an offset on, by tag. */
function elementsOf(frame: Uint8Array, start: number): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (let at = start; at < frame.length; at += 2 + frame[at + 1]!) {
    found.set(frame[at]!, frame.slice(at, at + 2 + frame[at + 1]!));
  }
  return found;
}

test("deriveSha256() counts blocks from 1 and names the length in bits", () => {
  const [short, long] = [16, 48].map((bytes) =>
    deriveSha256(new Uint8Array(32), "label", fromHex("0102"), bytes)
  );
  expect(short).toHaveLength(16);
  expect(long).toHaveLength(48);
  expect(long!.subarray(0, 16)).not.toEqual(short);
});

test("authentication names the keys of the domain and, in the answer, both nonces", () => {
  for (const step of [1, 2] as const) {
    const frame = roam.authentication(step, 1);
    expect([...frame.subarray(24, 30)]).toEqual([2, 0, step, 0, 0, 0]);
    const elements = elementsOf(frame, 30);
    expect([...elements.keys()]).toEqual([48, 54, 55]);
    expect(elements.get(48)!.slice(-16)).toEqual(keys.name);
    expect([...elements.get(54)!.subarray(2)]).toEqual([0x34, 0x12, 0]);
    const body = elements.get(55)!.subarray(2);
    expect(body.slice(18, 50)).toEqual(step === 1 ? new Uint8Array(32) : NONCES[0]);
    expect(body.slice(50, 82)).toEqual(NONCES[1]);
  }
});

test.each(
  [
    ["request", 2, 34, 5, (at: number) => roam.request(at)],
    ["response", 3, 30, 6, (at: number) => roam.response(at)],
  ] as const,
)(
  "reassociation %s is signed over its three elements",
  (_, subtype, start, number, make) => {
    const frame = make(9);
    expect(frame[0]! >> 4).toBe(subtype);
    const elements = elementsOf(frame, start);
    const transition = elements.get(55)!;
    expect(elements.get(48)!.slice(-16)).toEqual(keys.nameAt(NETWORK.bssid));
    expect(transition[3]).toBe(3);
    const mic = transition.slice(4, 20);
    const blank = transition.slice().fill(0, 4, 20);
    const message = concat(
      macBytes(STATION),
      macBytes(NETWORK.bssid),
      [number],
      elements.get(48)!,
      elements.get(54)!,
      blank,
    );
    expect(cmac(message, pairwise.subarray(0, 16))).toEqual(mic);
  },
);

test("the response carries the group key, wrapped with the key of the new access point", () => {
  const body = elementsOf(roam.response(1), 30).get(55)!.subarray(2);
  const group = elementsOf(body, 82).get(2)!.subarray(2);
  expect([...group.subarray(0, 3)]).toEqual([1, 0, 16]);
  expect(aeskw(pairwise.subarray(16, 32)).decrypt(group.slice(11))).toEqual(GROUP_KEY);
});

test("keys differ by station, access point and domain", () => {
  const other = new FastTransitionKeys(
    { ...NETWORK, mobilityDomain: 0x1235 },
    STATION,
    new Uint8Array(32).fill(7),
  );
  expect(other.name).not.toEqual(keys.name);
  expect(keys.nameAt(NETWORK.bssid)).not.toEqual(keys.nameAt(NETWORK.bssid + 1));
  expect(keys.pairwiseAt(NETWORK.bssid + 1, NONCES)).not.toEqual(pairwise);
  const { mobilityDomain: _, ...without } = NETWORK;
  expect(() => new FastTransitionKeys(without, STATION, new Uint8Array(32)))
    .toThrow("ward has no mobility domain");
});
