/** QR codes (ISO/IEC 18004) of short addresses: bytes, error correction M, versions 2 to 10, the best mask. */
import { utf8 } from "../bytes.ts";

/** Error-correction bytes per block, and how many blocks, by version from 1, at level M. */
const EC_BYTES = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const LEVEL_M = 0;
const MASKS: ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2, (_x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

type Grid = (boolean | null)[][]; // null: not drawn yet

/** The dark squares of a QR code, row by row. Raises an error where the text is too long. */
export function qrOf(text: string): boolean[][] {
  const bytes = utf8(text);
  const version = EC_BYTES.findIndex((_, at) => bytes.length + (at > 8 ? 3 : 2) <= dataBytes(at + 1)) + 1;
  if (version === 0) {
    throw new Error("too long for a QR code");
  }
  const bits = interleaved(packed(bytes, version), version);
  const drawn = MASKS.map((_, mask) => draw(version, bits, mask));
  return drawn.reduce((best, each) => (penalty(each) < penalty(best) ? each : best));
}

const sizeOf = (version: number): number => 17 + 4 * version;

function alignmentsOf(version: number): number[] {
  if (version === 1) {
    return [];
  }
  const last = sizeOf(version) - 7;
  return version < 7 ? [6, last] : [6, 6 + (last - 6) / 2, last];
}

/** How many bytes a version holds in all. */
function allBytes(version: number): number {
  const marks = alignmentsOf(version).length;
  const fixed = marks ? (25 * marks - 10) * marks - 55 : 0;
  return Math.floor(((16 * version + 128) * version + 64 - fixed - (version >= 7 ? 36 : 0)) / 8);
}

const dataBytes = (version: number): number => allBytes(version) - EC_BYTES[version - 1]! * BLOCKS[version - 1]!;

/** Mode, length, the bytes, and padding. */
function packed(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let at = length - 1; at >= 0; at--) {
      bits.push((value >> at) & 1);
    }
  };
  push(4, 4);
  push(bytes.length, version > 9 ? 16 : 8);
  bytes.forEach((each) => push(each, 8));
  const room = dataBytes(version) * 8;
  push(0, Math.min(4, room - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) {
    push(pad, 8);
  }
  return Array.from({ length: room / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
}

/** Split into blocks, add their error correction, and weave them into one row of bits. */
function interleaved(data: number[], version: number): number[] {
  const [count, length] = [BLOCKS[version - 1]!, EC_BYTES[version - 1]!];
  const short = Math.floor(data.length / count);
  const longer = count - (data.length % count); // blocks from this one on have a byte more
  const divisor = generator(length);
  let at = 0;
  const blocks = Array.from({ length: count }, (_, block) => data.slice(at, (at += short + (block >= longer ? 1 : 0))));
  const checks = blocks.map((block) => remainder(block, divisor));
  const woven = (parts: number[][]): number[] =>
    Array.from({ length: Math.max(...parts.map((each) => each.length)) }, (_, i) => parts.map((each) => each[i]))
      .flat().filter((each) => each !== undefined);
  return [...woven(blocks), ...woven(checks)].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1));
}

function times(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

function generator(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1];
  for (let step = 0, root = 1; step < degree; step++, root = times(root, 2)) {
    for (let at = 0; at < degree; at++) {
      result[at] = times(result[at]!, root) ^ (result[at + 1] ?? 0);
    }
  }
  return result;
}

function remainder(data: number[], divisor: number[]): number[] {
  const result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ result.shift()!;
    result.push(0);
    divisor.forEach((each, at) => (result[at] = result[at]! ^ times(each, factor)));
  }
  return result;
}

/** Draw everything with one mask. */
function draw(version: number, bits: number[], mask: number): boolean[][] {
  const size = sizeOf(version);
  const grid: Grid = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null));
  drawFixed(grid, version, mask);
  let at = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    right = right === 6 ? 5 : right;
    for (let step = 0; step < size; step++) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y]![x] === null) {
          grid[y]![x] = ((bits[at++] ?? 0) === 1) !== (MASKS[mask]!(x, y) === 0);
        }
      }
    }
  }
  return grid as boolean[][];
}

/** What does not depend on the text: finders, timing, alignment, format and version. */
function drawFixed(grid: Grid, version: number, mask: number): void {
  const size = grid.length;
  const put = (x: number, y: number, dark: boolean): void => {
    if (x >= 0 && y >= 0 && x < size && y < size) {
      grid[y]![x] = dark;
    }
  };
  const square = (cx: number, cy: number, reach: number, light: number[]): void => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        put(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  for (let at = 0; at < size; at++) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) {
    square(x, y, 4, [2, 4]);
  }
  const marks = alignmentsOf(version);
  marks.forEach((x, i) => marks.forEach((y, j) => {
    const isCorner = (i === 0 && j === 0) || (i === 0 && j === marks.length - 1) || (i === marks.length - 1 && j === 0);
    if (!isCorner) {
      square(x, y, 2, [1]);
    }
  }));
  drawFormat(put, size, mask);
  drawVersion(put, size, version);
}

function drawFormat(put: (x: number, y: number, dark: boolean) => void, size: number, mask: number): void {
  const data = (LEVEL_M << 3) | mask;
  const bits = ((data << 10) | checked(data, 10, 0x537)) ^ 0x5412;
  const bit = (at: number): boolean => ((bits >> at) & 1) === 1;
  for (let at = 0; at < 15; at++) {
    put(8, at < 6 ? at : at < 8 ? at + 1 : size - 15 + at, bit(at));
    put(at < 8 ? size - 1 - at : at < 9 ? 7 : 14 - at, 8, bit(at));
  }
  put(8, size - 8, true);
}

function drawVersion(put: (x: number, y: number, dark: boolean) => void, size: number, version: number): void {
  const bits = (version << 12) | checked(version, 12, 0x1f25);
  for (let at = 0; version >= 7 && at < 18; at++) {
    const [a, b] = [size - 11 + (at % 3), Math.floor(at / 3)];
    put(a, b, ((bits >> at) & 1) === 1);
    put(b, a, ((bits >> at) & 1) === 1);
  }
}

function checked(data: number, length: number, polynomial: number): number {
  let rest = data;
  for (let step = 0; step < length; step++) {
    rest = (rest << 1) ^ ((rest >> (length - 1)) * polynomial);
  }
  return rest;
}

/** How hard a code is to read: long runs and blocks of one colour, and too much of it. */
function penalty(grid: boolean[][]): number {
  const lines = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]!))].map((line) => line.map(Number).join(""));
  const runs = lines.reduce((sum, line) => sum + (line.match(/0{5,}|1{5,}/g) ?? []).reduce((all, run) => all + run.length - 2, 0), 0);
  const finders = lines.reduce((sum, line) => sum + 40 * (line.match(/(?=10111010000|00001011101)/g) ?? []).length, 0);
  let blocks = 0;
  for (let y = 1; y < grid.length; y++) {
    for (let x = 1; x < grid.length; x++) {
      const same = grid[y]![x] === grid[y - 1]![x] && grid[y]![x] === grid[y]![x - 1] && grid[y]![x] === grid[y - 1]![x - 1];
      blocks += same ? 3 : 0;
    }
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return runs + finders + blocks + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}
