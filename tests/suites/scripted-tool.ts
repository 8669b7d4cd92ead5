// A capture tool that does what a test tells it to: it speaks any framing over the pipes of the
// simulated platform, well or badly.
import type { SimulatedChild } from "../../adapters/platform/simulated-children.ts";
import type { SimulatedPlatform } from "../../adapters/platform/simulated.ts";
import { Conversation } from "../../protocols/external/conversation.ts";
import { DataReport } from "../../protocols/external/data-report.ts";
import { writeDataReport } from "../../protocols/external/encode-data-report.ts";
import { encodeFrame } from "../../protocols/external/encode-frame.ts";
import type { FrameVersion } from "../../protocols/external/frames.ts";
import type { ExternalMessage, MessageKind, MessageOf } from "../../protocols/external/messages.ts";
import { ByteBuffer } from "../../protocols/serialize/byte-buffer.ts";

export const TOOL_DIRECTORY = "/tools";

/** One running process of the tool. */
export interface ToolProcess {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Kinds of what the server sent, pings left out. */
  readonly heard: string[];
  /** Pings that came. */
  pings: number;
  send(message: ExternalMessage): Promise<void>;
  /** Sends what is no frame of this conversation. */
  sendBytes(bytes: Uint8Array): Promise<void>;
  sendReport(change: (report: DataReport) => void): Promise<void>;
  stderr(text: string): Promise<void>;
  exit(code: number): void;
  /** Ends as SIGKILL does. */
  readonly child: SimulatedChild;
  readonly exited: boolean;
}

type Answers = {
  [K in MessageKind]?: (
    message: MessageOf<K>,
    request: number,
    tool: ToolProcess,
  ) => Promise<void> | void;
};

export interface ScriptedTool {
  /** Every process so far, the newest last. */
  readonly processes: ToolProcess[];
  readonly last: ToolProcess;
  /** By kind of what the server sends; replaced by tests. */
  answers: Answers;
  /** False: pings are left unanswered. */
  answersPings: boolean;
}

export const TOOL_UUID = "5FE308BD-0000-0000-0000-001122334455";

/** A Wi-Fi tool with four channels, which answers everything. */
export function provideTool(
  platform: SimulatedPlatform,
  binary: string,
  options: { version?: FrameVersion; uuid?: string; channels?: readonly string[] } = {},
): ScriptedTool {
  const { version = 3, channels = ["1", "6", "11", "36"] } = options;
  const path = `${TOOL_DIRECTORY}/${binary}`;
  platform.files.put(path, new Uint8Array(1), 0o755);
  const processes: ToolProcess[] = [];
  const tool: ScriptedTool = {
    processes,
    get last() {
      return processes.at(-1)!;
    },
    answersPings: true,
    answers: {
      probeRequest: ({ definition }, request, { send, exit }) =>
        send({
          kind: "probeReport",
          request,
          ok: definition.startsWith("wlan"),
          message: "",
          interface: {},
        }).then(() => exit(1)),
      listRequest: (_, request, { send, exit }) =>
        send({
          kind: "listReport",
          request,
          ok: true,
          version: "9",
          interfaces: [{ interface: "wlan0", flags: "vif=mon", hardware: "ath9k" }],
        }).then(() => exit(1)),
      openRequest: ({ definition }, request, { send }) =>
        send({
          kind: "openReport",
          request,
          ok: true,
          message: "",
          linkType: 105,
          captureInterface: `${definition.split(":")[0]}mon`,
          channels,
          channel: "1",
          hardware: "ath9k",
          uuid: options.uuid ?? TOOL_UUID,
          version: "2025.09.0-test",
        }),
      configureRequest: ({ channel, hop }, request, { send }) =>
        send({
          kind: "configureReport",
          request,
          ok: true,
          ...channel === undefined ? { hop: { ...hop, shuffleSkip: 3, enabled: 1 } } : { channel },
        }),
    },
  };

  platform.programs.provide(path, (child) => {
    let leave: (code: number) => void = () => {};
    const left = new Promise<number>((resolve) => {
      leave = resolve;
    });
    const conversation = new Conversation("tool", version);
    let exited = false;
    const process: ToolProcess = {
      args: child.args,
      environment: child.env,
      heard: [],
      pings: 0,
      child,
      get exited() {
        return exited;
      },
      async send(message) {
        const frame = encodeFrame("tool", conversation.version, 1, message);
        await child.toParent!.write(frame!).catch(() => {});
      },
      sendBytes: (bytes) => child.toParent!.write(bytes).catch(() => {}),
      async sendReport(change) {
        const report = new DataReport();
        change(report);
        const buffer = new ByteBuffer(256);
        writeDataReport(buffer, conversation.version, 1, report);
        await child.toParent!.write(buffer.take()).catch(() => {});
      },
      stderr: (text) => child.stderr.write(new TextEncoder().encode(text)),
      exit: (code) => leave(code),
    };
    processes.push(process);
    const ended = live(process, conversation, child).then(() => 0);
    return Promise.race([left, ended]).finally(() => {
      exited = true;
    });
  });

  async function live(process: ToolProcess, conversation: Conversation, child: SimulatedChild) {
    for (;;) {
      const bytes = await child.fromParent!.read();
      if (bytes === undefined) return;
      // Tools of the original framing die of others, without a word.
      if (version === 0 && bytes[4] === 0xab && bytes[5] === 0xcd) return;
      conversation.append(bytes);
      for (let next = conversation.next(); next !== "more"; next = conversation.next()) {
        if (next === "broken") return;
        if (version === 2) conversation.version = 2;
        const { message, receivedSequence } = conversation;
        if (message.kind === "ping") {
          process.pings += 1;
          if (tool.answersPings) await process.send({ kind: "pong", request: receivedSequence });
          continue;
        }
        process.heard.push(message.kind);
        await (tool.answers[message.kind] as
          | ((message: ExternalMessage, request: number, tool: ToolProcess) => Promise<void>)
          | undefined)?.(message, receivedSequence, process);
      }
    }
  }
  return tool;
}

/** Makes a report of one packet. */
export function packetReport(bytes: Uint8Array, timestampUs: number) {
  return (report: DataReport): void => {
    report.hasPacket = true;
    report.bytes = bytes;
    report.packetEnd = report.wireLength = bytes.length;
    report.linkType = 105;
    report.timestampUs = timestampUs;
  };
}
