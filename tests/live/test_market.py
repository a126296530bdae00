"""Six tablets synchronise at the same moment and a burst comes through the batch door: no error, everything once, and
whoever looks at the home page meanwhile does not wait. A slice; `python -m tests.bench market` measures it whole."""
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.bench.measure import batch_bodies, post_batches
from tests.live.market import Place, bring_odd_things, distributed, embedded, equip, synchronise
from tests.live.onlooker import look_during

pytestmark = [pytest.mark.live, pytest.mark.timeout(600)]
TABLETS, EACH, BURST, MOST_MS = 6, 60, 6_000, 200


@pytest.mark.parametrize("open_place", [embedded, distributed])
def test_a_market_and_a_burst_are_taken_while_people_look(
        open_place: Callable[[Path], AbstractContextManager[Place]], tmp_path: Path) -> None:
    with open_place(tmp_path) as place:
        market = synchronise(place.address, equip(place.story, TABLETS, EACH))
        bodies = batch_bodies(place.story.consultation, place.story.articles, BURST)
        looks = [look_during(f"{place.address}/", act) for act in (
            market, lambda: print(f"\n{BURST} in {post_batches(place.address, bodies):.1f} s"))]
        print("market: {}\nburst: {}".format(*looks))
        assert place.count() == (TABLETS * EACH + BURST,) * 2
        bring_odd_things(place)
        assert place.count() == (TABLETS * EACH + BURST + 1,) * 2
        assert all(each.share(95) < MOST_MS for each in looks), looks
