// NMEA from a serial port. One shell sets its speed with stty and then copies it: a native library
// would end the whole process on one engine, and a read of a tty would hold a thread on another.
import type { SourceDefinition } from "../../datasource/definition.ts";
import { type GpsPort, type GpsType, optionalNumber, requiredOption } from "../gps-type.ts";
import { feedNmea } from "../nmea-feed.ts";

const BAUD_DEFAULT = 4800;
const BAUD_MAX = 4_000_000;
/** The device and the speed are arguments of the script, never part of it. */
const SCRIPT = 'stty -F "$1" "$2" raw -echo clocal && exec cat -- "$1"';

function portOf(definition: SourceDefinition): { device: string; baud: number } {
  return {
    device: requiredOption(definition, "device"),
    baud: optionalNumber(definition, "baud", 50, BAUD_MAX) ?? BAUD_DEFAULT,
  };
}

async function feed(definition: SourceDefinition, port: GpsPort): Promise<string> {
  const { device, baud } = portOf(definition);
  const child = port.platform.spawn({
    command: ["sh", "-c", SCRIPT, "sh", device, String(baud)],
  });
  port.signal.addEventListener("abort", () => child.kill("SIGKILL"));
  if (port.signal.aborted) child.kill("SIGKILL");
  let complaint = "";
  const complaints = (async () => {
    for (let part = await child.stderr.read(); part; part = await child.stderr.read()) {
      if (complaint.length < 500) complaint += new TextDecoder().decode(part);
    }
  })();
  let isOpen = false;
  const reason = await feedNmea({
    read: async () => {
      const part = await child.stdout.read();
      if (part !== undefined && !isOpen) {
        isOpen = true;
        port.opened(`NMEA from ${device} at ${baud} baud`);
      }
      return part;
    },
  }, port).finally(() => child.kill("SIGKILL"));
  await complaints;
  await child.exited;
  return complaint.trim().split("\n")[0] || (isOpen ? reason : `${device} could not be read`);
}

export const serialGps: GpsType = {
  driver: {
    class: "serial",
    description: "NMEA from a serial port",
    defaultName: "serial",
    priority: -1000,
    singleton: false,
  },
  validSec: 10,
  dataOnly: false,
  check: (definition) => void portOf(definition),
  feed,
};
