"""What grouping asks: the opinions it has not looked at, the things that are known to be said in a block."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.grouping.texts import Text, key_of
from services.review.models.opinions import Opinion
from services.review.models.samples import Sample
from services.review.queries.drafting.places import block_of, find_newest
from services.review.queries.portions import portions
from shared.db import table_of

OPINIONS = table_of(Opinion)
SAID = tuple(OPINIONS.c[name] for name in ("opinion_id", "revision", "stance", "text", "proposed_text", "reason",
                                           "place", "place_version", "place_state"))
STANDING = tuple(OPINIONS.c[name] for name in ("opinion_id", "revision", "place", "place_version", "place_state",
                                               "state", "said", "release_id"))
Place = tuple[str, str]  # a block and the key of what is said there


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """An opinion that has no sample yet, as it was when it was read."""

    opinion_id: str
    seen: tuple[Any, ...]
    block: str
    key: str
    text: Text

    @property
    def place(self) -> Place:
        """Where it stands, and the key of what it says."""
        return self.block, self.key


def list_arrivals(session: Session, consultation_id: str, most: int) -> list[Arrival]:
    """The next opinions that have no sample, of those that stand in the newest version; in the order of an index."""
    rows = session.execute(select(*SAID).where(
        OPINIONS.c.consultation_id == consultation_id, OPINIONS.c.sample_id.is_(None),
        OPINIONS.c.place_version == find_newest(session, consultation_id))
        .order_by(OPINIONS.c.state, OPINIONS.c.opinion_id).limit(most))
    return [_arrival(row) for row in rows]


def count_ungrouped(session: Session, consultation_id: str, state: str = "") -> int:
    """How many opinions grouping has not looked at yet."""
    query = select(func.count()).where(Opinion.consultation_id == consultation_id, Opinion.sample_id.is_(None))
    return session.scalar(query.where(Opinion.state == state) if state else query) or 0


def seen_of(row: Any) -> tuple[Any, ...]:
    """What must still be so when an opinion is tied to its sample."""
    return row.revision, row.place, row.place_version, row.place_state


def find_samples(session: Session, consultation_id: str, places: Iterable[Place]) -> dict[Place, str]:
    """The samples that there are for these keys in these blocks."""
    wanted = set(places)
    found: dict[Place, str] = {}
    for part in portions(sorted({key for _, key in wanted})):
        for row in session.execute(select(Sample.block, Sample.key, Sample.id).where(
                Sample.consultation_id == consultation_id, Sample.key.in_(part))):
            found |= {(row.block, row.key): row.id} if (row.block, row.key) in wanted else {}
    return found


def list_heads(session: Session, consultation_id: str, block: str) -> dict[str, str]:
    """The samples of a block, each with the head of its near ones."""
    rows = session.execute(select(Sample.id, Sample.head_id).where(Sample.consultation_id == consultation_id,
                                                                   Sample.block == block))
    return {row.id: row.head_id for row in rows}


def read_texts(session: Session, sample_ids: Sequence[str]) -> list[Text]:
    """What these samples say, oldest first; the id is the sample's."""
    found = []
    for part in portions(sample_ids):
        rows = session.execute(select(Sample.id, Sample.made_at, *SAID).join(
            OPINIONS, OPINIONS.c.opinion_id == Sample.opinion_id).where(Sample.id.in_(part)))
        found += [(row.made_at, row.id, _text(row, row.id)) for row in rows]
    return [each[2] for each in sorted(found, key=lambda each: each[:2])]


def _arrival(row: Any) -> Arrival:
    text = _text(row, row.opinion_id)
    key = _key_of(row.text, text.proposed_text, text.reason, row.stance)
    return Arrival(opinion_id=row.opinion_id, seen=seen_of(row), block=block_of(row), key=key, text=text)


@lru_cache(maxsize=4_096)
def _key_of(text: str, proposed_text: str, reason: str, stance: str) -> str:
    """The key of words that come again and again."""
    return key_of(Text(id="", text=text, proposed_text=proposed_text, reason=reason, stance=stance))


def _text(row: Any, name: str) -> Text:
    return Text(id=name, text=row.text, proposed_text=row.proposed_text or "", reason=row.reason or "",
                stance=row.stance, provision=row.place)
