"""The box protocol by its JSON routes: each refusal says what is wrong, the log shows tampering, slips are accounted
for."""
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from werkzeug.test import TestResponse

from services.intake.domain.boxes import Facts, Turn, agreed, faults_of, following
from services.intake.domain.slips import Stock, code_of, opinion_id_of, read_code, read_serials
from services.intake.queries.boxes import list_slips
from shared.refusals import Invalid
from shared.schemas import ID
from tests.house import House
from tests.intake.ballot import ONE, PEOPLE, Ballot, a_ballot, a_box, a_photo, key, scan_all


class Clerks:
    """The people at one box, by their position: 0, 1, 2."""

    def __init__(self, house: House) -> None:
        self.ballot: Ballot = a_ballot(house)
        self.client = house.client("intake")
        self.headers = [house.bearer("officer", account_id=each.account_id, name=each.name) for each in PEOPLE]
        self.house, self.at = house, ""
        self.seal: str = self.get(f"/boxes/{self.ballot.box_id}")["seal_no"]

    def get(self, path: str, who: int = 0) -> Any:
        """Read JSON."""
        return self.client.get(f"/api/v1{path}", headers=self.headers[who]).json

    def post(self, who: int, path: str, **body: Any) -> TestResponse:
        """Post JSON."""
        return self.client.post(f"/api/v1{path}", headers=self.headers[who], json=body)

    def begin(self, who: int = 0, photo: bytes | None = None, **other: str) -> TestResponse:
        """Read and photograph the seal."""
        fields: dict[str, Any] = {"seal_no": self.seal, "is_intact": "true", **other}
        answer = self.client.post(f"/api/v1/boxes/{self.ballot.box_id}/openings", headers=self.headers[who], data={
            **fields, "photo": (BytesIO(a_photo() if photo is None else photo), "seal.png")})
        self.at = answer.json.get("id", self.at) if answer.json else self.at
        return answer

    def step(self, who: int, path: str, **body: Any) -> TestResponse:
        """Take a step at the opening."""
        return self.post(who, f"/openings/{self.at}/{path}", **body)

    def open_and_count(self, number: int) -> None:
        """The first and the second open and count."""
        assert self.begin().status_code == 201
        assert self.step(1, "confirm", seal_no=self.seal).status_code == 200
        assert [self.step(who, "count", number=number).status_code for who in (0, 1)] == [200, 200]

    def register(self, *serials: int, who: int = 0, kind: str = "opinion") -> TestResponse:
        """Register slips of the batch."""
        return self.step(who, "slips", slips=[{"batch_id": self.ballot.batch_id, "serial": each, "kind": kind}
                                              for each in serials])

    def scan_and_key(self, keyers: tuple[int, ...] = (0, 1)) -> None:
        """Scan all slips and key those that are opinions."""
        with self.house.sites["intake"].database.writing() as session:
            scan_all(self.ballot, session, self.at, ONE)
            for slip in list_slips(session, self.at):
                for who in keyers if slip.kind == "opinion" else ():
                    key(self.ballot, session, slip, PEOPLE[who])

    def say(self, who: int, serial: int, kind: str) -> TestResponse:
        """Say what a slip is."""
        slip = next(each for each in self.get(f"/openings/{self.at}")["slips"] if each["serial"] == serial)
        return self.step(who, f"slips/{slip['id']}/kind", kind=kind)


@pytest.fixture
def clerks(house: House) -> Iterator[Clerks]:
    """Three people, a box, a batch of twenty."""
    yield Clerks(house)


def refusal(answer: TestResponse, status: int = 409) -> str:
    """The sentences of a refusal."""
    assert answer.status_code == status, answer.text
    body = answer.json
    return str(body["detail"]) + "".join(each for sentences in body["errors"].values() for each in sentences)


def test_a_box_goes_through_all_its_states(clerks: Clerks) -> None:
    clerks.open_and_count(3)
    clerks.register(1, 2)
    assert clerks.register(3, kind="blank").json["balance"]["registered"] == 3
    assert clerks.say(1, 3, "blank").json["kind"] == "blank"
    clerks.scan_and_key()
    assert clerks.get(f"/openings/{clerks.at}")["state"] == "rekeyed"
    assert clerks.step(0, "close", envelope_seal="E-1", new_seal="B-2").json["state"] == "resealed"
    assert clerks.step(0, "signatures", act="retain", keep_until="2028-12-31").json["state"] == "resealed"
    assert clerks.step(1, "signatures", act="retain").json["state"] == "retained"
    acts = [each["act"] for each in clerks.get(f"/boxes/{clerks.ballot.box_id}/steps")["items"]]
    assert [each for each in acts if each in ("opened", "counted", "scanned", "keyed", "rekeyed", "reconciled",
            "resealed", "retained")] == ["opened", "counted", "scanned", "keyed", "rekeyed", "reconciled", "resealed",
                                         "retained"]


