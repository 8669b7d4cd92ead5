// Who talks to which network, and what its clear traffic says of it (spec dot11 2.4, 2.5, 5.4).
import { describe, expect, test } from "vitest";
import { encodeElement } from "../../../protocols/dot11/encode-elements.ts";
import { macBytes } from "../../../protocols/dot11/encode-bytes.ts";
import {
  BROADCAST,
  concat,
  encodeAssociationRequest,
  encodeAuthentication,
  encodeBeacon,
  encodeHeader,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import type { Dot11Client } from "../../../protocols/records/dot11-device.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const STATION = 0x6600000000aa;
const SERVER = 0x0211110000bb;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "open" };
const text = (value: string) => new TextEncoder().encode(value);

const toAp = (payload: Uint8Array, destination = BROADCAST, sequence = 1) =>
  concat(encodeHeader(2, 0, 0x01, [AP, STATION, destination], sequence), payload);
/** From a host behind the access point, or from the access point itself. */
const fromAp = (payload: Uint8Array, destination: number, source = SERVER, sequence = 1) =>
  concat(encodeHeader(2, 0, 0x02, [destination, AP, source], sequence), payload);

const LLC_IPV4 = "aaaa030000000800";
/** An IPv4 packet without options, header checksum left out. */
function ipv4(protocol: number, source: string, destination: string, body: Uint8Array): Uint8Array {
  return concat(
    fromHex(LLC_IPV4),
    [0x45, 0, 0, 20 + body.length, 0, 0, 0, 0, 64, protocol, 0, 0],
    source.split(".").map(Number),
    destination.split(".").map(Number),
    body,
  );
}
const udp = (from: number, to: number, body: Uint8Array): Uint8Array =>
  concat([from >> 8, from & 0xff, to >> 8, to & 0xff, 0, 8 + body.length, 0, 0], body);
const option = (tag: number, body: Uint8Array | readonly number[]): Uint8Array =>
  encodeElement(tag, body);

/** A DHCP message: BOOTP fields, cookie, options, end. */
function dhcp(
  type: number,
  offered: readonly number[],
  client: number,
  ...options: Uint8Array[]
): Uint8Array {
  const fixed = new Uint8Array(236);
  fixed.set([type === 2 ? 2 : 1, 1, 6, 0]);
  fixed.set(offered, 16);
  fixed.set(macBytes(client), 28);
  return concat(fixed, fromHex("63825363"), option(53, [type]), ...options, [255]);
}
const discover = (...options: Uint8Array[]) =>
  ipv4(17, "0.0.0.0", "255.255.255.255", udp(68, 67, dhcp(1, [], STATION, ...options)));
const offer = (client = STATION) =>
  ipv4(
    17,
    "10.0.0.1",
    "255.255.255.255",
    udp(
      67,
      68,
      dhcp(2, [10, 0, 0, 7], client, option(1, [255, 255, 255, 0]), option(3, [10, 0, 0, 1])),
    ),
  );
const arp = (sender: string) =>
  concat(
    fromHex("aaaa030000000806 0001 0800 06 04 0001"),
    macBytes(STATION),
    sender.split(".").map(Number),
    new Uint8Array(10),
  );
const eap = (code: number, type: number, body: Uint8Array) =>
  concat(
    fromHex("aaaa03000000888e 01 00"),
    [0, 5 + body.length, code, 1, 0, 5 + body.length, type],
    body,
  );

const clientOf = (listener: Listener, mac = STATION): Dot11Client =>
  listener.dot11(mac).clients!.get(AP)!;

/** What the client's record holds after these frames. */
async function after(frames: readonly Uint8Array[], check: (client: Dot11Client) => void) {
  await withListener({}, (listener) => {
    listener.hear(encodeAuthentication(STATION, AP, AP, 1, 99));
    listener.hear(frames);
    check(clientOf(listener));
  });
}

