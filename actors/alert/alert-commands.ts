// What clients may ask of alerts: making one known, raising one, watching addresses (spec rest-api 5.4,
// 5.5). Each throws a CommandError that says what is wrong.
import { RATE_UNIT_SECONDS } from "../../protocols/records/alert.ts";
import { type AlertRequest, CommandError } from "../server/stores.ts";
import type { AlertOccurrence, AlertStore } from "./alerts.ts";
import type { DeviceAlerts, WatchKind } from "./device-alerts.ts";
import { parseRate } from "./rates.ts";

const NAME = /^[A-Z0-9_]{1,64}$/;
const SEVERITIES: ReadonlySet<number> = new Set([0, 5, 10, 15, 20]);
const TEXT_MAX = 1024;
const ANY_PHY = -1;

export interface AlertCommandsInput {
  readonly alerts: AlertStore;
  readonly deviceAlerts: DeviceAlerts;
  readonly phys: () => readonly { readonly id: number; readonly name: string }[];
}

export function defineAlert({ alerts, phys }: AlertCommandsInput, request: AlertRequest): void {
  const header = request.name.toUpperCase();
  if (!NAME.test(header)) {
    throw wrong("name is 1 to 64 letters, digits and underscores, which this is not");
  }
  if (!SEVERITIES.has(request.severity)) {
    throw wrong("severity is 0 (info), 5 (low), 10 (medium), 15 (high) or 20 (critical)");
  }
  checkLength("description", request.description);
  checkLength("class", request.class);
  const rate = parseRate(request.rate);
  const burst = parseRate(request.burst);
  if (rate === undefined) throw wrong("throttle is no rate such as 10/min");
  if (burst === undefined) throw wrong("burst is no rate such as 1/sec");
  if (RATE_UNIT_SECONDS[burst.unit]! > RATE_UNIT_SECONDS[rate.unit]!) {
    throw wrong("burst is counted over a longer time than throttle");
  }
  const { phyName } = request;
  const any = phyName === "" || phyName.toLowerCase() === "any";
  const phy = any ? undefined : phys().find((one) => one.name === phyName);
  if (!any && phy === undefined) throw wrong("phyname names no PHY of this server");
  if (alerts.definitions().some((one) => one.header === header)) {
    throw new CommandError(503, `there is an alert ${header} already`);
  }
  const definition = alerts.define({
    header,
    class: request.class,
    severity: request.severity,
    description: request.description,
    phyId: phy?.id ?? ANY_PHY,
    rate: request.rate,
    burst: request.burst,
  });
  if (definition === undefined) {
    throw new CommandError(504, `alert ${header} could not be made: there are too many`);
  }
}

export function raiseAlert(
  { alerts }: AlertCommandsInput,
  name: string,
  occurrence: AlertOccurrence,
): void {
  const header = name.toUpperCase();
  const definition = alerts.definitions().find((one) => one.header === header);
  if (definition === undefined) throw wrong("name is no alert of this server");
  checkLength("text", occurrence.text);
  if (alerts.raise(definition, occurrence) === undefined) {
    throw wrong(`alert ${header} was raised as often as its limits allow`);
  }
}

export function watchDevices(
  { deviceAlerts }: AlertCommandsInput,
  change: "add" | "remove",
  kinds: readonly WatchKind[],
  addresses: readonly string[],
): void {
  for (const address of addresses) {
    const problem = change === "add"
      ? deviceAlerts.watch(kinds, address)
      : deviceAlerts.unwatch(kinds, address);
    if (problem !== undefined) throw new CommandError(500, problem);
  }
}

function checkLength(what: string, text: string): void {
  if (text.length > TEXT_MAX) throw wrong(`${what} has more than ${TEXT_MAX} characters`);
}

function wrong(reason: string): CommandError {
  return new CommandError(400, reason);
}
