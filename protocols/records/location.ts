// Locations, `kismet.common.location.*` (spec device-model 3.2). Degrees, metres, km/h.

export class LocationPoint {
  latitude = 0;
  longitude = 0;
  altitudeM: number | undefined = undefined;
  fix: number | undefined = undefined;
  timeSec: number | undefined = undefined;
  timeUsec: number | undefined = undefined;
  speedKmh: number | undefined = undefined;
  headingDegrees: number | undefined = undefined;
  magneticHeadingDegrees: number | undefined = undefined;
  gpsUuid: string | undefined = undefined;
}

/** Where a device was heard: bounds, average and last point. */
export class DeviceLocation {
  /** Best fix ever. */
  fix = 0;
  min: LocationPoint | undefined = undefined;
  max: LocationPoint | undefined = undefined;
  average: LocationPoint | undefined = undefined;
  last: LocationPoint | undefined = undefined;
}
