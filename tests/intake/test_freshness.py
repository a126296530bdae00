"""A consultation carries a tag: whoever has it as it is is told no more than that."""
from typing import Any

from tests.builders import a_consultation, an_opinion
from tests.house import House


def get(house: House, path: str, tag: str = "") -> Any:
    """Ask, as one who has what the tag names."""
    return house.client("intake").get(f"/api/v1/consultations{path}", headers={"If-None-Match": tag} if tag else {})


def test_who_has_it_as_it_is_is_told_no_more(house: House) -> None:
    asked = a_consultation()
    house.hear("intake", asked)
    for path in ("", "?page=1", f"/{asked.consultation_id}"):
        first = get(house, path)
        assert first.status_code == 200 and first.headers["Cache-Control"] == "no-cache"
        again = get(house, path, first.headers["ETag"])
        assert again.status_code == 304 and again.data == b"" and again.headers["ETag"] == first.headers["ETag"]
        assert get(house, path, f'W/{first.headers["ETag"]}').status_code == 304
        assert get(house, path, '"another"').json == first.json


def test_another_revision_is_another_tag(house: House) -> None:
    asked = a_consultation()
    house.hear("intake", asked)
    tags = {path: get(house, path).headers["ETag"] for path in ("", f"/{asked.consultation_id}")}
    house.hear("intake", a_consultation(consultation_id=asked.consultation_id, revision=2, title="井台保护办法"))
    for path, tag in tags.items():
        changed = get(house, path, tag)
        assert changed.status_code == 200 and "井台保护办法" in changed.text


def test_an_opinion_changes_the_tag_where_counts_are_shown_and_only_there(house: House) -> None:
    for shown, status in ((True, 200), (False, 304)):
        asked = a_consultation(shows_counts=shown)
        house.hear("intake", asked)
        tag = get(house, f"/{asked.consultation_id}").headers["ETag"]
        body = an_opinion(asked.consultation_id, provision="art_1")
        assert house.client("intake").post("/api/v1/opinions", json=body).status_code == 201
        assert get(house, f"/{asked.consultation_id}", tag).status_code == status


def test_what_is_not_there_has_no_tag(house: House) -> None:
    answer = get(house, "/0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f", '"any"')
    assert answer.status_code == 404 and "ETag" not in answer.headers
