// WEP with configured keys, over key streams of RFC 6229: the vector and the key are one RC4 key.
import { describe, expect, test } from "vitest";
import { checkValues } from "../../../actors/server/check-settings.ts";
import { createConfigTree } from "../../../protocols/config/config-tree.ts";
import { crc32 } from "../../../protocols/crc32.ts";
import { concat, encodeHeader } from "../../../protocols/dot11/encode.ts";
import { decryptWep, parseWepKey, WEP_BODY_BYTES_MAX } from "../../../protocols/dot11/wep.ts";
import { OK } from "../../../protocols/faults.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Members, withListener } from "./listener.ts";

const AP = 0x001122334455;
const STATION = 0x6600000000aa;
const BROADCAST = 0xffffffffffff;

/** RFC 6229, key 0x0102030405060708090a0b0c0d0e0f10 (128 bits), key stream from offset 0. */
const STREAM_128 = fromHex(
  "9ac7cc9a609d1ef7b2932899cde41b97 5248c4959014126a6e8a84f11d1a9e1c" +
    "065902e4b620f6cc36c8589f66432f2b",
).subarray(0, 32);
/** RFC 6229, key 0x0102030405060708 (64 bits), key stream from offset 0. */
const STREAM_64 = fromHex("97ab8a1bf0afb96132f2f67258da15a8 8263efdb45c4a18684ef87e6b19e5b09");
const VECTOR = fromHex("010203");
const KEY_104 = "0405060708090a0b0c0d0e0f10";
const KEY_40 = "0405060708";

/** A protected body: vector, key number, then data and its CRC-32 under a key stream. */
function protectedBody(data: Uint8Array, stream: Uint8Array): Uint8Array {
  const sum = crc32(data, 0, data.length);
  const clear = concat(data, [sum & 0xff, (sum >>> 8) & 0xff, (sum >>> 16) & 0xff, sum >>> 24]);
  return concat(VECTOR, [0], clear.map((byte, index) => byte ^ stream[index]!));
}

/** LLC, SNAP and a CDP message with the device name "sw1": 24 bytes, as long as a stream allows. */
const CDP = fromHex("aaaa0300000c2000 02b40000 0001 0007 737731 0003 0005 31");
const frameWith = (body: Uint8Array, sequence = 1): Uint8Array =>
  concat(encodeHeader(2, 0, 0x41, [AP, STATION, BROADCAST], sequence), body);

describe("decryptWep()", () => {
  test.each([
    ["104-bit", KEY_104, STREAM_128],
    ["40-bit", KEY_40, STREAM_64],
  ])("reads what a %s key protects", (_, key, stream) => {
    const into = new Uint8Array(WEP_BODY_BYTES_MAX);
    const body = protectedBody(CDP, stream);
    expect(decryptWep(into, body, 0, body.length, fromHex(key))).toBe(OK);
    expect(into.slice(0, CDP.length)).toEqual(CDP);
  });

  test("refuses another key, a flipped bit, extended vectors, and bodies too short or too long", () => {
    const into = new Uint8Array(WEP_BODY_BYTES_MAX);
    const body = protectedBody(CDP, STREAM_128);
    const key = fromHex(KEY_104);
    expect(decryptWep(into, body, 0, body.length, fromHex(KEY_40))).not.toBe(OK);
    for (let at = 0; at < body.length; at++) {
      const flipped = body.slice();
      flipped[at]! ^= at === 3 ? 0x20 : 0x01;
      // The key number is not protected, apart from the bit that announces a longer vector.
      expect(decryptWep(into, flipped, 0, body.length, key), `byte ${at}`).not.toBe(OK);
    }
    for (let length = 0; length < body.length; length++) {
      expect(decryptWep(into, body, 0, length, key), `${length} bytes`).not.toBe(OK);
    }
    const long = new Uint8Array(WEP_BODY_BYTES_MAX + 1);
    expect(decryptWep(into, long, 0, long.length, key)).not.toBe(OK);
  });
});

