// Answers of endpoints that refuse, for the OpenAPI document (spec rest-api 1.8).
import { PLAIN_TEXT } from "../answers.ts";
import { COMMAND_SUFFIXES, type Endpoint, type Method, type OtherAnswer } from "../endpoint.ts";

type Part = { readonly [name: string]: unknown };

const TEXT = { schema: { type: "string" } };
const PAGE_TYPE = "text/html; charset=utf-8";

const sentence = (description: string): Part => ({ description, content: { [PLAIN_TEXT]: TEXT } });
const page = (description: string, headers?: Part): Part => ({
  description,
  ...headers !== undefined && { headers },
  content: { [PAGE_TYPE]: TEXT },
});

/** Responses that many operations share, by the names that documents use. */
export const REFUSALS: Readonly<Record<string, Part>> = {
  BadRequest: sentence("What is wrong with the request"),
  LoginNeeded: page("There is no login, or its role is not enough"),
  AnotherSite: page("Pages of other sites may not do this"),
  NotFound: sentence("There is no such thing"),
  TooLarge: sentence("The body is too long"),
  TooManyFailures: page("Logins from this address have to wait", {
    "retry-after": { description: "Seconds", schema: { type: "string", pattern: "^\\d+$" } },
  }),
  Failed: sentence("There is no such object, or the command could not be carried out"),
  TooBusy: sentence("The server has too much to do, or the answer took too long"),
};

/** A reference to one of them. */
export const refusal = (name: keyof typeof REFUSALS & string): Part => ({
  $ref: `#/components/responses/${name}`,
});

/** Refusals of one operation, by status. */
export function refusalsOf(endpoint: Endpoint, method: Method): Readonly<Record<string, Part>> {
  const changesThings = method === "POST" || endpoint.suffixes === COMMAND_SUFFIXES;
  const isPublic = endpoint.role === "public";
  const takesSomething = method === "POST" || endpoint.parameters.length > 0;
  const shared = {
    ...takesSomething && { 400: refusal("BadRequest") },
    ...!isPublic && { 401: refusal("LoginNeeded"), 429: refusal("TooManyFailures") },
    ...isPublic && changesThings && { 403: refusal("AnotherSite") },
    ...endpoint.parameters.some((one) => one.in === "path") && { 404: refusal("NotFound") },
    ...method === "POST" && { 413: refusal("TooLarge") },
    500: refusal("Failed"),
    503: refusal("TooBusy"),
  };
  const others = Object.entries(endpoint.otherAnswers ?? {})
    .map(([status, answer]) => [status, otherAnswer(answer)] as const);
  return { ...shared, ...Object.fromEntries(others) };
}

/** An answer that means something here may still be refused for the reasons of everywhere. */
function otherAnswer({ about, schema }: OtherAnswer): Part {
  const json = schema === undefined ? {} : { "application/json": { schema } };
  return { description: about, content: { ...json, [PLAIN_TEXT]: TEXT } };
}
