"""Second readings at work: imported, looked over, issued; opinions are carried, a person decides where unsure."""
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.review.models import Draft, Opinion, Step
from services.review.operations.drafting.drafts import read_draft
from services.review.operations.drafting.versions import import_version
from shared.contracts import ConsultationChanged, OpinionReceived, read_event
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Refused
from tests.house import House, a_house
from tests.review.test_pages_work import heard

API = "/review/api/v1"
FIRST = """古井保护条例（草案）
第一章 总则
第一条 为了保护古井，传承历史文化，制定本条例。
第二条 本条例所称古井，是指一九四九年以前开凿的水井。
第二章 保护
第三条 井台周围三米为保护范围。
保护范围内不得堆放垃圾。
第四条 古井由所在地的村民委员会负责日常管护。
第五条 违反本条例第三条规定的，由乡镇人民政府责令改正。
"""
SECOND = """古井保护条例（草案二次审议稿）
第一章 总则
第一条 为了保护古井，传承历史文化，制定本条例。
第二条 县人民政府应当将古井保护纳入规划，并保障经费。
第三条 本条例所称古井，是指一九四九年以前开凿的水井。
第二章 保护
第四条 井台周围五米为保护范围。
保护范围内不得堆放垃圾。
第五条 违反本条例第四条规定的，由乡镇人民政府责令改正。
"""
THIRD = SECOND.replace("二次", "三次").replace("第二条 县人民政府应当将古井保护纳入规划，并保障经费。\n", "").replace(
    "第三条", "第二条").replace("第四条", "第三条").replace("第五条", "第四条").replace("第三条规定的", "第三条规定的")


@dataclass
class Table:
    """An open consultation, and what people and programs do to it."""

    house: House
    id: str = ""

    def __post_init__(self) -> None:
        """Import and open the first version."""
        fields = {"title": "古井", "level": "county", "sector": "文化", "opens_at": "2026-11-20T00:00:00+08:00",
                  "closes_at": "2026-12-20T00:00:00+08:00", "file": (BytesIO(FIRST.encode()), "one.txt")}
        self.id = self.post("", fields).json["id"]
        assert self.post(f"/{self.id}/open").status_code == 200

    def post(self, path: str, fields: Any = None, role: str = "group") -> Any:
        """Post a form to a consultation's route."""
        return self.house.client("review").post(f"{API}/consultations{path}", data=fields or {},
                                                headers=self.house.bearer(role))

    def send(self, path: str, body: dict[str, Any], role: str = "officer") -> Any:
        """Post JSON to any route."""
        return self.house.client("review").post(f"{API}{path}", json=body, headers=self.house.bearer(role))

    def get(self, path: str, role: str = "officer") -> Any:
        """Read one of the consultation's routes."""
        return self.house.client("review").get(f"{API}/consultations/{self.id}{path}", headers=self.house.bearer(role))

    def bring(self, text: str) -> Any:
        """Import a next version."""
        return self.post(f"/{self.id}/versions", {"file": (BytesIO(text.encode()), "next.txt")})

    def issue(self, version: int, **body: Any) -> Any:
        """Issue a version and let everything follow."""
        answer = self.send(f"/consultations/{self.id}/versions/{version}/open", body, "group")
        self.house.settle()
        return answer

    def hear(self, *provisions: str | None, **other: Any) -> list[str]:
        """Opinions on these provisions arrive."""
        events = [replace(heard(self.id, "请写清楚。", each), **other) for each in provisions]
        self.house.hear("review", *events)
        self.house.settle()
        return [each.opinion_id for each in events]

    def rows(self, ids: list[str]) -> list[Opinion]:
        """Opinions as they are kept."""
        with self.house.sites["review"].database.reading() as session:
            return [session.get_one(Opinion, each) for each in ids]

    def stand(self, ids: list[str]) -> list[tuple[str | None, str]]:
        """Where opinions stand, and how sure that is."""
        return [(each.place, each.place_state) for each in self.rows(ids)]


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """Review alone with an open consultation."""
    with a_house(tmp_path, "review") as house:
        yield Table(house)


def test_a_version_waits_until_it_is_issued(table: Table) -> None:
    made = table.bring(SECOND)
    assert made.status_code == 201
    assert made.json["version"] == 2
    assert {(each["old"], tuple(each["new"]), each["state"]) for each in made.json["matches"]} == {
        ("art_1", ("art_1",), "same"), ("art_2", ("art_3",), "moved"), ("art_3", ("art_4",), "reworded"),
        ("art_4", (), "removed"), ("art_5", ("art_5",), "same"), (None, ("art_2",), "added")}
    assert table.get("").json["draft_version"] == 1
    assert [(each["version"], each["state"]) for each in table.get("/versions").json["items"]] == [
        (2, "pending"), (1, "issued")]
    assert table.issue(2).json["draft_version"] == 2
    assert table.issue(2).status_code == 409


