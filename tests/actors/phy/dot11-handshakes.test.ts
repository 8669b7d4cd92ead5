// What is kept of key frames (spec dot11 6).
import { describe, expect, test } from "vitest";
import { encodeEapolKey } from "../../../protocols/dot11/encode-eapol.ts";
import {
  encodeBeacon,
  encodeData,
  encodeHandshakeMessage,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const STATION = 0x6600000000aa;
const WIRED = 0x0211110000bb;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "wpa2-psk" };
const nonceOf = (value: number) => new Uint8Array(32).fill(value);

function key(keyInfo: number, options: {
  data?: Uint8Array;
  nonce?: Uint8Array;
  replay?: number;
  toAp?: boolean;
  sequence?: number;
  encrypted?: boolean;
}): Uint8Array {
  return encodeData({
    bssid: AP,
    station: STATION,
    peer: AP,
    toAp: options.toAp ?? false,
    encrypted: options.encrypted ?? false,
    payload: encodeEapolKey({
      keyInfo,
      keyLength: 16,
      replayCounter: options.replay ?? 1,
      nonce: options.nonce ?? nonceOf(1),
      data: options.data ?? new Uint8Array(0),
    }),
    sequence: options.sequence ?? 1,
  });
}
const kept = (listener: Listener, client = STATION) =>
  listener.dot11(AP).handshakes?.get(client)?.map(({ message }) => message) ?? [];

describe("key frames", () => {
  // Key information: ack 0x80, MIC 0x100, install 0x40, pairwise 0x08.
  test.each([
    ["ack", 0x008a, 0, 1],
    ["MIC with data", 0x010a, 22, 2],
    ["MIC without data", 0x030a, 0, 4],
    ["MIC and ack", 0x13ca, 56, 3],
    ["MIC and ack of a group key", 0x1382, 40, 3],
    ["nothing", 0x000a, 0, 0],
    ["install alone", 0x014a, 0, 0],
  ])(
    "with %s (information %i, %i bytes of data) are message %i",
    (_, keyInfo, bytes, message) =>
      withListener({}, (listener) => {
        listener.hear(key(keyInfo, { data: new Uint8Array(bytes).fill(0xc3) }));
        expect(kept(listener)).toEqual([message]);
      }),
  );

  test("are kept with nonce, counter, direction and time, as clients get them", () =>
    withListener({}, async (listener) => {
      listener.hear(key(0x13ca, { nonce: nonceOf(0xab), replay: 7 }), { timeSec: START_SEC + 3 });
      const lists = (await listener.details(AP))["dot11.device.wpa_handshake_list"] as Members;
      expect(lists).toMatchObject({
        "66:00:00:00:00:AA": [{
          "dot11.eapol.timestamp": START_SEC + 3,
          "dot11.eapol.direction": 1,
          "dot11.eapol.message_num": 3,
          "dot11.eapol.replay_counter": 7,
          "dot11.eapol.install": 1,
          "dot11.eapol.nonce": "AB".repeat(32),
          "dot11.eapol.rsn_pmkid": "",
          "dot11.eapol.packet": {
            "kismet.packet.ts_sec": START_SEC + 3,
            "kismet.packet.ts_usec": 0,
            "kismet.packet.dlt": 105,
            "kismet.packet.source": 0,
          },
        }],
      });
    }));

  test.each<[string, Uint8Array]>([
    ["are encrypted", key(0x008a, { encrypted: true })],
    ["are cut", key(0x008a, {}).subarray(0, 100)],
    [
      "have another descriptor",
      (() => {
        const frame = key(0x008a, {});
        // Header, LLC, 802.1X header: the descriptor is first of the key frame.
        frame[26 + 8 + 4] = 254;
        return frame;
      })(),
    ],
  ])("that %s are not kept", (_, frame) =>
    withListener({}, (listener) => {
      listener.hear(frame);
      expect(kept(listener)).toEqual([]);
      expect(listener.published()).not.toContain("DOT11_WPA_HANDSHAKE");
    }));

  test("between a wired host and a client are kept for both", () =>
    withListener({}, (listener) => {
      const frame = encodeData({
        bssid: AP,
        station: STATION,
        peer: WIRED,
        toAp: false,
        encrypted: false,
        payload: encodeEapolKey({ keyInfo: 0x008a, keyLength: 16, replayCounter: 1 }),
        sequence: 1,
      });
      listener.hear(frame);
      expect([kept(listener, WIRED), kept(listener)]).toEqual([[1], [1]]);
    }));

  test("heard twice are kept once", () =>
    withListener({}, (listener) => {
      const frame = key(0x008a, {});
      listener.hear([frame, frame]);
      expect(kept(listener)).toEqual([1]);
    }));

  test("are not kept with dot11_keep_eapol=false", () =>
    withListener({ dot11_keep_eapol: "false" }, (listener) => {
      listener.hear(key(0x008a, {}));
      expect(kept(listener)).toEqual([]);
      expect(listener.dot11(STATION).anonces).toBeUndefined();
    }));

  test("are kept with hidedata", () =>
    withListener({ hidedata: "true" }, (listener) => {
      listener.hear(key(0x008a, {}));
      expect(kept(listener)).toEqual([1]);
    }));

  test("beyond sixteen make room by the first repeated message", () =>
    withListener({}, (listener) => {
      listener.hear(encodeHandshakeMessage(NETWORK, STATION, 4, nonceOf(0), 1));
      for (let sequence = 2; sequence <= 20; sequence++) {
        listener.hear(encodeHandshakeMessage(NETWORK, STATION, 1, nonceOf(sequence), sequence));
      }
      const list = listener.dot11(AP).handshakes!.get(STATION)!;
      expect(list).toHaveLength(17);
      expect(list.slice(0, 2).map(({ message, nonce }) => [message, nonce[0]]))
        .toEqual([[4, 0], [1, 2]]);
      // The second message 1 and those after it went, the first stayed.
      expect(list[2]!.nonce[0]).toBe(6);
    }));
});

