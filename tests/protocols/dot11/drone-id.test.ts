import { describe, expect, test } from "vitest";
import {
  DRONE_ELEMENTS_MAX,
  DroneElements,
  findDroneElements,
} from "../../../protocols/dot11/drone-elements.ts";
import { decodeDroneId, DroneId } from "../../../protocols/dot11/drone-id.ts";
import { encodeElement, encodeSsid } from "../../../protocols/dot11/encode-elements.ts";
import {
  encodeDroneIdBroken,
  encodeDroneIdFlight,
  encodeDroneIdPurpose,
} from "../../../protocols/dot11/encode-drone-id.ts";
import {
  encodeBasicId,
  encodeMessagePack,
  encodeRemoteIdElement,
} from "../../../protocols/dot11/encode-remote-id.ts";
import { OK } from "../../../protocols/faults.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

function valuesOf(into: DroneId, start: number): Record<string, unknown> {
  const fresh = new DroneId() as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(into).filter(([name, value]) => !Object.is(value, fresh[name]))
      .map(([name, value]) => [
        name,
        /(?:Start|End)$/.test(name) ? (value as number) - start : value,
      ]),
  );
}

// Type, two unknown bytes, kind; serial 16CHARACTERSLONG.
const HEAD = "58 6213 10";
const SERIAL = "31364348415241435445 52534c4f4e47";
// 13.405 and 52.52 degrees east and north, times 174533: 2339615, 9166473.
const PLACE = "1fb32300 89de8b00";
// Serial, home, motor on, in the air, position, altitude and height are valid.
const STATE = "f501";
const FLIGHT = fromHex(`${HEAD} 01 0700 ${STATE} ${SERIAL} ${PLACE}`);
const flightValues = {
  kind: 0x10,
  version: 1,
  sequence: 7,
  state: 0x01f5,
  motorOn: true,
  inAir: true,
  serialStart: 9,
  serialEnd: 25,
  latitude: 9166473 / 174533,
  longitude: 2339615 / 174533,
};

testDecoder("decodeDroneId()", {
  create: () => new DroneId(),
  decode: decodeDroneId,
  values: valuesOf,
  seeds: [fromHex(HEAD), fromHex("58 6213 11"), fromHex("58 6213 00"), FLIGHT.subarray(0, 9)],
  cases: [
    { name: "a flight up to the position", bytes: FLIGHT, expected: flightValues },
    {
      // Altitude 100 m, height 30 m, no speeds and no attitude; home 0.01 degrees further; Mavic Air.
      name: "version 1 to its end",
      bytes: concatBytes(
        FLIGHT,
        fromHex("6400 1e00 000000000000 000000000000 f0b92300 dae48b00 18 00"),
      ),
      shortest: 33,
      expected: {
        ...flightValues,
        hasTail: true,
        altitudeM: 100,
        heightM: 30,
        homeLongitude: 2341360 / 174533,
        homeLatitude: 9168090 / 174533,
        product: 24,
      },
    },
    {
      name: "a home on another continent: nothing behind the position is believed",
      bytes: concatBytes(
        FLIGHT,
        fromHex("6400 1e00 000000000000 000000000000 59b7ddff 489b5cff 18 00"),
      ),
      shortest: 33,
      expected: flightValues,
    },
    {
      name: "a flight without valid serial and position",
      bytes: fromHex(`${HEAD} 02 0000 0000 ${SERIAL} ${PLACE}`),
      expected: { kind: 0x10, version: 2 },
    },
    {
      name: "a latitude beyond the pole",
      bytes: fromHex(`${HEAD} 02 0000 4000 ${SERIAL} 1fb32300 00000001`),
      expected: { kind: 0x10, version: 2, state: 0x40 },
    },
    {
      name: "a flight cut in its position",
      bytes: FLIGHT.subarray(0, 32),
      expected: "dot11.drone_id_malformed",
    },
    {
      // Identifier of 3 characters, purpose of 4.
      name: "a purpose",
      bytes: fromHex(`58 6213 11 ${SERIAL} 03 61626300000000000000 04 746f7572`),
      shortest: 32,
      expected: {
        kind: 0x11,
        serialStart: 4,
        serialEnd: 20,
        identifierStart: 21,
        identifierEnd: 24,
        purposeStart: 32,
        purposeEnd: 36,
      },
    },
    {
      name: "lengths beyond the fields",
      bytes: fromHex(`58 6213 11 ${SERIAL} ff 61626364656667686970 ff 74`),
      shortest: 32,
      expected: {
        kind: 0x11,
        serialStart: 4,
        serialEnd: 20,
        identifierStart: 21,
        identifierEnd: 31,
        purposeStart: 32,
        purposeEnd: 33,
      },
    },
    {
      name: "broken firmware",
      bytes: concatBytes(fromHex("58 6213 00"), new Uint8Array(32)),
      shortest: 4,
      expected: { kind: 0 },
    },
    {
      name: "nearly broken firmware",
      bytes: concatBytes(fromHex("58 6213 00"), new Uint8Array(31), Uint8Array.of(1)),
      shortest: 4,
      expected: {},
    },
    { name: "another kind", bytes: fromHex("58 6213 12 00"), shortest: 4, expected: {} },
  ],
});

