// What endpoints say of their parameters is what they read: documents and clients are made of it.
import { expect, test } from "vitest";
import { Command } from "../../../adapters/http/command.ts";
import type { Call, Endpoint } from "../../../adapters/http/endpoint.ts";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import {
  EXAMPLE_TOKENS,
  exampleMembers,
  examplePath,
  finite,
} from "../../suites/endpoint-examples.ts";
import { createWebFixture, form } from "../../suites/web-fixture.ts";

/** The endpoint as it is, with the names noted that it reads. */
function noting(endpoint: Endpoint, read: Set<string>): () => void {
  const { handle } = endpoint;
  const note = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, property) {
        const member: unknown = Reflect.get(object, property, object);
        if (typeof member !== "function") return member;
        return (...args: unknown[]): unknown => {
          if (typeof args[0] === "string") read.add(args[0]);
          return (member as (...all: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  const changed = endpoint as { handle: Endpoint["handle"] };
  changed.handle = (call: Call) =>
    handle({ ...call, command: note(call.command), variables: note(call.variables) });
  return () => changed.handle = handle;
}

test.each(ENDPOINTS.flat().map((endpoint) => [examplePath(endpoint), endpoint] as const))(
  "%s reads the parameters that it names, and no other",
  async (path, endpoint) => {
    const read = new Set<string>();
    const restore = noting(endpoint, read);
    try {
      for (const datatable of [false, true]) {
        const web = await createWebFixture();
        for (const name of EXAMPLE_TOKENS) await web.sessions.tokens.createApi(name, "none", 0);
        const members = exampleMembers(endpoint);
        const { username, password } = members as Record<string, string>;
        const json = JSON.stringify({ ...members, datatable });
        const variables = { username: username!, password: password!, json };
        const answer = await finite(
          await web.ask(path, endpoint.methods.includes("POST") ? form(variables) : {}),
        );
        expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
      }
    } finally {
      restore();
    }
    const inRequest = endpoint.parameters.filter((one) => one.in !== "path");
    const named = inRequest.map((one) => one.name).toSorted();
    expect([...read].toSorted()).toEqual(named);
  },
);

test("Command reads its members by their names only", () => {
  // Names reach the object through methods whose first argument they are.
  const command = new Command({ a: 1 });
  expect([command.get("a"), command.text("a"), command.number("a")]).toEqual([1, "1", 1]);
});
