// Alerts about the server itself (spec device-model 10.5).
import {
  type AlertDefinition,
  SEVERITY_CRITICAL,
  SEVERITY_HIGH,
  SEVERITY_INFO,
  SEVERITY_LOW,
} from "../../protocols/records/alert.ts";
import type { Settings } from "../server/settings.ts";
import type { AlertKind, AlertStore } from "./alerts.ts";

const ANY_PHY = -1;
const NO_PHY = -2;

const KISMET: AlertKind = {
  header: "KISMET",
  class: "SYSTEM",
  severity: SEVERITY_INFO,
  description: "Events of the server itself",
  phyId: ANY_PHY,
  rate: "0/day",
  burst: "0/day",
};

const SOURCE_ERROR: AlertKind = {
  header: "SOURCEERROR",
  class: "SYSTEM",
  severity: SEVERITY_HIGH,
  description: "A datasource that was running failed",
  phyId: NO_PHY,
  rate: "1/sec",
  burst: "10/sec",
};

const SOURCE_OPEN: AlertKind = {
  header: "SOURCEOPEN",
  class: "SYSTEM",
  severity: SEVERITY_CRITICAL,
  description: "A datasource that had failed is open again",
  phyId: ANY_PHY,
};

const ROOT_USER: AlertKind = {
  header: "ROOTUSER",
  class: "SYSTEM",
  severity: SEVERITY_HIGH,
  description: "The server runs as root, which it does not need",
  phyId: NO_PHY,
  rate: "1/sec",
  burst: "1/sec",
};

const LOG_DISABLED: AlertKind = {
  header: "LOGDISABLED",
  class: "SYSTEM",
  severity: SEVERITY_LOW,
  description: "The server writes no logs",
  phyId: NO_PHY,
};

export interface SystemAlerts {
  readonly rootUser: AlertDefinition | undefined;
  logDisabled(): void;
  sourceFailed(text: string): void;
  sourceOpened(text: string): void;
}

/** Defines them, and raises those that the configuration asks for at start-up. */
export function defineSystemAlerts(
  alerts: AlertStore,
  settings: Settings,
  userId: number,
): SystemAlerts {
  alerts.define(KISMET);
  alerts.define(SOURCE_ERROR);
  const rootUser = userId === 0 ? alerts.define(ROOT_USER) : undefined;
  if (rootUser) {
    alerts.raise(rootUser, {
      text: "The server runs as root; only the capture process needs privileges",
    });
  }
  for (const line of settings.list("load_alert")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    alerts.raiseOnce(
      {
        header: line.slice(0, colon).trim().toUpperCase(),
        class: "SYSTEM",
        severity: SEVERITY_CRITICAL,
        description: "",
        phyId: ANY_PHY,
      },
      line.slice(colon + 1).trim(),
    );
  }
  return {
    rootUser,
    logDisabled: () => {
      alerts.raiseOnce(LOG_DISABLED, "Nothing is logged: enable_logging is false");
    },
    sourceFailed: (text) => {
      alerts.raiseOnce({ ...SOURCE_ERROR, severity: SEVERITY_CRITICAL }, text);
    },
    sourceOpened: (text) => {
      alerts.raiseOnce(SOURCE_OPEN, text);
    },
  };
}
