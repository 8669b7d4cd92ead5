// A plugin as clients see it, `kismet.plugin.*` (spec external-protocol 9.3), and what we tell of its
// helper besides.
import { field, int32, type RecordTable, string, stringMap, uint64 } from "./field.ts";

/** What a helper said and did since the server started, over its restarts. */
export class HelperCounters {
  frames = 0;
  requests = 0;
  events = 0;
  /** Events left out: too large for its framing, or because it did not read. */
  eventsDropped = 0;
  published = 0;
  messages = 0;
  /** What it asked for and was refused. */
  refused = 0;
  roundTripMs = 0;

  toMap(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this));
  }
}

export class PluginRecord {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly version: string;
  readonly sharedObject: string;
  readonly helper: string;
  readonly directoryName: string;
  /** With a slash at the end. */
  readonly path: string;
  /** `module,path`, as the manifest has it. */
  readonly jsModule: string;
  /** Of its helper's actor; `files` for a plugin that has no helper. */
  state: () => string = () => "files";
  /** Why its helper ended last, "" when it never did. */
  reason = "";
  /** Process of its helper, -1 when there is none. */
  processId = -1;
  restarts = 0;
  readonly counters: HelperCounters = new HelperCounters();

  constructor(init: {
    name: string;
    description: string;
    author: string;
    version: string;
    sharedObject: string;
    helper: string;
    directoryName: string;
    path: string;
    jsModule: string;
  }) {
    this.name = init.name;
    this.description = init.description;
    this.author = init.author;
    this.version = init.version;
    this.sharedObject = init.sharedObject;
    this.helper = init.helper;
    this.directoryName = init.directoryName;
    this.path = init.path;
    this.jsModule = init.jsModule;
  }
}

const PLUGIN = "kismet.plugin.";
const OURS = "moirai.plugin.";

export const PLUGIN_TABLE: RecordTable<PluginRecord> = {
  name: "plugin",
  fields: [
    field(`${PLUGIN}name`, string, "Name of the plugin", (p) => p.name),
    field(`${PLUGIN}description`, string, "What the plugin is for", (p) => p.description),
    field(`${PLUGIN}author`, string, "Who made the plugin", (p) => p.author),
    field(`${PLUGIN}version`, string, "Version of the plugin", (p) => p.version),
    field(
      `${PLUGIN}shared_object`,
      string,
      "Native code of the plugin, which this server does not load",
      (p) => p.sharedObject,
    ),
    field(`${PLUGIN}http_helper`, string, "Program of the plugin", (p) => p.helper),
    field(`${PLUGIN}dirname`, string, "Name of the plugin's directory", (p) => p.directoryName),
    field(`${PLUGIN}path`, string, "The plugin's directory", (p) => p.path),
    field(
      `${PLUGIN}jsmodule`,
      string,
      "Module of the web interface and its script",
      (p) => p.jsModule,
    ),
    field(
      `${OURS}state`,
      string,
      "`files` without a program, else launching, running, waiting, ended or stopped",
      (p) => p.state(),
    ),
    field(`${OURS}reason`, string, "Why the program ended last", (p) => p.reason),
    field(`${OURS}pid`, int32, "Process of the program, -1 when there is none", (p) => p.processId),
    field(`${OURS}restarts`, uint64, "How often the program was started again", (p) => p.restarts),
    field(
      `${OURS}counters`,
      stringMap(uint64),
      "What the program said and was told",
      (p) => p.counters.toMap(),
    ),
  ],
};
