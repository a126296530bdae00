// Two wordings word by word, as domain/versions/differences.py shows them: numbers, references and Latin words are
// whole, the rest is cut into words where the browser can, and no single character is left between two changes.

const NUMERAL = "[零〇○一二两三四五六七八九十百千\\d０-９]+";
const WHOLE = new RegExp(`第\\s*${NUMERAL}\\s*[编章节条款项目](?:之${NUMERAL})?|百分之${NUMERAL}`
  + `|${NUMERAL}(?:[.．]\\d+)?[个]?(?:工作日|小时|分钟|平方米|公里|[万亿日天月年元倍次人米周度])*|[A-Za-z]+|\\s+`, "gu");
const STOPS = /[，。；：！？\n]/u;
const MANY = 1_000_000; // cells of the table; what needs more is replaced whole
const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }) : null;

/** What stayed ("same"), went ("removed") and came ("added"), in order. */
export function differences(before, after) {
  const pieces = [];
  for (const run of joined(withoutIslands(joined(aligned(wordsOf(before), wordsOf(after)))))) {
    if (run.same) pieces.push({ kind: "same", text: run.before });
    else {
      if (run.before) pieces.push({ kind: "removed", text: run.before });
      if (run.after) pieces.push({ kind: "added", text: run.after });
    }
  }
  return pieces;
}

/** The words that a comparison takes as one; together they are the text. */
export function wordsOf(text) {
  const words = [];
  let at = 0;
  for (const found of text.matchAll(WHOLE)) {
    words.push(...cut(text.slice(at, found.index)), found[0]);
    at = found.index + found[0].length;
  }
  return [...words, ...cut(text.slice(at))];
}

function cut(text) {
  return segmenter ? Array.from(segmenter.segment(text), (each) => each.segment) : [...text];
}

/** Runs of words that are the same in both, or are not: what both begin and end with first, then the longest rest. */
function aligned(one, two) {
  let [start, end] = [0, 0];
  while (start < Math.min(one.length, two.length) && one[start] === two[start]) start++;
  while (end < Math.min(one.length, two.length) - start && one.at(-1 - end) === two.at(-1 - end)) end++;
  const head = one.slice(0, start).map(kept);
  const tail = one.slice(one.length - end).map(kept);
  return [...head, ...between(one.slice(start, one.length - end), two.slice(start, two.length - end)), ...tail];
}

const kept = (word) => ({ same: true, before: word, after: word });

function between(one, two) {
  if (one.length * two.length > MANY) return [{ same: false, before: one.join(""), after: two.join("") }];
  const common = lengths(one, two);
  const runs = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < two.length) {
    if (i < one.length && j < two.length && one[i] === two[j]) {
      runs.push(kept(one[i]));
      [i, j] = [i + 1, j + 1];
    } else if (j === two.length || (i < one.length && common[i + 1][j] >= common[i][j + 1])) {
      runs.push({ same: false, before: one[i++], after: "" });
    } else {
      runs.push({ same: false, before: "", after: two[j++] });
    }
  }
  return runs;
}

function lengths(one, two) {
  const rows = Array.from({ length: one.length + 1 }, () => new Uint16Array(two.length + 1));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = two.length - 1; j >= 0; j--) {
      rows[i][j] = one[i] === two[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
  }
  return rows;
}

/** A few characters left between two changes say nothing: they count as changed with them. */
function withoutIslands(runs) {
  return runs.map((run, at) => {
    const inside = run.same && at > 0 && at < runs.length - 1;
    return inside && isIsland(run.before, size(runs[at - 1]), size(runs[at + 1])) ? { ...run, same: false } : run;
  });
}

const size = (run) => Math.max(run.before.length, run.after.length);
const isIsland = (text, before, after) => text.length <= 1
  || (text.length * 4 <= Math.min(before, after) && !STOPS.test(text));

function joined(runs) {
  const found = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (last?.same === run.same) {
      last.before += run.before;
      last.after += run.after;
    } else found.push({ ...run });
  }
  return found;
}
