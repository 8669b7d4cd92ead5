// Blocks of a pcapng file as tests look at them (draft-ietf-opsawg-pcapng 3.1): u32 type, u32 length,
// body, u32 length again.

export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;

export interface Block {
  readonly type: number;
  readonly body: Uint8Array;
}

/** All blocks; throws for bytes that are none, or half of one. */
export function blocksOf(bytes: Uint8Array): Block[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const blocks: Block[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (length % 4 !== 0 || view.getUint32(at + length - 4, true) !== length) {
      throw new Error(`no block at ${at}`);
    }
    blocks.push({
      type: view.getUint32(at, true),
      body: bytes.subarray(at + 8, at + length - 4),
    });
    at += length;
  }
  return blocks;
}

/** Number of blocks by type. */
export function countsOf(bytes: Uint8Array): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { type } of blocksOf(bytes)) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
