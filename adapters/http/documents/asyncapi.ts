// The AsyncAPI 3.0 document of the websockets, made of their list and of the topics' record tables.
import type { TopicMember } from "../../../protocols/records/topic-contents.ts";
import type { JsonSchema } from "../../../protocols/serialize/json-schema.ts";
import type {
  MessageContent,
  SocketEndpoint,
  SocketMessage,
} from "../../websocket/socket-endpoint.ts";
import type { DocumentPart } from "./openapi.ts";
import { SELECTED, type Shapes } from "./shapes.ts";

export type Topics = ReadonlyMap<string, readonly TopicMember[]>;

export function asyncApiDocument(
  sockets: readonly SocketEndpoint[],
  topics: Topics,
  shapes: Shapes,
  version: string,
): DocumentPart {
  const channels: Record<string, DocumentPart> = {};
  const operations: Record<string, DocumentPart> = {};
  for (const socket of sockets) {
    const name = channelName(socket);
    const takes = new Map(socket.takes.flatMap((one) => messagesOf(one, topics, shapes)));
    const gives = new Map(socket.gives.flatMap((one) => messagesOf(one, topics, shapes)));
    channels[name] = channel(socket, {
      ...Object.fromEntries(takes),
      ...Object.fromEntries(gives),
    });
    const operation = (action: "send" | "receive", names: Iterable<string>): DocumentPart => ({
      action,
      channel: { $ref: `#/channels/${name}` },
      summary: socket.summary,
      messages: [...names].map((one) => ({ $ref: `#/channels/${name}/messages/${one}` })),
    });
    // Seen from the server, as the specification of AsyncAPI wants it.
    if (takes.size > 0) operations[`${name}Receive`] = operation("receive", takes.keys());
    if (gives.size > 0) operations[`${name}Send`] = operation("send", gives.keys());
  }
  return {
    asyncapi: "3.0.0",
    info: {
      title: "moirai",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    servers: {
      here: { host: "localhost:2501", protocol: "ws", security: Object.values(SECURITY) },
    },
    channels,
    operations,
    components: { schemas: shapes.schemas.schemas() },
  };
}

const DESCRIPTION = `\
One message is one JSON value, but where bytes are said. The role that is named at a channel, or
\`admin\`, is needed; without it the handshake is answered with status 401. Browsers, which cannot send
headers with a websocket, give a token or a password in the address.

For a client that reads too slowly, events that a newer one replaces are left out; when too much
waits for it, it is disconnected with code 1013.`;

const SECURITY: DocumentPart = {
  basic: { type: "http", scheme: "basic" },
  bearer: { type: "http", scheme: "bearer" },
  cookie: { type: "httpApiKey", in: "cookie", name: "KISMET" },
  token: { type: "httpApiKey", in: "query", name: "KISMET" },
};

/** `/eventbus/events.ws` as `eventbusEvents`. */
function channelName(socket: SocketEndpoint): string {
  const words = socket.path.replace(/\.ws$/, "").split(/[^A-Za-z0-9]+/).filter((one) => one !== "");
  return words
    .map((word, at) => at === 0 ? word : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join("");
}

function channel(socket: SocketEndpoint, messages: DocumentPart): DocumentPart {
  const role = socket.role === "public"
    ? "Needs no login."
    : socket.role === "any"
    ? "Needs a login."
    : `Needs the role ${socket.role}.`;
  return {
    address: socket.path,
    summary: socket.summary,
    description: role,
    ...socket.parameters.length > 0 && {
      parameters: Object.fromEntries(
        socket.parameters.map((one) => [one.name, { description: one.about }]),
      ),
    },
    messages,
    bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
    "x-role": socket.role,
  };
}

function messagesOf(
  message: SocketMessage,
  topics: Topics,
  shapes: Shapes,
): (readonly [string, DocumentPart])[] {
  const { content } = message;
  if (content.is === "events") {
    return [...topics].map(([topic, members]) => [topic, {
      summary: topic,
      description: message.about,
      payload: eventSchema(members, shapes),
    }]);
  }
  return [[message.name, {
    summary: message.about,
    ...(content.is === "text" || content.is === "bytes") && {
      contentType: content.is === "text" ? "text/plain" : "application/octet-stream",
    },
    payload: payloadOf(content, shapes),
  }]];
}

/** Members of an event, whole or as the subscription chose them. */
function eventSchema(members: readonly TopicMember[], shapes: Shapes): JsonSchema {
  const schemaOf = (member: TopicMember): JsonSchema => {
    const whole = shapes.schemas.ofType(member.type);
    return member.type.table === undefined ? whole : { anyOf: [whole, SELECTED] };
  };
  return {
    type: "object",
    properties: Object.fromEntries(members.map((member) => [member.key, schemaOf(member)])),
    required: members.map((member) => member.key),
  };
}

function payloadOf(content: MessageContent, shapes: Shapes): JsonSchema {
  if (content.is === "json") return content.schema;
  if (content.is !== "record") return { type: "string" };
  const table = content.of === "device" ? shapes.device : content.of;
  return { anyOf: [shapes.schemas.ofTable(table), SELECTED] };
}
