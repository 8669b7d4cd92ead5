// The JSON of a capture tool's report (spec other-phys 13): an object of a bounded size, whose members
// are what they should be or not there.

/** Characters of a report that is looked into. */
export const REPORT_CHARACTERS_MAX = 16 * 1024;

export type ReportObject = Readonly<Record<string, unknown>>;

/** Undefined for what is too long, no JSON, or no object. */
export function parseReportObject(json: string): ReportObject | undefined {
  if (json.length > REPORT_CHARACTERS_MAX) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // No JSON, or nested deeper than the engine follows.
    return undefined;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as ReportObject : undefined;
}

/** A number, also one written as text; NaN for everything else. */
export function reportNumber(report: ReportObject, member: string): number {
  const value = Object.hasOwn(report, member) ? report[member] : undefined;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : NaN;
}

/** A text without what surrounds it; "" for one that is too long, and for everything else. */
export function reportText(report: ReportObject, member: string, charactersMax: number): string {
  const value = Object.hasOwn(report, member) ? report[member] : undefined;
  const text = typeof value === "string" ? value.trim() : "";
  return text.length > charactersMax ? "" : text;
}
