"""How alike provisions are: by what they share of three characters in a row, the rare ones weighing more."""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from math import log

SIZE = 3
OFTEN = 60  # what stands in more provisions than this tells none of them apart


class Likeness:
    """The weights that provisions of two versions share, found through an index instead of pair by pair."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = [grams(text) for text in old], [grams(text) for text in new]
        counts = Counter(gram for each in (*self.old, *self.new) for gram in each)
        many = len(old) + len(new)
        self.weight = {gram: log(1 + many / count) for gram, count in counts.items() if count <= OFTEN * 2}
        self.old_sizes = [self.sum(each) for each in self.old]
        self.new_sizes = [self.sum(each) for each in self.new]
        self.shared = self._share()

    def sum(self, some: Iterable[str]) -> float:
        """What these grams weigh together."""
        return sum(self.weight.get(gram, 0.0) for gram in some)

    def dice(self, one: int, two: int) -> float:
        """0 to 1: how alike two provisions are."""
        both = self.old_sizes[one] + self.new_sizes[two]
        return 2 * self.shared[one].get(two, 0.0) / both if both else 0.0

    def held_by_new(self, one: int, two: int) -> float:
        """How much of the old provision stands in the new one."""
        return self.shared[one].get(two, 0.0) / self.old_sizes[one] if self.old_sizes[one] else 0.0

    def held_by_old(self, one: int, two: int) -> float:
        """How much of the new provision stood in the old one."""
        return self.shared[one].get(two, 0.0) / self.new_sizes[two] if self.new_sizes[two] else 0.0

    def covered_new(self, two: int, ones: Collection[int]) -> float:
        """How much of a new provision stood in several old ones together."""
        known = set().union(*(self.old[one] for one in ones))
        return self.sum(self.new[two] & known) / self.new_sizes[two] if self.new_sizes[two] else 0.0

    def covered_old(self, one: int, twos: Collection[int]) -> float:
        """How much of an old provision stands in several new ones together."""
        known = set().union(*(self.new[two] for two in twos))
        return self.sum(self.old[one] & known) / self.old_sizes[one] if self.old_sizes[one] else 0.0

    def _share(self) -> list[dict[int, float]]:
        index: dict[str, list[int]] = defaultdict(list)
        for two, each in enumerate(self.new):
            for gram in each:
                if gram in self.weight:
                    index[gram].append(two)
        return [self._shared_by(each, index) for each in self.old]

    def _shared_by(self, one: frozenset[str], index: dict[str, list[int]]) -> dict[int, float]:
        found: dict[int, float] = defaultdict(float)
        for gram in one:
            weight = self.weight.get(gram, 0.0)
            for two in index.get(gram, ()):
                found[two] += weight
        return dict(found)


def grams(text: str) -> frozenset[str]:
    """Each three characters in a row; a shorter text is one of its own."""
    return frozenset(text[at:at + SIZE] for at in range(max(1, len(text) - SIZE + 1)) if text)
