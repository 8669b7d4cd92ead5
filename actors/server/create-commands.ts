// What people and clients may ask of a server, handed to the actors that do it.
import { NOTE_CHARACTERS_MAX } from "../notes/notes-file.ts";
import { defineAlert, raiseAlert, watchDevices } from "../alert/alert-commands.ts";
import { AddressFilter } from "../filter/address-filter.ts";
import { dot11Of, type ServerParts } from "./create-stores.ts";
import { CommandError, type ServerCommands } from "./stores.ts";

export function createCommands(
  { graph, sources, gps, filters, logs }: ServerParts,
): ServerCommands {
  const deviceOf = (key: string) => {
    const device = graph.devices.byKey(key);
    if (device === undefined) throw new CommandError(500, "no device has this key");
    return device;
  };
  const dot11StateOf = () => {
    const dot11 = dot11Of(graph);
    if (dot11 === undefined) throw new CommandError(500, "there is no 802.11 PHY");
    return dot11.state;
  };
  const alertCommands = {
    alerts: graph.alerts,
    deviceAlerts: graph.deviceAlerts,
    phys: () => graph.phyRecords(),
  };
  return {
    addDatasource: (definition) => sources.add(definition),
    openDatasource: (uuid) => sources.open(uuid),
    closeDatasource: (uuid) => sources.close(uuid),
    pauseDatasource: (uuid) => sources.pause(uuid),
    resumeDatasource: (uuid) => sources.resume(uuid),
    tuneDatasource: (uuid, request) => sources.tune(uuid, request),
    listInterfaces: () => sources.list(),
    async addGps(definition) {
      return gps.add(definition);
    },
    removeGps: (uuid) => gps.remove(uuid),
    async updateGps(kind, name, update) {
      if (!gps.update(kind, name, update)) throw new CommandError(404, `there is no ${kind} GPS`);
    },
    startLog: (name) => logs.start(name),
    stopLog: (uuid) => logs.stop(uuid),
    async changeFilter(change) {
      filters.apply(change);
    },
    async defineAlert(request) {
      defineAlert(alertCommands, request);
    },
    async raiseAlert(name, occurrence) {
      raiseAlert(alertCommands, name, occurrence);
    },
    async watchDevices(change, kinds, addresses) {
      watchDevices(alertCommands, change, kinds, addresses);
    },
    async reportScan(uuid, name, reports) {
      const dot11 = dot11Of(graph);
      if (dot11 === undefined) throw new CommandError(500, "there is no 802.11 PHY");
      const source = sources.virtual(uuid, name, "IEEE80211 scan");
      for (const report of reports) {
        const faults = { add: () => {} };
        if (dot11.scans.take(report, { number: source.number, checkFcs: false, faults })) {
          source.packets += 1;
        }
      }
    },
    async openStream(wish) {
      return graph.streams.begin(wish);
    },
    async closeStream(id) {
      const stream = graph.streams.byId(id);
      if (stream === undefined) throw new CommandError(500, "there is no stream of this number");
      stream.end();
    },
    async filterPackets(filter) {
      const problem = (dot11StateOf().packetFilter ??= new AddressFilter()).add(filter);
      if (problem !== undefined) throw new CommandError(400, problem);
    },
    async addWepKey(line) {
      const problem = dot11StateOf().wep.add(line);
      if (problem !== undefined) throw new CommandError(400, `it must be ${problem}`);
    },
    async removeWepKey(bssid) {
      if (dot11StateOf().wep.remove(bssid)) return;
      throw new CommandError(404, "There is no key for this BSSID");
    },
    async setDeviceName(key, name) {
      checkNote(name);
      graph.devices.setUsername(deviceOf(key), name);
    },
    async setDeviceTag(key, tag, content) {
      checkNote(tag);
      checkNote(content);
      graph.devices.setTag(deviceOf(key), tag, content);
    },
  };
}

function checkNote(text: string): void {
  if (text.length <= NOTE_CHARACTERS_MAX) return;
  throw new CommandError(400, `it has more than ${NOTE_CHARACTERS_MAX} characters`);
}
