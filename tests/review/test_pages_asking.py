"""The pages of what a draft is asked with: plain words article by article, focus questions drawn up in one form."""
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.review.domain.questions import moved, name_options
from shared.contracts import OpinionReceived
from tests.house import House, a_house
from tests.review.browsing import Browser
from tests.review.test_pages_work import an_import, heard

Fields = dict[str, Any]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Review alone."""
    with a_house(tmp_path, "review") as house:
        yield house


@pytest.fixture
def path(house: House) -> str:
    """The path of an imported consultation of three articles."""
    return str(an_import(Browser(house, "group"), shows_counts="true").location)


def kept(house: House, path: str) -> Any:
    """The consultation as the API gives it."""
    return house.client("review").get(f"/review/api/v1/consultations/{path.split('/')[-1]}",
                                      headers=house.bearer("group")).json


def note(adviser: Browser, path: str, article: str, text: str, after: str = "") -> Any:
    """Write plain words as the page sends them."""
    adviser.get(f"{path}/notes?article={article}")
    return adviser.post(f"{path}/notes", {"article": article, "text": text, "next": after})


def question(id_: str, text: str, *options: str, kind: str = "single", provision: str = "") -> Fields:
    """A question's fields; an option is written as id=words."""
    parts = [each.partition("=") for each in options]
    return {f"{id_}-text": text, f"{id_}-kind": kind, f"{id_}-provision": provision,
            f"{id_}-option": [part[0] for part in parts], f"{id_}-words": [part[2] for part in parts]}


def send(someone: Browser, path: str, act: str, ids: list[str], *parts: Fields) -> Any:
    """Press a button of the form of questions."""
    someone.get(f"{path}/questions")
    fields: Fields = {"act": act, "question": ids}
    for part in parts:
        fields |= part
    return someone.post(f"{path}/questions", fields)


@pytest.mark.parametrize("role", ["adviser", "group"])
def test_plain_words_are_saved_and_the_next_article_comes_up(house: House, path: str, role: str) -> None:
    someone = Browser(house, role)
    first = someone.get(f"{path}/notes").text
    assert "3 条里写了 0 条" in first
    assert 'name="article" value="art_1"' in first and 'name="next" value="art_2"' in first
    answer = note(someone, path, "art_1", "保护老井。", "art_2")
    assert answer.location == f"{path}/notes?article=art_2"
    page = someone.get(f"{path}/notes").text
    assert "3 条里写了 1 条" in page and 'name="article" value="art_2"' in page
    assert "保护老井。" in someone.get(f"{path}/notes?article=art_1").text
    note(someone, path, "art_2", "第一行。\r\n第二行。")
    assert kept(house, path)["notes"]["art_2"] == "第一行。\n第二行。"
    for article in ("art_1", "art_2"):
        note(someone, path, article, "")
    assert kept(house, path)["notes"] == {}


def test_too_many_words_are_refused_and_stay_in_the_box(house: House, path: str) -> None:
    answer = note(Browser(house, "adviser"), path, "art_1", "长" * 2001)
    assert answer.status_code == 422 and "最多 2000 个字" in answer.text and "长" * 2001 in answer.text


def test_an_article_that_is_not_there_is_not_found(house: House, path: str) -> None:
    adviser = Browser(house, "adviser")
    assert adviser.get(f"{path}/notes?article=art_9").status_code == 404
    assert adviser.get(f"{path}/notes?article=%00").status_code == 404
    assert note(adviser, path, "art_9", "没有。").status_code == 404
    assert note(adviser, path, "", "没有。").status_code == 422


def test_questions_are_drawn_up_in_several_round_trips_and_saved(house: House, path: str) -> None:
    officer = Browser(house, "officer")
    assert 'name="question" value="q1"' in officer.get(f"{path}/questions").text
    first = question("q1", "三米够不够？", "=够", "=不够", "=", provision="art_3")
    page = send(officer, path, "add", ["q1"], first)
    assert page.status_code == 200 and 'name="question" value="q2"' in page.text and 'value="三米够不够？"' in page.text
    second = question("q2", "还想说什么？", "=填写题的选项不要", kind="words")
    page = send(officer, path, "up:q2", ["q1", "q2"], first, second)
    assert page.text.index('value="q2"') < page.text.index('value="q1"') and kept(house, path)["questions"] == []
    assert send(officer, path, "save", ["q2", "q1"], first, second).status_code == 303
    options = [{"id": "o1", "text": "够", "retired": False}, {"id": "o2", "text": "不够", "retired": False}]
    assert kept(house, path)["questions"] == [
        {"id": "q2", "text": "还想说什么？", "kind": "words", "options": [], "provision": None, "retired": False},
        {"id": "q1", "text": "三米够不够？", "kind": "single", "options": options, "provision": "art_3",
         "retired": False}]


def test_an_option_that_is_reworded_keeps_its_id_and_one_that_comes_back_has_its_own(house: House, path: str) -> None:
    group = Browser(house, "group")
    send(group, path, "save", ["q1"], question("q1", "够不够？", "=够", "=不够"))
    group.get(path)
    group.post(f"{path}/open", {"accept_warnings": "true"})
    send(group, path, "save", ["q1"], question("q1", "三米够不够？", "o1=够了", "o2=", "=说不清"))
    assert [(each["id"], each["text"], each["retired"]) for each in kept(house, path)["questions"][0]["options"]] == [
        ("o1", "够了", False), ("o3", "说不清", False), ("o2", "不够", True)]
    send(group, path, "save", ["q1"], question("q1", "三米够不够？", "o1=够了", "=不够"))
    assert [each["id"] for each in kept(house, path)["questions"][0]["options"]] == ["o1", "o2", "o3"]


