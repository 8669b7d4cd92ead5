// The datagram by which a server makes itself known to capture tools of its network (spec
// logs-and-config 11.11): 102 bytes, big endian.
//   0  u64 tag          8  u16 version       10 u32 server port   14 u32 remote capture port
//   18 u64 seconds      26 u64 microseconds  34 u8[36] UUID text  70 u8[32] name, zero padded

export const ANNOUNCEMENT_BYTES = 102;
/** "KISMET" in the lower six bytes. */
const TAG = [0, 0, 0x4b, 0x49, 0x53, 0x4d, 0x45, 0x54];
const VERSION = 1;
const UUID_OFFSET = 34;
const NAME_OFFSET = 70;
/** The last byte of the name stays zero. */
const NAME_BYTES_MAX = 31;

export interface Announcement {
  readonly serverPort: number;
  /** 0 where there is none. */
  readonly remoteCapturePort: number;
  readonly timeMs: number;
  readonly uuid: string;
  readonly name: string;
}

export function encodeAnnouncement(announcement: Announcement): Uint8Array {
  const bytes = new Uint8Array(ANNOUNCEMENT_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(TAG);
  view.setUint16(8, VERSION);
  view.setUint32(10, announcement.serverPort);
  view.setUint32(14, announcement.remoteCapturePort);
  view.setBigUint64(18, BigInt(Math.floor(announcement.timeMs / 1000)));
  view.setBigUint64(26, BigInt(Math.floor((announcement.timeMs % 1000) * 1000)));
  const encoder = new TextEncoder();
  encoder.encodeInto(announcement.uuid, bytes.subarray(UUID_OFFSET, NAME_OFFSET));
  encoder.encodeInto(
    announcement.name,
    bytes.subarray(NAME_OFFSET, NAME_OFFSET + NAME_BYTES_MAX),
  );
  return bytes;
}
