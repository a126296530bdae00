"""What one opinion costs PostgreSQL."""
from pathlib import Path

import pytest

from tests.builders import a_consultation, an_opinion
from tests.house import a_house
from tests.intake.phones import a_phone, an_instance
from tests.live.servers import Postgres
from tests.statements import statements

MOST = 6


@pytest.mark.live
def test_one_opinion_costs_six_statements_at_most(tmp_path: Path) -> None:
    """The very first one of a fresh process, and those after it."""
    server, consultation, counts = Postgres(), a_consultation(), []
    try:
        server.create()
        with a_house(tmp_path, "intake", environ={"MINYI_DATABASE_URL": server.url("intake")}) as house:
            house.hear("intake", consultation)
            with statements(house.sites["intake"].database) as said:
                for _ in range(3):
                    body = an_opinion(consultation.consultation_id)
                    assert house.client("intake").post("/api/v1/opinions", json=body).status_code == 201
                    counts.append(len(said))
                    said.clear()
    finally:
        server.remove()
    print(f"\nstatements of one opinion: first {counts[0]}, then {counts[1:]}")
    assert max(counts) <= MOST


@pytest.mark.live
def test_one_submission_of_a_phone_costs_six_statements_at_most(tmp_path: Path) -> None:
    """With its body, and with a contact that is closed; the first one after the list of forms, and those after it."""
    server, counts = Postgres(), []
    try:
        server.create()
        with a_house(tmp_path, "intake", environ={"MINYI_DATABASE_URL": server.url("intake")}) as house:
            phone = a_phone(house)
            phone.ask("formList")
            with statements(house.sites["intake"].database) as said:
                for _ in range(3):
                    assert phone.send(an_instance(phone.form, contact="13912345678")).status_code == 201
                    counts.append(len(said))
                    said.clear()
    finally:
        server.remove()
    print(f"\nstatements of one submission: first {counts[0]}, then {counts[1:]}")
    assert max(counts) <= MOST
