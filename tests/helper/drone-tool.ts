// A capture tool that hears drones on DJI's radio link, and some that are none: what a test starts as
// a process.
import process from "node:process";
import { startDatasource, type ToolPacket } from "../../helper/datasource.ts";

export const RF_DRONE = {
  serial_number: "1581F4BND226000C",
  device_type: "Mavic 3",
  device_type_8: 68,
  app_lat: 52.519,
  app_lon: 13.404,
  drone_lat: 52.52,
  drone_lon: 13.405,
  drone_height: 32.5,
  drone_alt: 101.25,
  home_lat: 52.521,
  home_lon: 13.406,
  freq: 5756.5,
  speed_e: 1.5,
  speed_n: -2,
  speed_u: 0.25,
  rssi: -61,
};

const TIME_US = 1_700_000_000_250_007;

async function* reports(): AsyncGenerator<ToolPacket> {
  const say = (type: string, text: string) => ({ timestampUs: TIME_US, json: { type, text } });
  yield say("antsdr-droneid", JSON.stringify(RF_DRONE));
  yield say("antsdr-droneid", '{"serial_number": "half a drone"');
  yield say("nobody-knows", JSON.stringify(RF_DRONE));
  await new Promise(() => {});
}

if (process.argv.some((word) => word.startsWith("--in-fd"))) {
  await startDatasource({
    type: "antsdr-droneid",
    probe: (name) => name.startsWith("antsdr-droneid"),
    identify: () => "0000000000BB",
    open: () => ({ linkType: 0, hardware: "an imagined receiver", packets: reports() }),
  });
  process.exit(0);
}
