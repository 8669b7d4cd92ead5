// From what a client asks to a whole tuning (spec rest-api 5.11).
import { describe, expect, test } from "vitest";
import { tuningOf } from "../../../actors/datasource/tuning.ts";
import { testSource } from "../../suites/web-fixture.ts";

describe("tuningOf()", () => {
  test("a channel ends hopping, and what is left out stays for the next hop", () => {
    const record = testSource();
    record.hopChannels = ["1", "6"];
    record.hopRate = 3;
    expect(tuningOf(record, { channel: "11" }, 5)).toEqual({
      hopping: false,
      channel: "11",
      hopChannels: ["1", "6"],
      hopRate: 3,
      hopShuffle: false,
      hopOffset: 0,
    });
  });

  test("hopping goes over the given channels, else the last list, else all it has", () => {
    const record = testSource();
    record.channels = ["1", "6", "11"];
    expect(tuningOf(record, {}, 5)).toMatchObject({ hopChannels: ["1", "6", "11"], hopRate: 5 });
    record.hopChannels = ["6"];
    expect(tuningOf(record, { rate: 2 }, 5)).toMatchObject({ hopChannels: ["6"], hopRate: 2 });
    expect(tuningOf(record, { channels: ["1"], shuffle: true }, 5)).toEqual({
      hopping: true,
      channel: "",
      hopChannels: ["1"],
      hopRate: 5,
      hopShuffle: true,
      hopOffset: 0,
    });
  });

  test.each([
    [{}, "it knows of no channels to hop over"],
    [{ channels: [] }, "it knows of no channels to hop over"],
    [{ channel: "" }, '"" is no channel'],
    [{ channel: "6\u001b[2J" }, "is no channel"],
    [{ channels: ["1", "x".repeat(65)] }, "is no channel"],
    [{ channels: ["1"], rate: 0 }, "0 hops a second"],
    [{ channels: ["1"], rate: 1e9 }, "hops a second"],
    [{ channels: Array.from({ length: 1025 }, () => "1") }, "at most 1024 channels"],
  ])("%j is refused", (request, sentence) => {
    expect(() => tuningOf(testSource(), request, 5)).toThrow(sentence);
  });
});
