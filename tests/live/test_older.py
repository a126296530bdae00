"""What was said in an older version is kept by PostgreSQL too, which fills in what that version did not have."""
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.contracts import read_event
from tests.contracts.golden import FOLDER
from tests.house import a_house
from tests.live.servers import Postgres

NEW = {"intake": ("notes", "questions"), "reports": ("questions",)}


@pytest.mark.live
@pytest.mark.parametrize("service", sorted(NEW))
def test_the_first_version_of_a_consultation_is_kept_and_the_second_replaces_it(service: str, tmp_path: Path) -> None:
    server, columns = Postgres(), ", ".join(f"CAST({name} AS text)" for name in NEW[service])
    events = [read_event("consultation.changed", version, (FOLDER / f"consultation.changed.v{version}.json").read_text(
        encoding="utf-8")) for version in (1, 2)]
    kept = []
    try:
        server.create()
        with a_house(tmp_path, service, environ={"MINYI_DATABASE_URL": server.url(service)}) as house:
            for event in events:
                house.hear(service, event)
                with house.sites[service].database.reading() as session:
                    kept.append(list(session.execute(text(f"SELECT {columns} FROM drafts")).one()))
    finally:
        server.remove()
    assert kept[0] == [{"notes": "{}", "questions": "[]"}[name] for name in NEW[service]]
    assert all(len(each) > 10 for each in kept[1])
