// Names the security of a network in detail: modes of WPA3, what is offered beside what, protection
// of management frames and beacons (Wi-Fi Alliance WPA3 3.4, OWE 1.1).
import type { Dot11Elements } from "../../../protocols/dot11/elements.ts";
import {
  akmNames,
  AKMS_EAP,
  AKMS_FILS,
  AKMS_FT,
  AKMS_OWE,
  AKMS_PSK,
  AKMS_SAE,
  AKMS_SAE_EXT,
  type SecurityElements,
} from "../../../protocols/dot11/security-elements.ts";
import { SecurityDetails } from "../../../protocols/records/dot11-modern.ts";

/** Undefined when the elements say nothing that the crypt set does not say. */
export function securityOf(
  heard: SecurityElements,
  elements: Dot11Elements,
): SecurityDetails | undefined {
  const { akms } = heard;
  const isPlain = akms === 0 && heard.allianceAkms === 0 && !heard.hasExtension &&
    !heard.beaconProtection && !heard.filsCapable && !elements.hasOwe;
  if (isPlain) return undefined;
  const details = new SecurityDetails();
  details.mode = modeOf(heard, elements);
  details.akms = akmNames(akms, heard.allianceAkms);
  details.overrideAkms = heard.overrideAkms === 0 ? undefined : akmNames(heard.overrideAkms);
  details.mfp = heard.mfpRequired ? "required" : heard.mfpCapable ? "capable" : "";
  details.ocv = heard.ocv;
  details.beaconProtection = heard.beaconProtection;
  details.h2e = heard.h2eOnly ? "required" : heard.h2e ? "offered" : "";
  details.saePk = heard.saePkOnly ? "required" : heard.saePk ? "offered" : "";
  details.saeExtKey = (akms & AKMS_SAE_EXT) !== 0;
  details.fils = heard.filsCapable || (akms & AKMS_FILS) !== 0;
  details.fastTransition = (akms & AKMS_FT) !== 0;
  details.transition = elements.hasOwe || ((akms & AKMS_SAE) !== 0 && (akms & AKMS_PSK) !== 0);
  details.extendedKeyId = heard.extendedKeyId;
  details.passwordIdentifiers = heard.passwordIdentifiers;
  return details;
}

const AKM_SUITE_B = 1 << 12;
const AKM_802_1X = 1 << 1;

function modeOf(heard: SecurityElements, elements: Dot11Elements): string {
  const { akms } = heard;
  const has = (set: number) => (akms & set) !== 0;
  if (akms === 0) return elements.hasOwe ? "OWE-transition" : "";
  if (has(AKMS_OWE)) return "OWE";
  if (has(AKMS_SAE)) {
    if (!has(AKMS_PSK)) return "WPA3-SAE";
    const older = akms & ~heard.overrideAkms;
    return (older & AKMS_SAE) === 0 ? "WPA3-SAE-compatibility" : "WPA3-SAE-transition";
  }
  if (has(AKM_SUITE_B)) return "WPA3-Enterprise-192";
  if (has(AKMS_EAP)) {
    if (heard.mfpRequired && !has(AKM_802_1X)) return "WPA3-Enterprise";
    return heard.mfpCapable && has(AKMS_EAP & ~AKM_802_1X)
      ? "WPA3-Enterprise-transition"
      : "WPA2-Enterprise";
  }
  if (has(AKMS_PSK)) return "WPA2-PSK";
  return has(AKMS_FILS) ? "FILS" : "";
}
