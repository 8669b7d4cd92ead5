// Tables of the page; what came over the air is put in as text and never as markup.
import { terminalSafe } from "../protocols/text/sanitise.ts";

export type Cell = string | number;

/** 1234567 as 1,234,567, whatever the browser's language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A table with titles, or a sentence when there is nothing in it. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  none: string,
): HTMLElement[] {
  if (rows.length === 0) {
    const sentence = document.createElement("p");
    sentence.className = "none";
    sentence.textContent = none;
    return [sentence];
  }
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  titles.forEach((title, column) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = title;
    if (typeof rows[0]![column] === "number") cell.className = "number";
    head.append(cell);
  });
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const value of row) {
      const cell = line.insertCell();
      cell.textContent = typeof value === "number" ? grouped(value) : terminalSafe(value);
      if (typeof value === "number") cell.className = "number";
    }
  }
  return [made];
}
