// Rules that tell drones by their networks, as shipped with `uav_match` (spec other-phys 10.1). Every rule
// names the beginning of a network: addresses alone belong to makers of modules that are in cameras, too.

/** Drones by maker, model, beginning of the name of their network, and makers of their radios. */
const DRONES: readonly (readonly [name: string, model: string, ssid: string, ouis: string])[] = [
  ["Propel", "Sky Rider", "Sky Rider Vox-", "4C:0F:C7 24:72:60"],
  ["3DR", "Solo", "SoloLink_", "8A:DC:96"],
  ["DJI", "Phantom 3", "Phantom3_", "60:60:1F"],
  ["DJI", "Mavic", "Mavic[_-]", "60:60:1F"],
  ["DJI", "Mavic 3", "DJI-MAVIC3", "60:60:1F"],
  ["DJI", "Mini 3 Pro", "DJI-MINI3-Pro-", "60:60:1F"],
  ["DJI", "Spark controller", "Spark-RC-", "60:60:1F"],
  ["DJI", "Spark", "Spark-", "60:60:1F"],
  ["DJI", "Tello", "TELLO", "60:60:1F"],
  ["DJI", "Osmo", "OSMO_", "60:60:1F"],
  ["Attop", "YD UFO", "YD-UFO-", ""],
  ["Parrot", "Bebop", "BebopDrone", "A0:14:3D 90:3A:E6 00:26:7E 90:03:B7"],
  ["Parrot", "Bebop 2", "Bebop2", "A0:14:3D 90:3A:E6 00:26:7E 90:03:B7"],
  ["Parrot", "Jumping Sumo", "JumpingSumo-", "A0:14:3D 90:3A:E6 00:26:7E 90:03:B7"],
  ["Parrot", "AR Drone 2", "ardrone2", "A0:14:3D 90:3A:E6 00:26:7E 90:03:B7"],
  ["Parrot", "AR Drone", "ardrone", "A0:14:3D 90:3A:E6 00:26:7E 90:03:B7"],
  ["Parrot", "SkyController", "SkyController", "A0:14:3D 90:3A:E6 00:26:7E 90:03:B7"],
  ["Syma", "FPV", "FPV_WIFI__", "58:04:54"],
];

export const SHIPPED_DRONES = DRONES.flatMap(([name, model, ssid, ouis]) => {
  const rule = `${`${name} ${model}`.toLowerCase().replaceAll(" ", "_")}:name="${name}",` +
    `model="${model}",ssid="^${ssid}"`;
  if (ouis === "") return [rule];
  return ouis.split(" ").map((oui) => `${rule},mac=${oui}/FF:FF:FF`);
});
