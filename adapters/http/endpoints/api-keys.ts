// API tokens for programs (spec rest-api 2.4, 2.7).
import { type Token, TokenError } from "../../../actors/session/token.ts";
import type { TokenStore } from "../../../actors/session/tokens.ts";
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import {
  field,
  optionalField,
  record,
  type RecordTable,
  string,
  uint64,
} from "../../../protocols/records/field.ts";
import {
  type Answer,
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  RECORD_SUFFIXES,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { failed } from "../errors.ts";
import { bodyText } from "../parameters.ts";

const AUTH = "kismet.httpd.auth.";

interface ListedToken {
  readonly token: Token;
  readonly shown: boolean;
}

const TOKEN_TABLE: RecordTable<ListedToken> = {
  name: "api_token",
  fields: [
    field(`${AUTH}name`, string, "Name", (t) => t.token.name),
    field(`${AUTH}role`, string, "What it may do", (t) => t.token.role),
    field(`${AUTH}expiration`, uint64, "Good until, s; 0 for ever", (t) => t.token.expiresSec),
    optionalField(`${AUTH}token`, string, "The token", (t) => t.shown ? t.token.token : undefined),
  ],
};
const listedToken = record(() => TOKEN_TABLE);

function tokensOf(call: Call): TokenStore {
  const { sessions } = call.context;
  if (sessions === undefined) throw failed(500, "ERROR: there are no tokens in this server");
  return sessions.tokens;
}

function requireCreation(call: Call): void {
  if (!call.context.settings.flag("httpd_allow_auth_creation")) {
    throw failed(500, "ERROR: the configuration forbids making and revoking tokens");
  }
}

async function orFail(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TokenError) throw failed(500, `ERROR: ${error.message}`);
    throw error;
  }
}

export const apiKeyEndpoints: readonly Endpoint[] = [
  {
    path: "/auth/apikey/generate",
    methods: ["POST"],
    role: ROLE_ADMIN,
    suffixes: COMMAND_SUFFIXES,
    summary: "Makes an API token",
    parameters: [
      bodyText("name", "Name, unique"),
      bodyText("role", "What it may do"),
      {
        name: "duration",
        in: "body",
        type: "number",
        required: true,
        about: "Seconds until it ends, 0 for never",
      },
    ],
    result: { is: "text", about: "The token" },
    handle: (call) => {
      requireCreation(call);
      const { command } = call;
      const name = command.requiredText("name");
      const role = command.requiredText("role");
      const duration = command.requiredNumber("duration");
      return orFail(
        tokensOf(call).createApi(name, role, duration)
          .then((token) => textAnswer(token.token)),
      );
    },
  },
  {
    path: "/auth/apikey/revoke",
    methods: ["POST"],
    role: ROLE_ADMIN,
    suffixes: COMMAND_SUFFIXES,
    summary: "Ends an API token",
    parameters: [bodyText("name", "Its name")],
    result: { is: "text", about: "That it is done" },
    handle: (call) => {
      requireCreation(call);
      const name = call.command.requiredText("name");
      return orFail(
        tokensOf(call).revokeApi(name).then(() => textAnswer("revoked\n")),
      );
    },
  },
  {
    path: "/auth/apikey/list",
    methods: ["GET"],
    role: ROLE_ADMIN,
    suffixes: RECORD_SUFFIXES,
    summary: "All API tokens",
    parameters: [],
    result: { is: "list", of: TOKEN_TABLE },
    handle: async (call) => {
      await tokensOf(call).refresh();
      const shown = call.context.settings.flag("httpd_allow_auth_view");
      const tokens = tokensOf(call).listApi().map((token) => ({ token, shown }));
      return rowsAnswer(listedToken, tokens);
    },
  },
];
