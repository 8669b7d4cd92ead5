// Link types by their number in capture files, spelled as in the tcpdump.org LINKTYPE / DLT registry.

export const DLT_EN10MB = 1;
export const DLT_IEEE802_11 = 105;
export const DLT_PRISM_HEADER = 119;
export const DLT_IEEE802_11_RADIO = 127;
export const DLT_IEEE802_11_RADIO_AVS = 163;
export const DLT_BLUETOOTH_HCI_H4 = 187;
export const DLT_PPI = 192;
export const DLT_IEEE802_15_4_WITHFCS = 195;
export const DLT_BLUETOOTH_HCI_H4_WITH_PHDR = 201;
export const DLT_IEEE802_15_4_NONASK_PHY = 215;
export const DLT_IEEE802_15_4_NOFCS = 230;
export const DLT_BLUETOOTH_LE_LL = 251;
export const DLT_BLUETOOTH_LE_LL_WITH_PHDR = 256;
export const DLT_IEEE802_15_4_TAP = 283;

const NAMES: ReadonlyMap<number, string> = new Map([
  [DLT_EN10MB, "EN10MB"],
  [DLT_IEEE802_11, "IEEE802_11"],
  [DLT_PRISM_HEADER, "PRISM_HEADER"],
  [DLT_IEEE802_11_RADIO, "IEEE802_11_RADIO"],
  [DLT_IEEE802_11_RADIO_AVS, "IEEE802_11_RADIO_AVS"],
  [DLT_BLUETOOTH_HCI_H4, "BLUETOOTH_HCI_H4"],
  [DLT_PPI, "PPI"],
  [DLT_IEEE802_15_4_WITHFCS, "IEEE802_15_4_WITHFCS"],
  [DLT_BLUETOOTH_HCI_H4_WITH_PHDR, "BLUETOOTH_HCI_H4_WITH_PHDR"],
  [DLT_IEEE802_15_4_NONASK_PHY, "IEEE802_15_4_NONASK_PHY"],
  [DLT_IEEE802_15_4_NOFCS, "IEEE802_15_4_NOFCS"],
  [DLT_BLUETOOTH_LE_LL, "BLUETOOTH_LE_LL"],
  [DLT_BLUETOOTH_LE_LL_WITH_PHDR, "BLUETOOTH_LE_LL_WITH_PHDR"],
  [DLT_IEEE802_15_4_TAP, "IEEE802_15_4_TAP"],
]);

/** Registry name of a link type without its prefix; `DLT 7` when it has none here. */
export function formatLinkType(linkType: number): string {
  return NAMES.get(linkType) ?? `DLT ${linkType}`;
}