describe("addresses of clients", () => {
  const IP = (a: number, b: number, c: number, d: number) => ((a * 256 + b) * 256 + c) * 256 + d;
  const tcp = new Uint8Array(20);

  test("come from the ARP messages a client sends", () =>
    after(
      [toAp(arp("192.168.1.1"))],
      ({ ipData }) =>
        expect(ipData).toMatchObject({ type: 3, address: 3232235777, netmask: 0, gateway: 0 }),
    ));

  test("do not come from ARP messages it gets", () =>
    after([fromAp(arp("192.168.1.9"), STATION)], ({ ipData }) => expect(ipData).toBeUndefined()));

  test("come from TCP and UDP, on either side", () =>
    after([
      toAp(ipv4(6, "10.0.0.5", "10.0.0.9", tcp)),
      fromAp(ipv4(17, "10.0.0.9", "10.0.0.6", udp(53, 1234, tcp)), STATION),
    ], ({ ipData }) => expect(ipData).toMatchObject({ type: 2, address: IP(10, 0, 0, 6) })));

  test("keep the type of the newest kind, and the address when the newest names none", () =>
    after([
      toAp(arp("10.0.0.5")),
      toAp(ipv4(17, "0.0.0.0", "10.0.0.9", udp(1, 2, tcp)), BROADCAST, 2),
    ], ({ ipData }) => expect(ipData).toMatchObject({ type: 2, address: IP(10, 0, 0, 5) })));

  test.each<[string, Uint8Array]>([
    ["a host behind the access point, broadcast", fromAp(offer(), BROADCAST)],
    ["the access point itself, broadcast", fromAp(offer(), BROADCAST, AP)],
    ["the access point itself, to the client", fromAp(offer(), STATION, AP)],
  ])(
    "come from the DHCP offer of %s",
    (_, frame) =>
      after([frame], ({ ipData }) =>
        expect(ipData).toMatchObject({
          type: 4,
          address: IP(10, 0, 0, 7),
          netmask: IP(255, 255, 255, 0),
          gateway: IP(10, 0, 0, 1),
        })),
  );

  test.each<[string, Uint8Array]>([
    ["is for another client", fromAp(offer(0x020000000099), BROADCAST)],
    ["a client sends", toAp(offer())],
    [
      "is not an offer but an acknowledgement",
      fromAp(
        ipv4(17, "10.0.0.1", "255.255.255.255", udp(67, 68, dhcp(5, [10, 0, 0, 8], STATION))),
        BROADCAST,
      ),
    ],
  ])(
    "do not come from an offer that %s",
    (_, frame) => after([frame], ({ ipData }) => expect(ipData?.type).not.toBe(4)),
  );
});

describe("texts of clients", () => {
  test("host name and vendor class come from its DHCP discover, which tells no address", () =>
    after([toAp(discover(option(12, text("laptop")), option(60, text("MSFT 5.0"))))], (client) => {
      expect(client).toMatchObject({ dhcpHost: "laptop", dhcpVendor: "MSFT 5.0" });
      expect(client.ipData).toBeUndefined();
    }));

  test("stay when a later message has none, and follow it when it has others", () =>
    after([
      toAp(discover(option(12, text("one")), option(60, text("v1")))),
      toAp(discover(option(12, text("two"))), BROADCAST, 2),
    ], (client) => expect(client).toMatchObject({ dhcpHost: "two", dhcpVendor: "v1" })));

  test("are sanitised", () =>
    after(
      [toAp(discover(option(12, [0x61, 0xff, 0x62, 0, 0x63])))],
      ({ dhcpHost }) => expect(dhcpHost).toBe("a\\xFFb"),
    ));

  test("device and port come from CDP in both directions", () =>
    after([
      fromAp(
        fromHex("aaaa0300000c2000 02b40000 0001 0007 737731 0003 0008 47693001"),
        STATION,
      ),
    ], (client) => expect(client).toMatchObject({ cdpDevice: "sw1", cdpPort: "Gi0\\u0001" })));

  test("damaged CDP tells nothing", () =>
    after(
      [fromAp(fromHex("aaaa0300000c2000 02b40000 0001 0007 737731 0003 0002"), STATION)],
      (client) => expect(client.cdpDevice).toBeUndefined(),
    ));

  test("an identity comes from an EAP response, not from the request", () =>
    withListener({}, (listener) => {
      listener.hear(fromAp(eap(1, 1, text("who")), STATION, AP));
      expect(clientOf(listener).eapIdentity).toBeUndefined();
      listener.hear(toAp(eap(2, 1, text("bob@example.org")), AP));
      expect(clientOf(listener).eapIdentity).toBe("bob@example.org");
      expect(listener.record(STATION)!.basicCrypts).toBe(0);
    }));

  test.each([[13, 2], [17, 2], [21, 2], [25, 2], [4, 0]])(
    "EAP method %i says %i in the basic crypt set",
    (method, crypt) =>
      withListener({}, (listener) => {
        listener.hear(toAp(eap(2, method, new Uint8Array(4)), AP));
        expect(listener.record(STATION)!.basicCrypts).toBe(crypt);
      }),
  );

  test("nothing is looked into with hidedata", () =>
    withListener({ hidedata: "true" }, (listener) => {
      listener.hear([
        toAp(discover(option(12, text("laptop")))),
        toAp(arp("10.0.0.5"), BROADCAST, 2),
        toAp(eap(2, 1, text("bob")), AP, 3),
      ]);
      expect(clientOf(listener)).toMatchObject({
        dhcpHost: undefined,
        eapIdentity: undefined,
        ipData: undefined,
      });
    }));
});

