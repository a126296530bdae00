"""The near-duplicate indexes of blocks, kept in a worker's memory: what arrives next is placed without regrouping."""
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.review.domain.grouping.near import NearIndex, Tie
from services.review.queries.consolidation.grouping import Arrival, list_heads, read_texts
from shared.db import Database
from shared.ids import new_ids

MOST = 100_000  # texts that are kept in all


@dataclass
class Block:
    """One block in memory: its index, and the head of each sample in it."""

    index: NearIndex = field(default_factory=NearIndex)
    heads: dict[str, str] = field(default_factory=dict)


class Blocks:
    """The blocks that were looked at last. The table is the truth: what another process has added is read before
    anything is placed, and a block that knows what the table does not is made anew."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._kept: OrderedDict[tuple[str, str], Block] = OrderedDict()

    def place(self, consultation_id: str, arrivals: Sequence[Arrival]) -> list[dict[str, Any]]:
        """Make the samples of what was not said before, each tied to what its block knows; they are not stored."""
        by_block: dict[str, list[Arrival]] = defaultdict(list)
        for each in arrivals:
            by_block[each.block].append(each)
        return [row for block, group in by_block.items() for row in self._place(consultation_id, block, group)]

    def forget(self, consultation_id: str) -> None:
        """Make the blocks of a consultation anew next time."""
        for key in [each for each in self._kept if each[0] == consultation_id]:
            del self._kept[key]

    def _place(self, consultation_id: str, name: str, arrivals: Sequence[Arrival]) -> list[dict[str, Any]]:
        block = self._fresh(consultation_id, name)
        ids = dict(zip(sorted(new_ids(len(arrivals))), arrivals, strict=True))
        ties = block.index.place([replace(each.text, id=sample_id) for sample_id, each in ids.items()])
        rows = [_row(block, tie, ids[tie.id]) for tie in ties]
        self._make_room()
        return [row | {"consultation_id": consultation_id, "block": name} for row in rows]

    def _fresh(self, consultation_id: str, name: str) -> Block:
        """A block as the table has it now."""
        key = (consultation_id, name)
        block = self._kept.pop(key, None) or Block()
        with self.database.reading() as session:
            heads = list_heads(session, consultation_id, name)
            if block.heads.keys() - heads.keys():
                block = Block()
            texts = read_texts(session, sorted(heads.keys() - block.heads.keys()))
        for text in texts:
            block.index.remember(text, heads[text.id])
        block.heads = heads
        self._kept[key] = block
        return block

    def _make_room(self) -> None:
        while len(self._kept) > 1 and sum(len(each.heads) for each in self._kept.values()) > MOST:
            self._kept.popitem(last=False)


def _row(block: Block, tie: Tie, arrival: Arrival) -> dict[str, Any]:
    """The sample of a text; what it is near to may itself be near to a head."""
    head = block.heads.get(tie.head, tie.id) if tie.head != tie.id else tie.id
    block.heads[tie.id] = head
    return {"id": tie.id, "key": arrival.key, "opinion_id": arrival.opinion_id, "head_id": head,
            "near_score": tie.score, "kin_id": head, "kin_score": 0.0, "beside_id": tie.beside,
            "differs": list(tie.differs)}
