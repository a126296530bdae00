"""What an expert sees: the article and the words, and nothing of who wrote them (law 6)."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.domain.outline import Entry, find_entry, key_of, outline
from services.review.domain.passages import Passage, find_chapter, read_passage
from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation, Draft
from services.review.models.desk import DeskDraft
from services.review.models.opinions import Opinion
from services.review.queries.assignment.candidates import names_of
from services.review.queries.assignment.queue import WHERE
from services.review.queries.drafting.places import Standing, standing_of
from services.review.queries.staffing.pool import list_serving
from services.review.schemas.desk import HERE
from shared.db import table_of
from shared.refusals import NotFound, Refused

# Neither the opinion's id (it tells the second it was written) nor a time, a channel, a station or a name.
SEEN = ("stance", "text", "proposed_text", "reason")
FIELDS = ("verdict", "legality", "necessity", "feasibility", "wording", "note", "proposed_text")
OPINIONS = table_of(Opinion)
ORDINALS = "甲乙丙丁戊己庚辛壬癸"
MISSING = "您的评议队列里没有这一件：可能已经撤回，或者转给了别人。请从队列里另选一件。"
CLOSED = {
    "approved": "这条意见归入的建议已经审定，不用再评议。", "settled": "这次征求意见已经办结，不能再评议。",
    "withdrawn": "提出这条意见的人已经撤回，不用再评议。", "set_aside": "这条意见已经有了答复，不用再评议。",
    "overdue": "这条意见过了期限，已经改由别的专家评议。", "moved": "这条意见已经改由别的专家评议。",
    "recused": "这条意见按回避规定不再由您评议。", "away": "您已不在专家库的任期内，这条意见已经改由别的专家评议。"}


@dataclass(frozen=True, kw_only=True)
class Other:
    """What another expert says of the same opinion; ``who`` is 甲, 乙, …: whoever it is, the argument counts."""

    who: str
    given: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One assignment on the desk. ``given`` is what the expert has said or begun, ``draft_version`` and ``saved_at``
    are those of the draft; ``was`` is the provision that the opinion was left on, if it stands elsewhere now.
    ``others`` is empty until the expert has said something."""

    id: str
    consultation_id: str
    title: str
    is_open: bool
    is_settled: bool
    invented: bool
    due_at: datetime | None
    entry: Entry
    chapter: str
    passage: Passage
    plain: str
    opinion: dict[str, Any]
    was: str
    quote: str
    given: dict[str, Any]
    draft_version: int
    saved_at: datetime | None
    others: list[Other]


def find_task(session: Session, expert_id: str, assignment_id: str) -> Task:
    """One of the expert's own assignments; NotFound for any other, Refused with the reason for one that is over."""
    assignment = find_own(session, expert_id, assignment_id)
    consultation = session.get_one(Consultation, assignment.consultation_id)
    row = session.execute(select(*(OPINIONS.c[name] for name in (*SEEN, *WHERE, "anchor")))
                          .where(OPINIONS.c.opinion_id == assignment.opinion_id)).one()
    draft = session.get(DeskDraft, assignment.id)
    return Task(id=assignment.id, consultation_id=consultation.id, title=consultation.title,
                is_open=assignment.state == "offered", is_settled=consultation.state == "settled",
                invented=consultation.invented, due_at=assignment.due_at,
                opinion={name: getattr(row, name) for name in SEEN}, was=standing_of(row).was,
                given=given_in(assignment, draft), draft_version=draft.version if draft else 0,
                saved_at=draft.saved_at if draft else None, others=list_others(session, assignment),
                **_article(session, consultation.id, standing_of(row), row.anchor or {}))


def find_own(session: Session, expert_id: str, assignment_id: str) -> Assignment:
    """An assignment that is this expert's to say something about: others' do not exist for them."""
    query = select(Assignment).join(OPINIONS, OPINIONS.c.opinion_id == Assignment.opinion_id).where(
        Assignment.id == assignment_id, Assignment.expert_id == expert_id, OPINIONS.c.state != "withdrawn")
    found = session.scalar(query)
    if found is None:
        raise NotFound(MISSING)
    if found.state == "declined":
        raise Refused("这一件您已经推辞，不能再评议。")
    if found.state not in ("offered", "assessed"):
        raise Refused(CLOSED[found.closed_why or "moved"])
    return found


def given_in(assignment: Assignment, draft: DeskDraft | None) -> dict[str, Any]:
    """What stands on the expert's sheet: the draft that was begun, else what was said."""
    if draft is not None and draft.given:
        return dict(draft.given)
    return filled({name: getattr(assignment, name) for name in FIELDS})


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an assessment that hold something."""
    return {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}


def list_others(session: Session, assignment: Assignment) -> list[Other]:
    """What the other experts say of the same opinion, or in the same words; nothing before one's own assessment."""
    if assignment.state != "assessed":
        return []
    sample = select(OPINIONS.c.sample_id).where(OPINIONS.c.opinion_id == assignment.opinion_id).scalar_subquery()
    same = select(OPINIONS.c.opinion_id).where(OPINIONS.c.sample_id == sample)
    rows = session.scalars(select(Assignment).where(
        or_(Assignment.opinion_id == assignment.opinion_id, Assignment.opinion_id.in_(same)),
        Assignment.expert_id != assignment.expert_id, Assignment.state == "assessed").order_by(Assignment.id)).all()
    return [Other(who=ORDINALS[number % len(ORDINALS)], given=filled({name: getattr(row, name) for name in FIELDS}))
            for number, row in enumerate(rows)]


def list_colleagues(session: Session, expert_id: str, now: datetime) -> list[tuple[str, str]]:
    """The other experts who serve today, by name. All of them: whom a matter bars would tell of its author."""
    serving = [each.account_id for each in list_serving(session, "opinion", now.astimezone(HERE).date())]
    names = names_of(session, [each for each in serving if each != expert_id])
    return sorted(names.items(), key=lambda each: (each[1], each[0]))


def _article(session: Session, consultation_id: str, standing: Standing, anchor: Mapping[str, Any]) -> dict[str, Any]:
    draft = session.get(Draft, (consultation_id, standing.version))
    provisions = draft.provisions if draft else []
    quote, key = str(anchor.get("quote") or ""), key_of(standing.provision)
    return {"entry": find_entry(outline(provisions), key), "quote": quote,
            "chapter": find_chapter(provisions, standing.provision),
            "passage": read_passage(provisions, standing.provision, quote),
            "plain": draft.notes.get(key, "") if draft else ""}
