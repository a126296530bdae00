"""Opinions whose place in the new version is a person's to say, by the old article they were left on."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from services.review.domain.outline import Entry, find_entry, key_of
from services.review.domain.quotations import mark
from services.review.domain.versions import Piece, differences
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.queries.drafting.places import DECIDED, OPEN, Outlines, about

SIZE, MOST = 50, 500


@dataclass(frozen=True, kw_only=True)
class Group:
    """The opinions that stood at one article of one version."""

    version: int
    entry: Entry
    count: int

    @property
    def key(self) -> str:
        """What a link names it by."""
        return f"{self.version}-{self.entry.key}"


@dataclass(frozen=True, kw_only=True)
class Side:
    """The new text that opinions of a group may stand at, beside the old one."""

    entry: Entry
    pieces: list[Piece]


def waiting(consultation_id: str, decided: bool) -> ColumnElement[bool]:
    """Opinions that a person is asked about, or has decided on, and may still decide on."""
    return and_(Opinion.consultation_id == consultation_id, Opinion.state.in_(OPEN), Opinion.release_id.is_(None),
                Opinion.place_state.in_(DECIDED if decided else ("ask",)))


def list_groups(session: Session, consultation: Consultation, decided: bool) -> list[Group]:
    """Where they were left, in the order of the drafts."""
    counts: Counter[tuple[int, str]] = Counter()
    query = select(Opinion.draft_version, Opinion.provision, func.count()).where(waiting(consultation.id, decided))
    for version, provision, count in session.execute(query.group_by(Opinion.draft_version, Opinion.provision)):
        counts[version, key_of(provision)] += count
    outlines = Outlines(session)
    groups = [Group(version=version, entry=find_entry(outlines.of(consultation.id, version), key), count=count)
              for (version, key), count in counts.items()]
    order = {(each.version, entry.key): at for each in groups
             for at, entry in enumerate(outlines.of(consultation.id, each.version))}
    return sorted(groups, key=lambda each: (each.version, order.get((each.version, each.entry.key), -1)))


def list_opinions(session: Session, consultation_id: str, group: Group, decided: bool, page: int) -> dict[str, Any]:
    """The opinions of a group, oldest first."""
    query = select(Opinion).where(waiting(consultation_id, decided), Opinion.draft_version == group.version,
                                  about(Opinion.provision, group.entry.key))
    rows = query.order_by(Opinion.received_at, Opinion.opinion_id).offset((page - 1) * SIZE).limit(SIZE)
    return {"items": list(session.scalars(rows)), "total": group.count}


def list_ids(session: Session, consultation_id: str, key: str, decided: bool) -> list[str]:
    """The first 500 opinions of the group with this key."""
    version, _, entry = key.partition("-")
    if not version.isdecimal() or not entry:
        return []
    query = select(Opinion.opinion_id).where(waiting(consultation_id, decided), about(Opinion.provision, entry),
                                             Opinion.draft_version == int(version[:9]))
    return list(session.scalars(query.order_by(Opinion.opinion_id).limit(MOST)))


def old_side(group: Group, opinions: Sequence[Opinion]) -> list[Piece]:
    """The old article with what its opinions quote marked."""
    return mark("\n".join(group.entry.lines), [quote_of(each) for each in opinions])


def new_sides(session: Session, consultation: Consultation, group: Group, opinions: Sequence[Opinion]) -> list[Side]:
    """Each article of the newest version that they may belong to, with what changed."""
    entries = Outlines(session).of(consultation.id, consultation.draft_version)
    keys = dict.fromkeys(key_of(each.place) for each in opinions if each.place)
    found = [find_entry(entries, key) for key in keys]
    old = "\n".join(group.entry.lines)
    return [Side(entry=each, pieces=differences(old, "\n".join(each.lines))) for each in found]


def quote_of(opinion: Any) -> str:
    """What an opinion quotes, "" if nothing."""
    return str((opinion.anchor or {}).get("quote") or "")
