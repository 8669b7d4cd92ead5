// Handshakes served as capture files: bytes, order, errors, and what programs that use such files
// make of them (spec dot11 9.4).
import { spawnSync } from "node:child_process";
import { createHmac, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { macBytes } from "../../../protocols/dot11/encode-bytes.ts";
import {
  concat,
  encodeBeacon,
  encodeHandshakeMessage,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const STATION = 0x6600000000aa;
const OTHER = 0x6600000000bb;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "wpa2-psk" };
const PASSPHRASE = "correct horse battery";
const PMKID = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
/** Of a QoS data frame: header, LLC, 802.1X header, key frame up to the MIC. */
const EAPOL_OFFSET = 26 + 8;
const MIC_OFFSET = EAPOL_OFFSET + 4 + 77;

const anonce = Uint8Array.from({ length: 32 }, (_, index) => 0x40 + index);
const snonce = Uint8Array.from({ length: 32 }, (_, index) => 0xc0 - index);

/** Key confirmation key (IEEE 802.11-2020 12.7.1.3): PBKDF2, then the pairwise key expansion. */
function confirmationKey(passphrase: string): Buffer {
  const pmk = pbkdf2Sync(passphrase, NETWORK.ssid, 4096, 32, "sha1");
  // The smaller address and nonce come first.
  const data = concat(macBytes(AP), macBytes(STATION), anonce, snonce);
  return createHmac("sha1", pmk).update("Pairwise key expansion\0").update(data).update(
    Uint8Array.of(0),
  ).digest().subarray(0, 16);
}

function message(number: 1 | 2 | 3 | 4, key: Buffer, station = STATION): Uint8Array {
  const nonce = number % 2 === 1 ? anonce : snonce;
  const frame = encodeHandshakeMessage(NETWORK, station, number, nonce, number, {
    mic: new Uint8Array(16),
    ...number === 1 && { pmkid: PMKID },
  });
  if (number === 1) return frame;
  const mic = createHmac("sha1", key).update(frame.subarray(EAPOL_OFFSET)).digest();
  frame.set(mic.subarray(0, 16), MIC_OFFSET);
  return frame;
}

const key = confirmationKey(PASSPHRASE);
const messages = ([1, 2, 3, 4] as const).map((number) => message(number, key));
const beacon = encodeBeacon(NETWORK, { timestampUs: 9, sequence: 9 });

const path = (listener: Listener) =>
  `/phy/phy80211/by-key/${listener.key(AP)}/device/66:00:00:00:00:AA/pcap/handshake.pcap`;

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

function fileOf(...frames: Uint8Array[]): Uint8Array {
  return concat(
    encodePcapHeader(105, 8192),
    ...frames.map((frame) => encodePcapRecord(START_SEC * 1e6, frame)),
  );
}

describe("handshake.pcap", () => {
  test("holds the beacon after the handshake and the client's key frames, as an attachment", () =>
    withListener({}, async (listener) => {
      listener.hear([...messages, message(1, key, OTHER), beacon], { freqMhz: 2437 });
      const response = await listener.fetch(path(listener));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/vnd.tcpdump.pcap");
      expect(response.headers.get("content-disposition")).toBe(
        'attachment; filename="00:11:22:00:00:A1-66:00:00:00:00:AA-handshake.pcap"',
      );
      const bytes = await bytesOf(response);
      expect(bytes).toEqual(fileOf(beacon, ...messages));
      expect(bytes.slice(0, 24)).toEqual(
        fromHex("d4c3b2a1 0200 0400 00000000 00000000 00200000 69000000"),
      );
    }));

  test("has a beacon that did not change since it was first heard", () =>
    withListener({}, async (listener) => {
      const again = encodeBeacon(NETWORK, { timestampUs: 10, sequence: 10 });
      listener.hear([beacon, ...messages, again]);
      expect(await bytesOf(await listener.fetch(path(listener)))).toEqual(
        fileOf(again, ...messages),
      );
    }));

  test("of 2020 holds the key frames of all clients", () =>
    withListener({}, async (listener) => {
      const first = message(1, key, OTHER);
      listener.hear([...messages, first]);
      const response = await listener.fetch(
        `/phy/phy80211/by-key/${listener.key(AP)}/pcap/handshake.pcap`,
      );
      expect(await bytesOf(response)).toEqual(fileOf(...messages, first));
    }));

  test("of 2017 is the same at the address of the network", () =>
    withListener({}, async (listener) => {
      const stem = "/phy/phy80211/by-bssid/00:11:22:00:00:a1/pcap/00:11:22:00:00:a1-handshake.pcap";
      expect((await listener.fetch(stem)).status).toBe(500);
      listener.hear([...messages, beacon]);
      const response = await listener.fetch(stem);
      expect(response.headers.get("content-disposition"))
        .toBe('attachment; filename="00:11:22:00:00:A1-handshake.pcap"');
      expect(await bytesOf(response)).toEqual(fileOf(beacon, ...messages));
    }));

  test("is a header alone when nothing was kept", () =>
    withListener({ dot11_keep_eapol: "false" }, async (listener) => {
      listener.hear([...messages, beacon]);
      expect(await bytesOf(await listener.fetch(path(listener)))).toEqual(fileOf());
      expect(listener.published()).not.toContain("DOT11_WPA_HANDSHAKE");
    }));
});

test("handshake-pmkid.pcap holds the first frame with a PMKID", () =>
  withListener({}, async (listener) => {
    listener.hear([messages[1]!, messages[0]!, message(1, key, OTHER), beacon]);
    const response = await listener.fetch(
      `/phy/phy80211/by-key/${listener.key(AP)}/pcap/handshake-pmkid.pcap`,
    );
    expect(response.headers.get("content-disposition"))
      .toBe('attachment; filename="00:11:22:00:00:A1-pmkid.pcap"');
    expect(await bytesOf(response)).toEqual(fileOf(beacon, messages[0]!));
  }));

test.each([
  ["4202770D00000000_1", "66:00:00:00:00:AA", "ERROR: there is no device of this key"],
  ["nonsense", "66:00:00:00:00:AA", "ERROR: the device key is malformed"],
  ["AP", "66:00:00:00:00:AA/FF:FF:00:00:00:00", "ERROR: the address of the client is malformed"],
  ["AP", "nobody", "ERROR: the address of the client is malformed"],
])(
  "handshake.pcap of key %s and client %s is refused",
  (device, client, reason) =>
    withListener({}, async (listener) => {
      listener.hear(beacon);
      const ofKey = device === "AP" ? listener.key(AP) : device;
      const response = await listener.fetch(
        `/phy/phy80211/by-key/${ofKey}/device/${encodeURIComponent(client)}/pcap/handshake.pcap`,
      );
      expect(response.status).toBe(500);
      expect((await response.text()).trim()).toBe(reason);
    }),
);

/** Runs `program` over the served capture and hands back what it prints. */
async function judge(program: string, args: (folder: string) => string[]): Promise<string> {
  let printed = "";
  await withListener({}, async (listener) => {
    listener.hear([...messages, beacon]);
    const folder = mkdtempSync(join(tmpdir(), "moirai-handshake-"));
    try {
      writeFileSync(join(folder, "h.pcap"), await bytesOf(await listener.fetch(path(listener))));
      writeFileSync(join(folder, "words"), `wrong guess\n${PASSPHRASE}\nanother one\n`);
      printed = spawnSync(program, args(folder), { encoding: "utf8" }).stdout;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  return printed;
}

const runs = (program: string) => spawnSync(program, ["--help"]).error === undefined;

test.skipIf(!runs("aircrack-ng"))(
  "aircrack-ng finds the passphrase in it (skipped where it is not installed)",
  async () => {
    const printed = await judge(
      "aircrack-ng",
      (folder) => `-a 2 -p 1 -b 00:11:22:00:00:A1 -w ${folder}/words ${folder}/h.pcap`.split(" "),
    );
    expect(printed).toContain(`KEY FOUND! [ ${PASSPHRASE} ]`);
  },
);

test.skipIf(!runs("tshark"))(
  "tshark tells its messages and finds nothing malformed (skipped where it is not installed)",
  async () => {
    const printed = await judge(
      "tshark",
      (
        folder,
      ) => [
        "-r",
        join(folder, "h.pcap"),
        "-T",
        "fields",
        "-e",
        "wlan_rsna_eapol.keydes.msgnr",
        "-e",
        "_ws.malformed",
      ],
    );
    expect(printed.trimEnd().split("\n").map((line) => line.trim())).toEqual([
      "",
      "1",
      "2",
      "3",
      "4",
    ]);
  },
);

test.skipIf(!runs("capinfos"))(
  "capinfos calls it a pcap of bare 802.11 frames (skipped where it is not installed)",
  async () => {
    const printed = await judge("capinfos", (folder) => `-t -E -c ${folder}/h.pcap`.split(" "));
    expect(printed).toMatch(/File type:\s+Wireshark\/tcpdump\/\.\.\. - pcap/);
    expect(printed).toMatch(/File encapsulation:\s+IEEE 802\.11 Wireless LAN\n/);
    expect(printed).toMatch(/Number of packets:\s+5/);
  },
);
