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
      readonly columns: RowColumns;
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

export interface DatabasePage {
  readonly rows: SqlValue[][];
  readonly done: boolean;
}

export interface DatabaseAnswer {
  readonly id: number;
  readonly result?: number | DatabasePage;
  readonly columns?: RowColumns;
  readonly fault?: { readonly code: PlatformErrorCode; readonly reason: string };
}
