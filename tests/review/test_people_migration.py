"""Facts about bringing the people of an older database along."""
import json
import sqlite3
from pathlib import Path

from alembic import command

from services.review.app import SERVICE
from shared.migrate import configuration

BEFORE, AFTER = "5d3f8a1c7e20", "c937d0abfd3f"


def test_plain_recusals_become_recusals_of_any_kind_and_go_back(tmp_path: Path) -> None:
    """No word is lost on the way up or down."""
    path = tmp_path / "review.sqlite"
    chain = configuration(SERVICE.folder, f"sqlite:///{path}")
    command.upgrade(chain, BEFORE)
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO accounts (id, account, name, roles, stations, groups, password_hash, must_change,"
                         " totp_confirmed, failures, revision, created_at) VALUES"
                         " ('a', 'a', 'a', '[]', '[]', '[]', '', 0, 0, 0, 1, '2026-01-01')")
        database.execute("INSERT INTO experts VALUES ('a', '[]', 0, 9, ?)", (json.dumps(["水利", "龙井村"]),))
    command.upgrade(chain, AFTER)
    with sqlite3.connect(path) as database:
        kept, tasks = database.execute("SELECT recusals, tasks FROM experts").fetchone()
    assert json.loads(kept) == [{"kind": "other", "word": "水利"}, {"kind": "other", "word": "龙井村"}]
    assert json.loads(tasks) == ["opinion", "filing"]
    command.downgrade(chain, BEFORE)
    with sqlite3.connect(path) as database:
        assert json.loads(database.execute("SELECT recusals FROM experts").fetchone()[0]) == ["水利", "龙井村"]
