// Holds the websockets of the event benchmark and says how many messages arrived.
const [port, count] = process.argv.slice(2, 4).map(Number);
const topic = process.argv[4] ?? "MESSAGE";
let open = 0;
let received = 0;
let told = 0;
for (let n = 0; n < count!; n++) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/eventbus/events.ws`);
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ SUBSCRIBE: topic }));
    open += 1;
    // The subscription is made when the server has read it; a moment is plenty.
    if (open === count) setTimeout(() => process.stdout.write("ready\n"), 300);
  });
  socket.addEventListener("message", () => {
    received += 1;
  });
  socket.addEventListener("close", ({ code, reason }) => {
    process.stderr.write(`socket closed: ${code} ${reason}\n`);
    process.exit(1);
  });
}
setInterval(() => {
  if (received === told) return;
  told = received;
  process.stdout.write(`${received}\n`);
}, 1);
