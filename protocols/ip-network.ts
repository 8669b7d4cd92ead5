// IP addresses and networks as text: `192.0.2.7`, `2001:db8::/32` (RFC 4291 section 2.2, RFC 4632).

export interface IpNetwork {
  /** 4 or 16 bytes. */
  readonly bytes: readonly number[];
  /** Leading bits that count. */
  readonly bits: number;
}

/** An address, or a network with `/` and its bits; undefined for anything else. */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const slash = text.indexOf("/");
  const bytes = parseIpAddress(slash < 0 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  if (slash < 0) return { bytes, bits: bytes.length * 8 };
  const bitsText = text.slice(slash + 1);
  const bits = /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : Infinity;
  return bits <= bytes.length * 8 ? { bytes, bits } : undefined;
}

/** The 4 or 16 bytes of an address; an IPv4 address inside IPv6 has 4. */
export function parseIpAddress(text: string): readonly number[] | undefined {
  if (!text.includes(":")) return parseIpv4(text);
  const plain = text.split("%", 1)[0]!;
  const lastColon = plain.lastIndexOf(":");
  const tail = plain.slice(lastColon + 1);
  if (!tail.includes(".")) return parseIpv6(plain);
  const ipv4 = parseIpv4(tail);
  if (ipv4 === undefined) return undefined;
  if (plain.slice(0, lastColon).toLowerCase() === "::ffff") return ipv4;
  const hex = (high: number, low: number): string => (high * 256 + low).toString(16);
  const groups = `${hex(ipv4[0]!, ipv4[1]!)}:${hex(ipv4[2]!, ipv4[3]!)}`;
  return parseIpv6(`${plain.slice(0, lastColon + 1)}${groups}`);
}

export function networkContains(network: IpNetwork, address: readonly number[]): boolean {
  if (network.bytes.length !== address.length) return false;
  for (let bit = 0; bit < network.bits; bit += 8) {
    const counted = Math.min(8, network.bits - bit);
    const mask = (0xff << (8 - counted)) & 0xff;
    const index = bit >> 3;
    if (((network.bytes[index]! ^ address[index]!) & mask) !== 0) return false;
  }
  return true;
}

function parseIpv4(text: string): readonly number[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = match?.slice(1).map(Number);
  return bytes?.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string): string[] => half === "" ? [] : half.split(":");
  const left = groupsOf(halves[0]!);
  const right = halves.length === 2 ? groupsOf(halves[1]!) : [];
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array<string>(missing).fill("0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}
