import { describe, expect, test } from "vitest";
import {
  encodeAuthentication,
  encodeBasicId,
  encodeLocation,
  encodeMessagePack,
  encodeOperatorId,
  encodeRemoteIdElement,
  encodeSelfId,
  encodeSystem,
} from "../../../protocols/dot11/encode-remote-id.ts";
import { decodeRemoteId, RemoteId } from "../../../protocols/dot11/remote-id.ts";
import { OK } from "../../../protocols/faults.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

/** What differs from an object that nothing was decoded into; ranges without the start. */
function valuesOf(into: RemoteId, start: number): Record<string, unknown> {
  const fresh = new RemoteId() as unknown as Record<string, unknown>;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(into)) {
    if (value instanceof Uint32Array) {
      const ranges = Array.from(value, (offset) => offset === 0 ? 0 : offset - start);
      if (ranges.some((offset) => offset !== 0)) values[name] = ranges;
    } else if (!Object.is(value, fresh[name])) {
      values[name] = /(?:Start|End)$/.test(name) ? (value as number) - start : value;
    }
  }
  return values;
}

// Basic ID: multirotor, serial number 1581F0000000DRONE001.
const BASIC = fromHex("02 12 3135383146303030303030304452 4f4e45303031 000000");
// Location: in the air, height over the take-off, 90 degrees, 10 m/s, climbing with 1.5 m/s, 52.5200000
// north, 13.4050000 east, pressure 100 m, geodetic 120.5 m, height 50 m, 3601 tenths after the hour.
const LOCATION = fromHex(
  "12 20 5a 28 03 80ea4d1f d070fd07 9808 c108 3408 00 00 110e 00 00",
);
// System: operator live, EU; 52.5190000, 13.4040000; 1 drone, 100 m, from 0 to 120 m; open, class 1;
// operator at 34 m; 1700000000.
const SYSTEM = fromHex(
  "42 05 70c34d1f c049fd07 0100 0a c008 d007 12 1408 80432909 00",
);
const SELF = fromHex("32 00 736f6d6520737572766579000000000000000000000000");
const OPERATOR = fromHex("52 00 4445552d4f502d31323334350000000000000000 000000");
const AUTHENTICATION = fromHex("22 10 00 11 00000000 0102030405060708090a0b0c0d0e0f1011");

const basicValues = {
  types: 1,
  messages: 1,
  uaType: 2,
  idStart: [0, 2, 0, 0, 0],
  idEnd: [0, 22, 0, 0, 0],
};
const locationValues = {
  types: 2,
  messages: 1,
  locationStart: 1,
  locationEnd: 25,
  status: 2,
  trackDegrees: 90,
  speedMps: 10,
  verticalSpeedMps: 1.5,
  latitude: 52.52,
  longitude: 13.405,
  pressureAltitudeM: 100,
  geodeticAltitudeM: 120.5,
  heightM: 50,
  hourSec: 360.1,
};
const systemValues = {
  types: 16,
  messages: 1,
  operatorLocationType: 1,
  operatorLatitude: 52.519,
  operatorLongitude: 13.404,
  operatorAltitudeM: 34,
  areaCount: 1,
  areaRadiusM: 100,
  areaCeilingM: 120,
  areaFloorM: 0,
  classification: 1,
  category: 1,
  euClass: 2,
  systemSec: 1_700_000_000,
};

testDecoder("decodeRemoteId()", {
  create: () => new RemoteId(),
  decode: decodeRemoteId,
  values: valuesOf,
  seeds: [BASIC.subarray(0, 1), LOCATION.subarray(0, 1), SYSTEM.subarray(0, 2), fromHex("f21903")],
  cases: [
    { name: "a serial number", bytes: BASIC, expected: basicValues },
    { name: "a position", bytes: LOCATION, expected: locationValues },
    { name: "the operator and the area", bytes: SYSTEM, expected: systemValues },
    {
      name: "what the pilot says",
      bytes: SELF,
      expected: { types: 8, messages: 1, selfIdStart: 2, selfIdEnd: 25 },
    },
    {
      name: "the operator's identifier",
      bytes: OPERATOR,
      expected: { types: 32, messages: 1, operatorIdStart: 2, operatorIdEnd: 22 },
    },
    {
      name: "an authentication",
      bytes: AUTHENTICATION,
      expected: { types: 4, messages: 1, authenticationType: 1 },
    },
    {
      name: "a pack of two",
      bytes: concatBytes(fromHex("f2 19 02"), BASIC, LOCATION),
      expected: {
        ...locationValues,
        ...basicValues,
        locationStart: 29,
        locationEnd: 53,
        types: 3,
        messages: 2,
        idStart: [0, 5, 0, 0, 0],
        idEnd: [0, 25, 0, 0, 0],
      },
    },
    {
      name: "an identifier of no kind, which some drones send",
      bytes: fromHex("00 00 4d46473141303132333435363738390000000000 000000"),
      expected: { types: 1, messages: 1, idStart: [2, 0, 0, 0, 0], idEnd: [22, 0, 0, 0, 0] },
    },
    { name: "an empty pack", bytes: fromHex("f2 19 00"), expected: {} },
    {
      name: "a pack in a pack, which is not looked into",
      bytes: concatBytes(fromHex("f2 19 02 f2 19 01"), BASIC.subarray(0, 22), BASIC),
      expected: {
        ...basicValues,
        unknown: 1,
        idStart: [0, 30, 0, 0, 0],
        idEnd: [0, 50, 0, 0, 0],
      },
    },
    {
      name: "a message of a reserved type",
      bytes: concatBytes(fromHex("62"), new Uint8Array(24)),
      expected: { unknown: 1 },
    },
    {
      name: "a pack that says it has ten",
      bytes: concatBytes(fromHex("f2 19 0a"), new Uint8Array(250)),
      expected: "dot11.remote_id_malformed",
    },
    {
      name: "a pack of messages of another size",
      bytes: concatBytes(fromHex("f2 1a 01"), new Uint8Array(26)),
      expected: "dot11.remote_id_malformed",
    },
  ],
});

