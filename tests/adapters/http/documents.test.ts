// The documents of the API are valid, complete, and true: each path and method answers on the real
// server of the engine as they say, with real records too.
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { SOCKETS } from "../../../adapters/websocket/sockets.ts";
import type { HttpServer } from "../../../runtime/platform.ts";
import {
  DocumentChecker,
  exampleAddress,
  exampleCall,
  type OpenApi,
  type Operation,
  operationsOf,
} from "../../suites/document-walk.ts";
import {
  EXAMPLE_TOKENS,
  examplePath,
  finite,
  SOCKET_EXAMPLES,
} from "../../suites/endpoint-examples.ts";
import { BASIC, createWebFixture, type WebFixture } from "../../suites/web-fixture.ts";

type Part = Readonly<Record<string, unknown>>;

let web: WebFixture;
let server: HttpServer;
let openApi: OpenApi;
let asyncApi: Part & { channels: Record<string, Part>; operations: Record<string, Part> };

beforeAll(async () => {
  web = await createWebFixture({ platform: await detectPlatform() });
  server = await web.app.context.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_000_000,
    fetch: web.app.fetch,
  });
  openApi = await (await web.ask("/openapi.json")).json() as OpenApi;
  asyncApi = await (await web.ask("/asyncapi.json")).json() as typeof asyncApi;
});

afterAll(async () => {
  await web.system.stop();
  await server.close(0);
});