def test_the_others_are_told_of_the_new_version(table: Table) -> None:
    table.bring(SECOND)
    table.issue(2)
    outbox = table.house.sites["review"].post.tables.outbox
    with table.house.sites["review"].database.reading() as session:
        row = session.execute(select(outbox.c.version, outbox.c.body).where(
            outbox.c.name == "consultation.changed", outbox.c.destination == "intake")).one()
    told = read_event("consultation.changed", row.version, row.body)
    assert isinstance(told, ConsultationChanged)
    assert (told.draft_version, told.state, len(told.provisions)) == (2, "open", 13)


def test_plain_words_and_questions_go_along_where_the_article_is_surely_the_same(table: Table) -> None:
    """art_2 is art_3 now, art_3 was reworded: what was said of it may be wrong now, and stays in the step."""
    path = f"{API}/consultations/{table.id}"
    client, headers = table.house.client("review"), table.house.bearer("group")
    for eid, words in (("art_2", "老井都算。"), ("art_3", "离井三米别动。")):
        assert client.put(f"{path}/notes/{eid}", json={"text": words}, headers=headers).status_code == 200
    questions: list[dict[str, Any]] = [
        {"id": name, "text": "多远合适？", "kind": "words", "options": [], "provision": eid}
        for name, eid in (("q1", "art_2"), ("q2", "art_3"), ("q3", None))]
    assert client.put(f"{path}/questions", json={"questions": questions}, headers=headers).status_code == 200
    table.bring(SECOND)
    table.issue(2)
    with table.house.sites["review"].database.reading() as session:
        draft = session.get_one(Draft, (table.id, 2))
        lost = session.scalars(select(Step.before).where(Step.kind == "issue_version")).one()
    assert draft.notes == {"art_3": "老井都算。"} and lost["notes"] == {"art_3": "离井三米别动。"}
    assert [each["provision"] for each in draft.questions] == ["art_3", None, None]


def test_another_import_replaces_the_one_that_waits(table: Table) -> None:
    table.bring(SECOND)
    stamp = table.get("/versions").json["items"][0]["stamp"]
    assert table.bring(THIRD).json["version"] == 2
    refused = table.issue(2, stamp=stamp)
    assert (refused.status_code, "刚刚被替换" in refused.text) == (409, True)
    assert table.issue(2, stamp=table.get("/versions").json["items"][0]["stamp"]).status_code == 200
    assert table.get("").json["draft_title"] == "古井保护条例（草案三次审议稿）"


def test_of_two_imports_at_once_one_is_refused(table: Table) -> None:
    """Both began when nothing was waiting: the second would overwrite what nobody has seen."""
    who = Identity(account_id=new_id(), name="试用", roles=frozenset({"group"}))
    site, draft = table.house.sites["review"], read_draft("next.txt", SECOND.encode())
    with site.database.writing() as session:
        import_version(session, table.id, draft, "", who, site.now())
    with pytest.raises(Refused, match="别人刚刚导入"), site.database.writing() as session:
        import_version(session, table.id, read_draft("next.txt", THIRD.encode()), "", who, site.now())
    assert table.get("/versions").json["items"][0]["title"] == "古井保护条例（草案二次审议稿）"


def test_before_the_opening_an_import_replaces_the_first_version(tmp_path: Path) -> None:
    with a_house(tmp_path, "review") as house:
        table = Table.__new__(Table)
        table.house = house
        fields = {"title": "古井", "level": "county", "sector": "文化", "opens_at": "2026-11-20T00:00:00+08:00",
                  "closes_at": "2026-12-20T00:00:00+08:00", "file": (BytesIO(FIRST.encode()), "one.txt")}
        table.id = table.post("", fields).json["id"]
        assert (table.bring(SECOND).json["version"], table.bring(SECOND).json["matches"]) == (1, [])
        assert table.issue(1).json["state"] == "open"


def test_opinions_stand_at_the_article_where_their_subject_is_now(table: Table) -> None:
    ids = table.hear("art_2", "art_3", "art_3__para_2", "art_4", "art_5", "chp_2", None)
    table.bring(SECOND)
    table.issue(2)
    assert table.stand(ids) == [("art_3", "moved"), ("art_4", "ask"), ("art_4__para_2", "moved"), (None, "ask"),
                                ("art_5", "kept"), ("chp_2", "kept"), (None, "kept")]
    assert [each.provision for each in table.rows(ids)][:2] == ["art_2", "art_3"]
    assert table.get("/opinions?provision=art_4").json["total"] == 2
    assert table.get("/opinions?place=ask").json["total"] == 2


def test_an_opinion_on_an_old_version_is_carried_when_it_arrives(table: Table) -> None:
    """A tablet was offline; the same opinion is heard again with a higher revision and stays where it stands."""
    table.bring(SECOND)
    table.issue(2)
    event = heard(table.id, "写明水井的年代。", "art_2")
    for revision in (1, 2):
        table.house.hear("review", replace(event, revision=revision))
        table.house.settle()
        assert table.stand([event.opinion_id]) == [("art_3", "moved")]
    assert table.stand(table.hear("art_3", draft_version=2)) == [("art_3", "kept")]


