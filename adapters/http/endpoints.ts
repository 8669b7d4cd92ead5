// All REST endpoints, by group; the first that fits answers.
import type { Endpoint } from "./endpoint.ts";
import { alertEndpoints } from "./endpoints/alerts.ts";
import { apiKeyEndpoints } from "./endpoints/api-keys.ts";
import { channelEndpoints } from "./endpoints/channels.ts";
import { datasourceEndpoints } from "./endpoints/datasources.ts";
import { deviceAlertEndpoints } from "./endpoints/device-alerts.ts";
import { deviceCommandEndpoints } from "./endpoints/device-commands.ts";
import { deviceViewEndpoints } from "./endpoints/device-views.ts";
import { deviceEndpoints } from "./endpoints/devices.ts";
import { documentEndpoints } from "./endpoints/documents.ts";
import { dot11Endpoints } from "./endpoints/dot11.ts";
import { dot11CaptureEndpoints } from "./endpoints/dot11-captures.ts";
import { dot11ScanEndpoints } from "./endpoints/dot11-scan.ts";
import { dynamicEndpoints } from "./endpoints/dynamic.ts";
import { logFilterEndpoints } from "./endpoints/filters.ts";
import { loggingEndpoints } from "./endpoints/logging.ts";
import { gpsEndpoints } from "./endpoints/gps.ts";
import { messageEndpoints } from "./endpoints/messages.ts";
import { metricsEndpoints } from "./endpoints/metrics.ts";
import { packetChainEndpoints } from "./endpoints/packet-chain.ts";
import { packetStreamEndpoints } from "./endpoints/packet-streams.ts";
import { phyEndpoints } from "./endpoints/phys.ts";
import { pluginEndpoints } from "./endpoints/plugins.ts";
import { remoteLinkEndpoints } from "./endpoints/remote-links.ts";
import { runtimeEndpoints } from "./endpoints/runtime.ts";
import { seedEndpoints } from "./endpoints/seed.ts";
import { sessionStatisticsEndpoints } from "./endpoints/session-statistics.ts";
import { sessionEndpoints } from "./endpoints/session.ts";
import { ssidSearchEndpoints } from "./endpoints/ssid-search.ts";
import { subscriberEndpoints } from "./endpoints/subscribers.ts";
import { systemEndpoints } from "./endpoints/system.ts";
import { uavEndpoints } from "./endpoints/uav.ts";

export const ENDPOINTS: readonly (readonly Endpoint[])[] = [
  sessionEndpoints,
  sessionStatisticsEndpoints,
  apiKeyEndpoints,
  systemEndpoints,
  packetChainEndpoints,
  messageEndpoints,
  metricsEndpoints,
  alertEndpoints,
  deviceEndpoints,
  deviceViewEndpoints,
  deviceCommandEndpoints,
  deviceAlertEndpoints,
  phyEndpoints,
  dot11Endpoints,
  dot11CaptureEndpoints,
  dot11ScanEndpoints,
  ssidSearchEndpoints,
  uavEndpoints,
  channelEndpoints,
  datasourceEndpoints,
  loggingEndpoints,
  gpsEndpoints,
  logFilterEndpoints,
  packetStreamEndpoints,
  subscriberEndpoints,
  runtimeEndpoints,
  dynamicEndpoints,
  documentEndpoints,
  pluginEndpoints,
  remoteLinkEndpoints,
  seedEndpoints,
];