describe("links between clients and networks", () => {
  test("are made by directed management and data frames, not by probe responses", () =>
    withListener({}, async (listener) => {
      listener.hear(encodeProbeResponse(NETWORK, STATION, { timestampUs: 1, sequence: 1 }));
      expect(listener.dot11(STATION).clients).toBeUndefined();
      listener.hear(encodeAssociationRequest(NETWORK, STATION, 2), { timeSec: START_SEC + 5 });
      const details = await listener.details(STATION);
      expect(details["dot11.device.client_map"]).toEqual({
        "00:11:22:00:00:A1": {
          "dot11.client.bssid": "00:11:22:00:00:A1",
          "dot11.client.bssid_key": listener.key(AP),
          "dot11.client.first_time": START_SEC + 5,
          "dot11.client.last_time": START_SEC + 5,
          "dot11.client.type": 0,
          "dot11.client.decrypted": 0,
          "dot11.client.datasize": 0,
          "dot11.client.datasize_retry": 0,
          "dot11.client.num_fragments": 0,
          "dot11.client.num_retries": 0,
        },
      });
      expect((await listener.details(AP))["dot11.device.associated_client_map"])
        .toEqual({ "66:00:00:00:00:AA": listener.key(STATION) });
    }));

  test("last times never go back", () =>
    withListener({}, (listener) => {
      listener.hear(toAp(arp("10.0.0.1")), { timeSec: START_SEC + 9 });
      listener.hear(toAp(arp("10.0.0.1"), BROADCAST, 2), { timeSec: START_SEC + 3 });
      expect(clientOf(listener)).toMatchObject({
        firstTime: START_SEC + 9,
        lastTime: START_SEC + 9,
      });
    }));

  test("have a position of their own, from data frames", () =>
    withListener({}, (listener) => {
      const location = {
        latitude: 52,
        longitude: 13,
        altitudeM: 40,
        speedKmh: 0,
        headingDegrees: 0,
        fix: 3,
      };
      listener.hear(encodeAuthentication(STATION, AP, AP, 1, 1), { location });
      expect(clientOf(listener).location).toBeUndefined();
      listener.hear(toAp(arp("10.0.0.1")), { location });
      expect(clientOf(listener).location).toBeDefined();
    }));

  test("end at their limit, are counted, and the records say so", () =>
    withListener({ dot11_device_clients_max: "3" }, async (listener) => {
      for (let number = 0; number < 5; number++) {
        listener.hear(encodeAuthentication(0x020000000000 + number, AP, AP, 1, 1));
      }
      const details = await listener.details(AP);
      expect(details["dot11.device.num_associated_clients"]).toBe(3);
      expect(details["moirai.dot11.device.not_kept"]).toEqual({ clients: 2 });
      // Whoever was not linked still shows whom it talked to last.
      expect(listener.dot11(0x020000000004)).toMatchObject({ lastBssid: AP });
      for (let number = 0; number < 5; number++) {
        listener.hear(
          encodeAuthentication(
            STATION,
            0x030000000000 - number * 2 - 2,
            0x020000000100 + number * 2,
            1,
            1,
          ),
        );
      }
      expect(await listener.details(STATION)).toMatchObject({
        "dot11.device.num_client_aps": 3,
        "moirai.dot11.device.not_kept": { clients: 2 },
      });
      expect(listener.moirai.stores.phys()[0]!.counters!.get("clients_refused")).toBe(4);
      expect(await listener.details(0x020000000000)).not.toHaveProperty([
        "moirai.dot11.device.not_kept",
      ]);
    }));

  test("come back when the access point was forgotten and returns", () =>
    withListener({ tracker_device_timeout: "60" }, (listener) => {
      listener.hear(toAp(arp("10.0.0.1")));
      // The client is heard with another network; the access point is not heard.
      for (let minute = 1; minute <= 3; minute++) {
        listener.hear(
          encodeAuthentication(STATION, 0x020000000001, 0x020000000001, 1, minute),
          { timeSec: START_SEC + 60 * minute },
        );
      }
      expect(listener.record(AP)).toBeUndefined();
      listener.hear(toAp(arp("10.0.0.1"), BROADCAST, 2), { timeSec: START_SEC + 200 });
      expect([...listener.dot11(AP).associated!.keys()]).toEqual([STATION]);
    }));
});

