"""Questions about what is to be read: each thing that was said once, who reads it, who may not."""
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.affinity import Words
from services.review.domain.recusals import Parties
from services.review.models import Assignment, Consultation, DeskDraft, Draft, Member, Opinion, Station, Suggestion
from services.review.queries.assignment.plans import find_plan
from services.review.queries.drafting.places import LIVE, NOWHERE, Outlines, standing_of
from services.review.queries.portions import portions

ACTIVE = ("offered", "assessed")
KEY = func.coalesce(Opinion.sample_id, Opinion.opinion_id)
TOLD = ("opinion_id", "draft_version", "provision", "place", "place_version", "place_state")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What is read once for all who said it; ``number`` counts within the consultation, ``opinion_id`` stands for
    them, ``size`` is how many of them wait for an end."""

    key: str
    number: int
    opinion_id: str
    size: int

    @property
    def is_grouped(self) -> bool:
        """Whether it is known who else says the same; until then an opinion is a unit by itself."""
        return self.key != self.opinion_id


@dataclass(frozen=True, kw_only=True)
class Given:
    """One assignment, past or present, of a unit."""

    id: str
    key: str
    opinion_id: str
    expert_id: str
    state: str
    closed_why: str | None
    source: str
    begun: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the expert reads it, or has read it."""
        return self.state in ACTIVE

    @property
    def may_move(self) -> bool:
        """Whether the solver chose the expert, and may choose another; what a person chose, or the expert has begun,
        stays."""
        return self.source in ("solver", "alternate") and self.begun is None

    def is_loose(self, movable: Container[str]) -> bool:
        """Whether it may change hands: open, chosen by the solver, for an expert who serves."""
        return self.state == "offered" and self.may_move and self.expert_id in movable

    @property
    def bars(self) -> bool:
        """Whether the expert is never asked again: stepped back, let it lie, or had to be recused."""
        return self.state == "declined" or (self.state == "closed" and self.closed_why in ("overdue", "recused"))


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A unit as an assignment sees it: what to call it, what there is to read, whom it touches."""

    unit: Unit
    label: str
    words: Words
    parties: tuple[Parties, ...]


def is_in_play(consultation_id: str) -> ColumnElement[bool]:
    """Whether nothing was decided about an opinion yet: it waits, or stands behind a suggestion that may change."""
    live = select(Member.opinion_id).join(Suggestion, Suggestion.id == Member.suggestion_id).where(
        Suggestion.consultation_id == consultation_id, Suggestion.state.in_(LIVE))
    return and_(Opinion.consultation_id == consultation_id, Opinion.release_id.is_(None),
                or_(Opinion.state == "waiting", and_(Opinion.state == "in_suggestions", Opinion.opinion_id.in_(live))))


def list_units(session: Session, consultation_id: str) -> list[Unit]:
    """Everything that is in play, each thing once; the numbers also count what is over, so that they stay."""
    playing = case((is_in_play(consultation_id), Opinion.opinion_id))
    first = func.min(Opinion.opinion_id).label("first")
    rows = session.execute(select(KEY.label("key"), first, func.min(playing).label("standing"),
                                  func.count(playing).label("size"))
                           .where(Opinion.consultation_id == consultation_id).group_by(KEY).order_by(first))
    return [Unit(key=row.key, number=number, opinion_id=row.standing, size=row.size)
            for number, row in enumerate(rows, 1) if row.standing]


def list_given(session: Session, consultation_id: str, keys: Sequence[str] | None = None) -> dict[str, list[Given]]:
    """All assignments of a consultation, by unit; or those of some units."""
    names = ("id", "opinion_id", "expert_id", "state", "closed_why", "source")
    query = select(KEY.label("key"), DeskDraft.saved_at.label("begun"), *(getattr(Assignment, name) for name in names)
                   ).join(Opinion, Opinion.opinion_id == Assignment.opinion_id).outerjoin(
        DeskDraft, DeskDraft.assignment_id == Assignment.id).where(Assignment.consultation_id == consultation_id)
    found: dict[str, list[Given]] = defaultdict(list)
    for part in [None] if keys is None else portions(keys):
        for row in session.execute(query if part is None else query.where(is_of(part))):
            found[row.key].append(Given(**row._mapping))
    return found


def list_lacking(session: Session, consultation_id: str) -> list[Unit]:
    """Units that have fewer readers than the plan wants."""
    wanted, given = find_plan(session, consultation_id).reviews, list_given(session, consultation_id)
    return [each for each in list_units(session, consultation_id)
            if count_active(given.get(each.key, ())) < wanted]


def count_active(given: Sequence[Given]) -> int:
    """How many read a unit, or have read it."""
    return sum(each.is_active for each in given)


def is_of(keys: Sequence[str]) -> ColumnElement[bool]:
    """Whether an opinion belongs to one of these units."""
    return or_(Opinion.sample_id.in_(keys), and_(Opinion.sample_id.is_(None), Opinion.opinion_id.in_(keys)))


def read_units(session: Session, consultation: Consultation, units: Sequence[Unit]) -> list[Reading]:
    """What there is to know of units for giving them out."""
    rows = _opinions(session, [each.opinion_id for each in units])
    parties = list_parties(session, consultation, [each.key for each in units])
    texts, labels = ProvisionTexts(session), Labels(session)
    title = f"{consultation.title} {consultation.sector}"
    return [Reading(unit=each, label=labels.of(consultation.id, row, each.number), parties=parties.get(each.key, ()),
                    words=Words(title=title, article=texts.at(consultation.id, row), opinion=_said(row)))
            for each in units for row in (rows[each.opinion_id],)]


def list_parties(session: Session, consultation: Consultation, keys: Sequence[str]) -> dict[str, tuple[Parties, ...]]:
    """All that an expert may have to step back from, of every opinion in these units. It is shown to nobody."""
    stations = {row.station_id: row for row in session.scalars(select(Station))}
    found: dict[str, list[Parties]] = defaultdict(list)
    for part in portions(keys):
        rows = session.execute(select(KEY.label("key"), Opinion.station_id, Opinion.public_name, Opinion.submitter_kind)
                               .where(Opinion.consultation_id == consultation.id, is_of(part),
                                      is_in_play(consultation.id)).distinct())
        for row in rows:
            found[row.key].append(_parties(consultation, row, stations.get(row.station_id or "")))
    return {key: tuple(each) for key, each in found.items()}


def _parties(consultation: Consultation, row: Any, station: Station | None) -> Parties:
    places = tuple(each for each in (station.name_zh, station.township) if each) if station else ()
    organisation = row.public_name if row.submitter_kind == "organisation" else ""
    others = (consultation.id, consultation.title, row.station_id or "", row.public_name or "")
    return Parties(sector=consultation.sector, places=places, organisations=(organisation,) if organisation else (),
                   others=tuple(each for each in others if each))


def _opinions(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    columns = [getattr(Opinion, name) for name in (*TOLD, "text", "proposed_text", "reason")]
    return {row.opinion_id: row for part in portions(ids)
            for row in session.execute(select(*columns).where(Opinion.opinion_id.in_(part)))}


def _said(row: Any) -> str:
    return "\n".join(each for each in (row.text, row.proposed_text, row.reason) if each)


class Labels:
    """What opinions are called among those who give them out: the article and a number, never who wrote."""

    def __init__(self, session: Session) -> None:
        self._outlines = Outlines(session)

    def of(self, consultation_id: str, row: Any, number: int) -> str:
        """The name of an opinion, from its row and its unit's number."""
        nowhere = row.place is None and row.place_state in NOWHERE
        entry = self._outlines.entry(consultation_id, standing_of(row))
        where = "位置待定" if nowhere else entry.label or "整部草案"
        return f"{where}·第 {number} 件"


class ProvisionTexts:
    """The words of provisions, each draft read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._drafts: dict[tuple[str, int], dict[str, str]] = {}

    def of(self, consultation_id: str, version: int, provision: str | None) -> str:
        """The text of a provision, "" for the whole draft or one that is not there."""
        key = (consultation_id, version)
        if key not in self._drafts:
            draft = self.session.get(Draft, key)
            self._drafts[key] = {each["eid"]: each["text"] for each in draft.provisions} if draft else {}
        return self._drafts[key].get(provision or "", "")

    def at(self, consultation_id: str, row: Any) -> str:
        """The text of the provision that an opinion stands at, from its row."""
        standing = standing_of(row)
        return self.of(consultation_id, standing.version, standing.provision)


def specialties_given(given: Sequence[Given], known: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Who reads a unit, with their specialties."""
    return {each.expert_id: known.get(each.expert_id, frozenset()) for each in given if each.is_active}
