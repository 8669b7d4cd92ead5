// Positions of browsers, phones and remote sensors over a websocket (spec device-model 8.7).
import { type GpsUpdate, isPosition } from "../../protocols/gps/gps-update.ts";
import type { JsonSchema } from "../../protocols/serialize/json-schema.ts";
import type { SocketHandlers, SocketPeer } from "../../runtime/platform.ts";
import { pathText } from "../http/parameters.ts";
import { acceptPeer } from "./accept-peer.ts";
import type { SocketCall, SocketEndpoint } from "./socket-endpoint.ts";

const MESSAGE_BYTES_MAX = 4 * 1024;
/** A peer that sends and does not read is cut. */
const BACKLOG_BYTES_MAX = 64 * 1024;
const CLOSE_UNSUPPORTED_DATA = 1003;
const CLOSE_TRY_AGAIN_LATER = 1013;

const NUMBER: JsonSchema = { type: "number" };
const POSITION_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    lat: { ...NUMBER, description: "Latitude, degrees" },
    lon: { ...NUMBER, description: "Longitude, degrees" },
    alt: { ...NUMBER, description: "Altitude, m" },
    spd: { ...NUMBER, description: "Speed, km/h" },
  },
  required: ["lat", "lon"],
};
const OUTCOME_SCHEMA: JsonSchema = {
  type: "object",
  properties: { update: { type: "string", enum: ["ok", "error"] } },
  required: ["update"],
};

const MESSAGES: Pick<SocketEndpoint, "takes" | "gives"> = {
  takes: [{
    name: "Position",
    about: "Where the sender is now",
    content: { is: "json", schema: POSITION_SCHEMA },
  }],
  gives: [{
    name: "PositionTaken",
    about: "Whether the position was taken, once for each",
    content: { is: "json", schema: OUTCOME_SCHEMA },
  }],
};

export const webGpsSocket: SocketEndpoint = {
  path: "/gps/web/update.ws",
  role: "WEBGPS",
  summary: "Takes positions of the browser or phone that is the web GPS",
  parameters: [],
  ...MESSAGES,
  open: (call) => open(call, "web", undefined),
};

export const metaGpsSocket: SocketEndpoint = {
  path: "/gps/meta/{name}/update.ws",
  role: "WEBGPS",
  summary: "Takes positions of a remote sensor",
  parameters: [pathText("name", "Name of a meta GPS")],
  ...MESSAGES,
  open: (call) => open(call, "meta", call.path["name"]),
};

function open(
  call: SocketCall,
  kind: "web" | "meta",
  name: string | undefined,
): Response | undefined {
  const { context } = call;
  const exists = context.stores.gps.all().some((gps) =>
    gps.driver.class === kind && (name === undefined || gps.name === name)
  );
  if (!exists) return undefined;
  const answer = (peer: SocketPeer, taken: boolean): void => {
    if (peer.bufferedBytes() > BACKLOG_BYTES_MAX) peer.close(CLOSE_TRY_AGAIN_LATER, "too slow");
    else peer.sendText(JSON.stringify({ update: taken ? "ok" : "error" }));
  };
  const handlers: SocketHandlers = {
    open() {},
    text(peer, text) {
      const update = positionOf(text);
      if (update === undefined) {
        answer(peer, false);
        return;
      }
      context.commands.updateGps(kind, name, update)
        .then(() => answer(peer, true), () => answer(peer, false));
    },
    bytes: (peer) => peer.close(CLOSE_UNSUPPORTED_DATA, "positions are text"),
    drain() {},
    closed() {},
  };
  return acceptPeer(call, handlers, MESSAGE_BYTES_MAX);
}

/** The position of a message; undefined for anything else. */
function positionOf(text: string): GpsUpdate | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== "object" || message === null) return undefined;
  const { lat, lon, alt = 0, spd = 0 } = message as Record<string, unknown>;
  for (const number of [lat, lon, alt, spd]) if (typeof number !== "number") return undefined;
  const [latitude, longitude, altitudeM, speedKmh] = [lat, lon, alt, spd] as number[];
  if (!isPosition(latitude!, longitude!)) return undefined;
  const at = { latitude: latitude!, longitude: longitude!, speedKmh: Math.max(0, speedKmh!) };
  return altitudeM === 0 ? { ...at, fix: 2 } : { ...at, altitudeM: altitudeM!, fix: 3 };
}
