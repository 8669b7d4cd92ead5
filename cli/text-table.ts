// A table for a terminal: columns as wide as their texts, made narrower and then left out, the least
// important first, until a line fits.
import { cutText, fitText, textWidth } from "./text-width.ts";

export interface TextColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** Columns it can be cut to. */
  readonly least: number;
  /** Columns it never goes beyond. */
  readonly most: number;
  /** The largest is left out first; 0 always stays. */
  readonly rank: number;
}

const GAP = "  ";

/** Lines of the table, its titles first, none wider than `columns`. */
export function formatTextTable(
  definitions: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  columns: number,
): string[] {
  const natural = definitions.map((definition, index) => {
    let width = textWidth(definition.title);
    for (const row of rows) width = Math.max(width, textWidth(row[index] ?? ""));
    return Math.min(width, definition.most);
  });
  const { shown, widths } = fitColumns(definitions, natural, columns);
  const line = (cells: readonly string[]): string => {
    const fitted = shown.map((index, position) =>
      fitText(cells[index] ?? "", widths[position]!, definitions[index]!.align)
    );
    return cutText(fitted.join(GAP).trimEnd(), columns);
  };
  return [line(definitions.map((definition) => definition.title)), ...rows.map(line)];
}

/** Which columns are shown, and how wide each. */
function fitColumns(
  definitions: readonly TextColumn[],
  natural: readonly number[],
  columns: number,
): { shown: number[]; widths: number[] } {
  const shown = definitions.map((_, index) => index);
  const leastOf = (index: number) => Math.min(natural[index]!, definitions[index]!.least);
  const gaps = () => GAP.length * (shown.length - 1);
  while (shown.length > 1) {
    const least = shown.reduce((sum, index) => sum + leastOf(index), gaps());
    if (least <= columns) break;
    const rank = Math.max(...shown.map((index) => definitions[index]!.rank));
    if (rank === 0) break;
    shown.splice(shown.findIndex((index) => definitions[index]!.rank === rank), 1);
  }
  const widths = shown.map((index) => natural[index]!);
  let excess = widths.reduce((sum, width) => sum + width, gaps()) - columns;
  while (excess > 0) {
    // The widest gives way, so that short columns stay readable.
    let widest = -1;
    for (let position = 0; position < shown.length; position++) {
      if (widths[position]! <= leastOf(shown[position]!)) continue;
      if (widest < 0 || widths[position]! > widths[widest]!) widest = position;
    }
    if (widest < 0) break;
    widths[widest]! -= 1;
    excess -= 1;
  }
  return { shown, widths };
}
