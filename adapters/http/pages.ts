// The small pages for refusals (spec rest-api 1.6, 1.8): what they say is for people, programs look
// at the status.

function refusalPage(status: number, title: string, sentence: string): string {
  return `<!doctype html><html><head><title>${status} ${title}</title></head><body>` +
    `<h1>${status} ${title}</h1><p>${sentence}</p></body></html>\n`;
}

export function notFoundPage(path: string): string {
  return refusalPage(404, "Not found", `There is no <code>${escapeHtml(path)}</code> here.`);
}

export const METHOD_PAGE = refusalPage(
  405,
  "Wrong method",
  "This resource does not take that method.",
);

export const LOGIN_PAGE = refusalPage(
  401,
  "Login needed",
  "This resource needs a login or a token that may use it.",
);

export const FOREIGN_PAGE = refusalPage(
  403,
  "Another site",
  "Pages of other sites may not do this.",
);

export const WAIT_PAGE = refusalPage(
  429,
  "Too many failed logins",
  "Logins from this address have to wait.",
);

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'/]/g, (char) => ESCAPES.get(char)!);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#x27;"],
  ["/", "&#x2F;"],
]);
