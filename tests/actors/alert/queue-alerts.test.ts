import { expect, test } from "vitest";
import { QueueAlerts } from "../../../actors/alert/queue-alerts.ts";
import type { AlertRecord } from "../../../protocols/records/alert.ts";

function setUp(warning: number) {
  const raised: string[] = [];
  const chain = {
    backlogDropped: 0,
    waited: 0,
    takeQueuedPeak: () => chain.waited,
  };
  const alerts = new QueueAlerts(
    {
      raiseOnce: ({ header }, text) => {
        raised.push(`${header} ${text}`);
        return undefined as unknown as AlertRecord;
      },
    },
    chain,
    warning,
  );
  return { raised, chain, alerts };
}

test("lost packets are told of at most every thirty seconds, with all that were lost since", () => {
  const { raised, chain, alerts } = setUp(0);
  alerts.tick(1);
  chain.backlogDropped = 5;
  alerts.tick(2);
  chain.backlogDropped = 12;
  for (let second = 3; second <= 33; second++) alerts.tick(second);
  expect(raised).toEqual([
    "PACKETLOST 5 packets were lost: packet_backlog_limit waited",
    "PACKETLOST 7 packets were lost: packet_backlog_limit waited",
  ]);
});

test("packets that wait are told of above the level, and never without one", () => {
  const { raised, chain, alerts } = setUp(100);
  chain.waited = 100;
  alerts.tick(1);
  chain.waited = 101;
  for (let second = 2; second <= 32; second++) alerts.tick(second);
  expect(raised).toEqual([
    "PACKETQUEUE 101 packets waited, more than packet_log_warning=100",
    "PACKETQUEUE 101 packets waited, more than packet_log_warning=100",
  ]);
  const none = setUp(0);
  none.chain.waited = 1e6;
  none.alerts.tick(1);
  expect(none.raised).toEqual([]);
});
