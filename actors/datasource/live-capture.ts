// What a live source needs from the machine's network interfaces. adapters/capture implements it
// with libpcap in a child process; main.ts or mod.ts hands it in, because actors never point
// outward. Failures are DatasourceErrors whose message is a sentence's second half
// ("permission denied (…)").

export interface LiveInterface {
  readonly name: string;
  readonly description: string;
  readonly up: boolean;
  readonly running: boolean;
  readonly loopback: boolean;
  readonly wireless: boolean;
  /** Link types it offers as it is now, its usual one first; empty when it may not be opened. */
  readonly linkTypes: readonly number[];
}

export interface LiveOpenOptions {
  readonly interface: string;
  /** Bytes kept of each packet. */
  readonly snapLength: number;
  readonly promiscuous: boolean;
  /** Ask the driver for monitor mode; "if-possible" goes on without. */
  readonly monitor: "never" | "if-possible" | "required";
  /** BPF filter in libpcap's language, "" for none. */
  readonly filter: string;
  /** Link type to ask for; undefined takes the interface's usual one. */
  readonly linkType: number | undefined;
  /** Bytes of the kernel's ring: what may wait while the server is busy. */
  readonly bufferBytes: number;
}

/** Counts since the interface was opened. */
export interface LiveStatistics {
  readonly received: number;
  /** Dropped because the ring was full. */
  readonly kernelDropped: number;
  /** Dropped by the interface or its driver. */
  readonly interfaceDropped: number;
}

export interface LiveSession {
  readonly linkType: number;
  readonly processId: number;
  /** Version text of the capture library. */
  readonly version: string;
  /** Latest counts, refreshed once a second. */
  statistics(): LiveStatistics;
  /**
   * The next bytes of a pcap stream; undefined after `close()`. Rejects with a DatasourceError when
   * the capture ended by itself. Not reading fills the ring, never memory.
   */
  read(): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

export interface LiveCapture {
  /** What serves the interfaces, for `kismet.datasource.ipc_binary`. */
  readonly program: string;
  list(): Promise<LiveInterface[]>;
  open(options: LiveOpenOptions): Promise<LiveSession>;
}
