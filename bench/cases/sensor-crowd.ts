// The other end of sensors.ts: so many sensors in one process, each with a connection of its own and a
// packet a second.
import { connect } from "node:net";
import { Conversation } from "../../protocols/external/conversation.ts";
import { DataReport } from "../../protocols/external/data-report.ts";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";
import { ByteBuffer } from "../../protocols/serialize/byte-buffer.ts";

const [port, count] = process.argv.slice(2).map(Number);
const SECOND_MS = 1000;

function startSensor(number: number): void {
  const suffix = number.toString(16).padStart(12, "0").toUpperCase();
  const uuid = `5FE308BD-0000-0000-0000-${suffix}`;
  const conversation = new Conversation("tool", 3);
  const socket = connect(port!, "127.0.0.1");
  const frame = encodeRadiotap(
    { freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true },
    encodeBeacon(
      { ssid: `net ${number}`, bssid: 0x020000000000 + number, channel: 6, security: "wpa2-psk" },
      { timestampUs: 1, sequence: 1 },
    ),
  );
  const report = new DataReport();
  const buffer = new ByteBuffer(1024);
  const send = (): void => {
    report.clear(frame);
    report.hasPacket = true;
    report.linkType = 127;
    report.packetEnd = report.wireLength = frame.length;
    report.timestampUs = Date.now() * 1000;
    conversation.writeReport(buffer, report);
    socket.write(buffer.take());
  };
  const announcement = conversation.encode({
    kind: "newSource",
    definition: `wlan0:name=sensor ${number}`,
    sourceType: "linuxwifi",
    uuid,
  });
  socket.write(announcement!);
  socket.on("data", (bytes) => {
    conversation.append(bytes);
    while (conversation.next() === "message") {
      if (conversation.message.kind === "ping") socket.write(conversation.encodePong());
      if (conversation.message.kind !== "openRequest") continue;
      const opened = conversation.encode({
        kind: "openReport",
        request: conversation.receivedSequence,
        ok: true,
        linkType: 127,
        uuid,
        message: "",
        version: "1",
      });
      socket.write(opened!);
      setInterval(send, SECOND_MS);
    }
  });
  socket.on("error", (error) => {
    process.stderr.write(`sensor ${number}: ${error.message}\n`);
    process.exit(1);
  });
}

for (let number = 1; number <= count!; number++) {
  // Not all in one millisecond, as no network would have them.
  setTimeout(() => startSensor(number), number * 5);
}
