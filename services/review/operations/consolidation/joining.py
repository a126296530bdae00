"""What joins a suggestion by itself: an opinion whose words are those of opinions that all stand behind it already.
Nothing else does, and what a person has undone once never does again."""
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Member, Opinion, Step, Suggestion
from services.review.operations.consolidation.opinions import move, tell_progress
from services.review.operations.consolidation.steps import SYSTEM, record_step
from services.review.operations.consolidation.suggestions import before_of
from shared.db import table_of
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

OPEN = ("drafted", "returned")
WHY = "自动归入：与已归入的意见逐字相同。"
OPINIONS, MEMBERS = table_of(Opinion), table_of(Member)
Ids = list[str]


def join_identical(session: Session, post: Postbox, consultation_id: str, new: Mapping[str, Ids],
                   now: datetime) -> None:
    """Put opinions that were tied just now to their samples (the keys of *new*), that wait and that nobody has done
    anything with, behind the open suggestions that hold all others of that sample, if any. The consultation is locked
    and not settled."""
    homes = _homes(session, consultation_id, new)
    suggestions = _open(session, homes)
    barred = _barred(session, list(suggestions))
    joined: set[str] = set()
    for home in sorted(suggestions):
        samples = {sample: new[sample] for sample, held in homes.items()
                   if home in held and held <= suggestions.keys() and (home, sample) not in barred}
        if samples:
            _join(session, suggestions[home], samples, now)
            joined |= {each for ids in samples.values() for each in ids}
    move(session, sorted(joined), "in_suggestions")
    tell_progress(session, post, joined, "in_suggestions", now)


def _open(session: Session, homes: Mapping[str, set[str]]) -> dict[str, Suggestion]:
    """Those of the suggestions that may take in more."""
    ids = sorted({home for held in homes.values() for home in held})
    found = session.scalars(select(Suggestion).where(Suggestion.id.in_(ids), Suggestion.state.in_(OPEN))
                            .order_by(Suggestion.id).with_for_update()) if ids else ()
    return {each.id: each for each in found}


def _homes(session: Session, consultation_id: str, new: Mapping[str, Ids]) -> dict[str, set[str]]:
    """For each sample the suggestions that hold all of its other opinions; none where some wait or are set aside."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    one: dict[str, str] = {}
    for row in session.execute(select(OPINIONS.c.sample_id, OPINIONS.c.state, func.count(), func.min(
            OPINIONS.c.opinion_id)).where(OPINIONS.c.consultation_id == consultation_id, OPINIONS.c.sample_id.in_(
            sorted(new)), OPINIONS.c.state != "withdrawn").group_by(OPINIONS.c.sample_id, OPINIONS.c.state)):
        counts[row.sample_id][row.state] = row[2]
        one |= {row.sample_id: row[3]} if row.state == "in_suggestions" else {}
    whole = {sample: counts[sample]["in_suggestions"] for sample in one
             if counts[sample].total() - counts[sample]["in_suggestions"] == len(new[sample])}
    return _holders(session, whole, [one[sample] for sample in whole]) if whole else {}


def _holders(session: Session, whole: Mapping[str, int], some: Sequence[str]) -> dict[str, set[str]]:
    """The suggestions that hold so many of each sample. One that holds all of a sample holds the one among *some*: so
    few are looked at, however many there are."""
    homes = select(MEMBERS.c.suggestion_id).where(MEMBERS.c.opinion_id.in_(some))
    found: dict[str, set[str]] = defaultdict(set)
    for sample, home, count in session.execute(select(MEMBERS.c.sample_id, MEMBERS.c.suggestion_id, func.count()).where(
            MEMBERS.c.suggestion_id.in_(homes), MEMBERS.c.sample_id.in_(sorted(whole)))
            .group_by(MEMBERS.c.suggestion_id, MEMBERS.c.sample_id)):
        if count == whole[sample]:
            found[sample].add(home)
    return found


def _barred(session: Session, suggestion_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Pairs of suggestion and sample that were joined by themselves before, and a person has undone it."""
    undone = session.execute(select(Step.suggestion_id, Step.before).where(
        Step.suggestion_id.in_(suggestion_ids), Step.who == SYSTEM.account_id, Step.undone_at.is_not(None)))
    return {(row.suggestion_id, sample) for row in undone for sample in row.before.get("samples", ())}


def _join(session: Session, suggestion: Suggestion, samples: Mapping[str, Ids], now: datetime) -> None:
    """One step for all that joins one suggestion. Its words have not changed, so its state stays."""
    ids = sorted(each for group in samples.values() for each in group)
    record_step(session, suggestion.consultation_id, "members", SYSTEM, now, suggestion_id=suggestion.id, why=WHY,
                before=before_of(suggestion) | {"added": ids, "removed": [], "samples": sorted(samples)})
    suggestion.version += 1
    session.flush()
    insert_new(session, MEMBERS, [{"suggestion_id": suggestion.id, "opinion_id": each, "sample_id": sample}
                                  for sample, group in sorted(samples.items()) for each in group])
