import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUtf8, sanitiseText, terminalSafe } from "../../../protocols/text/sanitise.ts";
import { fromHex } from "../../suites/hex.ts";

const of = (hex: string) => sanitiseText(fromHex(hex), 0, fromHex(hex).length);
const ofText = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return sanitiseText(bytes, 0, bytes.length);
};

describe("sanitiseText()", () => {
  test.each([
    ["", ""],
    ["linksys", "linksys"],
    ['a"b', 'a\\"b'],
    ["a\\b", "a\\\\b"],
    ["\b\f\n\r\t", "\\b\\f\\n\\r\\t"],
    ["\u0016", "\\u0016"],
    ["\u001b[31mred", "\\u001b[31mred"],
    ["\u007f", "\u007f"],
    ["café ☕ 日本 🛰", "café ☕ 日本 🛰"],
    ["é\n", "é\\n"],
  ])("text %j becomes %j", (text, expected) => {
    expect(ofText(text)).toBe(expected);
  });

  test("bytes that are not UTF-8 keep their ASCII, the rest becomes hex", () => {
    expect(of("636166e9")).toBe("caf\\xE9");
    expect(of("b2e2cad4")).toBe("\\xB2\\xE2\\xCA\\xD4");
    expect(of(`c6 22 544d4522`)).toBe('\\xC6"TME"');
    expect(of("61 01 ff 7f 5c")).toBe("a\\x01\\xFF\\x7F\\");
  });

  test("ends at the first NUL, also before something that is not UTF-8", () => {
    expect(of("4150 00 ff")).toBe("AP");
    expect(of("00 41")).toBe("");
  });

  test("keeps to its range", () => {
    expect(sanitiseText(fromHex("ffff 4142 ffff"), 2, 4)).toBe("AB");
    expect(sanitiseText(fromHex("41 c3 a9"), 0, 2)).toBe("A\\xC3");
  });

  test("a byte order mark is a character like others", () => {
    expect(of("efbbbf41")).toBe("\ufeffA");
  });

  test("leaves no control character below 0x20, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = sanitiseText(bytes, 0, bytes.length);
        expect(/[\u0000-\u001f\ufffd]/.test(text)).toBe(
          isUtf8(bytes, 0, bytes.length) && text.includes("\ufffd"),
        );
      }),
      { numRuns: 400, seed: 26 },
    );
  });
});

describe("isUtf8()", () => {
  const valid = (hex: string) => isUtf8(fromHex(hex), 0, fromHex(hex).length);

  test.each([
    ["overlong two bytes", "c080", false],
    ["first two-byte form", "c280", true],
    ["last two-byte form", "dfbf", true],
    ["overlong three bytes", "e09fbf", false],
    ["first three-byte form", "e0a080", true],
    ["last before the surrogates", "ed9fbf", true],
    ["surrogate", "eda080", false],
    ["first after the surrogates", "ee8080", true],
    ["overlong four bytes", "f08fbfbf", false],
    ["first four-byte form", "f0908080", true],
    ["last code point", "f48fbfbf", true],
    ["beyond the last", "f4908080", false],
    ["lead byte F5", "f5808080", false],
    ["continuation alone", "80", false],
    ["cut", "e282", false],
    ["third byte wrong", "e28241", false],
    ["fourth byte wrong", "f0908041", false],
  ])("%s", (_, hex, expected) => {
    expect(valid(hex)).toBe(expected);
  });

  test("agrees with the engine's decoder", () => {
    const strict = new TextDecoder("utf-8", { fatal: true });
    const accepts = (bytes: Uint8Array) => {
      try {
        strict.decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    const near = fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x9f, 0xa0, 0x8f);
    fc.assert(
      fc.property(fc.array(near, { maxLength: 6 }), (list) => {
        const bytes = Uint8Array.from(list);
        expect(isUtf8(bytes, 0, bytes.length)).toBe(accepts(bytes));
      }),
      { numRuns: 2000, seed: 3629 },
    );
  });
});

describe("terminalSafe()", () => {
  test.each([
    ["plain", "plain"],
    ["café 日本 🛰", "café 日本 🛰"],
    ["\u001b]0;owned\u0007", "\\u{1b}]0;owned\\u{7}"],
    ["\u009b31m", "\\u{9b}31m"],
    ["a\r\nb\tc", "a\\u{d}\\u{a}b\\u{9}c"],
    ["\u007f", "\\u{7f}"],
    ["\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["\u2066x\u2069", "\\u{2066}x\\u{2069}"],
    ["\u200f\u200e\u061c", "\\u{200f}\\u{200e}\\u{61c}"],
    ["zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"],
    ["\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\ud800", "\\u{d800}"],
    ["👩\u200d🚀", "👩\u200d🚀"],
  ])("%j becomes %j", (text, expected) => {
    expect(terminalSafe(text)).toBe(expected);
  });

  test("nothing unsafe is left of any text, and safe text is unchanged", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        const safe = terminalSafe(text);
        for (const char of safe) {
          const code = char.codePointAt(0)!;
          expect(code >= 0x20 && !(code >= 0x7f && code < 0xa0)).toBe(true);
          expect(code >= 0x202a && code <= 0x202e).toBe(false);
        }
        expect(terminalSafe(safe)).toBe(safe);
      }),
      { numRuns: 400, seed: 27 },
    );
  });
});
