"""Leaving one opinion over HTTP."""


from shared.ids import receipt_of
from tests.builders import a_consultation, an_opinion
from tests.house import House


def test_an_opinion_is_kept_and_a_repeat_gives_the_same_receipt(house: House) -> None:
    """201, then 200 with the same receipt; another body under the id is 409."""
    consultation = a_consultation()
    house.hear("intake", consultation)
    client, body = house.client("intake"), an_opinion(consultation.consultation_id)
    first, second = client.post("/api/v1/opinions", json=body), client.post("/api/v1/opinions", json=body)
    assert (first.status_code, second.status_code) == (201, 200), first.text
    assert first.json == second.json
    assert first.json["receipt"] == receipt_of(body["id"])
    other = client.post("/api/v1/opinions", json=body | {"text": "别的话"})
    assert other.status_code == 409
    assert other.content_type == "application/problem+json"


def test_bad_fields_are_named_and_nothing_is_kept(house: House) -> None:
    """422 with each field's sentences."""
    consultation = a_consultation()
    house.hear("intake", consultation)
    body = an_opinion(consultation.consultation_id, text="", provision="art_99", colour="red")
    answer = house.client("intake").post("/api/v1/opinions", json=body)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"text", "colour"}
    assert house.sites["intake"].post.lag()[0] == 0
