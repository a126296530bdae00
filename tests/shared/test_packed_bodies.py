"""JSON that comes packed with gzip is read as if it came bare; a bomb, or half of it, is refused with a sentence."""
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_consultation, an_opinion
from tests.house import House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake alone."""
    with a_house(tmp_path, "intake") as found:
        yield found


def post(house: House, body: bytes, packing: str = "gzip", path: str = "/api/v1/opinions") -> Any:
    """Post a packed body."""
    return house.client("intake").post(path, data=body, headers={
        "Content-Type": "application/json", "Content-Encoding": packing})


def an_asked_opinion(house: House) -> bytes:
    """An opinion that would be taken, as JSON."""
    consultation = a_consultation()
    house.hear("intake", consultation)
    return json.dumps(an_opinion(consultation.consultation_id)).encode()


@pytest.mark.parametrize("packing", ["gzip", "GZIP", " gzip "])
def test_a_packed_opinion_is_the_same_body(house: House, packing: str) -> None:
    body = an_asked_opinion(house)
    assert post(house, gzip.compress(body), packing).status_code == 201
    assert post(house, body, "identity").status_code == 200


def test_the_bound_is_that_of_the_bare_body(house: House) -> None:
    """256 kB for one opinion, 32 MB for a batch, whatever they were packed into."""
    assert post(house, gzip.compress(b" " * 256 * 1024)).status_code == 400
    answer = post(house, gzip.compress(b" " * (256 * 1024 + 1)))
    assert answer.status_code == 413 and "256 kB" in answer.json["detail"]
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 9)
    assert len(bomb) < 256 * 1024
    assert post(house, bomb).status_code == 413
    assert post(house, bomb, path="/api/v1/opinions/batch").status_code == 413


def test_what_is_not_whole_or_not_gzip_is_refused(house: House) -> None:
    packed = gzip.compress(an_asked_opinion(house))
    for body, packing, word in ((packed[:-9], "gzip", "没有传完"), (packed + b"x", "gzip", "后面"),
                                (b"{}", "gzip", "解不开"), (packed, "br", "gzip"), (packed, "gzip, gzip", "gzip")):
        answer = post(house, body, packing)
        assert answer.status_code == 400 and word in answer.json["detail"], answer.text
