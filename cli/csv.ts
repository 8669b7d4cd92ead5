// Comma-separated values (RFC 4180) of texts that came over the air.

/** A spreadsheet would take a text that begins so for a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;

/** One line with its end. */
export function formatCsvLine(values: readonly unknown[]): string {
  return `${values.map(formatCsvValue).join(",")}\r\n`;
}

function formatCsvValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? defuse(value) : JSON.stringify(value);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An apostrophe in front keeps a spreadsheet from calculating it. */
function defuse(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}
