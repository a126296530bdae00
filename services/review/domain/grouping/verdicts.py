"""What a changed clause means: another number, another duty, another place, another party, other words, or a slip."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.review.domain.grouping import actors
from services.review.domain.grouping.alignment import SEAM, Change, changes
from services.review.domain.grouping.frames import is_frame, unframe
from services.review.domain.grouping.modals import CHARACTERS, DENIALS
from services.review.domain.grouping.tokens import Token, tokens_of

WORDING = "wording"
_KINDS = {"number": "number", "bound": "number", "modal": "modal", "denial": "modal", "reference": "reference"}
_HARMLESS = frozenset("的地得了着过之其在于对向与和及同以为有作做是也都等")
_SAME_WORDS = frozenset(("依法", "及时", "认真", "切实", "相关", "有关", "并且", "而且", "以及", "但是", "积极", "的话"))
# a single character for another that turns the sense around
_FLIPS = (
    "前后先|上下|内外|多少|大小|高低|增减|进出入|收支|加减|左右|长短|严宽|早晚|轻重|快慢|开关|升降|公私|新旧"
    "|或和与及且|是非|正反|松紧|存取|强弱|始终")
_TURNED = tuple(_FLIPS.split("|"))
_ADDED = frozenset("仅只均全每皆总最")
FEW = 2
NAME = 12  # no name of an organ or a party is much longer
EVERY = 15  # one slip more may stand in so many characters


@dataclass(frozen=True)
class Verdict:
    """The kinds of what was changed, and how many characters were not."""

    kinds: frozenset[str]
    same: int


def judge(pairs: Iterable[tuple[str, str]]) -> Verdict:
    """Judge all changed clauses of two texts."""
    kinds: set[str] = set()
    same = 0
    for one, other in pairs:
        found = changes(one, other)
        same += max(len(one), len(other)) - sum(max(each.end - each.start, each.new_end - each.new_start)
                                                for each in found)
        kinds |= set(_judge(one, other, found))
    return Verdict(frozenset(kinds), same)


def _judge(one: str, other: str, found: Sequence[Change]) -> Iterable[str]:
    tokens, others = tokens_of(one), tokens_of(other)
    yield from _facts(tokens, others, found, one, other)
    covered, new_covered = _covered(tokens), _covered(others)
    slips = 0
    for each in found:
        was = "".join(one[at] for at in range(each.start, each.end) if at not in covered)
        now = "".join(other[at] for at in range(each.new_start, each.new_end) if at not in new_covered)
        if was or now:
            kind = _meaning(one, other, each, was, now)
            slips += kind == ""
            yield from [kind] if kind else []
    if slips > FEW + max(len(one), len(other)) // EVERY:
        yield WORDING


def _covered(tokens: Sequence[Token]) -> set[int]:
    return {at for token in tokens for at in range(token.start, token.end)}


def _facts(tokens: Sequence[Token], others: Sequence[Token], found: Sequence[Change], one: str,
           other: str) -> Iterable[str]:
    slips = [each for each in found if each.is_slip]
    for kind, name in _KINDS.items():
        here = [each for each in tokens if each.kind == kind]
        there = [each for each in others if each.kind == kind]
        if not _agree(here, there, bool(slips)):
            mere = [each for each in slips if not (_holds(here, each.start) and _holds(there, each.new_start))]
            slipped = kind in ("modal", "bound") and _agree(_undamaged(here, mere, other, new=False),
                                                            _undamaged(there, mere, one, new=True), True)
            if not slipped:
                yield name


def _holds(tokens: Sequence[Token], at: int) -> bool:
    return any(token.start <= at < token.end for token in tokens)


def _agree(here: Sequence[Token], there: Sequence[Token], slipped: bool) -> bool:
    """Whether two rows of words say the same. A unit that cannot be read stands for any; one that a slip cut short
    for the whole one."""
    return len(here) == len(there) and all(
        one.value == other.value and (one.rest == other.rest or not one.rest or not other.rest
                                      or (slipped and _begins(one.rest, other.rest)))
        for one, other in zip(here, there, strict=True))


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _undamaged(tokens: Sequence[Token], slips: Sequence[Change], text: str, new: bool) -> list[Token]:
    """The words in which no slip stands that could only be a slip."""
    return [token for token in tokens if not any(_damages(each, token, text, new) for each in slips)]


def _damages(change: Change, token: Token, text: str, new: bool) -> bool:
    """Whether a slip stands in a word, or beside one of a single character: 许可 that became 和可 is no 可."""
    at, there = (change.new_start, change.start) if new else (change.start, change.new_start)
    beside = token.end - token.start == 1
    inside = token.start - beside <= at < token.end + beside and (not beside or at != token.start)
    denies = at == token.start and DENIALS & {text[there], token.value[0]}
    return inside and (beside or text[there] not in CHARACTERS) and not denies


def _meaning(one: str, other: str, change: Change, was: str, now: str) -> str:
    """What it means that *was* became *now*; "" for a slip or nothing at all."""
    if was == now:
        return ""
    if len(was) <= 1 and len(now) <= 1:
        return _character(one, other, change, was, now)
    if _is_nothing(was) and _is_nothing(now):
        return "" if unframe(was).stances == unframe(now).stances else "stance"
    if len(was) == len(now) == 2 and (set(now) <= _HARMLESS or set(was) <= _HARMLESS):
        return ""
    named = actors.touches_actor(one, change.start, change.end) or \
        actors.touches_actor(other, change.new_start, change.new_end)
    return "actor" if named else WORDING


def judge_replaced(left: Sequence[str], right: Sequence[str]) -> Iterable[str]:
    """What it means that clauses of one text stand where others stand in the other."""
    ones, others = ([each for each in side if not is_frame(each) and _says_something(each)]
                    for side in (left, right))
    if not ones or not others:
        return
    tokens, new_tokens = (tokens_of(SEAM.join(side)) for side in (ones, others))
    if tokens and new_tokens:
        yield from _facts(tokens, new_tokens, [], "", "")
    if max(map(len, (*ones, *others))) <= NAME and all(map(_names_somebody, (ones, others))):
        yield "actor"
    else:
        yield WORDING


def _says_something(clause: str) -> bool:
    return len(clause) > 1 or clause.isdigit() or actors.is_role(clause)


def _names_somebody(clauses: Sequence[str]) -> bool:
    return any(actors.touches_actor(each, 0, len(each)) for each in clauses)


def _is_nothing(words: str) -> bool:
    return not words or words in _SAME_WORDS or set(words) <= _HARMLESS or is_frame(words.replace("\n", ""))


def _character(one: str, other: str, change: Change, was: str, now: str) -> str:
    if any(was and now and was in flip and now in flip for flip in _TURNED):
        return "modal"
    if was and now:
        here, there = actors.names_somebody(one, change.start), actors.names_somebody(other, change.new_start)
        return "actor" if actors.changes_role(was, now) or (here and there) else ""
    return "actor" if actors.adds_role(was or now) else "modal" if (was or now) in _ADDED else ""
