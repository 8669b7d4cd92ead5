// All plugins of a server: finds them, starts their programs as actors, and knows their scripts and
// files (spec external-protocol 9).
import { PluginRecord } from "../../protocols/records/plugin.ts";
import type { SupervisorHandle } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { HelperServices } from "./helper-services.ts";
import { discoverPlugins, type FoundPlugin, PLUGINS_MAX } from "./discover-plugins.ts";
import { PluginHelper, TERMINATE_MS } from "./plugin-helper.ts";
import { pluginMachine } from "./plugin-machine.ts";

export interface PluginsInput {
  readonly platform: Platform;
  /** A supervisor of their own; see `PLUGIN_SUPERVISOR`. */
  readonly supervisor: Pick<SupervisorHandle, "start">;
  readonly services: HelperServices;
  /** Where plugins are looked for, in order. */
  readonly directories: readonly string[];
  /** Where their programs are looked for before their own directories. */
  readonly programDirectories: readonly string[];
  /** Told to programs as KISMET_ETC, which a widely used library reads. */
  readonly configurationDirectory: string;
  /** Where the server's REST interface is, told to programs as MOIRAI_URL; "" where there is none. */
  readonly serverUrl: () => string;
}

export const PLUGIN_SUPERVISOR = {
  id: "plugins",
  intensity: 100,
  periodMs: 60_000,
  childrenMax: PLUGINS_MAX,
};

export class Plugins {
  readonly #input: PluginsInput;
  readonly #records: PluginRecord[] = [];
  readonly #modules: { readonly module: string; readonly js: string }[] = [];

  constructor(input: PluginsInput) {
    this.#input = input;
  }

  all(): readonly PluginRecord[] {
    return this.#records;
  }

  /** Scripts that the web interface loads besides its own. */
  modules(): readonly { readonly module: string; readonly js: string }[] {
    return this.#modules;
  }

  /** The directory of the files that a plugin serves; undefined when there is no such plugin. */
  filesOf(directoryName: string): string | undefined {
    const record = this.#records.find((one) => one.directoryName === directoryName);
    return record && `${record.path}httpd`;
  }

  /** Finds the plugins and starts what they have to start. */
  async load(): Promise<void> {
    const { platform, services, directories } = this.#input;
    for (const plugin of await discoverPlugins(platform, directories, services.messages)) {
      this.#activate(plugin);
    }
  }

  #activate(plugin: FoundPlugin): void {
    const { manifest, directoryName, path } = plugin;
    const { messages } = this.#input.services;
    const record = new PluginRecord({ ...manifest, directoryName, path });
    this.#records.push(record);
    if (manifest.module !== undefined) this.#modules.push(manifest.module);
    messages.info(`plugin ${manifest.name} ${manifest.version} by ${manifest.author}, of ${path}`);
    if (manifest.sharedObject !== "") {
      messages.error(
        `plugin ${manifest.name}: its native part ${manifest.sharedObject} cannot be loaded here`,
      );
    }
    if (manifest.helper !== "") this.#start(plugin, record);
  }

  #start(plugin: FoundPlugin, record: PluginRecord): void {
    const { platform, services, supervisor, programDirectories } = this.#input;
    const helper = new PluginHelper({
      platform,
      services,
      plugin,
      record,
      programDirectories,
      environment: {
        KISMET_ETC: this.#input.configurationDirectory,
        MOIRAI_URL: this.#input.serverUrl(),
      },
    });
    const handle = supervisor.start({
      id: record.directoryName,
      logic: pluginMachine,
      input: { helper },
      restart: "transient",
      // The polite signal, the other one, and a moment for the system to tell.
      shutdownMs: TERMINATE_MS + 2_000,
    });
    record.state = () => handle.state();
  }
}
