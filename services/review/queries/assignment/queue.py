"""An expert's queue: what is overdue or soon due first, then by article; what was put off last; then what is done."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.review.domain.outline import ADRIFT, key_of
from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation
from services.review.models.desk import DeskDraft
from services.review.models.opinions import Opinion
from services.review.queries.drafting.places import Outlines, Standing, standing_of
from shared.db import table_of

OPINIONS = table_of(Opinion)
WHERE = ("provision", "draft_version", "place", "place_version", "place_state")
MOST, AROUND, LATEST, GIST = 10_000, 40, 60, 24


@dataclass(frozen=True, kw_only=True)
class Place:
    """One assignment in an expert's queue; ``is_soon``: a reminder says so;
    ``begun``: a draft of it is kept. ``gist`` are the opinion's first words."""

    id: str
    consultation_id: str
    label: str
    is_open: bool
    due_at: datetime | None
    is_overdue: bool
    is_soon: bool
    is_put_off: bool
    begun: bool
    gist: str


@dataclass(frozen=True, kw_only=True)
class Queue:
    """``order`` are the ids of all that is open, ``near`` those around the one on the desk, ``latest`` what was done
    last. ``counts`` are the open ones of each consultation, whatever is asked for; ``titles`` names those."""

    order: list[str] = field(default_factory=list)
    near: list[Place] = field(default_factory=list)
    latest: list[Place] = field(default_factory=list)
    done: int = 0
    overdue: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Everything that was given to the expert and not declined."""
        return len(self.order) + self.done

    @property
    def runs(self) -> list[list[Place]]:
        """The places around the one on the desk, those on one article together."""
        return [list(each) for _, each in groupby(
            self.near, lambda each: (each.is_put_off, each.is_overdue, each.is_soon, each.consultation_id, each.label))]

    def position(self, assignment_id: str) -> int:
        """Which one it is of those that are open, 0 if it is none."""
        return self.order.index(assignment_id) + 1 if assignment_id in self.order else 0

    def after(self, assignment_id: str) -> str:
        """Which one comes next; the first one after the last, "" where no other is left."""
        place = self.position(assignment_id)
        others = [*self.order[place:], *self.order[:max(place - 1, 0)]]
        return others[0] if others else ""

    def before(self, assignment_id: str) -> str:
        """Which one stands before it, "" if none does."""
        place = self.position(assignment_id)
        return self.order[place - 2] if place > 1 else ""


def find_queue(session: Session, expert_id: str, now: datetime, consultation_id: str = "", here: str = "") -> Queue:
    """The queue of one consultation or of all, with the places around *here*."""
    rows = session.execute(_assignments(expert_id, "offered").limit(MOST)).all()
    asked = [row for row in rows if consultation_id in ("", row.consultation_id)]
    labels = Labels(session)
    ordered = sorted(asked, key=lambda row: (row.put_off_at is not None, row.put_off_at or now, not _is_late(row, now),
                                             row.reminded_at is None, *labels.rank(row), row.due_at or now, row.id))
    order = [row.id for row in ordered]
    start = max(0, order.index(here) - AROUND // 2) if here in order else 0
    latest = _assignments(expert_id, "assessed", consultation_id).order_by(Assignment.closed_at.desc()).limit(LATEST)
    counts = Counter(row.consultation_id for row in rows)
    return Queue(order=order, near=_places(session, ordered[start:start + AROUND], labels, now),
                 latest=_places(session, session.execute(latest).all(), labels, now),
                 done=_count_done(session, expert_id, consultation_id), counts=dict(counts),
                 overdue=sum(_is_late(row, now) for row in asked), titles=_titles(session, list(counts)))


def count_open(session: Session, expert_id: str) -> int:
    """How many assignments wait for this expert."""
    query = select(func.count()).where(Assignment.expert_id == expert_id, Assignment.state == "offered")
    return session.scalar(query) or 0


class Labels:
    """The articles that assignments stand at: their names and their order in the draft, each draft read once."""

    def __init__(self, session: Session) -> None:
        self.outlines = Outlines(session)
        self._known: dict[tuple[str, int], dict[str, tuple[int, str]]] = {}

    def rank(self, row: Any) -> tuple[str, int]:
        """Consultation and article, as they are read one after the other."""
        return row.consultation_id, self._entry(row, standing_of(row))[0]

    def label(self, row: Any) -> str:
        """The article's name, "" for the whole draft."""
        return self._entry(row, standing_of(row))[1]

    def _entry(self, row: Any, standing: Standing) -> tuple[int, str]:
        draft = (row.consultation_id, standing.version)
        if draft not in self._known:
            self._known[draft] = {each.key: (number, each.label) for number, each in enumerate(
                self.outlines.of(*draft), 1)}
        key = key_of(standing.provision)
        return self._known[draft].get(key, (0, "" if key in (key_of(None), ADRIFT) else key))


def _assignments(expert_id: str, state: str, consultation_id: str = "") -> Select[Any]:
    query = (select(Assignment.id, Assignment.state, Assignment.consultation_id, Assignment.due_at,
                    Assignment.reminded_at, Assignment.opinion_id, DeskDraft.put_off_at, DeskDraft.saved_at,
                    *(OPINIONS.c[name] for name in WHERE))
             .join(OPINIONS, OPINIONS.c.opinion_id == Assignment.opinion_id)
             .outerjoin(DeskDraft, DeskDraft.assignment_id == Assignment.id)
             .where(Assignment.expert_id == expert_id, Assignment.state == state, OPINIONS.c.state != "withdrawn"))
    return query.where(Assignment.consultation_id == consultation_id) if consultation_id else query


def _is_late(row: Any, now: datetime) -> bool:
    return row.due_at is not None and row.due_at < now


def _count_done(session: Session, expert_id: str, consultation_id: str) -> int:
    query = _assignments(expert_id, "assessed", consultation_id)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _titles(session: Session, ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(select(Consultation.id, Consultation.title).where(Consultation.id.in_(ids)))
    return {row.id: row.title for row in rows}


def _places(session: Session, rows: Sequence[Any], labels: Labels, now: datetime) -> list[Place]:
    ids = [row.opinion_id for row in rows]
    gists = {row.opinion_id: row.gist for row in session.execute(select(
        OPINIONS.c.opinion_id, func.substr(OPINIONS.c.text, 1, GIST + 1).label("gist"))
        .where(OPINIONS.c.opinion_id.in_(ids)))}
    return [Place(id=row.id, consultation_id=row.consultation_id, label=labels.label(row),
                  is_open=row.state == "offered", due_at=row.due_at, is_overdue=_is_late(row, now),
                  is_soon=row.reminded_at is not None, is_put_off=row.put_off_at is not None,
                  begun=row.saved_at is not None,
                  gist=_short(gists.get(row.opinion_id, ""))) for row in rows]


def _short(text: str) -> str:
    return text if len(text) <= GIST else f"{text[:GIST]}…"
