"""Where an opinion's subject stands in the next version: kept, moved, or a person is asked; never a silent guess."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.review.domain.versions.differences import STOPS, Run, align, bare, moved_to
from services.review.domain.versions.likeness import grams
from services.review.domain.versions.matching import Matches
from services.review.domain.versions.tree import Node, name_of, reads_as

OWN, AROUND, ALIKE, MARGIN = 15, 20, 0.6, 0.2
ASK, KEPT, MOVED = "ask", "kept", "moved"
Anchor = Mapping[str, Any]


@dataclass(frozen=True)
class Placement:
    """Where an opinion stands now. ``eid`` None: the draft as a whole, or with "ask" nowhere yet. ``start``: where its
    quotation begins in that provision's text."""

    eid: str | None
    state: str
    why: str
    start: int | None = None


@dataclass(frozen=True)
class Spot:
    """A quotation in the old text, with the whole clauses it stands in."""

    quote: str
    start: int
    low: int
    high: int


def carry(provision: str | None, anchor: Anchor | None, matches: Matches) -> Placement:
    """Carry an opinion on *provision*, which may quote its text, into the new version."""
    if provision is None:
        return Placement(None, KEPT, "针对整部草案的意见，照旧。")
    node = matches.old.nodes.get(provision)
    if node is None:
        return Placement(None, ASK, f"原来那一版里找不到“{_said(provision)}”，请看这条意见针对哪里。")
    unit = matches.old.unit_of(provision)
    if unit is None:
        return _heading(node, matches)
    spot = _spot(node.text, anchor)
    placed = _unit(unit, matches) if node is unit else _inner(node, unit, matches)
    placed = _by_quote(node, unit, spot, placed, matches) if spot else placed
    if provision.split("__")[0] in matches.weak and placed.state != ASK:
        return replace(placed, state=ASK, why=f"{_said(unit.eid)}改动很大，对应得不一定准，新稿是否已回应？")
    return placed


def _said(eid: str) -> str:
    try:
        return name_of(eid)
    except (ValueError, KeyError, IndexError):
        return eid


def _heading(node: Node, matches: Matches) -> Placement:
    match = matches.headings[node.eid]
    said = f"{_said(node.eid)} {node.caption}".strip()
    if match.state == "unsure":
        return Placement(match.new[0], ASK, f"{said}在新稿里改了标题或拆开了，请看这条意见现在针对哪里。")
    if not match.new:
        return Placement(None, ASK, f"新稿里没有“{said}”了。")
    return _sure(node.eid, match.new[0])


def _sure(old: str, new: str, start: int | None = None) -> Placement:
    if old == new:
        return Placement(new, KEPT, "位置没有变，所针对的文字也没有变。", start)
    return Placement(new, MOVED, f"原{_said(old)}，现为{_said(new)}，所针对的文字没有变。", start)


def _unit(unit: Node, matches: Matches) -> Placement:
    """An opinion on an article as a whole."""
    state, targets = matches.units[unit.eid].state, matches.targets(unit.eid)
    said, names = _said(unit.eid), "、".join(_said(each.eid) for each in targets)
    if state == "same":
        return _sure(unit.eid, targets[0].eid)
    if state == "moved":
        if targets[0].eid == unit.eid:
            return Placement(unit.eid, MOVED, f"{said}编号未变，移到了另一章节，文字没有变。")
        return _sure(unit.eid, targets[0].eid)
    if state == "merged":
        return _merged(unit, targets[0], matches)
    if state == "split":
        return Placement(None, ASK, f"{said}在新稿里拆成了{names}，请看这条意见现在针对哪一条。")
    if state == "reworded":
        return Placement(targets[0].eid, ASK, f"{said}（现为{names}）的文字改了，新稿是否已回应？")
    if state == "removed":
        return Placement(None, ASK, f"新稿里没有{said}的内容了，请看这条意见是否已得到回应，或现在针对哪里。")
    return Placement(None, ASK, f"{said}在新稿里对应哪一条，认不准，请人判断。")


