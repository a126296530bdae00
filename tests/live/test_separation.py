"""The four are strangers: no role reads another's database, and each lives alone in an empty folder."""
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path

import psycopg
import pytest

from deploy.keys import make_keys
from services.intake.app import SERVICE as INTAKE
from services.notify.app import SERVICE as NOTIFY
from services.reports.app import SERVICE as REPORTS
from services.review.app import SERVICE as REVIEW
from shared.contracts import REGISTRY
from shared.migrate import upgrade
from tests.builders import a_consultation, an_opinion
from tests.contracts.golden import FULL
from tests.live.hermit import Hermit, a_hermit
from tests.live.servers import SERVICES, Postgres, Redis, wait_until

pytestmark = pytest.mark.live
FOLDERS = {each.name: each.folder for each in (INTAKE, REVIEW, REPORTS, NOTIFY)}
PAIRS = list(permutations(SERVICES, 2))
HOME = {"intake": "/", "review": "/review/sign-in", "reports": "/reports/", "notify": "/notify/bulletins"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """Four databases as deploy/postgres/roles.sql makes them, with the tables of the four services."""
    server = Postgres()
    try:
        server.create()
        for name in SERVICES:
            upgrade(FOLDERS[name], server.url(name))
        yield server
    finally:
        server.remove()


@pytest.fixture
def broker() -> Iterator[Redis]:
    """A broker nobody has written to."""
    server = Redis()
    try:
        yield server.start()
    finally:
        server.remove()


def connect(postgres: Postgres, role: str, database: str) -> "psycopg.Connection[tuple[str, ...]]":
    """Connect to one service's database as another's role."""
    where = postgres.url(database).replace("postgresql+psycopg", "postgresql")
    return psycopg.connect(where.replace(f"//minyi_{database}:", f"//minyi_{role}:"), autocommit=True)


def tables(postgres: Postgres, service: str) -> list[str]:
    """All tables a service has, in any schema, with the schema's name."""
    with psycopg.connect(postgres.admin_url(f"minyi_{service}")) as connection:
        return [row[0] for row in connection.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE tableowner = %s",
            [f"minyi_{service}"])]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_role_connects_to_anothers_database(postgres: Postgres, one: str, other: str) -> None:
    connect(postgres, one, one).close()
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        connect(postgres, one, other)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_role_reads_or_changes_anothers_tables_even_if_it_could_connect(
        postgres: Postgres, one: str, other: str) -> None:
    """A second lock: somebody grants CONNECT by mistake, and every table still says no."""
    found = tables(postgres, other)
    assert len(found) > 8
    with psycopg.connect(postgres.admin_url(), autocommit=True) as admin:
        admin.execute(f"GRANT CONNECT ON DATABASE minyi_{other} TO minyi_{one}")
        try:
            with closing(connect(postgres, one, other)) as connection:
                for statement in ("SELECT 1 FROM {}", "DELETE FROM {}", "TRUNCATE {}"):
                    for table in found:
                        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for table"):
                            connection.execute(statement.format(table))
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("CREATE TABLE intruder (id int)")
        finally:
            admin.execute(f"REVOKE CONNECT ON DATABASE minyi_{other} FROM minyi_{one}")


def test_no_role_is_more_than_a_role(postgres: Postgres) -> None:
    """None is a superuser, makes roles or databases, or is a member of another."""
    with psycopg.connect(postgres.admin_url()) as admin:
        rows = admin.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'minyi%' AND NOT (rolsuper OR"
                             " rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)").fetchall()
        assert {row[0] for row in rows} == {f"minyi_{name}" for name in SERVICES}
        assert admin.execute("SELECT count(*) FROM pg_auth_members WHERE member::regrole::text LIKE 'minyi%'"
                             " OR roleid::regrole::text LIKE 'minyi%'").fetchone() == (0,)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_lives_alone(tmp_path: Path, broker: Redis, service: str) -> None:
    """Its folder and shared, copied into an empty one: it migrates, serves, stores what it hears, sends and answers."""
    make_keys(tmp_path / "all")
    with a_hermit(service, tmp_path, tmp_path / "all", broker) as hermit:
        alone = hermit.run("-c", "import importlib.util as u, services, shared; print(u.find_spec('deploy'), "
                           "u.find_spec('tests'), services.__path__, sorted(__import__('os').listdir('services')))")
        assert f"None None ['{tmp_path}/home/services'] ['__init__.py', '{service}']" in alone.stdout, alone.stderr
        wait_until(lambda: hermit.get(health(service)).status_code == 200, 30, f"{service} answers")
        assert hermit.get(health(service)).json()["status"] == "ok"
        page = hermit.get(HOME[service])
        assert page.status_code == 200 and "民意直通车" in page.text
        hear_everything(hermit)
        if service == "intake":
            leave_an_opinion(hermit)


def health(service: str) -> str:
    """A service's health address."""
    return f"{'' if service == 'intake' else '/' + service}/health"


def hear_everything(hermit: Hermit) -> None:
    """Each owner tells it all that it hears; it takes every envelope and says so to the owner."""
    for owner in SERVICES:
        events = [each.kind(**each.kind.reader.load(each.body)) for each in FULL
                  if each.kind.source == owner and hermit.service in REGISTRY[each.name, each.version].hearers]
        if not events:
            continue
        told = hermit.tell(*events)
        [answer] = wait_until(partial(hermit.acknowledged, owner), 30, f"{owner} is answered")
        assert (set(answer.taken), answer.parked) == (told, {})


def leave_an_opinion(hermit: Hermit) -> None:
    """Over HTTP, on a consultation it has heard of; review, reports and notify are sent it."""
    now = datetime.now(UTC)
    consultation = a_consultation(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))
    hermit.tell(consultation)
    opinion = an_opinion(consultation.consultation_id, written_at=now.isoformat())
    wait_until(lambda: hermit.post("/api/v1/opinions", opinion).status_code == 201, 30, "the opinion is taken")
    for hearer, name in (("review", "opinion.received"), ("reports", "opinion.received"), ("notify", "answer.wanted")):
        assert wait_until(partial(hermit.heard_by, hearer), 30, f"{hearer} is told") == [name]