describe("nonces", () => {
  test("of messages 1 and 3 go to the client's two lists, zeros and others to neither", () =>
    withListener({}, async (listener) => {
      for (const message of [1, 2, 3, 4] as const) {
        listener.hear(encodeHandshakeMessage(NETWORK, STATION, message, nonceOf(message), message));
      }
      listener.hear(key(0x008a, { nonce: nonceOf(0), sequence: 9 }));
      const details = await listener.details(STATION);
      const nonces = (name: string) =>
        (details[`dot11.device.wpa_${name}_list`] as Members[])
          .map((one) => [one["dot11.eapol.nonce.message_num"], one["dot11.eapol.nonce.nonce"]]);
      expect(nonces("anonce")).toEqual([[1, "01".repeat(32)]]);
      expect(nonces("nonce")).toEqual([[3, "03".repeat(32)]]);
      expect(listener.dot11(AP)).toMatchObject({ nonces: undefined, anonces: undefined });
    }));

  test("heard again keep the larger counter; more than 128 push out the oldest", () =>
    withListener({}, (listener) => {
      listener.hear(key(0x008a, { replay: 5 }));
      listener.hear(key(0x008a, { replay: 9, sequence: 2 }));
      listener.hear(key(0x008a, { replay: 7, sequence: 3 }));
      expect(listener.dot11(STATION).anonces).toMatchObject([{ replayCounter: 9n }]);
      for (let number = 2; number < 200; number++) {
        listener.hear(key(0x008a, { nonce: nonceOf(number), sequence: 100 + number }));
      }
      const { anonces } = listener.dot11(STATION);
      expect(anonces).toHaveLength(129);
      expect(anonces![0]!.nonce[0]).toBe(71);
    }));
});

describe("the beacon beside a handshake", () => {
  const beacon = (sequence: number, ssid = "office") =>
    encodeBeacon({ ...NETWORK, ssid }, { timestampUs: sequence, sequence });

  test("is the next one after the first key frame, once", () =>
    withListener({}, async (listener) => {
      listener.hear(beacon(1));
      expect(listener.dot11(AP).beaconPacket).toBeUndefined();
      listener.hear([
        key(0x008a, {}),
        beacon(2),
        beacon(3, "other"),
        key(0x010a, { sequence: 9 }),
        beacon(4),
      ]);
      expect(listener.dot11(AP).beaconPacket!.bytes).toEqual(beacon(2));
      expect((await listener.details(AP))["dot11.device.ssid_beacon_packet"]).toMatchObject({
        "kismet.packet.dlt": 105,
        "kismet.packet.data": Array.from(
          beacon(2),
          (byte) => byte.toString(16).toUpperCase().padStart(2, "0"),
        ).join(""),
      });
    }));
});