def _merged(unit: Node, target: Node, matches: Matches) -> Placement:
    """An article that went into another: its words are all still there, or they were changed on the way."""
    runs = align(unit.words, target.words, matches.renamed)
    if all(run.same or not unit.words[run.start:run.end].strip(STOPS + " ") for run in runs):
        return Placement(target.eid, MOVED, f"原{_said(unit.eid)}并入{_said(target.eid)}，文字都在。")
    return Placement(target.eid, ASK, f"{_said(unit.eid)}并入{_said(target.eid)}，文字也改了，新稿是否已回应？")


def _inner(node: Node, unit: Node, matches: Matches) -> Placement:
    """An opinion on a 款, 项 or 目: the one with the same words in the articles that its article became."""
    targets = matches.targets(unit.eid)
    near = [each for target in targets for each in matches.new.below(target) if each.kind == node.kind]
    exact = [each for each in near if reads_as(node.words, each.words, matches.renamed)]
    if len(exact) > 1:
        exact = _same_turn(node, unit, exact, matches)
    if not exact and not any(_resembles(node, each) for each in near):
        exact = _elsewhere(node, matches)
    if len(exact) == 1:
        return _sure(node.eid, exact[0].eid)
    if exact:
        return Placement(_only(targets), ASK, f"新稿里有几处与{_said(node.eid)}文字相同，请看是哪一处。")
    others = {each.key for each in matches.old.below(unit) if each is not node}
    return _changed_inner(node, unit, [each for each in near if each.key not in others], targets)


def _same_turn(node: Node, unit: Node, exact: list[Node], matches: Matches) -> list[Node]:
    """Of several that read alike the one that comes at the same turn, if none of them came or went."""
    twins = [each for each in matches.old.below(unit) if each.kind == node.kind and reads_as(
        node.words, each.words, {})]
    return [exact[twins.index(node)]] if len(twins) == len(exact) else exact


def _elsewhere(node: Node, matches: Matches) -> list[Node]:
    """The one provision anywhere with exactly these words, if they are long and nobody else's in either version."""
    if len(bare(node.words)) < OWN:
        return []
    key = node.key
    if sum(each.kind == node.kind and each.key == key for each in matches.old.nodes.values()) > 1:
        return []
    found = [each for each in matches.new.nodes.values() if each.kind == node.kind and each.key == key]
    return found if len(found) == 1 and reads_as(node.words, found[0].words, matches.renamed) else []


def _changed_inner(node: Node, unit: Node, near: list[Node], targets: list[Node]) -> Placement:
    said = _said(node.eid)
    ranked = sorted(((_likeness(node, each), at) for at, each in enumerate(near)), reverse=True)
    if ranked and ranked[0][0] >= ALIKE and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MARGIN):
        best = near[ranked[0][1]]
        return Placement(best.eid, ASK, f"{said}（现为{_said(best.eid)}）的文字改了，新稿是否已回应？")
    if len(targets) == 1:
        return Placement(targets[0].eid, ASK,
                         f"{said}的文字在新稿{_said(targets[0].eid)}里删去或改写了，新稿是否已回应？")
    if targets:
        names = "、".join(_said(each.eid) for each in targets)
        return Placement(None, ASK, f"{_said(unit.eid)}在新稿里拆成了{names}，{said}的文字也改了，请看现在针对哪里。")
    return Placement(None, ASK, f"新稿里找不到{said}的内容，请看这条意见是否已得到回应，或现在针对哪里。")


def _only(targets: Sequence[Node]) -> str | None:
    return targets[0].eid if len(targets) == 1 else None


def _likeness(one: Node, other: Node) -> float:
    here, there = grams(one.key), grams(other.key)
    return 2 * len(here & there) / (len(here) + len(there)) if here and there else 0.0


def _resembles(one: Node, other: Node) -> bool:
    return _likeness(one, other) >= ALIKE


