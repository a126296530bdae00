"""A draft is kept, a newer one is never written over, and whatever is refused keeps what was typed."""
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.review.models import Consultation, Opinion
from tests.review.browsing import Browser
from tests.review.panel import WHOLE_FORM, Panel, a_panel

NAME = "赵教授"


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Panel]:
    """One house for all; each test has an assignment of its own."""
    with a_panel(Path(tmp_path_factory.mktemp("drafts"))) as opened:
        yield opened


@pytest.fixture
def one(panel: Panel) -> str:
    """An assignment on the first expert's desk."""
    return panel.give(panel.hear("三米不够。"), NAME)


@pytest.fixture
def desk(panel: Panel) -> Browser:
    """The first expert's browser, with a page open."""
    seat = panel.seat(NAME)
    seat.get("/review/me")
    return seat


def keep(desk: Browser, one: str, version: int, **fields: str) -> Any:
    """What the page sends by itself while somebody writes."""
    return desk.post(f"/review/desk/{one}/draft", {"version": str(version), **fields})


def test_a_draft_is_kept_shown_again_and_cleared_by_saving(panel: Panel, desk: Browser, one: str) -> None:
    kept = keep(desk, one, 0, note="写了一半", legality="3", proposed_text="五米。\r\n两行。")
    assert kept.json == {"version": 1, "saved": "12:00"}
    page = desk.get(f"/review/desk?assignment={one}").text
    assert "草稿已存" in page and "写了一半" in page and 'name="version" value="1"' in page
    assert 'name="legality" value="3" checked' in page and "五米。\n两行。" in page
    assert desk.post(f"/review/desk/{one}", WHOLE_FORM | {"version": "1", "note": "写完了"}).status_code == 303
    draft = panel.draft(one)
    assert draft is not None and (draft.given, draft.saved_at, draft.version) == ({}, None, 2)
    assert panel.find(one).note == "写完了"


def test_the_same_words_from_two_windows_are_no_contradiction(desk: Browser, one: str) -> None:
    assert keep(desk, one, 0, note="同样").json["version"] == 1
    assert keep(desk, one, 0, note="同样").json["version"] == 1
    assert keep(desk, one, 1, note="又写").json["version"] == 2


def test_an_older_window_is_shown_both_texts_and_writes_over_neither(panel: Panel, desk: Browser, one: str) -> None:
    keep(desk, one, 0, note="手机上写的新的")
    stale = keep(desk, one, 0, note="电脑上写的旧的", legality="2")
    assert stale.status_code == 409 and 'data-version="1"' in stale.text
    assert "手机上写的新的" in stale.text and "电脑上写的旧的" in stale.text
    for act in ("draft", "later", "save"):
        page = desk.post(f"/review/desk/{one}", WHOLE_FORM | {"act": act, "note": "电脑上写的旧的"})
        assert page.status_code == 409 and "<title>错误：" in page.text and 'name="version" value="1"' in page.text
        assert "手机上写的新的" in page.text and ">电脑上写的旧的</textarea>" in page.text
    draft = panel.draft(one)
    assert draft is not None and draft.given == {"note": "手机上写的新的"} and panel.find(one).state == "offered"
    assert desk.post(f"/review/desk/{one}", WHOLE_FORM | {"note": "电脑", "version": "1"}).status_code == 303


def test_what_was_saved_elsewhere_is_not_written_over_by_an_older_window(panel: Panel, desk: Browser, one: str) -> None:
    assert desk.post(f"/review/desk/{one}", WHOLE_FORM | {"note": "先保存的"}).status_code == 303
    page = desk.post(f"/review/desk/{one}", WHOLE_FORM | {"note": "后来的旧窗口"})
    assert page.status_code == 409 and "先保存的" in page.text and panel.find(one).note == "先保存的"


def test_a_program_that_assesses_ends_the_draft_too(panel: Panel, desk: Browser, one: str) -> None:
    keep(desk, one, 0, note="网页上的草稿")
    body = {name: int(value) if value.isdigit() else value for name, value in WHOLE_FORM.items()}
    answer = panel.house.client("review").post(
        f"/review/api/v1/assignments/{one}/assessment", json=body,
        headers=panel.house.bearer("expert", account_id=panel.experts[NAME]))
    draft = panel.draft(one)
    assert answer.status_code == 200 and draft is not None and draft.given == {}


