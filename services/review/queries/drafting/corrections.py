"""Questions about the structure of a draft that is being looked over: its marks, what looks wrong, the history."""
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.statute import Mark, Provision, Remark, build, check, parse
from services.review.models import Consultation, Correction, Draft
from services.review.queries.drafting.consultations import find_consultation, find_draft, find_pending

SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Structure:
    """A draft as an officer looks it over."""

    consultation: Consultation
    draft: Draft
    marks: tuple[Mark, ...]
    remarks: tuple[Remark, ...]

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """What the marks cut out of the text."""
        return build(self.draft.text, self.marks)

    @property
    def may_correct(self) -> bool:
        """Whether it may still be corrected."""
        return may_correct(self.consultation, self.draft)


def may_correct(consultation: Consultation, draft: Draft) -> bool:
    """Whether a version's structure may be corrected: until it has been put to the people."""
    return draft.confirmed_at is None and consultation.state != "settled"


def find_proof(session: Session, consultation: Consultation) -> Draft:
    """The version that is looked over: the one that is not issued yet, else the current one."""
    return find_pending(session, consultation) or find_draft(session, consultation)


def marks_of(draft: Draft) -> tuple[Mark, ...]:
    """Where a draft is cut; one that was imported before marks were kept is parsed again."""
    return parse(draft.text).marks if draft.marks is None else tuple(Mark(*each) for each in draft.marks)


def rows_of(marks: Iterable[Mark]) -> list[list[Any]]:
    """Marks as they are kept and shown."""
    return [[each.at, each.end, each.kind, each.number, each.extra] for each in sorted(marks)]


def find_structure(session: Session, consultation_id: str) -> Structure:
    """The structure of a consultation's draft, or NotFound."""
    consultation = find_consultation(session, consultation_id)
    draft = find_proof(session, consultation)
    marks = marks_of(draft)
    return Structure(consultation=consultation, draft=draft, marks=marks, remarks=check(draft.text, marks))


def find_last(session: Session, draft: Draft) -> Correction | None:
    """The newest correction of a draft that was not undone."""
    return session.scalars(select(Correction).where(
        Correction.consultation_id == draft.consultation_id, Correction.version == draft.version,
        Correction.undone_at.is_(None)).order_by(Correction.edit.desc()).limit(1)).first()


def list_corrections(session: Session, draft: Draft) -> Sequence[Correction]:
    """The newest corrections of a draft, also those that were undone."""
    return session.scalars(select(Correction).where(
        Correction.consultation_id == draft.consultation_id, Correction.version == draft.version)
        .order_by(Correction.edit.desc()).limit(SHOWN)).all()


def show_structure(found: Structure) -> dict[str, Any]:
    """A structure as programs read it; each warning has a sentence and a place in the text."""
    return {"title": found.draft.title, "text": found.draft.text, "marks": rows_of(found.marks),
            "edits": found.draft.edits, "may_correct": found.may_correct,
            "provisions": [asdict(each) for each in found.provisions],
            "warnings": [asdict(each) for each in found.remarks]}


def show_correction(correction: Correction) -> dict[str, Any]:
    """A correction as the history shows it."""
    names = ("id", "edit", "kind", "payload", "made_by_name", "undone_by_name")
    return {name: getattr(correction, name) for name in names} | {
        "made_at": correction.made_at.isoformat(),
        "undone_at": correction.undone_at.isoformat() if correction.undone_at else None}
