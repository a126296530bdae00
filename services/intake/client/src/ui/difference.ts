/** What changes between two wordings, character by character. */

const LONGEST = 1_000_000;

/** A piece that stays, goes or comes. */
export interface Piece {
  kind: "same" | "del" | "ins";
  text: string;
}

/** The pieces in order. */
export function difference(before: string, after: string): Piece[] {
  const [one, other] = [[...before], [...after]];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) {
    start++;
  }
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) {
    end++;
  }
  const pieces: Piece[] = [];
  add(pieces, "same", one.slice(0, start).join(""));
  between(one.slice(start, one.length - end), other.slice(start, other.length - end), pieces);
  add(pieces, "same", one.slice(one.length - end).join(""));
  return pieces;
}

function add(pieces: Piece[], kind: Piece["kind"], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === kind) {
    last.text += text;
  } else if (text !== "") {
    pieces.push({ kind, text });
  }
}

function between(before: string[], after: string[], pieces: Piece[]): void {
  if (before.length * after.length > LONGEST) {
    add(pieces, "del", before.join(""));
    add(pieces, "ins", after.join(""));
    return;
  }
  const common = lengths(before, after);
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      add(pieces, "same", before[i]!);
      [i, j] = [i + 1, j + 1];
    } else if (j === after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      add(pieces, "del", before[i++]!);
    } else {
      add(pieces, "ins", after[j++]!);
    }
  }
}

function lengths(before: string[], after: string[]): Uint16Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      rows[i]![j] = before[i] === after[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
    }
  }
  return rows;
}
