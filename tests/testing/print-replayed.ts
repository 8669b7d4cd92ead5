// Run by recorded-process.test.ts under each engine: plays a recording to given times, and prints what is
// answered there, the digest of all bus events, and their number.
//   ENGINE print-replayed.ts FILE '[[afterMs, "/path"], …]'
import process from "node:process";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { EventDigest } from "../../testing/event-digest.ts";
import { openReplay } from "../../testing/replay.ts";
import type { Topic } from "../../runtime/topics.ts";

const [file, questions = "[]", topics = "[]"] = process.argv.slice(2);
const platform = await detectPlatform();
const replay = await openReplay(await platform.files.open(file!), { start: false });
const digest = new EventDigest(replay.moirai);
const events: string[] = [];
const decoder = new TextDecoder();
for (const topic of JSON.parse(topics) as Topic[]) {
  replay.moirai.bus.subscribe(topic, (event) => {
    events.push(decoder.decode(replay.moirai.encodeEvent(event)));
  });
}
await replay.moirai.start();
const answers: [path: string, text: string][] = [];
for (const [afterMs, path] of JSON.parse(questions) as [number, string][]) {
  while (await replay.step(afterMs));
  const response = await replay.moirai.fetch(new Request(`http://moirai${path}`));
  answers.push([path, `${response.status} ${await response.text()}`]);
}
await replay.toEnd();
const { problem, lost } = replay.reader;
const said = { answers, events, digest: digest.value(), count: digest.events, problem, lost };
await replay[Symbol.asyncDispose]();
// A pipe takes its time, and ending does not wait for it.
process.stdout.write(JSON.stringify(said), () => process.exit(0));
