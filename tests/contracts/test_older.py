"""What was said in an older version, and lies parked or is still on its way, is understood by every hearer."""
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.contracts import ConsultationFactV1, Event, read_event
from tests.contracts.golden import FULL
from tests.house import House, a_house

HEARERS = ("intake", "reports", "notify")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The services that hear of consultations."""
    with a_house(tmp_path, *HEARERS) as house:
        yield house


def said(name: str, version: int) -> Event:
    """An event as its golden file has it."""
    body = next(each.body for each in FULL if (each.name, each.version) == (name, version))
    return read_event(name, version, json.dumps(body))


def kept(house: House, service: str, column: str, table: str) -> list[object]:
    """What a service has in a column."""
    with house.sites[service].database.reading() as session:
        return list(session.scalars(text(f"SELECT {column} FROM {table}")))


@pytest.mark.parametrize("name", ["consultation.opened", "consultation.changed", "consultation.closed"])
def test_the_first_version_is_kept_without_notes_or_questions_and_shows_counts(house: House, name: str) -> None:
    event = said(name, 1)
    assert isinstance(event, ConsultationFactV1)
    for service in HEARERS:
        house.hear(service, event)
        assert kept(house, service, "title", "consultations") == [event.title]
    assert kept(house, "intake", "shows_counts", "consultations") == [True]
    assert [kept(house, "intake", column, "drafts") for column in ("notes", "questions")] == [["{}"], ["[]"]]
    assert kept(house, "reports", "questions", "drafts") == ["[]"]


def test_the_second_version_after_the_first_brings_them_and_an_old_one_that_comes_late_changes_nothing(
        house: House) -> None:
    older, newer = said("consultation.changed", 1), said("consultation.changed", 2)
    for service in HEARERS:
        house.hear(service, older, newer, older)
    assert "把老井保护好" in str(kept(house, "intake", "notes", "drafts"))
    assert "井台周围" in str(kept(house, "reports", "questions", "drafts"))


def test_an_approval_of_the_first_version_is_kept_without_its_sources_and_the_second_brings_them(house: House) -> None:
    house.hear("reports", said("suggestion.ready", 1))
    assert [kept(house, "reports", column, "suggestions") for column in ("stations", "channels")] == [["{}"], ["{}"]]
    newer = said("suggestion.ready", 2)
    house.hear("reports", newer, said("suggestion.ready", 1))
    assert kept(house, "reports", "channels", "suggestions") == ["{}"], "the same revision changes nothing"
    house.hear("reports", replace(newer, revision=2), said("suggestion.ready", 1))
    assert "kiosk" in str(kept(house, "reports", "channels", "suggestions"))
    assert len(kept(house, "reports", "suggestion_id", "arrivals")) == 1
