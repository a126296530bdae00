"""Near-duplicates of statute sentences with hard negatives, judged as the script beside the project judges them."""
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from services.review.domain.grouping.near import NearIndex, Tie
from services.review.domain.grouping.texts import Text

SHELF = Path(os.environ.get("MINYI_SHELF", Path(__file__).parents[3] / "shared"))
PAIRS = SHELF / "data" / "grouping" / "neardup_synth.jsonl"


@pytest.mark.skipif(not PAIRS.exists(), reason="the labelled pairs are not at hand")
def test_pairs_are_linked_when_they_say_the_same_and_never_when_a_fact_differs() -> None:
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        kinds[json.loads(line)["kind"]].append(json.loads(line))
    shares = {kind: _linked(pairs) / len(pairs) for kind, pairs in kinds.items()}
    apart = {kind: share for kind, share in shares.items() if not kinds[kind][0]["merge"]}
    assert max(apart.values()) <= 0.01, apart
    wanted, found = (sum(len(pairs) * (shares[kind] if linked else 1) for kind, pairs in kinds.items()
                         if pairs[0]["merge"]) for linked in (False, True))
    wrong = sum(len(kinds[kind]) * share for kind, share in apart.items())
    assert 2 * found / (wanted + found + wrong) >= 0.97, shares


def _linked(pairs: list[dict[str, Any]]) -> int:
    """How many pairs of a kind, placed in one run, are tied at identical or near."""
    ties = {tie.id: tie for tie in NearIndex().place(
        [Text(id=pair["pair"] + side, text=pair[side]) for pair in pairs for side in "ab"])}
    return sum(_root(ties, pair["pair"] + "a") == _root(ties, pair["pair"] + "b") for pair in pairs)


def _root(ties: dict[str, Tie], id: str) -> str:
    while ties[id].head != id:
        id = ties[id].head
    return id
