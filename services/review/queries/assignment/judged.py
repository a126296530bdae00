"""All of an expert's assignments as a table: what waits, what was said, each with the expert's own marks alone."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.queries.assignment.queue import MOST, WHERE, Labels
from shared.db import table_of

OPINIONS = table_of(Opinion)
SIZE, GIST = 50, 60
STATES = ("offered", "assessed")
MARKS = ("legality", "necessity", "feasibility", "wording")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One assignment: where it stands, the opinion's first words, the marks that were given."""

    id: str
    title: str
    label: str
    gist: str
    is_open: bool
    due_at: datetime | None
    verdict: str | None
    marks: tuple[int | None, ...]


def list_judged(session: Session, expert_id: str, query: dict[str, Any]) -> dict[str, Any]:
    """Assignments by consultation and article; *query* has state, consultation, q (words of the opinion) and page."""
    labels, page = Labels(session), query["page"]
    rows = sorted(session.execute(_asked(expert_id, query).limit(MOST)), key=lambda row: (*labels.rank(row), row.id))
    shown = rows[(page - 1) * SIZE:page * SIZE]
    gists = {row.opinion_id: row.gist for row in session.execute(select(
        OPINIONS.c.opinion_id, func.substr(OPINIONS.c.text, 1, GIST).label("gist"))
        .where(OPINIONS.c.opinion_id.in_([row.opinion_id for row in shown])))}
    items = [Row(id=row.id, title=row.title, label=labels.label(row), gist=gists[row.opinion_id],
                 is_open=row.state == "offered", due_at=row.due_at, verdict=row.verdict,
                 marks=tuple(getattr(row, name) for name in MARKS)) for row in shown]
    return {"items": items, "total": len(rows), "next": page + 1 if page * SIZE < len(rows) else None}


def list_titles(session: Session, expert_id: str) -> dict[str, str]:
    """The consultations in which an expert has anything, by name."""
    rows = session.execute(select(Consultation.id, Consultation.title).where(Consultation.id.in_(
        select(Assignment.consultation_id).where(Assignment.expert_id == expert_id, Assignment.state.in_(STATES))))
        .order_by(Consultation.title))
    return {row.id: row.title for row in rows}


def _asked(expert_id: str, query: dict[str, Any]) -> Select[Any]:
    own = ("id", "opinion_id", "consultation_id", "state", "due_at", "verdict", *MARKS)
    columns = [getattr(Assignment, name) for name in own]
    found = (select(*columns, Consultation.title, *(OPINIONS.c[name] for name in WHERE))
             .join(OPINIONS, OPINIONS.c.opinion_id == Assignment.opinion_id)
             .join(Consultation, Consultation.id == Assignment.consultation_id)
             .where(Assignment.expert_id == expert_id, OPINIONS.c.state != "withdrawn",
                    Assignment.state.in_([query["state"]] if query["state"] else STATES)))
    if query["consultation"]:
        found = found.where(Assignment.consultation_id == query["consultation"])
    return found.where(OPINIONS.c.text.icontains(query["q"], autoescape=True)) if query["q"] else found
