"""Two texts word by word: numbers, references and Latin words are whole, and no confetti of characters is left."""
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from services.review.domain.numerals import NUMERAL

WORD = re.compile(rf"第\s*{NUMERAL}\s*[编章节条款项目](?:之{NUMERAL})?|百分之{NUMERAL}"
                  rf"|{NUMERAL}(?:[.．]\d+)?[个]?(?:工作日|小时|分钟|平方米|公里|[万亿日天月年元倍次人米周度])*"
                  r"|[A-Za-z]+|\s+|.", re.DOTALL)
STOPS = "，。；：！？\n"
MANY = 300_000  # so many meetings of equal words are compared in about a second; what has more is replaced whole
TABLE = 40
ISLAND, SHARE = 1, 4
NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Piece:
    """A run of characters that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Run:
    """Characters *start* to *end* of the old text against those of the new one; ``same``: they say the same."""

    same: bool
    start: int
    end: int
    new_start: int
    new_end: int


def differences(old: str, new: str) -> list[Piece]:
    """What stayed, went and came. The kept and removed pieces make up *old*, the kept and added ones *new*."""
    found: list[Piece] = []
    for run in align(old, new):
        if run.same:
            found.append(Piece("same", old[run.start:run.end]))
        else:
            found += [Piece("removed", old[run.start:run.end])] if run.end > run.start else []
            found += [Piece("added", new[run.new_start:run.new_end])] if run.new_end > run.new_start else []
    return found


def align(old: str, new: str, renamed: Mapping[str, str] = NO_NAMES) -> list[Run]:
    """The runs that two texts are made of. A reference in the old text that *renamed* gives another number counts as
    the same as that number, so that mere renumbering is no change."""
    here, there = words_of(old), words_of(new)
    called = [word if here[max(at - 1, 0)] == "》" else renamed.get(bare(word), word) for at, word in enumerate(here)]
    starts, new_starts = _starts(here), _starts(there)
    runs = [Run(same, starts[one], starts[two], new_starts[three], new_starts[four])
            for same, (one, two, three, four) in _blocks(called, there)]
    return _joined(_without_islands(runs, old))


def moved_to(old: str, new: str, run: Run, at: int) -> int:
    """Where the character *at* of the old text stands in the new one; *run* says the same and holds it."""
    start, new_start = run.start, run.new_start
    for word, new_word in zip(words_of(old[run.start:run.end]), words_of(new[run.new_start:run.new_end]), strict=True):
        if at < start + len(word):
            return new_start + min(at - start, len(new_word) - 1)
        start, new_start = start + len(word), new_start + len(new_word)
    return new_start


def words_of(text: str) -> list[str]:
    """The words a comparison takes as one."""
    return WORD.findall(text)


def bare(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s+", "", text)


def _starts(words: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, words))]


Extent = tuple[int, int, int, int]
Block = tuple[bool, Extent]


def _blocks(here: Sequence[str], there: Sequence[str]) -> Iterator[Block]:
    """First line by line, then clause by clause, then word by word inside what differs: long texts stay quick."""
    for same, extent in _compared(here, there, (0, len(here), 0, len(there)), "\n"):
        for part in [extent] if same else _in_rows(here, there, *extent):
            for alike, clause in [(True, part)] if same else _compared(here, there, part, STOPS):
                yield from [(True, clause)] if alike else _compared(here, there, clause, "")


def _compared(here: Sequence[str], there: Sequence[str], extent: Extent, stops: str) -> Iterator[Block]:
    """What stayed and what did not of two runs of words, cut after each of *stops* (without any: word by word)."""
    one, two, three, four = extent
    cuts, new_cuts = _cuts(here, one, two, stops), _cuts(there, three, four, stops)
    units = ["".join(here[start:end]) for start, end in pairwise(cuts)]
    new_units = ["".join(there[start:end]) for start, end in pairwise(new_cuts)]
    if _meetings(units, new_units) > MANY:
        yield False, extent
        return
    for tag, low, high, new_low, new_high in SequenceMatcher(None, units, new_units, autojunk=False).get_opcodes():
        yield tag == "equal", (cuts[low], cuts[high], new_cuts[new_low], new_cuts[new_high])


def _meetings(units: Sequence[str], new_units: Sequence[str]) -> int:
    """How often a unit here is one there: what a comparison costs."""
    there = Counter(new_units)
    return sum(there[unit] for unit in units)


def _in_rows(here: Sequence[str], there: Sequence[str], one: int, two: int, three: int, four: int) -> Iterator[Extent]:
    """A long table with changes in each line is compared line by line; anything else as a whole."""
    cuts, new_cuts = _cuts(here, one, two, "\n"), _cuts(there, three, four, "\n")
    if len(cuts) == len(new_cuts) > TABLE:
        yield from ((*old, *new) for old, new in zip(pairwise(cuts), pairwise(new_cuts), strict=True))
    else:
        yield one, two, three, four


def _cuts(words: Sequence[str], start: int, end: int, stops: str) -> list[int]:
    """Where a run of words is cut, its start and end among them."""
    if not stops:
        return list(range(start, end + 1))
    cuts = [at + 1 for at in range(start, end) if words[at] in stops or "\n" in words[at]]
    return [start, *cuts] if cuts and cuts[-1] == end else [start, *cuts, end] if end > start else [start]


def _without_islands(runs: Sequence[Run], old: str) -> Iterator[Run]:
    """A single character left between two changes says nothing: they count as changed with them."""
    for at, run in enumerate(runs):
        inside = 0 < at < len(runs) - 1 and not runs[at - 1].same and not runs[at + 1].same
        if run.same and inside and _is_island(run, runs[at - 1], runs[at + 1], old):
            yield Run(False, run.start, run.end, run.new_start, run.new_end)
        else:
            yield run


def _is_island(run: Run, before: Run, after: Run, old: str) -> bool:
    size = run.end - run.start
    return size <= ISLAND or (size * SHARE <= min(_size(before), _size(after)) and not set(old[run.start:run.end])
                              & set(STOPS))


def _size(run: Run) -> int:
    return max(run.end - run.start, run.new_end - run.new_start)


def _joined(runs: Iterator[Run]) -> list[Run]:
    """Neighbours of one kind as one run."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].same == run.same:
            last = found.pop()
            run = Run(run.same, last.start, run.end, last.new_start, run.new_end)
        found.append(run)
    return [run for run in found if run.end > run.start or run.new_end > run.new_start]