def test_that_a_slip_is_no_opinion_takes_two_people(clerks: Clerks) -> None:
    clerks.open_and_count(1)
    slip, = clerks.register(1, kind="blank").json["slips"]
    assert (slip["kind"], slip["said_kind"], slip["said_by"], slip["doubted"]) == ("opinion", "blank", "甲", True)
    assert "您已经说过" in refusal(clerks.say(0, 1, "blank"))
    clerks.scan_and_key(())
    assert "只有一个人说不是意见" in str(clerks.get(f"/openings/{clerks.at}")["balance"]["faults"])
    assert clerks.step(0, "close", envelope_seal="E", new_seal="B").status_code == 409
    assert clerks.say(1, 1, "blank").json["kind"] == "blank"
    assert clerks.step(0, "close", envelope_seal="E", new_seal="B").status_code == 200


def test_another_word_takes_the_place_of_the_first_and_back_to_an_opinion_takes_one_person(clerks: Clerks) -> None:
    clerks.open_and_count(1)
    clerks.register(1, kind="blank")
    answers = [clerks.say(who, 1, kind).json for who, kind in (
        (1, "spoilt"), (0, "spoilt"), (2, "foreign"), (2, "opinion"), (1, "opinion"))]
    assert [(each["kind"], each["said_kind"]) for each in answers] == [
        ("opinion", "spoilt"), ("spoilt", "spoilt"), ("opinion", "foreign"), ("opinion", None), ("opinion", None)]


def test_the_first_person_may_not_be_the_second(clerks: Clerks) -> None:
    clerks.begin()
    assert "另一位工作人员" in refusal(clerks.step(0, "confirm", seal_no=clerks.seal))


def test_both_must_read_the_same_seal(clerks: Clerks) -> None:
    clerks.begin()
    assert "不一样" in refusal(clerks.step(1, "confirm", seal_no="X"))
    assert "只有本人" in refusal(clerks.step(1, "seal", seal_no=clerks.seal, is_intact=True))


def test_another_seal_or_a_broken_one_must_be_explained(clerks: Clerks) -> None:
    assert "不一样" in refusal(clerks.begin(seal_no="X"), 422)
    assert "破损" in refusal(clerks.begin(is_intact="false"), 422)
    assert clerks.begin(seal_no="X", note="封条号登记有误").status_code == 201


@pytest.mark.parametrize("photo", [b"", b"not a picture", a_photo()[:40]])
def test_a_photograph_of_the_seal_is_needed(clerks: Clerks, photo: bytes) -> None:
    answer = clerks.begin(photo=photo)
    assert answer.status_code == 422 and "photo" in answer.json["errors"]
    assert clerks.get(f"/boxes/{clerks.ballot.box_id}")["openings"] == []


def test_one_opening_at_a_time(clerks: Clerks) -> None:
    clerks.begin()
    assert "还没有封存" in refusal(clerks.begin(1))


def test_nobody_counts_twice_running(clerks: Clerks) -> None:
    clerks.begin()
    clerks.step(1, "confirm", seal_no=clerks.seal)
    clerks.step(0, "count", number=5)
    assert "换另一位" in refusal(clerks.step(0, "count", number=5))


def test_two_counts_that_differ_are_counted_again_until_two_in_a_row_agree(clerks: Clerks) -> None:
    clerks.begin()
    clerks.step(1, "confirm", seal_no=clerks.seal)
    states = [clerks.step(who, "count", number=number).json["state"] for who, number in (
        (0, 5), (1, 6), (0, 5), (2, 5))]
    assert states == ["opened", "opened", "opened", "counted"]


def test_a_count_is_hidden_from_the_next_counter(clerks: Clerks) -> None:
    clerks.begin()
    clerks.step(1, "confirm", seal_no=clerks.seal)
    clerks.step(0, "count", number=4711)
    for path in (f"/openings/{clerks.at}", f"/boxes/{clerks.ballot.box_id}/steps"):
        assert "4711" not in str(clerks.get(path, 1)) and "4711" in str(clerks.get(path, 0))
    steps = clerks.get(f"/boxes/{clerks.ballot.box_id}/steps", 1)["items"]
    assert steps[-1]["digest"] is None  # a number could be tried out against it


