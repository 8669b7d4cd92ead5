import { expect, test } from "vitest";
import { formatCsvLine } from "../../cli/csv.ts";

test("formatCsvLine() quotes what needs it and writes records as JSON", () => {
  expect(formatCsvLine(["a", 'say "hi"', "x,y", "two\nlines", -61, 0, true, null, { a: [1] }]))
    .toBe('a,"say ""hi""","x,y","two\nlines",-61,0,true,,"{""a"":[1]}"\r\n');
  expect(formatCsvLine([" padded "])).toBe('" padded "\r\n');
});

test("formatCsvLine() keeps a spreadsheet from calculating a network's name", () => {
  expect(formatCsvLine(['=HYPERLINK("x")', "+1", "-1+1", "@SUM(A1)", "\tx"])).toBe(
    '"\'=HYPERLINK(""x"")",\'+1,\'-1+1,\'@SUM(A1),\'\tx\r\n',
  );
});
