// libpcap through koffi: only what the capture process calls. Loaded in the child process alone,
// so that a fault in native code ends the child and nothing else. Signatures: pcap(3PCAP).
import process from "node:process";
import type KoffiModule from "koffi";

/** Shared objects to try, by the names distributions give them. */
const LIBPCAP_NAMES = [
  "libpcap.so.1",
  "libpcap.so.0.8",
  "libpcap.so",
  "libpcap.A.dylib",
  "libpcap.dylib",
];
const LIBC_NAMES = ["libc.so.6", "libc.so", "libSystem.B.dylib", "libc.musl-x86_64.so.1"];

export const PCAP_ERRBUF_SIZE = 256;
/** pcap_activate() and friends: errors below zero, warnings above. */
export const PCAP_ERROR_BREAK = -2;
export const PCAP_ERROR_NO_SUCH_DEVICE = -5;
export const PCAP_ERROR_RFMON_NOTSUP = -6;
export const PCAP_ERROR_PERM_DENIED = -8;
export const PCAP_ERROR_IFACE_NOT_UP = -9;
export const PCAP_ERROR_PROMISC_PERM_DENIED = -11;
export const PCAP_IF_LOOPBACK = 1;
export const PCAP_IF_UP = 2;
export const PCAP_IF_RUNNING = 4;
export const PCAP_IF_WIRELESS = 8;

/** The addon that calls native code. */
export type Koffi = typeof KoffiModule;

/** A pointer of native code; koffi gives addresses. */
export type Pointer = unknown;

export interface FoundDevice {
  readonly name: string;
  readonly description: string;
  readonly flags: number;
}

export interface Libpcap {
  version(): string;
  /** Throws an Error with libpcap's words. */
  findDevices(limit: number): FoundDevice[];
  /** A handle, or throws with libpcap's words. */
  create(device: string): Pointer;
  setSnapLength(handle: Pointer, bytes: number): number;
  setPromiscuous(handle: Pointer, on: number): number;
  canSetMonitor(handle: Pointer): number;
  setMonitor(handle: Pointer, on: number): number;
  setTimeout(handle: Pointer, ms: number): number;
  setBufferSize(handle: Pointer, bytes: number): number;
  activate(handle: Pointer): number;
  errorText(handle: Pointer): string;
  statusText(code: number): string;
  linkType(handle: Pointer): number;
  setLinkType(handle: Pointer, linkType: number): number;
  /** Throws with libpcap's words. */
  linkTypes(handle: Pointer): number[];
  /** Throws with libpcap's words when the filter does not compile or cannot be set. */
  setFilter(handle: Pointer, filter: string): void;
  setNonBlocking(handle: Pointer): void;
  /** Writes a pcap header to standard output and returns the dumper. */
  dumpToStandardOutput(handle: Pointer): Pointer;
  /** Hands up to `count` packets to the dumper inside native code; their number, or an error. */
  dispatchToDump(handle: Pointer, count: number, dumper: Pointer): number;
  /** -1 when standard output is gone. */
  flush(dumper: Pointer): number;
  /** Received, dropped by the ring, dropped by the interface; undefined when not known. */
  statistics(handle: Pointer): readonly [number, number, number] | undefined;
  close(handle: Pointer): void;
  /** Waits off the main thread until the handle may be read; false after `ms`. */
  waitReadable(handle: Pointer, ms: number): Promise<boolean>;
  /** Puts a file descriptor into blocking mode. */
  setBlocking(descriptor: number): void;
}

const POLLIN = 1;
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = process.platform === "linux" ? 0o4000 : 4;
const PCAP_NETMASK_UNKNOWN = 0xffffffff;

