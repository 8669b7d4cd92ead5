// Variables of queries and form bodies (spec rest-api 1.3): split first, then percent-decoded; a
// repeated name keeps its last value; what cannot be decoded stays as it is.

/** More variables than this are not looked at. */
export const VARIABLES_MAX = 1024;

/** `+` is a space in form bodies and a plus sign in queries. */
export function parseVariables(text: string, plusIsSpace: boolean): Map<string, string> {
  const variables = new Map<string, string>();
  if (text === "") return variables;
  for (const part of text.split("&", VARIABLES_MAX)) {
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    const content = equals < 0 ? "" : part.slice(equals + 1);
    if (name === "" && content === "") continue;
    variables.set(decodeText(name, plusIsSpace), decodeText(content, plusIsSpace));
  }
  return variables;
}

/** Percent-decodes; clients that send raw `%`, quotes or brackets get them back. */
export function decodeText(text: string, plusIsSpace = false): string {
  const spaced = plusIsSpace ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Bad sequences: good ones around them are still decoded, bytes that are no UTF-8 stay.
    return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
}
