// The messages of the specification's test vectors (external-protocol 13): from bytes and to the same
// bytes, in the three framings.
import { describe, expect, test } from "vitest";
import { Conversation } from "../../../protocols/external/conversation.ts";
import { encodeFrame, type FrameSide } from "../../../protocols/external/encode-frame.ts";
import type { FrameVersion } from "../../../protocols/external/frames.ts";
import type { ExternalMessage } from "../../../protocols/external/messages.ts";
import { fromHex } from "../../suites/hex.ts";

interface Vector {
  readonly side: FrameSide;
  readonly version: FrameVersion;
  readonly sequence: number;
  readonly hex: string;
  readonly message: ExternalMessage;
}

const CLOSED_HOP = {
  channels: ["1", "6", "11"],
  rate: 5,
  shuffle: true,
  offset: 0,
};
const v0 = (sequence: number, hex: string, message: ExternalMessage): Vector => ({
  side: "server",
  version: 0,
  sequence,
  hex,
  message,
});
const v2 = (sequence: number, hex: string, message: ExternalMessage): Vector => ({
  side: "server",
  version: 2,
  sequence,
  hex,
  message,
});
const v3 = (
  side: FrameSide,
  sequence: number,
  hex: string,
  message: ExternalMessage,
): Vector => ({ side, version: 3, sequence, hex, message });
/** A frame of the third framing around a payload. */
const framed = (type: number, code: number, sequence: number, payload: string) => {
  const length = fromHex(payload).length;
  const number = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  return `decafbad a9a90003 ${number(length, 8)} ${number(type, 4)} ${number(code, 4)} ` +
    `${number(sequence, 8)} ${payload}`;
};

const VERSION_2025 = "2025.09.0-b5d5a2d04";
const VERSION_HEX = "b3323032352e30392e302d623564356132643034";
const UUID_HEX = "d92441414141414141412d303030302d303030302d303030302d303031313232333334343535";

