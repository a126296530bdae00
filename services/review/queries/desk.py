"""What an expert sees: the article and the words, and nothing of who wrote them (law 6)."""
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.outline import Entry, find_entry, key_of, outline
from services.review.models.consultations import Consultation, Draft
from services.review.models.opinions import Assignment, Opinion
from shared.db import table_of
from shared.refusals import NotFound

LATEST = 60
# Neither the opinion's id (it tells the second it was written) nor a time, a channel, a station or a name.
SEEN = ("stance", "text", "proposed_text", "reason")
OPINIONS = table_of(Opinion)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One assignment in an expert's queue."""

    id: str
    label: str
    title: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Task:
    """One assignment, open on the desk; ``given`` is what the expert has already said."""

    id: str
    title: str
    is_open: bool
    invented: bool
    entry: Entry
    opinion: dict[str, Any]
    given: dict[str, Any]


def list_queue(session: Session, expert_id: str) -> list[Place]:
    """An expert's assignments: what is open first, by article; then the latest that are done."""
    rows = session.execute(
        select(Assignment.id, Assignment.state, OPINIONS.c.provision, Consultation.id, Consultation.title)
        .join(OPINIONS, OPINIONS.c.opinion_id == Assignment.opinion_id)
        .join(Consultation, Consultation.id == Assignment.consultation_id)
        .where(Assignment.expert_id == expert_id, Assignment.state.in_(("offered", "assessed")),
               OPINIONS.c.state != "withdrawn")
        .order_by(Assignment.state.desc(), Assignment.offered_at, Assignment.id).limit(500)).all()
    names = {row[3]: _entries(session, row[3]) for row in rows}
    places = [Place(id=row[0], label=find_entry(names[row[3]], key_of(row[2])).label, title=row[4],
                    is_open=row[1] == "offered") for row in rows]
    return [each for each in places if each.is_open] + [each for each in places if not each.is_open][:LATEST]


def count_open(session: Session, expert_id: str) -> int:
    """How many assignments wait for this expert."""
    query = select(func.count()).where(Assignment.expert_id == expert_id, Assignment.state == "offered")
    return session.scalar(query) or 0


def find_task(session: Session, expert_id: str, assignment_id: str) -> Task:
    """One of the expert's own assignments, or NotFound: others' do not exist for them."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or assignment.expert_id != expert_id or assignment.state == "declined":
        raise NotFound("您的评议队列里没有这一件。")
    consultation = session.get_one(Consultation, assignment.consultation_id)
    columns = [OPINIONS.c[name] for name in (*SEEN, "provision")]
    opinion = dict(session.execute(select(*columns).where(OPINIONS.c.opinion_id == assignment.opinion_id))
                   .mappings().one())
    entry = find_entry(_entries(session, consultation.id), key_of(opinion.pop("provision")))
    given = {name: getattr(assignment, name) for name in ("verdict", "legality", "necessity", "feasibility", "wording",
                                                          "note", "proposed_text")}
    return Task(id=assignment.id, title=consultation.title, is_open=assignment.state == "offered",
                invented=consultation.invented, entry=entry, opinion=opinion, given=given)


def _entries(session: Session, consultation_id: str) -> list[Entry]:
    consultation = session.get_one(Consultation, consultation_id)
    return outline(session.get_one(Draft, (consultation_id, consultation.draft_version)).provisions)
