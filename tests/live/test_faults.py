"""Processes are killed, the broker forgets, the database restarts: every acknowledged opinion is there once."""
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.sample.door import Door, until
from tests.journeys.story import SAMPLE, Story
from tests.live.crowd import Crowd
from tests.live.nemesis import Nemesis
from tests.live.servers import SERVICES
from tests.live.stock import IDS, rows
from tests.live.town import ADMIN_PASSWORD, Town, a_town

pytestmark = [pytest.mark.live, pytest.mark.timeout(0)]
SEED = int(os.environ.get("MINYI_TEST_SEED", "20261124"))
JOBS = "SELECT count(*) FROM jobs WHERE done_at IS NULL AND due_at < now() + interval '1 hour'"
TIMES = int(os.environ.get("MINYI_TEST_TIMES", "1"))
OPINIONS, KILLS, SECONDS = 2000 * TIMES, 8 * TIMES, 60.0 * TIMES
REST_SECONDS = 180.0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose post is impatient, so that what a fault has swallowed is sent again soon."""
    with a_town(tmp_path, patience=3.0) as town:
        town.start()
        yield town


def test_nobody_is_lost_and_nothing_is_doubled_under_faults(town: Town) -> None:
    """2,000 opinions through kills, floods and restarts; then everything is decided under more kills."""
    story = Story(Door({name: town.address(name) for name in SERVICES}, patience=120.0), ADMIN_PASSWORD, town.folder)
    story.hire()
    story.open("draft.txt", SAMPLE.read_bytes())
    nemesis = Nemesis(town, SEED)
    crowd = Crowd(town.address("intake"), story.consultation, story.articles, rate=OPINIONS / SECONDS)
    harm = nemesis.during(nemesis.schedule(KILLS), SECONDS)
    crowd.speak(OPINIONS)
    harm.join()
    await_rest(town, len(crowd.acknowledged))
    story.opinions = [{"id": id_, "provision": None} for id_ in sorted(crowd.acknowledged)]
    decide(story)
    harm = nemesis.during([nemesis.kill_one(name) for name in ("review-post", "notify-post", "reports-post")], 6.0)
    harm.join()
    await_answers(town)
    await_rest(town, OPINIONS)
    look(town, crowd, story, nemesis)


def decide(story: Story) -> None:
    """Put a hundred opinions in each suggestion, the last hundred set aside; approve, submit, decide."""
    officer, ids = story.people["officer"], [each["id"] for each in story.opinions]
    for start in range(0, len(ids) - 100, 100):
        body = {"title": "写明责任", "text": "建议写明由谁负责。", "reason": "便于执行。",
                "provision": story.articles[0], "opinion_ids": ids[start : start + 100]}
        story.suggestions.append(officer.post(f"/review/api/v1/consultations/{story.consultation}/suggestions", body))
    for opinion in ids[-100:]:
        officer.post(f"/review/api/v1/opinions/{opinion}/set-aside", {"reason": "与草案无关。"})
    story.approve()
    story.submit()
    story.decide()


def await_rest(town: Town, at_least: int) -> None:
    """Wait until nothing is under way: every envelope acknowledged, every job done but those that are for another day
    (an expert's deadline), every service has the opinions."""

    def rests() -> bool:
        waiting = sum(rows(town, name, "SELECT count(*) FROM outbox WHERE acked_at IS NULL")[0]
                      + rows(town, name, JOBS)[0] for name in SERVICES)
        return waiting == 0 and all(len(rows(town, name, IDS[name])) >= at_least for name in SERVICES)

    until(rests, REST_SECONDS * TIMES, "everything rests", pause=0.5)


def await_answers(town: Town) -> None:
    """Wait until every opinion has its notice."""
    noticed = "SELECT count(DISTINCT opinion_id) FROM notices"
    until(lambda: rows(town, "notify", noticed)[0] >= OPINIONS, REST_SECONDS * TIMES, "all have notices", pause=0.5)


def look(town: Town, crowd: Crowd, story: Story, nemesis: Nemesis) -> None:
    """Compare what clients were told with what is stored, in every service."""
    stored = {name: rows(town, name, IDS[name]) for name in SERVICES}
    notices = rows(town, "notify", "SELECT opinion_id FROM notices")
    doubled = sum(len(ids) - len(set(ids)) for ids in (*stored.values(), notices))
    parked = sum(rows(town, name, "SELECT count(*) FROM parked")[0] for name in SERVICES)
    print(f"\nfaults: {', '.join(nemesis.done)}\nsent {crowd.sent}, requests {crowd.tries}, "
          f"acknowledged {len(crowd.acknowledged)}, stored {len(stored['intake'])}, answered {len(set(notices))}, "
          f"duplicates {doubled}, parked {parked}")
    balance = story.people["officer"].get(f"/review/api/v1/consultations/{story.consultation}/balance")
    assert sum(deed.startswith("kill") for deed in nemesis.done) >= KILLS
    assert set(crowd.acknowledged) == set(stored["intake"]) and len(crowd.acknowledged) == OPINIONS
    assert all(set(ids) == set(stored["intake"]) for ids in stored.values())
    assert set(notices) == set(stored["intake"])
    assert (doubled, parked) == (0, 0)
    assert balance["received"] == OPINIONS == balance["in_suggestions"] + balance["set_aside"]
