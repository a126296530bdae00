"""What must not be seen: an address outside the letter, a link between two opinions; how fast a crowd is answered."""
import logging
import time

import pytest
from sqlalchemy import text

from services.notify.domain import Contact, Recipient, person_key
from tests.notify.people import Crowd, by_email

SECRETS = ("secret-well@example.org", "井守护人", "13912345678")


def test_no_plaintext_contact_in_the_database_the_logs_or_the_post(
        crowd: Crowd, caplog: pytest.LogCaptureFixture) -> None:
    """Grep all of it, before and after the letter; the sealed box itself is gone once the letter is sent."""
    caplog.set_level(logging.DEBUG)
    contact = by_email(SECRETS[1], SECRETS[0]) | {"phone": SECRETS[2]}
    one = crowd.speak(contact)
    broken = crowd.speak(contact | {"email": f"{SECRETS[0]}@"})
    crowd.hear(crowd.consultation, *crowd.wanted.values())
    before = everything(crowd)
    crowd.hear(*crowd.decide([one, broken]))
    [letter] = crowd.mail()
    assert letter["To"] == SECRETS[0] and SECRETS[1] in letter.get_content()
    for secret in SECRETS:
        for place in (before, everything(crowd), caplog.text.encode()):
            assert secret.encode() not in place
    with crowd.house.sites["notify"].database.reading() as session:
        rows = session.execute(text("SELECT opinion_id, sealed_contact FROM answers_wanted"))
        kept = {row.opinion_id: row.sealed_contact for row in rows}
    assert kept[one] is None
    assert kept[broken] is not None


def everything(crowd: Crowd) -> bytes:
    """All files of the house but the mail that was sent."""
    return b"".join(path.read_bytes() for path in crowd.house.folder.glob("notify.sqlite*"))


def test_an_address_is_not_in_what_python_prints() -> None:
    """A trace shows reprs."""
    shown = repr(Contact(email=SECRETS[0], name=SECRETS[1])) + repr(Recipient("email", SECRETS[0], SECRETS[1]))
    assert not any(secret in shown for secret in SECRETS)


def test_the_key_of_a_person_needs_the_pepper() -> None:
    """Another pepper, another channel, another name: another key."""
    here = Recipient("email", "a@b.org", "王")
    keys = {person_key("p", here), person_key("q", here), person_key("p", Recipient("email", "a@b.org", "李")),
            person_key("p", Recipient("slip", "a@b.org", "王"))}
    assert len(keys) == 4
    assert person_key("p", Recipient("slip", "station", "")) is None


def test_what_is_said_links_no_two_opinions(crowd: Crowd) -> None:
    """Days only; the order of saying is neither that of the opinions nor that of the letters."""
    ids = [crowd.speak(by_email("王", f"p{number // 2}@example.org")) for number in range(40)]
    crowd.hear_all(crowd.decide(ids))
    said = [event.opinion_id for event in crowd.said()]
    assert sorted(said) == sorted(ids)
    assert said != ids
    together = sum(abs(said.index(ids[n]) - said.index(ids[n + 1])) == 1 for n in range(0, 40, 2))
    assert together < 10


def test_a_thousand_are_answered_in_seconds(crowd: Crowd) -> None:
    """1,028 opinions, a third with an address: everything from the first contact to the last notice."""
    ids = [crowd.speak(by_email("某", f"p{n}@example.org") if n % 3 == 0 else None) for n in range(1028)]
    crowd.house.hear("notify", crowd.consultation)
    site = crowd.house.sites["notify"]
    decided = crowd.decide(ids)
    started = time.perf_counter()
    for events in (list(crowd.wanted.values()), decided):
        with site.database.writing() as session:
            site.post.handlers[type(events[0])](session, site.post, events)
    crowd.house.settle()
    took = time.perf_counter() - started
    print(f"1,028 opinions answered in {took:.1f} s")
    assert len(crowd.mail()) == 343
    assert crowd.loop()["answered"] == 1028
    assert took < 30
