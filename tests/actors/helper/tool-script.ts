// A capture tool in a process of its own, for helper-process.test.ts: does what the interface that it is
// told to open is called.
import process from "node:process";
import { openDescriptors } from "../../../adapters/platform/node-descriptors.ts";
import { Conversation } from "../../../protocols/external/conversation.ts";
import type { FrameVersion } from "../../../protocols/external/frames.ts";
import type { ExternalMessage } from "../../../protocols/external/messages.ts";

const pipes = openDescriptors(3, 4);
const conversation = new Conversation("tool");
const isOriginal = process.env["TOOL_VERSION"] === "0";
let isFirst = true;

for (let bytes = await pipes.read(); bytes !== undefined; bytes = await pipes.read()) {
  // A tool of the original framing dies of others, without a word.
  if (isFirst && isOriginal && bytes[4] === 0xab && bytes[5] === 0xcd) process.exit(1);
  isFirst = false;
  conversation.append(bytes);
  for (let next = conversation.next(); next !== "more"; next = conversation.next()) {
    if (next === "message") await answer(conversation.message, conversation.receivedSequence);
  }
}
process.exit(0);

function send(message: ExternalMessage): Promise<void> {
  return pipes.write(conversation.encode(message)!);
}

async function answer(message: ExternalMessage, request: number): Promise<void> {
  if (message.kind === "ping") return await send({ kind: "pong", request });
  if (message.kind !== "openRequest") return;
  const [name] = message.definition.split(":");
  if (name === "dies") {
    process.stderr.write("the radio is gone\n");
    process.exit(3);
  }
  if (name === "garbage") return await pipes.write(new Uint8Array(100).fill(0x41));
  if (name === "silent") return;
  await send({
    kind: "openReport",
    request,
    ok: true,
    message: "",
    linkType: 105,
    uuid: "00000000-0000-0000-0000-0000000000AB",
    version: String(conversation.version satisfies FrameVersion),
  });
  if (name === "chatter") void chatter();
  // Deaf to what asks it to end.
  if (name === "stubborn") process.on("SIGTERM", () => {});
}

async function chatter(): Promise<void> {
  const line = `${"blah ".repeat(2000)}\n`;
  for (;;) {
    await new Promise<void>((resolve) => process.stderr.write(line, () => resolve()));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
