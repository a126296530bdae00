"""Law 6 at the desk: whatever an expert can fetch tells nothing of who wrote, and of other experts only after one's own
assessment."""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.review.models import Opinion, Station
from shared.contracts import OpinionReceived
from shared.ids import new_id
from tests.review.browsing import HTML
from tests.review.panel import WHOLE_FORM, Panel, a_panel, in_days

WRITTEN, RECEIVED = datetime(2026, 11, 13, 5, 47, 13, tzinfo=UTC), datetime(2026, 11, 14, 6, 48, 14, tzinfo=UTC)
STATION, POPUP, OPINION = new_id(), new_id(), "0189a7c2-7b1e-7c3d-9f00-1a2b3c4d5e6f"
WORDS = "井边的话：三米不够。"
PLANTED = {"opinion_id": OPINION, "channel": "openrosa", "station_id": STATION, "popup_id": POPUP,
           "language": "zgm-x-qaa", "submitter_kind": "organisation", "public_name": "张三丰合作社", "late": True,
           "written_at": WRITTEN, "received_at": RECEIVED}
SECRETS = (OPINION, UUID(OPINION).hex, "openrosa", "OpenRosa", STATION, POPUP, "石板井社区站", "zgm-x-qaa",
           "submitter_kind", ">organisation<", 'value="organisation"', '": "organisation"', ':"organisation"',
           "张三丰", "逾期到达", "2026-11-13", "2026-11-14", "11月13日", "11月14日", "13:47", "14:48", "05:47", "06:48",
           "47:13", "48:14", str(int(WRITTEN.timestamp())), str(int(RECEIVED.timestamp())))
FILES = re.compile("static|assets")
THEIRS = ("反对的理由很充分", "三至五米的写法", "钱律师的")


@dataclass
class Seat:
    """An expert with one opinion on the desk, that another expert has assessed already."""

    panel: Panel
    mine: str
    theirs: str

    def fetch(self, path: str, method: str = "GET", **rest: Any) -> Any:
        """Ask as the expert does, with the page's headers or a program's."""
        headers = self.panel.house.bearer("expert", account_id=self.panel.experts["赵教授"]) | rest.pop("headers", {})
        return self.panel.house.client("review").open(path, method=method, headers=headers, **rest)

    def everything(self) -> Iterator[tuple[str, str]]:
        """Each address and what is answered there, head and body: every GET with every id that an expert may know or
        guess, and the desk's errors."""
        for path in self.paths():
            for accept in ({}, HTML):
                answer = self.fetch(path, headers=accept)
                yield path, f"{answer.headers}\n{answer.text}"
        desk = self.panel.seat("赵教授")
        desk.get(f"/review/desk?assignment={self.mine}")
        for path, fields in (("", {}), ("", {"act": "later", "note": "长" * 20_001}), ("/draft", {"legality": "9"}),
                             ("", {"act": "show", "proposed_text": "五米"}), ("/decline", {})):
            for one in (self.mine, self.theirs):
                answer = desk.post(f"/review/desk/{one}{path}", fields)
                yield path, f"{answer.headers}\n{answer.text}"
        for path in ("assessment", "decline"):
            for one in (self.mine, self.theirs, OPINION):
                answer = self.fetch(f"/review/api/v1/assignments/{one}/{path}", "POST", json={"reason": "", "note": 1})
                yield path, f"{answer.headers}\n{answer.text}"

    def paths(self) -> Iterator[str]:
        """Every GET of review with ids put in; what stands for a number is one."""
        known = {"consultation_id": self.panel.consultation, "account_id": self.panel.experts["赵教授"]}
        for rule in self.panel.house.apps["review"].url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not FILES.search(rule.rule):
                guessed = (self.mine, self.theirs, OPINION) if rule.arguments - {*known} else (OPINION,)
                for one in guessed:
                    yield re.sub(r"<[^>]*>", "1", re.sub(r"<(\w+:)?\w+_id>", one, _filled(rule.rule, known)))
        for one in (self.mine, self.theirs, OPINION):
            yield f"/review/desk?assignment={one}"
        yield "/review/desk/list"
        for state in ("offered", "assessed", "declined"):
            yield f"/review/api/v1/assignments?state={state}&consultation={self.panel.consultation}"


