import {
  clearDmgElements,
  decodeDmgCapabilities,
  DmgElements,
} from "../../../protocols/dot11/dmg-elements.ts";
import {
  encodeDmgBeacon,
  encodeDmgCapabilities,
  encodeMeshConfiguration,
  encodeMeshData,
  encodeS1gBeacon,
  encodeS1gCompatibility,
  encodeS1gOperation,
} from "../../../protocols/dot11/encode-extension.ts";
import { decodeExtensionFrame, ExtensionFrame } from "../../../protocols/dot11/extension-frame.ts";
import { decodeMeshControl, MeshControl } from "../../../protocols/dot11/mesh-control.ts";
import {
  clearMeshElements,
  decodeMeshConfiguration,
  MeshElements,
} from "../../../protocols/dot11/mesh-elements.ts";
import {
  clearS1gElements,
  decodeS1gCompatibility,
  decodeS1gOperation,
  S1gElements,
} from "../../../protocols/dot11/s1g-elements.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { differences, offsetNames } from "./differences.ts";

const AP = 0x8c3badb15fff;
const OFFSETS = offsetNames(new ExtensionFrame());

testDecoder("decodeExtensionFrame()", {
  create: () => new ExtensionFrame(),
  decode: decodeExtensionFrame,
  values: (into, start) => ({
    ...differences(into, new ExtensionFrame(), OFFSETS),
    elements: [into.elementsStart - start, into.elementsEnd - start],
  }),
  cases: [
    {
      name: "60 GHz: sector 1, infrastructure, protected; no elements",
      bytes: fromHex("0c00 8b02 8c3badb15fff 24be782700000000 3c0400 6400 c07c18082018 13"),
      expected: {
        address: AP,
        timestampLow: 662224420,
        intervalTu: 100,
        bssType: 3,
        privacy: true,
        elements: [30, 30],
      },
    },
    {
      name: "60 GHz: to discover, with clustering control, then an element",
      bytes: fromHex(
        "0c00 0000 8c3badb15fff 0100000002000000 000803 6400 030000000000 02 aabbccddeeff 0001 41",
      ),
      expected: {
        address: AP,
        timestampLow: 1,
        timestampHigh: 2,
        intervalTu: 100,
        bssType: 2,
        discovery: true,
        elements: [36, 39],
      },
      shortest: 36,
    },
    {
      name: "clustering control of eight bytes, cut",
      bytes: encodeDmgBeacon({ bssid: AP, timestampUs: 0, clustering: true }).subarray(0, 37),
      expected: "dot11.fixed_truncated",
    },
    {
      name: "HaLow: the shortest",
      bytes: fromHex("1c00 0000 8c3badb15fff 04030201 07"),
      expected: {
        subtype: 1,
        address: AP,
        timestampLow: 0x01020304,
        changeSequence: 7,
        elements: [15, 15],
      },
    },
    {
      name: "HaLow: next beacon, compressed SSID, access options, protected, 2 MHz in 4",
      bytes: fromHex("1c57 0000 8c3badb15fff 04030201 07 ffffff 78563412 05 e806 02cc0000 00cc"),
      expected: {
        subtype: 1,
        address: AP,
        timestampLow: 0x01020304,
        changeSequence: 7,
        security: true,
        hasCompressedSsid: true,
        compressedSsid: 0x12345678,
        elements: [23, 31],
      },
      shortest: 23,
    },
    {
      name: "as encoded",
      bytes: encodeS1gBeacon({
        source: AP,
        timestampUs: 5,
        compressedSsid: 1,
        nextBeacon: 2,
        accessOptions: 3,
        security: true,
      }),
      expected: {
        subtype: 1,
        address: AP,
        timestampLow: 5,
        security: true,
        hasCompressedSsid: true,
        compressedSsid: 1,
        elements: [23, 23],
      },
    },
    {
      name: "another subtype",
      bytes: fromHex("2c00 0000 8c3badb15fff"),
      expected: "dot11.subtype_unknown",
    },
  ],
  seeds: [fromHex("0c"), fromHex("1c")],
});

