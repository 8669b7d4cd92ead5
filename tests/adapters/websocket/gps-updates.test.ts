// Positions over websockets: every message is answered, and what is none moves nothing.
import { expect, test } from "vitest";
import { createNet } from "../../suites/socket-net.ts";
import { BASIC } from "../../suites/web-fixture.ts";

const HEADERS = { authorization: BASIC };

test("a position is taken and answered, in the order of the messages", async () => {
  const net = await createNet();
  const socket = await net.open("/gps/web/update.ws", HEADERS);
  socket.sendText('{"lat":52.1,"lon":4.3,"alt":7,"spd":3}');
  socket.sendText('{"lat":52.1,"lon":4.3}');
  await net.settle();
  expect(socket.messages).toEqual(['{"update":"ok"}', '{"update":"ok"}']);
  expect(net.commands).toEqual([
    'gps web undefined {"latitude":52.1,"longitude":4.3,"speedKmh":3,"altitudeM":7,"fix":3}',
    'gps web undefined {"latitude":52.1,"longitude":4.3,"speedKmh":0,"fix":2}',
  ]);
  const meta = await net.open("/gps/meta/n/update.ws", HEADERS);
  meta.sendText('{"lat":1,"lon":2}');
  await net.settle();
  expect(net.commands.at(-1)).toContain("gps meta n ");
});

test.each([
  ["no JSON", "52.1,4.3"],
  ["no object", "[1,2]"],
  ["no latitude", '{"lon":4}'],
  ["a text", '{"lat":"52","lon":4}'],
  ["no place on the Earth", '{"lat":91,"lon":4}'],
  ["null", "null"],
])("%s is answered with an error and moves nothing", async (_, text) => {
  const net = await createNet();
  const socket = await net.open("/gps/web/update.ws", HEADERS);
  socket.sendText(text);
  await net.settle();
  expect(socket.messages).toEqual(['{"update":"error"}']);
  expect(net.commands).toEqual([]);
});

test("bytes end the connection, and it gives its place back", async () => {
  const net = await createNet();
  const before = net.app.context.subscribers.size;
  const socket = await net.open("/gps/web/update.ws", HEADERS);
  expect(net.app.context.subscribers.size).toBe(before + 1);
  socket.sendBytes(new Uint8Array([1]));
  await net.settle();
  expect(socket.closed).toEqual({ code: 1003, reason: "positions are text" });
  expect(net.app.context.subscribers.size).toBe(before);
});

test("there is no address for a GPS that there is not", async () => {
  const net = await createNet();
  await expect(net.open("/gps/meta/nobody/update.ws", HEADERS)).rejects.toMatchObject({
    response: { status: 404 },
  });
});
