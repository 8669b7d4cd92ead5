// A datasource's record as it is made.
import { FaultCounters } from "../../protocols/faults.ts";
import { DatasourceRecord, type DriverRecord } from "../../protocols/records/datasource.ts";
import { checksum32 } from "../../protocols/records/device-key.ts";
import { createRrd } from "../../protocols/records/rrd.ts";

/** A record that is not listed yet. */
export function createRecord(
  uuid: string,
  name: string,
  definition: string,
  interfaceName: string,
  driver: DriverRecord,
): DatasourceRecord {
  return new DatasourceRecord({
    number: 0,
    uuid,
    key: checksum32(uuid),
    name,
    definition,
    interface: interfaceName,
    driver,
    faults: new FaultCounters(),
    packetsRrd: createRrd("default"),
    bytesRrd: createRrd("default"),
  });
}
