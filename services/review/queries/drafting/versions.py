"""Questions about the versions of a draft: which there are, what is not issued yet, what differs."""
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.outline import count_articles, key_of
from services.review.domain.versions import Match, Matches, Piece, differences, match_articles
from services.review.domain.versions.tree import Node
from services.review.models.consultations import Consultation, Draft
from services.review.models.opinions import Opinion
from services.review.queries.drafting.places import here, name_of
from shared.db import write_json
from shared.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Row:
    """One old article beside what became of it; ``pieces`` for each of those, ``opinions`` that stand there."""

    state: str
    old: Node | None
    new: tuple[Node, ...]
    pieces: tuple[list[Piece], ...]
    opinions: int

    @property
    def is_renumbered(self) -> bool:
        """Whether nothing is other than before but the numbers of the articles it refers to."""
        return self.state in ("same", "moved") and any(len(each) > 1 for each in self.pieces)


def find_version(session: Session, consultation_id: str, version: int) -> Draft:
    """One version of a consultation's draft, or NotFound."""
    found = session.get(Draft, (consultation_id, version))
    if found is None:
        raise NotFound("没有这一版草案。")
    return found


def stamp_of(draft: Draft | None) -> str:
    """What tells a draft from any other that may take its place meanwhile, and from itself as it was corrected."""
    return sha256(write_json([draft.title, draft.text, draft.provisions])).hexdigest()[:16] if draft else ""


def list_versions(session: Session, consultation: Consultation) -> list[dict[str, Any]]:
    """All versions, the newest first."""
    drafts = session.scalars(select(Draft).where(Draft.consultation_id == consultation.id)
                             .order_by(Draft.version.desc()))
    return [{"version": each.version, "title": each.title, "articles": count_articles(each.provisions),
             "warnings": each.warnings, "state": "issued" if each.confirmed_at else "pending", "stamp": stamp_of(each),
             "confirmed_at": each.confirmed_at.isoformat() if each.confirmed_at else None} for each in drafts]


def find_matches(session: Session, consultation_id: str, version: int) -> Matches | None:
    """What became of the version before this one; None for the first."""
    new = find_version(session, consultation_id, version)
    before = session.get(Draft, (consultation_id, version - 1))
    return match_articles(before.provisions, new.provisions) if before else None


def show_matches(matches: Matches | None) -> list[dict[str, Any]]:
    """The matches as JSON."""
    return [{"old": each.old, "new": list(each.new), "state": each.state} for each in matches.all()] if matches else []


def compare(session: Session, consultation: Consultation, matches: Matches, version: int) -> list[Row]:
    """Article by article: in the order of the new version, what was removed where it stood."""
    counts, issued = count_standing(session, consultation), version <= consultation.draft_version
    place = {node.eid: at for at, node in enumerate(matches.new.units)}
    rows: list[tuple[float, Row]] = []
    last = -1.0
    for match in matches.units.values():
        last = min((float(place[each]) for each in match.new), default=last)
        rows.append((last + (0 if match.new else 0.5), _row(matches, match, counts, issued)))
    rows += [(float(place[each.new[0]]), _row(matches, each, counts, issued)) for each in matches.added]
    return [row for _, row in sorted(rows, key=lambda each: each[0])]


def _row(matches: Matches, match: Match, counts: Counter[str], issued: bool) -> Row:
    """Opinions stand at the new articles once the version is issued, at the old one before."""
    old = matches.old.nodes[match.old] if match.old else None
    new = tuple(matches.new.nodes[each] for each in match.new)
    return Row(state=match.state, old=old, new=new, opinions=sum(counts[each] for each in (
        match.new if issued else (match.old or "",))),
        pieces=tuple(differences(old.text if old else "", each.text) for each in new))


def count_standing(session: Session, consultation: Consultation) -> Counter[str]:
    """How many opinions stand at each article of the newest issued version."""
    where = here(consultation.draft_version)
    query = select(where, func.count()).where(Opinion.consultation_id == consultation.id, Opinion.state != "withdrawn")
    counts: Counter[str] = Counter()
    for provision, count in session.execute(query.group_by(where)):
        counts[key_of(provision)] += count
    return counts


def show_row(row: Row) -> dict[str, Any]:
    """One line of the comparison as JSON."""
    return {"state": row.state, "opinions": row.opinions, "old": _show(row.old) if row.old else None,
            "new": [_show(each) for each in row.new],
            "differences": [[[each.kind, each.text] for each in pieces] for pieces in row.pieces]}


def _show(node: Node) -> dict[str, str]:
    return {"eid": node.eid, "label": name_of(node.eid), "caption": node.caption, "text": node.text}
