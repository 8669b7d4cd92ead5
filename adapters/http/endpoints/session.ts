// Logging in and setting the login (spec rest-api 2.7, 6.4).
import type { Sessions } from "../../../actors/session/sessions.ts";
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import { type Call, type Endpoint, NO_SUFFIX, textAnswer } from "../endpoint.ts";
import { badRequest, failed } from "../errors.ts";

function sessionsOf(call: Call): Sessions {
  const { sessions } = call.context;
  if (sessions === undefined) throw failed(403, "logins belong to the program around this server");
  return sessions;
}

export const sessionEndpoints: readonly Endpoint[] = [
  {
    path: "/session/check_setup_ok",
    methods: ["GET"],
    role: "public",
    suffixes: NO_SUFFIX,
    summary: "Whether a login has been set",
    parameters: [],
    result: { is: "text", about: "That a login is set" },
    otherAnswers: {
      406: { about: "The configuration fixes the login" },
      500: { about: "No login is set" },
    },
    handle: (call) => {
      switch (call.context.sessions?.state ?? "global") {
        case "configured":
          return textAnswer("A login is set\n");
        case "global":
          return textAnswer("The login is fixed by the configuration\n", 406);
        default:
          return textAnswer("No login is set\n", 500);
      }
    },
  },
  {
    path: "/session/check_login",
    methods: ["GET"],
    role: ROLE_ADMIN,
    suffixes: NO_SUFFIX,
    summary: "Whether these credentials are the administrator's",
    parameters: [],
    result: { is: "text", about: "That the login is good" },
    handle: () => textAnswer("The login is good\n"),
  },
  {
    path: "/session/check_session",
    methods: ["GET"],
    role: "any",
    suffixes: NO_SUFFIX,
    summary: "Whether these credentials are good for anything",
    parameters: [],
    result: { is: "text", about: "That the session is good" },
    handle: () => textAnswer("The session is good\n"),
  },
  {
    path: "/session/create_session",
    methods: ["GET"],
    role: "any",
    suffixes: NO_SUFFIX,
    challenge: "Kismet Admin",
    summary: "Logs in with Basic credentials, the way of 2016",
    parameters: [],
    result: { is: "text", about: "That the session is good; the token is in the cookie" },
    handle: () => textAnswer("The session is good\n"),
  },
  {
    path: "/session/set_password",
    methods: ["POST"],
    role: "public",
    suffixes: NO_SUFFIX,
    summary: "Sets the login: anybody before there is one, the administrator later",
    parameters: [
      { name: "username", in: "form", type: "string", required: true, about: "User name" },
      { name: "password", in: "form", type: "string", required: true, about: "Password" },
    ],
    result: { is: "text", about: "That it is set" },
    otherAnswers: { 403: { about: "A login is set and this caller may not change it" } },
    handle: async (call) => {
      const sessions = sessionsOf(call);
      const isAdmin = call.role === ROLE_ADMIN;
      if (sessions.state === "global") throw failed(403, "the configuration fixes the login");
      if (sessions.state === "configured" && !isAdmin) throw failed(403, "a login is set already");
      // A form, as the spec has it, or a command of the same members.
      const username = call.variables.get("username") ?? call.command.text("username");
      const password = call.variables.get("password") ?? call.command.text("password");
      if (!username || !password) throw badRequest("username and password are needed");
      const outcome = await sessions.setPassword(username, password, call.role)
        .catch((error: unknown) => {
          if (error instanceof RangeError) throw badRequest(error.message);
          throw error;
        });
      if (outcome !== "done") throw failed(403, "a login is set already");
      return textAnswer("The login is set\n");
    },
  },
];
