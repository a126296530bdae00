"""Letters on their way: servers that are slow, that refuse, that are gone; workers that die."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from services.notify.jobs import deliver_letters
from services.notify.models import Letter, Notice, Wanted
from services.notify.opening import Opener
from services.notify.operations.delivery import claim_letters
from tests.house import House, a_house
from tests.notify.mailserver import Server, a_mail_server
from tests.notify.people import Crowd, by_email

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server."""
    with a_mail_server() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, server: Server) -> Iterator[House]:
    """Notify with a real mail server."""
    with a_house(tmp_path, "notify", environ={"MINYI_SMTP_URL": server.url}) as house:
        yield house


def a_letter(crowd: Crowd, address: str) -> str:
    """One opinion with an address, decided; everything that can run has run."""
    opinion = crowd.speak(by_email("王", address))
    crowd.hear(crowd.consultation, crowd.wanted[opinion], *crowd.decide([opinion]))
    return opinion


def test_a_letter_goes_over_smtp_with_an_id_of_its_own(crowd: Crowd, server: Server) -> None:
    opinion = a_letter(crowd, "w@example.org")
    [arrived] = server.arrived
    assert (arrived["To"], arrived["From"], arrived["Auto-Submitted"]) == ("w@example.org", "minyi@localhost",
                                                                           "auto-generated")
    [notice] = crowd.notices()[opinion]
    assert (notice.state, notice.answered_by) == ("sent", "email")
    assert str(arrived["Message-ID"]) == f"<{notice.letter_id}@localhost>"


def test_a_temporary_refusal_is_tried_again_later(crowd: Crowd, server: Server) -> None:
    """451 twice: after a minute, then after four."""
    server.replies["w@example.org"] = ["451 later", "451 later"]
    opinion = a_letter(crowd, "w@example.org")
    assert crowd.notices()[opinion][0].state == "failed"
    crowd.wait(seconds=61)
    assert not server.arrived
    crowd.wait(seconds=61)
    assert not server.arrived
    crowd.wait(minutes=4)
    assert len(server.arrived) == 1
    assert crowd.notices()[opinion][0].state == "sent"


def test_a_lasting_refusal_goes_to_the_desk_and_the_bulletin(crowd: Crowd, server: Server) -> None:
    """550 at once: dead, posted, and sent after all when a clerk says so."""
    server.replies["w@example.org"] = ["550 no such user"]
    opinion = a_letter(crowd, "w@example.org")
    [notice] = crowd.notices()[opinion]
    assert (notice.state, notice.posted, notice.answered_by) == ("dead", True, "bulletin")
    assert crowd.loop()["dead_letters"] == 1
    client, officer = crowd.house.client("notify"), crowd.house.bearer("officer")
    assert client.post(f"/notify/api/v1/notices/{notice.id}/resend", headers=officer).status_code == 200
    crowd.house.settle()
    assert len(server.arrived) == 1
    assert (crowd.loop()["dead_letters"], crowd.loop()["by_channel"]["email"]) == (0, 1)
    assert [(each.revision, each.channel) for each in crowd.said()] == [(1001, "bulletin"), (1002, "email")]


def test_eight_temporary_refusals_are_enough(crowd: Crowd, server: Server) -> None:
    """Then the letter is dead."""
    server.replies["w@example.org"] = ["421 busy"] * 20
    opinion = a_letter(crowd, "w@example.org")
    for _ in range(7):
        assert crowd.notices()[opinion][0].state == "failed"
        crowd.wait(hours=6)
    assert crowd.notices()[opinion][0].state == "dead"


def test_what_was_handed_over_is_not_sent_any_more(crowd: Crowd, server: Server) -> None:
    """One of two opinions of a letter that waits for its next attempt; then the other one too."""
    server.replies["w@example.org"] = ["451 later", "451 later"]
    ids = [crowd.speak(by_email("王", "w@example.org")) for _ in range(2)]
    crowd.hear_all(crowd.decide(ids))
    client, officer = crowd.house.client("notify"), crowd.house.bearer("officer")
    for opinion in ids:
        notice = crowd.notices()[opinion][0]
        path = f"/notify/api/v1/notices/{notice.id}/hand-over"
        assert client.post(path, headers=officer).json["state"] == "handed_over"
        crowd.wait(minutes=5)
    assert not server.arrived
    assert [each[0].state for each in crowd.notices().values()] == ["handed_over", "handed_over"]
    with crowd.house.sites["notify"].database.reading() as session:
        assert session.scalar(select(Letter.state)) == "dropped"
        assert set(session.scalars(select(Wanted.sealed_contact))) == {None}


def test_a_server_that_is_away_costs_the_others_nothing(tmp_path: Path) -> None:
    """One attempt, then all wait; when it is back all go."""
    with a_house(tmp_path, "notify", environ={"MINYI_SMTP_URL": "smtp://127.0.0.1:1"}) as house:
        crowd = Crowd(house)
        ids = [crowd.speak(by_email("王", f"w{n}@example.org")) for n in range(5)]
        crowd.hear_all(crowd.decide(ids))
        with house.sites["notify"].database.reading() as session:
            assert sorted(session.scalars(select(Letter.attempts))) == [0, 0, 0, 0, 1]
        object.__setattr__(house.sites["notify"].settings, "smtp_url", "")
        crowd.wait(minutes=2)
        assert len(crowd.mail()) == 5


def test_a_worker_that_dies_after_sending_repeats_under_the_same_id(crowd: Crowd, server: Server) -> None:
    """Claimed and sent, never marked: after the lease it goes again, recognisably."""
    site = crowd.house.sites["notify"]
    opinion = crowd.speak(by_email("王", "w@example.org"))
    crowd.house.hear("notify", crowd.consultation, *crowd.wanted.values(), *crowd.decide([opinion]))
    for kind in ("open", "release", "release"):
        site.agenda.jobs[kind].work("")
    with site.database.writing() as session:
        assert len(claim_letters(session, site.now())) == 1
        assert claim_letters(session, site.now()) == []
    crowd.wait(seconds=30)
    assert not server.arrived
    crowd.wait(seconds=31)
    assert len(server.arrived) == 1
    with site.database.writing() as session:
        session.execute(update(Letter).values(state="sending"))
        session.execute(update(Notice).values(state="sending"))
    with site.database.reading() as session:
        [letter] = session.scalars(select(Letter)).all()
        assert letter.attempts == 2
    deliver_letters(site, Opener(site.keys.contact_private), "")
    crowd.wait(seconds=61)
    deliver_letters(site, Opener(site.keys.contact_private), "")
    assert {str(each["Message-ID"]) for each in server.arrived} == {f"<{letter.id}@localhost>"}
