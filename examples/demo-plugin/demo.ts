// A plugin's program: a page, a form, a stream, a question to the server, and events.
// In a checkout of this project, where no package of that name is installed, "moirai/helper" is
// "../../helper/start.ts".
import { startHelper } from "moirai/helper";

const STREAM_MS = 500;

const helper = startHelper();
let devices = 0;

helper.listen("NEW_DEVICE", () => devices++);

helper.route("GET", "/demo/hello.html", async ({ variables }, answer) => {
  const name = (variables.get("name") ?? "world").replace(/[^\p{L}\p{N} ]/gu, "");
  await answer.end(`<!doctype html><p>Hello, ${name}! ${devices} new devices so far.\n`);
});

helper.route("POST", "/demo/form.json", async ({ variables }, answer) => {
  await helper.publish("DEMO_FORM", Object.fromEntries(variables));
  await answer.status(201).header("x-demo", "yes").end(
    JSON.stringify({ received: Object.fromEntries(variables) }),
  );
});

helper.route("GET", "/demo/stream.txt", async ({ signal }, answer) => {
  for (let count = 0; !signal.aborted; count++) {
    await answer.write(`Stream ${count}\n`);
    await new Promise((resolve) => setTimeout(resolve, STREAM_MS));
  }
  await helper.tell("info", "stopped streaming");
});

// The program asks the server in its turn, with a token that ends with it.
helper.route("GET", "/demo/whoami.json", async (_request, answer) => {
  const response = await helper.fetch("/system/status.json");
  const status = await response.json() as Record<string, unknown>;
  await answer.end(JSON.stringify({ user: status["kismet.system.user"], code: response.status }));
});

await helper.tell("info", "ready");