def _spot(text: str, anchor: Anchor | None) -> Spot | None:
    """The quotation in the text it was taken from: at its position, else at the nearest place with these words."""
    quote, start = str((anchor or {}).get("quote") or ""), (anchor or {}).get("start")
    if not quote.strip() or quote not in text:
        return None
    wanted = start if isinstance(start, int) else 0
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    at = min(places, key=lambda place: abs(place - wanted))
    if at != wanted and len(places) > 1:
        return None
    low, high = at, at + len(quote)
    while low and text[low - 1] not in STOPS:
        low -= 1
    while high < len(text) and text[high - 1] not in STOPS:
        high += 1
    return Spot(quote, at, low, high)


def _by_quote(node: Node, unit: Node, spot: Spot, placed: Placement, matches: Matches) -> Placement:
    """The quoted words decide: between the parts of a split article, and whether a change concerns the opinion."""
    if placed.state != ASK and placed.eid is not None:
        found = _quoted_in(node, spot, matches.new.nodes[placed.eid], matches)
        return replace(placed, start=found.start) if found and found.state != ASK else placed
    candidates = _candidates(node, unit, placed, matches)
    held = [found for found in (_quoted_in(node, spot, each, matches) for each in candidates) if found]
    sure = [each for each in held if each.state != ASK]
    if len(sure) == 1:
        return sure[0]
    if sure:
        return Placement(placed.eid, ASK, f"所引文字“{_short(spot.quote)}”在新稿里不止一处，请看是哪一处。")
    if len(held) == 1:
        return held[0]
    return _lost(placed, spot) if candidates else placed


def _candidates(node: Node, unit: Node, placed: Placement, matches: Matches) -> list[Node]:
    """Where a quotation may be looked for: the articles that its article became; of a 款 or 项 only its own new self,
    since the same clause often stands in its neighbours too."""
    if node is unit:
        return matches.targets(unit.eid)
    found = matches.new.nodes.get(placed.eid or "")
    return [found] if found and found.kind == node.kind else []


def _quoted_in(node: Node, spot: Spot, target: Node, matches: Matches) -> Placement | None:
    """Where the quotation is in one new provision: unchanged with its clauses, or changed; None if nothing of it."""
    runs = align(node.text, target.text, matches.renamed)
    start = _kept_at(node.text, target.text, runs, spot)
    if start is None and node.text.count(node.text[spot.low:spot.high]) == 1:
        start = _found_at(node.text, target.text, spot)
    if start is not None:
        return _sure(node.eid, target.eid, start)
    near = _near(runs, spot)
    if near is None:
        return None
    return Placement(target.eid, ASK, f"所引文字“{_short(spot.quote)}”改了，新稿是否已回应？", near)


def _kept_at(old: str, new: str, runs: Sequence[Run], spot: Spot) -> int | None:
    """The new position of a quotation whose clauses lie whole in what stayed; clauses that stand there more than once
    need some of their surroundings too."""
    clauses = old[spot.low:spot.high]
    around = AROUND if old.count(clauses) > 1 or new.count(clauses) > 1 else 0
    for run in runs:
        if run.same and run.start <= spot.low and spot.high <= run.end and (
                run.end - run.start >= min(spot.high - spot.low + around, len(old))):
            return moved_to(old, new, run, spot.start)
    return None


def _found_at(old: str, new: str, spot: Spot) -> int | None:
    """The clauses word for word, and only once: they changed places inside the article."""
    clauses = old[spot.low:spot.high]
    if len(bare(clauses)) >= OWN and new.count(clauses) == 1:
        return new.index(clauses) + spot.start - spot.low
    return None


def _near(runs: Sequence[Run], spot: Spot) -> int | None:
    """Where something of the quoted clauses is left."""
    for run in runs:
        if run.same and run.start < spot.high and spot.low < run.end and min(run.end, spot.high) - max(
                run.start, spot.low) >= (spot.high - spot.low) // 2:
            return run.new_start
    return None


def _lost(placed: Placement, spot: Spot) -> Placement:
    return Placement(placed.eid, ASK, f"所引文字“{_short(spot.quote)}”在新稿里改了或删去了，新稿是否已回应？")


def _short(quote: str) -> str:
    return quote if len(quote) <= 20 else quote[:19] + "…"
