// The documents of the API as text: made when they are asked for first, of the lists of routes.
import type { ServerStores } from "../../../actors/server/stores.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { RecordTable } from "../../../protocols/records/field.ts";
import { SchemaSet } from "../../../protocols/serialize/json-schema.ts";
import { SOCKETS } from "../../websocket/sockets.ts";
import { ENDPOINTS } from "../endpoints.ts";
import { asyncApiDocument, type Topics } from "./asyncapi.ts";
import { openApiDocument } from "./openapi.ts";

export interface ApiDocuments {
  openApi(): string;
  asyncApi(): string;
}

export function apiDocuments(
  device: RecordTable<DeviceRecord>,
  topics: Topics,
  stores: Pick<ServerStores, "system">,
): ApiDocuments {
  const shapes = () => ({ schemas: new SchemaSet(), device });
  const version = () => stores.system().version;
  let openApi: string | undefined;
  let asyncApi: string | undefined;
  return {
    openApi: () =>
      openApi ??= JSON.stringify(openApiDocument(ENDPOINTS.flat(), shapes(), version())),
    asyncApi: () =>
      asyncApi ??= JSON.stringify(asyncApiDocument(SOCKETS, topics, shapes(), version())),
  };
}
