// What the capture process does (capture-child.ts starts it): one command of its stdin, list or
// open, until its stdin closes, because then its parent is gone. Packets never touch
// JavaScript here: libpcap's own writer puts them on stdout. stdout blocks while the server is
// busy, packets then wait in the kernel's ring, and what does not fit is counted by the kernel.
import { writeSync } from "node:fs";
import process from "node:process";
import type { DatasourceErrorCode } from "../../actors/datasource/datasource-error.ts";
import type { LiveInterface, LiveOpenOptions } from "../../actors/datasource/live-capture.ts";
import {
  type CaptureCommand,
  type CaptureStatus,
  INTERFACES_MAX,
  LineSplitter,
} from "./capture-protocol.ts";
import {
  type Koffi,
  type Libpcap,
  loadLibpcap,
  PCAP_ERROR_BREAK,
  PCAP_ERROR_IFACE_NOT_UP,
  PCAP_ERROR_NO_SUCH_DEVICE,
  PCAP_ERROR_PERM_DENIED,
  PCAP_ERROR_PROMISC_PERM_DENIED,
  PCAP_ERROR_RFMON_NOTSUP,
  PCAP_IF_LOOPBACK,
  PCAP_IF_RUNNING,
  PCAP_IF_UP,
  PCAP_IF_WIRELESS,
  type Pointer,
} from "./libpcap.ts";

/** Packets taken in one call, so that commands and statistics get their turn under load. */
const DISPATCH_PACKETS_MAX = 8192;
/** Longest wait for packets; bounds how late the end of the parent is noticed. */
const WAIT_MS = 250;
/** How long the kernel may gather packets before it hands them over. */
const GATHER_MS = 50;
const STATISTICS_MS = 1000;
const STDOUT = 1;
const STDERR = 2;

/** Takes the command; `loadKoffi` gives what native code is called with. */
export function runCaptureProcess(loadKoffi: () => Promise<Koffi>): void {
  const lines = new LineSplitter();
  let started = false;
  process.stdin.on("data", (bytes: Uint8Array) => {
    for (const line of lines.push(bytes)) {
      if (started) continue;
      started = true;
      try {
        obey(JSON.parse(line) as CaptureCommand, loadKoffi).catch(fail);
      } catch (error) {
        fail(error);
      }
    }
  });
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
}

class Failure extends Error {
  readonly code: DatasourceErrorCode;
  constructor(code: DatasourceErrorCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

function say(status: CaptureStatus): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(status)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += writeSync(STDERR, bytes, sent);
}

async function load(loadKoffi: () => Promise<Koffi>): Promise<Libpcap> {
  let koffi: Koffi;
  try {
    koffi = await loadKoffi();
  } catch (error) {
    throw new Failure("other", `the capture addon cannot be loaded: ${words(error)}`);
  }
  try {
    return loadLibpcap(koffi);
  } catch (error) {
    throw new Failure(
      "no-libpcap",
      `libpcap cannot be loaded (Debian and Ubuntu: apt install libpcap0.8): ${words(error)}`,
    );
  }
}

function list(libpcap: Libpcap): LiveInterface[] {
  return libpcap.findDevices(INTERFACES_MAX).map((device) => ({
    name: device.name,
    description: device.description,
    up: (device.flags & PCAP_IF_UP) !== 0,
    running: (device.flags & PCAP_IF_RUNNING) !== 0,
    loopback: (device.flags & PCAP_IF_LOOPBACK) !== 0,
    wireless: (device.flags & PCAP_IF_WIRELESS) !== 0,
    linkTypes: linkTypesOf(libpcap, device.name),
  }));
}

/** Empty where the interface cannot be opened: listing must also work without privilege. */
function linkTypesOf(libpcap: Libpcap, device: string): number[] {
  let handle: Pointer;
  try {
    handle = libpcap.create(device);
  } catch {
    return [];
  }
  try {
    if (libpcap.activate(handle) < 0) return [];
    const usual = libpcap.linkType(handle);
    return [usual, ...libpcap.linkTypes(handle).filter((linkType) => linkType !== usual)];
  } catch {
    return [];
  } finally {
    libpcap.close(handle);
  }
}

function open(libpcap: Libpcap, options: LiveOpenOptions): Pointer {
  const handle = libpcap.create(options.interface);
  libpcap.setSnapLength(handle, options.snapLength);
  libpcap.setPromiscuous(handle, options.promiscuous ? 1 : 0);
  libpcap.setTimeout(handle, GATHER_MS);
  libpcap.setBufferSize(handle, options.bufferBytes);
  if (options.monitor !== "never") {
    const possible = libpcap.canSetMonitor(handle);
    if (possible === 1) libpcap.setMonitor(handle, 1);
    else if (possible < 0) throw activationFailure(libpcap, handle, possible);
    else if (options.monitor === "required") {
      throw activationFailure(libpcap, handle, PCAP_ERROR_RFMON_NOTSUP);
    }
  }
  const activated = libpcap.activate(handle);
  if (activated < 0) throw activationFailure(libpcap, handle, activated);
  chooseLinkType(libpcap, handle, options.linkType);
  if (options.filter !== "") {
    try {
      libpcap.setFilter(handle, options.filter);
    } catch (error) {
      throw new Failure("filter", `the filter '${options.filter}' is not valid: ${words(error)}`);
    }
  }
  libpcap.setNonBlocking(handle);
  return handle;
}

function chooseLinkType(libpcap: Libpcap, handle: Pointer, wanted: number | undefined): void {
  if (wanted === undefined || libpcap.linkType(handle) === wanted) return;
  if (libpcap.setLinkType(handle, wanted) === 0) return;
  const offered = libpcap.linkTypes(handle).join(", ");
  throw new Failure("link-type", `it offers link types ${offered}, not ${wanted}`);
}

function activationFailure(libpcap: Libpcap, handle: Pointer, code: number): Failure {
  const detail = libpcap.errorText(handle) || libpcap.statusText(code);
  switch (code) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return new Failure(
        "permission",
        "permission denied (run as root, or give the engine CAP_NET_RAW and CAP_NET_ADMIN)",
      );
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return new Failure("no-device", "there is no such interface");
    case PCAP_ERROR_IFACE_NOT_UP:
      return new Failure("not-up", "the interface is not up (ip link set up …)");
    case PCAP_ERROR_RFMON_NOTSUP:
      return new Failure(
        "no-monitor-mode",
        "libpcap cannot put it into monitor mode; make a monitor interface " +
          "(iw dev … interface add mon0 type monitor; ip link set mon0 up) and capture from that",
      );
    default:
      return new Failure("other", detail || `libpcap error ${code}`);
  }
}

