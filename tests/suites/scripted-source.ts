// A datasource type that does what a test tells it to: opens, fails, stalls, gives packets.
import type { SourceInfo, SourceSession, SourceType } from "../../actors/datasource/source-type.ts";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";

export interface ScriptedSource {
  readonly type: SourceType;
  /** What happens at the next opening; opens when left alone. */
  onOpen: () => Promise<void>;
  opened: number;
  closed: number;
  /** Sessions that are open at this moment. */
  readonly live: () => number;
  /** Puts beacons of so many networks into the open session. */
  give(count: number): void;
  /** Ends the open session as a file ends. */
  finish(warning?: string): void;
  /** Makes the open session fail. */
  fail(error: Error): void;
  warning: string;
}

export function createScriptedSource(
  init: { name?: string; holdsWhilePaused?: boolean; retryDefault?: boolean } = {},
): ScriptedSource {
  const name = init.name ?? "scripted";
  const waiting: Uint8Array[] = [];
  let wake: () => void = () => {};
  let sequence = 0;
  let state: { closed: boolean; finished: boolean; warning: string; error: Error | undefined } = {
    closed: true,
    finished: false,
    warning: "",
    error: undefined,
  };

  const info: SourceInfo = {
    linkType: DLT_IEEE802_11,
    captureInterface: `${name}0`,
    hardware: "paper",
    version: "1",
    channel: "6",
    channels: ["1", "6", "11"],
    program: "",
    processId: -1,
  };

  function fill(batch: PacketBatch): void {
    batch.linkType = DLT_IEEE802_11;
    batch.count = 0;
    batch.bytes = new Uint8Array(waiting.reduce((sum, packet) => sum + packet.length, 0));
    let at = 0;
    for (const packet of waiting.splice(0)) {
      const index = batch.count++;
      batch.bytes.set(packet, at);
      batch.start[index] = at;
      batch.capturedLength[index] = packet.length;
      batch.wireLength[index] = packet.length;
      batch.timestampUs[index] = 1_700_000_000_000_000 + sequence * 1000;
      at += packet.length;
    }
  }

  function openSession(): SourceSession {
    const own = { closed: false, finished: false, warning: "", error: undefined };
    state = own;
    source.opened += 1;
    return {
      info,
      holdsWhilePaused: init.holdsWhilePaused ?? false,
      async next(batch) {
        batch.count = 0;
        while (waiting.length === 0 && !own.closed && !own.finished && !own.error) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (own.error) throw own.error;
        if (own.closed) return false;
        if (waiting.length > 0) fill(batch);
        return batch.count > 0 || !own.finished;
      },
      end: () => ({ reason: "end of file", warning: own.warning }),
      warning: () => source.warning,
      close() {
        if (!own.closed) source.closed += 1;
        own.closed = true;
        wake();
        return Promise.resolve();
      },
    };
  }

  const source: ScriptedSource = {
    onOpen: () => Promise.resolve(),
    opened: 0,
    closed: 0,
    warning: "",
    live: () => source.opened - source.closed,
    give(count) {
      for (let index = 0; index < count; index++) {
        sequence += 1;
        waiting.push(
          encodeBeacon(
            {
              ssid: `net${sequence}`,
              bssid: 0x001b11000000 + sequence,
              channel: 6,
              security: "open",
            },
            { timestampUs: sequence, sequence: sequence & 0xfff },
          ),
        );
      }
      wake();
    },
    finish(warning = "") {
      state.warning = warning;
      state.finished = true;
      wake();
    },
    fail(error) {
      state.error = error;
      wake();
    },
    type: {
      driver: {
        type: name,
        description: "A source on paper",
        probeCapable: true,
        listCapable: true,
        localCapable: true,
        remoteCapable: false,
        passiveCapable: false,
        tuningCapable: false,
        hopCapable: false,
      },
      uuidProgram: `moirai_${name}`,
      retryDefault: init.retryDefault,
      probe: (definition) => Promise.resolve(definition.interface.startsWith(name)),
      list: () =>
        Promise.resolve([{
          interface: `${name}0`,
          captureInterface: `${name}0`,
          hardware: "paper",
          version: "1",
        }]),
      // The last part of the UUID: twelve hex digits from the interface's name.
      identify: (definition) =>
        Promise.resolve(
          [...definition.interface.slice(-6).padStart(6, "_")]
            .map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
        ),
      async open() {
        await source.onOpen();
        return openSession();
      },
    },
  };
  return source;
}
