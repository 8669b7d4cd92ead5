// Wi-Fi Protected Setup attributes of a vendor element (Wi-Fi Simple Configuration 12; spec dot11
// 3.5): u16 type, u16 length, data, all big endian.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readU16Big } from "./bytes.ts";
import type { Dot11Elements } from "./elements.ts";

const WPS_MALFORMED = faultCode("dot11.wps_malformed");

export const WPS_CONFIGURED = 1;
export const WPS_NOT_CONFIGURED = 2;
export const WPS_LOCKED = 4;

const UUID_BYTES = 16;

/** Reads the attributes in `bytes[start, end)`. */
export function decodeWps(
  into: Dot11Elements,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  into.hasWps = true;
  let at = start;
  while (at < end) {
    if (at + 4 > end) return WPS_MALFORMED;
    const data = at + 4;
    const length = readU16Big(bytes, at + 2);
    const dataEnd = data + length;
    if (dataEnd > end) return WPS_MALFORMED;
    switch (readU16Big(bytes, at)) {
      case 0x104a:
        if (length < 1) return WPS_MALFORMED;
        into.wpsVersion = bytes[data]!;
        break;
      case 0x1044:
        if (length < 1) return WPS_MALFORMED;
        into.wpsState |= (bytes[data]! & 0x2) !== 0 ? WPS_CONFIGURED : WPS_NOT_CONFIGURED;
        break;
      case 0x1057:
        if (length < 1) return WPS_MALFORMED;
        if (bytes[data] !== 0) into.wpsState |= WPS_LOCKED;
        break;
      case 0x1008:
        if (length < 2) return WPS_MALFORMED;
        into.wpsConfigMethods = readU16Big(bytes, data);
        break;
      case 0x1047:
        if (length !== UUID_BYTES) break;
        into.wpsUuidStart = data;
        into.wpsUuidEnd = dataEnd;
        break;
      case 0x1011:
        into.wpsDeviceNameStart = data;
        into.wpsDeviceNameEnd = dataEnd;
        break;
      case 0x1021:
        into.wpsManufacturerStart = data;
        into.wpsManufacturerEnd = dataEnd;
        break;
      case 0x1023:
        into.wpsModelNameStart = data;
        into.wpsModelNameEnd = dataEnd;
        break;
      case 0x1024:
        into.wpsModelNumberStart = data;
        into.wpsModelNumberEnd = dataEnd;
        break;
      case 0x1042:
        into.wpsSerialNumberStart = data;
        into.wpsSerialNumberEnd = dataEnd;
        break;
    }
    at = dataEnd;
  }
  return OK;
}