async function capture(libpcap: Libpcap, handle: Pointer): Promise<void> {
  // Native writes cannot wait for a descriptor that says "try again".
  libpcap.setBlocking(STDOUT);
  const dumper = libpcap.dumpToStandardOutput(handle);
  libpcap.flush(dumper);
  say({
    status: "opened",
    linkType: libpcap.linkType(handle),
    version: libpcap.version(),
  });
  const counts = new Statistics();
  let countedMs = 0;
  for (;;) {
    const count = libpcap.dispatchToDump(handle, DISPATCH_PACKETS_MAX, dumper);
    if (count < 0 && count !== PCAP_ERROR_BREAK) {
      throw new Failure("no-device", `the capture stopped: ${libpcap.errorText(handle)}`);
    }
    if (count > 0 && libpcap.flush(dumper) !== 0) process.exit(0);
    const nowMs = performance.now();
    if (nowMs - countedMs >= STATISTICS_MS) {
      countedMs = nowMs;
      counts.add(libpcap.statistics(handle));
      say({ status: "statistics", ...counts.totals() });
    }
    // Off the main thread, so the closing of stdin is seen meanwhile.
    if (count <= 0) await libpcap.waitReadable(handle, WAIT_MS);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Native counters are 32 bits and wrap; sums here do not. */
class Statistics {
  #last: readonly [number, number, number] = [0, 0, 0];
  readonly #sums: [number, number, number] = [0, 0, 0];

  add(counts: readonly [number, number, number] | undefined): void {
    if (counts === undefined) return;
    for (let index = 0; index < 3; index++) {
      this.#sums[index]! += (counts[index]! - this.#last[index]!) >>> 0;
    }
    this.#last = counts;
  }

  totals(): { received: number; kernelDropped: number; interfaceDropped: number } {
    const [received, kernelDropped, interfaceDropped] = this.#sums;
    return { received, kernelDropped, interfaceDropped };
  }
}

async function obey(command: CaptureCommand, loadKoffi: () => Promise<Koffi>): Promise<void> {
  const libpcap = await load(loadKoffi);
  if (command.command === "list") {
    say({ status: "listed", interfaces: list(libpcap) });
    process.exit(0);
  }
  await capture(libpcap, open(libpcap, command.options));
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(error: unknown): never {
  const code = error instanceof Failure ? error.code : "other";
  say({ status: "failed", code, reason: words(error) });
  process.exit(1);
}
