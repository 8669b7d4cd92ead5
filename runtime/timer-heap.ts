// A heap of timers, ordered by due time and, among equal ones, by the order they were set. Each has
// four children: half as deep as with two. What is compared lies in arrays of numbers beside the
// timers, so that tens of thousands of them cost few looks into memory.

export interface HeapTimer {
  readonly dueMs: number;
  /** 1, 2, … in the order of setting: ties go first in, first out. */
  readonly sequence: number;
  readonly callback: () => void;
  /** Place in the heap, -1 when it is not in it. */
  index: number;
}

const CHILDREN = 4;

export class TimerHeap {
  readonly #timers: HeapTimer[] = [];
  /** Of the timer at the same place. */
  readonly #due: number[] = [];
  readonly #sequence: number[] = [];

  get size(): number {
    return this.#timers.length;
  }

  peek(): HeapTimer | undefined {
    return this.#timers[0];
  }

  push(timer: HeapTimer): void {
    const index = this.#timers.length;
    this.#timers.push(timer);
    this.#due.push(timer.dueMs);
    this.#sequence.push(timer.sequence);
    this.#rise(timer, index);
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
    this.#due.pop();
    this.#sequence.pop();
    if (last === timer) return true;
    const parent = (index - 1) >> 2;
    if (index > 0 && this.#isBefore(last, parent)) this.#rise(last, index);
    else this.#sink(last, index);
    return true;
  }

  /** Finds the place of a timer from a free one up. */
  #rise(timer: HeapTimer, from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#isBefore(timer, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(timer, index);
  }

  /** Finds the place of a timer from a free one down. */
  #sink(timer: HeapTimer, from: number): void {
    const { length } = this.#timers;
    let index = from;
    for (;;) {
      const first = index * CHILDREN + 1;
      if (first >= length) break;
      const end = Math.min(first + CHILDREN, length);
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if (this.#isPlaceBefore(child, least)) least = child;
      }
      if (this.#isBefore(timer, least)) break;
      this.#move(least, index);
      index = least;
    }
    this.#put(timer, index);
  }

  #isBefore({ dueMs, sequence }: HeapTimer, place: number): boolean {
    const other = this.#due[place]!;
    return dueMs < other || (dueMs === other && sequence < this.#sequence[place]!);
  }

  #isPlaceBefore(one: number, other: number): boolean {
    const a = this.#due[one]!;
    const b = this.#due[other]!;
    return a < b || (a === b && this.#sequence[one]! < this.#sequence[other]!);
  }

  #move(from: number, to: number): void {
    const timer = this.#timers[to] = this.#timers[from]!;
    timer.index = to;
    this.#due[to] = this.#due[from]!;
    this.#sequence[to] = this.#sequence[from]!;
  }

  #put(timer: HeapTimer, index: number): void {
    this.#timers[index] = timer;
    this.#due[index] = timer.dueMs;
    this.#sequence[index] = timer.sequence;
    timer.index = index;
  }
}
