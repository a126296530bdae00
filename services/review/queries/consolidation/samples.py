"""What waits, as voices: each thing that was said once, with how many said it and what is nearly the same."""
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from services.review.domain.versions.differences import Piece, differences
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.models.samples import Sample
from services.review.queries.consolidation.grouping import count_ungrouped
from services.review.queries.portions import portions

SIZE, FOLDED, ASIDE = 25, 10, 50
SAYS = and_(Opinion.consultation_id == Sample.consultation_id, Opinion.sample_id == Sample.id)  # as the index has it
WAITS = and_(SAYS, Opinion.state == "waiting")


@dataclass(frozen=True, kw_only=True)
class Near:
    """What is nearly the same as a voice; ``pieces`` mark its words against the voice's."""

    sample_id: str
    opinion: Opinion
    count: int
    pieces: Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What reads most alike and is another thing; ``differs`` says in which facts."""

    sample_id: str
    opinion: Opinion
    differs: Sequence[str]
    pieces: Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One thing that waits: ``count`` opinions say it in exactly these words, ``total`` with the near ones.
    ``sample_ids`` are all of its samples that wait, ``near`` the first ten besides its own, ``more`` how many
    besides those."""

    sample_id: str
    kin_id: str
    opinion: Opinion
    count: int
    total: int
    near: Sequence[Near]
    more: int
    beside: Beside | None
    sample_ids: Sequence[str]
    block: str = ""


class _Waiting(NamedTuple):
    """A sample that opinions wait in: how many, and the one it was made of, which itself may wait no longer."""

    id: str
    block: str
    head_id: str
    kin_id: str
    opinion_id: str
    number: int


def list_voices(session: Session, consultation: Consultation, key: str | None, page: int = 1,
                order: str = "unique", wanted: Sequence[ColumnElement[bool]] = (), tier: str = "") -> dict[str, Any]:
    """The voices that wait in one block, or in all (None), 25 a page. Order "unique": what one person said first,
    floods last; "many": the other way round; "kin": related ones beside each other. ``ungrouped`` are opinions that
    wait to be grouped. *wanted* are conditions on opinions; *tier* "one" shows what one person said, "many" what
    several said in the same words, "near" what others said nearly so."""
    groups = sorted(filter(TIERS[tier], _groups(session, consultation.id, key, wanted)), key=ORDERS[order])
    shown = groups[(page - 1) * SIZE:page * SIZE]
    return {"items": _voices(session, shown), "total": len(groups),
            "ungrouped": count_ungrouped(session, consultation.id, "waiting"),
            "opinions": sum(_total(each) for each in groups), "next": page + 1 if page * SIZE < len(groups) else None}


def list_aside(session: Session, consultation: Consultation, key: str, page: int = 1,
               most: int | None = None) -> dict[str, Any]:
    """What was set aside in one block, oldest first, 50 a page; nothing is asked where *most* says there is none."""
    if most == 0:
        return {"items": [], "total": 0, "next": None}
    inside = select(Sample.id).where(Sample.consultation_id == consultation.id, Sample.block == key)
    query = select(Opinion).where(Opinion.consultation_id == consultation.id, Opinion.sample_id.in_(inside),
                                  Opinion.state == "set_aside")
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Opinion.received_at, Opinion.opinion_id).offset((page - 1) * ASIDE).limit(ASIDE)
    return {"items": list(session.scalars(rows)) if total else [], "total": total,
            "next": page + 1 if page * ASIDE < total else None}


def list_waiting(session: Session, sample_ids: Sequence[str]) -> list[str]:
    """The opinions that wait in these samples."""
    return [each for part in portions(sorted(set(sample_ids))) for each in session.scalars(
        select(Opinion.opinion_id).join(Sample, WAITS).where(Sample.id.in_(part)).order_by(Opinion.opinion_id))]


def words_of(opinion: Opinion) -> str:
    """All that an opinion says, as differences are marked in it."""
    return "\n".join(each for each in (opinion.text, opinion.proposed_text, opinion.reason) if each)


