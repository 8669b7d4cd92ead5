// Names and tags that people give to devices, kept over a restart (spec device-model 2.6). This stands
// outside of the graph: what was kept comes in as commands when its device is heard, so that a recording
// of the server has it, too.
import { reasonOf } from "../datasource/datasource-error.ts";
import type { Metric } from "../../protocols/metrics/prometheus.ts";
import { counter, gauge } from "../../protocols/metrics/prometheus.ts";
import { formatDeviceKey } from "../../protocols/records/device-key.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { Platform, TimerHandle } from "../../runtime/platform.ts";
import type { EventBus } from "../../runtime/topics.ts";
import type { MessageLog } from "../message/message-log.ts";
import { DEVICE_TAGS_MAX } from "../device/store.ts";
import type { ServerCommands } from "../server/stores.ts";
import type { Settings } from "../server/settings.ts";
import { COMPATIBLE_VERSION } from "../system/system-status.ts";
import { canonicalKey, type Note, NotesFile } from "./notes-file.ts";

/** Devices whose names and tags are kept. */
export const NOTED_DEVICES_MAX = 65_536;
/** Changes that wait to be written; then they are written at once. */
const WAITING_MAX = 1024;
/** A killed server loses no more than what was said in this time. */
const WRITE_DELAY_MS = 200;

export interface DeviceNotesInput {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly bus: EventBus;
  readonly messages: Pick<MessageLog, "info" | "error">;
  /** False keeps nothing, whatever the settings say. */
  readonly enabled: boolean;
}

interface Noted {
  name: string;
  readonly tags: Map<string, string>;
}

type Commands = Pick<ServerCommands, "setDeviceName" | "setDeviceTag">;

export class DeviceNotes {
  readonly #input: DeviceNotesInput;
  readonly #file: NotesFile;
  readonly #noted = new Map<string, Noted>();
  #inner: Commands | undefined = undefined;
  #arrived: DeviceRecord[] = [];
  #waiting: Note[] = [];
  #timer: TimerHandle = undefined;
  #writing: Promise<void> | undefined = undefined;
  #open = false;
  #unsubscribe = (): void => {};
  /** Notes not kept: too many devices or tags, or the file could not be written. */
  refused = 0;
  lost = 0;

  constructor(input: DeviceNotesInput) {
    this.#input = input;
    const { platform, settings } = input;
    this.#file = new NotesFile(platform, settings.text("configdir"), COMPATIBLE_VERSION);
  }

  /** The same commands, of which this takes note. */
  around(inner: ServerCommands): ServerCommands {
    this.#inner = inner;
    return {
      ...inner,
      setDeviceName: async (key, name) => {
        await inner.setDeviceName(key, name);
        this.#changed(key, undefined, name);
      },
      setDeviceTag: async (key, tag, content) => {
        await inner.setDeviceTag(key, tag, content);
        this.#changed(key, tag, content);
      },
    };
  }

  /** Reads what was kept; from then on devices get it when they are heard. */
  async open(): Promise<void> {
    const { bus, enabled, messages, platform, settings } = this.#input;
    if (!enabled || !settings.flag("keep_device_notes")) return;
    if (platform.databases === undefined) return;
    try {
      const problem = await this.#file.read((note) => this.#keep(note));
      if (problem !== "") messages.error(problem);
      this.#open = true;
    } catch (error) {
      // What cannot be read must not be written over.
      messages.error(
        `names and tags of devices are not kept: ${this.#file.path} cannot be read: ` +
          reasonOf(error),
      );
      return;
    }
    if (this.refused > 0) {
      messages.error(`${this.#file.path}: ${this.refused} names and tags are too many to be kept`);
    }
    this.#unsubscribe = bus.subscribe("NEW_DEVICE", ({ payload }) => this.#came(payload));
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#unsubscribe();
    while (this.#waiting.length > 0 || this.#writing !== undefined) {
      this.#write();
      await this.#writing;
    }
    this.#open = false;
  }

  metrics(): Metric[] {
    return [
      gauge("moirai_noted_devices", "Devices whose names and tags are kept", this.#noted.size),
      counter("moirai_notes_refused_total", "Names and tags not kept: too many", this.refused),
      counter("moirai_notes_lost_total", "Names and tags that could not be written", this.lost),
    ];
  }

  /** Commands follow when the batch that brought the device has gone through. */
  #came(device: DeviceRecord): void {
    if (this.#noted.size === 0) return;
    this.#arrived.push(device);
    if (this.#arrived.length > 1) return;
    void Promise.resolve().then(() => {
      for (const one of this.#arrived.splice(0)) this.#tell(one);
    });
  }

  #tell(device: DeviceRecord): void {
    const key = formatDeviceKey(device.phy.hash, device.mac);
    const noted = this.#noted.get(key);
    if (noted === undefined) return;
    const failed = (): void => {
      // The device has gone again, or too many commands wait: it is asked for when it comes back.
      this.refused += 1;
    };
    if (noted.name !== "") this.#inner!.setDeviceName(key, noted.name).catch(failed);
    for (const [tag, text] of noted.tags) {
      this.#inner!.setDeviceTag(key, tag, text).catch(failed);
    }
  }

  #keep({ key, tag, text }: Note): void {
    let noted = this.#noted.get(key);
    if (noted === undefined) {
      if (this.#noted.size >= NOTED_DEVICES_MAX) {
        this.refused += 1;
        return;
      }
      this.#noted.set(key, noted = { name: "", tags: new Map() });
    }
    if (tag === undefined) noted.name = text;
    else if (noted.tags.has(tag) || noted.tags.size < DEVICE_TAGS_MAX) noted.tags.set(tag, text);
    else this.refused += 1;
  }

  #changed(given: string, tag: string | undefined, text: string): void {
    const key = canonicalKey(given);
    if (!this.#open || key === undefined) return;
    const note = { key, tag, text };
    const before = this.refused;
    this.#keep(note);
    if (this.refused > before) return;
    this.#waiting.push(note);
    const { clock } = this.#input.platform;
    if (this.#waiting.length >= WAITING_MAX) this.#write();
    else this.#timer ??= clock.setTimeout(() => this.#write(), WRITE_DELAY_MS);
  }

  #write(): void {
    const { platform, messages } = this.#input;
    if (this.#timer !== undefined) platform.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing !== undefined || this.#waiting.length === 0) return;
    const notes = this.#waiting.splice(0);
    this.#writing = this.#file.write(notes)
      .catch((error: unknown) => {
        this.lost += notes.length;
        messages.error(
          `${notes.length} names and tags of devices last until the server ends: ` +
            `${this.#file.path} cannot be written: ${reasonOf(error)}`,
        );
      })
      .finally(() => {
        this.#writing = undefined;
        if (this.#waiting.length > 0) this.#write();
      });
  }
}