def test_several_versions_in_a_row_carry_from_where_it_last_stood(table: Table) -> None:
    moved, asked, placed = table.hear("art_2", "art_4", "art_4")
    table.bring(SECOND)
    table.issue(2)
    body = {"choice": "provision", "provision": "art_5", "why": "说的是责任。"}
    assert table.send(f"/opinions/{placed}/place", body).json["place"] == "art_5"
    table.bring(THIRD)
    table.issue(3)
    assert table.stand([moved, asked, placed]) == [("art_2", "moved"), (None, "ask"), ("art_4", "moved")]


def test_a_person_decides_and_may_decide_again(table: Table) -> None:
    [opinion] = table.hear("art_4")
    table.bring(SECOND)
    table.issue(2)
    before = table.get("/balance").json
    path = f"/opinions/{opinion}/place"
    for body, expected in (({"choice": "answered"}, (None, "answered")), ({"choice": "whole"}, (None, "placed")),
                           ({"choice": "provision", "provision": "art_5"}, ("art_5", "placed"))):
        assert table.send(path, body).status_code == 200
        assert table.stand([opinion]) == [expected]
        assert table.get("/balance").json == before
    assert table.send(path, {"choice": "provision", "provision": "art_9"}).status_code == 422
    assert table.send(path, {"choice": "whole"}, "expert").status_code == 403
    with table.house.sites["review"].database.reading() as session:
        steps = session.scalars(select(Step).where(Step.opinion_id == opinion, Step.kind == "place")).all()
    assert len(steps) == 3
    assert all(each.who and "place_state" in each.before for each in steps)


def test_suggestions_are_carried_and_unsure_ones_are_not_approved(table: Table) -> None:
    ids = table.hear("art_2", "art_4")
    words = {"title": "写清楚", "text": "写清楚。", "reason": "便于执行。"}
    made = [table.send(f"/consultations/{table.id}/suggestions", words | {"provision": provision, "opinion_ids": [one]})
            .json for provision, one in zip(("art_2", "art_4"), ids, strict=True)]
    for each in made:
        table.send(f"/suggestions/{each['id']}/gate", {"verdict": "pass", "note": None}, "adviser")
    table.bring(SECOND)
    table.issue(2)
    sure, lost = table.get("/suggestions").json["items"]
    assert (sure["provision"], sure["draft_version"], sure["place_state"]) == ("art_3", 2, "moved")
    assert (lost["provision"], lost["draft_version"], lost["place_state"]) == ("art_4", 1, "ask")
    path = f"/consultations/{table.id}/approve"
    assert table.send(path, {"suggestion_ids": [sure["id"], lost["id"]]}, "leader").status_code == 409
    assert table.send(path, {"suggestion_ids": [sure["id"]]}, "leader").status_code == 200
    mended = table.house.client("review").patch(
        f"{API}/suggestions/{lost['id']}", json={"version": lost["version"], "provision": "art_5"},
        headers=table.house.bearer("officer")).json
    assert (mended["provision"], mended["draft_version"], mended["place_state"]) == ("art_5", 2, "kept")


def test_the_comparison_shows_each_article_with_its_opinions(table: Table) -> None:
    table.hear("art_3", "art_3", "art_4")
    table.bring(SECOND)
    items = table.get("/versions/2/differences").json["items"]
    assert [(each["state"], each["opinions"]) for each in items] == [
        ("same", 0), ("added", 0), ("moved", 0), ("reworded", 2), ("removed", 1), ("same", 0)]
    assert items[3]["differences"][0][1:3] == [["removed", "三米"], ["added", "五米"]]
    table.issue(2)
    assert table.get("/versions/2/differences").json["items"][3]["opinions"] == 2


def test_a_settled_matter_takes_no_version(table: Table) -> None:
    table.post(f"/{table.id}/close")
    assert table.bring(SECOND).status_code == 201
    assert table.issue(2).json["state"] == "closed"
    assert table.post(f"/{table.id}/settle").status_code == 200
    assert table.bring(THIRD).status_code == 409


def test_many_opinions_are_carried_by_one_job_in_portions(table: Table) -> None:
    """Portions of 500; a second version that is issued before the job has run is carried to at once."""
    ids = [new_id() for _ in range(1234)]
    event = heard(table.id, "请写清楚。", "art_2")
    events: list[OpinionReceived] = [replace(event, opinion_id=each) for each in ids]
    site = table.house.sites["review"]
    with site.database.writing() as session:
        site.post.handlers[OpinionReceived](session, site.post, events)
        session.execute(update(Opinion).values(stage="routed"))
    table.bring(SECOND)
    table.send(f"/consultations/{table.id}/versions/2/open", {}, "group")
    table.bring(THIRD)
    table.issue(3)
    assert set(table.stand(ids)) == {("art_2", "kept")}
    assert {each.place_version for each in table.rows(ids[:3])} == {3}


def test_the_list_says_where_an_opinion_was_left_and_where_it_stands(table: Table) -> None:
    table.hear("art_2")
    table.bring(SECOND)
    table.issue(2)
    listed = table.get("/opinions").json["items"][0]
    assert (listed["provision"], listed["place"]) == ("art_2", "art_3")
    assert "原第二条，现为第三条" in listed["place_why"]
