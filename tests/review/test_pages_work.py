"""Pages of the work itself: a draft imported, opinions on the desk and the workbench, the gate, the approval."""
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from services.review.models import Assignment, Member, Opinion, Suggestion
from services.review.queries.consolidation.workbench import SIZE
from shared.contracts import OpinionReceived
from shared.ids import new_id
from tests.builders import NOON
from tests.house import House, a_house
from tests.review.browsing import Browser
from tests.review.test_people import an_account

DRAFT = """古井保护条例（草案）

第一章 总则

第一条 为了保护古井，制定本条例。

第二条 本条例所称古井，是指一九四九年以前开凿的水井。

第二章 保护

第三条 井台周围三米为保护范围。
"""
SECRETS = ("张三丰", "石板井社区站", "tablet", "organisation")


@dataclass
class Matter:
    """A consultation with opinions, and a browser for each role."""

    house: House
    path: str
    expert: str
    opinions: list[str]
    people: dict[str, Browser] = field(default_factory=dict)

    def as_(self, role: str) -> Browser:
        """The browser of somebody with this role."""
        if role not in self.people:
            self.people[role] = Browser(self.house, role, account_id=self.expert if role == "expert" else "")
        return self.people[role]

    def count(self, model: Any, *where: Any) -> int:
        """How many rows there are."""
        with self.house.sites["review"].database.reading() as session:
            return session.scalar(select(func.count()).select_from(model).where(*where)) or 0

    def sample(self, opinion_id: str) -> str:
        """The voice that an opinion is a part of."""
        with self.house.sites["review"].database.reading() as session:
            return session.scalars(select(Opinion.sample_id).where(Opinion.opinion_id == opinion_id)).one() or ""

    def samples(self, *opinion_ids: str) -> dict[str, Any]:
        """The fields that name the voices of opinions, as one voice with those near it."""
        first, *near = dict.fromkeys(self.sample(each) for each in opinion_ids)
        return {"sample": first, "near": near}

    def suggestion(self) -> Suggestion:
        """The only suggestion."""
        with self.house.sites["review"].database.reading() as session:
            return session.scalars(select(Suggestion)).one()

    def work(self, act: str, article: str = "art_3", **fields: Any) -> Any:
        """One act of an officer on the workbench."""
        officer = self.as_("officer")
        officer.get(f"{self.path}/work?article={article}")
        return officer.post(f"{self.path}/work?article={article}", {"act": act, **fields})


def heard(consultation_id: str, text: str, provision: str | None = "art_3") -> OpinionReceived:
    """An opinion as intake tells it, with everything an expert must not see."""
    return OpinionReceived(
        opinion_id=new_id(), revision=1, consultation_id=consultation_id, draft_version=1, provision=provision,
        anchor=None, stance="amend", text=text, proposed_text="井台周围五米。", reason="三米太近。", answers={},
        channel="tablet", station_id=new_id(), popup_id=None, language="zh-CN", submitter_kind="organisation",
        public_name="张三丰", late=False, written_at=NOON, received_at=NOON)


def an_import(group: Browser, **other: Any) -> Any:
    """Post the form of a new draft."""
    group.get("/review/consultations/new")
    fields = {"title": "古井保护条例征求意见", "level": "county", "sector": "文化", "opens_on": "2026-11-20",
              "closes_on": "2026-12-20", "file": (BytesIO(DRAFT.encode()), "draft.txt")} | other
    return group.post("/review/consultations/new", fields, content_type="multipart/form-data")


@pytest.fixture
def matter(tmp_path: Path) -> Iterator[Matter]:
    """An open consultation with three opinions on article 3 and one expert who has them."""
    with a_house(tmp_path, "review") as house:
        client, admin = house.client("review"), house.bearer("admin")
        expert = an_account(house, client, account="zhao", name="赵教授", roles=["expert"])["id"]
        body = {"account_id": expert, "specialties": ["文化"], "load_min": 0, "load_max": 50, "recusals": []}
        assert client.post("/review/api/v1/experts", json=body, headers=admin).status_code == 201
        group = Browser(house, "group")
        path = an_import(group).location
        group.get(path)
        assert group.post(f"{path}/open", {"accept_warnings": "true"}).status_code == 303
        events = [heard(path.split("/")[-1], f"<b>第{n}条意见</b>：三米不够。") for n in (1, 2, 3)]
        house.hear("review", *events)
        house.settle()
        yield Matter(house, path, expert, [event.opinion_id for event in events], {"group": group})


