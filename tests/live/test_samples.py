"""Grouping, voices and steps on many on PostgreSQL."""
import random
from pathlib import Path

import pytest

from services.review.operations.consolidation import taking
from services.review.operations.consolidation.undo import undo_last
from services.review.queries.consolidation.ties import list_ties
from tests.house import a_house
from tests.live.servers import Postgres
from tests.review.desk import WHO, Desk
from tests.review.test_samples import FIVE, GUARD, NEARLY, SIGN, arrive, consultation_of, make, take, voices


@pytest.mark.live
def test_samples_are_made_taken_joined_and_given_back_on_postgresql(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PORTION", 4)
    server = Postgres()
    try:
        server.create()
        with a_house(tmp_path, "review", environ={"MINYI_DATABASE_URL": server.url("review")}) as house:
            desk = Desk(house, random.Random(1))
            arrive(desk, *[GUARD] * 10, NEARLY, FIVE)
            five, guard = voices(desk)
            assert (guard.count, guard.total, five.count) == (10, 11, 1)
            made = make(desk, five.sample_id)
            take(desk, made, *guard.sample_ids)
            house.settle()
            assert len(desk.members(made.id)) == 12
            joined = arrive(desk, GUARD, SIGN)
            assert joined[0] in desk.members(made.id) and [each.opinion.text for each in voices(desk)] == [SIGN]
            shown = desk.ask(lambda session: list_ties(session, consultation_of(session, desk), "art_1"))
            assert shown["items"][0]["proposals"][0]["suggestion_id"] == made.id
            for _ in range(2):
                desk.do(lambda session: undo_last(session, desk.post, made.id, WHO, house.clock()))
                house.settle()
            assert desk.balance() == desk.balance() | {"waiting": 13, "in_suggestions": 1}
            desk.reissue()
            house.settle()
            assert desk.balance()["waiting"] == 13
    finally:
        server.remove()
