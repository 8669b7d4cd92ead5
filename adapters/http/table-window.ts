// Windows over sorted rows in the two styles of existing interfaces: paged, and DataTables (spec
// rest-api 4.4).
import { int64, uint64 } from "../../protocols/records/field.ts";
import type { Selection } from "../../protocols/serialize/selection.ts";
import { parseSelection, SelectionError } from "../../protocols/serialize/selection.ts";
import type { Call } from "./endpoint.ts";
import { badRequest } from "./errors.ts";
import type { Wrapping } from "./record-chunks.ts";
import { createSearch, pathOf, RowSearch, type RowSort } from "./row-query.ts";

export const DATATABLE_LENGTH_MAX = 500;
/** Columns of one `colmap`. */
export const COLUMNS_MAX = 256;

export interface TableWindow {
  /** Nothing is looked for, sorted or cut: rows may go out as they are found. */
  readonly plain: boolean;
  readonly search: RowSearch | undefined;
  readonly sort: RowSort | undefined;
  /** The rows to send and what stands around them; plain lists have no wrapping. */
  cut<R>(
    rows: readonly R[],
    total: number,
  ): { rows: readonly R[]; wrapping: Wrapping | undefined };
}

/** The window a request asks for; throws 400 for numbers that are none. */
export function tableWindow(call: Call, selection: Selection | undefined): TableWindow {
  return call.command.get("datatable") === true
    ? dataTableWindow(call, selection)
    : pagedWindow(call, selection);
}

function pagedWindow(call: Call, selection: Selection | undefined): TableWindow {
  const { variables } = call;
  const page = integerVariable(call, "page");
  const length = integerVariable(call, "length") ?? integerVariable(call, "size") ?? 0;
  const sortPath = variables.get("sort");
  const search = createSearch(variables.get("search"), selection);
  // The reference sorts the wrong way round, and existing interfaces expect it.
  const descending = variables.get("sort_dir") === "asc";
  const sort = sortPath ? { path: pathOf(sortPath), descending } : undefined;
  return {
    plain: page === undefined && search === undefined && sort === undefined,
    search,
    sort,
    cut(rows, total) {
      if (page === undefined) return { rows, wrapping: undefined };
      const found = rows.length;
      const all = length <= 0;
      const lastPage = variables.has("length") || variables.has("size")
        ? (length === 0 ? 0 : all ? 1 : Math.ceil(found / length))
        : 1;
      const start = all || page < 0 || page * length >= found ? 0 : page * length;
      const number = (name: string, value: number) => ({ name, type: uint64, value });
      return {
        rows: all ? rows : rows.slice(start, start + length),
        wrapping: {
          listName: "data",
          before: [],
          after: [
            number("last_page", lastPage),
            number("last_row", found),
            number("total_row", total),
          ],
        },
      };
    },
  };
}

function dataTableWindow(call: Call, selection: Selection | undefined): TableWindow {
  const { variables } = call;
  const columns = parseColumns(call.command.get("colmap"));
  const start = integerVariable(call, "start") ?? 0;
  const wished = integerVariable(call, "length") ?? DATATABLE_LENGTH_MAX;
  const length = wished <= 0 ? DATATABLE_LENGTH_MAX : Math.min(wished, DATATABLE_LENGTH_MAX);
  const draw = integerVariable(call, "draw") ?? 0;
  const column = variables.get("order[0][column]");
  const sortPath = column === undefined ? undefined : columns.get(column)?.[0];
  const descending = variables.get("order[0][dir]") === "asc";
  return {
    plain: false,
    search: columnSearch(variables.get("search[value]"), columns, selection),
    sort: sortPath === undefined ? undefined : { path: sortPath, descending },
    cut(rows, total) {
      const found = rows.length;
      const from = start < 0 || start >= found ? 0 : start;
      return {
        rows: rows.slice(from, from + length),
        wrapping: {
          listName: "data",
          before: [{ name: "draw", type: int64, value: draw }],
          after: [
            { name: "recordsTotal", type: uint64, value: total },
            { name: "recordsFiltered", type: uint64, value: found },
          ],
        },
      };
    },
  };
}

type Columns = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Column number to the paths of its fields; a column is a field, or a list like `fields`. */
function parseColumns(colmap: unknown): Columns {
  const columns = new Map<string, readonly (readonly string[])[]>();
  if (typeof colmap !== "object" || colmap === null) return columns;
  const entries = Object.entries(colmap);
  if (entries.length > COLUMNS_MAX) throw badRequest(`colmap has more than ${COLUMNS_MAX} columns`);
  for (const [number, entry] of entries as [string, unknown][]) {
    try {
      const fields = parseSelection(Array.isArray(entry) ? entry : [entry]);
      columns.set(number, fields?.members.map((member) => member.path) ?? []);
    } catch (error) {
      if (error instanceof SelectionError) throw badRequest(`colmap: ${error.message}`);
      throw error;
    }
  }
  return columns;
}

function columnSearch(
  text: string | undefined,
  columns: Columns,
  selection: Selection | undefined,
): RowSearch | undefined {
  const paths = [...columns.values()].flat();
  if (text === undefined || text === "" || paths.length === 0) return createSearch(text, selection);
  return new RowSearch(text, paths);
}

function integerVariable(call: Call, name: string): number | undefined {
  const text = call.variables.get(name);
  if (text === undefined || text === "") return undefined;
  const match = /^\s*([+-]?\d{1,15})(?:\.\d*)?\s*$/.exec(text);
  if (match === null) throw badRequest(`${name} must be a number`);
  return Number(match[1]);
}
