"""Holding answers back and letting them go; dead letters; what staff see."""
from pathlib import Path

import pytest

from services.notify.domain import is_email
from shared.ids import new_id
from tests.house import House, a_house
from tests.notify.people import Crowd, by_email


def post(house: House, path: str, *roles: str) -> tuple[int, dict[str, object]]:
    """POST to notify's API as someone with *roles*."""
    answer = house.client("notify").post(f"/notify/api/v1/{path}", headers=house.bearer(*roles))
    house.settle()
    return answer.status_code, dict(answer.json or {})


def test_a_pause_holds_and_a_release_lets_go(crowd: Crowd) -> None:
    """Paused before the decisions come: nothing goes until somebody says so."""
    one = crowd.speak(by_email("王", "w@example.org"))
    crowd.hear(crowd.consultation, *crowd.wanted.values())
    base = f"consultations/{crowd.consultation.consultation_id}"
    assert post(crowd.house, f"{base}/pause", "officer")[0] == 403
    assert post(crowd.house, f"{base}/pause", "leader")[1]["paused"] is True
    crowd.hear(*crowd.decide([one]))
    assert not crowd.mail()
    assert post(crowd.house, f"{base}/release", "leader") == (200, {
        "id": crowd.consultation.consultation_id, "paused": False, "automatic": True, "ready": 1, "arriving": 0,
        "expected": 0})
    assert len(crowd.mail()) == 1


def test_without_automatic_release_each_batch_is_let_go_by_a_leader(tmp_path: Path) -> None:
    """The next one waits again."""
    with a_house(tmp_path, "notify", environ={"MINYI_AUTO_RELEASE": "0"}) as house:
        crowd = Crowd(house)
        ids = [crowd.speak() for _ in range(2)]
        crowd.hear_all(crowd.decide(ids[:1]))
        assert not crowd.notices()
        post(house, f"consultations/{crowd.consultation.consultation_id}/release", "group")
        assert set(crowd.notices()) == {ids[0]}
        crowd.hear(*crowd.decide(ids[1:]))
        assert set(crowd.notices()) == {ids[0]}


@pytest.mark.parametrize("contact", [
    {"name": "王", "email": "not an address", "channel": "email"}, {"name": "王", "channel": "pigeon"},
    {"name": "王", "email": "a@b.org\r\nBcc: x@example.org", "channel": "email"}])
def test_a_contact_that_cannot_be_used_is_on_the_desk_and_answered(
        crowd: Crowd, contact: dict[str, str | None]) -> None:
    one = crowd.speak(contact)
    crowd.hear_all(crowd.decide([one]))
    assert crowd.loop()["dead_letters"] == 1
    assert crowd.notices()[one][0].state == "posted"


def test_a_strangers_contact_is_refused(crowd: Crowd) -> None:
    """A box glued to another opinion, a broken box, an unknown key."""
    victim = crowd.speak(by_email("王", "w@example.org"))
    sealed, key = crowd.wanted[victim].sealed_contact, crowd.wanted[victim].contact_key
    ids = [crowd.speak(sealed_contact=sealed, contact_key=key),
           crowd.speak(sealed_contact="AAAA" + (sealed or "")[4:], contact_key=key),
           crowd.speak(sealed_contact=sealed, contact_key="0" * 16), crowd.speak(sealed_contact="é", contact_key=key)]
    crowd.hear_all(crowd.decide([*ids, victim]))
    assert crowd.loop()["dead_letters"] == 4
    assert len(crowd.mail()) == 1


def test_a_hand_over_is_written_down(crowd: Crowd) -> None:
    """A slip's answer, posted meanwhile, given by hand; a second time is refused."""
    one = crowd.speak({"name": "赵", "channel": "slip"})
    crowd.hear_all(crowd.decide([one]))
    path = f"notices/{crowd.notices()[one][0].id}"
    assert post(crowd.house, f"{path}/resend", "officer")[0] == 409
    assert post(crowd.house, f"{path}/hand-over", "officer")[1]["state"] == "handed_over"
    assert post(crowd.house, f"{path}/hand-over", "officer")[0] == 409
    assert (crowd.said()[-1].channel, crowd.said()[-1].outcome) == ("slip", "handed_over")


def test_the_ledger_filters_and_never_shows_a_contact(crowd: Crowd) -> None:
    """By state and by consultation; 50 a page with the next page's address."""
    ids = [crowd.speak(by_email("王小井", "w@example.org")) for _ in range(60)]
    crowd.hear_all(crowd.decide(ids))
    client, officer = crowd.house.client("notify"), crowd.house.bearer("officer")
    first = client.get("/notify/api/v1/notices?state=sent", headers=officer).json
    assert (len(first["items"]), first["total"]) == (50, 60)
    second = client.get(first["next"], headers=officer).json
    assert (len(second["items"]), second["next"]) == (10, None)
    assert "example.org" not in str(first) and "letter" not in str(first)
    assert client.get("/notify/api/v1/notices?state=posted", headers=officer).json["total"] == 0


@pytest.mark.parametrize("path", [
    "notices?page=0", "notices?page=x", "notices?page=99999999999999999999", "notices?state=lost",
    "notices?consultation=1"])
def test_bad_queries_are_named(house: House, path: str) -> None:
    answer = house.client("notify").get(f"/notify/api/v1/{path}", headers=house.bearer("admin"))
    assert answer.status_code == 422 and answer.json["errors"]


def test_what_is_not_there_is_not_found(house: House) -> None:
    """404 for unknown ids and for what is no id."""
    for path in (f"consultations/{new_id()}/release", f"notices/{new_id()}/resend", "notices/1/resend"):
        assert post(house, path, "group", "officer", "leader")[0] == 404
    loop = house.client("notify").get(f"/notify/api/v1/consultations/{new_id()}/loop", headers=house.bearer("group"))
    assert loop.status_code == 404


def test_addresses() -> None:
    """What a letter can be addressed to."""
    assert all(map(is_email, ("a@b.cn", "first.last+tag@mail.example.org", "x_1@a-b.com")))
    assert not any(map(is_email, ("", "a", "a@b", "a b@c.org", "a@b..org", "a..b@c.org", "王@例.cn", "a@b.org,c@d.org",
                                  "a@b.org>", "x" * 65 + "@b.org", ".a@b.org")))
