// @ts-check
// The page of addresses: what openapi.json and asyncapi.json of this server say, for people. One
// entry is one address with all its forms; its tables are made when it is opened.
import { ask, LoginNeeded } from "./server.js";

/** @typedef {Record<string, any>} Part a part of a document */

/**
 * An address with its forms, or a websocket.
 * @typedef {{
 *   group: string, path: string, methods: string[], forms: string[], role: string,
 *   summary: string, body: () => Node[], words: string,
 * }} Entry
 */

/** Deepest record within a record whose members are shown. */
const DEPTH_MAX = 3;

/** @type {Part} */
let schemas = {};

start().catch((error) => {
  const text = error instanceof LoginNeeded
    ? "Log in on the first page, then come back."
    : `The documents could not be read: ${error.message}`;
  const problem = byId("problem");
  problem.textContent = text;
  problem.hidden = false;
});

async function start() {
  const [open, sockets] = await Promise.all([ask("openapi.json"), ask("asyncapi.json")]);
  schemas = { ...open.components.schemas, ...sockets.components.schemas };
  byId("about").textContent = open.info.description;
  const entries = [...restEntries(open), ...socketEntries(sockets)];
  const search = /** @type {HTMLInputElement} */ (byId("search"));
  search.addEventListener("input", () => show(entries, search.value));
  show(entries, search.value);
}

/**
 * @param {Entry[]} entries
 * @param {string} text
 */
function show(entries, text) {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  /** @type {Map<string, Entry[]>} */
  const groups = new Map();
  for (const entry of entries) {
    if (!words.every((word) => entry.words.includes(word))) continue;
    groups.set(entry.group, [...groups.get(entry.group) ?? [], entry]);
  }
  const parts = [...groups].flatMap(([group, found]) => [
    element("h2", group),
    ...found.map(entryElement),
  ]);
  byId("addresses").replaceChildren(
    ...parts.length > 0 ? parts : [element("p", "No address has that.")],
  );
}

/** @param {Entry} entry */
function entryElement(entry) {
  const details = element("details");
  const head = element("summary");
  head.append(
    element("span", entry.methods.join(" "), "method"),
    element("code", entry.path),
    element("span", entry.forms.join(" "), "forms"),
    element("span", entry.role, "role"),
  );
  details.append(head);
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const inside = element("div");
    inside.append(element("p", entry.summary), ...entry.body());
    details.append(inside);
  });
  return details;
}

/**
 * One entry an address; its other forms, which the document has at a path of their own, are beside.
 * @param {Part} open
 * @returns {Entry[]}
 */
function restEntries(open) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const [path, item] of Object.entries(open.paths)) {
    const operations = Object.entries(item).filter(([method]) => method !== "parameters");
    const [, first] = operations[0];
    const format = (item.parameters ?? []).find((/** @type {Part} */ one) => one.name === "format");
    const match = /^(.*)\.(\w+|\{format\})(\/\{\w+\})?$/.exec(path);
    const suffixes = match === null ? [] : format?.schema.enum ?? [match[2]];
    const stem = match === null ? path : `${match[1]}${match[3] ?? ""} ${first.summary}`;
    const known = entries.get(stem);
    if (known !== undefined) {
      known.forms.push(...suffixes);
      continue;
    }
    entries.set(stem, {
      group: first.tags[0],
      path,
      methods: operations.map(([method]) => method.toUpperCase()),
      forms: suffixes,
      role: roleOf(first),
      summary: first.summary,
      body: () => operationParts(item, operations[operations.length - 1][1], first),
      words: `${path} ${first.summary} ${JSON.stringify(first.responses[200])}`.toLowerCase(),
    });
  }
  return [...entries.values()];
}

/** @param {Part} operation */
function roleOf(operation) {
  if (operation.security.length === 0) return "no login";
  return operation.security[0].basic[0] ?? "any login";
}

/**
 * @param {Part} item
 * @param {Part} last the operation that takes most
 * @param {Part} first the one whose answer is described without choices
 */