@pytest.mark.parametrize(("fields", "named", "sentence"), [
    ({"legality": ""}, "legality", "请打分"), ({"verdict": ""}, "verdict", "请选结论"),
    ({"wording": "6"}, "wording", "1 到 5"),
    ({"note": "长" * 2001}, "note", "最多 2000"), ({"proposed_text": "长" * 5001}, "proposed_text", "最多 5000")])
def test_a_wrong_field_is_named_and_the_words_stay(panel: Panel, desk: Browser, one: str, fields: dict[str, str],
                                                   named: str, sentence: str) -> None:
    page = desk.post(f"/review/desk/{one}", WHOLE_FORM | {"note": "我的话"} | fields)
    assert page.status_code == 422 and "<title>错误：" in page.text and 'id="errors" autofocus' in page.text
    assert f'href="#{named}"' in page.text and sentence in page.text
    assert fields.get("note", "我的话") in page.text and panel.find(one).state == "offered"


def test_a_draft_may_be_longer_than_what_can_be_saved(desk: Browser, one: str) -> None:
    assert keep(desk, one, 0, note="长" * 3000).json["version"] == 1
    assert keep(desk, one, 1, note="长" * 20_001).status_code == 422


OVER = {"declined": ({"state": "declined", "declined_reason": "忙"}, "已经推辞"),
        "approved": ({"state": "closed", "closed_why": "approved"}, "已经审定"),
        "overdue": ({"state": "closed", "closed_why": "overdue"}, "改由别的专家")}


@pytest.mark.parametrize("what", OVER)
def test_what_is_over_is_said_and_the_words_typed_for_it_can_still_be_copied(panel: Panel, desk: Browser, one: str,
                                                                             what: str) -> None:
    values, sentence = OVER[what]
    panel.change(one, **values)
    opened = desk.get(f"/review/desk?assignment={one}")
    assert opened.status_code == 409 and sentence in opened.text and 'class="said"' not in opened.text
    for path in ("", "/decline"):
        page = desk.post(f"/review/desk/{one}{path}", WHOLE_FORM | {"note": "白写了吗", "reason": "忙"})
        assert page.status_code == 409 and sentence in page.text and "白写了吗" in page.text
        assert "您刚才写的，没有保存" in page.text
    assert sentence in keep(desk, one, 0, note="x").text


def test_anothers_assignment_and_a_withdrawn_opinion_do_not_exist(panel: Panel, desk: Browser) -> None:
    opinion = panel.hear("撤回的")
    theirs, mine = panel.give(opinion, "钱律师"), panel.give(opinion, NAME)
    with panel.house.sites["review"].database.writing() as session:
        session.get_one(Opinion, opinion).state = "withdrawn"
    for each in (theirs, mine):
        assert desk.get(f"/review/desk?assignment={each}").status_code == 404
        page = desk.post(f"/review/desk/{each}", WHOLE_FORM | {"note": "写给它的"})
        assert page.status_code == 404 and "写给它的" in page.text and "撤回的" not in page.text
        assert keep(desk, each, 0, note="x").status_code == 404 and panel.draft(each) is None


def test_a_settled_matter_can_be_read_and_not_changed(panel: Panel) -> None:
    first = panel.consultation
    panel.ask("办结的")
    done = panel.give(panel.hear("办结的意见"), "钱律师")
    desk = panel.seat("钱律师")
    desk.get("/review/desk")
    desk.post(f"/review/desk/{done}", WHOLE_FORM | {"note": "办结前说的"})
    with panel.house.sites["review"].database.writing() as session:
        session.get_one(Consultation, panel.consultation).state = "settled"
    panel.consultation = first
    page = desk.get(f"/review/desk?assignment={done}").text
    assert "办结前说的" in page and "不能再改" in page and 'value="save">' not in page and "disabled" in page
    late = desk.post(f"/review/desk/{done}", WHOLE_FORM | {"note": "办结后说的", "version": "1"})
    assert late.status_code == 409 and "已经办结" in late.text and "办结后说的" in late.text
    assert keep(desk, done, 1, note="x").status_code == 409 and panel.find(done).note == "办结前说的"


def test_only_a_page_of_ours_keeps_a_draft(panel: Panel, desk: Browser, one: str) -> None:
    desk.csrf = "x"
    assert keep(desk, one, 0, note="别处来的").status_code == 403 and panel.draft(one) is None
