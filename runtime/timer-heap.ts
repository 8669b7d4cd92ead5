// A binary heap of timers, ordered by due time and, among equal ones, by the order they were set.

export interface HeapTimer {
  readonly dueMs: number;
  /** 1, 2, … in the order of setting: ties go first in, first out. */
  readonly sequence: number;
  readonly callback: () => void;
  /** Place in the heap, -1 when it is not in it. */
  index: number;
}

export class TimerHeap {
  readonly #timers: HeapTimer[] = [];

  get size(): number {
    return this.#timers.length;
  }

  peek(): HeapTimer | undefined {
    return this.#timers[0];
  }

  push(timer: HeapTimer): void {
    timer.index = this.#timers.length;
    this.#timers.push(timer);
    this.#rise(timer);
  }

  pop(): HeapTimer | undefined {
    const first = this.#timers[0];
    if (first) this.remove(first);
    return first;
  }

  /** Takes a timer out wherever it is; false when it is not in the heap. */
  remove(timer: HeapTimer): boolean {
    const { index } = timer;
    if (this.#timers[index] !== timer) return false;
    timer.index = -1;
    const last = this.#timers.pop()!;
    if (last === timer) return true;
    last.index = index;
    this.#timers[index] = last;
    this.#rise(last);
    this.#sink(last);
    return true;
  }

  #rise(timer: HeapTimer): void {
    const timers = this.#timers;
    while (timer.index > 0) {
      const parent = timers[(timer.index - 1) >> 1]!;
      if (isBefore(parent, timer)) return;
      swap(timers, parent, timer);
    }
  }

  #sink(timer: HeapTimer): void {
    const timers = this.#timers;
    for (;;) {
      const left = timers[timer.index * 2 + 1];
      const right = timers[timer.index * 2 + 2];
      const child = left && right && isBefore(right, left) ? right : left;
      if (!child || isBefore(timer, child)) return;
      swap(timers, timer, child);
    }
  }
}

function isBefore(a: HeapTimer, b: HeapTimer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
}

function swap(timers: HeapTimer[], upper: HeapTimer, lower: HeapTimer): void {
  const { index } = upper;
  upper.index = lower.index;
  lower.index = index;
  timers[upper.index] = upper;
  timers[lower.index] = lower;
}
