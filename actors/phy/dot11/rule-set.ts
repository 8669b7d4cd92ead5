// The rules that are switched on, by the moment they look at: a moment that no rule looks at is an
// empty list.
import type { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import type { AlertDefinition, AlertRecord } from "../../../protocols/records/alert.ts";
import type { SavedPacket } from "../../../protocols/records/dot11-device.ts";
import type { AlertOccurrence } from "../../alert/alerts.ts";
import type { PhyContext } from "../phy.ts";
import type { Dot11Rule, RuleHooks, RuleOccurrence } from "./rule.ts";
import { savePacket } from "./saved-packet.ts";
import type { Dot11State } from "./state.ts";

const MANAGEMENT_SUBTYPES = 16;
const NO_PHY = -2;

type Hook<K extends keyof RuleHooks> = NonNullable<RuleHooks[K]>;
type ManagementHook = Hook<"management">["look"];

export class RuleSet {
  readonly frame: Hook<"frame">[] = [];
  /** By subtype. */
  readonly management: readonly ManagementHook[][];
  readonly beacon: Hook<"beacon">[] = [];
  readonly disconnect: Hook<"disconnect">[] = [];
  readonly elements: Hook<"elements">[] = [];
  readonly network: Hook<"network">[] = [];
  readonly name: Hook<"name">[] = [];
  readonly data: Hook<"data">[] = [];
  readonly eapol: Hook<"eapol">[] = [];
  readonly dhcpDiscover: Hook<"dhcpDiscover">[] = [];
  readonly dhcpOffer: Hook<"dhcpOffer">[] = [];
  /** Entries of rules that made room for newer ones, by header. */
  readonly dropped: Map<string, number> = new Map();

  constructor(context: PhyContext, rules: readonly Dot11Rule[]) {
    this.management = Array.from({ length: MANAGEMENT_SUBTYPES }, () => []);
    for (const rule of rules) this.#switchOn(context, rule);
  }

  #switchOn(context: PhyContext, rule: Dot11Rule): void {
    const { alerts, settings, messages } = context;
    const definition = alerts.define({
      header: rule.header,
      class: rule.class,
      severity: rule.severity,
      description: rule.description,
      phyId: rule.anyPhy === true ? NO_PHY : context.id,
      rate: rule.rate,
      burst: rule.burst,
    });
    // A rate of zero is how an alert is switched off.
    if (definition === undefined || definition.limitRate === 0) return;
    const hooks = rule.watch({
      settings,
      messages,
      raise: (state, text, more) => raise(context, definition, state, text, more),
      dropped: () => {
        this.dropped.set(rule.header, (this.dropped.get(rule.header) ?? 0) + 1);
      },
    });
    this.#add(hooks);
  }

  #add(hooks: RuleHooks): void {
    if (hooks.frame) this.frame.push(hooks.frame);
    for (const subtype of hooks.management?.subtypes ?? []) {
      this.management[subtype]!.push(hooks.management!.look);
    }
    if (hooks.beacon) this.beacon.push(hooks.beacon);
    if (hooks.disconnect) this.disconnect.push(hooks.disconnect);
    if (hooks.elements) this.elements.push(hooks.elements);
    if (hooks.network) this.network.push(hooks.network);
    if (hooks.name) this.name.push(hooks.name);
    if (hooks.data) this.data.push(hooks.data);
    if (hooks.eapol) this.eapol.push(hooks.eapol);
    if (hooks.dhcpDiscover) this.dhcpDiscover.push(hooks.dhcpDiscover);
    if (hooks.dhcpOffer) this.dhcpOffer.push(hooks.dhcpOffer);
  }
}

/** Addresses and channel are those of the frame being handled unless `more` says otherwise. */
function raise(
  context: PhyContext,
  definition: AlertDefinition,
  state: Dot11State,
  text: () => string,
  more: RuleOccurrence = {},
): boolean {
  state.suspected = true;
  const { frame, elements } = state;
  const { earlier = [], ...given } = more;
  const occurrence = (): AlertOccurrence => ({
    text: text(),
    transmitter: frame.bssid,
    source: frame.source,
    destination: frame.destination,
    channel: state.hasElements ? String(elements.channel) : "0",
    evidence: evidenceOf(state, earlier),
    ...given,
  });
  const alert = context.alerts.raise(definition, occurrence);
  if (alert === undefined) return false;
  state.raised.push(definition.header);
  comment(state, alert);
  return true;
}

/** Logs and streams show the alerts of a packet beside it. */
function comment({ batch, index }: Dot11State, alert: AlertRecord): void {
  if (isReport(batch, index)) return;
  const text = `${alert.header}: ${alert.text}`;
  const alerts = batch.alerts ??= [];
  alerts[index] = [...alerts[index] ?? [], alert.header];
  const comments = batch.comments ??= [];
  const earlier = comments[index];
  comments[index] = earlier === undefined ? text : `${earlier}\n${text}`;
}

/** A scan report is no frame. */
function isReport(batch: PacketBatch, index: number): boolean {
  return batch.frameEnd[index] === batch.frameStart[index];
}

function evidenceOf(state: Dot11State, earlier: readonly SavedPacket[]): readonly SavedPacket[] {
  const { batch, index } = state;
  if (isReport(batch, index)) return earlier;
  return [...earlier, savePacket(state)];
}
