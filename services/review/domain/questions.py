"""Focus questions (焦点题): what a list of them must be, and what becomes of those that were asked already."""
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

Question = dict[str, Any]
Faults = dict[str, list[str]]
LEAST_OPTIONS = 2


def faults_of(questions: Sequence[Question], eids: Collection[str]) -> Faults:
    """What is wrong with a list of questions beyond the form of its fields; *eids*: the provisions there are."""
    faults = _repeats("questions", questions)
    for place, question in enumerate(questions):
        at = f"questions.{place}"
        faults |= _repeats(f"{at}.options", question["options"]) | _wrong_number(at, question)
        if question["provision"] is not None and question["provision"] not in eids:
            faults[f"{at}.provision"] = [f"这一版草案里没有 {question['provision'][:60]}，请从条款列表里选，或者留空。"]
    return faults


def faults_after(asked: Sequence[Question], questions: Sequence[Question]) -> Faults:
    """A question that was put to people keeps its kind: the answers that are there would mean nothing."""
    kinds = {each["id"]: each["kind"] for each in asked}
    return {f"questions.{place}.kind": [f"“{each['text'][:40]}”已经公布，不能改题型；请去掉这一题，另加一题。"]
            for place, each in enumerate(questions) if kinds.get(each["id"], each["kind"]) != each["kind"]}


def keep_asked(asked: Sequence[Question], questions: Sequence[Question]) -> list[Question]:
    """The new list, and behind it what was put to people and is wanted no more: retired, so that every answer that
    came, or is still on its way, can be understood. Options are kept in the same way."""
    before = {each["id"]: each["options"] for each in asked}
    kept = [each | {"options": _with_retired(before.get(each["id"], []), each["options"])} for each in questions]
    return _with_retired(asked, kept)


def next_id(prefix: str, known: Collection[str]) -> str:
    """The first of q1, q2 … that nobody has."""
    number = 1
    while f"{prefix}{number}" in known:
        number += 1
    return f"{prefix}{number}"


def moved(questions: Sequence[Question], id_: str, step: int) -> list[Question]:
    """The same questions, the one of this id a step further down (or up); at the end it stays where it is."""
    ids = [each["id"] for each in questions]
    at = ids.index(id_) if id_ in ids else 0
    to = min(max(at + step, 0), len(ids) - 1) if id_ in ids else at
    rest = [each for place, each in enumerate(questions) if place != at]
    return [*rest[:to], *questions[at:at + 1], *rest[to:]]


def name_options(options: Sequence[Question], kept: Sequence[Question]) -> list[Question]:
    """The options of a form, those without an id named: words that were an option before are that option again."""
    before = {each["text"]: each["id"] for each in kept}
    known = {each["id"] for each in (*kept, *options)}
    used = {each["id"] for each in options}
    named = []
    for each in options:
        id_ = each["id"] or before.get(each["text"], "")
        if not each["id"] and (not id_ or id_ in used):
            id_ = next_id("o", known)
        known.add(id_)
        used.add(id_)
        named.append(each | {"id": id_})
    return named


def say_answer(question: Question, answer: str) -> str:
    """An answer as people read it: the words of the options instead of their ids."""
    if question["kind"] == "words":
        return answer
    words = {each["id"]: each["text"] for each in question["options"]}
    return "；".join(words.get(each, each) for each in answer.split())


def provisions_asked(questions: Sequence[Question]) -> list[str]:
    """The provisions that questions are about."""
    return [each["provision"] for each in questions if each["provision"]]


def rekey_notes(notes: Mapping[str, str], moved: Mapping[str, str | None]) -> dict[str, str]:
    """The notes of a draft for its next version; *moved* says where each old article is now (None: nowhere)."""
    return {eid: words for old, words in notes.items() if (eid := moved.get(old, old)) is not None}


def rekey_questions(questions: Sequence[Question], moved: Mapping[str, str | None]) -> list[Question]:
    """The questions for the next version; one whose provision is gone is about the whole draft."""
    return [each | {"provision": moved.get(each["provision"], each["provision"])} for each in questions]


def _with_retired(before: Sequence[Question], now: Sequence[Question]) -> list[Question]:
    known = {each["id"] for each in now}
    return [*now, *(each | {"retired": True} for each in before if each["id"] not in known)]


def _repeats(at: str, rows: Sequence[Mapping[str, Any]]) -> Faults:
    times = Counter(each["id"] for each in rows)
    return {f"{at}.{place}.id": [f"编号 {each['id']} 出现了 {times[each['id']]} 次，请各用各的编号。"]
            for place, each in enumerate(rows) if times[each["id"]] > 1}


def _wrong_number(at: str, question: Question) -> Faults:
    """Choices need at least two options, words none."""
    offered = [each for each in question["options"] if not each["retired"]]
    if question["kind"] == "words":
        return {f"{at}.options": ["填写题不要选项，请去掉选项或改为单选、多选。"]} if question["options"] else {}
    if len(offered) < LEAST_OPTIONS and not question["retired"]:
        return {f"{at}.options": [f"单选和多选至少要有 {LEAST_OPTIONS} 个选项。"]}
    return {}
