// The page docs/alerts.md, made from the alert rules.
import { DEVICE_FOUND, DEVICE_LOST } from "../actors/alert/device-alerts.ts";
import type { PhyAlert } from "../actors/phy/phy.ts";
import { PHYS } from "../actors/phy/phys.ts";

const HEAD = `# Alerts

<!-- Made from the alerts of actors/phy/phys.ts by \`node cli/write-all.ts\`. -->

An alert says that something in the air looks like an attack, a mistake, or somebody who should not be
there. It is kept for clients (\`/alerts/all_alerts.json\`, the last \`alertbacklog\` of them), sent to
subscribers of the event bus (topic \`ALERT\`), and told as a message. One raised by packets keeps
the frames that caused it: its record says how many (\`moirai.alert.evidence\`), and
\`/alerts/by-id/HASH/evidence.pcap\` serves them as a capture for Wireshark.

Names, classes and severities are Kismet's, so that programs which know them keep working. Times of
runs and floods are those of the packets, so that a capture raises the same alerts however fast it is
read.

## How often

Each alert has a rate and a burst: \`DEAUTHFLOOD,5/min,2/sec\` is raised at most five times a minute,
and twice at once. A line of the configuration changes them, a rate of zero switches the alert off,
and those that are off as shipped are switched on by a rate:

\`\`\`sh
npm start -- -c wlan0 --set alert=DEAUTHFLOOD,10/min,1/sec --set alert=NONCEREUSE,5/min,1/sec
\`\`\`

## Your own networks

\`apspoof\` names who may advertise a network, \`ssidcanary\` names that nobody has a reason to know.
Patterns are searched for anywhere in the name (\`^\` and \`$\` tie them down) and take linear time, so
that nobody can make the server hang with a name. Addresses may be blocks, \`ADDRESS/MASK\`:

\`\`\`
apspoof=mine:ssid="^Attic$",validmacs="3C:A6:2F:00:00:10,3C:A6:2F:00:00:00/FF:FF:FF:00:00:00"
ssidcanary=bait:ssid="^attic-backup$"
devicefound=F0:18:98:00:00:01
devicelost=F0:18:98:00:00:01
\`\`\`

\`devicefound\` and \`devicelost\` watch single devices or blocks; \`/devices/alerts/mac/found/add.cmd\` and
its neighbours do so while the server runs. Clients make alerts of their own known with
\`/alerts/definitions/define_alert.cmd\` and raise them with \`/alerts/raise_alerts.cmd\`.
`;

const CLASSES: readonly (readonly [name: string, title: string])[] = [
  ["DENIAL", "Attacks that keep others from using a network"],
  ["SPOOF", "Devices that pretend to be another"],
  ["EXPLOIT", "Frames made to break software"],
  ["PROBE", "Searches with known tools"],
  ["OTHER", "Other"],
];

const SEVERITIES: ReadonlyMap<number, string> = new Map([
  [0, "info"],
  [5, "low"],
  [10, "medium"],
  [15, "high"],
  [20, "critical"],
]);

/** The whole page. */
export function formatAlertsPage(): string {
  const parts = [HEAD];
  for (const [name, title] of CLASSES) {
    const rules = PHYS.flatMap(({ alerts = [] }) => alerts)
      .filter((rule) => rule.class === name)
      .toSorted((a, b) => a.header < b.header ? -1 : 1);
    parts.push(`## ${name}: ${title}\n`, `${rules.map(formatRule).join("\n")}\n`);
  }
  parts.push("## SYSTEM: Devices you watch\n");
  for (const kind of [DEVICE_FOUND, DEVICE_LOST]) {
    parts.push(`- **${kind.header}** (${SEVERITIES.get(kind.severity)}): ${kind.description}.`);
  }
  return `${parts.join("\n")}\n`;
}

function formatRule(rule: PhyAlert): string {
  const rate = rule.rate.startsWith("0/") ? "off as shipped" : `\`${rule.rate},${rule.burst}\``;
  const severity = SEVERITIES.get(rule.severity);
  return `- **${rule.header}** (${severity}, ${rate}): ${rule.description}. _${rule.meaning}_`;
}
