import { expect, test } from "vitest";
import {
  PacketBatch,
  packetTags,
  TAG_BEACON_SSID,
  TAG_RSN_PMKID,
  TAG_WPA_HANDSHAKE,
} from "../../../protocols/packet/packet-batch.ts";

test("packetTags() names what was found and the alerts that were raised, as logs do", () => {
  const batch = new PacketBatch();
  batch.tags[1] = TAG_WPA_HANDSHAKE | TAG_RSN_PMKID;
  batch.tags[2] = TAG_BEACON_SSID;
  batch.alerts = [];
  batch.alerts[2] = ["APSPOOF", "CHANCHANGE"];
  batch.alerts[3] = ["DEAUTHFLOOD"];
  expect([0, 1, 2, 3].map((index) => packetTags(batch, index))).toEqual([
    "",
    "DOT11_WPAHANDSHAKE DOT11_RSNPMKID",
    "DOT11_BEACON_SSID ALERT ALERT_APSPOOF ALERT_CHANCHANGE",
    "ALERT ALERT_DEAUTHFLOOD",
  ]);
});
