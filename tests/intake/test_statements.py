"""How many statements one opinion costs the database: a handful, the first time and always."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.contracts import ConsultationOpened
from shared.ids import new_id
from tests.builders import a_consultation, an_opinion
from tests.house import House, a_house
from tests.statements import statements

MOST = 6


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake alone, nothing remembered yet."""
    with a_house(tmp_path, "intake") as house:
        yield house


@pytest.fixture
def consultation(house: House) -> ConsultationOpened:
    """What may be spoken about."""
    consultation = a_consultation()
    house.hear("intake", consultation)
    return consultation


@pytest.mark.parametrize("contact", [None, "bm90IGEgYm94"], ids=["without a contact", "with a contact"])
def test_one_opinion_costs_six_statements_at_most(
        house: House, consultation: ConsultationOpened, contact: str | None) -> None:
    """The very first one of a fresh process, and those after it."""
    client, counts = house.client("intake"), []
    keys = house.sites["intake"].keys
    with statements(house.sites["intake"].database) as said:
        for _ in range(3):
            body = an_opinion(consultation.consultation_id, sealed_contact=contact,
                              contact_key=keys.contact_current if contact else None)
            assert client.post("/api/v1/opinions", json=body).status_code == 201
            counts.append(len(said))
            said.clear()
    print(f"\nstatements of one opinion: first {counts[0]}, then {counts[1:]}")
    assert max(counts) <= MOST


def test_a_repeat_and_a_refusal_cost_no_more(house: House, consultation: ConsultationOpened) -> None:
    """The same id again with the same words or other ones; a wrong body costs none that writes."""
    client, body = house.client("intake"), an_opinion(consultation.consultation_id)
    client.post("/api/v1/opinions", json=body)
    for other, status in (({}, 200), ({"text": "别的话"}, 409), ({"id": new_id(), "text": ""}, 422)):
        with statements(house.sites["intake"].database) as said:
            assert client.post("/api/v1/opinions", json=body | other).status_code == status
        assert len(said) <= MOST, said
        assert status != 422 or not any("INSERT" in each for each in said)
