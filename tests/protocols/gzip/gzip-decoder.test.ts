import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultCode, OK } from "../../../protocols/faults.ts";
import { GZIP_HEADER_BYTES_MAX, GzipDecoder } from "../../../protocols/gzip/gzip-decoder.ts";
import { gunzip, isGzip } from "../../../protocols/gzip/gunzip.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

/** The engine's own compressor, so that the decoder is held against another implementation. */
async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Decodes pieces of the given size and says how it ended. */
function decode(packed: Uint8Array, pieceBytes = packed.length) {
  const decoder = new GzipDecoder();
  const chunks: Uint8Array[] = [];
  const drain = () => {
    for (let chunk = decoder.read(); chunk !== undefined; chunk = decoder.read()) {
      chunks.push(chunk);
    }
  };
  for (let at = 0; at < packed.length; at += Math.max(1, pieceBytes)) {
    decoder.push(packed.subarray(at, at + Math.max(1, pieceBytes)));
    drain();
  }
  decoder.finish();
  drain();
  return { bytes: concatBytes(...chunks), fault: decoder.fault, reason: decoder.reason, decoder };
}

/** Text that compresses to dynamic blocks with near and far matches. */
function sample(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const far = 1 + (state % 40_000);
    bytes[at] = (state >>> 28) < 12 && at > far ? bytes[at - far]! : (state >>> 16) & 0x3f;
  }
  return bytes;
}

// gzip -n of "hello\n": fixed Huffman block, CRC 363a3020, length 6.
const HELLO = fromHex("1f8b0800000000000003 cb48cdc9c9e70200 20303a36 06000000");
const hello = new TextEncoder().encode("hello\n");

