"""Where opinions and suggestions stand in the newest version of a draft, and what waits for a person to say so."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.outline import ADRIFT, WHOLE, Entry, find_entry, key_of, outline
from services.review.domain.statute import label_of
from services.review.models.consultations import Consultation, Draft
from services.review.models.opinions import Opinion
from services.review.models.suggestions import Suggestion

SIZE = 20
NOWHERE, DECIDED = ("ask", "answered"), ("placed", "answered")
OPEN = ("waiting", "in_suggestions")
LIVE = ("drafted", "returned", "gated")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where something stands: a provision of one version; ``was`` names the one it was left on, if that is another."""

    version: int
    provision: str | None
    was: str = ""


def here(version: int) -> ColumnElement[Any]:
    """The provision an opinion stands at in this version, None for the whole draft, ADRIFT where nobody knows."""
    lost = or_(Opinion.place_version != version, and_(Opinion.place.is_(None), Opinion.place_state.in_(NOWHERE)))
    return case((lost, ADRIFT), else_=Opinion.place)


def block_of(opinion: Any) -> str:
    """The entry an opinion of the newest version stands under, from its row; ADRIFT where nobody knows."""
    return ADRIFT if opinion.place is None and opinion.place_state in NOWHERE else key_of(opinion.place)


def about(column: Any, key: str) -> ColumnElement[bool]:
    """That a provision is this entry or stands inside it."""
    if key == WHOLE:
        inside: ColumnElement[bool] = column.is_(None)
        return inside
    return or_(column == key, column.startswith(f"{key}__", autoescape=True)) if _holds(key) else column == key


def _holds(key: str) -> bool:
    return key.startswith(("art_", "annex_"))


def suggested_here(version: int) -> ColumnElement[Any]:
    """The same for a suggestion."""
    return case((Suggestion.draft_version != version, ADRIFT), else_=Suggestion.provision)


def standing_of(opinion: Any) -> Standing:
    """Where an opinion stands, from its row; one that stands nowhere is read where it was left."""
    left = name_of(opinion.provision)
    if opinion.place is None and opinion.place_state in NOWHERE:
        return Standing(version=opinion.draft_version, provision=opinion.provision, was=left)
    moved = opinion.place != opinion.provision and opinion.provision is not None
    return Standing(version=opinion.place_version, provision=opinion.place, was=left if moved else "")


def name_of(provision: str | None) -> str:
    """A provision as statutes say it; nothing for the whole draft, its identifier where it cannot be said."""
    try:
        return label_of(provision) if provision else ""
    except (ValueError, KeyError, IndexError):
        return provision or ""


class Outlines:
    """The articles of drafts as people read them, each version read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._known: dict[tuple[str, int], list[Entry]] = {}

    def of(self, consultation_id: str, version: int) -> list[Entry]:
        """All entries of one version; none where it is not here."""
        key = (consultation_id, version)
        if key not in self._known:
            draft = self.session.get(Draft, key)
            self._known[key] = outline(draft.provisions) if draft else []
        return self._known[key]

    def entry(self, consultation_id: str, standing: Standing) -> Entry:
        """The entry that something stands at."""
        return find_entry(self.of(consultation_id, standing.version), key_of(standing.provision))


def find_newest(session: Session, consultation_id: str) -> int:
    """The newest version that was issued, 0 where there is no such consultation."""
    return session.scalar(select(Consultation.draft_version).where(Consultation.id == consultation_id)) or 0


def find_behind(session: Session, consultation_id: str) -> tuple[int, list[int]]:
    """The newest version, and the versions from which something has still to be carried to it."""
    version = find_newest(session, consultation_id)
    opinions = select(Opinion.stood_version).where(
        Opinion.consultation_id == consultation_id, Opinion.place_version < version).distinct()
    suggestions = select(Suggestion.draft_version).where(behind_suggestions(consultation_id, version)).distinct()
    return version, sorted({*session.scalars(opinions), *session.scalars(suggestions)})


def behind_suggestions(consultation_id: str, version: int) -> ColumnElement[bool]:
    """Suggestions that may still change and were not looked at in this version."""
    return and_(Suggestion.consultation_id == consultation_id, Suggestion.place_version < version,
                Suggestion.state.in_(LIVE))


def list_asks(session: Session, consultation_id: str, decided: bool = False, page: int = 1) -> dict[str, Any]:
    """Opinions whose place is a person's to say, or was said by one; oldest first."""
    states = DECIDED if decided else ("ask",)
    query = select(Opinion).where(Opinion.consultation_id == consultation_id, Opinion.state.in_(OPEN),
                                  Opinion.place_state.in_(states))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Opinion.place, Opinion.received_at, Opinion.opinion_id).offset((page - 1) * SIZE).limit(SIZE)
    return {"items": list(session.scalars(rows)), "total": total, "next": page + 1 if page * SIZE < total else None}


def count_asks(session: Session, consultation_id: str) -> int:
    """How many opinions and suggestions wait for a person to say where they belong."""
    opinions = session.scalar(select(func.count()).select_from(Opinion).where(
        Opinion.consultation_id == consultation_id, Opinion.place_state == "ask", Opinion.state.in_(OPEN))) or 0
    return opinions + len(list_asking_suggestions(session, consultation_id))


def list_asking_suggestions(session: Session, consultation_id: str) -> Sequence[Suggestion]:
    """Suggestions that may still change and whose place is a person's to say."""
    return session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation_id, Suggestion.place_state == "ask", Suggestion.state.in_(LIVE))
        .order_by(Suggestion.no)).all()
