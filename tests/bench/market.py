"""A day's market and a burst, whole: six tablets with 200 opinions each at the same moment, 75,000 through the batch
door; and how long the home page takes meanwhile, seen from another process."""
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.measure import WrongAnswers, as_deployed, batch_bodies, post_batches
from tests.live.market import EACH, TABLETS, Place, distributed, embedded, equip, synchronise
from tests.live.onlooker import Looks, look_during

BURST, MOST_MS = 75_000, 200


def market() -> list[Figure]:
    """On one machine, and on PostgreSQL as deployed."""
    return _at("embedded", embedded) + _at("PostgreSQL", lambda folder: distributed(folder, as_deployed()))


def _at(name: str, open_place: Callable[[Path], AbstractContextManager[Place]]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, open_place(Path(folder)) as place:
        tablets = synchronise(place.address, equip(place.story))
        bodies = batch_bodies(place.story.consultation, place.story.articles, BURST)
        figures = [_figure(f"{name}: home page while 6 tablets × 200 synchronise", place, tablets),
                   _figure(f"{name}: home page during a burst of 75,000", place,
                           lambda: _checked(post_batches(place.address, bodies)))]
        wanted = TABLETS * EACH + BURST
        if place.count() != (wanted, wanted):
            raise WrongAnswers(f"{wanted} opinions were sent, these were kept: {place.count()}")
    return figures


def _checked(_seconds: float) -> None:
    """Whoever posts checks each answer."""


def _figure(name: str, place: Place, act: Callable[[], None]) -> Figure:
    began = time.perf_counter()
    looks: Looks = look_during(f"{place.address}/", act)
    return Figure(name, looks.share(95), MOST_MS, "less", "ms", f"p95; {looks}; in {time.perf_counter() - began:.1f} s")