test.each([
  ["00:11:22:33:44:55,0405060708", { mac: AP, maskBits: 48 }, 5],
  ["00:11:22:00:00:00/FF:FF:FF:00:00:00,04:05:06:07:08", { mac: 0x001122000000, maskBits: 24 }, 5],
  ["001122334455,0405060708090a0b0c0d0e0f10", { mac: AP, maskBits: 48 }, 13],
  ["001122334455, 000102030405060708090a0b0c0d0e0f", { mac: AP, maskBits: 48 }, 16],
])("parseWepKey() reads %s", (text, bssid, bytes) => {
  const key = parseWepKey(text);
  expect(key).toMatchObject({ bssid });
  expect((key as { key: Uint8Array }).key).toHaveLength(bytes);
});

test.each([
  "",
  "nonsense",
  ",0405060708",
  "00:11:22:33:44:55,",
  "00:11:22:33:44:55,04050607",
  "00:11:22:33:44:55,040506070",
  "00:11:22:33:44:55,hello",
  "zz:11,0405060708",
])(
  "a malformed wepkey %j stops the start without being repeated",
  (value) => {
    const tree = createConfigTree();
    tree.values.set("wepkey", [{ key: "wepkey", value, file: "kismet.conf", line: 3 }] as never);
    expect(checkValues(tree).get("wepkey")).toBeUndefined();
    expect(tree.problems).toMatchObject([{ severity: "error", file: "kismet.conf", line: 3 }]);
    expect(tree.problems[0]!.message).toMatch(/^"wepkey" must be an? /);
    const hex = value.split(",")[1];
    if (hex) expect(tree.problems[0]!.message).not.toContain(hex);
  },
);

describe("a network with a configured key", () => {
  const keys = { wepkey: [`00:11:22:33:44:55,${KEY_104}`] };

  test("shows what its clients say, and that it was decrypted", () =>
    withListener(keys, async (listener) => {
      listener.hear(frameWith(protectedBody(CDP, STREAM_128)));
      const device = await listener.device(STATION);
      const clients = (device["dot11.device"] as Members)["dot11.device.client_map"] as Members;
      expect(clients["00:11:22:33:44:55"]).toMatchObject({
        "dot11.client.cdp_device": "sw1",
        "dot11.client.cdp_port": "1",
        "dot11.client.decrypted": 1,
        // What was protected counts as it was sent: with vector, key number and integrity value.
        "dot11.client.datasize": CDP.length + 8,
      });
      // Encrypted, weak, decrypted.
      expect(device["kismet.device.base.basic_crypt_set"]).toBe(0x02 | 0x10 | 0x20);
      expect(await listener.phy()).toMatchObject({
        "moirai.phy.counters": { wep_decrypted: 1, wep_undecrypted: 0 },
      });
    }));

  test("counts what its keys do not open, and looks into nothing", () =>
    withListener(keys, async (listener) => {
      const body = protectedBody(CDP, STREAM_128);
      body[10]! ^= 1;
      listener.hear(frameWith(body));
      expect(listener.dot11(STATION).clients!.get(AP)).toMatchObject({
        decrypted: false,
        cdpDevice: undefined,
      });
      expect(listener.record(STATION)!.basicCrypts).toBe(0x02 | 0x10);
      expect(await listener.phy()).toMatchObject({
        "moirai.phy.counters": { wep_decrypted: 0, wep_undecrypted: 1 },
      });
    }));

  test("is found by the mask of its key, among several keys", () =>
    withListener({
      wepkey: [
        "aa:bb:cc:dd:ee:ff,ffffffffff",
        `00:11:22:33:44:55,${KEY_40}`,
        `00:11:22:00:00:00/ff:ff:ff:00:00:00,${KEY_104}`,
      ],
    }, (listener) => {
      listener.hear(frameWith(protectedBody(CDP, STREAM_128)));
      expect(listener.dot11(STATION).clients!.get(AP)!.cdpDevice).toBe("sw1");
      listener.hear(frameWith(protectedBody(CDP, STREAM_64), 2));
      expect(listener.moirai.stores.phys()[0]!.counters!.get("wep_decrypted")).toBe(2);
    }));

  test("is not looked into with hidedata", () =>
    withListener({ ...keys, hidedata: "true" }, (listener) => {
      listener.hear(frameWith(protectedBody(CDP, STREAM_128)));
      expect(listener.dot11(STATION).clients!.get(AP)!.cdpDevice).toBeUndefined();
    }));
});