function operationParts(item, last, first) {
  const path = (item.parameters ?? []).map((/** @type {Part} */ one) => row(one.name, one));
  const variables = (first.parameters ?? []).map((/** @type {Part} */ one) => row(one.name, one));
  const content = last.requestBody?.content ?? {};
  const command = memberRows(content["application/json"]?.schema, 0);
  const form = memberRows(content["application/x-www-form-urlencoded"]?.schema, 0);
  const [type, good] = Object.entries(first.responses[200].content)[0];
  return [
    ...titled("In the path", path),
    ...titled("Command", command),
    ...titled("Variables", command.length > 0 ? variables : form),
    element("p", `Answer: ${first.responses[200].description} (${type})`),
    ...titled("", memberRows(good.schema, 0)),
  ];
}

/**
 * @param {Part} document
 * @returns {Entry[]}
 */
function socketEntries(document) {
  return Object.entries(document.channels).map(([name, channel]) => {
    const messages = (/** @type {string} */ operation) =>
      (document.operations[`${name}${operation}`]?.messages ?? []).flatMap(
        (/** @type {Part} */ one) => {
          const key = one.$ref.split("/").at(-1);
          const message = channel.messages[key];
          return titled(`${key}: ${message.summary}`, memberRows(message.payload, 0));
        },
      );
    return {
      group: "websockets",
      path: channel.address,
      methods: ["WS"],
      forms: [],
      role: channel["x-role"],
      summary: channel.summary,
      body: () => [
        element("h3", "To the server"),
        ...messages("Receive"),
        element("h3", "From the server"),
        ...messages("Send"),
      ],
      words: `${channel.address} ${channel.summary} ${JSON.stringify(channel.messages)}`
        .toLowerCase(),
    };
  });
}

/**
 * Rows for the members of a schema, those of records within it indented.
 * @param {Part | undefined} schema
 * @param {number} depth
 * @returns {Node[]}
 */
function memberRows(schema, depth) {
  const found = recordOf(schema);
  if (found === undefined || depth > DEPTH_MAX) return [];
  return Object.entries(found.properties ?? {}).flatMap(([name, member]) => [
    row(`${"\u00a0\u00a0".repeat(depth)}${name}`, {
      ...member,
      schema: member,
      optional: found.required?.includes(name) !== true,
    }),
    ...depth < DEPTH_MAX ? memberRows(member, depth + 1) : [],
  ]);
}

/**
 * The record that a schema is, holds or refers to.
 * @param {Part | undefined} schema
 * @returns {Part | undefined}
 */
function recordOf(schema) {
  if (schema === undefined || typeof schema !== "object") return undefined;
  if (schema.$ref !== undefined) return schemas[schema.$ref.split("/").at(-1)];
  if (schema.properties !== undefined) return schema;
  return recordOf(schema.items) ?? recordOf(schema.additionalProperties) ??
    recordOf(schema.anyOf?.[0]);
}

/** @param {Part} schema */
function typeOf(schema) {
  if (schema === undefined) return "";
  if (schema.enum !== undefined) return schema.enum.join(", ");
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1);
  if (schema.type === "array") return `list of ${typeOf(schema.items) || "pairs"}`;
  if (schema.type === "object" && schema.additionalProperties) {
    return `map of ${typeOf(schema.additionalProperties) || "anything"}`;
  }
  return schema.format ?? schema.type ?? (schema.anyOf === undefined ? "" : "one of several");
}

/**
 * @param {string} name
 * @param {Part} described
 */
function row(name, described) {
  const line = element("tr");
  const type = `${typeOf(described.schema)}${described.optional ? ", optional" : ""}`;
  line.append(element("td", name), element("td", type), element("td", described.description ?? ""));
  return line;
}

/**
 * @param {string} title
 * @param {Node[]} rows
 * @returns {Node[]}
 */
function titled(title, rows) {
  if (rows.length === 0) return title.includes(":") ? [element("p", title)] : [];
  const table = element("table");
  table.append(...rows);
  return title === "" ? [table] : [element("p", title), table];
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [text]
 * @param {string} [className]
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
