// Tells each alert, and nothing else: as a line, or to a webhook that takes JSON with a member "text".
//   node examples/alert-bot.ts wlan0mon
//   WEBHOOK=https://chat.example/hooks/1 node examples/alert-bot.ts capture.pcap
import process from "node:process";
import { createLibpcapCapture } from "moirai/capture";
import { detectPlatform } from "moirai/platform";
import { createSettings } from "moirai/settings";
import { createMoirai } from "moirai";
import type { AlertRecord } from "moirai/alerts";
import { terminalSafe } from "moirai/text";

const sources = process.argv.slice(2);
if (sources.length === 0) {
  process.stderr.write("usage: alert-bot.ts SOURCE...\n");
  process.exit(2);
}
const webhook = process.env.WEBHOOK;

const platform = await detectPlatform();
await using moirai = await createMoirai({
  platform,
  settings: createSettings(),
  live: createLibpcapCapture(platform),
  logging: false,
});
/** One message after the other; a slow webhook makes the next ones wait, not the sensor. */
let telling = Promise.resolve();
moirai.bus.subscribe("ALERT", ({ payload }) => {
  telling = telling.then(() => tell(payload)).catch((error: unknown) => {
    process.stderr.write(`could not tell ${payload.header}: ${String(error)}\n`);
  });
});
await moirai.start();
for (const source of sources) await moirai.commands.addDatasource(source);
await moirai.idle();
await telling;

async function tell(alert: AlertRecord): Promise<void> {
  const text = `${alert.header}: ${alert.text}`;
  if (webhook === undefined) {
    process.stdout.write(`${terminalSafe(text)}\n`);
    return;
  }
  const answer = await fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}
