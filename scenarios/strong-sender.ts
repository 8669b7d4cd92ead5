// Somebody stands right beside the antenna.
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

export const strongSender = scenario(
  "strong-sender",
  "A transmitter far stronger than allowed, right beside the antenna",
  minutes(1),
  (on) => {
    on.configure("alert", "OVERPOWERED,5/min,1/sec");
    on.radio("vault", { channels: ["6"] });
    on.accessPoint({
      ssid: "repeater",
      channel: "6",
      security: "open",
      powerDbm: 36,
      at: { x: 0.5, y: 0 },
      fromMs: seconds(30),
    });
    on.expectAlerts("OVERPOWERED");
  },
);
