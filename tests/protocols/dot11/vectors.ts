// Frames written out once and used by several tests (spec dot11 12, 13).
import { fromHex } from "../../suites/hex.ts";

/** Beacon of 00:11:22:33:44:55, "linksys", channel 6, WPA2-PSK CCMP, HT20, 104 bytes, no FCS. */
export const BEACON = fromHex(`
  80000000 ffffffffffff 001122334455 001122334455 1000
  7856341200000000 6400 1104
  0007 6c696e6b737973
  0108 82848b960c121824
  0301 06
  3014 0100 000fac04 0100 000fac04 0100 000fac02 0000
  3d16 0600 0000000000000000000000000000000000000000`);

/** Offset of its elements. */
export const BEACON_ELEMENTS = 36;