const VECTORS: readonly Vector[] = [
  v0(1, "decafbad 08b50167 0000000a 0a0450494e47 1001 1a00", { kind: "ping" }),
  v0(0, "decafbad 08b20166 0000000a 0a0450494e47 1000 1a00", { kind: "ping" }),
  v0(2, "decafbad 0bd50179 0000000c 0a04504f4e47 1002 1a020801", { kind: "pong", request: 1 }),
  v0(
    2,
    "decafbad 5e4d06cd 0000001c 0a0e4b445350524f4245534f55524345 1002 1a080a06742e70636170",
    { kind: "probeRequest", definition: "t.pcap" },
  ),
  v0(
    1,
    "decafbad a9ee0923 00000025 0a0f485454505245474953544552555249 1001 " +
      "1a10 0a092f782f792e68746d6c 1203474554",
    { kind: "uriRegister", uri: "/x/y.html", method: "GET" },
  ),
  v0(
    3,
    "decafbad cf1108ef 0000002b 0a0b4854545052455155455354 1003 " +
      "1a1a 0800 12092f782f792e68746d6c 1a03474554 2206 0a0161 120131",
    { kind: "httpRequest", id: 0, uri: "/x/y.html", method: "GET", variables: [["a", "1"]] },
  ),
  v0(
    4,
    "decafbad 429904f7 00000018 0a0c48545450524553504f4e5345 1004 1a06 0800 1a026f6b",
    { kind: "httpResponse", id: 0, headers: [], content: fromHex("6f6b") },
  ),
  v0(
    5,
    "decafbad 49090515 00000019 0a0c48545450524553504f4e5345 1005 1a07 0800 20c801 2801",
    { kind: "httpResponse", id: 0, headers: [], status: 200, close: true },
  ),
  v0(0, "decafbad 23640399 00000011 0a0b4854545041555448524551 1000 1a00", {
    kind: "authRequest",
  }),
  v0(
    1,
    "decafbad 4e46054e 00000019 0a104556454e544255535245474953544552 1001 1a03 0a012a",
    { kind: "eventRegister", events: ["*"] },
  ),
  v0(
    2,
    "decafbad b6390934 00000027 0a0f4556454e544255535055424c495348 1002 " +
      "1a12 0a074d594556454e54 12077b2261223a317d",
    { kind: "eventPublish", topic: "MYEVENT", json: '{"a":1}' },
  ),
  v0(
    3,
    "decafbad 9eef059a 0000002b 0a0c4b4453434f4e464947555245 1003 " +
      "1a19 1217 0a0131 0a0136 0a023131 110000000000001440 1801 2800",
    { kind: "configureRequest", hop: CLOSED_HOP },
  ),
  v0(
    0,
    "decafbad 7670143c 00000052 0a0c4b44534e4557534f55524345 1000 1a40 " +
      "0a0d 776c616e303a6e616d653d7231 1209 6c696e757877696669 " +
      "1a24 35464533303842442d303030302d303030302d303030302d303031313232333334343535",
    {
      kind: "newSource",
      definition: "wlan0:name=r1",
      sourceType: "linuxwifi",
      uuid: "5FE308BD-0000-0000-0000-001122334455",
    },
  ),
  v2(0, `decafbad abcd0002 00000000 50494e47 ${"00".repeat(28)} 00000000`, { kind: "ping" }),
  v2(1, `decafbad abcd0002 00000002 504f4e47 ${"00".repeat(28)} 00000001 0800`, {
    kind: "pong",
    request: 0,
  }),
  v2(
    2,
    `decafbad abcd0002 00000008 4b445350524f4245534f55524345 ${"00".repeat(18)} 00000002 ` +
      "0a06742e70636170",
    { kind: "probeRequest", definition: "t.pcap" },
  ),
  v3("server", 7, "decafbad a9a90003 00000000 0002 0001 00000007", { kind: "ping" }),
  v3("tool", 7, "decafbad a9a90003 00000000 0003 0000 00000007", { kind: "pong", request: 7 }),
  v3("tool", 0, "decafbad a9a90003 00000000 0003 0000 00000000", { kind: "pong", request: 0 }),
  v3("server", 1, "decafbad a9a90003 00000009 000a 0001 00000001 8101a6742e70636170", {
    kind: "probeRequest",
    definition: "t.pcap",
  }),
  v3("tool", 1, "decafbad a9a90003 00000007 000b 0001 00000001 8303a001010280", {
    kind: "probeReport",
    request: 1,
    ok: true,
    message: "",
    interface: {},
  }),
  v3(
    "tool",
    1,
    framed(11, 1, 1, "8303a0 0101 0284 04a77473 74306d6f6e 03a26877 05a131 0692a131a136"),
    {
      kind: "probeReport",
      request: 1,
      ok: true,
      message: "",
      interface: {
        captureInterface: "tst0mon",
        hardware: "hw",
        channel: "1",
        channels: ["1", "6"],
      },
    },
  ),
  v3(
    "tool",
    1,
    framed(
      13,
      1,
      1,
      `89 09a0 0101 027f 0a${VERSION_HEX} 08${UUID_HEX} 03a7747374306d6f6e 07a26877 05a131 ` +
        "0492a131a136",
    ),
    {
      kind: "openReport",
      request: 1,
      ok: true,
      message: "",
      linkType: 127,
      version: VERSION_2025,
      uuid: "AAAAAAAA-0000-0000-0000-001122334455",
      captureInterface: "tst0mon",
      hardware: "hw",
      channel: "1",
      channels: ["1", "6"],
    },
  ),
  v3(
    "tool",
    2,
    framed(
      13,
      0,
      2,
      `84 09ac6e6f206465766963652078 79 0102 0200 0a${VERSION_HEX}`,
    ),
    {
      kind: "openReport",
      request: 2,
      ok: false,
      message: "no device xy",
      linkType: 0,
      version: VERSION_2025,
    },
  ),
  v3(
    "tool",
    9,
    framed(
      15,
      0,
      9,
      `83 0101 04${VERSION_HEX} 0291 83 01a474737430 02a8747970653d747374 03a26877`,
    ),
    {
      kind: "listReport",
      request: 1,
      ok: true,
      version: VERSION_2025,
      interfaces: [{ interface: "tst0", flags: "type=tst", hardware: "hw" }],
    },
  ),
  v3("server", 3, framed(17, 1, 3, "8101a136"), { kind: "configureRequest", channel: "6" }),
  v3("tool", 2, framed(18, 1, 2, "83 04a0 0102 02a136"), {
    kind: "configureReport",
    request: 2,
    ok: true,
    message: "",
    channel: "6",
  }),
  v3(
    "server",
    3,
    "decafbad a9a90003 00000016 0011 0001 00000003 8102 84 01ca40a00000 02c3 0400 " +
      "0593a131a136a23131",
    { kind: "configureRequest", hop: CLOSED_HOP },
  ),
  v3(
    "tool",
    3,
    framed(18, 1, 3, "82 0103 0386 0593a131a136a23131 01ca40a00000 02c3 0400 0301 0601"),
    {
      kind: "configureReport",
      request: 3,
      ok: true,
      hop: { ...CLOSED_HOP, shuffleSkip: 1, enabled: 1 },
    },
  ),
  v3("tool", 4, framed(18, 0, 4, "83 04a8626164206368616e 0104 02a136"), {
    kind: "configureReport",
    request: 4,
    ok: false,
    message: "bad chan",
    channel: "6",
  }),
  v3(
    "tool",
    2,
    "decafbad a9a90003 00000043 0013 0000 00000002 " +
      "83 01af742e706361703a6e616d653d72656d 02a87063617066696c65 " +
      "03d92434453144303743332d303030302d303030302d303030302d303030303037423930323436",
    {
      kind: "newSource",
      definition: "t.pcap:name=rem",
      sourceType: "pcapfile",
      uuid: "4E1D07C3-0000-0000-0000-000007B90246",
    },
  ),
  v3("server", 4, "decafbad a9a90003 00000006 0004 0001 00000004 8101a3627965", {
    kind: "shutdown",
    reason: "bye",
  }),
  v3(
    "tool",
    2,
    "decafbad a9a90003 00000011 0040 0000 00000002 8201a92f782f792e68746d6c02a3474554",
    {
      kind: "uriRegister",
      uri: "/x/y.html",
      method: "GET",
    },
  ),
  v3(
    "server",
    2,
    "decafbad a9a90003 00000019 0041 0001 00000002 " +
      "84 0100 02a92f782f792e68746d6c 03a3474554 0481a161a131",
    { kind: "httpRequest", id: 0, uri: "/x/y.html", method: "GET", variables: [["a", "1"]] },
  ),
  v3("tool", 3, "decafbad a9a90003 0000000d 0043 0000 00000003 84 0100 03c4026f6b 04ccc8 05c3", {
    kind: "httpResponse",
    id: 0,
    headers: [],
    content: fromHex("6f6b"),
    status: 200,
    close: true,
  }),
  v3("tool", 2, "decafbad a9a90003 00000005 0020 0000 00000002 810191a12a", {
    kind: "eventRegister",
    events: ["*"],
  }),
  v3(
    "tool",
    3,
    "decafbad a9a90003 00000013 0022 0000 00000003 8201a74d594556454e5402a77b2261223a317d",
    { kind: "eventPublish", topic: "MYEVENT", json: '{"a":1}' },
  ),
];