def _filled(rule: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        rule = re.sub(rf"<(\w+:)?{name}>", value, rule)
    return rule


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One opinion, planted with what must not be seen, before two experts; the second has spoken."""
    with a_panel(Path(tmp_path_factory.mktemp("blind"))) as panel:
        with panel.house.sites["review"].database.writing() as session:
            session.add(Station(station_id=STATION, revision=1, name_zh="石板井社区站", kind="fixed", township="",
                                active=True))
        panel.hear(WORDS, "art_2__para_1", anchor={"quote": "三米", "start": 4}, **PLANTED)
        panel.hear(WORDS, "art_2__para_1", public_name="张三丰合作社")  # the same said again by a neighbour
        mine, theirs = panel.give(OPINION, "赵教授", due_at=in_days(2)), panel.give(OPINION, "钱律师")
        panel.change(theirs, state="assessed", closed_at=in_days(0), verdict="reject", legality=1, necessity=2,
                     feasibility=3, wording=4, note=THEIRS[0], proposed_text=THEIRS[1])
        yield Seat(panel, mine, theirs)


def test_nothing_that_an_expert_can_fetch_tells_who_wrote_or_what_others_say(seat: Seat) -> None:
    """Names, ids, moments, places and channels are planted; the words themselves are there to be found."""
    answers = list(seat.everything())
    found = [(path, secret) for path, answer in answers for secret in (*SECRETS, *THEIRS) if secret in answer
             and not (secret == OPINION and OPINION in path)]
    pages = [answer for _, answer in answers if WORDS in answer]
    assert not found and len(pages) > 5


def test_after_my_own_assessment_the_others_are_shown_without_a_name(seat: Seat) -> None:
    """On the page and to programs; still nothing of who wrote, and no expert's name or id."""
    desk = seat.panel.seat("赵教授")
    desk.get(f"/review/desk?assignment={seat.mine}")
    assert desk.post(f"/review/desk/{seat.mine}", WHOLE_FORM).status_code == 303
    page = desk.get(f"/review/desk?assignment={seat.mine}").text
    shown = page.split('class="others"', 1)[1].split("</section>", 1)[0]
    assert "专家甲" in shown and "不支持" in shown and THEIRS[0] in shown and THEIRS[1] in shown
    others = seat.fetch(f"/review/api/v1/assignments/{seat.mine}").json["others"]
    assert others == [{"who": "甲", "verdict": "reject", "legality": 1, "necessity": 2, "feasibility": 3, "wording": 4,
                       "note": THEIRS[0], "proposed_text": THEIRS[1]}]
    assert "钱律师" not in page and seat.panel.experts["钱律师"] not in page
    found = [(path, secret) for path, answer in seat.everything() for secret in SECRETS if secret in answer
             and not (secret == OPINION and OPINION in path)]
    assert not found


def test_those_who_assess_the_same_words_are_shown_too(seat: Seat) -> None:
    """Two opinions of one sample are one thing said."""
    panel = seat.panel
    one, two = (panel.hear("一字不差的两份。", "art_3") for _ in range(2))
    with panel.house.sites["review"].database.writing() as session:
        for each in (one, two):
            session.get_one(Opinion, each).sample_id = one
    mine, theirs = panel.give(one, "赵教授"), panel.give(two, "钱律师")
    panel.change(theirs, state="assessed", verdict="support", legality=5, necessity=5, feasibility=5, wording=5,
                 note="同")
    path = f"/review/api/v1/assignments/{mine}"
    assert seat.fetch(path).json["others"] == []
    panel.change(mine, state="assessed", verdict="support", legality=5, necessity=5, feasibility=5, wording=5)
    assert [each["note"] for each in seat.fetch(path).json["others"]] == ["同"]


def test_the_planted_values_are_those_of_an_opinion() -> None:
    """What arrives with an opinion is planted, or is the words themselves."""
    assert set(OpinionReceived.schema().fields) - set(PLANTED) == {
        "revision", "consultation_id", "draft_version", "provision", "anchor", "stance", "text", "proposed_text",
        "reason", "answers"}
