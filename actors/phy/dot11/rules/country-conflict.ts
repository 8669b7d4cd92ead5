// Country information that contradicts what was said before (spec dot11 7.2, 7.3).
import { countryText, countryTriplets } from "../../../../protocols/dot11/element-text.ts";
import { MANAGEMENT_BEACON } from "../../../../protocols/dot11/frame.ts";
import { SEVERITY_HIGH } from "../../../../protocols/records/alert.ts";
import type { CountryTriplet } from "../../../../protocols/records/dot11-device.ts";
import { namedNetwork } from "../alert-text.ts";
import type { Dot11Rule } from "../rule.ts";
import type { Dot11State } from "../state.ts";

export const countryConflict: Dot11Rule = {
  header: "DOT11D",
  class: "SPOOF",
  severity: SEVERITY_HIGH,
  rate: "5/min",
  burst: "1/sec",
  description:
    "A network changes the country it advertises, or with dot11_11d_country_full its list of " +
    "channels",
  meaning:
    "Two devices under one address, or a new configuration. Clients follow what is advertised, so " +
    "a wrong country can silence them.",
  watch: ({ settings, raise }) => {
    const full = settings.flag("dot11_11d_country_full");
    return {
      network(state, device, record, isNew) {
        if (isNew || state.frame.subtype !== MANAGEMENT_BEACON || !record.country) return;
        const { elements, batch } = state;
        const { hasCountry, countryStart, countryEnd } = elements;
        const country = hasCountry ? countryText(batch.bytes, countryStart, countryEnd) : "";
        const same = country === record.country &&
          (!full || sameTriplets(state, record.countryTriplets ?? []));
        if (same) return;
        raise(
          state,
          () =>
            `${namedNetwork(device.mac, record.ssid)} went from country ${record.country} to ` +
            (country === record.country ? "other channels of it" : country || "none"),
        );
      },
    };
  },
};

function sameTriplets(state: Dot11State, known: readonly CountryTriplet[]): boolean {
  const { elements, batch } = state;
  const now = elements.hasCountry
    ? countryTriplets(batch.bytes, elements.countryStart, elements.countryEnd)
    : [];
  return now.length === known.length && now.every((one, index) => {
    const other = known[index]!;
    return one.startChannel === other.startChannel && one.channels === other.channels &&
      one.txPowerDbm === other.txPowerDbm;
  });
}
