// Capture files: pcap and pcapng, plain or gzipped, as fast as they can be read, in real time, or
// at a given rate (spec logs-and-config 12.3).
import { faultCode } from "../../../protocols/faults.ts";
import { gunzip, type GunzipReader, isGzip } from "../../../protocols/gzip/gunzip.ts";
import type { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import type { DriverRecord } from "../../../protocols/records/datasource.ts";
import { PlatformError, type ReadableFile } from "../../../runtime/platform.ts";
import { DatasourceError, type DatasourceErrorCode } from "../datasource-error.ts";
import { flagOption, numberOption, type SourceDefinition } from "../definition.ts";
import { Pacer } from "../pacer.ts";
import type {
  SourceContext,
  SourceEnd,
  SourceInfo,
  SourceSession,
  SourceType,
} from "../source-type.ts";
import { textIdentity } from "../source-uuid.ts";

const CHUNK_BYTES = 256 * 1024;
/** How often a growing file is looked at again. */
const FOLLOW_MS = 500;
const PACKETS_PER_SECOND_MAX = 10_000_000;

const GZIP_DAMAGED = faultCode("gzip.damaged");

const driver: DriverRecord = {
  type: "pcapfile",
  description: "Capture file (pcap, pcapng)",
  probeCapable: true,
  listCapable: false,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};

class FileSession implements SourceSession {
  readonly holdsWhilePaused = true;
  readonly info: SourceInfo;
  readonly #reader: CaptureReader;
  readonly #input: FileInput;
  readonly #pacer: Pacer | undefined;
  #closed = false;
  #faulted = false;

  constructor(
    reader: CaptureReader,
    input: FileInput,
    pacer: Pacer | undefined,
    version: string,
  ) {
    this.#reader = reader;
    this.#input = input;
    this.#pacer = pacer;
    this.info = {
      linkType: reader.linkType,
      captureInterface: input.path,
      hardware: "",
      version,
      channel: "",
      channels: [],
      program: "",
      processId: -1,
    };
  }

  next(batch: PacketBatch, faults: { add(fault: number): void }): boolean | Promise<boolean> {
    if (this.#closed) return false;
    const result = this.#pacer === undefined
      ? this.#reader.fill(batch)
      : this.#pacer.fill(batch, this.#reader);
    if (result === "packets") return true;
    if (result === "more") return this.#readOn(batch, faults);
    if (result === "end") {
      this.#noteFault(faults);
      return false;
    }
    return result.then(() => !this.#closed);
  }

  end(): SourceEnd {
    const problem = this.#reader.problem?.reason ?? this.#input.damage;
    return { reason: "end of file", warning: problem };
  }

  warning(): string {
    return "";
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#pacer?.cancel();
    await this.#input.close();
  }

  async #readOn(batch: PacketBatch, faults: { add(fault: number): void }): Promise<boolean> {
    batch.count = 0;
    const chunk = await this.#input.read();
    if (this.#closed) return false;
    if (chunk === undefined) {
      if (this.#input.damage !== "") faults.add(GZIP_DAMAGED);
      this.#reader.finish();
    } else this.#reader.append(chunk);
    return true;
  }

  #noteFault(faults: { add(fault: number): void }): void {
    const problem = this.#reader.problem;
    if (problem === undefined || this.#faulted) return;
    this.#faulted = true;
    faults.add(problem.fault);
  }
}

/** The bytes of the file, unpacked if need be, and again as it grows. */
class FileInput {
  readonly path: string;
  readonly #file: ReadableFile;
  readonly #context: SourceContext;
  readonly #follow: boolean;
  #gunzip: GunzipReader | undefined = undefined;
  #first: Uint8Array | undefined = undefined;
  #ahead: Promise<Uint8Array | undefined> | undefined = undefined;
  #closed = false;
  #wake: () => void = () => {};

  constructor(path: string, file: ReadableFile, context: SourceContext, follow: boolean) {
    this.path = path;
    this.#file = file;
    this.#context = context;
    this.#follow = follow;
  }

  get damage(): string {
    return this.#gunzip?.damage ?? "";
  }

  /** Looks at the first bytes; from then on `read` gives what is inside. */
  async begin(): Promise<void> {
    this.#first = await this.#raw();
    if (this.#first !== undefined && isGzip(this.#first)) {
      this.#gunzip = gunzip(() => this.#plain());
    }
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#gunzip === undefined ? this.#plain() : this.#gunzip.read();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#gunzip?.close();
    await this.#ahead?.catch(() => {});
    await this.#file.close();
  }

  async #plain(): Promise<Uint8Array | undefined> {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      return first;
    }
    return await this.#raw();
  }

  async #raw(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#closed) return undefined;
      const chunk = await (this.#ahead ?? this.#readChunk());
      // The disk works on the next chunk while packets of this one are handled.
      this.#ahead = chunk === undefined ? undefined : this.#readChunk();
      if (chunk !== undefined) return chunk;
      if (!this.#follow) return undefined;
      await this.#grown();
    }
  }

  #readChunk(): Promise<Uint8Array | undefined> {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const reading = this.#file.read(chunk).then((count) =>
      count > 0 ? chunk.subarray(0, count) : undefined
    );
    // A failure is told when the chunk is asked for; nobody may ask any more after `close`.
    reading.catch(() => {});
    return reading;
  }

  #grown(): Promise<void> {
    const { clock } = this.#context.platform;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, FOLLOW_MS);
      this.#wake = () => {
        clock.clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function open(definition: SourceDefinition, context: SourceContext): Promise<SourceSession> {
  const path = definition.interface;
  const file = await openFile(path, context);
  const input = new FileInput(
    path,
    file,
    context,
    flagOption(definition, "follow", false),
  );
  try {
    await input.begin();
    const reader = new CaptureReader();
    await recognise(reader, input);
    const rate = numberOption(definition, "pps", 1, PACKETS_PER_SECOND_MAX);
    const realtime = flagOption(definition, "realtime", false);
    const pacer = rate === undefined && !realtime
      ? undefined
      : new Pacer(context.platform.clock, { packetsPerSecond: rate, realtime });
    return new FileSession(reader, input, pacer, context.version);
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** Reads until the format is known, so that a file that is none fails to open. */
async function recognise(reader: CaptureReader, input: FileInput): Promise<void> {
  while (!reader.peek()) {
    const chunk = await input.read();
    if (chunk === undefined) reader.finish();
    else reader.append(chunk);
  }
  const problem = reader.problem;
  if (problem === undefined) return;
  if (input.damage !== "") throw new DatasourceError("not-a-capture", input.damage);
  throw new DatasourceError("not-a-capture", problem.reason);
}

const CODES: Readonly<Record<string, DatasourceErrorCode>> = {
  "not-found": "not-found",
  permission: "permission",
  "is-directory": "is-directory",
};

async function openFile(path: string, context: SourceContext): Promise<ReadableFile> {
  try {
    return await context.platform.files.open(path);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new DatasourceError(CODES[error.code] ?? "other", error.message, { cause: error });
  }
}

export const pcapfile: SourceType = {
  driver,
  uuidProgram: "kismet_cap_pcapfile",
  retryDefault: false,
  async probe(definition, context) {
    if (
      definition.interface.includes("/") || /\.(pcap|pcapng|cap|gz)$/i.test(definition.interface)
    ) {
      return true;
    }
    try {
      const info = await context.platform.files.stat(definition.interface);
      return info.isFile || info.isDirectory;
    } catch (error) {
      if (error instanceof PlatformError) return error.code === "permission";
      throw error;
    }
  },
  identify: (definition) => Promise.resolve(textIdentity(definition.interface)),
  open,
};