describe("decodeRemoteId()", () => {
  const into = new RemoteId();
  const decode = (bytes: Uint8Array): RemoteId => {
    expect(decodeRemoteId(into, bytes, 0, bytes.length)).toBe(OK);
    return into;
  };

  test("tells unknown values from zeros", () => {
    expect(decode(encodeLocation({}))).toMatchObject({
      trackDegrees: NaN,
      speedMps: NaN,
      verticalSpeedMps: NaN,
      latitude: NaN,
      longitude: NaN,
      pressureAltitudeM: NaN,
      geodeticAltitudeM: NaN,
      heightM: NaN,
      hourSec: NaN,
    });
    expect(decode(encodeLocation({ latitude: 0, longitude: 0.0000001, speedMps: 0, heightM: 0 })))
      .toMatchObject({ latitude: 0, longitude: 1e-7, speedMps: 0, heightM: 0 });
    expect(decode(encodeSystem({}))).toMatchObject({
      operatorLatitude: NaN,
      operatorAltitudeM: NaN,
      systemSec: NaN,
    });
  });

  test.each([
    [63.75, 63.75],
    [64.5, 64.5],
    [254.25, 254.25],
    [255, NaN],
  ])("a speed of %d m/s is read as %d", (speedMps, read) => {
    expect(decode(encodeLocation({ speedMps })).speedMps).toBe(read);
  });

  test.each([0, 179, 180, 359])("a track of %d degrees is kept", (trackDegrees) => {
    expect(decode(encodeLocation({ trackDegrees })).trackDegrees).toBe(trackDegrees);
  });

  test("places beyond the poles are no places", () => {
    const bytes = LOCATION.slice();
    bytes.set(fromHex("01e9a435"), 5);
    expect(decode(bytes)).toMatchObject({ latitude: NaN, longitude: NaN, heightM: 50 });
  });
});

describe("encoders", () => {
  test("give the bytes that are written out above", () => {
    const text = (bytes: Uint8Array) => Array.from(bytes).join();
    expect(text(encodeBasicId(1, 2, "1581F0000000DRONE001"))).toBe(text(BASIC));
    expect(text(encodeLocation({
      trackDegrees: 90,
      speedMps: 10,
      verticalSpeedMps: 1.5,
      latitude: 52.52,
      longitude: 13.405,
      pressureAltitudeM: 100,
      geodeticAltitudeM: 120.5,
      heightM: 50,
      hourSec: 360.1,
    }))).toBe(text(LOCATION));
    expect(text(encodeSystem({
      operatorLocationType: 1,
      operatorLatitude: 52.519,
      operatorLongitude: 13.404,
      operatorAltitudeM: 34,
      areaRadiusM: 100,
      areaCeilingM: 120,
      areaFloorM: 0,
      classification: 1,
      category: 1,
      euClass: 2,
      timeSec: 1_700_000_000,
    }))).toBe(text(SYSTEM));
    expect(text(encodeSelfId(0, "some survey"))).toBe(text(SELF));
    expect(text(encodeOperatorId("DEU-OP-12345"))).toBe(text(OPERATOR));
    const signature = Uint8Array.from({ length: 17 }, (_, index) => index + 1);
    expect(text(encodeAuthentication(1, signature))).toBe(text(AUTHENTICATION));
    expect(text(encodeRemoteIdElement(7, encodeMessagePack([BASIC])))).toBe(
      text(concatBytes(fromHex("dd 21 fa0bbc 0d 07 f2 19 01"), BASIC)),
    );
  });

  test("a tenth message does not fit", () => {
    expect(() => encodeMessagePack(Array.from({ length: 10 }, () => BASIC))).toThrow("nine");
  });
});
