// `moirai log to-pcap`: packets of a kismet log as a capture file.
import { parseMac } from "../../protocols/mac.ts";
import { parseDeviceKey } from "../../protocols/records/device-key.ts";
import { defineCommand, single, UsageError } from "../command.ts";
import {
  type ConversionRequest,
  conversionRequest,
  FORCE_OPTION,
  OUT_OPTION,
  parseAmount,
  parseTime,
} from "../log/log-options.ts";

export interface LogToPcapRequest extends ConversionRequest {
  /** Classic pcap instead of pcapng: one link type, nothing but packets. */
  readonly classic: boolean;
  /** 48-bit address. */
  readonly device: number | undefined;
  readonly fromSec: number | undefined;
  readonly untilSec: number | undefined;
  /** UUID or name. */
  readonly datasource: string | undefined;
  readonly tag: string | undefined;
  readonly linkType: number | undefined;
  readonly withoutGps: boolean;
}

const MAC_BITS = 48;

function deviceAddress(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const key = parseDeviceKey(text);
  if (key !== undefined) return key.mac;
  const address = parseMac(text);
  if (address?.maskBits === MAC_BITS) return address.mac;
  throw new UsageError(`--device is an address or the key of a device, not "${text}"`);
}

export const logToPcap = defineCommand<LogToPcapRequest>({
  name: "log to-pcap",
  help: "Write packets of a kismet log as a capture file for Wireshark and others.",
  usage: ["moirai log to-pcap FILE --out FILE [OPTIONS]"],
  examples: [
    [
      "moirai log to-pcap office.kismet --out office.pcapng",
      "all packets, with positions and tags",
    ],
    [
      "moirai log to-pcap office.kismet -o one.pcapng --device F0:18:98:00:00:01",
      "what one device sent or received",
    ],
    [
      "moirai log to-pcap a.kismet -o b.pcapng --from 2025-09-14T10:00 --until 2025-09-14T11:00",
      "an hour, in UTC",
    ],
    [
      "moirai log to-pcap office.kismet -o shakes.pcapng --tag DOT11_WPAHANDSHAKE",
      "packets with a tag",
    ],
  ],
  options: [
    OUT_OPTION,
    FORCE_OPTION,
    { name: "device", value: "ADDRESS", help: "Only packets from or to this device." },
    { name: "from", value: "TIME", help: "Only packets from this time on, UTC or unix seconds." },
    { name: "until", value: "TIME", help: "Only packets up to this time." },
    {
      name: "datasource",
      value: "SOURCE",
      help: "Only packets of this datasource, by UUID or name.",
    },
    { name: "tag", value: "TAG", help: "Only packets with this tag; `log info` lists them." },
    { name: "dlt", value: "NUMBER", help: "Only packets of this link type." },
    { name: "old-pcap", help: "Classic pcap instead of pcapng; packets of one link type only." },
    { name: "skip-gps", help: "Leave positions out." },
  ],
  parse(parsed) {
    const dlt = parseAmount(single(parsed, "dlt"), "dlt");
    return {
      ...conversionRequest(parsed, "log to-pcap"),
      classic: parsed.values.has("old-pcap"),
      device: deviceAddress(single(parsed, "device")),
      fromSec: parseTime(single(parsed, "from"), "from"),
      untilSec: parseTime(single(parsed, "until"), "until"),
      datasource: single(parsed, "datasource"),
      tag: single(parsed, "tag"),
      linkType: dlt,
      withoutGps: parsed.values.has("skip-gps"),
    };
  },
  run: async (request, context) =>
    await (await import("../log/to-pcap.ts")).runLogToPcap(request, context),
});
