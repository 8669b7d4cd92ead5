// A capture taken apart in the tab it was dropped on: the whole graph of the server, without
// hardware, network or storage. No byte leaves the machine.
import { createSettings } from "../actors/server/configured-settings.ts";
import { CommandError } from "../actors/server/stores.ts";
import { createBrowserPlatform } from "../adapters/platform/browser.ts";
import { createMoirai, type Moirai } from "../mod.ts";
import type { DatasourceRecord } from "../protocols/records/datasource.ts";
import { Timeline } from "./timeline.ts";

const PROGRESS_EVERY_MS = 200;

export interface Progress {
  readonly packets: number;
  readonly devices: number;
}

/** What a capture holds. */
export interface Analysis {
  readonly name: string;
  /** To ask anything the server answers: `moirai.fetch(new Request("http://here/..."))`. */
  readonly moirai: Moirai;
  readonly timeline: Timeline;
  readonly packets: number;
  /** What was wrong with the file; "" when nothing was. */
  readonly warning: string;
}

/** The file is no capture, or has a link type that nobody here understands. */
export class NotACapture extends Error {}

/** Reads a pcap or pcapng file, compressed with gzip or not. */
export async function analyse(
  name: string,
  file: Blob,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Analysis> {
  const path = `/${name}`;
  const platform = createBrowserPlatform({ files: new Map([[path, file]]) });
  const moirai = await createMoirai({ platform, settings: createSettings(), logging: false });
  const timeline = new Timeline();
  moirai.follow((batch) => timeline.add(batch));
  await moirai.start();
  const record = await open(moirai, path, name);
  const timer = platform.clock;
  let ended = false;
  const tell = (): void => {
    if (ended) return;
    onProgress({ packets: record.packets, devices: moirai.stores.devices.size });
    timer.setTimeout(tell, PROGRESS_EVERY_MS);
  };
  tell();
  await moirai.idle();
  ended = true;
  if (record.packets === 0 && record.errorReason !== "") {
    await moirai.stop();
    throw new NotACapture(sentence(name, record.errorReason));
  }
  const warning = record.errorReason || record.warning;
  return { name, moirai, timeline, packets: record.packets, warning };
}

async function open(moirai: Moirai, path: string, name: string): Promise<DatasourceRecord> {
  try {
    return await moirai.commands.addDatasource(`${path}:type=pcapfile`);
  } catch (error) {
    await moirai.stop();
    if (error instanceof CommandError) throw new NotACapture(sentence(name, error.message));
    throw error;
  }
}

function sentence(name: string, reason: string): string {
  return `${name} cannot be read as a capture of radio packets: ${reason}. ` +
    "Captures are .pcap, .pcapng and .cap files, also with .gz behind.";
}
