"""Every case of the kit, asked of Minyi on the real web server: on SQLite and on PostgreSQL, or of any other server
with --openrosa-url (the standard's cases alone)."""
from collections.abc import Iterator

import pytest

from tests.live.servers import Postgres
from tests.openrosa.asking import TOPICS, chosen
from tests.openrosa.cases.concurrency import at_once
from tests.openrosa.collect import Collect
from tests.openrosa.servers import an_intake
from tests.openrosa.subject import Case, Skipped, Subject

pytestmark = pytest.mark.live
CASES = chosen(everything=True)
FEWEST = {"head": 4, "lists": 10, "manifests": 4, "submissions": 9, "duplicates": 6, "attachments": 10,
          "concurrency": 3, "encoding": 6, "auth": 5, "damage": 7}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """A server with a phone at it."""
    elsewhere = request.config.getoption("--openrosa-url")
    folder = tmp_path_factory.mktemp("openrosa")
    if elsewhere:
        yield Subject(Collect(elsewhere.rstrip("/")))
    elif request.param == "sqlite":
        with an_intake(folder) as url:
            yield Subject(Collect(url))
    else:
        server = Postgres()
        try:
            server.create()
            with an_intake(folder, server.url("intake")) as url:
                yield Subject(Collect(url))
        finally:
            server.remove()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.topic}-{case.name}" for case in CASES])
def test_the_server_holds_the_case(subject: Subject, case: Case, request: pytest.FixtureRequest) -> None:
    if case.own and request.config.getoption("--openrosa-url"):
        pytest.skip("Minyi's own rule")
    try:
        case.ask(subject)
    except Skipped as skipped:
        pytest.skip(str(skipped))


def test_d6_a_twin_in_flight_is_a_success_and_no_failure(subject: Subject) -> None:
    """kpi answers 423, and the phone shows a failure for data that is safe."""
    for _ in range(5):
        sent = at_once(subject, [subject.blank.fill()] * 8)
        assert sorted(each.status for each in sent) == [201, *[202] * 7] and len({each.message for each in sent}) == 1


def test_no_topic_is_thin() -> None:
    counts = {topic: sum(case.topic == topic for case in CASES) for topic in TOPICS}
    assert not {topic: counts[topic] for topic, fewest in FEWEST.items() if counts[topic] < fewest}
