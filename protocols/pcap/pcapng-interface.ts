// Interface Description Block of pcapng (draft-ietf-opsawg-pcapng 4.2): what the packets that name this
// interface are. Body: u16 link type, u16 reserved, u32 snap length, then options u16 code, u16 length,
// value padded to 4.
import { TimestampResolution } from "./timestamp-resolution.ts";

const OPTION_END = 0;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_FCS_LENGTH = 13;
const OPTION_TIME_OFFSET = 14;
const BODY_BYTES_MIN = 8;

export interface PcapngInterface {
  readonly linkType: number;
  /** Longest packet of a simple packet block, 0 = any. */
  readonly snapLength: number;
  readonly resolution: TimestampResolution;
  readonly fcsBytes: number;
}

/** Reads the body `[start, end)` of the block; undefined when it is too short. */
export function readInterface(
  view: DataView,
  start: number,
  end: number,
  little: boolean,
): PcapngInterface | undefined {
  if (end - start < BODY_BYTES_MIN) return undefined;
  let resolution: number | undefined;
  let offsetSec = 0;
  let fcsBytes = 0;
  let at = start + BODY_BYTES_MIN;
  while (at + 4 <= end) {
    const code = view.getUint16(at, little);
    const size = view.getUint16(at + 2, little);
    const value = at + 4;
    // What follows an option that does not fit is lost; the interface itself is known.
    if (code === OPTION_END || value + size > end) break;
    if (code === OPTION_TIME_RESOLUTION && size === 1) resolution = view.getUint8(value);
    else if (code === OPTION_FCS_LENGTH && size === 1) fcsBytes = fcsBytesOf(view.getUint8(value));
    else if (code === OPTION_TIME_OFFSET && size === 8) {
      offsetSec = Number(view.getBigInt64(value, little));
    }
    at = value + ((size + 3) & ~3);
  }
  return {
    linkType: view.getUint16(start, little),
    snapLength: view.getUint32(start + 4, little),
    resolution: new TimestampResolution(resolution, offsetSec),
    fcsBytes,
  };
}

/** Writers disagree on the unit: 4 and 32 both mean a check sequence of four bytes. */
function fcsBytesOf(value: number): number {
  if (value === 2 || value === 4) return value;
  return value === 16 || value === 32 ? value / 8 : 0;
}