def _groups(session: Session, consultation_id: str, key: str | None,
            wanted: Sequence[ColumnElement[bool]]) -> list[list[_Waiting]]:
    """The samples of a block that wait, by the group of the near ones: what most say first. Each sample asks the index
    for itself: joined, a database without statistics looks through all opinions first."""
    count = select(func.count()).where(WAITS).correlate(Sample).scalar_subquery()
    query = select(Sample.id, Sample.block, Sample.head_id, Sample.kin_id, Sample.opinion_id, count).where(
        Sample.consultation_id == consultation_id)
    if wanted:  # one of a sample speaks for all of it
        query = query.where(exists().where(Opinion.opinion_id == Sample.opinion_id, *wanted).correlate(Sample))
    found: dict[str, list[_Waiting]] = defaultdict(list)
    for each in map(_Waiting._make, session.execute(query if key is None else query.where(Sample.block == key))):
        if each.number:
            found[each.head_id].append(each)
    return [sorted(each, key=lambda one: (-one.number, one.id != one.head_id, one.id)) if len(each) > 1 else each
            for each in found.values()]


def _total(group: Sequence[_Waiting]) -> int:
    return sum(each.number for each in group)


TIERS: dict[str, Callable[[Sequence[_Waiting]], bool]] = {
    "": lambda group: True, "one": lambda group: _total(group) == 1, "many": lambda group: any(
        each.number > 1 for each in group), "near": lambda group: len(group) > 1}
ORDERS = {"unique": lambda group: (_total(group), group[0].opinion_id),
          "many": lambda group: (-_total(group), group[0].opinion_id),
          "kin": lambda group: (group[0].kin_id, _total(group), group[0].opinion_id)}


def _voices(session: Session, groups: Sequence[Sequence[_Waiting]]) -> list[Voice]:
    first = _first(session, [each.id for group in groups for each in group[:FOLDED + 1]])
    beside = _besides(session, [group[0].id for group in groups])
    found = load_opinions(session, [*first.values(), *(each[1] for each in beside.values())])
    said = {sample_id: found[opinion_id] for sample_id, opinion_id in first.items()}
    return [_voice(group, said, _beside(said[group[0].id], found, beside.get(group[0].id))) for group in groups]


def _first(session: Session, sample_ids: Sequence[str]) -> dict[str, str]:
    """The first opinion that waits in each of these samples; of one that has just been emptied, what it was made of."""
    first = select(func.min(Opinion.opinion_id)).where(WAITS).correlate(Sample).scalar_subquery()
    query = select(Sample.id, func.coalesce(first, Sample.opinion_id)).where(Sample.id.in_(sample_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _besides(session: Session, sample_ids: Sequence[str]) -> dict[str, tuple[str, str, list[str]]]:
    """For a sample the most alike one that the guard kept away: its id, an opinion of it, in what they differ."""
    kept = select(Sample.id, Sample.beside_id, Sample.differs).where(Sample.id.in_(sample_ids),
                                                                     Sample.beside_id.is_not(None)).subquery()
    rows = session.execute(select(kept.c.id, Sample.id, Sample.opinion_id, kept.c.differs).join(
        kept, kept.c.beside_id == Sample.id))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def load_opinions(session: Session, ids: Iterable[str]) -> dict[str, Opinion]:
    """These opinions by their id."""
    return {each.opinion_id: each for each in session.scalars(select(Opinion).where(
        Opinion.opinion_id.in_(sorted(set(ids)))))}


def _voice(group: Sequence[_Waiting], said: Mapping[str, Opinion], beside: Beside | None) -> Voice:
    first, others = group[0], group[1:FOLDED + 1]
    opinion = said[first.id]
    near = [Near(sample_id=each.id, opinion=said[each.id], count=each.number, pieces=_marked(opinion, said[each.id]))
            for each in others]
    return Voice(sample_id=first.id, kin_id=first.kin_id, opinion=opinion, count=first.number, total=_total(group),
                 near=near, more=len(group) - 1 - len(near), sample_ids=[each.id for each in group],
                 block=first.block, beside=beside)


def _beside(opinion: Opinion, opinions: Mapping[str, Opinion],
            found: tuple[str, str, list[str]] | None) -> Beside | None:
    if found is None or found[1] not in opinions:
        return None
    other = opinions[found[1]]
    return Beside(sample_id=found[0], opinion=other, differs=found[2], pieces=_marked(opinion, other))


def _marked(one: Opinion, other: Opinion) -> Sequence[Piece]:
    """The differences of text, wording and reason, each for itself: one stop less hides nothing in the next."""
    found: list[Piece] = []
    for name in ("text", "proposed_text", "reason"):
        here, there = getattr(one, name) or "", getattr(other, name) or ""
        if here or there:
            found += [*([Piece("same", "\n")] if found else []), *_differences(here, there)]
    return found


@lru_cache(maxsize=2_000)
def _differences(one: str, other: str) -> tuple[Piece, ...]:
    return tuple(differences(one, other))
