// What must hold of a server whatever happens in the air and around it.
import { expect } from "vitest";
import { BURST_EVENTS_MAX, QUEUE_BYTES_MAX } from "../../actors/subscriber/delivery.ts";
import type { Simulation } from "../../testing/simulate.ts";

/** Timers of a server at rest, with all that the scenarios of these tests can start. */
const TIMERS_MAX = 100;
const ACTORS_MAX = 100;

/** Figures of the server, by name, summed over their labels. */
export async function figuresOf(run: Simulation): Promise<(name: string) => number> {
  const text = await (await run.http("/metrics")).text();
  const sums = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^(moirai_\w+)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return (name) => sums.get(name) ?? 0;
}

/** Follows what the server says from now on; the function returned is called at the end. */
export function followSaid(run: Simulation): () => void {
  const said: string[] = [];
  run.moirai.bus.subscribe("MESSAGE", ({ payload }) => said.push(payload.text));
  return () => {
    const all = [...run.moirai.stores.messages.all().map(({ text }) => text), ...said];
    expect(all.filter((text) => text.includes("internal error"))).toEqual([]);
  };
}

/** Every packet is handled or dropped, and every place that counts them counts the same. */
export async function expectPacketsAddUp(run: Simulation): Promise<void> {
  const figure = await figuresOf(run);
  const arrived = figure("moirai_packets_total");
  expect(figure("moirai_datasource_packets_total")).toBe(arrived);
  expect(
    figure("moirai_packets_tracked_total") + figure("moirai_packet_errors_total") +
      figure("moirai_packets_dropped_total"),
  ).toBe(arrived);
  const records = [...run.moirai.stores.datasources.all()];
  for (const radio of run.cast.radios) {
    const record = records.find(({ definition }) => definition.startsWith(`${radio.init.name}:`));
    // What is still in the radio's queue is nobody's yet.
    expect(record!.packets + radio.missed + radio.take().length).toBe(radio.heard);
  }
  for (const { name, radio } of [...run.cast.helpers, ...run.cast.sensors]) {
    const heard = records.find((record) => record.name === name)?.packets ?? 0;
    expect(heard).toBeLessThanOrEqual(radio.heard);
  }
  for (const log of run.moirai.stores.logs?.all() ?? []) {
    expect(log.packets + log.dropped).toBeLessThanOrEqual(arrived);
  }
}

/** Nothing waits that is not bounded. */
export async function expectBounded(run: Simulation): Promise<void> {
  const figure = await figuresOf(run);
  expect(run.platform.clock.pending).toBeLessThan(TIMERS_MAX);
  expect(figure("moirai_actor_mailbox_depth")).toBe(0);
  expect(figure("moirai_actor_mailbox_dropped")).toBe(0);
  expect(figure("moirai_events_dropped_total")).toBe(0);
  let actors = 0;
  const count = (node: { readonly children?: readonly unknown[] }): void => {
    actors += 1;
    for (const child of node.children ?? []) count(child as typeof node);
  };
  count(run.moirai.actors());
  expect(actors).toBeLessThan(ACTORS_MAX);
  const answer = await run.http("/eventbus/subscribers.json");
  for (const one of await answer.json() as Record<string, number>[]) {
    expect(one["moirai.subscriber.queued"]).toBeLessThanOrEqual(BURST_EVENTS_MAX);
    expect(one["moirai.subscriber.queued_bytes"]).toBeLessThanOrEqual(QUEUE_BYTES_MAX);
  }
}

/** When the server has stopped nothing of it is left: no timer, no websocket. */
export async function expectNothingLeft(run: Simulation): Promise<void> {
  await run[Symbol.asyncDispose]();
  await run.advance(1_000);
  expect(run.platform.clock.pending).toBe(0);
  for (const browser of run.outsiders.browsers.values()) expect(browser.isConnected).toBe(false);
  for (const process of run.outsiders.helpers.processes) expect(process.endedMs).toBeDefined();
}

/** A websocket that hears everything from now on; the function returned compares it with the bus. */
export async function followEvents(run: Simulation): Promise<() => Promise<void>> {
  const socket = await run.ws("/eventbus/events.ws");
  socket.sendText('{"SUBSCRIBE": "*"}');
  await run.advance(0);
  const published: string[] = [];
  run.moirai.bus.subscribe("*", (event) => {
    published.push(nameOf(new TextDecoder().decode(run.moirai.encodeEvent(event))));
  });
  return async () => {
    await run.advance(100);
    expect(socket.messages.map((message) => nameOf(String(message)))).toEqual(published);
    socket.close(1000, "");
  };
}

/** The topic is the first member of an event's object. */
function nameOf(event: string): string {
  return /^\{\s*"(\w+)"/.exec(event)![1]!;
}