describe("encoders", () => {
  const into = new DroneId();
  const decode = (element: Uint8Array): DroneId => {
    expect([element[0], element[1]]).toEqual([221, element.length - 2]);
    expect(decodeDroneId(into, element, 5, element.length)).toBe(OK);
    return into;
  };
  const flight = {
    sequence: 3,
    state: 0x01f7,
    serial: "16CHARACTERSLONG",
    drone: { latitude: 52.52, longitude: 13.405 },
    home: { latitude: 52.521, longitude: 13.406 },
    altitudeM: 101,
    heightM: 32.5,
    product: 63,
  } as const;

  test("version 2 comes back with its tail and its pilot", () => {
    const pilot = { latitude: -52.519, longitude: 13.404 };
    decode(encodeDroneIdFlight({ ...flight, version: 2, pilot: { ...pilot, latitude: 52.519 } }));
    expect(into).toMatchObject({ hasTail: true, altitudeM: 101, heightM: 32.5, product: 63 });
    expect(into.latitude).toBeCloseTo(52.52, 5);
    expect(into.homeLongitude).toBeCloseTo(13.406, 5);
    expect([into.pilotLatitude, into.pilotLongitude].map((one) => one.toFixed(3)))
      .toEqual(["52.519", "13.404"]);
    // A pilot on the other half of the Earth is no pilot, but the rest stands.
    decode(encodeDroneIdFlight({ ...flight, version: 2, pilot }));
    expect(into).toMatchObject({ hasTail: true, pilotLatitude: NaN, product: 63 });
  });

  test("version 1, purposes and broken firmware come back", () => {
    expect(decode(encodeDroneIdFlight({ ...flight, version: 1, heightM: 32 })))
      .toMatchObject({ hasTail: true, altitudeM: 101, heightM: 32, product: 63 });
    expect(decode(encodeDroneIdPurpose("16CHARACTERSLONG", "abc", "tour")))
      .toMatchObject({ kind: 0x11, identifierEnd: 29, purposeStart: 37, purposeEnd: 41 });
    expect(decode(encodeDroneIdBroken())).toMatchObject({ kind: 0 });
  });
});

describe("findDroneElements()", () => {
  const into = new DroneElements();
  const remote = encodeRemoteIdElement(1, encodeMessagePack([encodeBasicId(1, 2, "A")]));

  test("finds both kinds among others, in the order of the frame", () => {
    const list = concatBytes(encodeSsid("x"), encodeDroneIdBroken(), remote);
    expect(findDroneElements(into, list, 0, list.length)).toBe(true);
    expect(into.count).toBe(2);
    expect([into.start[0], into.end[0], into.isRemoteId[0]]).toEqual([8, 44, 0]);
    expect([into.start[1], into.end[1], into.isRemoteId[1]]).toEqual([50, list.length, 1]);
  });

  test("what is cut is said to be cut, and what stands before it is kept", () => {
    const list = concatBytes(remote, encodeSsid("abcdef"));
    expect(findDroneElements(into, list, 0, list.length - 1)).toBe(false);
    expect(into.count).toBe(1);
    expect(findDroneElements(into, list, 0, remote.length + 1)).toBe(false);
  });

  test("looks at no other vendor, type or empty element, and keeps so many only", () => {
    const others = concatBytes(
      fromHex("dd 05 fa0bbc 0c 00 dd 03 263712 dd 00 dd 04 fa0bbc 0e"),
      encodeElement(221, [0xfa, 0x0b, 0xbd, 0x0d]),
    );
    expect(findDroneElements(into, others, 0, others.length)).toBe(true);
    expect(into.count).toBe(0);
    const many = concatBytes(...Array.from({ length: DRONE_ELEMENTS_MAX + 3 }, () => remote));
    expect(findDroneElements(into, many, 0, many.length)).toBe(true);
    expect(into.count).toBe(DRONE_ELEMENTS_MAX);
  });
});
