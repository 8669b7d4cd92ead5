// A network interface that is a radio without hardware: a TAP interface whose link type is set to
// 803 (ARPHRD_IEEE80211_RADIOTAP) appears to libpcap as IEEE802_11_RADIO, and what is written to its
// file descriptor is captured.
import { existsSync } from "node:fs";
import process from "node:process";

const O_RDWR = 2;
const AF_INET = 2;
const SOCK_DGRAM = 2;
const TUNSETIFF = 0x400454ca;
const TUNSETLINK = 0x400454cd;
const SIOCSIFFLAGS = 0x8914;
const IFF_TAP_NO_PI = 0x1002;
const IFF_UP_RUNNING = 0x41;
const ARPHRD_IEEE80211_RADIOTAP = 803;
const NAME_BYTES = 16;
const IFREQ_BYTES = 40;

export interface Tap {
  readonly name: string;
  /** Puts one packet on the air. */
  write(packet: Uint8Array): void;
  close(): void;
}

/** Why there can be no such interface here, or undefined when there can. */
export function tapProblem(): string | undefined {
  if (process.platform !== "linux") return "only Linux has TAP interfaces";
  if (!existsSync("/dev/net/tun")) return "/dev/net/tun is missing";
  if (process.getuid?.() !== 0) return "only root may make interfaces";
  return undefined;
}

export async function openTap(name: string): Promise<Tap> {
  const { default: koffi } = await import("koffi");
  const libc = koffi.load("libc.so.6");
  const open = libc.func("int open(const char *path, int flags)");
  const close = libc.func("int close(int fd)");
  const write = libc.func("long write(int fd, const void *data, size_t size)");
  const socket = libc.func("int socket(int domain, int type, int protocol)");
  const ioctl = libc.func("int ioctl(int fd, unsigned long request, ...)");
  const check = (result: number, what: string): number => {
    if (result < 0) throw new Error(`${what} failed`);
    return result;
  };
  const request = (flags: number): Uint8Array => {
    const bytes = new Uint8Array(IFREQ_BYTES);
    new TextEncoder().encodeInto(name, bytes.subarray(0, NAME_BYTES - 1));
    new DataView(bytes.buffer).setInt16(NAME_BYTES, flags, true);
    return bytes;
  };
  const fd = check(open("/dev/net/tun", O_RDWR), "opening /dev/net/tun");
  check(ioctl(fd, TUNSETIFF, "void *", request(IFF_TAP_NO_PI)), "TUNSETIFF");
  check(ioctl(fd, TUNSETLINK, "long", ARPHRD_IEEE80211_RADIOTAP), "TUNSETLINK");
  const control = check(socket(AF_INET, SOCK_DGRAM, 0), "opening a socket");
  check(ioctl(control, SIOCSIFFLAGS, "void *", request(IFF_UP_RUNNING)), "bringing it up");
  close(control);
  return {
    name,
    write: (packet) => {
      check(write(fd, packet, packet.length), "writing a packet");
    },
    close: () => {
      close(fd);
    },
  };
}
