"""The database: the key is the lock, the highest revision stays, four writers never wait in vain."""
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from shared.db import Database, is_outage, table_of
from shared.ids import new_id
from shared.rows import insert_new, keep_highest
from tests.builders import NOON
from tests.shared.pair import Base, Wish

WISHES = table_of(Wish)
SECONDS = float(os.environ.get("MINYI_TEST_WRITERS_SECONDS", "10"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An SQLite file with the tiny tables."""
    database = Database(f"sqlite:///{tmp_path}/x.sqlite")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def a_wish(id_: str, revision: int = 1) -> dict[str, object]:
    """A row."""
    return {"opinion_id": id_, "revision": revision, "asked_at": NOON}


def test_a_known_key_is_not_inserted_again(database: Database) -> None:
    """Only new keys come back."""
    one, two = new_id(), new_id()
    with database.writing() as session:
        assert insert_new(session, WISHES, [a_wish(one)]) == {one}
        assert insert_new(session, WISHES, [a_wish(one, 7), a_wish(two)]) == {two}
        assert session.scalar(select(WISHES.c.revision).where(WISHES.c.opinion_id == one)) == 1
        assert insert_new(session, WISHES, []) == set()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(revisions=st.lists(st.integers(1, 9), min_size=1, max_size=12), cut=st.integers(0, 12))
def test_in_any_order_the_highest_revision_stays(database: Database, revisions: list[int], cut: int) -> None:
    """One parcel or several, in any order."""
    id_ = new_id()
    with database.writing() as session:
        for part in (revisions[:cut], revisions[cut:]):
            keep_highest(session, WISHES, [a_wish(id_, revision) for revision in part])
        assert session.scalar(select(WISHES.c.revision).where(WISHES.c.opinion_id == id_)) == max(revisions)


def test_thousands_of_rows_go_in_at_once(database: Database) -> None:
    """More rows than a statement takes variables."""
    rows = [a_wish(new_id()) for _ in range(20_000)]
    with database.writing() as session:
        assert len(insert_new(session, WISHES, rows)) == 20_000
        assert len(keep_highest(session, WISHES, [row | {"revision": 2} for row in rows])) == 20_000


def test_moments_come_back_aware_and_naive_ones_are_refused(database: Database) -> None:
    """SQLite forgets the zone; the type puts it on again."""
    with database.writing() as session:
        insert_new(session, WISHES, [a_wish(new_id())])
        assert session.scalar(select(WISHES.c.asked_at)) == NOON
    with pytest.raises(Exception, match="time zone"), database.writing() as session:
        insert_new(session, WISHES, [a_wish(new_id()) | {"asked_at": datetime(2026, 1, 1)}])


def test_reading_changes_nothing(database: Database) -> None:
    """What a reading session writes is rolled back."""
    with database.reading() as session:
        insert_new(session, WISHES, [a_wish(new_id())])
    with database.reading() as session:
        assert session.scalar(select(WISHES.c.opinion_id)) is None


def test_four_writers_never_find_the_database_locked(database: Database) -> None:
    """Each commits small transactions as fast as it can and reads between them; every row is there at the end."""
    commits, counted, failures, over = [0] * 4, [0] * 4, [], time.monotonic() + SECONDS

    def write(number: int) -> None:
        while time.monotonic() < over:
            try:
                with database.writing() as session:
                    session.scalar(select(WISHES.c.opinion_id).limit(1))
                    insert_new(session, WISHES, [a_wish(new_id())])
                commits[number] += 1
                with database.reading() as session:
                    counted[number] = session.scalar(select(func.count()).select_from(WISHES)) or 0
                assert counted[number] >= commits[number]
            except OperationalError as error:
                failures.append(str(error))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"four writers, {SECONDS:.0f} s: commits {commits}, locked {len(failures)}")
    assert failures == [] and min(commits) > 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WISHES)) == sum(commits)


def test_an_outage_is_told_from_wrong_data() -> None:
    """An outage is tried again; wrong data are parked."""
    assert is_outage(OperationalError("x", None, sqlite3.OperationalError("disk I/O error")))
    assert not is_outage(IntegrityError("x", None, sqlite3.IntegrityError("UNIQUE")))
    assert not is_outage(ValueError("x"))