@pytest.mark.parametrize("act, body", [
    ("count", {"number": 1}), ("recount", {"reason": "再点"}), ("reconcile", {}),
    ("close", {"envelope_seal": "E", "new_seal": "B"}), ("signatures", {"act": "retain", "keep_until": "2028-01-01"}),
    ("slips", {"slips": [{"code": code_of("0" * 8 + "-0000-0000-0000-" + "0" * 12, 1)}]})])
def test_no_state_is_skipped(clerks: Clerks, act: str, body: dict[str, Any]) -> None:
    clerks.begin()
    assert "待开箱" in refusal(clerks.step(1, act, **body))


def test_a_slip_counts_once_and_in_one_opening(clerks: Clerks) -> None:
    clerks.open_and_count(1)
    assert clerks.register(1).status_code == clerks.register(1).status_code == 200
    first = clerks.at
    with clerks.house.sites["intake"].database.writing() as session:
        other = a_box(session, clerks.ballot.station_id)
        clerks.ballot = Ballot(clerks.house, clerks.ballot.station_id, clerks.ballot.consultation_id, other.id,
                               clerks.ballot.batch_id)
        clerks.seal = other.seal_no
    clerks.open_and_count(1)
    assert clerks.at != first and "不能算两次" in refusal(clerks.register(1))


def test_more_slips_than_were_counted_are_refused_whole(clerks: Clerks) -> None:
    clerks.open_and_count(2)
    assert "重新清点" in refusal(clerks.register(1, 2, 3))
    assert clerks.get(f"/openings/{clerks.at}")["slips"] == []


@pytest.mark.parametrize("item, field", [
    ({"serial": 21}, "serial"), ({"batch_id": "0" * 8 + "-0000-0000-0000-" + "0" * 12}, "batch_id")])
def test_paper_that_was_never_issued_is_refused(clerks: Clerks, item: dict[str, Any], field: str) -> None:
    clerks.open_and_count(2)
    slip = {"batch_id": clerks.ballot.batch_id, "serial": 1, "kind": "opinion"} | item
    answer = clerks.step(0, "slips", slips=[slip])
    assert answer.status_code == 422 and list(answer.json["errors"]) == [f"slips.0.{field}"]


@pytest.mark.parametrize("slip", [{"code": "https://example.org"}, {"serial": 1}, {"kind": "opinion"}])
def test_a_slip_needs_a_code_or_a_number(clerks: Clerks, slip: dict[str, Any]) -> None:
    clerks.open_and_count(2)
    assert clerks.step(0, "slips", slips=[slip]).status_code == 422


def test_an_imbalance_blocks_the_closing_and_not_the_opinions(clerks: Clerks) -> None:
    clerks.open_and_count(3)
    clerks.register(1, 2)
    clerks.scan_and_key()
    opening = clerks.get(f"/openings/{clerks.at}")
    assert opening["balance"]["forwarded"] == 2 and opening["balance"]["faults"]
    assert clerks.step(0, "close", envelope_seal="E", new_seal="B").status_code == 409


def test_a_recount_keeps_what_was_registered(clerks: Clerks) -> None:
    clerks.open_and_count(3)
    clerks.register(1, 2)
    clerks.scan_and_key()
    assert clerks.step(0, "recount", reason="只有两张").json["state"] == "opened"
    states = [clerks.step(who, "count", number=2).json["state"] for who in (0, 1)]
    assert states == ["opened", "rekeyed"]
    assert clerks.step(0, "close", envelope_seal="E", new_seal="B").status_code == 200


def test_a_seal_is_used_once(clerks: Clerks) -> None:
    clerks.open_and_count(0)
    assert "两枚不同" in refusal(clerks.step(0, "close", envelope_seal="E", new_seal="E"), 422)
    assert "只能用一次" in refusal(clerks.step(0, "close", envelope_seal="E", new_seal=clerks.seal))
    assert clerks.step(0, "close", envelope_seal="E", new_seal="B").status_code == 200
    assert clerks.get(f"/boxes/{clerks.ballot.box_id}")["seal_no"] == "B"


def test_two_people_sign_and_not_before_the_day(clerks: Clerks) -> None:
    clerks.open_and_count(0)
    clerks.step(0, "close", envelope_seal="E", new_seal="B")
    assert "晚于今天" in refusal(clerks.step(0, "signatures", act="retain", keep_until="2020-01-01"), 422)
    clerks.step(0, "signatures", act="retain", keep_until="2028-12-31")
    assert "已经签过字" in refusal(clerks.step(0, "signatures", act="retain"))
    assert "同一个日期" in refusal(clerks.step(1, "signatures", act="retain", keep_until="2029-12-31"), 422)
    clerks.step(1, "signatures", act="retain")
    assert "还没有到期" in refusal(clerks.step(0, "signatures", act="destroy"))


