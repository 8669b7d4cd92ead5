// The documents of the API as text: made when they are asked for first, of the lists of routes.
import type { ServerStores } from "../../../actors/server/stores.ts";
import type { HelperRoutes } from "../../../actors/plugin/helper-routes.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { RecordTable } from "../../../protocols/records/field.ts";
import { SchemaSet } from "../../../protocols/serialize/json-schema.ts";
import { SOCKETS } from "../../websocket/sockets.ts";
import { ENDPOINTS } from "../endpoints.ts";
import { asyncApiDocument, type Topics } from "./asyncapi.ts";
import { type DocumentPart, openApiDocument } from "./openapi.ts";
import { pluginPaths } from "./plugin-paths.ts";

export interface ApiDocuments {
  openApi(): string;
  asyncApi(): string;
}

export function apiDocuments(
  device: RecordTable<DeviceRecord>,
  topics: Topics,
  stores: Pick<ServerStores, "system">,
  helperRoutes: HelperRoutes,
): ApiDocuments {
  const shapes = () => ({ schemas: new SchemaSet(), device });
  const version = () => stores.system().version;
  let openApi: { readonly document: DocumentPart; readonly text: string } | undefined;
  let asyncApi: string | undefined;
  return {
    openApi: () => {
      if (openApi === undefined) {
        const document = openApiDocument(ENDPOINTS.flat(), shapes(), version());
        openApi = { document, text: JSON.stringify(document) };
      }
      // Plugins come and go, with their addresses.
      const ofPlugins = pluginPaths(helperRoutes.all());
      if (Object.keys(ofPlugins).length === 0) return openApi.text;
      const { document } = openApi;
      const paths = { ...document.paths as DocumentPart, ...ofPlugins };
      return JSON.stringify({ ...document, paths });
    },
    asyncApi: () =>
      asyncApi ??= JSON.stringify(asyncApiDocument(SOCKETS, topics, shapes(), version())),
  };
}
