"""What the adviser and the leader look at: the article and how it would read, who stands behind by number, what
experts, other suggestions and earlier rounds say. Never a name of those who wrote."""
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.outline import Entry
from services.review.domain.versions import Piece, differences
from services.review.domain.wording import amended
from services.review.models import Assignment, Consultation, Member, Opinion, Station, Step, Suggestion
from services.review.queries.consolidation.suggestions import count_sources
from services.review.queries.drafting.places import Outlines, Standing, about, suggested_here
from services.review.queries.portions import portions

SIZE, FIRST, SHOWN, MANY = 25, 3, 8, 200
SCALES = ("legality", "necessity", "feasibility", "wording")
ROUNDS = ("gate", "return")


@dataclass
class Advice:
    """What experts have said of the opinions behind a suggestion: how many, their verdicts, the mean of each scale."""

    count: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def mean(self, scale: str) -> float:
        """The mean of a scale from 1 to 5."""
        return round(self.sums[scale] / self.count, 1) if self.count else 0.0


@dataclass(kw_only=True)
class Card:
    """A suggestion as it is judged; ``others`` are about the same article, each with whether it goes the other way,
    those that do first; ``more`` were looked at and are not shown."""

    suggestion: Suggestion
    entry: Entry
    stations: Mapping[str, int]
    channels: Mapping[str, int]
    advice: Advice
    stances: Counter[str] = field(default_factory=Counter)
    pieces: list[Piece] | None = None
    voices: list[Opinion] = field(default_factory=list)
    rounds: list[Step] = field(default_factory=list)
    others: list[tuple[Suggestion, bool]] = field(default_factory=list)
    more: int = 0

    @property
    def opinions(self) -> int:
        """How many opinions stand behind it."""
        return sum(self.channels.values())

    @property
    def pick(self) -> str:
        """What a tick says: which suggestion, as it was when it was shown."""
        return f"{self.suggestion.id}:{self.suggestion.version}"


def list_judged(session: Session, consultation: Consultation, state: str, article: str = "", words: str = "",
                page: int = 1) -> dict[str, Any]:
    """Suggestions in one state by number; those about one article, those with words in title or text."""
    query = select(Suggestion).where(Suggestion.consultation_id == consultation.id, Suggestion.state == state)
    if article:
        query = query.where(about(suggested_here(consultation.draft_version), article))
    if words:
        query = query.where(or_(Suggestion.title.icontains(words, autoescape=True),
                                Suggestion.text.icontains(words, autoescape=True)))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Suggestion.no).offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": list(rows), "total": total}


def find_cards(session: Session, suggestions: Sequence[Suggestion]) -> list[Card]:
    """Suggestions with what stands behind them, in the order given."""
    ids = [each.id for each in suggestions]
    sources, advice, outlines = count_sources(session, ids), _advice(session, ids), Outlines(session)
    return [Card(suggestion=each, entry=outlines.entry(each.consultation_id, Standing(
        version=each.draft_version, provision=each.provision)), advice=advice[each.id],
        stations=sources[each.id]["stations"], channels=sources[each.id]["channels"]) for each in suggestions]


def look_closely(session: Session, consultation: Consultation, cards: Sequence[Card]) -> None:
    """Add what a judgment needs: how the article would read, some of the words behind, the rounds, the others there."""
    ids = [card.suggestion.id for card in cards]
    others = _others(session, consultation, [card.entry.key for card in cards])
    stances = _stances(session, [*ids, *(each.id for group in others.values() for each in group)])
    voices, rounds = _voices(session, ids), _rounds(session, ids)
    for card in cards:
        mine = card.suggestion.id
        article = "\n".join(card.entry.lines)
        changed = amended(article, card.suggestion.text)
        card.pieces = differences(article, changed) if changed else None
        card.stances, card.voices, card.rounds = stances[mine], voices[mine], rounds[mine]
        beside = [(each, {_lean(stances[mine]), _lean(stances[each.id])} == {"support", "oppose"})
                  for each in others[card.entry.key] if each.id != mine]
        card.others, card.more = sorted(beside, key=lambda each: not each[1])[:SHOWN], max(0, len(beside) - SHOWN)