testDecoder("decodeDmgCapabilities()", {
  create: () => new DmgElements(),
  decode: (into, bytes, start, limit) => {
    clearDmgElements(into);
    return decodeDmgCapabilities(into, bytes, start, limit);
  },
  values: (into) => differences(into, new DmgElements()),
  cases: [
    {
      name: "two antennas, 63 sectors, MCS 12",
      bytes: fromHex("8c3badb15fff 00 101f00c0 00000000 0000"),
      expected: { present: true, antennas: 2, sectors: 63, maxMcs: 12 },
    },
    {
      name: "as encoded",
      bytes: encodeDmgCapabilities(AP, { antennas: 4, sectors: 128, maxMcs: 31 }).subarray(2),
      expected: { present: true, antennas: 4, sectors: 128, maxMcs: 31 },
      shortest: 17,
    },
  ],
});

testDecoder("decodeS1gOperation()", {
  create: () => new S1gElements(),
  decode: (into, bytes, start, limit) => {
    clearS1gElements(into);
    return decodeS1gOperation(into, bytes, start, limit);
  },
  values: (into) => differences(into, new S1gElements()),
  cases: [
    {
      name: "2 MHz with a primary channel of 1 MHz",
      bytes: fromHex("03 45 2b 2c 00cc"),
      expected: {
        hasOperation: true,
        widthMhz: 2,
        primaryWidthMhz: 1,
        operatingClass: 69,
        primaryChannel: 43,
        centerChannel: 44,
      },
    },
    {
      name: "as encoded, 16 MHz",
      bytes: encodeS1gOperation(16, 72, 10, 26).subarray(2),
      expected: {
        hasOperation: true,
        widthMhz: 16,
        primaryWidthMhz: 2,
        operatingClass: 72,
        primaryChannel: 10,
        centerChannel: 26,
      },
    },
  ],
});

testDecoder("decodeS1gCompatibility()", {
  create: () => new S1gElements(),
  decode: (into, bytes, start, limit) => {
    clearS1gElements(into);
    return decodeS1gCompatibility(into, bytes, start, limit);
  },
  values: (into) => differences(into, new S1gElements()),
  cases: [
    {
      name: "100 time units",
      bytes: encodeS1gCompatibility(100, 0x01020304).subarray(2),
      expected: { hasCompatibility: true, intervalTu: 100 },
    },
  ],
});

testDecoder("decodeMeshConfiguration()", {
  create: () => new MeshElements(),
  decode: (into, bytes, start, limit) => {
    clearMeshElements(into);
    return decodeMeshConfiguration(into, bytes, start, limit);
  },
  values: (into) => differences(into, new MeshElements()),
  cases: [
    {
      name: "HWMP over airtime, SAE, no more peers",
      bytes: fromHex("01 01 00 01 01 05 08"),
      expected: {
        present: true,
        pathProtocol: 1,
        pathMetric: 1,
        synchronisation: 1,
        authentication: 1,
      },
    },
    {
      name: "as encoded",
      bytes: encodeMeshConfiguration(3, 2).subarray(2),
      expected: {
        present: true,
        pathProtocol: 1,
        pathMetric: 1,
        synchronisation: 1,
        authentication: 2,
        acceptsPeers: true,
      },
    },
  ],
});

testDecoder("decodeMeshControl()", {
  create: () => new MeshControl(),
  decode: decodeMeshControl,
  values: (into, start) => ({
    ...differences(into, new MeshControl(), ["end"]),
    end: into.end - start,
  }),
  cases: [
    {
      name: "between mesh stations",
      bytes: fromHex("00 1f 04030201"),
      expected: { end: 6 },
    },
    {
      name: "group frame of somebody behind a station",
      bytes: fromHex("01 1e 01000000 8c3badb15fff"),
      expected: { addresses: 1, source: AP, end: 12 },
    },
    {
      name: "from behind one station to behind another, as encoded",
      bytes: encodeMeshData({
        receiver: 1,
        transmitter: 2,
        meshDestination: 3,
        meshSource: 4,
        proxied: [0x000000000005, AP],
        sequence: 9,
      }).subarray(32),
      expected: { addresses: 2, destination: 5, source: AP, end: 18 },
    },
    {
      name: "three addresses do not exist",
      bytes: fromHex(`03 1f ${"00".repeat(30)}`),
      expected: "dot11.mesh_malformed",
    },
  ],
});
