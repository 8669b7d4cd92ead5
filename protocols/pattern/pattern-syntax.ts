// The part of Perl's pattern syntax (PCRE2, spec rest-api 4.2) that can be matched without going
// back: everything but back references, look-around, atomic groups and recursion.

import {
  complement,
  LAST_CODE_POINT,
  NEWLINE,
  POSIX_CLASSES,
  type Ranges,
  shorthand,
} from "./character-sets.ts";

export const PATTERN_LENGTH_MAX = 1024;
export const PATTERN_DEPTH_MAX = 64;
/** Largest count in `{n,m}`. */
export const PATTERN_REPEAT_MAX = 256;

/** The pattern cannot be used; the message says why and where. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PatternError";
  }
}

export type PatternNode =
  | {
    readonly kind: "set";
    readonly ranges: Ranges;
    readonly negated: boolean;
    ignoreCase: boolean;
  }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly parts: readonly PatternNode[] }
  | {
    readonly kind: "repeat";
    readonly part: PatternNode;
    readonly min: number;
    /** Infinity when there is no end. */
    readonly max: number;
  };

export type Assertion =
  | "text-start"
  | "text-end"
  | "text-end-or-newline"
  | "line-start"
  | "line-end"
  | "word-edge"
  | "no-word-edge";

interface Flags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
  extended: boolean;
}

const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["e", 0x1b],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
]);

/** Reads a pattern. Throws a PatternError for what is wrong or cannot be matched here. */
export function parsePattern(text: string): PatternNode {
  if (text.length > PATTERN_LENGTH_MAX) {
    throw new PatternError(`the pattern is longer than ${PATTERN_LENGTH_MAX} characters`);
  }
  return new Parser([...text]).parse();
}

