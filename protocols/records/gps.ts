// GPS and GPS type records, `kismet.gps.*` (spec device-model 8.3).
import { LocationPoint } from "./location.ts";

export interface GpsDriverRecord {
  readonly class: string;
  readonly description: string;
  readonly defaultName: string;
  readonly priority: number;
  readonly singleton: boolean;
}

export class GpsRecord {
  readonly driver: GpsDriverRecord;
  readonly definition: string;
  readonly name: string;
  readonly uuid: string;
  readonly priority: number;
  readonly dataOnly: boolean;
  readonly reconnect: boolean;
  description: string;
  connected = false;
  location: LocationPoint = new LocationPoint();
  lastLocation: LocationPoint = new LocationPoint();
  /** Seconds: last data of any kind, last usable position; 0 = never. */
  dataTime = 0;
  signalTime = 0;
  // Ours, `moirai.gps.*`.
  state = "closed";
  /** Why it is not connected, "" when it is or nobody knows. */
  error = "";
  satellites: number | undefined = undefined;
  hdop: number | undefined = undefined;
  errorM: number | undefined = undefined;
  moving = false;
  /** Metres travelled. */
  distanceM = 0;
  /** Lines that made no sense or had a wrong checksum, and positions that could not be. */
  badLines = 0;
  refused = 0;
  reconnects = 0;

  constructor(init: {
    driver: GpsDriverRecord;
    definition: string;
    name: string;
    uuid: string;
    priority: number;
    dataOnly: boolean;
    reconnect: boolean;
  }) {
    this.driver = init.driver;
    this.definition = init.definition;
    this.name = init.name;
    this.uuid = init.uuid;
    this.priority = init.priority;
    this.dataOnly = init.dataOnly;
    this.reconnect = init.reconnect;
    this.description = init.driver.description;
  }
}
