// The capture tools of this machine: where their programs are, how one is started, and which framing it
// speaks (external-protocol 1.6, 4.1).
import type { FrameVersion } from "../../protocols/external/frames.ts";
import type { Platform } from "../../runtime/platform.ts";
import { PlatformError } from "../../runtime/platform.ts";
import { DatasourceError, reasonOf } from "../datasource/datasource-error.ts";
import { distrust } from "../plugin/ownership.ts";
import { HelperPeer } from "./helper-peer.ts";
import { HelperProcess } from "./helper-process.ts";

/** Time until a tool that was asked which framing it speaks has said something, or ended. */
export const HANDSHAKE_MS = 10_000;
/** Programs whose framing is remembered; more than there are kinds of tools. */
const REMEMBERED_MAX = 256;
const OWNER_MAY_EXECUTE = 0o100;

export interface HelperToolsInput {
  readonly platform: Pick<Platform, "spawn" | "clock" | "files" | "user">;
  /** Searched in this order. */
  readonly directories: readonly string[];
  /** Told to tools, which look for settings there. */
  readonly configurationDirectory: string;
  /** Framings that are known beforehand, by type. */
  readonly versions: ReadonlyMap<string, FrameVersion>;
}

export interface FoundTool {
  readonly path: string;
  readonly modifiedMs: number;
  /** Why it is not to be run, "" when it may. */
  readonly distrust: string;
}

export interface RunningTool {
  readonly peer: HelperPeer;
  readonly process: HelperProcess;
  /** Its framing is remembered: it gave an answer that is one. */
  readonly confirm: () => void;
}

export class HelperTools {
  readonly #input: HelperToolsInput;
  /** By path and time of change. */
  readonly #versions = new Map<string, FrameVersion>();

  constructor(input: HelperToolsInput) {
    this.#input = input;
  }

  /** The first program of this name that may be executed. */
  async find(binary: string): Promise<FoundTool | undefined> {
    for (const directory of this.#input.directories) {
      const path = `${directory.replace(/\/+$/, "")}/${binary}`;
      try {
        const info = await this.#input.platform.files.stat(path);
        if (!info.isDirectory && (info.mode & OWNER_MAY_EXECUTE) !== 0) {
          const problem = distrust(info, path, this.#input.platform.user);
          return { path, modifiedMs: info.modifiedMs, distrust: problem };
        }
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        // Not there, or not to be looked at: the next directory may have it.
      }
    }
    return undefined;
  }

  /** Starts the tool of a type, and speaks to it until it is known which framing it takes. */
  async start(type: string, binary: string, signal: AbortSignal): Promise<RunningTool> {
    const tool = await this.find(binary);
    if (tool === undefined) {
      const where = this.#input.directories.join(", ") || "no directory";
      throw new DatasourceError(
        "not-found",
        `its capture tool ${binary} is not in ${where} (helper_binary_path)`,
      );
    }
    if (tool.distrust !== "") {
      throw new DatasourceError("permission", `its capture tool is not run: ${tool.distrust}`);
    }
    const key = `${tool.path} ${tool.modifiedMs}`;
    const known = this.#input.versions.get(type) ?? this.#versions.get(key);
    if (known !== 0) {
      const running = this.#launch(tool.path, key, 3);
      running.peer.sendHandshake();
      if (await this.#heard(running, signal)) return running;
      await running.peer.close();
      if (signal.aborted) throw new DatasourceError("other", "it was closed");
    }
    // A tool of the original framing dies of the question, without a word.
    const running = this.#launch(tool.path, key, 0);
    closeOnAbort(running, signal);
    return running;
  }

  #launch(path: string, key: string, version: FrameVersion): RunningTool {
    const { platform, configurationDirectory } = this.#input;
    let process: HelperProcess;
    try {
      process = new HelperProcess(platform, path, { KISMET_ETC: configurationDirectory });
    } catch (error) {
      throw new DatasourceError("other", `its capture tool ${path} ${reasonOf(error)}`, {
        cause: error,
      });
    }
    const peer = new HelperPeer({
      link: process,
      clock: platform.clock,
      version,
      name: "its capture tool",
    });
    return { peer, process, confirm: () => this.#remember(key, peer.conversation.version) };
  }

  /** True after the first valid frame, false when the tool ended before one. */
  async #heard(running: RunningTool, signal: AbortSignal): Promise<boolean> {
    const { peer } = running;
    const { conversation } = peer;
    closeOnAbort(running, signal);
    const { clock } = this.#input.platform;
    const timer = clock.setTimeout(() => {
      const seconds = HANDSHAKE_MS / 1000;
      peer.fail("timeout", `its capture tool said nothing within ${seconds} seconds`);
    }, HANDSHAKE_MS);
    try {
      for (;;) {
        const taken = peer.take();
        // What comes with the answer stays at hand for whoever asked for the tool.
        if (taken !== "more") peer.putBack(taken);
        if (conversation.frameCount > 0) return true;
        await peer.readMore();
      }
    } catch (error) {
      if (peer.ended && conversation.frameCount === 0 && !signal.aborted) return false;
      await peer.close();
      throw error;
    } finally {
      clock.clearTimeout(timer);
    }
  }

  #remember(key: string, version: FrameVersion): void {
    this.#versions.delete(key);
    this.#versions.set(key, version);
    if (this.#versions.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#versions.keys()) {
      this.#versions.delete(oldest);
      break;
    }
  }
}

function closeOnAbort({ peer }: RunningTool, signal: AbortSignal): void {
  if (signal.aborted) void peer.close();
  else signal.addEventListener("abort", () => void peer.close(), { once: true });
}
