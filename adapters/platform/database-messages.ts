// What the platform and the thread of a database say to each other.
import type {
  BulkStatement,
  DatabaseOptions,
  RowColumns,
  SqlValue,
} from "../../runtime/database.ts";
import type { PlatformErrorCode } from "../../runtime/platform.ts";

/** Rows and bytes of one page of a query. */
export const PAGE_ROWS_MAX = 1024;
export const PAGE_BYTES_MAX = 1024 * 1024;

/**
 * The columns of a block on their way: buffers, not arrays over them, of which Deno copies each byte
 * by itself (50 ms for half a megabyte instead of 0.07).
 */
export interface RowBuffers {
  readonly numbers: ArrayBuffer;
  readonly textNumbers: ArrayBuffer;
  readonly ranges: ArrayBuffer;
  readonly bytes: ArrayBuffer;
}

export function rowBuffers({ numbers, textNumbers, ranges, bytes }: RowColumns): RowBuffers {
  return {
    numbers: numbers.buffer,
    textNumbers: textNumbers.buffer,
    ranges: ranges.buffer,
    bytes: bytes.buffer,
  };
}

export function rowColumns({ numbers, textNumbers, ranges, bytes }: RowBuffers): RowColumns {
  return {
    numbers: new Float64Array(numbers),
    textNumbers: new Uint32Array(textNumbers),
    ranges: new Uint32Array(ranges),
    bytes: new Uint8Array(bytes),
  };
}

/** What to hand over instead of copying it. */
export function transferred(buffers: RowBuffers): ArrayBuffer[] {
  return [buffers.numbers, buffers.textNumbers, buffers.ranges, buffers.bytes];
}

export type DatabaseRequest =
  & { readonly id: number }
  & (
    | {
      readonly kind: "open";
      readonly options: DatabaseOptions & { readonly statements: readonly BulkStatement[] };
    }
    | {
      readonly kind: "insert";
      readonly statement: number;
      readonly rows: number;
      readonly texts: readonly string[];
      readonly columns: RowBuffers;
    }
    | { readonly kind: "run"; readonly sql: string; readonly parameters: readonly SqlValue[] }
    | {
      /** Begins a query; its id is that of the pages that follow. */
      readonly kind: "query";
      readonly sql: string;
      readonly parameters: readonly SqlValue[];
    }
    | { readonly kind: "page"; readonly query: number }
    | { readonly kind: "leave"; readonly query: number }
    | { readonly kind: "close"; readonly last: readonly string[] }
  );

/** A value on its way: bytes are where they begin and end in those of the page. */
export type PageValue = string | number | null | readonly [start: number, end: number];

export interface DatabasePage {
  readonly rows: PageValue[][];
  readonly bytes: ArrayBuffer;
  readonly done: boolean;
}

/** A page of rows with their bytes in one buffer, for the reason above. */
export function packPage(rows: readonly SqlValue[][], size: number, done: boolean): DatabasePage {
  const bytes = new Uint8Array(size);
  let used = 0;
  const packed = rows.map((row) =>
    row.map((value): PageValue => {
      if (!(value instanceof Uint8Array)) return value;
      bytes.set(value, used);
      used += value.length;
      return [used - value.length, used];
    })
  );
  return { rows: packed, bytes: bytes.buffer, done };
}

export function unpackPage({ rows, bytes }: DatabasePage): SqlValue[][] {
  return rows.map((row) =>
    row.map((value) =>
      Array.isArray(value)
        ? new Uint8Array(bytes, value[0], value[1] - value[0])
        : value as SqlValue
    )
  );
}

export interface DatabaseAnswer {
  readonly id: number;
  readonly result?: number | DatabasePage;
  readonly columns?: RowBuffers;
  readonly fault?: { readonly code: PlatformErrorCode; readonly reason: string };
}
