// The ready scenarios, in the order of their names.
import type { Scenario } from "../runtime/scenario/scenario.ts";
import { addressTakeover } from "./address-takeover.ts";
import { authenticationFlood } from "./authentication-flood.ts";
import { babblingSensor } from "./babbling-sensor.ts";
import { beaconFlood } from "./beacon-flood.ts";
import { beaconStore } from "./beacon-store.ts";
import { canary } from "./canary.ts";
import { carelessTwin } from "./careless-twin.ts";
import { clockJump } from "./clock-jump.ts";
import { clonedBssid } from "./cloned-bssid.ts";
import { crowdedHall } from "./crowded-hall.ts";
import { deauthFlood } from "./deauth-flood.ts";
import { dhcpStarvation } from "./dhcp-starvation.ts";
import { driverExploits } from "./driver-exploits.ts";
import { droneOverflight } from "./drone-overflight.ts";
import { everySecurity } from "./every-security.ts";
import { evilTwin } from "./evil-twin.ts";
import { failingHelpers } from "./failing-helpers.ts";
import { farAway } from "./far-away.ts";
import { fastRoaming } from "./fast-roaming.ts";
import { followingTag } from "./following-tag.ts";
import { forgedFarewell } from "./forged-farewell.ts";
import { fullDisk } from "./full-disk.ts";
import { handshakeHunt } from "./handshake-hunt.ts";
import { hiddenOffice } from "./hidden-office.ts";
import { hiddenRevealed } from "./hidden-revealed.ts";
import { hostileNames } from "./hostile-names.ts";
import { karma } from "./karma.ts";
import { keyFrameExploits } from "./key-frame-exploits.ts";
import { keyReinstallation } from "./key-reinstallation.ts";
import { metasploitModules } from "./metasploit-modules.ts";
import { modernHouse } from "./modern-house.ts";
import { netStumbler } from "./net-stumbler.ts";
import { nullProbe } from "./null-probe.ts";
import { oldPrinter } from "./old-printer.ts";
import { passwordLost } from "./password-lost.ts";
import { pmkidHarvest } from "./pmkid-harvest.ts";
import { powerCut } from "./power-cut.ts";
import { quietHome } from "./quiet-home.ts";
import { quieterChannel } from "./quieter-channel.ts";
import { reasonFuzzer } from "./reason-fuzzer.ts";
import { roamingWalk } from "./roaming-walk.ts";
import { rogueDhcp } from "./rogue-dhcp.ts";
import { shyPhones } from "./shy-phones.ts";
import { silencedChannel } from "./silenced-channel.ts";
import { siteSurvey } from "./site-survey.ts";
import { slowBrowsers } from "./slow-browsers.ts";
import { street } from "./street.ts";
import { strongSender } from "./strong-sender.ts";
import { unpluggedRadio } from "./unplugged-radio.ts";
import { wardriver } from "./wardriver.ts";
import { watchedDevice } from "./watched-device.ts";
import { wepReplay } from "./wep-replay.ts";
import { wpa3Downgrade } from "./wpa3-downgrade.ts";
import { wpsBruteForce } from "./wps-brute-force.ts";

export const SCENARIOS: readonly Scenario[] = [
  addressTakeover,
  authenticationFlood,
  babblingSensor,
  beaconFlood,
  beaconStore,
  canary,
  carelessTwin,
  clockJump,
  clonedBssid,
  crowdedHall,
  deauthFlood,
  dhcpStarvation,
  driverExploits,
  droneOverflight,
  everySecurity,
  evilTwin,
  failingHelpers,
  farAway,
  fastRoaming,
  followingTag,
  forgedFarewell,
  fullDisk,
  handshakeHunt,
  hiddenOffice,
  hiddenRevealed,
  hostileNames,
  karma,
  keyFrameExploits,
  keyReinstallation,
  metasploitModules,
  modernHouse,
  netStumbler,
  nullProbe,
  oldPrinter,
  passwordLost,
  pmkidHarvest,
  powerCut,
  quietHome,
  quieterChannel,
  reasonFuzzer,
  roamingWalk,
  rogueDhcp,
  shyPhones,
  silencedChannel,
  siteSurvey,
  slowBrowsers,
  street,
  strongSender,
  unpluggedRadio,
  wardriver,
  watchedDevice,
  wepReplay,
  wpa3Downgrade,
  wpsBruteForce,
];
