"""The expert's queue and what stands on the desk: order, due dates, skipping, what is done, the article, the words."""
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.review.queries.assignment.queue import find_queue
from tests.builders import NOON
from tests.review.browsing import Browser
from tests.review.panel import WHOLE_FORM, Panel, a_panel, in_days


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Panel]:
    """One house for all; each test hires its own experts."""
    with a_panel(Path(tmp_path_factory.mktemp("queue"))) as opened:
        yield opened


def a_desk(panel: Panel, name: str) -> Browser:
    """A new expert at the desk."""
    panel.hire(name)
    return panel.seat(name)


def shown(page: str) -> list[str]:
    """The first words of each opinion in the queue, as they stand there."""
    return re.findall(r'<span class="gist">(.+?)</span>', page)


def test_what_is_overdue_comes_first_then_by_article_and_what_was_put_off_last(panel: Panel) -> None:
    desk = a_desk(panel, "甲")
    ids = {text: panel.give(panel.hear(text, where), "甲", due_at=due) for text, where, due in (
        ("第三条的", "art_3", in_days(1)), ("第二条的", "art_2__para_2", in_days(9)), ("第一条的", "art_1", None),
        ("第三条过了期限的", "art_3", in_days(-2)), ("整部的", None, None))}
    soon = panel.give(panel.hear("提醒过的", "art_3"), "甲", due_at=in_days(1), reminded_at=in_days(0))
    page = desk.get("/review/desk").text
    assert shown(page) == ["第三条过了期限的", "提醒过的", "整部的", "第一条的", "第二条的", "第三条的"]
    assert all(each in page for each in ("快到期", "第 1 件，共 6 件", "1 件已过期限", "逾期 2 天", "还有 9 天"))
    assert "2026年" not in page.split("<main", 1)[1] and "12:00" not in page
    later = desk.post(f"/review/desk/{ids['第三条过了期限的']}", {"act": "later", "note": "先放一放"})
    assert later.location == f"/review/desk?assignment={soon}"
    page = desk.get(later.location).text
    assert shown(page)[-1] == "第三条过了期限的" and "第 1 件，共 6 件" in page and "稍后再看的" in page
    assert "先放一放" in desk.get(f"/review/desk?assignment={ids['第三条过了期限的']}").text


def test_saving_goes_on_to_the_one_that_comes_next_and_ends_with_all_done(panel: Panel) -> None:
    desk = a_desk(panel, "乙")
    one, two, three = (panel.give(panel.hear(f"意见{n}", f"art_{n}"), "乙") for n in (1, 2, 3))
    desk.get(f"/review/desk?assignment={two}")
    assert desk.post(f"/review/desk/{two}", WHOLE_FORM).location.endswith(three)
    assert desk.post(f"/review/desk/{three}", WHOLE_FORM).location.endswith(one)
    assert desk.post(f"/review/desk/{one}", WHOLE_FORM).location == "/review/desk"
    page = desk.get("/review/desk").text
    assert "都评完了" in page and "已评 3 件，共 3 件" in page and "已评的 3 件" in page


def test_what_is_done_can_be_opened_and_mended_until_the_matter_is_settled(panel: Panel) -> None:
    desk = a_desk(panel, "丙")
    done = panel.give(panel.hear("可以改的"), "丙")
    desk.get("/review/desk")
    desk.post(f"/review/desk/{done}", WHOLE_FORM | {"note": "第一次"})
    page = desk.get(f"/review/desk?assignment={done}").text
    assert "第一次" in page and 'name="verdict" value="revise" data-key="x" checked' in page
    assert desk.post(f"/review/desk/{done}", WHOLE_FORM | {"note": "改过", "version": "1"}).status_code == 303
    assert panel.find(done).note == "改过"


def test_the_queue_is_that_of_one_consultation_where_it_is_asked_for(panel: Panel) -> None:
    desk, first = a_desk(panel, "丁"), panel.consultation
    panel.give(panel.hear("前一部的"), "丁")
    panel.ask("第二部条例")
    there = [panel.give(panel.hear(f"后一部的{n}"), "丁") for n in (1, 2)]
    second, panel.consultation = panel.consultation, first
    page = desk.get("/review/desk").text
    assert "全部 3 件" in page and "第二部条例 2" in page
    page = desk.get(f"/review/desk?consultation={second}").text
    assert sorted(shown(page)) == ["后一部的1", "后一部的2"] and "第 1 件，共 2 件" in page
    saved = desk.post(f"/review/desk/{there[0]}?consultation={second}", WHOLE_FORM)
    assert saved.location == f"/review/desk?assignment={there[1]}&consultation={second}"