def test_a_draft_is_imported_checked_and_opened(matter: Matter) -> None:
    """Its articles are shown, the balance adds up, and it can be closed."""
    page = matter.as_("group").get(matter.path).text
    assert "井台周围三米为保护范围" in page and "正在征求" in page and "合计 = 收到" in page
    assert "3 条意见，3 条待处理" in page
    assert matter.as_("group").post(f"{matter.path}/assign").status_code == 303
    assert matter.as_("group").post(f"{matter.path}/settle").status_code == 409
    assert matter.as_("group").post(f"{matter.path}/close").status_code == 303
    assert "已截止" in matter.as_("group").get(matter.path).text


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"title": ""}, "请写标题"), ({"closes_on": "2026-01-01"}, "截止日期不能早于"), ({"opens_on": "x"}, "应为日期"),
    ({"file": (BytesIO(b""), "")}, "请选择草案文件"), ({"file": (BytesIO(b"\x00\xff"), "x.exe")}, "")])
def test_a_bad_import_names_the_field(matter: Matter, wrong: Any, sentence: str) -> None:
    """And keeps what was typed."""
    answer = an_import(matter.as_("group"), **wrong)
    assert answer.status_code == 422 and sentence in answer.text and "<title>错误：" in answer.text


def test_home_says_what_waits_for_whom(matter: Matter) -> None:
    """With a number and a link to where it is done."""
    waits = {"officer": "条意见待整理", "expert": "件意见等我评议"}
    for role, words in waits.items():
        page = matter.as_(role).get("/review/").text
        assert words in page and re.search(r"<b>3</b>", page)
    assert "现在没有等您处理的事" in matter.as_("leader").get("/review/").text


def test_an_expert_assesses_and_goes_on(matter: Matter) -> None:
    """Four scales and a verdict; the next one comes up; one is handed back."""
    expert = matter.as_("expert")
    first = expert.get("/review/desk")
    action = re.search(r'action="(/review/desk/[0-9a-f-]{36})"', first.text)
    assert first.status_code == 200 and action is not None
    scales = dict.fromkeys(("legality", "necessity", "feasibility", "wording"), "4")
    bare = expert.post(action[1])
    assert bare.status_code == 422
    named = re.findall(r'<li><a href="#\w+"><b>(.+?)</b>', bare.text)
    assert named == ["合法性", "必要性", "可行性", "文字表述", "结论"]
    assert expert.post(action[1], scales | {"verdict": "revise", "note": "五米为宜"}).status_code == 303
    assert matter.count(Assignment, Assignment.state == "assessed") == 1
    second = re.search(r'action="(/review/desk/[0-9a-f-]{36})"', expert.get("/review/desk").text)
    assert second is not None and second[1] != action[1]
    assert expert.post(f"{second[1]}/decline", {"reason": ""}).status_code == 422
    assert expert.post(f"{second[1]}/decline", {"reason": "与我单位有关"}).status_code == 303
    assert "五米为宜" in matter.as_("officer").get(f"{matter.path}/work?article=art_3").text


def test_an_expert_never_sees_who_wrote(matter: Matter) -> None:
    """Law 6: no name, no station, no channel, no kind, no time, and not the id, which tells the time."""
    page = matter.as_("expert").get("/review/desk").text
    assert "三米不够" in page and "&lt;b&gt;" in page
    for secret in (*SECRETS, *matter.opinions, "2026-11-24", "12:00", "今天"):
        assert secret not in page.split("<main", 1)[1]
    stranger = Browser(matter.house, "expert", account_id=new_id())
    with matter.house.sites["review"].database.reading() as session:
        theirs = session.scalars(select(Assignment.id)).first()
    assert stranger.get(f"/review/desk?assignment={theirs}").status_code == 404


def test_opinions_become_suggestions_and_back(matter: Matter) -> None:
    """Made, joined, left, edited, undone, set aside, restored: the balance follows."""
    words = {"title": "扩大保护范围", "text": "改为五米。", "why": "三米不够。"}
    one, two, three = matter.opinions
    assert "请先选一条意见" in matter.work("new", **words).text
    assert matter.work("new", **matter.samples(one), **words).status_code == 303
    made = matter.suggestion()
    assert made.provision == "art_3"
    joined = matter.work(f"take {made.id}:{made.version}", **matter.samples(two))
    assert joined.status_code == 303 and matter.count(Member) == 2
    stale = matter.work("edit", suggestion=made.id, version="1", **words)
    assert stale.status_code == 409 and f"#s-{made.id}" in stale.text
    left = matter.work("leave", suggestion=made.id, version=matter.suggestion().version, picked=matter.sample(two))
    assert left.status_code == 303 and matter.count(Member) == 1
    assert matter.work("back", suggestion=made.id).status_code == 303 and matter.count(Member) == 2
    assert "提意见的人会看到" in matter.work("aside", **matter.samples(three)).text
    assert matter.work("aside", **matter.samples(three), reason="与本条例无关。").status_code == 303
    assert matter.count(Opinion, Opinion.state == "set_aside") == 1
    assert matter.work("restore", opinion_ids=three).status_code == 303
    assert matter.count(Opinion, Opinion.state == "waiting") == 1
    assert matter.work("nonsense").status_code == 422


