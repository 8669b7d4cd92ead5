// A server nobody looks after until its disk is full.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const fullDisk = scenario(
  "full-disk",
  "The disk fills while logs are written, the clock is set back meanwhile, and there is room again",
  minutes(4),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
    on.person("Ada", { joins: [network] });
    on.logs("kismet", "pcapng");
    on.diskFills(seconds(60), 10_000);
    on.clockJumps(seconds(90), -86_400_000);
    on.diskClears(seconds(120));
    on.clockJumps(seconds(180), 30 * 86_400_000);
  },
);
