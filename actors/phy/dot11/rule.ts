// What an 802.11 alert rule is: what it says of itself, and the moments it wants to look at (spec
// dot11 7). One file a rule in rules/, one line in rules.ts.
import type { AlertOccurrence } from "../../alert/alerts.ts";
import type { MessageLog } from "../../message/message-log.ts";
import type { Settings } from "../../server/settings.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type {
  AdvertisedSsid,
  Dot11Client,
  Dot11Device,
  ProbedSsid,
  SavedPacket,
} from "../../../protocols/records/dot11-device.ts";
import type { PhyAlert } from "../phy.ts";
import type { Dot11State } from "./state.ts";

export interface Dot11Rule extends PhyAlert {
  /** Not an alert of this PHY alone. */
  readonly anyPhy?: true;
  /** Called once, when the rule is switched on. */
  watch(context: RuleContext): RuleHooks;
}

/** How a name came up. */
export type SsidRole = "advertising" | "responding for" | "probing for";

/** Moments; a rule names those it looks at, and the others cost it nothing. */
export interface RuleHooks {
  /** Every frame that could be dissected, duplicates and control frames too. */
  frame?(state: Dot11State): void;
  /** Management frames of these subtypes, duplicates too. */
  management?: {
    readonly subtypes: readonly number[];
    look(state: Dot11State): void;
  };
  /** A beacon, before it changes the record of its network. */
  beacon?(state: Dot11State, device: DeviceRecord, dot11: Dot11Device): void;
  /** A deauthentication or disassociation of somebody's network. */
  disconnect?(state: Dot11State, network: DeviceRecord, dot11: Dot11Device): void;
  /** Elements were decoded, also those that cannot be used: their findings are valid. */
  elements?(state: Dot11State): void;
  /** A beacon or probe response whose elements changed, before the record follows. */
  network?(
    state: Dot11State,
    device: DeviceRecord,
    record: AdvertisedSsid,
    isNew: boolean,
  ): void;
  /** A name that this device was not known to advertise, answer or ask for; not an empty one. */
  name?(
    state: Dot11State,
    device: DeviceRecord,
    record: AdvertisedSsid | ProbedSsid,
    role: SsidRole,
  ): void;
  /** A data frame that is no duplicate. */
  data?(state: Dot11State): void;
  /** An 802.1X frame between a client and its network, once; before it is kept. */
  eapol?(state: Dot11State, client: DeviceRecord, network: DeviceRecord): void;
  /** A DHCP discover of this client, before its record follows. */
  dhcpDiscover?(state: Dot11State, client: DeviceRecord, record: Dot11Client): void;
  /** A DHCP offer in this network. */
  dhcpOffer?(state: Dot11State): void;
}

export interface RuleContext {
  readonly settings: Settings;
  readonly messages: MessageLog;
  /**
   * Raises the alert for the frame being handled, unless its limits forbid it; `text` is asked for
   * only when it is raised. True when it was.
   */
  raise(state: Dot11State, text: () => string, more?: RuleOccurrence): boolean;
  /** Something was not kept because a limit of the rule was reached. */
  dropped(): void;
}

/** What differs from the frame being handled. */
export interface RuleOccurrence extends Partial<Omit<AlertOccurrence, "text" | "evidence">> {
  /** Frames before this one that led to it; this one is added. */
  readonly earlier?: readonly SavedPacket[];
}
