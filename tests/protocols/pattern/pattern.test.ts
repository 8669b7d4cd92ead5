// Patterns of clients: the same answers as the engine's own for what both understand, and linear time.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern, PATTERN_STEPS_MAX } from "../../../protocols/pattern/pattern.ts";
import { PATTERN_LENGTH_MAX, PatternError } from "../../../protocols/pattern/pattern-syntax.ts";

const matches = (pattern: string, text: string): boolean => compilePattern(pattern).test(text);

describe("compilePattern() of plain patterns", () => {
  test.each([
    ["^Coh", "Coherer", true],
    ["^Coh", "a Coherer", false],
    ["oher", "Coherer", true],
    ["", "anything", true],
    ["^$", "", true],
    ["^$", "x", false],
    ["a|bc|", "zzz", true],
    ["^(?:a|bc)$", "bc", true],
    ["^(a|bc)$", "abc", false],
    ["^.{2,3}$", "ab", true],
    ["^.{2,3}$", "a", false],
    ["^.{2,3}$", "abcd", false],
    ["^a{2}$", "aa", true],
    ["^a{2,}$", "aaaa", true],
    ["a{,2}", "a{,2}", true],
    ["^[^a-c]+$", "xyz", true],
    ["^[^a-c]+$", "xyb", false],
    ["^[]a]+$", "]a]", true],
    ["^[a-]+$", "a-", true],
    ["[[:digit:]]{3}", "ab123", true],
    ["^[[:^digit:]]+$", "ab1", false],
    ["\\d+\\.\\d", "v10.2", true],
    ["^\\x41\\x{42}C$", "ABC", true],
    ["\\bAP\\b", "my AP here", true],
    ["\\bAP\\b", "APs", false],
    ["\\Q.*\\E$", "a.*", true],
    ["\\Qab\\E{2}", "abb", true],
    ["a.c", "a\nc", false],
    ["(?s)a.c", "a\nc", true],
    ["(?m)^b", "a\nb", true],
    ["^b", "a\nb", false],
    ["a$", "a\n", true],
    ["a\\z", "a\n", false],
    ["(?i)^guest", "GUEST-5", true],
    ["(?i)^ä", "Äpfel", true],
    ["(?i:g)uest", "Guest", true],
    ["(?i:g)uest", "gUEST", false],
    ["(?i)a(?-i)b", "Ab", true],
    ["(?i)a(?-i)b", "AB", false],
    ["(?x) a b # comment", "ab", true],
    ["(?<name>a)(?P<other>b)", "ab", true],
    ["(?#comment)ab", "ab", true],
    ["^.$", "😀", true],
    ["^(a*)*b$", "aaab", true],
    ["^(|a)+$", "aa", true],
    ["^.*?x", "aax", true],
  ])("%j on %j: %j", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("agrees with the engine's own on random patterns of common syntax", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "(?:a|b)", "(?:ab)", "\\w", "\\d");
    const repeat = fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "*?");
    const piece = fc.tuple(atom, repeat).map(([one, times]) => one + times);
    const pattern = fc.tuple(
      fc.constantFrom("", "^"),
      fc.array(piece, { maxLength: 4 }),
      fc.constantFrom("", "$", "|b$"),
    ).map(([start, pieces, end]) => start + pieces.join("") + end);
    const text = fc.string({ unit: fc.constantFrom("a", "b", "1", " "), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        expect(matches(source, subject)).toBe(new RegExp(source, "u").test(subject));
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe("compilePattern() refuses", () => {
  test.each([
    ["(", "parenthesis"],
    [")", "parenthesis"],
    ["[a", "bracket"],
    ["*a", "repeat"],
    ["a**", "repeat"],
    ["a{3,2}", "order"],
    ["[b-a]", "order"],
    ["a\\", "backslash"],
    ["(a)\\1", "back references"],
    ["(?=a)", "look-around"],
    ["(?<!a)", "look-around"],
    ["(?>a)", "look-around"],
    ["a++", "possessive"],
    ["(*ACCEPT)", "verbs"],
    ["\\p{L}", "escape"],
    ["[[:nope:]]", "class name"],
    ["a{9999}", "repeat"],
    ["x".repeat(PATTERN_LENGTH_MAX + 1), "longer"],
    ["(".repeat(100) + ")".repeat(100), "deeply"],
    ["(?:a{200}){200}", "too large"],
  ])("%j", (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
    expect(() => compilePattern(pattern)).toThrow(reason);
  });

  test("nothing takes long: nested counts of nothing", () => {
    let nothing = "";
    for (let depth = 0; depth < 40; depth++) nothing = `(?:${nothing}){256}`;
    expect(matches(nothing, "a")).toBe(true);
  });

  test("random texts end in a pattern or a PatternError", () => {
    const unit = fc.constantFrom(..."ab\\[](){}*+?|^$.,:-=!<>#13ixsmQE".split(""));
    const outcome = (source: string): unknown => {
      try {
        return compilePattern(source).test("aab1(");
      } catch (error) {
        return error instanceof PatternError ? true : error;
      }
    };
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 20 }),
        (source) => typeof outcome(source) === "boolean",
      ),
      { numRuns: 2000, seed: 3 },
    );
  });
});

test("Pattern.test() takes time in proportion to the text for patterns that make others explode", () => {
  const text = "a".repeat(4000);
  for (const pattern of ["^(a+)+$x", "^(a|a)*b$", "^(a|aa)+b$", "(.*a){30}b", "(a*)*(a*)*b"]) {
    const startMs = performance.now();
    expect(matches(pattern, text)).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(2000);
  }
  expect(PATTERN_STEPS_MAX).toBeLessThan(10_000);
});
