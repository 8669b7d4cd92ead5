// The running program of one plugin as its machine works on it: start it, serve it, end it. State and
// plain steps; when they happen is plugin-machine.ts.
import { SEVERITY_DEBUG } from "../../protocols/external/messages.ts";
import type { PluginRecord } from "../../protocols/records/plugin.ts";
import type { ByteSource, ChildExit, ChildProcess, Platform } from "../../runtime/platform.ts";
import { type PeerEnd, PluginPeer } from "./plugin-peer.ts";
import type { HelperServices } from "./helper-services.ts";
import type { FoundPlugin } from "./discover-plugins.ts";
import { findProgram } from "./plugin-program.ts";

/** Time between the polite signal and the other one (spec external-protocol 4.1). */
export const TERMINATE_MS = 5_000;
/** Longest line of a program's own output that is shown. */
const LINE_CHARACTERS_MAX = 500;

/** What came of one run of the program. */
export interface HelperEnd extends PeerEnd {
  /** It is not to be started again: it said goodbye, or ended with status 0. */
  readonly final: boolean;
}

export interface PluginHelperInput {
  readonly platform: Platform;
  readonly services: HelperServices;
  readonly plugin: FoundPlugin;
  readonly record: PluginRecord;
  /** Directories searched before the plugin's own. */
  readonly programDirectories: readonly string[];
  /** Added to the program's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export class PluginHelper {
  readonly input: PluginHelperInput;
  #child: ChildProcess | undefined = undefined;
  #exit: Promise<ChildExit> | undefined = undefined;
  #peer: PluginPeer | undefined = undefined;
  startedMs = 0;

  constructor(input: PluginHelperInput) {
    this.input = input;
  }

  get label(): string {
    return `plugin ${this.input.record.name}`;
  }

  /** Starts the program and serves it until its end; rejects when it cannot be started. */
  async run(signal: AbortSignal): Promise<HelperEnd> {
    const { platform, plugin, record, services } = this.input;
    await this.terminate();
    const { manifest } = plugin;
    const directories = [...this.input.programDirectories, plugin.path];
    const command = await findProgram(platform, manifest.helper, directories);
    signal.throwIfAborted();
    const child = platform.spawn({
      command,
      extraPipes: true,
      env: { ...this.input.environment },
    });
    this.#child = child;
    this.#exit = child.exited;
    if (child.pid === 0) await child.exited;
    record.processId = child.pid;
    this.startedMs = platform.clock.now();
    services.messages.info(`${this.label}: started ${manifest.helper} as process ${child.pid}`);
    const peer = this.#peer = new PluginPeer({
      services,
      label: this.label,
      role: manifest.role,
      source: child.fromChild!,
      sink: child.toChild!,
      counters: record.counters,
    });
    void this.#relayOutput(child.stdout, peer);
    void this.#relayOutput(child.stderr, peer);
    return await this.#outcome(child, await peer.run());
  }

  /** Tells the program to end, then makes it; resolves when it is gone. */
  async terminate(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const { clock } = this.input.platform;
    this.#peer?.close("the server ends it");
    this.#peer = undefined;
    // Programs that read their pipe end by themselves when it does.
    void child.toChild?.close().catch(() => {});
    child.kill("SIGTERM");
    const timer = clock.setTimeout(() => child.kill("SIGKILL"), TERMINATE_MS);
    await this.#exit?.catch(() => {});
    clock.clearTimeout(timer);
    this.#child = undefined;
    this.input.record.processId = -1;
  }

  /** A program that ends closes its pipe first, so its exit status comes a moment later. */
  async #outcome(child: ChildProcess, end: PeerEnd): Promise<HelperEnd> {
    if (end.announced) return { ...end, final: true };
    const { clock } = this.input.platform;
    let timer: unknown;
    const exit = await Promise.race([
      child.exited.catch(() => undefined),
      new Promise<undefined>((resolve) => {
        timer = clock.setTimeout(() => resolve(undefined), EXIT_STATUS_MS);
      }),
    ]);
    clock.clearTimeout(timer);
    if (exit === undefined) return { ...end, final: false };
    const how = exit.signal === null ? `status ${exit.code}` : `signal ${exit.signal}`;
    return { reason: `it ended with ${how}`, announced: false, final: exit.code === 0 };
  }

  /** What it prints is for whoever looks for a fault; it is read at any rate, or the program waits. */
  async #relayOutput(output: ByteSource, peer: PluginPeer): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const chunk = await output.read();
      if (chunk === undefined) break;
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()!.slice(-LINE_CHARACTERS_MAX);
      for (const line of lines) {
        if (line.trim() !== "") peer.tell(SEVERITY_DEBUG, line.slice(0, LINE_CHARACTERS_MAX));
      }
    }
    if (rest.trim() !== "") peer.tell(SEVERITY_DEBUG, rest);
  }
}

const EXIT_STATUS_MS = 1_000;