def test_a_long_queue_shows_the_places_around_the_one_on_the_desk(panel: Panel) -> None:
    panel.hire("戊")
    for number in range(60):
        panel.give(panel.hear(f"长队{number}"), "戊")
    with panel.house.sites["review"].database.reading() as session:
        order = find_queue(session, panel.experts["戊"], NOON).order
    desk = panel.seat("戊")
    page = desk.get(f"/review/desk?assignment={order[45]}").text
    assert "第 46 件，共 60 件" in page and len(shown(page)) == 35 and "前面还有 25 件" in page
    page = desk.get("/review/desk").text
    assert len(shown(page)) == 40 and "后面还有 20 件" in page


def test_the_article_stands_there_with_its_lines_and_what_is_quoted_marked(panel: Panel) -> None:
    desk = a_desk(panel, "己")
    panel.give(panel.hear("写明谁清运", "art_2__para_2__item_1", anchor={"quote": "堆放垃圾", "start": 0}), "己")
    page = desk.get("/review/desk").text
    assert "第二章 保护" in page and '<p class="paragraph">井台周围三米为保护范围。</p>' in page
    assert '<p class="item own">（一）<mark>堆放垃圾</mark>；</p>' in page and "针对的文字" not in page
    assert "<del>（一）堆放垃圾；</del><ins>井台周围五米。</ins>" in page.replace("\n", "")


def test_a_quotation_that_stands_elsewhere_is_told_beside_the_opinion(panel: Panel) -> None:
    desk = a_desk(panel, "庚")
    panel.give(panel.hear("不在这里", "art_3", anchor={"quote": "三米以外", "start": 0}), "庚")
    assert "针对的文字：<q>三米以外</q>" in desk.get("/review/desk").text


def test_without_javascript_a_wording_is_taken_over_and_its_changes_are_marked(panel: Panel) -> None:
    desk = a_desk(panel, "辛")
    one = panel.give(panel.hear("改成五米", "art_2__para_1"), "辛")
    desk.get("/review/desk")
    page = desk.post(f"/review/desk/{one}", {"act": "fill-draft", "legality": "4"})
    assert page.status_code == 200 and ">井台周围三米为保护范围。</textarea>" in page.text
    assert 'name="legality" value="4" checked' in page.text and panel.draft(one) is None
    page = desk.post(f"/review/desk/{one}", {"act": "show", "proposed_text": "井台周围五米为保护范围。"})
    assert "井台周围<del>三米</del><ins>五米</ins>为保护范围。" in page.text
    kept = desk.post(f"/review/desk/{one}", {"act": "fill-opinion", "proposed_text": "我自己的。"})
    assert ">我自己的。</textarea>" in kept.text
    desk.post(f"/review/desk/{one}", WHOLE_FORM | {"proposed_text": "井台周围三米为保护范围。"})
    assert panel.find(one).proposed_text is None, "an article left as it is proposes nothing"


def test_handing_back_takes_a_reason_a_colleague_and_the_draft_along(panel: Panel) -> None:
    desk = a_desk(panel, "壬")
    panel.hire("癸")
    one, two = (panel.give(panel.hear(f"退回{n}"), "壬") for n in (1, 2))
    page = desk.get("/review/desk").text
    assert panel.experts["癸"] in page and panel.experts["壬"] not in page.split("<main", 1)[1]
    desk.post(f"/review/desk/{one}", {"act": "draft", "note": "写了一半"})
    assert panel.draft(one) is not None
    wrong = desk.post(f"/review/desk/{one}/decline", {"reason": "", "instead": panel.experts["癸"]})
    assert wrong.status_code == 422 and "请写明原因" in wrong.text and 'href="#reason"' in wrong.text
    assert f'value="{panel.experts["癸"]}" selected' in wrong.text and "写了一半" in wrong.text
    fields = {"usual": "field", "reason": "没学过", "instead": panel.experts["癸"]}
    back = desk.post(f"/review/desk/{one}/decline", fields)
    assert back.location.endswith(two) and panel.draft(one) is None
    assert panel.find(one).declined_reason == "与我的专业无关：没学过"
    assert "退回1" in panel.seat("癸").get("/review/desk").text



def test_all_of_mine_are_a_table_that_can_be_searched(panel: Panel) -> None:
    desk = a_desk(panel, "丑")
    one, two = (panel.give(panel.hear(*said), "丑") for said in (("村道要留出来", "art_1"), ("钱从哪里来", "art_3")))
    desk.get("/review/desk")
    desk.post(f"/review/desk/{one}", WHOLE_FORM)
    page = desk.get("/review/desk/list").text
    assert page.index("第一条") < page.index("第三条") and "修改后支持" in page and "共 2 条" in page
    assert re.findall(r'class="number(?: none)?" data-label="合法性">(\d?)<', page) == ["4", ""]
    for query, found in (("q=村道", [one]), ("state=offered", [two]), ("state=assessed&q=钱", []),
                         (f"consultation={panel.consultation}", [one, two])):
        page = desk.get(f"/review/desk/list?{query}").text
        assert [each for each in (one, two) if f"assignment={each}" in page] == found, query
