"""Grouping: each opinion is tied to the one sample of what it says. Nothing slow happens inside a transaction, and
the samples' key is the lock: two workers at once make no two samples of one thing."""
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.review.models import Member, Opinion, Sample
from services.review.operations.consolidation.blocks import Blocks
from services.review.operations.consolidation.joining import join_identical
from services.review.queries.consolidation.grouping import (
    STANDING,
    Arrival,
    Place,
    find_samples,
    list_arrivals,
    seen_of,
)
from services.review.queries.drafting.consultations import lock_consultation
from services.review.queries.portions import portions
from shared.db import Database, table_of
from shared.messaging.postbox import Postbox

PORTION = 1_000
OPINIONS, SAMPLES, MEMBERS = table_of(Opinion), table_of(Sample), table_of(Member)


def group_next(database: Database, post: Postbox, blocks: Blocks, consultation_id: str, now: datetime) -> int:
    """Tie the next 1,000 opinions; returns how many there were."""
    with database.reading() as session:
        arrivals = list_arrivals(session, consultation_id, PORTION)
        known = find_samples(session, consultation_id, [each.place for each in arrivals])
    first = {each.place: each for each in reversed(arrivals) if each.place not in known}
    made = blocks.place(consultation_id, [each for each in arrivals if first.get(each.place) is each])
    if arrivals:
        with database.writing() as session:
            state = lock_consultation(session, consultation_id)
            found = keep_samples(session, consultation_id, made, now)
            new = tie(session, arrivals, known | found)
            if state != "settled":
                old = set(known.values())
                join_identical(session, post, consultation_id, {each: new[each] for each in new if each in old}, now)
    return len(arrivals)


def keep_samples(session: Session, consultation_id: str, made: Sequence[Mapping[str, Any]],
                 now: datetime) -> dict[Place, str]:
    """Store new samples and return them by their places; where somebody else was first, theirs."""
    if not made:
        return {}
    insert: Any = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    statement = insert(SAMPLES).on_conflict_do_nothing(index_elements=["consultation_id", "block", "key"])
    session.execute(statement, [{**each, "made_at": now} for each in made])
    found = find_samples(session, consultation_id, [(each["block"], each["key"]) for each in made])
    lost = {each["id"]: found[each["block"], each["key"]] for each in made
            if found[each["block"], each["key"]] != each["id"]}
    for mine, theirs in lost.items():
        head = select(SAMPLES.c.head_id).where(SAMPLES.c.id == theirs).scalar_subquery()
        session.execute(update(SAMPLES).where(SAMPLES.c.head_id == mine).values(head_id=head))
    return found


def tie(session: Session, arrivals: Sequence[Arrival], samples: Mapping[Place, str]) -> dict[str, list[str]]:
    """Tie opinions to their samples, if they still stand where they were read. Returns by sample those that wait and
    that nobody has done anything with yet."""
    rows = _untied(session, [each.opinion_id for each in arrivals])
    same = {each.opinion_id: samples[each.place] for each in arrivals
            if each.opinion_id in rows and seen_of(rows[each.opinion_id]) == each.seen}
    held = {each: sample for each, sample in same.items() if rows[each].state == "in_suggestions"}
    _write(session, OPINIONS, same)
    _write(session, MEMBERS, held)
    new: dict[str, list[str]] = defaultdict(list)
    for each, sample in same.items():
        if is_untouched(rows[each]):
            new[sample].append(each)
    return new


def _untied(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    """Those of the opinions that have no sample yet, locked."""
    return {row.opinion_id: row for part in portions(ids) for row in session.execute(select(*STANDING).where(
        OPINIONS.c.opinion_id.in_(part), OPINIONS.c.sample_id.is_(None)).with_for_update())}


def is_untouched(row: Any) -> bool:
    """Whether an opinion waits and nothing was ever told of it."""
    return row.state == "waiting" and not row.said and not row.release_id


def _write(session: Session, table: Table, samples: Mapping[str, str]) -> None:
    """Write the samples of opinions where they are kept."""
    if samples:
        session.execute(update(table).where(table.c.opinion_id == bindparam("about"))
                        .values(sample_id=bindparam("sample")),
                        [{"about": about, "sample": sample} for about, sample in samples.items()])


def drop_empty(session: Session, consultation_id: str) -> None:
    """Drop the samples that no opinion belongs to any more, after everything was carried to a new version."""
    lock_consultation(session, consultation_id)
    used = exists().where(OPINIONS.c.consultation_id == SAMPLES.c.consultation_id, OPINIONS.c.sample_id == SAMPLES.c.id)
    session.execute(delete(SAMPLES).where(SAMPLES.c.consultation_id == consultation_id, ~used))