class Parser {
  readonly #chars: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(chars: readonly string[]) {
    this.#chars = chars;
  }

  parse(): PatternNode {
    const flags = { ignoreCase: false, multiline: false, dotAll: false, extended: false };
    const node = this.#choice(flags);
    if (this.#at < this.#chars.length) this.#fail("a closing parenthesis without an opening one");
    return node;
  }

  /** Flags set in the middle hold to the end of the group, so they are changed in place. */
  #choice(flags: Flags): PatternNode {
    if (++this.#depth > PATTERN_DEPTH_MAX) this.#fail("groups are nested too deeply");
    const choices = [this.#sequence(flags)];
    while (this.#peek() === "|") {
      this.#at++;
      choices.push(this.#sequence(flags));
    }
    this.#depth--;
    return choices.length === 1 ? choices[0]! : { kind: "choice", parts: choices };
  }

  #sequence(flags: Flags): PatternNode {
    const parts: PatternNode[] = [];
    for (;;) {
      const char = this.#peek();
      if (char === undefined || char === "|" || char === ")") break;
      if (flags.extended && this.#skipFiller(char)) continue;
      const quoted = this.#quotedRun(flags);
      if (quoted !== undefined) {
        // A quantifier after \E belongs to the last quoted character.
        const last = quoted.pop();
        parts.push(...quoted);
        if (last !== undefined) parts.push(this.#quantified(last, flags));
        continue;
      }
      const atom = this.#atom(flags);
      if (atom !== undefined) parts.push(this.#quantified(atom, flags));
    }
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #skipFiller(char: string): boolean {
    if (/\s/.test(char)) {
      this.#at++;
      return true;
    }
    if (char !== "#") return false;
    while (this.#peek() !== undefined && this.#peek() !== "\n") this.#at++;
    return true;
  }

  #quotedRun(flags: Flags): PatternNode[] | undefined {
    if (this.#peek() !== "\\" || this.#chars[this.#at + 1] !== "Q") return undefined;
    this.#at += 2;
    const parts: PatternNode[] = [];
    while (this.#peek() !== undefined) {
      if (this.#peek() === "\\" && this.#chars[this.#at + 1] === "E") {
        this.#at += 2;
        break;
      }
      parts.push(single(this.#take().codePointAt(0)!, flags));
    }
    return parts;
  }

  /** Undefined for what stands for nothing, like a group that only sets flags. */
  #atom(flags: Flags): PatternNode | undefined {
    const char = this.#take();
    switch (char) {
      case "(":
        return this.#group(flags);
      case "[":
        return this.#charClass(flags);
      case ".":
        return oneOf(flags.dotAll ? [0, LAST_CODE_POINT] : complement(NEWLINE), flags);
      case "^":
        return { kind: "assert", what: flags.multiline ? "line-start" : "text-start" };
      case "$":
        return { kind: "assert", what: flags.multiline ? "line-end" : "text-end-or-newline" };
      case "\\":
        return this.#escape(flags);
      case "*":
      case "+":
      case "?":
        this.#at--;
        return this.#fail("nothing to repeat");
      default:
        return single(char.codePointAt(0)!, flags);
    }
  }

  #group(flags: Flags): PatternNode | undefined {
    let inner = { ...flags };
    if (this.#peek() === "?") {
      this.#at++;
      const start = this.#rest(3);
      if (start.startsWith("#")) {
        while (this.#peek() !== undefined && this.#peek() !== ")") this.#at++;
        this.#expect(")");
        return undefined;
      }
      const named = /^(?:P?<(?![=!])|')/.exec(start);
      if (named !== null) {
        this.#at += named[0].length;
        const end = start.startsWith("'") ? "'" : ">";
        while (this.#peek() !== undefined && /\w/.test(this.#peek()!)) this.#at++;
        this.#expect(end);
      } else if (start.startsWith("|")) {
        this.#at++;
      } else {
        const set = this.#flagLetters(inner);
        if (this.#peek() === ")") {
          this.#at++;
          Object.assign(flags, set);
          return undefined;
        }
        inner = set;
        if (this.#peek() !== ":") this.#fail("look-around and atomic groups are not supported");
        this.#at++;
      }
    } else if (this.#peek() === "*") {
      this.#fail("verbs are not supported");
    }
    const node = this.#choice(inner);
    this.#expect(")");
    return node;
  }

  #flagLetters(flags: Flags): Flags {
    const result = { ...flags };
    let on = true;
    for (;;) {
      const char = this.#peek();
      if (char === "-") on = false;
      else if (char === "i") result.ignoreCase = on;
      else if (char === "m") result.multiline = on;
      else if (char === "s") result.dotAll = on;
      else if (char === "x") result.extended = on;
      else return result;
      this.#at++;
    }
  }

  #charClass(flags: Flags): PatternNode {
    const negated = this.#peek() === "^";
    if (negated) this.#at++;
    const ranges: number[] = [];
    let first = true;
    for (;;) {
      const char = this.#peek();
      if (char === undefined) return this.#fail("a class without a closing bracket");
      if (char === "]" && !first) break;
      first = false;
      const posix = char === "[" ? /^\[:(\^?)([a-z]+):\]/.exec(this.#rest(12)) : null;
      if (posix !== null) {
        const found = POSIX_CLASSES.get(posix[2]!) ?? this.#fail("an unknown class name");
        this.#at += posix[0].length;
        ranges.push(...(posix[1] === "^" ? complement(found) : found));
        continue;
      }
      const from = this.#classMember();
      if (typeof from !== "number") {
        ranges.push(...from);
        continue;
      }
      const next = this.#chars[this.#at + 1];
      if (this.#peek() === "-" && next !== undefined && next !== "]") {
        this.#at++;
        const to = this.#classMember();
        if (typeof to !== "number") ranges.push(from, from, 0x2d, 0x2d, ...to);
        else if (to < from) this.#fail("a range in a class is out of order");
        else ranges.push(from, to);
      } else ranges.push(from, from);
    }
    this.#at++;
    return { kind: "set", ranges, negated, ignoreCase: flags.ignoreCase };
  }

  #classMember(): number | Ranges {
    const char = this.#take();
    if (char !== "\\") return char.codePointAt(0)!;
    const escaped = this.#peek() ?? this.#fail("a backslash at the end");
    const ranges = shorthand(escaped);
    if (ranges !== undefined) {
      this.#at++;
      return ranges;
    }
    if (escaped === "b") {
      this.#at++;
      return 0x08;
    }
    return this.#escapedCharacter();
  }

  #escape(flags: Flags): PatternNode {
    const char = this.#peek() ?? this.#fail("a backslash at the end");
    const ranges = shorthand(char);
    if (ranges !== undefined) {
      this.#at++;
      return oneOf(ranges, flags);
    }
    const assertion = ASSERTIONS.get(char);
    if (assertion !== undefined) {
      this.#at++;
      return { kind: "assert", what: assertion };
    }
    if (char === "N") {
      this.#at++;
      return oneOf(complement(NEWLINE), flags);
    }
    if (/[1-9gk]/.test(char)) this.#fail("back references are not supported");
    return single(this.#escapedCharacter(), flags);
  }

  #escapedCharacter(): number {
    const char = this.#take();
    const control = CONTROL_ESCAPES.get(char);
    if (control !== undefined) return control;
    if (char === "x") {
      const match = /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{1,2}))/.exec(this.#rest(8));
      if (match === null) return 0;
      this.#at += match[0].length;
      const value = Number.parseInt(match[1] ?? match[2]!, 16);
      return value <= LAST_CODE_POINT ? value : this.#fail("a character number is too large");
    }
    if (char === "0") {
      const match = /^[0-7]{0,2}/.exec(this.#rest(2))!;
      this.#at += match[0].length;
      return match[0] === "" ? 0 : Number.parseInt(match[0], 8);
    }
    if (char === "c") return (this.#take().toUpperCase().charCodeAt(0) ^ 0x40) & 0x7f;
    if (/[A-Za-z0-9]/.test(char)) this.#fail(`the escape \\${char} is not supported`);
    return char.codePointAt(0)!;
  }

  #quantified(atom: PatternNode, flags: Flags): PatternNode {
    let node = atom;
    for (;;) {
      if (flags.extended) { while (this.#peek() !== undefined && this.#skipFiller(this.#peek()!)); }
      const bounds = this.#bounds();
      if (bounds === undefined) return node;
      // Lazy or greedy makes no difference to whether something matches.
      if (this.#peek() === "?") this.#at++;
      else if (this.#peek() === "+") this.#fail("possessive repeats are not supported");
      node = { kind: "repeat", part: node, min: bounds[0], max: bounds[1] };
      if (isQuantifier(this.#peek())) this.#fail("nothing to repeat");
    }
  }

  #bounds(): readonly [number, number] | undefined {
    const char = this.#peek();
    if (char === "*" || char === "+" || char === "?") {
      this.#at++;
      return char === "*" ? [0, Infinity] : char === "+" ? [1, Infinity] : [0, 1];
    }
    if (char !== "{") return undefined;
    // Braces that are no bounds are plain characters.
    const match = /^\{(\d{1,5})(?:(,)(\d{1,5})?)?\}/.exec(this.#rest(16));
    if (match === null) return undefined;
    this.#at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === undefined ? Infinity : Number(match[3]);
    if (min > PATTERN_REPEAT_MAX || (max !== Infinity && max > PATTERN_REPEAT_MAX)) {
      this.#fail(`a repeat of more than ${PATTERN_REPEAT_MAX} times`);
    }
    if (max < min) this.#fail("the bounds of a repeat are out of order");
    return [min, max];
  }

  #peek(): string | undefined {
    return this.#chars[this.#at];
  }

  #take(): string {
    const char = this.#chars[this.#at] ?? this.#fail("the pattern ends too early");
    this.#at++;
    return char;
  }

  #rest(length: number): string {
    return this.#chars.slice(this.#at, this.#at + length).join("");
  }

  #expect(char: string): void {
    if (this.#peek() !== char) {
      this.#fail(`${char === ")" ? "a parenthesis" : "a name"} is not closed`);
    }
    this.#at++;
  }

  #fail(reason: string): never {
    throw new PatternError(`${reason}, at character ${this.#at + 1}`);
  }
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "text-start"],
  ["z", "text-end"],
  ["Z", "text-end-or-newline"],
  ["b", "word-edge"],
  ["B", "no-word-edge"],
]);

function isQuantifier(char: string | undefined): boolean {
  return char === "*" || char === "+" || char === "?";
}

function oneOf(ranges: Ranges, flags: Flags): PatternNode {
  return { kind: "set", ranges, negated: false, ignoreCase: flags.ignoreCase };
}

function single(code: number, flags: Flags): PatternNode {
  return oneOf([code, code], flags);
}
