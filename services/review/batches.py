"""Grouping and suggesting for files of JSON lines, by words alone: what the command line does without a database."""
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.review.domain.grouping.near import NearIndex
from services.review.domain.grouping.ranking import Ranker, Target
from services.review.domain.grouping.related import relate
from services.review.domain.grouping.texts import Text
from services.review.lines import Line, read_lines

MOST_RANKED = 10


def group_lines(path: Path) -> list[dict[str, Any]]:
    """The group and the tier of every opinion of a file, in its order; provisions are grouped apart."""
    texts = read_lines(path, _text)
    blocks: dict[str | None, list[Text]] = defaultdict(list)
    for text in texts:
        blocks[text.provision].append(text)
    found: dict[str, dict[str, Any]] = {}
    for block in blocks.values():
        found |= _group(block)
    return [found[text.id] for text in texts]


def _group(block: Sequence[Text]) -> dict[str, dict[str, Any]]:
    """First what is identical or near, then what may be related among those that are neither."""
    ties = {tie.id: tie for tie in NearIndex().place(block)}
    heads: dict[str, str] = {}
    for name, tie in ties.items():
        heads[name] = heads.get(tie.head, name)
    roots = {kin.id: kin.root for kin in relate([text for text in block if heads[text.id] == text.id])}
    tiers = {name: tie.tier if heads[name] != name else "new" if roots[name] == name else "related"
             for name, tie in ties.items()}
    return {name: {"id": name, "group": roots[heads[name]], "tier": tier} for name, tier in tiers.items()}


def suggest_lines(path: Path, suggestions: Path) -> list[dict[str, Any]]:
    """The ids of the ten likeliest suggestions for every opinion of a file, best first."""
    opinions = read_lines(path, _text)
    ranker = Ranker(read_lines(suggestions, _target))
    return [{"id": opinion.id, "ranked": [each.id for each in ranked]}
            for opinion, ranked in zip(opinions, ranker.rank(opinions, MOST_RANKED), strict=True)]


def _text(line: Line) -> Text:
    provision = line.get("provision")
    return Text(id=line.text("id"), text=line.text("text"),
                provision=None if provision is None else line.text("provision"))


def _target(line: Line) -> Target:
    return Target(id=line.text("id"), title=line.text("title"), members=line.texts("members"))
