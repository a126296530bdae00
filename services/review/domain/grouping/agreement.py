"""Whether the words that may not change (numbers, modal words, references) are the same in two clauses."""
from collections.abc import Callable, Iterator, Sequence
from operator import eq

from services.review.domain.grouping.alignment import Change, Changed
from services.review.domain.grouping.modals import CHARACTERS, DENIALS
from services.review.domain.grouping.tokens import Token, tokens_of

_KINDS = {"number": "number", "bound": "number", "modal": "modal", "denial": "modal", "reference": "reference"}


def facts_that_differ(changed: Changed) -> Iterator[str]:
    """The kinds of words that differ in a changed clause."""
    tokens, others = tokens_of(changed.one), tokens_of(changed.other)
    if [each.said for each in tokens] == [each.said for each in others]:
        return
    for kind, name in _KINDS.items():
        here, there = _of_kind(kind, tokens), _of_kind(kind, others)
        if not _agree(here, there) and not _slipped(kind, here, there, changed):
            yield name


def _of_kind(kind: str, tokens: Sequence[Token]) -> list[Token]:
    return [each for each in tokens if each.kind == kind]


def _agree(here: Sequence[Token], there: Sequence[Token], alike: Callable[[str, str], bool] = eq) -> bool:
    """Whether two rows of words say the same. A unit that cannot be read stands for any."""
    return len(here) == len(there) and all(
        one.value == other.value and (not one.rest or not other.rest or alike(one.rest, other.rest))
        for one, other in zip(here, there, strict=True))


def _begins(one: str, other: str) -> bool:
    """A unit that a slip cut short stands for the whole one."""
    return one.startswith(other) or other.startswith(one)


def _slipped(kind: str, here: Sequence[Token], there: Sequence[Token], changed: Changed) -> bool:
    """Whether the difference is only what slips did to words."""
    slips = [each for each in changed.changes
             if each.is_slip and not (_holds(here, each.start) and _holds(there, each.new_start))]
    if kind == "number":
        return bool(slips) and _agree(here, there, _begins)
    return kind in ("modal", "bound") and _agree(_undamaged(here, slips, changed.other, new=False),
                                                 _undamaged(there, slips, changed.one, new=True))


def _holds(tokens: Sequence[Token], at: int) -> bool:
    return any(token.start <= at < token.end for token in tokens)


def _undamaged(tokens: Sequence[Token], slips: Sequence[Change], text: str, new: bool) -> list[Token]:
    """The words in which no slip stands that could only be a slip."""
    return [token for token in tokens if not any(_damages(each, token, text, new) for each in slips)]


def _damages(change: Change, token: Token, text: str, new: bool) -> bool:
    """Whether a slip stands in a word, or beside one of a single character: 许可 that became 和可 is no 可."""
    at, there = (change.new_start, change.start) if new else (change.start, change.new_start)
    if token.end - token.start == 1:
        return abs(at - token.start) == 1
    denies = at == token.start and DENIALS & {text[there], token.value[0]}
    return token.start <= at < token.end and text[there] not in CHARACTERS and not denies
