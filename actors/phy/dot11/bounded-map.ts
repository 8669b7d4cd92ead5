// State of alert rules by address: attackers make addresses up, so the oldest entry makes room.

export class BoundedMap<K, V> {
  readonly #limit: number;
  readonly #dropped: () => void;
  readonly #map = new Map<K, V>();

  /** `dropped` is called for each entry that had to go. */
  constructor(limit: number, dropped: () => void) {
    this.#limit = limit;
    this.#dropped = dropped;
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  set(key: K, value: V): void {
    this.#map.delete(key);
    if (this.#map.size >= this.#limit) {
      this.#map.delete(this.#map.keys().next().value!);
      this.#dropped();
    }
    this.#map.set(key, value);
  }

  delete(key: K): void {
    this.#map.delete(key);
  }
}
