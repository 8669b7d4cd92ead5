// gpsd: JSON, and the letters of its releases before 2.90 (spec device-model 8.6).
import { parseGpsdLine } from "../../../protocols/gps/gpsd.ts";
import { LineSplitter } from "../../../protocols/text/line-splitter.ts";
import type { TcpConnection } from "../../../runtime/platform.ts";
import type { SourceDefinition } from "../../datasource/definition.ts";
import { type GpsPort, type GpsType, optionalNumber, requiredOption } from "../gps-type.ts";

const PORT_DEFAULT = 2947;
/** Reports about many satellites are long. */
export const GPSD_LINE_BYTES_MAX = 64 * 1024;
/** Lines in a row that are no reports. */
export const GPSD_BAD_LINES_MAX = 20;
/** A gpsd that says nothing for so long is an old one, which waits to be asked. */
const SILENCE_MS = 2_000;
/** How long the compass stands in for a course. */
const COMPASS_MS = 2_000;

const WATCH = '?WATCH={"json":true,"enable":true};\n';
const OLD_VERSION = "L\n";
const OLD_WATCH = "W=1\n";

function targetOf(definition: SourceDefinition): { hostname: string; port: number } {
  return {
    hostname: requiredOption(definition, "host"),
    port: optionalNumber(definition, "port", 1, 65_535) ?? PORT_DEFAULT,
  };
}

async function feed(definition: SourceDefinition, port: GpsPort): Promise<string> {
  const target = targetOf(definition);
  const { platform, signal } = port;
  const connection = await platform.connectTcp(target);
  signal.addEventListener("abort", () => connection.destroy());
  if (signal.aborted) connection.destroy();
  const where = `${target.hostname}:${target.port}`;
  port.opened(`gpsd at ${where}`);
  const askOld = platform.clock.setTimeout(() => void say(connection, OLD_VERSION), SILENCE_MS);
  try {
    return await new GpsdReader(connection, port, where, () => {
      platform.clock.clearTimeout(askOld);
    }).read();
  } finally {
    platform.clock.clearTimeout(askOld);
    connection.destroy();
  }
}

/** What cannot be sent is noticed by who reads. */
async function say(connection: TcpConnection, text: string): Promise<void> {
  await connection.write(new TextEncoder().encode(text)).catch(() => {});
}

class GpsdReader {
  readonly #connection: TcpConnection;
  readonly #port: GpsPort;
  readonly #where: string;
  readonly #heard: () => void;
  readonly #lines = new LineSplitter(GPSD_LINE_BYTES_MAX);
  #bad = 0;
  #compassDegrees = 0;
  #compassMs = -Infinity;

  constructor(connection: TcpConnection, port: GpsPort, where: string, heard: () => void) {
    this.#connection = connection;
    this.#port = port;
    this.#where = where;
    this.#heard = heard;
  }

  async read(): Promise<string> {
    const decoder = new TextDecoder();
    const connection = this.#connection;
    for (let part = await connection.read(); part !== undefined; part = await connection.read()) {
      this.#heard();
      for (const line of this.#lines.take(part)) {
        this.#take(decoder.decode(line));
        if (this.#bad > GPSD_BAD_LINES_MAX) return "it does not speak gpsd's protocol";
      }
      if (this.#lines.overlong) return "it sends lines without end";
    }
    return "gpsd ended the connection";
  }

  #take(text: string): void {
    if (text === "") return;
    const port = this.#port;
    const line = parseGpsdLine(text);
    if (line.kind === "malformed") {
      this.#bad += 1;
      port.badLine();
      return;
    }
    this.#bad = 0;
    port.data();
    const nowMs = port.platform.clock.now();
    if (line.kind === "version") {
      port.opened(`gpsd ${line.release} at ${this.#where}`);
      void say(this.#connection, line.old ? OLD_WATCH : WATCH);
    } else if (line.kind === "heading") {
      this.#compassDegrees = line.degrees;
      this.#compassMs = nowMs;
    } else if (line.kind === "update") {
      const hasCompass = Math.abs(nowMs - this.#compassMs) <= COMPASS_MS;
      const heading = line.update.headingDegrees ??
        (hasCompass ? this.#compassDegrees : line.update.magneticHeadingDegrees);
      port.update({ ...line.update, ...heading !== undefined && { headingDegrees: heading } });
    }
  }
}

export const gpsdGps: GpsType = {
  driver: {
    class: "gpsd",
    description: "A receiver that gpsd reads",
    defaultName: "gpsd",
    priority: -1000,
    singleton: false,
  },
  validSec: 10,
  dataOnly: false,
  check: (definition) => void targetOf(definition),
  feed,
};
