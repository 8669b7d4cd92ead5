import { expect, test } from "vitest";
import {
  SocketLink,
  WAITING_BYTES_MAX,
  WAITING_BYTES_PAUSE,
} from "../../../actors/remote/socket-link.ts";
import type { SocketPeer } from "../../../runtime/platform.ts";

test("SocketLink asks its peer to wait while too much does, and takes the rest when it is read", async () => {
  const log: string[] = [];
  const peer = {
    remoteAddress: "10.0.0.1",
    pauseReading: () => log.push("pause"),
    resumeReading: () => log.push("resume"),
    close: () => log.push("close"),
    bufferedBytes: () => 0,
    sendBytes: () => log.push("send"),
  } as unknown as SocketPeer;
  let link!: SocketLink;
  const handlers = SocketLink.handlers("roof", { now: () => 7 }, (opened) => link = opened);
  handlers.open(peer);
  const message = new Uint8Array(64 * 1024);
  const count = WAITING_BYTES_PAUSE / message.length + 1;
  for (let sent = 0; sent < count; sent++) handlers.bytes(peer, message);
  expect([log, link.waitingBytes, link.lostBytes]).toEqual([["pause"], count * message.length, 0]);
  for (let read = 0; read < count / 2 + 1; read++) await link.read();
  expect(log).toEqual(["pause", "resume"]);
  // An engine that cannot pause goes on handing over: beyond the limit it is lost, and counted.
  while (link.lostBytes === 0) handlers.bytes(peer, message);
  expect(link.waitingBytes).toBeLessThanOrEqual(WAITING_BYTES_MAX);
  expect(link.lostBytes).toBe(message.length);
  expect(link.lastHeardMs).toBe(7);
  // What came before the end is still there to read; nothing can be sent any more.
  handlers.closed(peer, 1000, "");
  expect(await link.read()).toHaveLength(message.length);
  while (link.waitingBytes > 0) await link.read();
  expect(await link.read()).toBe(undefined);
  await expect(link.write(message)).rejects.toThrow("closed");
  expect(await link.ending()).toBe("its sensor closed the websocket");
});
