// Matches patterns of clients in time proportional to the text, whatever the pattern is: all ways
// through it are followed at once (Thompson 1968), so that no pattern can stop the server.
import type { Ranges } from "./character-sets.ts";
import { type Assertion, parsePattern, PatternError, type PatternNode } from "./pattern-syntax.ts";

/** Steps of a compiled pattern; nested counts multiply. */
export const PATTERN_STEPS_MAX = 4096;
/** Characters of a text that are looked at. */
export const PATTERN_TEXT_MAX = 4096;

const SET = 0;
const SPLIT = 1;
const JUMP = 2;
const ASSERT = 3;
const MATCH = 4;

interface Step {
  readonly kind: number;
  /** Next step; of a split the first of two. */
  next: number;
  other: number;
  readonly ranges: Ranges;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
  readonly what: Assertion | undefined;
}

/** Throws a PatternError for a pattern that is wrong, too large or not supported. */
export function compilePattern(text: string): Pattern {
  const steps: Step[] = [];
  emit(parsePattern(text), steps);
  add(steps, MATCH);
  return new Pattern(steps);
}

export class Pattern {
  readonly #steps: readonly Step[];
  /** Step numbers that are active, and the text position at which each was made so. */
  #current: Int32Array;
  #following: Int32Array;
  readonly #marked: Int32Array;
  readonly #stack: number[] = [];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#current = new Int32Array(steps.length);
    this.#following = new Int32Array(steps.length);
    this.#marked = new Int32Array(steps.length);
  }

  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean {
    const length = Math.min(text.length, PATTERN_TEXT_MAX);
    this.#marked.fill(-1);
    let count = 0;
    let at = 0;
    for (;;) {
      // The pattern may begin at every position: the search is not anchored.
      count = this.#follow(0, text, at, length, this.#current, count);
      if (count < 0) return true;
      if (at >= length) return false;
      const code = text.codePointAt(at)!;
      const next = at + (code > 0xffff ? 2 : 1);
      let kept = 0;
      for (let index = 0; index < count; index++) {
        const step = this.#steps[this.#current[index]!]!;
        if (!inSet(step, code)) continue;
        kept = this.#follow(step.next, text, next, length, this.#following, kept);
        if (kept < 0) return true;
      }
      [this.#current, this.#following] = [this.#following, this.#current];
      count = kept;
      at = next;
    }
  }

  /** Adds what can be reached without a character; -1 when that is the end of the pattern. */
  #follow(
    from: number,
    text: string,
    at: number,
    length: number,
    list: Int32Array,
    listed: number,
  ): number {
    let count = listed;
    const stack = this.#stack;
    stack.length = 0;
    stack.push(from);
    while (stack.length > 0) {
      const number = stack.pop()!;
      if (this.#marked[number] === at) continue;
      this.#marked[number] = at;
      const step = this.#steps[number]!;
      switch (step.kind) {
        case MATCH:
          return -1;
        case SET:
          list[count++] = number;
          break;
        case JUMP:
          stack.push(step.next);
          break;
        case SPLIT:
          stack.push(step.other, step.next);
          break;
        default:
          if (holds(step.what!, text, at, length)) stack.push(step.next);
      }
    }
    return count;
  }
}

function emit(node: PatternNode, steps: Step[]): void {
  switch (node.kind) {
    case "set":
      add(steps, SET, node);
      return;
    case "assert":
      add(steps, ASSERT, node);
      return;
    case "sequence":
      for (const part of node.parts) emit(part, steps);
      return;
    case "choice":
      emitChoice(node.parts, steps);
      return;
    default:
      emitRepeat(node, steps);
  }
}

function emitChoice(parts: readonly PatternNode[], steps: Step[]): void {
  const jumps: Step[] = [];
  parts.forEach((part, index) => {
    if (index === parts.length - 1) {
      emit(part, steps);
      return;
    }
    const split = add(steps, SPLIT);
    emit(part, steps);
    jumps.push(add(steps, JUMP));
    split.other = steps.length;
  });
  for (const jump of jumps) jump.next = steps.length;
}

function emitRepeat(node: PatternNode & { kind: "repeat" }, steps: Step[]): void {
  // Nothing repeated is nothing; nested counts of nothing would take for ever to write out.
  if (isEmpty(node.part)) return;
  for (let times = 0; times < node.min; times++) emit(node.part, steps);
  if (node.max === Infinity) {
    const start = steps.length;
    const split = add(steps, SPLIT);
    emit(node.part, steps);
    add(steps, JUMP).next = start;
    split.other = steps.length;
    return;
  }
  const splits: Step[] = [];
  for (let times = node.min; times < node.max; times++) {
    splits.push(add(steps, SPLIT));
    emit(node.part, steps);
  }
  for (const split of splits) split.other = steps.length;
}

function isEmpty(node: PatternNode): boolean {
  if (node.kind === "repeat") return node.max === 0 || isEmpty(node.part);
  return (node.kind === "sequence" || node.kind === "choice") && node.parts.every(isEmpty);
}

function add(
  steps: Step[],
  kind: number,
  node?: { ranges?: Ranges; negated?: boolean; ignoreCase?: boolean; what?: Assertion },
): Step {
  if (steps.length >= PATTERN_STEPS_MAX) throw new PatternError("the pattern is too large");
  const step: Step = {
    kind,
    next: steps.length + 1,
    other: -1,
    ranges: node?.ranges ?? [],
    negated: node?.negated ?? false,
    ignoreCase: node?.ignoreCase ?? false,
    what: node?.what,
  };
  steps.push(step);
  return step;
}

function inSet(step: Step, code: number): boolean {
  let found = inRanges(step.ranges, code);
  if (!found && step.ignoreCase) {
    const char = String.fromCodePoint(code);
    found = inRanges(step.ranges, char.toLowerCase().codePointAt(0)!) ||
      inRanges(step.ranges, char.toUpperCase().codePointAt(0)!);
  }
  return found !== step.negated;
}

function inRanges(ranges: Ranges, code: number): boolean {
  for (let at = 0; at < ranges.length; at += 2) {
    if (code >= ranges[at]! && code <= ranges[at + 1]!) return true;
  }
  return false;
}

function holds(what: Assertion, text: string, at: number, length: number): boolean {
  switch (what) {
    case "text-start":
      return at === 0;
    case "text-end":
      return at === length;
    case "text-end-or-newline":
      return at === length || (at === length - 1 && text[at] === "\n");
    case "line-start":
      return at === 0 || text[at - 1] === "\n";
    case "line-end":
      return at === length || text[at] === "\n";
    default:
      return (isWord(text, at - 1, length) !== isWord(text, at, length)) === (what === "word-edge");
  }
}

function isWord(text: string, at: number, length: number): boolean {
  return at >= 0 && at < length && /\w/.test(text[at]!);
}
