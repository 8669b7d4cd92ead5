// Reason codes of deauthentication and disassociation (IEEE 802.11-2020 9.4.1.7; spec dot11 7.2).

const UNASSIGNED_FIRST = 25;
const UNASSIGNED_LAST = 31;
const ASSIGNED_LAST = 45;

/** True for codes that the alerts of the reference take for made up: 25 to 31 and above 45. */
export function isUnassignedReason(reason: number): boolean {
  return (reason >= UNASSIGNED_FIRST && reason <= UNASSIGNED_LAST) || reason > ASSIGNED_LAST;
}