def group_cards(cards: Sequence[Card], order: Sequence[Entry]) -> list[tuple[Entry, list[Card]]]:
    """Cards by the article they are about, in the order of the draft; the draft as a whole comes first."""
    place = {entry.key: at for at, entry in enumerate(order)}
    groups: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        groups[card.entry.key].append(card)
    return [(found[0].entry, found) for key, found in sorted(groups.items(), key=lambda each: place.get(each[0], -1))]


def count_behind(session: Session, suggestion_ids: Sequence[str]) -> int:
    """How many opinions stand behind these suggestions together, each counted once."""
    found = {each for part in portions(suggestion_ids) for each in session.scalars(
        select(Member.opinion_id).where(Member.suggestion_id.in_(part)))}
    return len(found)


def name_stations(session: Session) -> dict[str, str]:
    """Stations by id."""
    return {row.station_id: row.name_zh for row in session.execute(select(Station.station_id, Station.name_zh))}


def find_picked(session: Session, consultation_id: str, ids: Sequence[str]) -> list[Suggestion]:
    """The suggestions that were picked, by number."""
    found = [each for part in portions(ids) for each in session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation_id, Suggestion.id.in_(part)))]
    return sorted(found, key=lambda each: each.no)


def _lean(stances: Counter[str]) -> str:
    """Which way most of those behind a suggestion go."""
    return next((each for each in ("support", "oppose") if stances[each] * 2 > stances.total()), "")


def _advice(session: Session, ids: Sequence[str]) -> dict[str, Advice]:
    found: dict[str, Advice] = defaultdict(Advice)
    sums = [func.sum(getattr(Assignment, scale)).label(scale) for scale in SCALES]
    for part in portions(ids):
        query = (select(Member.suggestion_id, Assignment.verdict, func.count().label("count"), *sums)
                 .join(Assignment, Assignment.opinion_id == Member.opinion_id)
                 .where(Member.suggestion_id.in_(part), Assignment.state == "assessed")
                 .group_by(Member.suggestion_id, Assignment.verdict))
        for row in session.execute(query).mappings():
            advice = found[row["suggestion_id"]]
            advice.count += row["count"]
            advice.verdicts[row["verdict"]] += row["count"]
            advice.sums.update({scale: row[scale] or 0 for scale in SCALES})
    return found


def _stances(session: Session, ids: Sequence[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for part in portions(ids):
        query = (select(Member.suggestion_id, Opinion.stance, func.count())
                 .join(Opinion, Opinion.opinion_id == Member.opinion_id).where(Member.suggestion_id.in_(part))
                 .group_by(Member.suggestion_id, Opinion.stance))
        for suggestion_id, stance, count in session.execute(query):
            found[suggestion_id][stance] = count
    return found


def _voices(session: Session, ids: Sequence[str]) -> dict[str, list[Opinion]]:
    """The first few opinions behind each."""
    place = func.row_number().over(partition_by=Member.suggestion_id, order_by=(
        Opinion.received_at, Opinion.opinion_id)).label("place")
    ranked = (select(Member.suggestion_id, Member.opinion_id, place)
              .join(Opinion, Opinion.opinion_id == Member.opinion_id)
              .where(Member.suggestion_id.in_(ids)).subquery())
    query = (select(ranked.c.suggestion_id, Opinion).join(Opinion, Opinion.opinion_id == ranked.c.opinion_id)
             .where(ranked.c.place <= FIRST).order_by(ranked.c.place))
    found: dict[str, list[Opinion]] = defaultdict(list)
    for suggestion_id, opinion in session.execute(query):
        found[suggestion_id].append(opinion)
    return found


def _rounds(session: Session, ids: Sequence[str]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for each in session.scalars(select(Step).where(Step.suggestion_id.in_(ids), Step.kind.in_(ROUNDS))
                                .order_by(Step.no)):
        found[str(each.suggestion_id)].append(each)
    return found


def _others(session: Session, consultation: Consultation, keys: Sequence[str]) -> dict[str, list[Suggestion]]:
    """What else is suggested about the same articles; of very many the first."""
    here, found = suggested_here(consultation.draft_version), {}
    for key in sorted(set(keys)):
        found[key] = list(session.scalars(select(Suggestion).where(
            Suggestion.consultation_id == consultation.id, Suggestion.state != "retired", about(here, key))
            .order_by(Suggestion.no).limit(MANY)))
    return found
