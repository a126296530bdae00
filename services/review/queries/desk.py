"""What an expert sees: the article and the words, and nothing of who wrote them (law 6)."""
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.outline import Entry
from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.queries.places import Outlines, standing_of
from shared.db import table_of
from shared.refusals import NotFound

LATEST = 60
# Neither the opinion's id (it tells the second it was written) nor a time, a channel, a station or a name.
SEEN = ("stance", "text", "proposed_text", "reason")
WHERE = ("provision", "draft_version", "place", "place_version", "place_state")
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
    """One assignment, open on the desk; ``given`` is what the expert has already said, ``was`` the provision that the
    opinion was left on, if it stands elsewhere now, ``quote`` what it quotes."""

    id: str
    title: str
    is_open: bool
    invented: bool
    entry: Entry
    opinion: dict[str, Any]
    given: dict[str, Any]
    was: str
    quote: str


def list_queue(session: Session, expert_id: str) -> list[Place]:
    """An expert's assignments: what is open first, by article; then the latest that are done."""
    rows = session.execute(
        select(Assignment.id, Assignment.state, Assignment.consultation_id, Consultation.title,
               *(OPINIONS.c[name] for name in WHERE))
        .join(OPINIONS, OPINIONS.c.opinion_id == Assignment.opinion_id)
        .join(Consultation, Consultation.id == Assignment.consultation_id)
        .where(Assignment.expert_id == expert_id, Assignment.state.in_(("offered", "assessed")),
               OPINIONS.c.state != "withdrawn")
        .order_by(Assignment.state.desc(), Assignment.offered_at, Assignment.id).limit(500)).all()
    outlines = Outlines(session)
    places = [Place(id=row.id, label=outlines.entry(row.consultation_id, standing_of(row)).label, title=row.title,
                    is_open=row.state == "offered") for row in rows]
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
    columns = [OPINIONS.c[name] for name in (*SEEN, *WHERE, "anchor")]
    row = session.execute(select(*columns).where(OPINIONS.c.opinion_id == assignment.opinion_id)).one()
    standing = standing_of(row)
    opinion = {name: getattr(row, name) for name in SEEN}
    given = {name: getattr(assignment, name) for name in ("verdict", "legality", "necessity", "feasibility", "wording",
                                                          "note", "proposed_text")}
    return Task(id=assignment.id, title=consultation.title, is_open=assignment.state == "offered",
                invented=consultation.invented, opinion=opinion, given=given, was=standing.was,
                entry=Outlines(session).entry(consultation.id, standing), quote=(row.anchor or {}).get("quote") or "")
