// Key frames of 802.11 networks as capture files, for programs that test passphrases (spec dot11 9.4).
import { formatMac, parseMac } from "../../../protocols/mac.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import {
  Dot11Device,
  type EapolKey,
  type SavedPacket,
} from "../../../protocols/records/dot11-device.ts";
import { existingDevice } from "../device-lookup.ts";
import { type Answer, type Call, type Endpoint, type Parameter } from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import { packetsAnswer, PCAP_TYPE } from "../packet-file.ts";
import { KEY_PARAMETER, pathText } from "../parameters.ts";

const MAC_BITS = 48;

function accessPoint(call: Call): { device: DeviceRecord; dot11: Dot11Device } {
  const device = existingDevice(call, call.path.key!);
  const dot11 = device.detail;
  if (!(dot11 instanceof Dot11Device)) {
    throw noSuchObject(call, "the device of this key is no 802.11 device");
  }
  return { device, dot11 };
}

function addressOf(call: Call, whose: "client" | "network"): number {
  const address = parseMac(call.path.mac!);
  if (address === undefined || address.maskBits !== MAC_BITS) {
    throw noSuchObject(call, `the address of the ${whose} is malformed`);
  }
  return address.mac;
}

/** The beacon, when one was kept, then the frames. */
function captureAnswer(
  dot11: Dot11Device,
  frames: Iterable<SavedPacket | undefined>,
  filename: string,
): Answer {
  const packets = [dot11.beaconPacket, ...frames].filter((packet) => packet !== undefined);
  return packetsAnswer(packets, filename);
}

const packetOf = (key: EapolKey): SavedPacket => key.packet;

function handshakeOf(call: Call): Answer {
  const { device, dot11 } = accessPoint(call);
  const client = addressOf(call, "client");
  const keys = dot11.handshakes?.get(client) ?? [];
  const filename = `${formatMac(device.mac)}-${formatMac(client)}-handshake.pcap`;
  return captureAnswer(dot11, keys.map(packetOf), filename);
}

function pmkidOf(call: Call): Answer {
  const { device, dot11 } = accessPoint(call);
  return captureAnswer(dot11, [dot11.pmkidPacket], `${formatMac(device.mac)}-pmkid.pcap`);
}

function handshakesOf(call: Call): Answer {
  const { device, dot11 } = accessPoint(call);
  const keys = [...dot11.handshakes?.values() ?? []].flat();
  return captureAnswer(dot11, keys.map(packetOf), `${formatMac(device.mac)}-handshake.pcap`);
}

/** Of an address; the name of the file, which repeats it, may be any. */
function handshakesOfBssid(call: Call): Answer {
  const bssid = addressOf(call, "network");
  const networks = call.context.stores.devices.byMac(bssid, MAC_BITS)
    .filter((device) => device.detail instanceof Dot11Device);
  if (networks.length === 0) throw noSuchObject(call, "there is no network of this address");
  const dot11 = networks[0]!.detail as Dot11Device;
  const keys = [...dot11.handshakes?.values() ?? []].flat();
  return captureAnswer(dot11, keys.map(packetOf), `${formatMac(bssid)}-handshake.pcap`);
}

const capture = (
  path: string,
  summary: string,
  handle: (call: Call) => Answer,
  parameters: readonly Parameter[] = [KEY_PARAMETER],
): Endpoint => ({
  path,
  methods: ["GET"],
  role: "readonly",
  suffixes: ["pcap"],
  summary,
  parameters,
  result: {
    is: "bytes",
    about: "A capture file, bare 802.11 frames",
    contentType: PCAP_TYPE,
  },
  handle,
});

export const dot11CaptureEndpoints: readonly Endpoint[] = [
  capture(
    "/phy/phy80211/by-key/{key}/device/{mac}/pcap/handshake",
    "Handshake between a network and one client, with a beacon",
    handshakeOf,
    [KEY_PARAMETER, pathText("mac", "Address of the client")],
  ),
  capture(
    "/phy/phy80211/by-key/{key}/pcap/handshake-pmkid",
    "The frame with a network's PMKID, with a beacon",
    pmkidOf,
  ),
  capture(
    "/phy/phy80211/by-key/{key}/pcap/handshake",
    "Handshakes of a network with all its clients, as clients of 2020 ask for them",
    handshakesOf,
  ),
  capture(
    "/phy/phy80211/by-bssid/{mac}/pcap/{file}",
    "Handshakes of a network with all its clients, as clients of 2017 ask for them",
    handshakesOfBssid,
    [
      pathText("mac", "Address of the network"),
      pathText("file", "Name for the file: ADDRESS-handshake"),
    ],
  ),
];
