import { describe, expect, test } from "vitest";
import {
  HEARD_MESSAGES_PER_SECOND_MAX,
  MESSAGE_CHARACTERS_MAX,
  MessageLog,
  MESSAGES_KEPT_MAX,
} from "../../../actors/message/message-log.ts";
import { createEventBus } from "../../../runtime/event-bus.ts";

function setUp() {
  const clock = { ms: 1_700_000_000_500 };
  const bus = createEventBus();
  const printed: string[] = [];
  const log = new MessageLog({
    bus,
    now: () => clock.ms,
    print: (message) => printed.push(message.text),
  });
  return { bus, clock, log, printed };
}

describe("MessageLog", () => {
  test("keeps, prints and publishes a message with its flag and whole second", () => {
    const { bus, log, printed } = setUp();
    const published: unknown[] = [];
    bus.subscribe("MESSAGE", (event) => published.push(event.payload));
    log.error("it broke");
    const message = { text: "it broke", flags: 4, timeSec: 1_700_000_000 };
    expect(log.all()).toEqual([message]);
    expect(published).toEqual([message]);
    expect(printed).toEqual(["it broke"]);
  });

  test("prints debug messages and keeps them from clients", () => {
    const { bus, log, printed } = setUp();
    bus.subscribe("MESSAGE", () => expect.unreachable());
    log.debug("detail");
    expect(printed).toEqual(["detail"]);
    expect(log.all()).toEqual([]);
  });

  test("keeps the newest and forgets the rest", () => {
    const { log } = setUp();
    for (let n = 0; n < MESSAGES_KEPT_MAX + 3; n++) log.error(`m${n}`);
    expect(log.all()).toHaveLength(MESSAGES_KEPT_MAX);
    expect(log.all()[0]!.text).toBe("m3");
  });

  test("lets through so many messages from the air a second, and then says how many it left out", () => {
    const { clock, log, printed } = setUp();
    for (let n = 0; n < HEARD_MESSAGES_PER_SECOND_MAX + 5; n++) log.heard(`m${n}`);
    expect(printed).toHaveLength(HEARD_MESSAGES_PER_SECOND_MAX);
    log.error("errors are never held back");
    log.info("nor is what the server does");
    expect(printed.slice(-2)).toEqual([
      "errors are never held back",
      "nor is what the server does",
    ]);
    clock.ms += 1000;
    log.heard("next second");
    expect(printed.slice(-2)).toEqual(["5 more messages were left out", "next second"]);
    expect(log.suppressed).toBe(5);
  });

  test("cuts a text of any length", () => {
    const { log } = setUp();
    log.error("x".repeat(MESSAGE_CHARACTERS_MAX * 10));
    expect(log.all()[0]!.text).toHaveLength(MESSAGE_CHARACTERS_MAX);
  });
});
