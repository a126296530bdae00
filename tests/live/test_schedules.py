"""What is left on a tablet arrives once, whatever befalls tablet, network and server, and the screen is never wrong."""
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from tests.live.campaign import Campaign, a_campaign
from tests.live.schedules import WEIGHTS, plan

pytestmark = [pytest.mark.live, pytest.mark.timeout(0)]
SEED = int(os.environ.get("MINYI_TEST_SEED", "20261125"))
SCHEDULES = int(os.environ.get("MINYI_TEST_SCHEDULES", "1000"))
SLICE, SLICE_SECONDS, WORKERS, LIFE = 12, 70.0, 2, 25


def test_a_plan_is_the_same_for_the_same_seed_and_all_harm_occurs() -> None:
    assert plan(SEED) == plan(SEED) != plan(SEED + 1)
    assert {deed.name for seed in range(SEED, SEED + 100) for deed in plan(seed)} == set(WEIGHTS)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    """A tablet that was just enrolled."""
    with a_campaign(tmp_path) as campaign:
        yield campaign


def test_nothing_is_lost_or_doubled_and_the_screen_is_true_in_a_slice_of_the_schedules(campaign: Campaign) -> None:
    """Twelve schedules; on a machine that is busy with other things, as many as fit into seventy seconds."""
    began, done = time.monotonic(), 0
    while done < SLICE and time.monotonic() - began < SLICE_SECONDS:
        campaign.run(SEED + done)
        done += 1
    assert len(campaign.tablet.told) >= done > 0


@pytest.mark.soak
def test_nothing_is_lost_or_doubled_and_the_screen_is_true_in_all_schedules() -> None:
    """Two tablets at a time; each lives through 25 schedules, or until one shows a fault."""
    seeds: SimpleQueue[int] = SimpleQueue()
    for seed in range(SEED, SEED + SCHEDULES):
        seeds.put(seed)
    with ThreadPoolExecutor(WORKERS) as pool:
        found = [future.result() for future in [pool.submit(live, seeds) for _ in range(WORKERS)]]
    did = sum((each for each, _, _ in found), Counter())
    faults = [fault for _, _, each in found for fault in each]
    print(f"\nschedules {SCHEDULES}, opinions shown a receipt {sum(told for _, told, _ in found)}, "
          f"faults {len(faults)}; deeds {dict(did.most_common())}")
    assert not faults, "\n\n".join(faults)


def live(seeds: "SimpleQueue[int]") -> tuple[Counter[str], int, list[str]]:
    """Take schedules until none is left: the deeds done, the receipts shown, the faults found."""
    did: Counter[str] = Counter()
    told, faults = 0, []
    while not seeds.empty():
        with ExitStack() as held:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
            campaign = held.enter_context(a_campaign(folder))
            faults += _one_life(campaign, seeds)
            did += campaign.did
            told += len(campaign.tablet.told)
    return did, told, faults


def _one_life(campaign: Campaign, seeds: "SimpleQueue[int]") -> list[str]:
    """Up to 25 schedules on one tablet; the fault that ended it, if any."""
    try:
        for _ in range(LIFE):
            campaign.run(seeds.get_nowait())
    except Empty:
        pass
    except AssertionError as error:
        print(error, flush=True)
        return [str(error)]
    return []
