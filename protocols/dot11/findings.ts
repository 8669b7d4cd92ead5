// Anomalies that the element decoder notices on its way, as bits of `Dot11Elements.findings`, so that
// alert rules need not parse elements again (spec dot11 3, 7.2).

/** SSID element longer than 32 bytes (LONGSSID). */
export const FINDING_SSID_LONG = 1 << 0;
/** SSID element of length 0 (NULLPROBERESP when it is a probe response). */
export const FINDING_SSID_EMPTY = 1 << 1;
/** DS parameter element longer than one byte (BADFIXLENIE); see `channelElementLength`. */
export const FINDING_CHANNEL_LENGTH = 1 << 2;
/** The bytes 75 EB 49 inside a rates element (MSFDLINKRATE). */
export const FINDING_RATES_HOSTILE = 1 << 3;
/** RSN that does not parse and claims more than 1,024 pairwise suites (RSNLOOP). */
export const FINDING_RSN_LOOP = 1 << 4;
/** WMM element longer than 24 bytes (WMMOVERFLOW in beacons). */
export const FINDING_WMM_LONG = 1 << 5;
/** Extended capabilities longer than 13 bytes (QCOMEXTENDED). */
export const FINDING_EXTENDED_CAPABILITIES_LONG = 1 << 6;
/** P2P notice of absence longer than 28 bytes (RTLWIFIP2P). */
export const FINDING_P2P_ABSENCE_LONG = 1 << 7;
/** Neighbor report with a channel above 224 (BCOM11KCHAN in action frames). */
export const FINDING_NEIGHBOR_CHANNEL = 1 << 8;
/** More than four WMM traffic specifications (WMMTSPEC in association responses). */
export const FINDING_WMM_TSPECS = 1 << 9;
/** The list does not end where the frame ends, or an element is invalid (MALFORMMGMT). */
export const FINDING_MALFORMED = 1 << 10;
