import { expect, test } from "vitest";
import { editDistance, nearestWord } from "../../../protocols/config/nearest-word.ts";

test("editDistance() counts inserted, left out, changed and swapped letters", () => {
  expect(editDistance("port", "port")).toBe(0);
  expect(editDistance("port", "prot")).toBe(1);
  expect(editDistance("port", "ports")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("kitten", "sitting")).toBe(3);
});

test("nearestWord() finds a slip and leaves other words alone", () => {
  const words = ["httpd_port", "httpd_home", "source"];
  expect(nearestWord("httpd_prot", words)).toBe("httpd_port");
  expect(nearestWord("sorce", words)).toBe("source");
  expect(nearestWord("gps", words)).toBeUndefined();
  expect(nearestWord("", words)).toBeUndefined();
  expect(nearestWord("x".repeat(1000), words)).toBeUndefined();
});
