import { addressType } from "../../../protocols/btle/address-type.ts";
import { BtlePdu, decodePdu, pduStart } from "../../../protocols/btle/pdu.ts";
import { isAdvertising } from "../../../protocols/btle/link-layer.ts";
import { expect, test } from "vitest";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";

const ADDRESS = "665544332211";
const SENDER = 0x112233445566;
const TARGET = 0xc0ffee000001;
const NOBODY = {
  type: 0,
  sender: -1,
  senderRandom: false,
  target: -1,
  targetRandom: false,
  data: [0, 0],
  connectable: false,
  scannable: false,
  ids: [-1, -1],
  auxChannel: -1,
  txPowerDbm: 128,
  periodic: false,
};

testDecoder("decodePdu()", {
  create: () => new BtlePdu(),
  // Whoever decodes has the header: the link layer looked at its length.
  decode: (into, bytes, start, limit) =>
    limit - start < 2 ? 1 : decodePdu(into, bytes, start, limit),
  values: (pdu: BtlePdu, start) => ({
    type: pdu.type,
    sender: pdu.sender,
    senderRandom: pdu.senderRandom,
    target: pdu.target,
    targetRandom: pdu.targetRandom,
    data: [pdu.dataStart - start, pdu.dataEnd - start],
    connectable: pdu.connectable,
    scannable: pdu.scannable,
    ids: [pdu.dataId, pdu.setId],
    auxChannel: pdu.auxChannel,
    txPowerDbm: pdu.txPowerDbm,
    periodic: pdu.periodic,
  }),
  cases: [
    {
      name: "ADV_IND of a random address with three bytes of data",
      bytes: fromHex(`4009 ${ADDRESS} 020106`),
      shortest: 8,
      expected: {
        ...NOBODY,
        sender: SENDER,
        senderRandom: true,
        data: [8, 11],
        connectable: true,
        scannable: true,
      },
    },
    {
      name: "ADV_NONCONN_IND takes no connections and no questions",
      bytes: fromHex(`0206 ${ADDRESS}`),
      expected: { ...NOBODY, type: 2, sender: SENDER, data: [8, 8] },
    },
    {
      name: "ADV_DIRECT_IND is for one device",
      bytes: fromHex(`c10c ${ADDRESS} 010000eeffc0`),
      expected: {
        ...NOBODY,
        type: 1,
        sender: SENDER,
        senderRandom: true,
        target: TARGET,
        targetRandom: true,
        data: [14, 14],
        connectable: true,
      },
    },
    {
      name: "SCAN_REQ: the first address asks, the second is asked",
      bytes: fromHex(`830c ${ADDRESS} 010000eeffc0`),
      expected: {
        ...NOBODY,
        type: 3,
        sender: SENDER,
        target: TARGET,
        targetRandom: true,
        data: [14, 14],
      },
    },
    {
      name: "CONNECT_IND: behind the addresses are parameters, no data",
      bytes: fromHex(
        `0522 ${ADDRESS} 010000eeffc0 f51dd492 123456 03 0a00 1800 0000 4800 ffffffff1f a5`,
      ),
      shortest: 14,
      expected: { ...NOBODY, type: 5, sender: SENDER, target: TARGET, data: [36, 36] },
    },
    {
      name: "ADV_EXT_IND that only points to where it goes on: DID 0x123, SID 4, channel index 22",
      bytes: fromHex("0707 46 18 2341 160020"),
      expected: {
        ...NOBODY,
        type: 7,
        data: [9, 9],
        connectable: true,
        ids: [0x123, 4],
        auxChannel: 22,
      },
    },
    {
      name:
        "AUX_ADV_IND with everything: address, target, CTE, ids, sync, power, controller data, data",
      bytes: fromHex(
        `472c a8 7f ${ADDRESS} 010000eeffc0 01 2341 160020 ${"00".repeat(18)} f4 aabb 020106`,
      ),
      shortest: 43,
      expected: {
        ...NOBODY,
        type: 7,
        sender: SENDER,
        senderRandom: true,
        target: TARGET,
        data: [43, 46],
        scannable: true,
        ids: [0x123, 4],
        auxChannel: 22,
        txPowerDbm: -12,
        periodic: true,
      },
    },
    {
      name: "AUX_CHAIN_IND without a header",
      bytes: fromHex("0703 00 0101"),
      shortest: 3,
      expected: { ...NOBODY, type: 7, data: [3, 5] },
    },
    {
      name: "no room for an address",
      bytes: fromHex("0005 6655443322"),
      expected: "btle.address_missing",
    },
    {
      name: "no room for the second address",
      bytes: fromHex(`030b ${ADDRESS} 010000eeff`),
      expected: "btle.address_missing",
    },
    {
      name: "an extended header that ends behind the PDU",
      bytes: fromHex("0703 09 01 66"),
      expected: "btle.extended_malformed",
    },
    {
      name: "flags that name more than the header holds",
      bytes: fromHex(`0709 07 21 ${ADDRESS} 00`),
      expected: "btle.extended_malformed",
    },
    {
      name: "a reserved type names nobody",
      bytes: fromHex(`0f06 ${ADDRESS}`),
      shortest: 2,
      expected: { ...NOBODY, type: 15, data: [8, 8] },
    },
  ],
  seeds: [fromHex("4725"), fromHex("0722"), fromHex("4725097f")],
});

test("isAdvertising() and pduStart() find the PDU, behind a coding indicator too", () => {
  const plain = fromHex("d6be898e 0705 0102030405");
  const coded = fromHex("d6be898e 01 0705 0102030405");
  expect([isAdvertising(plain, 0), isAdvertising(plain, 1)]).toEqual([true, false]);
  expect(pduStart(plain, 0, plain.length)).toBe(4);
  expect(pduStart(coded, 0, coded.length)).toBe(5);
});

test.each([
  [0x001122334455, false, "public"],
  [0xc01122334455, true, "random static"],
  [0xff1122334455, true, "random static"],
  [0x401122334455, true, "resolvable private"],
  [0x7f1122334455, true, "resolvable private"],
  [0x001122334455, true, "non-resolvable private"],
  [0x801122334455, true, "random reserved"],
])("addressType(%i, %s) is %s", (address, isRandom, expected) => {
  expect(addressType(address, isRandom)).toBe(expected);
});
