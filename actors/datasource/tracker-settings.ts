// What the configuration says of all datasources at once.
import { optionPair } from "../helper/helper-types.ts";
import { defaultHopRate } from "../server/create-stores.ts";
import type { Settings } from "../server/settings.ts";
import type { DatasourceTrackerInput } from "./datasource-tracker.ts";

export function trackerSettings(settings: Settings): Pick<
  DatasourceTrackerInput,
  "retryOnError" | "hopping" | "wifiOptions" | "maskedTypes" | "maskedInterfaces"
> {
  return {
    retryOnError: settings.flag("retry_on_source_error"),
    hopping: {
      enabled: settings.flag("channel_hop"),
      rate: defaultHopRate(settings),
      split: settings.flag("split_source_hopping"),
      shuffle: settings.flag("randomized_hopping"),
    },
    wifiOptions: new Map(settings.list("dot11_datasource_opt").map(optionPair)),
    maskedTypes: settings.list("mask_datasource_type"),
    maskedInterfaces: settings.list("mask_datasource_interface"),
  };
}
