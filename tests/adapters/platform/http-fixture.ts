// Servers and raw clients of one test, taken down after it.
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { HttpServer, ServeOptions } from "../../../runtime/platform.ts";
import { RawConnection } from "./raw-connection.ts";

export const platform = await detectPlatform();
export const CHUNK = new Uint8Array(65536);
const open: HttpServer[] = [];
const connections: RawConnection[] = [];

/** A server on a free port of 127.0.0.1. */
export async function serve(
  fetch: ServeOptions["fetch"],
  more: Partial<ServeOptions> = {},
): Promise<HttpServer> {
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1 << 20,
    fetch,
    ...more,
  });
  open.push(server);
  return server;
}

export async function connect(server: HttpServer): Promise<RawConnection> {
  const connection = await RawConnection.open(server.port);
  connections.push(connection);
  return connection;
}

export async function takeDown(): Promise<void> {
  for (const connection of connections.splice(0)) connection.destroy();
  for (const server of open.splice(0)) await server.close(0);
}
