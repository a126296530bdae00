/** A QR code of a short text (ISO/IEC 18004): byte mode, error correction M, versions 1 to 10. */
import { utf8 } from "../bytes.ts";

/** By version: all code words, correction words of a block, blocks (level M). */
const SIZES = [
  [26, 10, 1], [44, 16, 1], [70, 26, 1], [100, 18, 2], [134, 24, 2], [172, 16, 4], [196, 18, 4], [242, 22, 4], [292, 22, 5], [346, 26, 5],
] as const;
const PLACES = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const FORMAT = [0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0]; // level M, masks 0 to 7
const MASKS: ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0, (r) => r % 2 === 0, (_, c) => c % 3 === 0, (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0, (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0, (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];
const LONG_FROM = 10; // from this version on the length takes two bytes

/** Rows of modules, true is dark. */
export type Matrix = boolean[][];

/** Encode a text; raises an error for what is longer than 213 bytes. */
export function encode(text: string): Matrix {
  const bytes = utf8(text);
  const at = SIZES.findIndex(([all, ecc, blocks], index) => bytes.length + (index + 1 < LONG_FROM ? 2 : 3) <= all - ecc * blocks);
  if (at < 0) {
    throw new Error("too long for this code");
  }
  const words = interleave(wordsOf(bytes, at), at);
  const candidates = MASKS.map((mask, number) => draw(words, at, mask, FORMAT[number] as number));
  return candidates.reduce((best, each) => (penalty(each) < penalty(best) ? each : best));
}

/** Mode, length, bytes, padding. */
function wordsOf(bytes: Uint8Array, at: number): number[] {
  const [all, ecc, blocks] = SIZES[at]!;
  const length = at + 1 < LONG_FROM ? [bytes.length] : [bytes.length >> 8, bytes.length & 0xff];
  const nibbles = [4, ...[...length, ...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const words = Array.from({ length: nibbles.length / 2 }, (_, n) => (nibbles[2 * n]! << 4) | nibbles[2 * n + 1]!);
  for (let pad = 0; words.length < all - ecc * blocks; pad++) {
    words.push(pad % 2 ? 0x11 : 0xec);
  }
  return words;
}

/** Divide into blocks, append each block's correction, take the words in turn. */
function interleave(words: number[], at: number): number[] {
  const [all, ecc, count] = SIZES[at]!;
  const short = Math.floor(all / count) - ecc;
  const longFrom = count - (all % count);
  const blocks = Array.from({ length: count }, (_, n) => {
    const start = n * short + Math.max(0, n - longFrom);
    return words.slice(start, start + short + (n >= longFrom ? 1 : 0));
  });
  const take = (from: number[][], most: number): number[] =>
    Array.from({ length: most }, (_, n) => from.flatMap((each) => (n < each.length ? [each[n]!] : []))).flat();
  return [...take(blocks, short + 1), ...take(blocks.map((each) => correction(each, ecc)), ecc)];
}

/** Reed-Solomon over GF(256) with 0x11d. */
function correction(words: number[], count: number): number[] {
  let generator = [1];
  for (let n = 0, root = 1; n < count; n++, root = times(root, 2)) {
    const next = [...generator, 0];
    generator.forEach((value, k) => (next[k + 1]! ^= times(value, root)));
    generator = next;
  }
  const rest = [...words, ...Array<number>(count).fill(0)];
  words.forEach((_, n) => {
    const lead = rest[n]!;
    generator.forEach((value, k) => (rest[n + k]! ^= times(value, lead)));
  });
  return rest.slice(words.length);
}

function times(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((other >> bit) & 1) * one);
  }
  return product;
}

function draw(words: number[], at: number, mask: (row: number, column: number) => boolean, format: number): Matrix {
  const size = 21 + 4 * at;
  const fixed: (boolean | undefined)[][] = Array.from({ length: size }, () => Array<boolean | undefined>(size).fill(undefined));
  drawFixed(fixed, at, format);
  const modules = fixed.map((row) => row.map((each) => each ?? false));
  let bit = 0;
  for (const [row, column] of path(size)) {
    if (fixed[row]![column] === undefined) {
      const word = words[bit >> 3] ?? 0;
      modules[row]![column] = (((word >> (7 - (bit & 7))) & 1) === 1) !== mask(row, column);
      bit++;
    }
  }
  return modules;
}

/** Two columns at a time from the right, up and down in turn, past the timing column. */
function* path(size: number): Generator<[number, number]> {
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    right -= right === 6 ? 1 : 0;
    for (let n = 0; n < size; n++) {
      const row = up ? size - 1 - n : n;
      yield [row, right];
      yield [row, right - 1];
    }
  }
}

function drawFixed(grid: (boolean | undefined)[][], at: number, format: number): void {
  const size = grid.length;
  const set = (row: number, column: number, dark: boolean): void => {
    if (row >= 0 && column >= 0 && row < size && column < size) {
      grid[row]![column] = dark;
    }
  };
  const ring = (row: number, column: number, reach: number, light: number[]): void => {
    for (let dr = -reach; dr <= reach; dr++) {
      for (let dc = -reach; dc <= reach; dc++) {
        set(row + dr, column + dc, !light.includes(Math.max(Math.abs(dr), Math.abs(dc))));
      }
    }
  };
  for (let n = 8; n < size - 8; n++) {
    set(6, n, n % 2 === 0);
    set(n, 6, n % 2 === 0);
  }
  [[3, 3], [3, size - 4], [size - 4, 3]].forEach(([row, column]) => ring(row!, column!, 4, [2, 4]));
  const last = PLACES[at]!.at(-1);
  for (const row of PLACES[at]!) {
    for (const column of PLACES[at]!) {
      const isCorner = (row === 6 && (column === 6 || column === last)) || (row === last && column === 6);
      if (!isCorner) {
        ring(row, column, 2, [1]);
      }
    }
  }
  drawFormat(set, size, format);
  drawVersion(set, size, at + 1);
}

type Set = (row: number, column: number, dark: boolean) => void;

function drawFormat(set: Set, size: number, format: number): void {
  for (let n = 0; n < 15; n++) {
    const dark = ((format >> n) & 1) === 1;
    set(n < 6 ? n : n < 8 ? n + 1 : size - 15 + n, 8, dark);
    set(8, n < 8 ? size - 1 - n : n === 8 ? 7 : 14 - n, dark);
  }
  set(size - 8, 8, true);
}

function drawVersion(set: Set, size: number, version: number): void {
  if (version < 7) {
    return;
  }
  let rest = version;
  for (let n = 0; n < 12; n++) {
    rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  }
  const bits = (version << 12) | rest;
  for (let n = 0; n < 18; n++) {
    const dark = ((bits >> n) & 1) === 1;
    set(Math.floor(n / 3), size - 11 + (n % 3), dark);
    set(size - 11 + (n % 3), Math.floor(n / 3), dark);
  }
}

/** How hard a code is to read: long runs, squares of one colour, an uneven share of dark. */
function penalty(grid: Matrix): number {
  const columns = grid.map((_, n) => grid.map((row) => row[n]!));
  const runs = [...grid, ...columns].map((line) => line.map((dark) => (dark ? "1" : "0")).join(""));
  const long = runs.flatMap((line) => line.match(/1{5,}|0{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const alike = runs.flatMap((line) => line.match(/(?=10111010000|00001011101)/g) ?? []).length * 40;
  const squares = grid.slice(1).map((row, r) => row.slice(1).filter((dark, c) =>
    dark === row[c] && dark === grid[r]![c] && dark === grid[r]![c + 1]).length).reduce((sum, n) => sum + n, 0) * 3;
  const share = grid.flat().filter(Boolean).length / grid.length ** 2;
  return long + alike + squares + Math.floor(Math.abs(share - 0.5) * 20) * 10;
}
