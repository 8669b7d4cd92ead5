import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeIpPayload,
  IP_ARP,
  IP_CDP,
  IP_DHCP_DISCOVER,
  IP_DHCP_OFFER,
  IP_MDNS,
  IP_NONE,
  IP_TCP,
  IP_UDP,
  IpPayload,
} from "../../../protocols/dot11/ip-data.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { differences, offsetNames, ranges } from "./differences.ts";

const OFFSETS = offsetNames(new IpPayload());
const used = new IpPayload();

/** What a payload says; decoded into a used object, between bytes that are not its own. */
function decoded(payload: Uint8Array): Record<string, unknown> {
  const buffer = concatBytes(new Uint8Array(16).fill(0xff), payload, new Uint8Array(64).fill(0xff));
  decodeIpPayload(used, buffer, 16, 16 + payload.length);
  return { ...differences(used, new IpPayload(), OFFSETS), ...ranges(used, 16) };
}

const IP_LLC = "aaaa03 000000 0800";
const u16 = (value: number) => value.toString(16).padStart(4, "0");

/** LLC, IPv4 from 192.168.1.2 to 192.168.1.1, then ports and the rest. */
function ipv4(protocol: string, ports: string, rest = "", head = "4500", fragment = "0000") {
  return fromHex(
    `${IP_LLC} ${head} 0000 0000 ${fragment} 40${protocol} 0000 c0a80102 c0a80101 ${ports} ${rest}`,
  );
}

/** UDP with a DHCP message: offered 10.0.0.9, client 02:00:00:00:00:07. */
function dhcp(from: number, to: number, options: string, cookie = "63825363") {
  const fixed = `02010600 11223344 0000 0000 00000000 0a000009 0a000001 00000000 020000000007 ${
    "00".repeat(10 + 192)
  }`;
  return ipv4("11", `${u16(from)}${u16(to)} 0000 0000`, `${fixed} ${cookie} ${options}`);
}

const ADDRESSES = { sourceIp: 0xc0a80102, destinationIp: 0xc0a80101 };