describe("the OpenAPI document", () => {
  test("is one, by the schema of OpenAPI 3.1", async () => {
    const result = await new Validator().validate(openApi);
    expect([result.valid, result.errors]).toEqual([true, undefined]);
  });

  test("names every operation once", () => {
    const ids = Object.values(openApi.paths).flatMap((item) =>
      ["get", "post"].flatMap((method) => (item[method] as Part | undefined)?.operationId ?? [])
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(250);
  });

  test("has every address of every endpoint, with its methods and its role", () => {
    const described = new Map<string, Part>();
    for (const operation of operationsOf(openApi)) {
      const item = openApi.paths[operation.path]![operation.method.toLowerCase()] as Part;
      for (const format of operation.formats.length === 0 ? [undefined] : operation.formats) {
        described.set(`${operation.method} ${exampleAddress(operation.path, format)}`, item);
      }
    }
    const routed = ENDPOINTS.flat().flatMap((endpoint) =>
      (endpoint.suffixes.length === 0 ? [undefined] : endpoint.suffixes).flatMap((suffix) =>
        endpoint.methods.map((method) =>
          [`${method} ${examplePath(endpoint, suffix)}`, endpoint.role] as const
        )
      )
    );
    const byRoute = new Map(routed);
    expect([...byRoute.keys()].sort()).toEqual([...described.keys()].sort());
    for (const [name, role] of byRoute) {
      const [first] = described.get(name)!.security as { basic: string[] }[];
      expect([name, first?.basic]).toEqual(
        [name, role === "public" ? undefined : role === "any" ? [] : [role]],
      );
    }
  });

  test("says what every address answers, on a real server", async () => {
    const checker = new DocumentChecker(openApi);
    const problems: string[] = [];
    // Setting the password would end the login of all others, so it comes last.
    const operations = operationsOf(openApi)
      .sort((a, b) => Number(a.path === SET_PASSWORD) - Number(b.path === SET_PASSWORD));
    for (const operation of operations) {
      for (const format of operation.formats.length === 0 ? [undefined] : operation.formats) {
        for (const name of EXAMPLE_TOKENS) {
          await web.sessions.tokens.createApi(name, "none", 0).catch(() => {});
        }
        await web.sessions.tokens.revokeApi("n").catch(() => {});
        const answer = await ask(operation, format, { authorization: BASIC });
        if (answer.status !== 200) problems.push(`${operation.path}: ${answer.status}`);
        problems.push(...await checker.problems(operation, await finite(answer)));
      }
    }
    expect(problems).toEqual([]);
  });

  test("says who gets in: without a login everything else is refused as described", async () => {
    const checker = new DocumentChecker(openApi);
    const problems: string[] = [];
    for (const operation of operationsOf(openApi).filter((one) => !one.isPublic)) {
      const answer = await ask(operation, operation.formats[0], {});
      if (answer.status !== 401) problems.push(`${operation.path}: ${answer.status}`);
      problems.push(...await checker.problems(operation, await finite(answer)));
    }
    expect(problems).toEqual([]);
  });

  test("says which methods there are: all others are 405", async () => {
    const wrong: string[] = [];
    for (const [path, item] of Object.entries(openApi.paths)) {
      const [operation] = operationsOf({ ...openApi, paths: { [path]: item } });
      for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"]) {
        if (method.toLowerCase() in item) continue;
        const address = exampleAddress(path, operation!.formats[0]);
        const answer = await fetch(`http://127.0.0.1:${server.port}${address}`, {
          method,
          headers: { authorization: BASIC },
        });
        await answer.text();
        if (answer.status !== 405) wrong.push(`${method} ${path}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test("the document has the addresses of plugins while they are there", async () => {
  const plugin = await createWebFixture();
  const { helperRoutes } = plugin.app.context;
  const owner = { label: "the plugin weather", request: () => undefined };
  for (
    const [method, path] of [["GET", "/weather/now.json"], ["POST", "/weather/now.json"], [
      "BREW",
      "/weather/tea",
    ], ["GET", "/weather/{city}"]] as const
  ) {
    expect(helperRoutes.register(owner, method, path)).toBe("");
  }
  const read = async () => await (await plugin.ask("/openapi.json")).json() as OpenApi;
  const document = await read();
  const result = await new Validator().validate(document);
  expect([result.valid, result.errors]).toEqual([true, undefined]);
  const ofPlugin = Object.keys(document.paths).filter((path) => path.startsWith("/weather"));
  expect(ofPlugin).toEqual(["/weather/now.json"]);
  expect(document.paths["/weather/now.json"]).toMatchObject({
    get: { summary: "Answered by the plugin weather" },
    post: { security: expect.arrayContaining([{ bearer: ["admin"] }]) },
  });
  const checker = new DocumentChecker(document);
  const operation = checker.operations.find((one) => one.path === "/weather/now.json")!;
  expect(await checker.problems(operation, await plugin.ask("/weather/now.json"))).toEqual([]);
  helperRoutes.release(owner);
  expect(Object.keys((await read()).paths)).not.toContain("/weather/now.json");
});

describe("the AsyncAPI document", () => {
  test("is one, by the schema of AsyncAPI 3.0", () => {
    const file = createRequire(import.meta.url).resolve(
      "@asyncapi/specs/schemas/3.0.0-without-$id.json",
    );
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
    validate(asyncApi);
    expect(validate.errors).toBeNull();
  });

  test("has every websocket, and every topic as a message", () => {
    const channels = Object.values(asyncApi.channels);
    expect(channels.map((one) => one.address).sort()).toEqual(
      SOCKETS.map((one) => one.path).sort(),
    );
    const events = channels.find((one) => one.address === "/eventbus/events.ws")!;
    const topics = Object.keys(events.messages as Part);
    expect(topics).toEqual(
      expect.arrayContaining(["TIMESTAMP", "NEW_DEVICE", "ALERT", "EventWish"]),
    );
  });
});

describe("websockets", () => {
  test.each(SOCKETS.filter((one) => one.takes.some((message) => message.content.is !== "bytes")))(
    "$path takes a message as described, and gives what is described",
    async ({ path }) => {
      const [name, channel] = Object.entries(asyncApi.channels)
        .find(([, one]) => one.address === path)!;
      const example = SOCKET_EXAMPLES[path];
      if (example === undefined) throw new Error(`${path} needs an example of a message`);
      const compile = (payload: object): ValidateFunction =>
        new Ajv2020({ strict: false, validateFormats: false }).compile({
          ...payload,
          components: asyncApi.components,
        });
      const messages = channel.messages as Record<string, Message>;
      /** Whether a text is one of the messages of a direction, `Receive` or `Send`. */
      const fits = (text: string, direction: string): boolean => {
        const refs = asyncApi.operations[`${name}${direction}`]!.messages as { $ref: string }[];
        return refs.map((one) => messages[one.$ref.split("/").at(-1)!]!).some((message) =>
          compile(message.payload)(message.contentType === undefined ? JSON.parse(text) : text)
        );
      };
      expect(fits(example, "Receive")).toBe(true);
      const address = examplePath({ path, suffixes: [] });
      const { token } = await web.sessions.tokens.createApi(path, "admin", 0);
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${address}?KISMET=${token}`);
      const heard = new Promise<string>((resolve) =>
        socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true })
      );
      await new Promise((resolve, reject) => {
        socket.addEventListener("open", resolve, { once: true });
        socket.addEventListener("error", () => reject(new Error(`${path} was refused`)));
      });
      socket.send(example);
      // The fixture has no ticker.
      const tick = setInterval(() => web.bus.publish("TIMESTAMP", web.stores.system()), 5);
      expect(fits(await heard, "Send")).toBe(true);
      clearInterval(tick);
      socket.close();
      await new Promise((resolve) => socket.addEventListener("close", resolve, { once: true }));
    },
  );
});

interface Message {
  readonly contentType?: string;
  readonly payload: object;
}

const SET_PASSWORD = "/session/set_password";

function ask(
  operation: Operation,
  format: string | undefined,
  headers: Record<string, string>,
): Promise<Response> {
  const init = exampleCall(operation);
  const address = exampleAddress(operation.path, format);
  return fetch(`http://127.0.0.1:${server.port}${address}`, {
    ...init,
    headers: { ...init.headers as Record<string, string>, ...headers },
  });
}
