// The least a program can do: read the file, and count the three addresses of each frame.
import { closeSync, openSync, readSync } from "node:fs";

const path = process.argv[2]!;
const counts = new Map<number, number>();
const file = openSync(path, "r");
const chunk = new Uint8Array(4 * 1024 * 1024);
const view = new DataView(chunk.buffer);
let end = readSync(file, chunk, 0, chunk.length, null);
let at = 24;
let packets = 0;
const startMs = performance.now();
for (;;) {
  while (at + 16 <= end) {
    const length = view.getUint32(at + 8, true);
    if (at + 16 + length > end) break;
    const frame = at + 16 + view.getUint16(at + 18, true);
    const frameEnd = at + 16 + length;
    for (let offset = 4; offset <= 16 && frame + offset + 6 <= frameEnd; offset += 6) {
      const mac = view.getUint16(frame + offset) * 0x100000000 + view.getUint32(frame + offset + 2);
      counts.set(mac, (counts.get(mac) ?? 0) + 1);
    }
    packets += 1;
    at = frameEnd;
  }
  chunk.copyWithin(0, at, end);
  const rest = end - at;
  const count = readSync(file, chunk, rest, chunk.length - rest, null);
  if (count === 0) break;
  end = rest + count;
  at = 0;
}
const seconds = (performance.now() - startMs) / 1000;
closeSync(file);
process.stdout.write(JSON.stringify({ packets, seconds, perSecond: packets / seconds }) + "\n");
