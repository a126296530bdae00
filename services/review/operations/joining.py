"""What joins a suggestion by itself: an opinion whose words are those of opinions that all stand behind it already.
Nothing else does, and what a person has undone once never does again."""
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Member, Opinion, Step, Suggestion
from services.review.operations.opinions import move, tell_progress
from services.review.operations.steps import SYSTEM, record_step
from services.review.operations.suggestions import before_of
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
    if not homes:
        return
    suggestions = {each.id: each for each in session.scalars(select(Suggestion).where(
        Suggestion.id.in_({home for held in homes.values() for home in held})).with_for_update())}
    barred = _barred(session, list(suggestions))
    joining: dict[str, list[str]] = defaultdict(list)
    for sample, held in homes.items():
        if all(suggestions[home].state in OPEN and (home, sample) not in barred for home in held):
            for home in held:
                joining[home].append(sample)
    for home, samples in sorted(joining.items()):
        _join(session, suggestions[home], {each: new[each] for each in samples}, now)
    joined = sorted({each for samples in joining.values() for sample in samples for each in new[sample]})
    move(session, joined, "in_suggestions")
    tell_progress(session, post, joined, "in_suggestions", now)


def _homes(session: Session, consultation_id: str, new: Mapping[str, Ids]) -> dict[str, set[str]]:
    """For each sample the suggestions that hold all of its other opinions; none where some wait or are set aside, or
    where another suggestion holds a part of them."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in session.execute(select(OPINIONS.c.sample_id, OPINIONS.c.state, func.count()).where(
            OPINIONS.c.consultation_id == consultation_id, OPINIONS.c.sample_id.in_(sorted(new)),
            OPINIONS.c.state != "withdrawn").group_by(OPINIONS.c.sample_id, OPINIONS.c.state)):
        counts[row.sample_id][row.state] = row[2]
    whole = {sample: count["in_suggestions"] for sample, count in counts.items()
             if count["in_suggestions"] and count.total() - count["in_suggestions"] == len(new[sample])}
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for row in session.execute(select(OPINIONS.c.sample_id, MEMBERS.c.suggestion_id, func.count()).join(
            MEMBERS, MEMBERS.c.opinion_id == OPINIONS.c.opinion_id).where(
            OPINIONS.c.consultation_id == consultation_id, OPINIONS.c.sample_id.in_(sorted(whole)),
            OPINIONS.c.state == "in_suggestions").group_by(OPINIONS.c.sample_id, MEMBERS.c.suggestion_id)):
        held[row.sample_id][row.suggestion_id] = row[2]
    return {sample: set(homes) for sample, homes in held.items() if set(homes.values()) == {whole[sample]}}


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
