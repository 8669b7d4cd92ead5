// Rows of one statement on their way into a database: they gather in a block, which goes when it is
// full or half a second old. The number of blocks is limited: when all are on their way the disk is
// too slow, and the caller is told so.
import { type BulkStatement, type Database, RowBlock } from "../../../runtime/database.ts";
import type { Clock } from "../../../runtime/platform.ts";

/** Rows wait no longer, so that a killed process loses less than a second. */
const FLUSH_MS = 400;

export interface BlockWriterInput {
  readonly database: Database;
  readonly clock: Clock;
  /** Index of the statement among those of the database. */
  readonly statement: number;
  readonly columns: BulkStatement["columns"];
  readonly rowsMax: number;
  readonly bytesMax: number;
  readonly blocksMax: number;
  stored(rows: number): void;
  lost(rows: number, error: unknown): void;
}

export class BlockWriter {
  readonly #input: BlockWriterInput;
  readonly #idle: RowBlock[] = [];
  #blocks = 0;
  #current: RowBlock | undefined = undefined;
  #timer: unknown = undefined;
  readonly #pending = new Set<Promise<void>>();

  constructor(input: BlockWriterInput) {
    this.#input = input;
  }

  /** A block with room for one more row of so many bytes; undefined while all are on their way. */
  block(bytes: number): RowBlock | undefined {
    const current = this.#current;
    if (current?.fits(bytes)) return current;
    if (current !== undefined) this.flush();
    return this.#current = this.#take();
  }

  /** As `block`, but waits for one. */
  async nextBlock(bytes: number): Promise<RowBlock> {
    for (;;) {
      const block = this.block(bytes);
      if (block !== undefined) return block;
      await Promise.race(this.#pending);
    }
  }

  /** Sends what has gathered. */
  flush(): void {
    const block = this.#current;
    this.#current = undefined;
    if (this.#timer !== undefined) this.#input.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (block === undefined) return;
    if (block.rows === 0) {
      this.#idle.push(block);
      return;
    }
    const sending = this.#send(block);
    this.#pending.add(sending);
    void sending.then(() => this.#pending.delete(sending));
  }

  /** Sends what has gathered and waits until everything is stored or lost. */
  async settle(): Promise<void> {
    this.flush();
    await Promise.all(this.#pending);
  }

  #take(): RowBlock | undefined {
    const { statement, columns, rowsMax, bytesMax, blocksMax, clock } = this.#input;
    let block = this.#idle.pop();
    if (block === undefined) {
      if (this.#blocks >= blocksMax) return undefined;
      this.#blocks += 1;
      block = new RowBlock(statement, columns, rowsMax, bytesMax);
    }
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, FLUSH_MS);
    return block;
  }

  async #send(block: RowBlock): Promise<void> {
    const { database, stored, lost } = this.#input;
    const { rows } = block;
    try {
      await database.insert(block);
      stored(rows);
    } catch (error) {
      lost(rows, error);
    }
    if (block.lost) this.#blocks -= 1;
    else this.#idle.push(block);
  }
}
