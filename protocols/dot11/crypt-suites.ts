// Suite selectors of RSN and WPA elements to bits of the crypt set (spec dot11 4.6).

/** Bits by suite type: low and high half at 2n and 2n + 1. Types beyond a table give nothing. */
type SuiteTable = Int32Array;

function suites(rows: Readonly<Record<number, readonly number[]>>, always: readonly number[] = []) {
  const table = new Int32Array(2 * 256);
  const put = (type: number, bit: number) => {
    if (bit < 32) table[2 * type]! |= 1 << bit;
    else table[2 * type + 1]! |= 1 << (bit - 32);
  };
  for (let type = 0; type < 256; type++) for (const bit of always) put(type, bit);
  for (const [type, bits] of Object.entries(rows)) {
    for (const bit of bits) put(Number(type), bit);
  }
  return table;
}

export const RSN_GROUP: SuiteTable = suites({
  1: [0, 7],
  2: [1, 9],
  3: [1, 18],
  4: [1, 10],
  5: [0, 8],
  6: [1, 11],
  8: [1, 12],
  9: [1, 13],
  10: [1, 14],
  11: [1, 15],
  12: [1, 16],
  13: [1, 17],
});

export const RSN_PAIRWISE: SuiteTable = suites({
  1: [0, 23],
  2: [1, 25],
  3: [3, 34],
  4: [3, 26],
  5: [0, 24],
  6: [4, 27],
  8: [3, 28],
  9: [3, 29],
  10: [3, 30],
  11: [4, 31],
  12: [4, 32],
  13: [4, 33],
});

export const RSN_AKM: SuiteTable = suites({
  1: [37],
  2: [38],
  3: [39],
  4: [40],
  5: [41],
  6: [42],
  7: [43],
  8: [4, 44],
  9: [4, 45],
  10: [4, 46],
  11: [4, 47],
  12: [4, 48],
  13: [4, 49],
  14: [4, 50],
  15: [4, 51],
  16: [4, 52],
  17: [4, 53],
  18: [4, 54],
  19: [4, 55],
  20: [4, 56],
}, [1]);

export const WPA_GROUP: SuiteTable = suites({
  1: [0, 7],
  2: [1, 9],
  3: [1, 18],
  4: [1, 10],
  5: [0, 8],
  6: [1, 11],
});

export const WPA_PAIRWISE: SuiteTable = suites({
  1: [0, 23],
  2: [1, 25],
  3: [1, 34],
  4: [1, 26],
  5: [0, 24],
  6: [1, 27],
});

export const WPA_AKM: SuiteTable = suites({
  1: [37],
  2: [38],
  3: [39],
  4: [40],
  5: [41],
  6: [42],
  7: [43],
}, [1]);

export const WPA_VERSION: SuiteTable = suites({ 1: [2], 2: [3], 3: [4] });
