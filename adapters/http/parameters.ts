// Parameters that many endpoints share, as documents show them.
import type { JsonSchema } from "../../protocols/serialize/json-schema.ts";
import type { Parameter } from "./endpoint.ts";

const TEXT: JsonSchema = { type: "string" };
const PAIR: JsonSchema = { type: "array", prefixItems: [TEXT, TEXT], minItems: 2, maxItems: 2 };

export const FIELDS_PARAMETER: Parameter = {
  name: "fields",
  in: "body",
  type: "list",
  required: false,
  about: "Members of the answer: paths, or pairs of path and name",
  schema: {
    type: "array",
    items: { anyOf: [TEXT, { ...PAIR, description: "Path, and the name in the answer" }] },
  },
};

export const REGEX_PARAMETER: Parameter = {
  name: "regex",
  in: "body",
  type: "list",
  required: false,
  about: "Pairs of path and pattern; a record is kept when any pair matches",
  schema: { type: "array", items: PAIR },
};

export const TIME_PARAMETER: Parameter = {
  name: "time",
  in: "path",
  type: "number",
  required: true,
  about: "Unix seconds; negative: before now",
};

export const KEY_PARAMETER: Parameter = {
  name: "key",
  in: "path",
  type: "string",
  required: true,
  about: "Key of a device",
};

const variable = (
  name: string,
  type: "string" | "number",
  about: string,
): Parameter => ({ name, in: "form", type, required: false, about });

/** Windows over sorted rows, in both styles. */
export const TABLE_PARAMETERS: readonly Parameter[] = [
  variable("page", "number", "Number of the page, from 0; selects the paged style"),
  variable("length", "number", "Rows of a page"),
  variable("size", "number", "Another name of length"),
  variable("sort", "string", "Path of the field to sort by"),
  variable("sort_dir", "string", "asc puts the larger first, as existing clients expect"),
  variable("search", "string", "Text to look for in the listed fields"),
  variable("start", "number", "First row, DataTables style"),
  variable("draw", "number", "Given back, DataTables style"),
  variable("search[value]", "string", "Text to look for, DataTables style"),
  variable("order[0][column]", "number", "Column to sort by, DataTables style"),
  variable("order[0][dir]", "string", "asc or desc, DataTables style"),
  {
    name: "datatable",
    in: "body",
    type: "boolean",
    required: false,
    about: "Selects the DataTables style",
  },
  {
    name: "colmap",
    in: "body",
    type: "object",
    required: false,
    about: "Column number to the fields shown in it",
    schema: { type: "object", additionalProperties: {} },
  },
];

export const LAST_TIME_PARAMETER: Parameter = {
  name: "last_time",
  in: "body",
  type: "number",
  required: false,
  about: "Only records seen since then; negative: before now",
};

/** A text member of a command. */
export const bodyText = (name: string, about: string, required = true): Parameter => ({
  name,
  in: "body",
  type: "string",
  required,
  about,
});

/** A number in a command. */
export const bodyNumber = (name: string, about: string, required = true): Parameter => ({
  name,
  in: "body",
  type: "number",
  required,
  about,
});

/** A list of texts in a command. */
export const bodyTexts = (name: string, about: string, required = true): Parameter => ({
  name,
  in: "body",
  type: "list",
  required,
  about,
  schema: { type: "array", items: TEXT },
});

/** A text in the path. */
export const pathText = (name: string, about: string): Parameter => ({
  name,
  in: "path",
  type: "string",
  required: true,
  about,
});