describe.each([0, 2, 3] as const)("framing %i", (version) => {
  const vectors = VECTORS.filter((one) => one.version === version).map((vector) => ({
    ...vector,
    name: `${vector.message.kind} ${vector.sequence}`,
  }));

  test.each(vectors)("Conversation reads $name", ({ hex, message }) => {
    const conversation = new Conversation("server");
    conversation.append(fromHex(hex));
    expect(conversation.next()).toBe("message");
    expect(conversation.message).toEqual(message);
    expect(conversation.version).toBe(version);
    expect(conversation.next()).toBe("more");
  });

  test.each(vectors)("encodeFrame() writes $name", ({ side, sequence, message, hex }) => {
    const frame = encodeFrame(side, version, sequence, message);
    expect(Buffer.from(frame!).toString("hex")).toBe(hex.replaceAll(" ", ""));
  });
});

describe("what differs between framings and releases", () => {
  const read = (hex: string) => {
    const conversation = new Conversation("server");
    conversation.append(fromHex(hex));
    const result = conversation.next();
    return result === "message" ? conversation.message : result;
  };

  test("an original probe report tells its request inside", () => {
    expect(read(
      "decafbad 810a0681 00000020 0a14 4b445350524f4245534f555243455245504f5254 1003 " +
        "1a06 0a0408011002",
    )).toEqual({ kind: "probeReport", request: 2, ok: true, interface: {} });
  });

  test("tools answer what they do not know with a failed probe report", () => {
    expect(read(framed(11, 0, 5, "82 03b3556e737570706f727465642072657175657374 0105")))
      .toEqual({
        kind: "probeReport",
        request: 5,
        ok: false,
        message: "Unsupported request",
        interface: {},
      });
  });

  test("the Bluetooth tool of 2020 has a report of its own", () => {
    const message: ExternalMessage = {
      kind: "bluetoothReport",
      address: "00:11:22:33:44:55",
      name: "clock",
      type: 0,
      timestampUs: 1_700_000_000_000_005,
    };
    const frame = encodeFrame("tool", 0, 4, message)!;
    expect(new TextDecoder().decode(frame)).toContain("LBTDATAREPORT");
    expect(read(Buffer.from(frame).toString("hex"))).toEqual(message);
    expect(encodeFrame("tool", 3, 4, message)).toBeUndefined();
  });

  test("an error and a shutdown need no text", () => {
    expect(read(framed(6, 1, 4, ""))).toEqual({ kind: "error", request: 4, ok: false });
    expect(read(framed(6, 1, 4, "8101a2686f"))).toEqual({
      kind: "error",
      request: 4,
      ok: false,
      message: "ho",
    });
    expect(read(framed(4, 0, 4, ""))).toEqual({ kind: "shutdown", reason: "" });
    expect(read(framed(4, 0, 4, "810107"))).toEqual({ kind: "shutdown", reason: "" });
    expect(read(framed(4, 0, 4, "8101a5"))).toEqual({ kind: "shutdown", reason: "" });
  });

  test("the token of 2025 is found under either key, and sent under both", () => {
    expect(read(framed(69, 1, 2, "8145a3616263"))).toEqual({ kind: "authToken", token: "abc" });
    expect(read(framed(69, 1, 2, "8101a3616263"))).toEqual({ kind: "authToken", token: "abc" });
    const sent = encodeFrame("server", 3, 2, { kind: "authToken", token: "abc" });
    expect(Buffer.from(sent!).toString("hex")).toBe(
      framed(69, 1, 2, "8201a361626345a3616263").replaceAll(" ", ""),
    );
  });

  test("names that only documents or one library use are understood", () => {
    const named = (name: string, payload = "") =>
      `decafbad abcd0002 ${(payload.length / 2).toString(16).padStart(8, "0")} ` +
      `${Buffer.from(name).toString("hex").padEnd(64, "0")} 00000002 ${payload}`;
    expect(read(named("HTTPREQUESTAUTH"))).toEqual({ kind: "authRequest" });
    expect(read(named("KDSERROR", "0a0408001003"))).toEqual({
      kind: "error",
      ok: false,
      request: 3,
    });
    expect(read(named("KDSSOMETHING"))).toBe("unknown");
  });

  test("payloads that lack what is required, or have another type, are refused", () => {
    for (
      const [type, payload] of [
        [10, ""],
        [10, "80"],
        [10, "810105"],
        [10, "8102a161"],
        [10, "8101c4026f6b"],
        [13, "8102ce00000001"],
        [13, "820101 02a161".replaceAll(" ", "")],
        [17, "8102"],
        [18, "820101 0381 01c3".replaceAll(" ", "")],
        [19, "8201a161 02a162".replaceAll(" ", "")],
        [67, "820100 03a26f6b".replaceAll(" ", "")],
        [32, "8101dd00100001"],
        [5, "82 01d0ff 02a161".replaceAll(" ", "")],
      ] as const
    ) expect(read(framed(type, 0, 1, payload)), `${type} ${payload}`).toBe("refused");
  });

  test("keys nobody knows are passed over, whatever is under them", () => {
    const pairs = "63 82 a161 94 c0 cb3ff0000000000000 d60000000000 c2 a162 c70301aabbcc";
    expect(read(framed(10, 1, 1, `82 ${pairs} 01a162`))).toEqual({
      kind: "probeRequest",
      definition: "b",
    });
  });

  test("nothing larger than the reference takes is sent in the third framing", () => {
    const event = (length: number): ExternalMessage => ({
      kind: "event",
      json: "x".repeat(length),
    });
    // 20 bytes of header, one of map, one of key, three of text.
    expect(encodeFrame("server", 3, 1, event(16_383 - 25))!.length).toBe(16_383);
    expect(encodeFrame("server", 3, 1, event(16_384 - 25))).toBeUndefined();
    expect(encodeFrame("server", 2, 1, event(100_000))!.length).toBeGreaterThan(100_000);
    expect(encodeFrame("server", 3, 1, { kind: "closeSource" })).toBeUndefined();
  });
});
