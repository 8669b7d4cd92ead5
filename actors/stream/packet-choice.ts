// Which packets a stream is about: all, those of a datasource, a device, an 802.11 network, or the
// handshakes of all networks. Asked for every packet of every open stream, so nothing is made here.
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import {
  PACKET_ERROR,
  type PacketBatch,
  TAG_WPA_HANDSHAKE,
} from "../../protocols/packet/packet-batch.ts";

export interface PacketChoice {
  /** False when no packet of the batch can be wanted. */
  wantsBatch(batch: PacketBatch): boolean;
  wants(batch: PacketBatch, index: number): boolean;
}

export const EVERY_PACKET: PacketChoice = {
  wantsBatch: () => true,
  wants: () => true,
};

/** Packets of one datasource, by its number. */
export class SourcePackets implements PacketChoice {
  readonly #number: number;

  constructor(number: number) {
    this.#number = number;
  }

  wantsBatch(batch: PacketBatch): boolean {
    return batch.source?.number === this.#number;
  }

  wants(): boolean {
    return true;
  }
}

/** Packets that a device sent, passed on, or was sent, and those of the network it makes. */
export class DevicePackets implements PacketChoice {
  readonly #phyId: number;
  readonly #mac: number;

  constructor(phyId: number, mac: number) {
    this.#phyId = phyId;
    this.#mac = mac;
  }

  wantsBatch(): boolean {
    return true;
  }

  wants(batch: PacketBatch, index: number): boolean {
    const mac = this.#mac;
    return batch.phyId[index] === this.#phyId &&
      (batch.sourceMac[index] === mac || batch.destinationMac[index] === mac ||
        batch.transmitterMac[index] === mac || batch.networkMac[index] === mac);
  }
}

/** 802.11 packets of the network with this BSSID. */
export class NetworkPackets implements PacketChoice {
  readonly #bssid: number;

  constructor(bssid: number) {
    this.#bssid = bssid;
  }

  wantsBatch(): boolean {
    return true;
  }

  wants(batch: PacketBatch, index: number): boolean {
    return batch.networkMac[index] === this.#bssid && batch.frameLinkType[index] === DLT_IEEE802_11;
  }
}

/** Networks of which a stream of handshakes remembers whether it has had their beacon. */
export const HANDSHAKE_NETWORKS_MAX = 4096;
/** First byte of a beacon: management, subtype 8 (IEEE 802.11-2020 9.2.4.1). */
const BEACON = 0x80;

/** Key frames of handshakes, and of each network with one the next beacon, which names it. */
export class HandshakePackets implements PacketChoice {
  /** Whether the beacon has been taken, by BSSID. */
  readonly #beacons = new Map<number, boolean>();
  /** Networks whose beacon is left out because there are too many. */
  refused = 0;

  wantsBatch(): boolean {
    return true;
  }

  wants(batch: PacketBatch, index: number): boolean {
    const network = batch.networkMac[index]!;
    if ((batch.tags[index]! & TAG_WPA_HANDSHAKE) !== 0) {
      if (this.#beacons.size < HANDSHAKE_NETWORKS_MAX) {
        if (!this.#beacons.has(network)) this.#beacons.set(network, false);
      } else if (!this.#beacons.has(network)) this.refused += 1;
      return true;
    }
    if (this.#beacons.size === 0 || batch.frameLinkType[index] !== DLT_IEEE802_11) return false;
    if (batch.bytes[batch.frameStart[index]!] !== BEACON) return false;
    if ((batch.flags[index]! & PACKET_ERROR) !== 0) return false;
    if (this.#beacons.get(network) !== false) return false;
    this.#beacons.set(network, true);
    return true;
  }
}
