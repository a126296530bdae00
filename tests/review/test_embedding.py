"""The site's own model server: asked in batches, mixed with the words, and done without while it fails."""
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.review import embedding
from services.review.domain.grouping.ranking import Ranker, Target
from services.review.domain.grouping.related import relate
from services.review.domain.grouping.texts import Text
from services.review.embedding import ServerEmbedder, embedder_of
from shared.settings import SettingsRefused
from tests.house import a_house
from tests.review.modelserver import ModelServer, a_model_server

pytestmark = pytest.mark.live
SECRET = "老王家的电梯坏了三天"
TARGETS = [Target(id="lift", title="电梯应当定期检验。"), Target(id="dog", title="养犬应当登记。"),
           Target(id="park", title="增设停车泊位。")]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model server that is well until told otherwise."""
    with a_model_server() as server:
        yield server


def test_texts_are_sent_in_batches_with_model_and_key_and_come_back_in_order(server: ModelServer) -> None:
    texts = [f"电梯{number}" if number % 2 else f"遛狗{number}" for number in range(150)]
    found = ServerEmbedder(server.address, "m3", "key-1").embed(texts)
    assert found is not None and found.shape == (150, 4)
    assert [row[1] for row in found.tolist()] == [float(number % 2) for number in range(150)]
    assert [len(each["input"]) for each in server.asked] == [64, 64, 22]
    assert {each["model"] for each in server.asked} == {"m3"} and set(server.keys) == {"Bearer key-1"}


def test_meanings_find_what_words_cannot(server: ModelServer) -> None:
    """升降 shares no character with 电梯; 遛狗 none with 犬."""
    ranked = Ranker(TARGETS, ServerEmbedder(server.address)).rank(["升降设备老旧", "遛狗不拴绳"])
    assert [each[0].id for each in ranked] == ["lift", "dog"]
    texts = [Text(id=str(at), text=text) for at, text in enumerate(
        ("升降设备老旧", "电梯常坏", "遛狗不拴绳", "大型犬吓人", "停车难", "泊位太少"))]
    assert len({kin.root for kin in relate(texts)}) > 3
    assert [kin.root for kin in relate(texts, ServerEmbedder(server.address))] == ["0", "0", "2", "2", "4", "4"]


@pytest.mark.parametrize("mood", ["slow", "drip", "broken", "moved", "short", "ragged", "words", "html"])
def test_a_server_that_fails_in_any_way_is_done_without(server: ModelServer, mood: str,
                                                        caplog: pytest.LogCaptureFixture) -> None:
    server.mood = mood
    failing = ServerEmbedder(server.address, patience=0.3)
    with caplog.at_level(logging.WARNING):
        ranked = Ranker(TARGETS, failing).rank([SECRET, "养犬登记"])
    assert ranked == Ranker(TARGETS).rank([SECRET, "养犬登记"])
    assert len(server.asked) == 1, "it is left in peace at once"
    assert [record.message for record in caplog.records] == ["the model server fails; words alone do"]
    assert "电梯" not in str(caplog.records[0].__dict__)
    assert failing.state()["state"] == "down" and failing.state()["failures"] == 1


def test_vectors_of_another_length_than_before_are_not_mixed(server: ModelServer) -> None:
    ranker = Ranker(TARGETS, ServerEmbedder(server.address))
    server.mood = "other"
    assert ranker.rank([SECRET]) == Ranker(TARGETS).rank([SECRET])


def test_health_shows_a_server_that_is_down_and_that_it_is_back(tmp_path: Path, caplog: pytest.LogCaptureFixture,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    with a_model_server() as server:
        address = server.address
        with a_house(tmp_path / "well", "review", environ={"MINYI_REVIEW_EMBEDDER_URL": address}) as house:
            health = house.client("review").get("/review/health").json
            assert health["parts"]["embedder"] == {"state": "ok", "failures": 0} and health["status"] == "ok"
            asked = len(server.asked)
            house.client("review").get("/review/health")
            assert len(server.asked) == asked, "asked once a minute, not at every look"
    with a_house(tmp_path / "down", "review", environ={"MINYI_REVIEW_EMBEDDER_URL": address}) as house:
        embedder = embedder_of(house.sites["review"])
        assert isinstance(embedder, ServerEmbedder)
        with caplog.at_level(logging.WARNING):
            assert [embedder.embed([SECRET]) for _ in range(3)] == [None] * 3
        assert len(caplog.records) == 1
        answer = house.client("review").get("/review/health")
        assert answer.status_code == 200 and answer.json["status"] == "degraded"
        assert answer.json["parts"]["embedder"] == {"state": "down", "cause": "URLError", "failures": 1}
        monkeypatch.setattr(embedding, "PAUSE", 0.0)
        with a_model_server() as back:
            embedder._url = back.address
            assert house.client("review").get("/review/health").json["parts"]["embedder"]["state"] == "ok"


def test_without_a_server_there_is_no_embedder_and_no_part(tmp_path: Path) -> None:
    with a_house(tmp_path, "review") as house:
        assert embedder_of(house.sites["review"]) is None
        assert "embedder" not in house.client("review").get("/review/health").json["parts"]


def test_a_bad_address_stops_the_start_and_the_key_is_not_shown(tmp_path: Path) -> None:
    bad = {"MINYI_REVIEW_EMBEDDER_URL": "ftp://models", "MINYI_REVIEW_EMBEDDER_KEY": "a key"}
    with pytest.raises(SettingsRefused, match="MINYI_REVIEW_EMBEDDER_URL") as refused, \
            a_house(tmp_path, "review", environ=bad):
        pass
    assert "a key" not in str(refused.value) and "EMBEDDER_KEY" in str(refused.value)