describe("GzipDecoder", () => {
  test("decodes a fixed block written out here", () => {
    expect(decode(HELLO)).toMatchObject({ bytes: hello, fault: OK, reason: "" });
  });

  test("decodes a stored block written out here, split at every byte", () => {
    // last stored block, length 3, complement, "abc"; CRC-32 352441c2.
    const stored = fromHex("1f8b0800000000000003 01 0300 fcff 616263 c2412435 03000000");
    for (let piece = 1; piece <= stored.length; piece++) {
      expect(decode(stored, piece)).toMatchObject({ bytes: fromHex("616263"), fault: OK });
    }
  });

  test("skips extra field, name, comment and header checksum", () => {
    const header = fromHex("1f8b081e00000000 0003 0400 78787878 6e00 6300 ffff");
    expect(decode(concatBytes(header, HELLO.subarray(10)))).toMatchObject({
      bytes: hello,
      fault: OK,
    });
  });

  test("gives back what CompressionStream packed, in pieces of any size", async () => {
    for (const [length, seed] of [[0, 1], [1, 2], [70_000, 3], [900_000, 4]] as const) {
      const bytes = sample(length, seed);
      const packed = await gzip(bytes);
      for (const piece of [1, 7, 4096, packed.length]) {
        if (piece === 1 && length > 100_000) continue;
        const result = decode(packed, piece);
        expect(result.fault).toBe(OK);
        expect(result.bytes.length).toBe(length);
        expect(result.bytes.every((byte, at) => byte === bytes[at])).toBe(true);
      }
    }
  });

  test("gives back random bytes of every kind", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.nat(50),
        fc.nat(60),
        async (some, repeats, piece) => {
          const bytes = concatBytes(...Array.from({ length: repeats + 1 }, () => some));
          expect(decode(await gzip(bytes), piece + 1).bytes).toEqual(bytes);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("goes on with the next member, and passes over zeros at the end", () => {
    const twice = decode(concatBytes(HELLO, HELLO, new Uint8Array(512)), 5);
    expect(twice).toMatchObject({ bytes: concatBytes(hello, hello), fault: OK });
  });

  test("does not let a member refer to the bytes of the one before", () => {
    // Fixed block: match of length 3 at distance 1, then end of block.
    const reaching = fromHex("1f8b0800000000000003 030200");
    expect(decode(concatBytes(HELLO, reaching))).toMatchObject({
      bytes: hello,
      fault: faultCode("gzip.damaged"),
    });
  });

  test("goes on with a member that is larger than the memory it is decoded in", async () => {
    const bytes = sample(600_000, 5);
    const packed = await gzip(bytes);
    const result = decode(concatBytes(HELLO, packed, packed), 9999);
    expect(result.fault).toBe(OK);
    expect(result.bytes.length).toBe(6 + 1_200_000);
    expect(result.bytes.subarray(600_006).every((byte, at) => byte === bytes[at])).toBe(true);
  });

  test("keeps everything before a cut, at every length", async () => {
    const bytes = sample(3000, 9);
    const packed = await gzip(bytes);
    let before = 0;
    for (let length = 1; length < packed.length; length++) {
      const result = decode(packed.subarray(0, length));
      expect(result.fault).toBe(faultCode("gzip.truncated"));
      expect(result.bytes).toEqual(bytes.subarray(0, result.bytes.length));
      expect(result.bytes.length).toBeGreaterThanOrEqual(before);
      before = result.bytes.length;
    }
    // Only the trailer was missing.
    expect(before).toBe(bytes.length);
  });

  test("keeps everything before a damage", async () => {
    const bytes = sample(400_000, 11);
    const packed = (await gzip(bytes)).slice();
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 2000);
    const result = decode(packed, 1000);
    expect(result.fault).toBe(faultCode("gzip.damaged"));
    expect(result.bytes.length).toBeGreaterThan(150_000);
    const sound = result.bytes.subarray(0, 150_000);
    expect(sound.every((byte, at) => byte === bytes[at])).toBe(true);
  });

  test("tells a wrong checksum and a wrong length", () => {
    for (const at of [HELLO.length - 8, HELLO.length - 4]) {
      const wrong = HELLO.slice();
      wrong[at]! ^= 1;
      expect(decode(wrong)).toMatchObject({
        bytes: hello,
        fault: faultCode("gzip.damaged"),
        reason: "the compressed data do not match their checksum",
      });
    }
  });

  test.each([
    ["a method other than DEFLATE", "1f8b0700000000000003"],
    ["a reserved flag", "1f8b08e0000000000003"],
    ["block type 3", "1f8b0800000000000003 07"],
    ["a stored length that is not its complement", "1f8b0800000000000003 01 0300 0000"],
    ["more codes than fit", "1f8b0800000000000003 05ff ffffffffffffffffffffffff"],
    ["other bytes behind the member", `${toHex(HELLO)} 68656c6c6f`],
  ])("calls %s damage", (_name, hex) => {
    expect(decode(fromHex(hex)).fault).toBe(faultCode("gzip.damaged"));
  });

  test("does not collect a name without end", () => {
    const endless = concatBytes(
      fromHex("1f8b0808000000000003"),
      new Uint8Array(200_000).fill(0x61),
    );
    const decoder = new GzipDecoder();
    decoder.push(endless.subarray(0, GZIP_HEADER_BYTES_MAX));
    expect(decoder.read()).toBeUndefined();
    expect(decoder.finished).toBe(false);
    decoder.push(endless.subarray(GZIP_HEADER_BYTES_MAX));
    expect(decoder.read()).toBeUndefined();
    expect(decoder.fault).toBe(faultCode("gzip.damaged"));
  });

  test("never throws on random bytes, and always ends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(30), (bytes, piece) => {
        const result = decode(concatBytes(fromHex("1f8b0800000000000003"), bytes), piece + 1);
        expect(result.decoder.finished).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("gunzip()", () => {
  const from = (pieces: Uint8Array[]) => () => Promise.resolve(pieces.shift());

  test("pulls only when it needs more", async () => {
    const pieces = [HELLO.subarray(0, 4), HELLO.subarray(4), HELLO];
    const reader = gunzip(from(pieces));
    expect(await reader.read()).toEqual(hello);
    expect(pieces.length).toBe(1);
    expect(await reader.read()).toEqual(hello);
    expect(await reader.read()).toBeUndefined();
    expect([reader.damage, reader.fault]).toEqual(["", OK]);
  });

  test("says why it ended early, and passes a failed read on", async () => {
    const cut = gunzip(from([HELLO.subarray(0, 12)]));
    while (await cut.read() !== undefined);
    expect(cut.damage).toBe("the compressed file is cut off");
    expect(cut.fault).toBe(faultCode("gzip.truncated"));
    const failing = gunzip(() => Promise.reject(new Error("disk gone")));
    await expect(failing.read()).rejects.toThrow("disk gone");
  });

  test("gives nothing after close()", async () => {
    const reader = gunzip(from([HELLO]));
    await reader.close();
    expect(await reader.read()).toBeUndefined();
  });

  test("isGzip() looks at two bytes", () => {
    expect(isGzip(HELLO)).toBe(true);
    expect(isGzip(HELLO.subarray(0, 1))).toBe(false);
    expect(isGzip(fromHex("1f8c"))).toBe(false);
  });
});

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