def test_a_question_that_is_taken_away_after_the_opening_waits_among_the_retired(house: House, path: str) -> None:
    group = Browser(house, "group")
    asked = question("q1", "够不够？", "o1=够", "o2=不够")
    send(group, path, "save", ["q1"], asked)
    group.get(path)
    group.post(f"{path}/open", {"accept_warnings": "true"})
    assert send(group, path, "save", ["q2"], question("q2", "怕什么？", kind="words")).status_code == 303
    assert "已停用的题 1 道" in group.get(f"{path}/questions").text
    page = send(group, path, "back:q1", ["q2"], question("q2", "怕什么？", kind="words")).text
    assert 'name="question" value="q1"' in page and "已停用的题" not in page


@pytest.mark.parametrize(("fields", "place", "sentence"), [
    (question("q1", "", "=够", "=不够"), "q1-text", "不能为空"),
    (question("q1", "够？", "=够"), "q1-options", "至少要有 2 个"),
    (question("q1", "够？", "=" + "长" * 101, "=不够"), "q1-options", "最多 100 个字"),
    (question("q1", "够？", "=够", "=不够", provision="art_9"), "q1-provision", "没有 art_9"),
    (question("q1", "够？", "=够", "=不够", kind="x"), "q1-kind", "应为 single")])
def test_what_is_wrong_with_a_question_is_said_at_its_field(house: House, path: str, fields: Fields, place: str,
                                                            sentence: str) -> None:
    answer = send(Browser(house, "officer"), path, "save", ["q1"], fields)
    assert answer.status_code == 422 and f'<a href="#{place}">' in answer.text and sentence in answer.text
    assert kept(house, path)["questions"] == []


def test_odd_forms_are_answered_and_change_nothing(house: House, path: str) -> None:
    officer = Browser(house, "officer")
    for act, ids in (("up:q9", ["q1"]), ("down:", []), ("back:q9", ["q1"]), ("drop:q1", ["q1"]), ("", ["q1"] * 80),
                     ("x:y:z", ["<b>", "\x00"]), ("add", [f"q{n}" for n in range(60)])):
        answer = send(officer, path, act, ids)
        form = answer.text.split("data-questions>")[1].replace("<b>……</b>", "")
        assert answer.status_code == 200 and "<b>" not in form
    assert send(officer, path, "save", ["q1", "q1"], question("q1", "够？", "=够", "=不够")).status_code == 422
    assert kept(house, path)["questions"] == []


def test_the_counts_are_switched_on_the_consultations_own_page(house: House, path: str) -> None:
    group = Browser(house, "group")
    assert "不再公开每一条的意见数" in group.get(path).text
    group.post(f"{path}/counts", {"shows_counts": "false"})
    assert kept(house, path)["shows_counts"] is False and "公开每一条的意见数" in group.get(path).text
    assert kept(house, str(an_import(group).location))["shows_counts"] is False


def test_who_only_looks_sees_questions_and_words_and_nothing_to_change(house: House, path: str) -> None:
    send(Browser(house, "group"), path, "save", ["q1"], question("q1", "够不够？", "=够", "=不够"))
    adviser, admin, officer = (Browser(house, role) for role in ("adviser", "admin", "officer"))
    page = adviser.get(f"{path}/questions").text
    assert "够不够？" in page and "data-questions" not in page
    assert "<textarea" not in admin.get(f"{path}/notes").text
    assert officer.get(f"{path}/notes").status_code == 403
    assert adviser.post(f"{path}/questions", {"act": "save"}).status_code == 403
    assert admin.post(f"{path}/notes", {"article": "art_1"}).status_code == 403


def test_all_of_it_is_linked_from_the_consultation(house: House, path: str) -> None:
    page = Browser(house, "group").get(path).text
    assert f'href="{path}/notes"' in page and f'href="{path}/questions"' in page
    assert "写大白话：3 条里写了 0 条" in page


def test_moving_over_the_end_changes_nothing() -> None:
    rows = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    assert [each["id"] for each in moved(rows, "b", 1)] == ["a", "c", "b"]
    for id_, step in (("a", -1), ("c", 1), ("x", 1), ("b", 0)):
        assert moved(rows, id_, step) == rows
    assert moved([], "a", 1) == []


def test_two_options_of_the_same_words_get_two_ids() -> None:
    assert [each["id"] for each in name_options([{"id": "", "text": "够"}] * 2, [{"id": "o1", "text": "够"}])] == [
        "o1", "o2"]


def test_the_workbench_shows_the_quoted_words_and_the_answers_in_words(house: House, path: str) -> None:
    group = Browser(house, "group")
    send(group, path, "save", ["q1", "q2"], question("q1", "哪些要管？", "=古井", "=泉井", kind="multiple"),
         question("q2", "怕什么？", kind="words"))
    group.get(path)
    group.post(f"{path}/open", {"accept_warnings": "true"})
    opinion = heard(path.split("/")[-1], "写清楚。").row() | {
        "answers": {"q1": "o1 o2 o9", "q2": "怕没人管<b>", "q7": "不知道问的什么"},
        "anchor": {"quote": "三米", "start": 4}}
    house.hear("review", OpinionReceived(**opinion))
    house.settle()
    page = Browser(house, "officer").get(f"{path}/work?article=art_3").text
    assert "哪些要管？" in page and "古井；泉井；o9" in page and "怕没人管&lt;b&gt;" in page
    assert '<div class="quote">三米</div>' in page and "不知道问的什么" not in page
