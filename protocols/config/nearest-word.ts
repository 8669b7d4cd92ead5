// The known word that somebody who mistyped one most likely meant.

/** More edits than this, or than a third of the word, is another word and not a slip. */
const EDITS_MAX = 3;
/** Nobody mistypes words longer than this; it bounds the table. */
const WORD_CHARACTERS_MAX = 64;

/** The nearest of `known` to `word`, or undefined when none is near. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  if (word === "" || word.length > WORD_CHARACTERS_MAX) return undefined;
  const allowed = Math.min(EDITS_MAX, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestEdits = allowed + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestEdits) continue;
    const edits = editDistance(word, candidate);
    if (edits < bestEdits) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}

/** Inserted, left out, changed and swapped neighbouring letters (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
