"""What became of every article and heading of a draft in its next version."""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.review.domain.versions.differences import bare
from services.review.domain.versions.pairing import Pairing
from services.review.domain.versions.tree import Node, Tree, name_of, neutral, reads_as

STATES = ("same", "moved", "reworded", "split", "merged", "removed", "unsure", "added")
MOST = 0.5
Provisions = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Match:
    """What became of one old article, annex or heading: where its words are now. A new one that came from nowhere has
    no ``old``."""

    old: str | None
    new: tuple[str, ...]
    state: str


@dataclass
class Matches:
    """Both versions and what became of what; ``renamed`` gives old references their new numbers;
    ``weak`` are old articles whose new place is likely, not certain."""

    old: Tree
    new: Tree
    units: dict[str, Match] = field(default_factory=dict)
    headings: dict[str, Match] = field(default_factory=dict)
    added: list[Match] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)

    def all(self) -> list[Match]:
        """Old articles and annexes in their order, then the new ones that came from nowhere."""
        return [*self.units.values(), *self.added]

    def targets(self, eid: str) -> list[Node]:
        """The new articles that hold words of this old one."""
        match = self.units.get(eid)
        return [self.new.nodes[each] for each in match.new] if match else []


def match_articles(old: Provisions, new: Provisions) -> Matches:
    """Find for every article, annex and heading of the old version where it is in the new one."""
    matches = Matches(Tree(old), Tree(new))
    pairing = Pairing(matches.old.units, matches.new.units)
    pairing.run()
    matches.renamed = pairing.renamed()
    _match_headings(matches, pairing)
    for one, unit in enumerate(matches.old.units):
        matches.units[unit.eid] = Match(unit.eid, tuple(matches.new.units[two].eid for two in pairing.to.get(one, ())),
                                        _state(matches, pairing, one))
        if pairing.is_weak(one):
            matches.weak.add(unit.eid)
    matches.added = [Match(None, (matches.new.units[two].eid,), "added") for two in pairing.open_new()]
    return matches


def sure_moves(old: Provisions, new: Provisions) -> dict[str, str | None]:
    """Where each old provision is now, with all its words; None where they were changed or it is not certain."""
    matches, there = match_articles(old, new), {each["eid"] for each in new}
    moved: dict[str, str | None] = {}
    for each in old:
        top, _, inside = each["eid"].partition("__")
        match = matches.units.get(top) or matches.headings.get(each["eid"])
        sure = match is not None and match.state in ("same", "moved") and len(match.new) == 1
        below = f"__{inside}" if inside and top in matches.units else ""
        target = match.new[0] + below if match and sure else ""
        moved[each["eid"]] = target if target in there else None
    return moved


def _state(matches: Matches, pairing: Pairing, one: int) -> str:
    found = pairing.to.get(one, [])
    if not found:
        return "unsure" if one in pairing.doubtful else "removed"
    if len(found) > 1:
        return "split"
    if len(pairing.source[found[0]]) > 1:
        return "merged"
    old, new = pairing.old[one], pairing.new[found[0]]
    if not reads_as(old.words, new.words, matches.renamed):
        return "reworded"
    return "same" if old.eid == new.eid and _stays_inside(matches, old, new) else "moved"


def _stays_inside(matches: Matches, old: Node, new: Node) -> bool:
    """Whether an article stands under the same heading; one that is not known for certain moves nothing."""
    match = matches.headings.get(old.parent or "")
    return match is None or not match.new or match.state == "unsure" or new.parent in match.new


def _match_headings(matches: Matches, pairing: Pairing) -> None:
    """By their captions and by where most of their articles are now."""
    votes = _votes(matches, pairing)
    captions, new_captions = _captions(matches.old), _captions(matches.new)
    for heading in matches.old.headings:
        winner = _winner(votes.get(heading.eid, Counter()))
        caption = _caption(heading)
        only = [each.eid for each in matches.new.headings if _caption(each) == caption]
        unique = captions[caption] == new_captions[caption] == 1
        if winner and matches.new.nodes[winner].kind == heading.kind and _caption(matches.new.nodes[winner]) == caption:
            chosen, sure = winner, True
        elif unique and (winner is None or not votes.get(heading.eid)):
            chosen, sure = only[0], True
        else:
            chosen, sure = winner or "", False
        matches.headings[heading.eid] = _heading_match(heading, chosen, sure)
    matches.renamed |= {name_of(old): name_of(match.new[0]) for old, match in matches.headings.items()
                        if match.new and match.state != "unsure" and "__" not in old + match.new[0]}


def _heading_match(heading: Node, chosen: str, sure: bool) -> Match:
    if not chosen:
        return Match(heading.eid, (), "removed")
    if not sure:
        return Match(heading.eid, (chosen,), "unsure")
    return Match(heading.eid, (chosen,), "same" if chosen == heading.eid else "moved")


def _caption(heading: Node) -> str:
    return heading.kind + neutral(bare(heading.caption))


def _captions(tree: Tree) -> Counter[str]:
    return Counter(_caption(each) for each in tree.headings)


def _votes(matches: Matches, pairing: Pairing) -> dict[str, Counter[str]]:
    """For each old heading: under which new ones of its kind its articles stand."""
    found: dict[str, Counter[str]] = {}
    for one, twos in pairing.to.items():
        for above in _above(matches.old, pairing.old[one]):
            count = found.setdefault(above.eid, Counter())
            for two in twos:
                count.update(each.eid for each in _above(matches.new, pairing.new[two]) if each.kind == above.kind)
    return found


def _winner(votes: Counter[str]) -> str | None:
    if not votes:
        return None
    best, count = votes.most_common(1)[0]
    return best if count > MOST * sum(votes.values()) else None


def _above(tree: Tree, node: Node) -> list[Node]:
    found, at = [], node.parent
    while at and at in tree.nodes:
        found.append(tree.nodes[at])
        at = tree.nodes[at].parent
    return found
