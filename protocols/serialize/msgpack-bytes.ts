// The parts of msgpack that records need (github.com/msgpack/msgpack, spec.md): integers, floats,
// strings, binaries and the headers of arrays and maps, each in its shortest form.
import type { ByteBuffer } from "./byte-buffer.ts";

const encoder = new TextEncoder();
const view = new DataView(new ArrayBuffer(8));
const viewBytes = new Uint8Array(view.buffer);

export function writeArrayHeader(buffer: ByteBuffer, count: number): void {
  writeHeader(buffer, count, 0x90, 0xdc);
}

export function writeMapHeader(buffer: ByteBuffer, count: number): void {
  writeHeader(buffer, count, 0x80, 0xde);
}

/** Any integer of up to 64 bits; what is none is 0. */
export function writePackedInteger(buffer: ByteBuffer, value: unknown): void {
  if (typeof value === "bigint") {
    writeBigInteger(buffer, value);
    return;
  }
  const whole = Math.trunc(Number(value));
  if (whole >= 0 && whole < 0x80) buffer.byte(whole);
  else if (whole < 0 && whole >= -32) buffer.byte(0x100 + whole);
  else if (whole >= 0 && whole <= 0xffffffff) writeUnsigned(buffer, whole);
  else if (whole < 0 && whole >= -0x80000000) {
    buffer.byte(0xd2);
    view.setInt32(0, whole);
    copyView(buffer, 4);
  } else if (Number.isFinite(whole)) writeBigInteger(buffer, BigInt(whole));
  else buffer.byte(0);
}

export function writeFloat32(buffer: ByteBuffer, value: number): void {
  buffer.byte(0xca);
  view.setFloat32(0, value);
  copyView(buffer, 4);
}

export function writeFloat64(buffer: ByteBuffer, value: number): void {
  buffer.byte(0xcb);
  view.setFloat64(0, value);
  copyView(buffer, 8);
}

export function writeText(buffer: ByteBuffer, text: string): void {
  const { length } = text;
  if (length >= 32) {
    writeEncoded(buffer, text);
    return;
  }
  buffer.reserve(length + 1);
  const start = buffer.length + 1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) {
      writeEncoded(buffer, text);
      return;
    }
    buffer.bytes[start + at] = code;
  }
  buffer.bytes[start - 1] = 0xa0 | length;
  buffer.length = start + length;
}

export function writeBinary(buffer: ByteBuffer, bytes: Uint8Array): void {
  writeLength(buffer, bytes.length, 0xc4);
  buffer.raw(bytes);
}

/** A string as bytes, for texts that are written often. */
export function packText(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  const header = bytes.length < 32
    ? [0xa0 | bytes.length]
    : bytes.length <= 0xff
    ? [0xd9, bytes.length]
    : [0xda, bytes.length >>> 8, bytes.length & 0xff];
  const packed = new Uint8Array(header.length + bytes.length);
  packed.set(header);
  packed.set(bytes, header.length);
  return packed;
}

function writeEncoded(buffer: ByteBuffer, text: string): void {
  const bytes = encoder.encode(text);
  if (bytes.length < 32) buffer.byte(0xa0 | bytes.length);
  else writeLength(buffer, bytes.length, 0xd9);
  buffer.raw(bytes);
}

/** A length of one, two or four bytes after its marker. */
function writeLength(buffer: ByteBuffer, length: number, marker: number): void {
  if (length <= 0xff) {
    buffer.byte(marker);
    buffer.byte(length);
  } else if (length <= 0xffff) {
    buffer.byte(marker + 1);
    view.setUint16(0, length);
    copyView(buffer, 2);
  } else {
    buffer.byte(marker + 2);
    view.setUint32(0, length);
    copyView(buffer, 4);
  }
}

function writeHeader(buffer: ByteBuffer, count: number, short: number, sixteen: number): void {
  if (count <= 15) buffer.byte(short | count);
  else if (count <= 0xffff) {
    buffer.byte(sixteen);
    view.setUint16(0, count);
    copyView(buffer, 2);
  } else {
    buffer.byte(sixteen + 1);
    view.setUint32(0, count);
    copyView(buffer, 4);
  }
}

function writeUnsigned(buffer: ByteBuffer, value: number): void {
  writeLength(buffer, value, 0xcc);
}

function writeBigInteger(buffer: ByteBuffer, value: bigint): void {
  buffer.byte(value < 0n ? 0xd3 : 0xcf);
  view.setBigUint64(0, BigInt.asUintN(64, value));
  copyView(buffer, 8);
}

function copyView(buffer: ByteBuffer, count: number): void {
  buffer.reserve(count);
  for (let at = 0; at < count; at++) buffer.bytes[buffer.length + at] = viewBytes[at]!;
  buffer.length += count;
}