def test_all_that_is_set_aside_can_be_seen_and_restored(matter: Matter) -> None:
    """The list says the true number and goes on behind its first page."""
    events = [heard(matter.path.split("/")[-1], "井台要修。", "art_2") for _ in range(SIZE + 1)]
    matter.house.hear("review", *events)
    matter.house.settle()
    ids = [event.opinion_id for event in events]
    matter.work("aside", "art_2", **matter.samples(*ids), reason="与本条例无关。")
    officer, path = matter.as_("officer"), f"{matter.path}/work?article=art_2&aside="
    first, second = officer.get(f"{path}1").text, officer.get(f"{path}2").text
    assert f"不列入的 {SIZE + 1} 条" in first and "这里没有建议" in first and "aside=2#set-aside" in first
    shown = [[each for each in ids if each in page] for page in (first, second)]
    assert list(map(len, shown)) == [SIZE, 1] and {*shown[0], *shown[1]} == {*ids}


def test_who_has_nothing_to_do_is_told_so(matter: Matter) -> None:
    """No heading stands over nothing."""
    assert "这里现在没有等您办的事" in matter.as_("leader").get(matter.path).text
    officer = matter.as_("officer").get(matter.path).text
    assert "去整理：3 条待处理" in officer and "这里现在没有等您办的事" not in officer


def test_the_gate_is_next_only_where_something_is_drafted(matter: Matter) -> None:
    """When every opinion is set aside there is nothing for the adviser."""
    matter.work("aside", **matter.samples(*matter.opinions), reason="与本条例无关。")
    page = matter.as_("officer").get(f"{matter.path}/work").text
    assert "全部意见都有着落了。" in page and "接下来由法律顾问把关" not in page


def test_the_gate_and_the_approval(matter: Matter) -> None:
    """The adviser returns it, the officer mends it, the adviser passes it, the leader approves once."""
    words = {"title": "扩大保护范围", "text": "改为五米。", "why": "三米不够。"}
    matter.work("new", **matter.samples(*matter.opinions), **words)
    made = matter.suggestion()
    adviser, leader, gate = matter.as_("adviser"), matter.as_("leader"), f"{matter.path}/gate"
    assert "扩大保护范围" in adviser.get(gate).text
    judged = {"suggestion": made.id, "version": "1", "act": "revise"}
    assert "退回修改要写明原因" in adviser.post(gate, judged).text
    for wrong in ("a\0b", "字" * 2001):
        assert adviser.post(gate, judged | {"note": wrong}).status_code == 422
    back = adviser.post(gate, judged | {"note": "写明依据"})
    assert back.status_code == 303 and "写明依据" in matter.as_("officer").get(f"{matter.path}/work?article=art_3").text
    assert matter.work("edit", suggestion=made.id, version="2", **words).status_code == 303
    assert "扩大保护范围" in adviser.get(gate).text
    asked = adviser.post(gate, {"act": "bulk", "suggestion_ids": f"{made.id}:3"})
    assert asked.status_code == 200 and "通过这 1 条建议？" in asked.text
    assert matter.count(Suggestion, Suggestion.state == "gated") == 0
    assert adviser.post(gate, {"act": "sure", "suggestion_ids": f"{made.id}:3"}).status_code == 303
    approve, picked = f"{matter.path}/approve", {"act": "approve", "suggestion_ids": f"{made.id}:4"}
    assert "扩大保护范围" in leader.get(approve).text
    assert "请先勾选建议" in leader.post(approve).text
    assert "审定这 1 条建议？" in leader.post(approve, picked).text
    assert matter.count(Suggestion, Suggestion.state == "approved") == 0
    assert leader.post(approve, picked | {"sure": "yes"}).status_code == 303
    assert matter.count(Suggestion, Suggestion.state == "approved") == 1
    assert "没有等待审定的建议" in leader.get(approve).text


PLACES = {"": "officer adviser group leader admin", "/work": "officer group admin",
          "/opposites": "officer adviser group admin", "/history": "officer adviser group leader admin",
          "/structure": "officer group admin", "/gate": "adviser admin",
          "/approve": "leader admin"}


@pytest.mark.parametrize("last", PLACES)
def test_each_page_opens_for_its_roles_only(matter: Matter, last: str) -> None:
    """200 for them, 403 for the others, the sign-in page for nobody, 404 for what is not there."""
    for role in ("officer", "expert", "adviser", "group", "leader", "admin"):
        expected = 200 if role in PLACES[last].split() else 403
        assert matter.as_(role).get(matter.path + last).status_code == expected, role
    assert Browser(matter.house).get(matter.path + last).status_code == 302
    assert matter.as_("admin").get(f"/review/consultations/{new_id()}{last}").status_code == 404
    assert matter.as_("officer").get("/review/desk").status_code == 403
