"""The history of a consultation: every step with who, when, what and why; whether it can still be taken back."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.chain import FIRST, find_faults
from services.review.models import Opinion, Sample, Step, StepOpinion, Suggestion
from services.review.queries.consolidation.undoing import UNDOABLE, find_act, find_obstacle
from shared.db import table_of

SIZE = 50
STEPS = table_of(Step)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One step as the history shows it: the suggestion or the opinion it was about, how many opinions it moved, and
    why it can no longer be taken back ("" if it can)."""

    step: Step
    suggestion: Suggestion | None
    opinion: Opinion | None
    added: int
    removed: int
    obstacle: str
    undid: int | None = None

    @property
    def can_undo(self) -> bool:
        """Whether a button to take it back makes sense."""
        return not self.obstacle and self.step.undone_at is None and self.step.kind in UNDOABLE


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What looking through the whole chain of digests has shown: how many steps, the newest digest, what is wrong."""

    steps: int
    head: str
    faults: list[tuple[int, str]]


def list_history(session: Session, consultation_id: str, wanted: Mapping[str, Any], page: int = 1) -> dict[str, Any]:
    """Steps, the newest first; *wanted* may name a suggestion, an opinion, a person (who) and a kind."""
    query = select(Step).where(Step.consultation_id == consultation_id, *_wanted(wanted))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    steps = session.scalars(query.order_by(Step.no.desc()).offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": list(_lines(session, steps)), "total": total, "next": page + 1 if page * SIZE < total else None}


def list_people(session: Session, consultation_id: str) -> list[tuple[str, str]]:
    """Who has taken steps in a consultation, by name."""
    query = select(Step.who, func.max(Step.who_name)).where(Step.consultation_id == consultation_id).group_by(Step.who)
    return sorted(((row[0], row[1]) for row in session.execute(query)), key=lambda each: each[1])


def check_chain(session: Session, consultation_id: str) -> Chain:
    """Look through a consultation's whole history for steps that were changed, taken out or marked by other hands."""
    rows = session.execute(select(STEPS).where(STEPS.c.consultation_id == consultation_id).order_by(STEPS.c.no))
    shown = [dict(row._mapping) | {"at": row.at.isoformat(), "undone": row.undone_at is not None} for row in rows]
    return Chain(steps=len(shown), head=shown[-1]["digest"] if shown else FIRST, faults=find_faults(shown))


def _wanted(wanted: Mapping[str, Any]) -> Iterator[ColumnElement[bool]]:
    for name in ("who", "kind"):
        if wanted.get(name):
            yield getattr(Step, name) == wanted[name]
    if wanted.get("suggestion"):
        yield Step.suggestion_id == wanted["suggestion"]
    if wanted.get("opinion"):
        listed = select(StepOpinion.step_id).where(StepOpinion.opinion_id == wanted["opinion"])
        yield or_(Step.opinion_id == wanted["opinion"], Step.id.in_(listed),
                  cast(Step.before, String).contains(wanted["opinion"], autoescape=True))


def _lines(session: Session, steps: Sequence[Step]) -> Iterator[Line]:
    suggestions = {each.id: each for each in session.scalars(select(Suggestion).where(
        Suggestion.id.in_({step.suggestion_id for step in steps})))}
    about = _opinions(session, [step for step in steps if not step.suggestion_id])
    for step in steps:
        yield Line(step=step, suggestion=suggestions.get(step.suggestion_id or ""),
                   opinion=about.get(step.id), undid=step.before.get("no"),
                   added=step.before.get("count") or len(step.before.get("added", ())),
                   removed=len(step.before.get("removed", ())), obstacle=_obstacle(session, step))


def _opinions(session: Session, steps: Sequence[Step]) -> dict[str, Opinion]:
    """The opinion that each step was about; of a step on many the one that its first sample was made of."""
    first = {step.id: next(iter(step.before.get("samples", ())), "") for step in steps}
    samples: dict[str, str] = {row.id: row.opinion_id for row in session.execute(
        select(Sample.id, Sample.opinion_id).where(Sample.id.in_(set(first.values()))))}
    ids = {step.id: step.opinion_id or samples.get(first[step.id], "") for step in steps}
    found = {each.opinion_id: each for each in session.scalars(select(Opinion).where(
        Opinion.opinion_id.in_(set(ids.values()))))}
    return {step_id: found[each] for step_id, each in ids.items() if each in found}


def _obstacle(session: Session, step: Step) -> str:
    if step.undone_at is not None or step.kind not in UNDOABLE:
        return ""
    return find_obstacle(session, find_act(session, step) or [step])
