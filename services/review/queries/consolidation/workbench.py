"""What an officer sees: articles with counts, opinions that wait, suggestions with those behind them."""
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.outline import ADRIFT, WHOLE, Entry, outline
from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation, Draft, Station
from services.review.models.opinions import Opinion
from services.review.models.suggestions import Member, Step, Suggestion
from services.review.queries.drafting.places import about, block_of, here, suggested_here

SIZE = 50
EDITABLE = ("drafted", "returned")
Counts = Counter[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the index at the left: an entry of the draft with its counts."""

    entry: Entry
    waiting: int
    total: int


def find_entries(session: Session, consultation: Consultation) -> list[Entry]:
    """The outline of the newest version of a consultation's draft."""
    return outline(session.get_one(Draft, (consultation.id, consultation.draft_version)).provisions)


def list_articles(session: Session, consultation: Consultation, counts: Counts | None = None) -> list[Row]:
    """The draft as a whole, its headings and articles, and what nobody knows the place of; with counts of the opinions
    that stand there now, if they were counted already."""
    counts = count_blocks(session, consultation) if counts is None else counts
    waiting, total = _sums(counts, ("waiting",)), _sums(counts, ("waiting", "in_suggestions", "set_aside"))
    entries = [Entry(key=WHOLE, label="", caption="", is_heading=False, lines=()),
               *find_entries(session, consultation)]
    known = {each.key for each in entries}
    entries += [Entry(key=key, label="" if key == ADRIFT else key, caption="", is_heading=False, lines=())
                for key in total if key not in known]
    return [Row(entry=each, waiting=waiting[each.key], total=total[each.key]) for each in entries]


def find_questions(session: Session, consultation: Consultation) -> dict[str, dict[str, Any]]:
    """The focus questions of the newest version, by id; retired ones are among them."""
    draft = session.get_one(Draft, (consultation.id, consultation.draft_version))
    return {each["id"]: each for each in draft.questions}


def list_opinions(session: Session, consultation: Consultation, key: str, state: str, page: int = 1) -> dict[str, Any]:
    """Opinions that stand at one entry, in one state, oldest first."""
    query = select(Opinion).where(Opinion.consultation_id == consultation.id, Opinion.state == state,
                                  about(here(consultation.draft_version), key))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Opinion.received_at, Opinion.opinion_id).offset((page - 1) * SIZE).limit(SIZE)
    return {"items": list(session.scalars(rows)), "total": total, "next": page + 1 if page * SIZE < total else None}


def list_assessments(session: Session, opinion_ids: Sequence[str]) -> dict[str, list[Assignment]]:
    """What experts have said of these opinions. The state is looked at here: asked for it, a database without
    statistics goes through all that was ever assessed."""
    found: dict[str, list[Assignment]] = defaultdict(list)
    for each in session.scalars(select(Assignment).where(Assignment.opinion_id.in_(opinion_ids))
                                .order_by(Assignment.closed_at)):
        if each.state == "assessed":
            found[each.opinion_id].append(each)
    return found


def list_suggestions(session: Session, consultation: Consultation, key: str | None = None,
                     states: Sequence[str] = ()) -> list[Suggestion]:
    """Suggestions of a consultation by number: those about one entry, those in given states."""
    query = select(Suggestion).where(Suggestion.consultation_id == consultation.id, Suggestion.state != "retired")
    if key is not None:
        query = query.where(about(suggested_here(consultation.draft_version), key))
    if states:
        query = query.where(Suggestion.state.in_(states))
    return list(session.scalars(query.order_by(Suggestion.no)))


def list_members(session: Session, suggestion_ids: Sequence[str]) -> dict[str, list[Opinion]]:
    """The opinions behind each of these suggestions."""
    found: dict[str, list[Opinion]] = defaultdict(list)
    query = (select(Member.suggestion_id, Opinion).join(Opinion, Opinion.opinion_id == Member.opinion_id)
             .where(Member.suggestion_id.in_(suggestion_ids)).order_by(Opinion.received_at))
    for suggestion_id, opinion in session.execute(query):
        found[suggestion_id].append(opinion)
    return found


def count_members(session: Session, suggestion_ids: Sequence[str]) -> dict[str, int]:
    """How many opinions stand behind each of these suggestions."""
    query = select(Member.suggestion_id, func.count()).where(Member.suggestion_id.in_(suggestion_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(Member.suggestion_id))}


def list_notes(session: Session, suggestion_ids: Sequence[str]) -> dict[str, str]:
    """Why each of these suggestions was returned by the gate, the newest reason."""
    query = select(Step.suggestion_id, Step.why).where(Step.suggestion_id.in_(suggestion_ids), Step.why.is_not(None))
    return {str(suggestion_id): why or "" for suggestion_id, why in session.execute(query.order_by(Step.at))}


def count_suggestions(session: Session, consultation_id: str) -> Counter[str]:
    """How many suggestions of a consultation are in each state."""
    query = select(Suggestion.state, func.count()).where(Suggestion.consultation_id == consultation_id)
    return Counter({row[0]: row[1] for row in session.execute(query.group_by(Suggestion.state))})


def list_stations(session: Session) -> list[Station]:
    """The stations that are at work, by name."""
    return list(session.scalars(select(Station).where(Station.active).order_by(Station.name_zh)))


def _sums(counts: Counts, states: Sequence[str]) -> Counter[str]:
    """How many there are of each entry in these states."""
    found = Counter[str]()
    for (key, state), number in counts.items():
        if state in states:
            found[key] += number
    return found


def count_blocks(session: Session, consultation: Consultation) -> Counts:
    """Opinions by entry and state, all of it from the index by place."""
    by_place = (Opinion.place_version, Opinion.place_state, Opinion.place, Opinion.state)
    found = Counts()
    for row in session.execute(select(*by_place, func.count().label("number")).where(
            Opinion.consultation_id == consultation.id).group_by(*by_place)):
        key = block_of(row) if row.place_version == consultation.draft_version else ADRIFT
        found[key, row.state] += row.number
    return found
