"""What a draft is asked with, at intake: answers and quotations are judged, pages show notes, questions and counts."""
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.intake.models import Opinion
from shared.contracts import ConsultationChanged, OpinionReceived, read_event
from tests.builders import a_consultation, an_opinion
from tests.house import House, a_house

PROVISIONS = [
    {"eid": "chp_1", "kind": "chapter", "label": "第一章", "caption": "总则", "text": "", "parent": None},
    {"eid": "art_1", "kind": "article", "label": "第一条", "caption": "", "parent": "chp_1",
     "text": "为了保护古井，制定本条例。\n下列水井适用本条例：\n（一）古井；\n（二）泉井。"},
    {"eid": "art_1__para_1", "kind": "paragraph", "label": "", "caption": "", "parent": "art_1",
     "text": "为了保护古井，制定本条例。"},
    {"eid": "art_1__para_2", "kind": "paragraph", "label": "", "caption": "", "parent": "art_1",
     "text": "下列水井适用本条例："},
    {"eid": "art_1__para_2__item_1", "kind": "item", "label": "（一）", "caption": "", "parent": "art_1__para_2",
     "text": "古井；"},
    {"eid": "art_1__para_2__item_2", "kind": "item", "label": "（二）", "caption": "", "parent": "art_1__para_2",
     "text": "泉井。"},
    {"eid": "art_2", "kind": "article", "label": "第二条", "caption": "", "text": "井台周围三米为保护范围。",
     "parent": "chp_1"},
    {"eid": "art_2__para_1", "kind": "paragraph", "label": "", "caption": "", "text": "井台周围三米为保护范围。",
     "parent": "art_2"}]


def option(id_: str, text: str, retired: bool = False) -> dict[str, Any]:
    """A choice."""
    return {"id": id_, "text": text, "retired": retired}


QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "text": "三米够不够？", "kind": "single", "provision": "art_2", "retired": False,
     "options": [option("a", "够"), option("b", "不够"), option("c", "说不清", retired=True)]},
    {"id": "q2", "text": "哪些要管？", "kind": "multiple", "provision": None, "retired": False,
     "options": [option("w", "古井"), option("s", "泉井")]},
    {"id": "q3", "text": "最担心什么？", "kind": "words", "options": [], "provision": None, "retired": False},
    {"id": "q4", "text": "早先问过的", "kind": "words", "options": [], "provision": None, "retired": True}]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake alone."""
    with a_house(tmp_path, "intake") as house:
        yield house


def ask(house: House, **other: Any) -> str:
    """Let intake hear of a consultation with notes and questions; gives its id."""
    consultation = a_consultation(provisions=PROVISIONS, questions=QUESTIONS, notes={"art_1": "保护老井<b>。"}, **other)
    house.hear("intake", consultation)
    return consultation.consultation_id


def leave(house: House, asked: str, **other: Any) -> Any:
    """Leave an opinion by the API."""
    return house.client("intake").post("/api/v1/opinions", json=an_opinion(asked, **other))


def look(client: FlaskClient, path: str) -> str:
    """The page at *path* as a browser sees it."""
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def kept(house: House) -> Opinion:
    """The one opinion that intake has."""
    with house.sites["intake"].database.reading() as session:
        return session.scalars(select(Opinion)).one()


@pytest.mark.parametrize("answers", [
    {"q1": "a"}, {"q1": "c"}, {"q1": ""}, {"q2": "w"}, {"q2": "s w"}, {"q3": "怕没人管"}, {"q4": "还在路上"}, {}, None,
    {"q1": "b", "q2": "w", "q3": "长" * 500}])
def test_answers_to_what_was_ever_asked_are_taken_as_they_came(house: House, answers: Any) -> None:
    assert leave(house, ask(house), answers=answers).status_code == 201
    assert kept(house).answers == (answers or {})


@pytest.mark.parametrize(("answers", "named", "words"), [
    ({"q9": "a"}, "answers.q9", "没有这道焦点题"), ({"q1": "z"}, "answers.q1", "三米够不够"),
    ({"q1": "a b"}, "answers.q1", "只能选一项"), ({"q2": "w x"}, "answers.q2", "没有 x 这个选项"),
    ({"q2": "w w"}, "answers.q2", "重复"), ({"q2": "w  s"}, "answers.q2", "空白"),
    ({"q3": "长" * 501}, "answers.q3.value", "最多 500"), ({"q1": "a", "q8": "x"}, "answers.q8", "没有这道焦点题")])
def test_an_answer_to_no_question_or_by_no_option_is_refused_by_name(house: House, answers: Any, named: str,
                                                                     words: str) -> None:
    answer = leave(house, ask(house), answers=answers)
    assert answer.status_code == 422 and set(answer.json["errors"]) == {named}
    assert words in answer.json["errors"][named][0]
    batch = house.client("intake").post("/api/v1/opinions/batch", json={"opinions": [
        an_opinion(ask(house), answers=answers), an_opinion(ask(house))]}).json["results"]
    assert [each["status"] for each in batch] == ["invalid", "created"] and named in batch[0]["errors"]


def test_answers_without_any_questions_are_taken_as_ever(house: House) -> None:
    consultation = a_consultation()
    house.hear("intake", consultation)
    assert leave(house, consultation.consultation_id, answers={"x": "y"}).status_code == 201


def test_a_question_that_was_added_a_moment_ago_can_be_answered(house: House) -> None:
    consultation = a_consultation(provisions=PROVISIONS, questions=QUESTIONS[:1])
    house.hear("intake", consultation)
    values = consultation.row() | {"revision": 2, "questions": QUESTIONS}
    house.hear("intake", ConsultationChanged(**values))
    assert leave(house, consultation.consultation_id, answers={"q3": "好"}).status_code == 201


@pytest.mark.parametrize(("provision", "quote", "start"), [
    ("art_1__para_1", "保护古井", 2), ("art_1", "保护古井", 999), ("art_1", "：（一） 古井；\n(二)泉井", 0),
    ("art_1__para_2__item_2", "泉 井。", 0), ("chp_1", "三米", 0), (None, "三米", 0), (None, "保护古井,制定", 0)])
def test_a_quotation_that_stands_in_the_provision_is_taken_and_told_unchanged(
        house: House, provision: Any, quote: str, start: int) -> None:
    anchor = {"quote": quote, "start": start}
    assert leave(house, ask(house), provision=provision, anchor=anchor).status_code == 201
    assert kept(house).anchor == anchor
    outbox = house.sites["intake"].post.tables.outbox
    with house.sites["intake"].database.reading() as session:
        row = session.execute(select(outbox).where(outbox.c.name == "opinion.received")).first()
    told = read_event("opinion.received", row.version, row.body) if row else None
    assert isinstance(told, OpinionReceived) and told.anchor == anchor


@pytest.mark.parametrize(("provision", "quote"), [
    ("art_1", "三米"), ("art_2", "五米"), ("art_1__para_1", "下列水井"), ("art_1__para_2__item_1", "（一）古井"),
    (None, "五米"), ("chp_1", "五米"), ("art_2", "​")])
def test_a_quotation_that_does_not_stand_there_is_refused_in_a_sentence(house: House, provision: Any,
                                                                      quote: str) -> None:
    answer = leave(house, ask(house), provision=provision, anchor={"quote": quote, "start": 0})
    assert answer.status_code == 422 and set(answer.json["errors"]) == {"anchor"}
    assert "重新选一句" in answer.json["errors"]["anchor"][0]


def test_the_public_api_gives_plain_words_questions_and_counts(house: House) -> None:
    asked = ask(house)
    for provision in ("art_2", "art_2__para_1", None):
        leave(house, asked, provision=provision)
    found = house.client("intake").get(f"/api/v1/consultations/{asked}").json
    assert (found["notes"], found["shows_counts"], found["counts"]) == ({"art_1": "保护老井<b>。"}, True, {"art_2": 2})
    assert [each["id"] for each in found["questions"]] == ["q1", "q2", "q3"]
    assert found["questions"][0] == {"id": "q1", "text": "三米够不够？", "kind": "single", "provision": "art_2",
                                     "options": [{"id": "a", "text": "够"}, {"id": "b", "text": "不够"}]}


@pytest.mark.parametrize("shows", [True, False])
def test_counts_by_article_are_shown_only_where_the_consultation_shows_them(house: House, shows: bool) -> None:
    asked, client = ask(house, shows_counts=shows), house.client("intake")
    leave(house, asked, provision="art_2__para_1")
    draft, home = look(client, f"/c/{asked}"), look(client, "/")
    assert ("<small>已有 1 条意见</small>" in draft) == shows and "已收到 1 条意见" in draft
    assert ('class="most"' in home) == shows
    found: Any = client.get(f"/api/v1/consultations/{asked}").json
    assert ("counts" in found) == shows


def test_a_note_stands_under_its_article_escaped_and_in_chinese(house: House) -> None:
    client = house.client("intake")
    page = look(client, f"/c/{ask(house)}?lang=en")
    assert '<p class="of muted">In plain words</p><p lang="zh-CN">保护老井&lt;b&gt;。</p>' in page
    assert page.count('class="plain-words"') == 1


def test_a_change_is_seen_at_once_on_the_page_of_the_draft(house: House) -> None:
    consultation = a_consultation()
    house.hear("intake", consultation)
    look(house.client("intake"), f"/c/{consultation.consultation_id}")
    house.hear("intake", ConsultationChanged(**consultation.row() | {"revision": 2, "notes": {"art_1": "新写的话。"}}))
    assert "新写的话。" in look(house.client("intake"), f"/c/{consultation.consultation_id}")


def test_a_form_shows_the_questions_of_its_article_and_the_general_ones(house: House) -> None:
    client, asked = house.client("intake"), ask(house)
    for path, own in (("?provision=art_2", True), ("?provision=art_1", False), ("", False)):
        page = look(client, f"/c/{asked}/speak{path}")
        assert ("三米够不够？" in page, "哪些要管？" in page, "早先问过的" in page) == (own, True, False)
    assert "说不清" not in look(client, f"/c/{asked}/speak?provision=art_2")


def form(client: FlaskClient, asked: str, query: str = "", **fields: Any) -> Any:
    """Fill in the form and send it."""
    page = look(client, f"/c/{asked}/speak{query}")
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0]
              for name in ("csrf_token", "id", "written_at", "provision", "draft_version")}
    return client.post(f"/c/{asked}/speak", data={**hidden, "text": "要写清楚", **fields},
                       headers={"Accept": "text/html"})


def test_a_form_brings_answers_and_the_sentence_that_was_picked(house: House) -> None:
    answer = form(house.client("intake"), ask(house), "?provision=art_1", **{
        "answer-q2": ["w", "s"], "answer-q3": " 怕没人管\r\n真的 ", "sentence": "art_1__para_2__item_2@0+3"})
    assert answer.status_code == 303, answer.text
    opinion = kept(house)
    assert opinion.answers == {"q2": "w s", "q3": "怕没人管\n真的"}
    assert (opinion.provision, opinion.anchor) == ("art_1__para_2__item_2", {"quote": "泉井。", "start": 0})


def test_words_that_were_marked_are_chosen_in_the_form(house: House) -> None:
    client, asked = house.client("intake"), ask(house)
    for query, place in (("provision=art_1__para_1&quote=古井，制定&start=4", "art_1__para_1@4+5"),
                         ("provision=art_1&quote=（一）古井；（二）&start=0", "art_1@25+10"),
                         ("provision=art_2&quote=五米&start=0", ""), ("provision=art_2&quote=&start=x", "")):
        page = look(client, f"/c/{asked}/speak?{query}")
        assert f'name="sentence" value="{place}" checked' in page, query


def test_what_is_wrong_with_an_answer_or_a_sentence_is_said_beside_it_and_nothing_is_lost(house: House) -> None:
    client, asked = house.client("intake"), ask(house)
    for fields, place in (({"answer-q1": "z"}, "answer-q1"), ({"answer-q3": "长" * 501}, "answer-q3"),
                          ({"sentence": "art_1@0+4"}, "sentence"), ({"sentence": "art_2@0+999999"}, "sentence"),
                          ({"sentence": "x"}, "sentence")):
        answer = form(client, asked, "?provision=art_2", **fields)
        assert answer.status_code == 422, fields
        assert f'<a href="#{place}">' in answer.text and "要写清楚" in answer.text


def test_a_draft_without_chapters_has_its_articles_as_contents(house: House) -> None:
    consultation = a_consultation()
    house.hear("intake", consultation)
    page = look(house.client("intake"), f"/c/{consultation.consultation_id}")
    assert page.count('<a href="#art_2"><span>第2条</span>') == 2
