"""A device's own chain: its gap-free numbers, each with the digest of the opinion before. What came is compared with
what must have been written, so that the server can say "expected 118, got 117"."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session

from services.intake.models import Conflict, Opinion, Spoken

MOST_NAMED = 500


@dataclass(frozen=True)
class Chain:
    """``expected`` is the number that comes next; ``missing`` came never, though later ones did (the first of them,
    ``missing_total`` in all); ``mismatched`` name another opinion before them than came; ``doubled`` came with two ids,
    as two copies of one device would send them."""

    expected: int
    missing: list[int]
    missing_total: int
    mismatched: list[int]
    doubled: list[int]

    @property
    def is_whole(self) -> bool:
        """Whether everything that the device has numbered so far is here, as it was written."""
        return not (self.missing or self.mismatched or self.doubled)

    def as_json(self) -> dict[str, Any]:
        """As devices are told; what is no trouble is left out."""
        named = {"mismatched": self.mismatched, "doubled": self.doubled}
        return {"expected": self.expected, "missing": self.missing} | {
            name: numbers for name, numbers in named.items() if numbers}


def find_chain(session: Session, device_id: str) -> Chain:
    """What has come of a device's chain: opinions, what was spoken, and what is kept aside for a clerk."""
    links = _links(device_id)
    last = session.scalar(select(func.max(links.c.seq))) or 0
    gaps = session.execute(_gaps(links)).all()
    return Chain(last + 1, _numbers([(row.before, row.seq) for row in gaps]),
                 sum(row.seq - row.before - 1 for row in gaps),
                 list(session.scalars(_mismatches(links))), list(session.scalars(_doubles(links))))


def _links(device_id: str) -> CTE:
    """Number, digest and id of everything that came from the device, and the digest it names as the one before."""
    parts = [select(each.device_seq.label("seq"), each.digest.label("digest"), each.device_prev.label("prev"),
                    id_.label("id")).where(each.device_id == device_id, each.device_seq.is_not(None))
             for each, id_ in (
                 (Opinion, Opinion.id), (Conflict, Conflict.opinion_id), (Spoken, Spoken.opinion_id))]
    return union_all(*parts).cte("links")


def _gaps(links: CTE) -> Select[Any]:
    """The ends of each gap: the last number before it (0: none), and the first behind it."""
    numbers = select(links.c.seq).distinct().subquery("numbers")
    before = func.coalesce(func.lag(numbers.c.seq).over(order_by=numbers.c.seq), 0)
    pairs = select(numbers.c.seq, before.label("before")).subquery("pairs")
    return select(pairs.c.seq, pairs.c.before).where(pairs.c.seq - pairs.c.before > 1).order_by(pairs.c.seq)


def _mismatches(links: CTE) -> Select[Any]:
    """The numbers whose link names none of what came under the number before, or names something before the first."""
    before = links.alias("before")
    came = exists().where(before.c.seq == links.c.seq - 1)
    fits = exists().where(before.c.seq == links.c.seq - 1, before.c.digest == links.c.prev)
    return (select(links.c.seq).where(or_(and_(links.c.seq == 1, links.c.prev.is_not(None)), and_(came, ~fits)))
            .distinct().order_by(links.c.seq).limit(MOST_NAMED))


def _doubles(links: CTE) -> Select[Any]:
    """The numbers under which two opinions came."""
    return (select(links.c.seq).group_by(links.c.seq).having(func.count(links.c.id.distinct()) > 1)
            .order_by(links.c.seq).limit(MOST_NAMED))


def _numbers(gaps: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers inside the gaps, as many as are named."""
    found: list[int] = []
    for before, seq in gaps:
        found += range(before + 1, min(seq, before + 2 + MOST_NAMED - len(found)))
        if len(found) >= MOST_NAMED:
            break
    return found[:MOST_NAMED]
