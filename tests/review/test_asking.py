"""What a draft is asked with: plain words and focus questions, before the opening and after it."""
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.review.domain.questions import rekey_notes, rekey_questions
from services.review.models import Step
from tests.house import House, a_house
from tests.review.test_pages_work import DRAFT

Q1: dict[str, Any] = {"id": "q1", "text": "保护范围多大合适？", "kind": "single", "provision": "art_3",
                      "options": [{"id": "a", "text": "三米"}, {"id": "b", "text": "五米"}]}
Q2: dict[str, Any] = {"id": "q2", "text": "还想写进什么？", "kind": "words", "options": [], "provision": None}


def shown(question: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A question as it is kept."""
    options = [{"retired": False} | each for each in question["options"]]
    return question | {"retired": False, "options": options} | other


@dataclass
class Matter:
    """One consultation through review's API, as each role."""

    house: House
    id: str = ""

    def ask(self, method: str, path: str, role: str = "group", **rest: Any) -> Any:
        """One request about the consultation."""
        client = self.house.client("review")
        return client.open(f"/review/api/v1/consultations{path}", method=method,
                           headers=self.house.bearer(role, name=f"一位{role}"), **rest)

    def put(self, path: str, body: Any, role: str = "group") -> Any:
        """PUT below the consultation."""
        return self.ask("PUT", f"/{self.id}/{path}", role, json=body)

    def questions(self, *questions: Any, role: str = "group") -> Any:
        """Set the focus questions."""
        return self.put("questions", {"questions": list(questions)}, role)

    def now(self) -> Any:
        """The consultation as the staff sees it."""
        return self.ask("GET", f"/{self.id}").json

    def public(self) -> Any:
        """The consultation as intake has it."""
        self.house.settle()
        return self.house.client("intake").get(f"/api/v1/consultations/{self.id}").json

    def open(self) -> None:
        """Put the draft to the people."""
        assert self.ask("POST", f"/{self.id}/open", json={"accept_warnings": True}).status_code == 200


@pytest.fixture
def matter(tmp_path: Path) -> Iterator[Matter]:
    """A consultation of three articles, imported and not yet open."""
    with a_house(tmp_path) as house:
        matter = Matter(house)
        made = matter.ask("POST", "", data={
            "title": "古井保护条例（草案）征求意见", "level": "county", "sector": "文化", "shows_counts": "false",
            "opens_at": "2026-11-20T00:00:00+08:00", "closes_at": "2026-12-20T00:00:00+08:00",
            "file": (BytesIO(DRAFT.encode()), "草案.txt")})
        matter.id = made.json["id"]
        yield matter


def errors(answer: Any) -> dict[str, list[str]]:
    """The fields a refusal names."""
    assert answer.status_code == 422, answer.text
    found: dict[str, list[str]] = answer.json["errors"]
    assert all(len(sentence) > 4 for sentences in found.values() for sentence in sentences)
    return found


@pytest.mark.parametrize("role", ["adviser", "group"])
def test_a_note_is_written_changed_and_taken_away(matter: Matter, role: str) -> None:
    assert matter.put("notes/art_1", {"text": " 保护老井。 "}, role).json == {"eid": "art_1", "text": "保护老井。"}
    matter.put("notes/art_3", {"text": "井边三米别动土。"}, role)
    assert matter.now()["notes"] == {"art_1": "保护老井。", "art_3": "井边三米别动土。"}
    assert matter.put("notes/art_1", {"text": ""}, role).status_code == 200
    assert matter.now()["notes"] == {"art_3": "井边三米别动土。"}


def test_every_change_says_who_and_when_and_what_was_before_and_no_change_says_nothing(matter: Matter) -> None:
    for _ in range(2):
        matter.put("notes/art_1", {"text": "保护老井。"}, "adviser")
        matter.questions(Q1)
    matter.put("notes/art_1", {"text": ""}, "adviser")
    matter.ask("PATCH", f"/{matter.id}", json={"shows_counts": True})
    with matter.house.sites["review"].database.reading() as session:
        steps = [(each.kind, each.who_name, each.before) for each in session.scalars(select(Step).order_by(Step.id))]
    assert steps == [("note", "一位adviser", {"eid": "art_1", "text": ""}),
                     ("questions", "一位group", {"questions": []}),
                     ("note", "一位adviser", {"eid": "art_1", "text": "保护老井。"}),
                     ("window", "一位group", {"shows_counts": False})]


def test_what_is_open_is_told_at_each_change_and_what_is_not_open_is_told_at_the_opening(matter: Matter) -> None:
    matter.put("notes/art_1", {"text": "保护老井。"})
    matter.questions(Q1)
    matter.open()
    first = matter.public()
    assert (first["notes"], first["shows_counts"]) == ({"art_1": "保护老井。"}, False)
    matter.put("notes/art_2", {"text": "一九四九年以前的井都算。"})
    matter.ask("PATCH", f"/{matter.id}", json={"shows_counts": True})
    matter.questions(Q1, Q2)
    then = matter.public()
    assert set(then["notes"]) == {"art_1", "art_2"} and then["shows_counts"]
    assert then["questions"] == [Q1, Q2]


def test_before_the_opening_questions_are_replaced_whole(matter: Matter) -> None:
    matter.questions(Q1, Q2)
    changed = Q1 | {"kind": "multiple", "options": [{"id": "x", "text": "井台"}, {"id": "y", "text": "井亭"}]}
    assert matter.questions(changed).json == {"questions": [shown(changed)]}


def test_once_people_have_seen_them_questions_and_options_are_retired_and_can_come_back(matter: Matter) -> None:
    matter.questions(Q1, Q2)
    matter.open()
    fewer = Q1 | {"text": "井边多大范围要保护？", "options": [Q1["options"][1], {"id": "c", "text": "十米"}]}
    kept = matter.questions(fewer).json["questions"]
    assert kept == [shown(fewer, options=[*shown(fewer)["options"], Q1["options"][0] | {"retired": True}]),
                    shown(Q2, retired=True)]
    assert matter.public()["questions"] == [fewer]
    assert matter.questions(*kept).json["questions"] == kept
    assert matter.questions(Q1, Q2).json["questions"][1] == shown(Q2)


def test_a_question_that_was_put_to_people_keeps_its_kind(matter: Matter) -> None:
    matter.questions(Q1)
    matter.open()
    found = errors(matter.questions(Q1 | {"kind": "multiple"}))
    assert set(found) == {"questions.0.kind"} and "保护范围多大合适" in found["questions.0.kind"][0]


def test_a_note_belongs_to_an_article_of_this_version(matter: Matter) -> None:
    assert matter.put("notes/art_99", {"text": "没有的。"}).status_code == 404
    assert matter.put("notes/%00", {"text": "没有的。"}).status_code == 404
    assert set(errors(matter.put("notes/art_1__para_1", {"text": "款不行。"}))) == {"eid"}
    assert set(errors(matter.put("notes/chp_1", {"text": "章不行。"}))) == {"eid"}


@pytest.mark.parametrize(("body", "field"), [
    ({}, "text"), ({"text": None}, "text"), ({"text": 5}, "text"), ({"text": "长" * 2001}, "text"),
    ({"text": "\x00"}, "text"), ({"text": "好", "colour": "red"}, "colour")])
def test_a_bad_note_is_refused_with_its_field(matter: Matter, body: Any, field: str) -> None:
    assert set(errors(matter.put("notes/art_1", body))) == {field}
    assert matter.now()["notes"] == {}


@pytest.mark.parametrize(("question", "field"), [
    (Q1 | {"options": []}, "questions.0.options"), (Q1 | {"options": Q1["options"][:1]}, "questions.0.options"),
    (Q1 | {"options": [Q1["options"][0]] * 2}, "questions.0.options.0.id"),
    (Q1 | {"options": [{"id": "a", "text": "长" * 5000}, Q1["options"][1]]}, "questions.0.options.0.text"),
    (Q1 | {"options": [{"id": "a b", "text": "好"}, Q1["options"][1]]}, "questions.0.options.0.id"),
    (Q1 | {"options": [{"id": "a"}, Q1["options"][1]]}, "questions.0.options.0.text"),
    (Q1 | {"options": [{"id": str(n), "text": "好"} for n in range(21)]}, "questions.0.options"),
    (Q1 | {"options": "a"}, "questions.0.options"), (Q2 | {"options": Q1["options"]}, "questions.0.options"),
    (Q1 | {"id": ""}, "questions.0.id"), (Q1 | {"id": 1}, "questions.0.id"), (Q1 | {"text": " "}, "questions.0.text"),
    (Q1 | {"text": "长" * 201}, "questions.0.text"), (Q1 | {"kind": "slider"}, "questions.0.kind"),
    (Q1 | {"provision": "art_99"}, "questions.0.provision"), (Q1 | {"provision": "第三条"}, "questions.0.provision"),
    (Q1 | {"retired": "no"}, "questions.0.retired"), (Q1 | {"colour": "red"}, "questions.0.colour")])
def test_a_bad_question_is_refused_with_its_field(matter: Matter, question: Any, field: str) -> None:
    assert field in errors(matter.questions(question))
    assert matter.now()["questions"] == []


def test_two_questions_of_one_id_or_too_many_are_refused(matter: Matter) -> None:
    found = errors(matter.questions(Q1, Q2 | {"id": "q1"}))
    assert set(found) == {"questions.0.id", "questions.1.id"} and "q1" in found["questions.0.id"][0]
    assert set(errors(matter.questions(*({**Q2, "id": f"q{n}"} for n in range(51))))) == {"questions"}
    assert set(errors(matter.put("questions", {}))) == {"questions"}


def test_who_may_not_is_refused_and_what_is_over_stays_as_it_is(matter: Matter) -> None:
    for role in ("leader", "expert"):
        assert matter.put("notes/art_1", {"text": "好"}, role).status_code == 403
        assert matter.questions(Q1, role=role).status_code == 403
    assert matter.put("notes/art_1", {"text": "好"}, "officer").status_code == 403
    assert matter.questions(Q1, role="adviser").status_code == 403
    assert matter.questions(Q1, role="officer").status_code == 200
    matter.open()
    matter.ask("POST", f"/{matter.id}/close")
    assert matter.put("notes/art_1", {"text": "好"}).status_code == 409
    assert matter.questions(Q2).status_code == 409
    assert matter.ask("PATCH", f"/{matter.id}", json={"shows_counts": True}).status_code == 409


def test_shows_counts_is_true_or_false_and_nothing_else(matter: Matter) -> None:
    assert matter.now()["shows_counts"] is False
    assert set(errors(matter.ask("PATCH", f"/{matter.id}", json={"shows_counts": "yes"}))) == {"shows_counts"}


def test_notes_and_questions_follow_their_articles_to_the_next_version() -> None:
    moved = {"art_1": "art_2", "art_3": None}
    assert rekey_notes({"art_1": "甲", "art_3": "乙", "art_4": "丙"}, moved) == {"art_2": "甲", "art_4": "丙"}
    assert [each["provision"] for each in rekey_questions([Q1, Q1 | {"provision": "art_1"}, Q2], moved)] == [
        None, "art_2", None]
