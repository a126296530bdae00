"""The box protocol on PostgreSQL: the same steps, the same log, and two desks that reach for one slip at one moment."""
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from services.intake.models import Slip
from services.intake.operations.boxes import add_count, begin_opening, confirm_opening
from services.intake.operations.closing import close_opening
from services.intake.operations.manifest import register_slips
from services.intake.queries.boxes import find_box, find_tampering, list_slips
from shared.refusals import Refused
from tests.builders import NOON
from tests.house import a_house
from tests.intake.ballot import ONE, TWO, Ballot, a_ballot, a_box, key, scan_all, seal_read
from tests.live.servers import Postgres

pytestmark = pytest.mark.live


@pytest.fixture
def ballot(tmp_path: Path) -> Iterator[Ballot]:
    """A station with a box and twenty forms on a PostgreSQL of its own."""
    server = Postgres()
    try:
        server.create()
        with a_house(tmp_path, "intake", environ={"MINYI_DATABASE_URL": server.url("intake")}) as house:
            yield a_ballot(house)
    finally:
        server.remove()


def open_and_count(ballot: Ballot, box_id: str, number: int) -> str:
    """Two people open a box and count; gives the opening."""
    with ballot.house.sites["intake"].database.writing() as session:
        opening = begin_opening(session, box_id, seal_read(session, box_id), ONE, NOON)
        confirm_opening(session, opening.id, opening.seal_found, TWO, NOON)
        for who in (ONE, TWO):
            add_count(session, opening.id, number, who, NOON)
        return opening.id


def test_a_box_is_opened_and_closed_and_its_log_only_grows(ballot: Ballot) -> None:
    database, opening = ballot.house.sites["intake"].database, open_and_count(ballot, ballot.box_id, 2)
    with database.writing() as session:
        register_slips(session, opening, [{"batch_id": ballot.batch_id, "serial": each, "kind": "opinion"}
                                          for each in (1, 2)], ONE, NOON)
        scan_all(ballot, session, opening, ONE)
        for who in (ONE, TWO):
            for slip in list_slips(session, opening):
                key(ballot, session, slip, who)
        assert close_opening(session, opening, "E-1", "B-2", TWO, NOON).state == "resealed"
    with database.reading() as session:
        assert find_tampering(session, find_box(session, ballot.box_id, ONE)) is None
    for statement in ("UPDATE box_steps SET who_name = '丁'", "DELETE FROM box_steps"):
        with pytest.raises(DatabaseError, match="only grows"), database.writing() as session:
            session.execute(text(statement))


def test_one_slip_at_two_desks_at_one_moment_is_counted_once(ballot: Ballot) -> None:
    database = ballot.house.sites["intake"].database
    with database.writing() as session:
        other = a_box(session, ballot.station_id).id
    openings = [open_and_count(ballot, box, 20) for box in (ballot.box_id, other)]
    start = Barrier(2)

    def register(opening: str) -> int:
        start.wait()
        taken = 0
        for serial in range(1, 21):
            try:
                with database.writing() as session:
                    register_slips(session, opening, [{"batch_id": ballot.batch_id, "serial": serial,
                                                       "kind": "opinion"}], ONE, NOON)
                    taken += 1
            except Refused:
                pass
        return taken

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(register, openings))
    with database.reading() as session:
        assert sum(taken) == len(session.scalars(select(Slip.id)).all()) == 20
        assert all(find_tampering(session, find_box(session, box, ONE)) is None for box in (ballot.box_id, other))
