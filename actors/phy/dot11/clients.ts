// Who talks to which access point, and what its clear traffic says (spec dot11 5.4).
import { elementText } from "../../../protocols/dot11/element-text.ts";
import { DOT11_DATA } from "../../../protocols/dot11/frame.ts";
import {
  IP_ARP,
  IP_CDP,
  IP_DHCP_DISCOVER,
  IP_DHCP_OFFER,
  IP_NONE,
} from "../../../protocols/dot11/ip-data.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { Dot11Client, IpData } from "../../../protocols/records/dot11-device.ts";
import { DeviceLocation } from "../../../protocols/records/location.ts";
import { addLocationSample } from "../../device/location.ts";
import { decodeFrameEapol, framePayload } from "./payload.ts";
import { keyOf } from "./ssid-groups.ts";
import type { Dot11State } from "./state.ts";

/** `kismet.common.ipdata.type`. */
const FROM_TRAFFIC = 2;
const FROM_ARP = 3;
const FROM_DHCP = 4;

/** Links `client` to the access point (or the bridge of a four-address frame) it talks through. */
export function mapClient(state: Dot11State, client: DeviceRecord, bssid: DeviceRecord): void {
  const { frame, timeSec } = state;
  const dot11 = state.detail(client);
  dot11.lastBssid = bssid.mac;
  let record = dot11.lastClient;
  if (record === undefined || dot11.lastAccess !== bssid) {
    record = link(state, client, bssid);
    if (record === undefined) return;
    dot11.lastClient = record;
    dot11.lastAccess = bssid;
  }
  if (timeSec > record.lastTime) record.lastTime = timeSec;
  if (frame.kind === DOT11_DATA) addData(state, client, record);
}

/**
 * The client's entry of the access point, made by the first frame between the two. The access point
 * may have been forgotten and be new: it is told of the client again.
 */
function link(
  state: Dot11State,
  client: DeviceRecord,
  bssid: DeviceRecord,
): Dot11Client | undefined {
  const dot11 = state.detail(client);
  const access = state.detail(bssid);
  const clients = dot11.clients ??= new Map();
  const known = clients.get(bssid.mac);
  const { clientsMax } = state.options;
  if (known === undefined && clients.size >= clientsMax) {
    state.refuse(dot11, "clients");
    return undefined;
  }
  const associated = access.associated ??= new Map();
  if (!associated.has(client.mac)) {
    if (associated.size >= clientsMax) {
      state.refuse(access, "clients");
      return known;
    }
    associated.set(client.mac, keyOf(client));
  }
  if (known !== undefined) return known;
  const record = new Dot11Client(bssid.mac, keyOf(bssid), state.timeSec);
  clients.set(bssid.mac, record);
  return record;
}

function addData(state: Dot11State, client: DeviceRecord, record: Dot11Client): void {
  const { frame, nowMs } = state;
  record.dataSize += frame.dataSize;
  if (frame.moreFragments) record.fragments += 1;
  if (frame.retry) {
    record.retries += 1;
    record.retryDataSize += frame.dataSize;
  }
  if (state.location !== undefined) {
    addLocationSample(record.location ??= new DeviceLocation(), state.location, nowMs);
  }
  if (!state.readable) return;
  if (state.decrypted) record.decrypted = true;
  if (client.mac === frame.source) addIdentity(state, record);
  addPayload(state, client, record);
}

function addIdentity(state: Dot11State, record: Dot11Client): void {
  if (!decodeFrameEapol(state)) return;
  const { eapol, body } = state;
  if (eapol.identityEnd <= eapol.identityStart) return;
  record.eapIdentity = elementText(body, eapol.identityStart, eapol.identityEnd);
}

function addPayload(state: Dot11State, client: DeviceRecord, record: Dot11Client): void {
  const { frame, body } = state;
  const payload = framePayload(state);
  const isSource = client.mac === frame.source;
  switch (payload.kind) {
    case IP_NONE:
    case IP_DHCP_OFFER:
      return;
    case IP_CDP:
      record.cdpDevice = newerText(
        body,
        payload.cdpDeviceStart,
        payload.cdpDeviceEnd,
        record.cdpDevice,
      );
      record.cdpPort = newerText(body, payload.cdpPortStart, payload.cdpPortEnd, record.cdpPort);
      return;
    case IP_ARP:
      if (isSource) setAddress(record, payload.sourceIp, FROM_ARP);
      return;
    case IP_DHCP_DISCOVER:
      if (!isSource) return;
      for (const look of state.rules.dhcpDiscover) look(state, client, record);
      record.dhcpHost = newerText(body, payload.hostStart, payload.hostEnd, record.dhcpHost);
      record.dhcpVendor = newerText(
        body,
        payload.vendorStart,
        payload.vendorEnd,
        record.dhcpVendor,
      );
      return;
    default:
      setAddress(record, isSource ? payload.sourceIp : payload.destinationIp, FROM_TRAFFIC);
  }
}

/** What the frame says, or what was known when it says nothing. */
function newerText(
  body: Uint8Array,
  start: number,
  end: number,
  old: string | undefined,
): string | undefined {
  return end > start ? elementText(body, start, end) : old;
}

function setAddress(record: Dot11Client, address: number, type: number): void {
  const data = record.ipData ??= new IpData();
  data.type = type;
  if (address !== 0) data.address = address;
}

/**
 * An address offered to a client. Offers are mostly broadcast on the air, also by servers inside the
 * access point, so nobody of the frame's addresses is the client; it is named inside.
 */
export function noteOffer(state: Dot11State): void {
  if (!state.readable) return;
  const payload = framePayload(state);
  if (payload.kind !== IP_DHCP_OFFER) return;
  for (const look of state.rules.dhcpOffer) look(state);
  const { frame, store, context } = state;
  const client = store.find(context.id, payload.clientMac);
  const record = client && state.detail(client).clients?.get(frame.bssid);
  if (record === undefined) return;
  setAddress(record, payload.offeredIp, FROM_DHCP);
  record.ipData!.netmask = payload.netmask;
  record.ipData!.gateway = payload.gateway;
}
