// The part of the platform port that keeps tables in files: SQL databases that work in a thread of
// their own, so that no disk holds up the caller. Rows for bulk statements travel as columns in
// buffers that are handed over and come back.

/** How one parameter of a bulk statement is given: a 48-bit address becomes text on the way. */
export type ColumnKind = "number" | "mac" | "text" | "bytes";

/** `INSERT … VALUES (?, …)`, run for each row of a block. */
export interface BulkStatement {
  readonly sql: string;
  readonly columns: readonly ColumnKind[];
}

export type SqlValue = string | number | null | Uint8Array;

export interface DatabaseOptions {
  readonly path: string;
  /** `read` refuses changes and files that are not there; `write` makes the file if need be. */
  readonly mode: "read" | "write";
  /** Run in order when it is open, before anything else. */
  readonly setup?: readonly string[];
  readonly statements?: readonly BulkStatement[];
}

/** Every method rejects with a PlatformError that says what could not be done and why. */
export interface Database {
  /**
   * Inserts the rows of the block in one transaction, all or none, and resolves when they are
   * stored. The block must not be touched before; then it is empty and can be filled again, also
   * when the insertion failed, unless `lost` says that its memory is gone.
   */
  insert(block: RowBlock): Promise<void>;
  /** Runs one statement; the number of rows it changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
  /** Rows in pages; leaving the loop ends the query. */
  query(sql: string, parameters?: readonly SqlValue[]): AsyncIterable<readonly SqlValue[][]>;
  /** Runs the statements, then closes, whatever they say; rejects with what one of them said. */
  close(last?: readonly string[]): Promise<void>;
}

export interface Databases {
  open(options: DatabaseOptions): Promise<Database>;
}

/** All rows of a query that is known to have few. */
export async function allRows(
  database: Database,
  sql: string,
  parameters: readonly SqlValue[] = [],
): Promise<SqlValue[][]> {
  const rows: SqlValue[][] = [];
  for await (const page of database.query(sql, parameters)) rows.push(...page);
  return rows;
}

/** What of a block crosses to the thread of the database and back. */
export interface RowColumns {
  numbers: Float64Array<ArrayBuffer>;
  textNumbers: Uint32Array<ArrayBuffer>;
  ranges: Uint32Array<ArrayBuffer>;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Rows of one bulk statement. Values are added in the order of its columns, then `endRow`. */
export class RowBlock {
  /** Index of the statement among those of the database. */
  readonly statement: number;
  readonly rowsMax: number;
  /** Bytes that fit; one longer value makes room for itself. */
  readonly bytesMax: number;
  rows = 0;
  /** Distinct texts of this block. */
  texts: string[] = [];
  columns: RowColumns;
  bytesUsed = 0;
  /** The thread that had the columns has died with them. */
  lost = false;
  readonly #textNumbers = new Map<string, number>();
  #numbersUsed = 0;
  #textsUsed = 0;
  #rangesUsed = 0;

  constructor(
    statement: number,
    kinds: readonly ColumnKind[],
    rowsMax: number,
    bytesMax: number,
  ) {
    this.statement = statement;
    this.rowsMax = rowsMax;
    this.bytesMax = bytesMax;
    const count = (...wanted: readonly ColumnKind[]): number =>
      kinds.filter((kind) => wanted.includes(kind)).length * rowsMax;
    this.columns = {
      numbers: new Float64Array(count("number", "mac")),
      textNumbers: new Uint32Array(count("text")),
      ranges: new Uint32Array(count("bytes") * 2),
      bytes: new Uint8Array(bytesMax),
    };
  }

  /** There is room for one more row with so many bytes; an empty block takes any. */
  fits(bytes: number): boolean {
    return this.rows < this.rowsMax &&
      (this.rows === 0 || this.bytesUsed + bytes <= this.columns.bytes.length);
  }

  number(value: number): void {
    this.columns.numbers[this.#numbersUsed++] = value;
  }

  /** A 48-bit address. */
  mac(value: number): void {
    this.columns.numbers[this.#numbersUsed++] = value;
  }

  text(value: string): void {
    let number = this.#textNumbers.get(value);
    if (number === undefined) {
      number = this.texts.push(value) - 1;
      this.#textNumbers.set(value, number);
    }
    this.columns.textNumbers[this.#textsUsed++] = number;
  }

  bytes(from: Uint8Array, start = 0, end = from.length): void {
    const length = end - start;
    const { ranges } = this.columns;
    if (this.bytesUsed + length > this.columns.bytes.length) this.#grow(this.bytesUsed + length);
    this.columns.bytes.set(
      start === 0 && end === from.length ? from : from.subarray(start, end),
      this.bytesUsed,
    );
    ranges[this.#rangesUsed++] = this.bytesUsed;
    this.bytesUsed += length;
    ranges[this.#rangesUsed++] = this.bytesUsed;
  }

  endRow(): void {
    this.rows += 1;
  }

  clear(): void {
    this.rows = 0;
    this.texts = [];
    this.#textNumbers.clear();
    this.#numbersUsed = 0;
    this.#textsUsed = 0;
    this.#rangesUsed = 0;
    this.bytesUsed = 0;
  }

  /** Gives the columns back after an insertion; a grown buffer is not kept. */
  restore(columns: RowColumns): void {
    this.columns = columns.bytes.length > this.bytesMax
      ? { ...columns, bytes: new Uint8Array(this.bytesMax) }
      : columns;
    this.clear();
  }

  #grow(size: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this.columns.bytes.subarray(0, this.bytesUsed));
    this.columns.bytes = bytes;
  }
}