def test_people_of_other_stations_stay_outside(clerks: Clerks, house: House) -> None:
    stranger = house.bearer("officer", stations=["0" * 8 + "-0000-0000-0000-" + "0" * 12])
    assert clerks.client.get(f"/api/v1/boxes/{clerks.ballot.box_id}", headers=stranger).status_code == 403
    assert clerks.client.get("/api/v1/boxes", headers=stranger).json["items"] == []


def test_the_log_only_grows(clerks: Clerks) -> None:
    clerks.begin()
    for statement in ("UPDATE box_steps SET who_name = '丁'", "DELETE FROM box_steps"):
        with pytest.raises(DatabaseError), clerks.house.sites["intake"].database.writing() as session:
            session.execute(text(statement))


@pytest.mark.parametrize("statement, line", [
    ("UPDATE box_steps SET who_name = '丁' WHERE seq = 2", 2), ("DELETE FROM box_steps WHERE seq = 1", 1),
    ("DELETE FROM box_steps WHERE seq = 4", 4), ("UPDATE box_steps SET at = '2020-01-01 00:00:00' WHERE seq = 3", 3)])
def test_tampering_with_the_log_shows(clerks: Clerks, statement: str, line: int) -> None:
    clerks.begin()
    clerks.step(1, "confirm", seal_no=clerks.seal)
    clerks.step(0, "count", number=1)
    path = f"/boxes/{clerks.ballot.box_id}/steps"
    assert clerks.get(path)["tampered"] is None and len(clerks.get(path)["items"]) == 4
    with clerks.house.sites["intake"].database.writing() as session:  # by someone who may do anything
        for act in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER box_steps_keep_{act}"))
        session.execute(text(statement))
    assert clerks.get(path)["tampered"] == line


def test_a_settled_batch_takes_back_only_what_was_missing(clerks: Clerks) -> None:
    path = f"/slip-batches/{clerks.ballot.batch_id}/settle"
    assert "没有下落" in refusal(clerks.post(0, path, spoilt=0, unused=19))
    assert "多出 1 张" in refusal(clerks.post(0, path, spoilt=1, unused=20))
    assert clerks.post(0, path, spoilt=0, unused=19, note="居民带走一张").json["missing"] == 1
    clerks.open_and_count(2)
    assert clerks.register(1).status_code == 200
    assert "已经结清" in refusal(clerks.register(2))


def test_two_counts_agree_only_by_different_people() -> None:
    assert agreed([Turn("a", 5), Turn("b", 5)]) == 5
    assert agreed([Turn("a", 5), Turn("a", 5)]) is None
    assert agreed([Turn("a", 5), Turn("b", 6), Turn("a", 5)]) is None
    assert agreed([Turn("a", 5)]) is None and agreed([]) is None


def test_the_balance_names_each_fault() -> None:
    whole = Facts(counted=4, registered=4, scanned=4, opinions=1, blank=1, spoilt=1, foreign=1, forwarded=1)
    assert faults_of(whole) == []
    faulty = Facts(counted=5, registered=4, scanned=3, opinions=1, blank=1, spoilt=1, foreign=1)
    assert len(faults_of(faulty)) == 4


def test_a_state_is_followed_by_the_next_and_no_other() -> None:
    done = Facts(counted=1, registered=1, scanned=1, opinions=1, keyed=1, rekeyed=1)
    assert [following(state, done) for state in ("opened", "counted", "scanned", "keyed", "rekeyed")] == [
        None, "scanned", "keyed", "rekeyed", None]


def test_a_slips_opinion_is_always_the_same_and_its_code_reads_back() -> None:
    batch = "0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"
    assert opinion_id_of(batch, 7) == opinion_id_of(batch, 7) != opinion_id_of(batch, 8)
    assert ID.fullmatch(opinion_id_of(batch, 7))
    assert read_code(code_of(batch, 7)) == read_code(f"minyi:slip:{batch}/000007") == (batch, 7)
    assert read_code(f"minyi:slip:{batch}/0") is read_code(f"minyi:batch:{batch}") is None


def test_typed_numbers_are_read() -> None:
    assert read_serials("1-3, 7，9；000012 1") == [1, 2, 3, 7, 9, 12]
    for wrong in ("", "3-1", "1-9999", "x", "1--2"):
        with pytest.raises(Invalid):
            read_serials(wrong)


def test_the_stock_adds_up() -> None:
    assert Stock(issued=20, used=12, spoilt=1, unused=6).missing == 1
