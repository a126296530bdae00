"""Grouping a flood: 10,000, 30,000 and 100,000 opinions of which 94 of 100 repeat what was said, in one block."""
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random

from services.review.domain.grouping.guard import KINDS
from services.review.domain.grouping.near import NearIndex
from services.review.domain.grouping.normal import condensed, normal
from services.review.domain.grouping.related import relate
from services.review.domain.grouping.texts import Text, key_of
from tests.bench.figures import Figure
from tests.live.servers import ROOT
from tests.review.sayings import COURTESIES, Saying, a_saying, changed

SIZES, NEXT, DISTINCT = (10_000, 30_000, 100_000), 1_000, 0.06
WORST = 20_000
SLIPS = "的有在与地再作做"


@dataclass(frozen=True)
class Run:
    """What one process found: seconds to place all, to relate the heads, for the keys alone, for the next thousand; the
    most memory it took."""

    seconds: float
    related: float
    keys: float
    more: float
    megabytes: float
    tiers: dict[str, int]


def grouping() -> list[Figure]:
    """All figures of grouping, each size in a process of its own."""
    runs = {size: _apart(size, DISTINCT) for size in SIZES}
    worst = _apart(WORST, 1.0)
    most = runs[SIZES[-1]]
    each = {size: (run.seconds + run.related) / size for size, run in runs.items()}
    beside = "; ".join(f"{size:,} placed in {run.seconds:.1f} s, related in {run.related:.1f} s"
                       for size, run in runs.items())
    return [
        Figure("100,000 opinions grouped", most.seconds + most.related, 60, "less", "s", f"{beside}; {most.tiers}"),
        Figure("100,000 opinions placed, times hashing alone", most.seconds / most.keys, 5, "less", "×",
               f"keys alone {most.keys:.1f} s"),
        Figure("an opinion of 100,000, times one of 10,000", each[SIZES[-1]] / each[SIZES[0]], 2, "less", "×",
               f"{each[SIZES[0]] * 1e6:.0f} µs an opinion of 10,000"),
        Figure("the next 1,000 placed", most.more, 1, "less", "s",
               "; ".join(f"after {size:,} in {run.more:.2f} s" for size, run in runs.items())),
        Figure("memory of grouping 100,000 opinions", most.megabytes, 2_000, "less", "MB", "the whole process"),
        Figure("20,000 opinions, all different, placed", worst.seconds, 60, "less", "s",
               f"related in {worst.related:.1f} s; {worst.megabytes:.0f} MB; the next 1,000 in {worst.more:.2f} s; "
               f"{worst.tiers}")]


def _apart(size: int, distinct: float) -> Run:
    done = subprocess.run([sys.executable, "-m", "tests.bench.grouping", str(size), str(distinct)], cwd=ROOT,
                          check=True, capture_output=True, text=True)
    return Run(**json.loads(done.stdout))


def _run(size: int, distinct: float) -> Run:
    texts = list(_opinions(size + NEXT, distinct, Random(size)))
    index = NearIndex()
    began = time.perf_counter()
    ties = index.place(texts[:size])
    placed = time.perf_counter()
    index.place(texts[size:])
    more = time.perf_counter()
    heads = {tie.id for tie in ties if tie.tier == "new"}
    relate([text for text in texts[:size] if text.id in heads])
    related = time.perf_counter()
    condensed.cache_clear()
    normal.cache_clear()
    for text in texts[:size]:
        key_of(text)
    keys = time.perf_counter()
    return Run(placed - began, related - more, keys - related, more - placed, _megabytes(),
               dict(Counter(tie.tier for tie in ties)))


def _megabytes() -> float:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def _opinions(count: int, distinct: float, random: Random) -> Iterator[Text]:
    """So many opinions, so great a share of them different from all others; half of the repeats are of a few texts,
    one repeat in three is dressed in courtesies."""
    pool = list(_pool(round(count * distinct), random))
    for at in range(count):
        few = random.random() < 0.5
        chosen = min(int(random.paretovariate(0.5)), len(pool)) - 1 if few else random.randrange(len(pool))
        words = pool[at] if distinct == 1 else pool[chosen]
        before, after = random.choice(COURTESIES) if random.random() < 0.33 else ("", "")
        yield Text(id=str(at), text=f"{before}{words}{after}")


def _pool(count: int, random: Random) -> Iterator[str]:
    """Different texts: half of them new, a quarter with one fact changed, a quarter with a slip."""
    said: list[Saying] = []
    for _ in range(count):
        way = random.random() if said else 0.0
        saying = a_saying(random, random.randint(1, 2)) if way < 0.5 else random.choice(said)
        if 0.5 <= way < 0.75:
            saying = changed(saying, random.choice(KINDS), random)
        said.append(saying)
        words = saying.words(random.randrange(4))
        at = random.randrange(len(words))
        yield words[:at] + random.choice(SLIPS) + words[at + 1:] if way >= 0.75 else words


if __name__ == "__main__":
    print(json.dumps(asdict(_run(int(sys.argv[1]), float(sys.argv[2])))))
