"""Which article became which: what is the same first, then what is alike, and order where two look the same.

Whatever stays open is left open: a person is asked rather than told something that may be wrong.
"""
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from services.review.domain.versions.differences import bare
from services.review.domain.versions.likeness import Likeness
from services.review.domain.versions.tree import Node, agrees, name_of, translated

LEAST_WORDS = 8  # a shorter text is nobody's own: "（删去）"
HELD, WHOLE, GAIN = 0.85, 0.7, 0.15
SURE, LIKE, FAR, ALONE, MARGIN, VERBATIM = 0.6, 0.45, 0.75, 0.3, 0.15, 0.9
Window = tuple[int, int]


class Pairing:
    """Old and new articles by their place in the order; ``to`` says where each old one's words are now."""

    def __init__(self, old: Sequence[Node], new: Sequence[Node]) -> None:
        self.old, self.new = old, new
        self.keys, self.new_keys = [each.key for each in old], [each.key for each in new]
        self.to: dict[int, list[int]] = {}
        self.source: dict[int, list[int]] = defaultdict(list)
        self.alike = Likeness(self.keys, self.new_keys)
        self.doubtful: set[int] = set()
        self.far: set[int] = set()

    def run(self) -> None:
        """Pair all that can be paired for certain."""
        self.pair_identical()
        self.pair_twins()
        self.pair_parts()
        while self.pair_alike():
            pass
        self.pair_alone()
        self.add_parts()
        self.doubtful |= {one for one in self.open_old() if self._rivals(one)}

    def link(self, one: int, two: int) -> None:
        """Words of an old article are in this new one."""
        self.to.setdefault(one, []).append(two)
        self.source[two].append(one)

    def open_old(self) -> list[int]:
        """Old articles that nothing was found for."""
        return [one for one in range(len(self.old)) if one not in self.to]

    def open_new(self) -> list[int]:
        """New articles that came from nowhere yet."""
        return [two for two in range(len(self.new)) if not self.source.get(two)]

    def renamed(self) -> dict[str, str]:
        """What references to paired articles are now: 第十二条 is 第十四条."""
        return {name_of(self.old[one].eid): name_of(self.new[twos[0]].eid) for one, twos in self.to.items()
                if self.old[one].kind == "article"}

    def is_weak(self, one: int) -> bool:
        """Whether what was found for an old article is likely rather than certain: reworded through and through,
        reworded and moved, or put together or taken apart with other words than its own."""
        if one in self.far:
            return True
        twos = self.to.get(one, [])
        if len(twos) == 1 and len(self.source[twos[0]]) == 1:
            return self.keys[one] != self.new_keys[twos[0]] and self._is_outdone(one, twos[0])
        known = set(self.old[one].lines)
        if len(twos) > 1:
            return any(_said_in(self.new[two].lines, known) < VERBATIM for two in twos)
        return bool(twos) and _said_in(self.old[one].lines, set(self.new[twos[0]].lines)) < VERBATIM

    def _is_outdone(self, one: int, two: int) -> bool:
        """Whether a reworded article is little like what it became, or either is more like a third."""
        score = self.alike.dice(one, two)
        return (score < SURE
                or any(self.alike.dice(other, two) >= score for other in range(len(self.old)) if other != one)
                or any(self.alike.dice(one, other) >= score for other in self.alike.shared[one] if other != two))

    def pair_identical(self) -> None:
        """The same words, once here and once there."""
        groups = _grouped(self.keys, self.new_keys, range(len(self.old)), range(len(self.new)))
        for ones, twos in groups:
            if len(ones) == len(twos) == 1 and self._is_own(ones[0], twos[0]):
                self.link(ones[0], twos[0])

    def pair_twins(self) -> None:
        """Several that read alike: their references tell them apart, or their order among the others does."""
        renamed = self.renamed()
        exact = {one: translated(self.old[one].words, renamed) for one in self.open_old()}
        there = {two: bare(self.new[two].words) for two in self.open_new()}
        for ones, twos in _grouped(exact, there, exact, there):
            if len(ones) == len(twos) == 1 and self._is_own(ones[0], twos[0]):
                self.link(ones[0], twos[0])
        windows, renamed = self.windows(), self.renamed()
        for ones, twos in _grouped(self.keys, self.new_keys, self.open_old(), self.open_new()):
            self._pair_in_order(ones, twos, windows, renamed)

    def _pair_in_order(self, ones: Sequence[int], twos: Sequence[int], windows: Sequence[Window],
                       renamed: Mapping[str, str]) -> None:
        inside = {one: [two for two in twos if _within(two, windows[one])] for one in ones}
        if len(ones) == len(twos) and all(two in inside[one] for one, two in zip(ones, twos, strict=True)):
            chosen = dict(zip(ones, twos, strict=True))
        else:
            wanted = [two for each in inside.values() for two in each]
            chosen = {one: found[0] for one, found in inside.items() if len(found) == 1 and wanted.count(found[0]) == 1
                      and self._keeps_company(one, found[0])}
        for one, two in chosen.items():
            if self._is_own(one, two) and agrees(self.old[one].words, self.new[two].words, renamed):
                self.link(one, two)
        self.doubtful |= {one for one in ones if one not in self.to}

    def _keeps_company(self, one: int, two: int) -> bool:
        """Whether the article right before or right after it is still that."""
        return self.to.get(one - 1) == [two - 1] or self.to.get(one + 1) == [two + 1]

    def pair_parts(self) -> None:
        """Several that stand together in one new article; one that stands in several. What may as well be a part of
        another is nobody's part."""
        open_old, open_new = self.open_old(), self.open_new()
        for two in open_new:
            ones = [one for one in open_old if self.alike.held_by_new(one, two) >= HELD
                    and sum(self.alike.held_by_new(one, other) >= HELD for other in open_new) == 1]
            if len(ones) > 1 and _adds_up([self.alike.covered_new(two, [one]) for one in ones],
                                          self.alike.covered_new(two, ones)):
                for one in ones:
                    self.link(one, two)
        for one in self.open_old():
            twos = [two for two in self.open_new() if self.alike.held_by_old(one, two) >= HELD
                    and self._is_held_once(two)]
            if len(twos) > 1 and _adds_up([self.alike.covered_old(one, [two]) for two in twos],
                                          self.alike.covered_old(one, twos)):
                for two in twos:
                    self.link(one, two)

    def pair_alike(self) -> bool:
        """Those that are alike and have no rival, the most alike first; True if there were any."""
        windows, found = self.windows(), False
        open_new = set(self.open_new())
        ranked = sorted(((self.alike.dice(one, two), one, two) for one in self.open_old()
                         for two in self.alike.shared[one] if two in open_new), reverse=True)
        for score, one, two in ranked:
            if score >= LIKE and one not in self.to and not self.source.get(two) and self._is_clear(
                    score, one, two, windows):
                self.link(one, two)
                self.far |= set() if _within(two, windows[one]) else {one}
                found = True
        return found

    def pair_alone(self) -> None:
        """Between the same neighbours one went and one came, and they are somewhat alike: it was reworded."""
        windows, open_old, open_new = self.windows(), self.open_old(), self.open_new()
        for one in open_old:
            near = [two for two in open_new if _within(two, windows[one])]
            others = [each for each in open_old if windows[each] == windows[one]]
            if len(near) == len(others) == 1 and self.alike.dice(one, near[0]) >= ALONE and (
                    self.old[one].kind == self.new[near[0]].kind):
                self.link(one, near[0])

    def add_parts(self) -> None:
        """A part that left an article for a new one; an article that went into one that is there already."""
        open_old, open_new = self.open_old(), self.open_new()
        for one, [two] in [(one, twos) for one, twos in self.to.items() if len(twos) == 1]:
            if self.keys[one] != self.new_keys[two]:
                rest = self.alike.old[one] - self.alike.new[two]
                for part in open_new:
                    if part in self.alike.shared[one] and self._is_held_once(part) and self._holds(
                            rest, self.alike.new[part]):
                        self.link(one, part)
        for one in open_old:
            for two in self.alike.shared[one]:
                sources = self.source.get(two, [])
                if len(sources) == 1 and self.keys[sources[0]] != self.new_keys[two]:
                    grown = self.alike.new[two] - self.alike.old[sources[0]]
                    if self._holds(grown, self.alike.old[one]):
                        self.link(one, two)
                        break

    def _is_held_once(self, two: int) -> bool:
        """Whether a new article may be a part of one old article only, of those that are not still as they were."""
        changed = [one for one in range(len(self.old)) if [self.keys[one]] != [
            self.new_keys[other] for other in self.to.get(one, ())]]
        return sum(self.alike.held_by_old(one, two) >= HELD for one in changed) == 1

    def _holds(self, whole: frozenset[str], part: frozenset[str]) -> bool:
        size = self.alike.sum(part)
        return size > 0 and self.alike.sum(part & whole) >= HELD * size

    def _is_clear(self, score: float, one: int, two: int, windows: Sequence[Window]) -> bool:
        """No other pair comes near; one that left its place needs to be more alike."""
        if self.old[one].kind != self.new[two].kind or one in self.doubtful:
            return False
        near = _within(two, windows[one])
        rivals = [other for other in self.open_new() if other != two and (not near or _within(other, windows[one]))]
        claims = [other for other in self.open_old() if other != one and (not near or _within(two, windows[other]))]
        second = max([self.alike.dice(one, other) for other in rivals]
                     + [self.alike.dice(other, two) for other in claims], default=0.0)
        return score - second >= MARGIN and score >= (LIKE if near else FAR)

    def _rivals(self, one: int) -> bool:
        return any(self.alike.dice(one, two) >= ALONE for two in self.open_new())

    def _is_own(self, one: int, two: int) -> bool:
        return len(self.keys[one]) >= LEAST_WORDS and self.old[one].kind == self.new[two].kind

    def windows(self) -> list[Window]:
        """For each old article between which new ones it stands, by its paired neighbours that kept their order."""
        chain = _rising([(one, twos[0]) for one, twos in sorted(self.to.items())])
        known = [-1, *(one for one, _ in chain), len(self.old)]
        places = [-1, *(two for _, two in chain), len(self.new)]
        found: list[Window] = [(-1, len(self.new))] * len(self.old)
        for (low, high), (start, end) in zip(pairwise(known), pairwise(places), strict=True):
            found[low + 1:high] = [(start, end)] * (high - low - 1)
        return found


def _said_in(lines: Sequence[str], known: set[str]) -> float:
    """How much of a provision stands word for word among known lines."""
    size = sum(map(len, lines))
    return sum(len(line) for line in lines if line in known) / size if size else 0.0


def _within(two: int, window: Window) -> bool:
    return window[0] < two < window[1]


def _adds_up(alone: Sequence[float], together: float) -> bool:
    return together >= WHOLE and together - max(alone) >= GAIN


def _grouped(keys: "dict[int, str] | Sequence[str]", new_keys: "dict[int, str] | Sequence[str]", ones: Iterable[int],
             twos: Iterable[int]) -> list[tuple[list[int], list[int]]]:
    """The old and the new ones that have the same key, where there are both."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for one in ones:
        found.setdefault(keys[one], ([], []))[0].append(one)
    for two in twos:
        if new_keys[two] in found:
            found[new_keys[two]][1].append(two)
    return [group for group in found.values() if group[1]]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which both sides rise: those that kept their order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, two) in enumerate(pairs):
        place = bisect_left(tails, two)
        tails[place:place + 1] = [two]
        ends[place:place + 1] = [at]
        before.append(ends[place - 1] if place else -1)
    chain, at = [], ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
