// One frame of each access point is enough to try passwords at home: no client is needed.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const pmkidHarvest = scenario(
  "pmkid-harvest",
  "Somebody asks each access point for the identifier of its key, to guess passwords at home",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const houses = ["Nord", "Süd", "West"].map((ssid) =>
      on.accessPoint({ ssid, channel: "6", security: "wpa2-psk" })
    );
    on.attack({ at: { x: 12, y: 4 } }, ({ attacker, network }) => {
      houses.forEach((house, index) => {
        attacker.harvestPmkid(network(house), {
          fromMs: seconds(10 + index * 5),
          perSecond: 1,
          count: 2,
        });
      });
    });
  },
);
