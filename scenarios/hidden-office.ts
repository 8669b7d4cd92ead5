// A hidden network does not stay hidden when somebody uses it.
import { minutes, scenario } from "../runtime/scenario/scenario.ts";

export const hiddenOffice = scenario(
  "hidden-office",
  "A network without a name, and a laptop that tells it",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["36"] });
    const network = on.accessPoint({
      ssid: "Vorstand",
      channel: "36",
      security: "wpa2-eap",
      hidden: true,
      generation: 6,
    });
    on.person("laptop", { joins: [network], asksFor: ["Vorstand"], at: { x: 5, y: 5 } });
  },
);
