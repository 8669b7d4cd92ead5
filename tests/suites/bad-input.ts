// Requests that make no sense, as data: what is wrong with each, and what may answer it. They are
// made for every endpoint from its own description.
import type { Endpoint, Parameter } from "../../adapters/http/endpoint.ts";
import { exampleMembers, examplePath } from "./endpoint-examples.ts";
import { BODY_BYTES_MAX } from "../../adapters/http/body.ts";

export interface BadRequest {
  /** What is wrong with it. */
  readonly name: string;
  readonly path: string;
  readonly init: RequestInit;
  /** Statuses that are right answers. */
  readonly statuses: readonly number[];
}

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const bytes = (...list: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(list);

/** Bodies that are no command, of whatever endpoint. */
const BAD_BODIES: readonly (readonly [name: string, type: string, body: BodyInit])[] = [
  ["no JSON", JSON_TYPE, "{bad"],
  ["no body", JSON_TYPE, ""],
  ["half a JSON object", JSON_TYPE, '{"devices": ['],
  ["a JSON list", JSON_TYPE, "[1]"],
  ["a JSON text", JSON_TYPE, '"text"'],
  ["JSON null", JSON_TYPE, "null"],
  ["JSON nested without end", JSON_TYPE, "[".repeat(50_000)],
  ["JSON with a byte that is no UTF-8 in its structure", JSON_TYPE, bytes(0x7b, 0xff, 0x7d)],
  ["JSON in UTF-16", JSON_TYPE, bytes(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
  ["a json variable that is none", FORM_TYPE, "json=%7Bbad"],
  ["a json variable of bad escapes", FORM_TYPE, "json=%FF%FE%"],
  ["a json variable that is a list", FORM_TYPE, "json=[1]"],
  ["msgpack that is no base64", FORM_TYPE, "msgpack=!!!"],
  ["msgpack of one letter", FORM_TYPE, "msgpack=g"],
  ["msgpack that is a list", FORM_TYPE, "msgpack=kQE"],
  ["msgpack cut short", FORM_TYPE, "msgpack=gaZmaWVs"],
  ["msgpack that claims 4 billion members", FORM_TYPE, "msgpack=3%2F%2F%2F%2F%2F8%3D"],
  ["msgpack with bytes behind its end", FORM_TYPE, "msgpack=gIA%3D"],
  ["msgpack with a reserved byte", "application/msgpack", bytes(0x81, 0xa1, 0x61, 0xc1)],
  ["msgpack nested without end", "application/msgpack", new Uint8Array(50_000).fill(0x91)],
  ["a multipart form that is none", "multipart/form-data; boundary=x", "no form"],
  ["a multipart form without a boundary", "multipart/form-data", "--x\r\n\r\n--x--"],
];

/** Values that a type is not. */
const WRONG_VALUES: Readonly<Record<Parameter["type"], readonly unknown[]>> = {
  string: [{}, [], ["text"], true],
  number: ["abc", {}, [], true, "", "1e999"],
  boolean: ["maybe", 2, {}, []],
  list: ["text", 5, {}, true],
  object: ["text", 5, true, [1]],
};

/** Texts that are no value of any path parameter, percent-encoded where they must be. */
const BAD_SEGMENTS: readonly string[] = [
  "nope",
  "%00",
  "%FF%FE",
  "%",
  "..%2f..%2fetc%2fpasswd",
  "%22%3E%3Cscript%3E",
  "constructor",
  "__proto__",
  "-1",
  "1e309",
  "NaN",
  "99999999999999999999999999",
  "FFFFFFFFFFFFFFFF_FFFFFFFFFFFF",
  "00000000-0000-0000-0000-000000000000",
  "ZZ:ZZ:ZZ:ZZ:ZZ:ZZ",
  "%F0%9F%93%A1",
  "x".repeat(5000),
  "%0d%0aSet-Cookie:%20KISMET=x",
];

const post = (type: string, body: BodyInit): RequestInit => ({
  method: "POST",
  headers: { "content-type": type },
  body,
});

const command = (members: Record<string, unknown>): RequestInit =>
  post(JSON_TYPE, JSON.stringify(members));

/** Answers that refuse: the sentence says why. */
const REFUSALS = [400, 404, 500];

export function badRequests(endpoint: Endpoint): BadRequest[] {
  const path = examplePath(endpoint);
  const takesBody = endpoint.methods.includes("POST");
  return [
    ...takesBody ? badBodies(path, endpoint.bodyBytesMax ?? BODY_BYTES_MAX) : [],
    ...takesBody ? badMembers(endpoint, path) : [],
    ...badPaths(endpoint),
    ...takesBody ? badVariables(endpoint, path) : [],
  ];
}

function badBodies(path: string, bytesMax: number): BadRequest[] {
  const bodies = BAD_BODIES.map(([name, type, body]) => ({
    name,
    path,
    init: post(type, body),
    statuses: [400],
  }));
  const long = `{"x":"${"y".repeat(bytesMax)}"}`;
  return [
    ...bodies,
    { name: "a body over the limit", path, init: post(JSON_TYPE, long), statuses: [413] },
  ];
}

function badMembers(endpoint: Endpoint, path: string): BadRequest[] {
  const example = exampleMembers(endpoint);
  const found: BadRequest[] = [];
  const inBody = endpoint.parameters.filter((one) => one.in === "body");
  for (const { name, type, required } of inBody) {
    for (const value of WRONG_VALUES[type]) {
      found.push({
        name: `${name} is ${JSON.stringify(value)}`,
        path,
        init: command({ ...example, [name]: value }),
        // Other servers ignore what is no list of fields, and clients rely on that.
        statuses: name === "fields" || name === "colmap" || name === "datatable"
          ? [200, 400]
          : REFUSALS,
      });
    }
    const { [name]: _, ...rest } = example;
    if (required) {
      found.push({ name: `without ${name}`, path, init: command(rest), statuses: REFUSALS });
    }
  }
  const hostile = ["__proto__", "constructor", "toString", "\u0000", "\ud800", "x".repeat(10_000)];
  const extra = Object.fromEntries(hostile.map((name) => [name, { deep: [[[[{}]]]] }]));
  found.push({
    name: "members that nobody knows",
    path,
    // Written out, because an object literal would set its prototype.
    init: post(
      JSON_TYPE,
      `{"__proto__":{"fields":5},${JSON.stringify({ ...extra, ...example }).slice(1)}`,
    ),
    statuses: [200],
  });
  for (
    const fields of [[5], [["a"]], [["a", "b", "c"]], [["a", 5]], [{}], [null], [[]], [
      "a".repeat(9999),
    ], [
      "a/".repeat(100) + "b",
    ], Array.from({ length: 600 }, (_, index) => `f${index}`)]
  ) {
    if (!inBody.some((one) => one.name === "fields")) break;
    const shown = JSON.stringify(fields).slice(0, 40);
    found.push({
      name: `fields ${shown}`,
      path,
      init: command({ ...example, fields }),
      statuses: [400],
    });
  }
  for (
    const regex of [[1], [["a"]], [["a", "("]], [["a", 5]], "x", {}, [["a", "(?=x)"]], [[
      "a",
      "x{9999}",
    ]]]
  ) {
    if (!inBody.some((one) => one.name === "regex")) break;
    const shown = JSON.stringify(regex);
    found.push({
      name: `regex ${shown}`,
      path,
      init: command({ ...example, regex }),
      statuses: [400],
    });
  }
  return found;
}

function badPaths(endpoint: Endpoint): BadRequest[] {
  const method = endpoint.methods[0]!;
  const init = method === "GET" ? {} : command(exampleMembers(endpoint));
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  if (endpoint.rest !== undefined) names.push(endpoint.rest);
  const segments = names.flatMap((name) =>
    BAD_SEGMENTS.map((value) => ({
      name: `{${name}} is ${value.slice(0, 30)}`,
      path: examplePath(endpoint, endpoint.suffixes[0], { [name]: value }),
      init,
      // A time, a PHY of a filter, or an address may well be there, or none be found.
      statuses: [200, ...REFUSALS],
    }))
  );
  const suffixes = endpoint.suffixes.length === 0 ? [] : ["xml", "JSON", "json%00", "", "cmd.json"];
  return [
    ...segments,
    ...suffixes.map((suffix) => ({
      name: `suffix "${suffix}"`,
      path: examplePath(endpoint, suffix),
      init,
      statuses: [404],
    })),
  ];
}

/** Numbers of tables that are none, in either style. */
function badVariables(endpoint: Endpoint, path: string): BadRequest[] {
  const inForm = endpoint.parameters.filter((one) => one.in === "form" && one.type === "number");
  const base = `json=${encodeURIComponent(JSON.stringify(exampleMembers(endpoint)))}`;
  const found = inForm.flatMap(({ name }) => {
    const style = /^(?:start|draw|order)/.test(name)
      ? `json=${
        encodeURIComponent(
          JSON.stringify({
            ...exampleMembers(endpoint),
            datatable: true,
            colmap: { 0: "kismet.device.base.name" },
          }),
        )
      }`
      : `${base}&page=0`;
    const with_ = (value: string, statuses: number[]): BadRequest => ({
      name: `${name}=${value}`,
      path,
      init: post(FORM_TYPE, `${style}&${encodeURIComponent(name)}=${value}`),
      statuses,
    });
    const isNumber = name !== "order[0][column]";
    return [
      with_("abc", isNumber ? [400] : [200]),
      with_("%FF", isNumber ? [400] : [200]),
      with_("99999999999999999999", isNumber ? [400] : [200]),
      with_("-5", [200]),
      with_("999999999999", [200]),
    ];
  });
  const texts = endpoint.parameters.some((one) => one.name === "sort")
    ? [
      [`${base}&sort=${"a/".repeat(40)}b`, 400],
      [`${base}&sort=no.such.field&sort_dir=sideways`, 200],
      [`json=${encodeURIComponent('{"fields":["a"]}')}&search=${"x".repeat(300)}`, 400],
      [`${"a=1&".repeat(5000)}${base}`, 200],
    ] as const
    : [];
  return [
    ...found,
    ...texts.map(([body, status]) => ({
      name: body.slice(0, 40),
      path,
      init: post(FORM_TYPE, body),
      statuses: [status],
    })),
  ];
}