test("clients-of lists the complete records of a network's clients, as lines too", () =>
  withListener({}, async (listener) => {
    listener.hear([
      encodeBeacon(NETWORK, { timestampUs: 1, sequence: 1 }),
      toAp(arp("10.0.0.1")),
      encodeAuthentication(SERVER, AP, AP, 1, 1),
    ]);
    const path = `/phy/phy80211/clients-of/${listener.key(AP)}/clients`;
    expect(await listener.ask(`${path}.json`)).toMatchObject([
      { "kismet.device.base.macaddr": "66:00:00:00:00:AA", "dot11.device": {} },
      { "kismet.device.base.macaddr": "02:11:11:00:00:BB", "dot11.device": {} },
    ]);
    const lines = await (await listener.fetch(`${path}.itjson`)).text();
    expect(lines.trimEnd().split("\n").map((line) => JSON.parse(line))).toHaveLength(2);
    expect(await listener.ask(`${path}.json`, { fields: ["kismet.device.base.macaddr"] }))
      .toEqual([
        { "kismet.device.base.macaddr": "66:00:00:00:00:AA" },
        { "kismet.device.base.macaddr": "02:11:11:00:00:BB" },
      ]);
    for (
      const [key, status, answer] of [
        ["4202770D00000000_99", 200, "[]"],
        ["nonsense", 500, "ERROR: the device key is malformed"],
      ] as const
    ) {
      const response = await listener.fetch(`/phy/phy80211/clients-of/${key}/clients.json`);
      expect([response.status, (await response.text()).trim()]).toEqual([status, answer]);
    }
  }));

test("related-to follows links in both directions, each device once", () =>
  withListener({}, async (listener) => {
    const [second, third, stranger] = [0x020000000201, 0x020000000301, 0x020000000401];
    listener.hear([
      encodeAuthentication(STATION, AP, AP, 1, 1),
      encodeAuthentication(STATION, second, second, 1, 2),
      encodeAuthentication(SERVER, second, second, 1, 3),
      encodeAuthentication(third, stranger, stranger, 1, 4),
    ]);
    const related = await listener.ask(
      `/phy/phy80211/related-to/${listener.key(AP)}/devices.json`,
      {
        fields: ["kismet.device.base.macaddr"],
      },
    ) as { "kismet.device.base.macaddr": string }[];
    expect(related.map((one) => one["kismet.device.base.macaddr"]).sort()).toEqual([
      "00:11:22:00:00:A1",
      "02:00:00:00:02:01",
      "02:11:11:00:00:BB",
      "66:00:00:00:00:AA",
    ]);
    expect(await listener.ask("/phy/phy80211/related-to/4202770D00000000_99/devices.json"))
      .toEqual([]);
    expect((await listener.fetch("/phy/phy80211/related-to/x/devices.json")).status).toBe(500);
  }));
