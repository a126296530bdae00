"""What a changed clause means: another number, another duty, another place, another party, other words, or a slip."""
from collections.abc import Iterator, Sequence

from services.review.domain.grouping import actors
from services.review.domain.grouping.agreement import facts_that_differ
from services.review.domain.grouping.alignment import SEAM, Changed
from services.review.domain.grouping.frames import is_frame
from services.review.domain.grouping.tokens import tokens_of
from services.review.domain.grouping.words import WORDING, meaning

FEW = 2
EVERY = 15  # one slip more may stand in so many characters
NAME = 12  # no name of an organ or a party is much longer


def judge(changed: Changed) -> Iterator[str]:
    """In which kinds the two clauses differ; WORDING where other words stand."""
    yield from facts_that_differ(changed)
    one, other = changed.one, changed.other
    covered, new_covered = _covered(one), _covered(other)
    slips = 0
    for each in changed.changes:
        was = "".join(one[at] for at in range(each.start, each.end) if at not in covered)
        now = "".join(other[at] for at in range(each.new_start, each.new_end) if at not in new_covered)
        kind = meaning(one, other, each, was, now)
        slips += kind == "" and was != now
        yield from [kind] if kind else []
    if slips > FEW + max(len(one), len(other)) // EVERY:
        yield WORDING


def judge_replaced(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    """What it means that clauses of one text stand where others stand in the other."""
    ones, others = (list(filter(_says_something, side)) for side in (left, right))
    if not ones or not others:
        return
    one, other = SEAM.join(ones), SEAM.join(others)
    if tokens_of(one) and tokens_of(other):
        yield from facts_that_differ(Changed(one, other, compared=False))
    names = max(map(len, (*ones, *others))) <= NAME and all(map(_names_somebody, (ones, others)))
    yield "actor" if names else WORDING


def _covered(clause: str) -> set[int]:
    """The places of the words that may not change: they were judged already."""
    return {at for token in tokens_of(clause) for at in range(token.start, token.end)}


def _says_something(clause: str) -> bool:
    return not is_frame(clause) and (len(clause) > 1 or clause.isdigit() or actors.is_role(clause))


def _names_somebody(clauses: Sequence[str]) -> bool:
    return any(actors.touches_actor(each, 0, len(each)) for each in clauses)
