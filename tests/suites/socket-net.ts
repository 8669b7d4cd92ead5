// Websocket peers of the web fixture on the simulated network.
import type { SimulatedSocket } from "../../adapters/platform/simulated-socket.ts";
import { BASIC, createWebFixture, type WebFixture } from "./web-fixture.ts";

export const EVENTS = "/eventbus/events.ws";

export interface Net extends WebFixture {
  open(path: string, headers?: Record<string, string>, reading?: boolean): Promise<SimulatedSocket>;
  /** Lets everything that waits for a turn of the loop happen. */
  settle(): Promise<void>;
}

export async function createNet(): Promise<Net> {
  const web = await createWebFixture();
  const server = await web.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_000_000,
    fetch: web.app.fetch,
  });
  const client = web.platform.connect(server.port);
  return {
    ...web,
    open: (path, headers = { authorization: BASIC }, reading = true) =>
      client.openSocket(path, { headers, reading }),
    settle: async () => {
      await web.platform.clock.advanceAsync(0);
    },
  };
}

/** A peer of the event bus that has sent its wishes. */
export async function subscriber(
  net: Net,
  wishes: object[],
  reading = true,
): Promise<SimulatedSocket> {
  const socket = await net.open(EVENTS, { authorization: BASIC }, reading);
  for (const wish of wishes) socket.sendText(JSON.stringify(wish));
  await net.settle();
  return socket;
}
