import { describe, expect, test } from "vitest";
import { formatTextTable, type TextColumn } from "../../cli/text-table.ts";
import { cutText, fitText, textWidth } from "../../cli/text-width.ts";

describe("textWidth()", () => {
  test("counts wide characters as two columns and combining ones as none", () => {
    expect(textWidth("abc")).toBe(3);
    expect(textWidth("日本")).toBe(4);
    expect(textWidth("e\u0301")).toBe(1);
    expect(textWidth("é")).toBe(1);
    expect(textWidth("😀")).toBe(2);
    expect(textWidth("\u200b")).toBe(0);
    expect(textWidth("한글")).toBe(4);
  });
});

test("cutText() never splits a character and never exceeds the width", () => {
  expect(cutText("network", 7)).toBe("network");
  expect(cutText("network", 4)).toBe("net…");
  expect(cutText("日本語", 4)).toBe("日…");
  expect(cutText("x", 0)).toBe("");
  expect(textWidth(cutText("日本語日本語", 6))).toBeLessThanOrEqual(6);
});

test("fitText() pads to the width on either side", () => {
  expect(fitText("ab", 4, "left")).toBe("ab  ");
  expect(fitText("ab", 4, "right")).toBe("  ab");
  expect(fitText("日", 4, "left")).toBe("日  ");
});

describe("formatTextTable()", () => {
  const columns: TextColumn[] = [
    { title: "Name", align: "left", least: 6, most: 30, rank: 0 },
    { title: "Maker", align: "left", least: 5, most: 20, rank: 2 },
    { title: "Packets", align: "right", least: 7, most: 10, rank: 1 },
  ];
  const rows = [
    ["a short one", "Espressif Systems", "12"],
    ["a network with a long name", "x", "123456"],
  ];

  test("is as wide as its texts when there is room", () => {
    expect(formatTextTable(columns, rows, 100)).toEqual([
      "Name                        Maker              Packets",
      "a short one                 Espressif Systems       12",
      "a network with a long name  x                   123456",
    ]);
  });

  test("narrows the widest column first", () => {
    expect(formatTextTable(columns, rows, 40)).toEqual([
      "Name            Maker            Packets",
      "a short one     Espressif Syst…       12",
      "a network wit…  x                 123456",
    ]);
    for (let width = 14; width < 70; width++) {
      for (const line of formatTextTable(columns, rows, width)) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test("leaves out the least important column when the others cannot be narrower", () => {
    expect(formatTextTable(columns, rows, 18)[0]).toBe("Name       Packets");
    expect(formatTextTable(columns, rows, 10)[0]).toBe("Name");
  });
});
