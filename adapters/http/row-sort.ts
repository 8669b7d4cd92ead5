// A stable sort that can be interrupted: runs sorted by the engine, then merged step by step, because
// 100,000 rows sorted in one go hold the loop for longer than packets can wait.
import { compareSortKeys, type SortKey } from "../../protocols/serialize/sort-order.ts";
import type { SlicedWork } from "../../runtime/time-slices.ts";

const RUN_ROWS = 1024;
const MERGE_ROWS_PER_YIELD = 2048;

/** The rows in the order of their keys; `keys[i]` belongs to `rows[i]`. */
export function* sortRows<R>(
  rows: readonly R[],
  keys: readonly SortKey[],
  descending: boolean,
): SlicedWork<R[]> {
  const direction = descending ? -1 : 1;
  const compare = (a: number, b: number): number => direction * compareSortKeys(keys[a], keys[b]);
  const count = rows.length;
  let order = new Uint32Array(count);
  for (let start = 0; start < count; start += RUN_ROWS) {
    const run: number[] = [];
    for (let at = start; at < Math.min(start + RUN_ROWS, count); at++) run.push(at);
    run.sort(compare);
    for (let at = 0; at < run.length; at++) order[start + at] = run[at]!;
    yield;
  }
  let spare = new Uint32Array(count);
  for (let width = RUN_ROWS; width < count; width *= 2) {
    let sinceYield = 0;
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      const end = Math.min(start + 2 * width, count);
      let left = start;
      let right = middle;
      for (let into = start; into < end; into++) {
        // Ties come from the left run, which keeps the sort stable.
        const takeLeft = left < middle &&
          (right >= end || compare(order[left]!, order[right]!) <= 0);
        spare[into] = takeLeft ? order[left++]! : order[right++]!;
        if (++sinceYield >= MERGE_ROWS_PER_YIELD) {
          sinceYield = 0;
          yield;
        }
      }
    }
    [order, spare] = [spare, order];
  }
  const sorted: R[] = [];
  for (let at = 0; at < count; at++) sorted.push(rows[order[at]!]!);
  return sorted;
}
