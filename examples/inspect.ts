// One actor of a running server in the Stately inspector, which draws its machine and every step of it.
//   npm install @statelyai/inspect
//   node -e 'import("@statelyai/inspect/server").then((it) => it.createInspectorServer())'
//   node examples/inspect.ts http://127.0.0.1:2501/ KEY root/datasources/source-1      (or bun, or deno run -A)
// KEY is what `moirai keys create NAME --role admin` printed; a fourth argument is another inspector.
import process from "node:process";

const [address, token, actor, inspector = "ws://localhost:8080"] = process.argv.slice(2);
if (address === undefined || token === undefined || actor === undefined) {
  process.stderr.write("usage: inspect.ts ADDRESS KEY ACTOR [INSPECTOR]\n");
  process.exit(2);
}

const stately = new WebSocket(inspector);
stately.addEventListener("error", () => {
  process.stderr.write(`there is no inspector at ${inspector}\n`);
  process.exit(1);
});
stately.addEventListener("open", () => {
  const url = new URL("runtime/actors.ws", address);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("KISMET", token);
  const server = new WebSocket(url);
  server.addEventListener("open", () => server.send(JSON.stringify({ inspect: actor })));
  server.addEventListener("message", ({ data }) => {
    const { inspection, refused, reason } = JSON.parse(String(data));
    if (inspection !== undefined) stately.send(JSON.stringify(inspection));
    if (refused !== undefined) process.stderr.write(`${refused}: ${reason}\n`);
  });
  server.addEventListener("close", ({ code }) => {
    process.stdout.write(`the server is gone (${code})\n`);
    process.exit(0);
  });
});