describe("decodeIpPayload()", () => {
  test("ARP: address of the sender, 192.168.1.1 is 3232235777", () => {
    const arp = fromHex(
      "aaaa03 000000 0806 0001 0800 06 04 0001 020000000001 c0a80101 000000000000 c0a80102",
    );
    expect(decoded(arp)).toEqual({ kind: IP_ARP, sourceIp: 3232235777 });
    for (let length = 0; length < arp.length; length++) {
      expect(decoded(arp.subarray(0, length)), `${length} bytes`).toEqual({});
    }
  });

  test("UDP, TCP and mDNS: addresses and ports", () => {
    const udp = ipv4("11", "d431 0035", "00080000");
    expect(decoded(udp)).toEqual({
      ...ADDRESSES,
      kind: IP_UDP,
      sourcePort: 0xd431,
      destinationPort: 53,
    });
    expect(decoded(udp.subarray(0, 32))).toHaveProperty("kind", IP_UDP);
    expect(decoded(udp.subarray(0, 31))).toEqual({});
    expect(decoded(ipv4("06", "0050 d431"))).toEqual({
      ...ADDRESSES,
      kind: IP_TCP,
      sourcePort: 80,
      destinationPort: 0xd431,
    });
    expect(decoded(ipv4("11", "14e9 14e9"))).toMatchObject({ kind: IP_MDNS });
    expect(decoded(ipv4("11", "14e9 14ea"))).toMatchObject({ kind: IP_UDP });
    expect(decoded(ipv4("01", "0000 0000"))).toEqual({});
  });

  test("IP options are stepped over; other versions, short headers, later fragments", () => {
    expect(decoded(ipv4("06", "01010101 0050 d431", "", "4600"))).toMatchObject({ sourcePort: 80 });
    expect(decoded(ipv4("06", "0050 d431", "", "4400"))).toEqual({});
    expect(decoded(ipv4("06", "0050 d431", "", "6500"))).toEqual({});
    expect(decoded(ipv4("06", "0050 d431", "", "4f00"))).toEqual({});
    expect(decoded(ipv4("11", "0043 0044", "", "4500", "2001"))).toEqual({
      ...ADDRESSES,
      kind: IP_UDP,
    });
    expect(decoded(ipv4("11", "0043 0035", "", "4500", "2000"))).toMatchObject({ sourcePort: 67 });
  });

  test("DHCP offer: client, address, netmask, gateway", () => {
    expect(decoded(dhcp(67, 68, "3501 02 0104 ffffff00 0308 0a000001 0a000002 ff"))).toEqual({
      ...ADDRESSES,
      kind: IP_DHCP_OFFER,
      sourcePort: 67,
      destinationPort: 68,
      clientMac: 0x020000000007,
      offeredIp: 0x0a000009,
      netmask: 0xffffff00,
      gateway: 0x0a000001,
    });
  });

  test("DHCP discover: host name, vendor, client identifier as ranges", () => {
    const found = decoded(
      dhcp(68, 67, "00 3501 01 0c03 616461 3c04 4d534654 3d07 01 020000000007 ff 0c01 78"),
    );
    // LLC 8, IP 20, UDP 8, fixed fields and cookie 240: options from 276, a padding byte first.
    expect(found).toMatchObject({
      kind: IP_DHCP_DISCOVER,
      clientMac: 0x020000000007,
      host: [282, 285],
      vendor: [287, 291],
      clientId: [293, 300],
    });
  });

  test("DHCP of another type, direction or without its cookie is plain UDP", () => {
    for (
      const payload of [
        dhcp(67, 68, "3501 05 ff"),
        dhcp(67, 68, "3501 01 ff"),
        dhcp(68, 67, "3501 02 ff"),
        dhcp(67, 67, "3501 02 ff"),
        dhcp(67, 68, "3501 02 ff", "00000000"),
        dhcp(67, 68, "ff 3501 02"),
        dhcp(67, 68, "3500 02"),
        dhcp(67, 68, "0104 ffffff00"),
      ]
    ) {
      expect(decoded(payload)).toMatchObject({ kind: IP_UDP, sourceIp: 0xc0a80102 });
      expect(decoded(payload)).not.toHaveProperty("offeredIp");
    }
  });

  test("a DHCP option that does not fit ends the options", () => {
    const found = decoded(dhcp(67, 68, "3501 02 0104 ffffff00 0308 0a000001"));
    expect(found).toMatchObject({ kind: IP_DHCP_OFFER, netmask: 0xffffff00 });
    expect(found).not.toHaveProperty("gateway");
    expect(decoded(dhcp(67, 68, "3501 02 0103 ffffff"))).not.toHaveProperty("netmask");
  });

  test("CDP: device and port of both versions", () => {
    const elements = "0001 0007 617031 0002 0005 00 0003 0008 46612f31";
    expect(decoded(fromHex(`aaaa03 00000c 2000 02 b4 0000 ${elements}`))).toEqual({
      kind: IP_CDP,
      cdpDevice: [16, 19],
      cdpPort: [28, 32],
    });
    expect(decoded(fromHex(`aaaa03 00000c 2000 01 b4 0000 000000 ${elements}`))).toMatchObject({
      cdpDevice: [19, 22],
    });
  });

  test("CDP: length 0 ends it, a length below 4 or past the end discards it", () => {
    const cdp = (elements: string) => decoded(fromHex(`aaaa03 00000c 2000 02 b4 0000 ${elements}`));
    expect(cdp("0001 0005 61 0002 0000 0003 0005 62")).toEqual({
      kind: IP_CDP,
      cdpDevice: [16, 17],
    });
    expect(cdp("0001 0005 61 0003 0003")).toEqual({});
    expect(cdp("0001 0005 61 0003 0006 62")).toEqual({});
    expect(decoded(fromHex("aaaa03 00000c 2000"))).toEqual({});
  });

  test("other LLC headers are nothing", () => {
    const good = ipv4("06", "0050 d431");
    for (const at of [0, 1, 2, 3, 4, 5, 6]) {
      const bytes = good.slice();
      bytes[at]! ^= 0x01;
      expect(decoded(bytes), `byte ${at}`).toEqual({});
    }
    expect(new IpPayload().kind).toBe(IP_NONE);
  });

  test("never throws, and its ranges stay inside", () => {
    const good = [
      dhcp(67, 68, "3501 02 0104 ffffff00"),
      dhcp(68, 67, "3501 01 0c03 616461"),
      ipv4("06", "0050 d431"),
      fromHex("aaaa03 00000c 2000 02 b4 0000 0001 0007 617031"),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat({ max: 290 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.nat({ max: 300 }),
        (unit, changes, length) => {
          const bytes = unit.slice(0, length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          decodeIpPayload(used, bytes, 0, bytes.length);
          for (const name of OFFSETS) {
            expect((used as unknown as Record<string, number>)[name]!).toBeLessThanOrEqual(
              bytes.length,
            );
          }
        },
      ),
      { numRuns: 400, seed: 53 },
    );
  });
});