/** Loads libpcap; throws when it is not installed. */
export function loadLibpcap(koffi: Koffi): Libpcap {
  const pcap = loadFirst(koffi, LIBPCAP_NAMES);
  const libc = loadFirst(koffi, LIBC_NAMES);
  koffi.struct("pcap_if_node", {
    next: "void *",
    name: "const char *",
    description: "const char *",
    addresses: "void *",
    flags: "uint32_t",
  });
  const pcapDump = pcap.symbol("pcap_dump", "void");
  const version = pcap.func("const char *pcap_lib_version()");
  const findAll = pcap.func("int pcap_findalldevs(_Out_ void **devices, void *error)");
  const freeAll = pcap.func("void pcap_freealldevs(void *devices)");
  const create = pcap.func("void *pcap_create(const char *device, void *error)");
  const setSnapLength = pcap.func("int pcap_set_snaplen(void *p, int bytes)");
  const setPromiscuous = pcap.func("int pcap_set_promisc(void *p, int on)");
  const canSetMonitor = pcap.func("int pcap_can_set_rfmon(void *p)");
  const setMonitor = pcap.func("int pcap_set_rfmon(void *p, int on)");
  const setTimeout = pcap.func("int pcap_set_timeout(void *p, int ms)");
  const setBufferSize = pcap.func("int pcap_set_buffer_size(void *p, int bytes)");
  const activate = pcap.func("int pcap_activate(void *p)");
  const errorText = pcap.func("const char *pcap_geterr(void *p)");
  const statusText = pcap.func("const char *pcap_statustostr(int code)");
  const linkType = pcap.func("int pcap_datalink(void *p)");
  const setLinkType = pcap.func("int pcap_set_datalink(void *p, int linkType)");
  const listLinkTypes = pcap.func("int pcap_list_datalinks(void *p, _Out_ void **list)");
  const freeLinkTypes = pcap.func("void pcap_free_datalinks(void *list)");
  const compile = pcap.func(
    "int pcap_compile(void *p, void *program, const char *text, int optimize, uint32_t netmask)",
  );
  const setFilter = pcap.func("int pcap_setfilter(void *p, void *program)");
  const freeCode = pcap.func("void pcap_freecode(void *program)");
  const setNonBlock = pcap.func("int pcap_setnonblock(void *p, int on, void *error)");
  const descriptorOf = pcap.func("int pcap_get_selectable_fd(void *p)");
  const dumpOpen = pcap.func("void *pcap_dump_open(void *p, const char *path)");
  const dispatch = pcap.func("int pcap_dispatch(void *p, int count, void *callback, void *user)");
  const flush = pcap.func("int pcap_dump_flush(void *dumper)");
  const statistics = pcap.func("int pcap_stats(void *p, void *into)");
  const close = pcap.func("void pcap_close(void *p)");
  const poll = libc.func("int poll(void *descriptors, unsigned long count, int ms)");
  const getFlags = libc.func("int fcntl(int descriptor, int command)");
  const setFlags = libc.func("int fcntl(int descriptor, int command, ...)");

  const checked = (handle: Pointer, result: number): number => {
    if (result < 0) throw new Error(errorText(handle));
    return result;
  };

  return {
    version,
    findDevices(limit) {
      const error = new Uint8Array(PCAP_ERRBUF_SIZE);
      const out: Pointer[] = [null];
      if (findAll(out, error) !== 0) throw new Error(cText(error));
      const found: FoundDevice[] = [];
      for (let node = out[0]; node && found.length < limit;) {
        const device = koffi.decode(node, "pcap_if_node");
        found.push({
          name: device.name,
          description: device.description ?? "",
          flags: device.flags,
        });
        node = device.next;
      }
      freeAll(out[0]);
      return found;
    },
    create(device) {
      const error = new Uint8Array(PCAP_ERRBUF_SIZE);
      const handle = create(device, error);
      if (!handle) throw new Error(cText(error));
      return handle;
    },
    setSnapLength,
    setPromiscuous,
    canSetMonitor,
    setMonitor,
    setTimeout,
    setBufferSize,
    activate,
    errorText,
    statusText,
    linkType,
    setLinkType,
    linkTypes(handle) {
      const out: Pointer[] = [null];
      const count = checked(handle, listLinkTypes(handle, out));
      const list = count === 0 ? [] : koffi.decode(out[0], "int", count);
      freeLinkTypes(out[0]);
      return Array.from(list as ArrayLike<number>);
    },
    setFilter(handle, filter) {
      // struct bpf_program: a count and a pointer, 16 bytes with padding.
      const program = new Uint8Array(16);
      checked(handle, compile(handle, program, filter, 1, PCAP_NETMASK_UNKNOWN));
      const result = setFilter(handle, program);
      freeCode(program);
      checked(handle, result);
    },
    setNonBlocking(handle) {
      const error = new Uint8Array(PCAP_ERRBUF_SIZE);
      if (setNonBlock(handle, 1, error) < 0) throw new Error(cText(error));
    },
    dumpToStandardOutput(handle) {
      const dumper = dumpOpen(handle, "-");
      if (!dumper) throw new Error(errorText(handle));
      return dumper;
    },
    dispatchToDump: (handle, count, dumper) => dispatch(handle, count, pcapDump, dumper),
    flush,
    statistics(handle) {
      const counts = new Uint32Array(8);
      if (statistics(handle, counts) !== 0) return undefined;
      return [counts[0]!, counts[1]!, counts[2]!];
    },
    close,
    waitReadable(handle, ms) {
      const descriptor = descriptorOf(handle);
      const polled = new Int32Array([descriptor, POLLIN]);
      return new Promise((resolve, reject) => {
        poll.async(polled, 1, ms, (error: Error | null, count: number) => {
          if (error) reject(error);
          else resolve(count > 0);
        });
      });
    },
    setBlocking(descriptor) {
      const flags = getFlags(descriptor, F_GETFL);
      if (flags >= 0) setFlags(descriptor, F_SETFL, "int", flags & ~O_NONBLOCK);
    },
  };
}

function loadFirst(koffi: Koffi, names: readonly string[]): ReturnType<Koffi["load"]> {
  let last: unknown;
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`none of ${names.join(", ")} can be loaded`, { cause: last });
}

function cText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
