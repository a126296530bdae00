"""What it means that words became other words: a slip, a filler, the contrary, another party, another thing."""
from services.review.domain.grouping import actors
from services.review.domain.grouping.alignment import SEAM, Change
from services.review.domain.grouping.frames import is_frame, unframe

WORDING = "wording"
_HARMLESS = frozenset("的地得了着过之其在于对向与和及同以为有作做是也都等")
_FILLERS = "依法|及时|认真|切实|相关|有关|并且|而且|以及|但是|积极|的话"
_NOTHING = frozenset(_FILLERS.split("|"))
# a single character for another that turns the sense around
_FLIPS = (
    "前后先|上下|内外|多少|大小|高低|增减|进出入|收支|加减|左右|长短|严宽|早晚|轻重|快慢|开关|升降|公私|新旧"
    "|或和与及且|是非|正反|松紧|存取|强弱|始终")
_TURNED = tuple(_FLIPS.split("|"))
_ADDED = frozenset("仅只均全每皆总最")


def meaning(one: str, other: str, change: Change, was: str, now: str) -> str:
    """What it means that *was*, in the place of a change, became *now*: a kind, WORDING, "" for a slip or nothing."""
    if len(was) <= 1 and len(now) <= 1:
        return _character(one, other, change, was, now)
    if _is_nothing(was) and _is_nothing(now):
        return "" if unframe(was).stances == unframe(now).stances else "stance"
    if _is_garbled(was, now):
        return ""
    named = actors.touches_actor(one, change.start, change.end) or \
        actors.touches_actor(other, change.new_start, change.new_end)
    return "actor" if named else WORDING


def _is_nothing(words: str) -> bool:
    return not words or words in _NOTHING or set(words) <= _HARMLESS or is_frame(words.replace(SEAM, ""))


def _is_garbled(was: str, now: str) -> bool:
    """Two characters in a row mistyped: no word of substance stands in the place of one."""
    return len(was) == len(now) == 2 and (set(now) <= _HARMLESS or set(was) <= _HARMLESS)


def _character(one: str, other: str, change: Change, was: str, now: str) -> str:
    """What one character for another means, or one more, or one less."""
    if was == now:
        return ""
    if not was or not now:
        return _more(was or now)
    if any(was in flip and now in flip for flip in _TURNED):
        return "modal"
    return "actor" if actors.is_another(one, change.start, other, change.new_start) else ""


def _more(character: str) -> str:
    if actors.adds_role(character):
        return "actor"
    return "modal" if character in _ADDED else ""
