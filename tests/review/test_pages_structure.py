"""The page on which a draft is looked over, without JavaScript: a line is chosen, a button says what it is."""
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.test_pages_work import an_import
from tests.review.test_structure import WRONG

WORDS = re.compile(r'<span class="badge[^>]*>([^<]*)</span><span class="words">([^<]*)</span>')


class Desk:
    """An officer's browser and a group member's at one draft."""

    def __init__(self, group: Browser, officer: Browser) -> None:
        self.group, self.officer = group, officer
        self.path = an_import(group, file="", text=WRONG).location

    def look(self, query: str = "") -> str:
        """The page."""
        return self.officer.get(f"{self.path}/structure{query}").text

    def press(self, act: str, line: str = "", **fields: str) -> Any:
        """Choose a line, fill in what is asked, press a button."""
        page = self.look()
        edits = re.findall(r'name="edits" value="(\d+)"', page)[-1]
        chosen = {"at": str(WRONG.index(line))} if line else {}
        return self.officer.post(f"{self.path}/structure", {"act": act, "edits": edits, **chosen, **fields})

    def lines(self) -> list[tuple[str, str]]:
        """What begins in each line, and its words."""
        return WORDS.findall(self.look())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A draft with faults, pasted on the page."""
    with a_house(tmp_path, "review") as house:
        yield Desk(Browser(house, "group"), Browser(house, "officer"))


def test_lines_stand_beside_what_they_became_and_remarks_lead_to_their_places(desk: Desk) -> None:
    page = desk.look()
    assert "2 处提示" in page and "核对条文（2 处提示）" in desk.officer.get(desk.path).text
    assert desk.lines()[:3] == [("", "古井保护条例（草案）"), ("章", "第一章 总则"),
                                ("条", "第一条 为了保护古井，制定本条例。")]
    assert ("略去", "— 3 —") in desk.lines() and "标题和说明，不属于任何一条。" in page
    place = WRONG.index("第七条")
    assert f'href="?at={place}#r-{place}"' in page and f'id="r-{place}"' in page
    assert "条文无误，打开征求意见" not in page and "由工作小组打开" in page


def test_buttons_mend_the_draft_until_it_can_be_opened(desk: Desk) -> None:
    first = desk.press("number", "第七条", number="三")
    assert first.status_code == 303 and first.location.endswith(f"#t-{WRONG.index('第七条')}")
    assert "已保存，还有 1 处提示。" in desk.look()
    assert desk.press("chapter", "保护\n第七").status_code == 303
    assert desk.press("noise", "— 3").status_code == 303
    page = desk.look()
    assert "没有提示" in page and "更正记录：3 次" in page and "测试人员 略去" not in page
    assert desk.lines()[-3:] == [("章", "保护"), ("条", "第七条 任何人不得填井。"), ("条", "第四条 本条例即日施行。")]
    desk.group.get(f"{desk.path}/structure")
    assert desk.group.post(f"{desk.path}/open").status_code == 303
    closed = desk.look()
    assert "只供查看" in closed and 'name="act"' not in closed
    assert desk.press("join", "第四条").status_code == 409


def test_words_inside_a_line_begin_something_new_and_undo_takes_it_back(desk: Desk) -> None:
    before = desk.lines()
    assert desk.press("paragraph", "第一条", words="制定本").status_code == 303
    assert ("款", "制定本条例。") in desk.lines()
    assert desk.press("undo").status_code == 303 and desk.lines() == before
    assert desk.press("item", "第一条", inside="8", length="2").status_code == 303
    assert ("项", "古井，制定本条例。") in desk.lines()


def test_numbers_and_titles_are_typed(desk: Desk) -> None:
    assert desk.press("number", "第四条", number="第二条之一").status_code == 303
    assert "<b>第二条之一</b>" in desk.look()
    assert desk.press("article", "第四条", number="3").status_code == 303
    assert "<b>第三条</b>" in desk.look()
    assert desk.press("title", title="古井条例").status_code == 303
    assert "古井条例 <small>" in desk.look()


def test_a_caption_goes_on_and_off_by_one_button(desk: Desk) -> None:
    assert desk.press("caption", "第一条", words="为了保护古井").status_code == 303
    assert '<span class="caption">为了保护古井</span>' in desk.look()
    assert desk.press("caption", "第一条").status_code == 303
    assert 'class="caption"' not in desk.look()


def test_what_is_left_out_is_confirmed_at_once(desk: Desk) -> None:
    assert "略去的都看过了，确实不是正文" in desk.look()
    assert desk.press("confirm").status_code == 303
    page = desk.look()
    assert "1 处提示" in page and "确实不是正文" not in page and "略去的都看过了" in page
    assert desk.press("confirm").status_code == 422


@pytest.mark.parametrize(("act", "line", "fields", "sentence"), [
    ("article", "", {}, "请先选一行"), ("melt", "第一条", {}, "请按页面上的按钮"),
    ("join", "井长", {"words": "树"}, "这一行里没有这几个字"), ("number", "第一条", {"number": "甲"}, "认不出这个编号"),
    ("number", "第一条", {}, "请写编号"), ("join", "井长", {"inside": "1"}, "这里不是开头"),
    ("title", "", {"title": " "}, "请写标题"), ("undo", "", {}, "没有可以撤销"),
    ("item", "第一条", {"edits": "9"}, "有人更正过"), ("item", "第一条", {"edits": "x"}, "整数")])
def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Desk, act: str, line: str, fields: dict[str, str],
                                                         sentence: str) -> None:
    before = desk.lines()
    answer = desk.press(act, line, **fields)
    assert answer.status_code in (409, 422) and sentence in answer.text and "<title>错误：" in answer.text
    assert desk.lines() == before and "更正记录" not in desk.look()


def test_a_page_that_is_not_there_is_shown_as_the_last_one(desk: Desk) -> None:
    assert "第四条 本条例即日施行。" in desk.look("?at=9999999&start=77")
    assert desk.officer.get(f"{desk.path}/structure?at=x").status_code == 422
