// A sensor that does what a test tells it to: the tool's end of a remote connection, over TCP or a
// websocket, real or simulated.
import { Conversation } from "../../protocols/external/conversation.ts";
import { DataReport } from "../../protocols/external/data-report.ts";
import type { FrameVersion } from "../../protocols/external/frames.ts";
import type { ExternalMessage, MessageKind, MessageOf } from "../../protocols/external/messages.ts";
import { ByteBuffer } from "../../protocols/serialize/byte-buffer.ts";
import { fromHex } from "./hex.ts";
import type { SimulatedSocket } from "../../adapters/platform/simulated-socket.ts";
import type { TcpConnection } from "../../runtime/platform.ts";

export const SENSOR_UUID = "5FE308BD-0000-0000-0000-0000000000F1";
/** A beacon of 02:00:00:00:00:01 for the network "sensor", without a radio header. */
export const BEACON = fromHex(
  "80000000 ffffffffffff 020000000001 020000000001 0000" +
    "0000000000000000 6400 0100 00 06 73656e736f72",
);
const LINKTYPE_80211 = 105;

/** What carries whole frames to a server. */
export interface SensorLink {
  readonly wholeMessages: boolean;
  write(frame: Uint8Array): Promise<void>;
  read(): Promise<Uint8Array | undefined>;
  end(): void;
}

export function tcpSensorLink(connection: TcpConnection): SensorLink {
  return {
    wholeMessages: false,
    write: (frame) => connection.write(frame),
    read: () => connection.read(),
    end: () => connection.destroy(),
  };
}

export function socketSensorLink(socket: SimulatedSocket): SensorLink {
  return {
    wholeMessages: true,
    write: async (frame) => socket.sendBytes(frame),
    read: async () => await socket.next() as Uint8Array | undefined,
    end: () => socket.drop(),
  };
}

export class Sensor {
  readonly link: SensorLink;
  readonly conversation: Conversation;
  /** Everything the server said, pings left out. */
  readonly heard: ExternalMessage[] = [];
  /** Numbers of what was heard. */
  readonly numbers: number[] = [];
  pings = 0;
  answersPings = true;
  /** The server has ended the connection. */
  over = false;
  readonly #report = new DataReport();

  constructor(link: SensorLink, version: FrameVersion = 3) {
    this.link = link;
    this.conversation = new Conversation("tool", version);
    void this.#read();
  }

  async say(message: ExternalMessage): Promise<void> {
    await this.link.write(this.conversation.encode(message)!);
  }

  announce(more: Partial<MessageOf<"newSource">> = {}): Promise<void> {
    return this.say({
      kind: "newSource",
      definition: "wlan0:name=roof",
      sourceType: "linuxwifi",
      uuid: SENSOR_UUID,
      ...more,
    });
  }

  /** Answers an open request. */
  opened(more: Partial<MessageOf<"openReport">> = {}): Promise<void> {
    return this.say({
      kind: "openReport",
      request: this.numberOf("openRequest"),
      ok: true,
      linkType: LINKTYPE_80211,
      captureInterface: "wlan0mon",
      hardware: "hw",
      uuid: SENSOR_UUID,
      version: "9",
      message: "",
      ...more,
    });
  }

  /** One packet; a frame of its own. */
  async packet(bytes = BEACON, timestampUs = 1_700_000_000_000_000): Promise<void> {
    await this.link.write(this.encodePacket(bytes, timestampUs));
  }

  encodePacket(bytes = BEACON, timestampUs = 1_700_000_000_000_000): Uint8Array {
    const report = this.#report;
    report.clear(bytes);
    report.hasPacket = true;
    report.linkType = LINKTYPE_80211;
    report.packetEnd = report.wireLength = bytes.length;
    report.timestampUs = timestampUs;
    const buffer = new ByteBuffer(256);
    this.conversation.writeReport(buffer, report);
    return buffer.take();
  }

  /** The first message of a kind, if it came. */
  message<K extends MessageKind>(kind: K): MessageOf<K> | undefined {
    return this.heard.find((one) => one.kind === kind) as MessageOf<K> | undefined;
  }

  numberOf(kind: MessageKind): number {
    return this.numbers[this.heard.findLastIndex((one) => one.kind === kind)] ?? 0;
  }

  async #read(): Promise<void> {
    const { conversation, link } = this;
    for (;;) {
      const bytes = await link.read();
      if (bytes === undefined) break;
      let received;
      if (link.wholeMessages) received = conversation.whole(bytes);
      else {
        conversation.append(bytes);
        received = conversation.next();
      }
      while (received !== "more") {
        if (received === "message") this.#hear();
        else throw new Error(`the server sent something ${received}`);
        if (link.wholeMessages) break;
        received = conversation.next();
      }
    }
    this.over = true;
  }

  #hear(): void {
    const { message } = this.conversation;
    if (message.kind === "ping") {
      this.pings += 1;
      if (this.answersPings) void this.link.write(this.conversation.encodePong()).catch(() => {});
      return;
    }
    this.heard.push(message);
    this.numbers.push(this.conversation.receivedSequence);
  }
}
