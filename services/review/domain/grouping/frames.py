"""The words around what an opinion speaks of: 建议将草案第四十一条中…作进一步明确."""
import re
from dataclasses import dataclass

from services.review.domain.grouping import references, stances

_DRAFTS = (r"(?:本|该|此|这[个部]?)?(?:法规|法律|条例|办法|规定|草案|法|征求意见稿|修订稿|送审稿|稿)"
           r"(?:草案|\(草案\))?")
_WISH = f"(?:{stances.PATTERN})"
_BEFORE_WISH = f"(?:应当?|应该|需要?|要|可以?)(?=[更再]?{_WISH})"
_NEUTRAL = (
    "建议|希望|请求|恳请|提议|呼吁|请|认为|觉得|能否|可否|是否|将|把|对于?|关于|针对|就|在|有关|相关|其中"
    "|里面|当中|中|里|内(?!容)|的|规定|内容|条文|条款|表述|表达|提法|部分|一[条款项]|作出?|做出?|进行|予以"
    "|加以|给予|进一步|更加?|再|还|也|都|写得?|说得?|定得?|讲得?|得(?=[太过不比很较])|一些|一点|些|比较|较为?"
    "|太|过于|过|有点|有些|稍|非常|很|十分|这样|这里|此处|这|该|此|了|是")
_EDGE = f"{_WISH}|{_NEUTRAL}|{_BEFORE_WISH}|{_DRAFTS}"
_WORD = f"{references.PATTERN}|{_EDGE}"
_START = re.compile(f"(?:{_WORD})+")
_END = re.compile(f"(?:{_EDGE})+$")
_ALL = re.compile(f"(?:{_WORD})*")
_PIECE = re.compile(f"(?P<reference>{references.PATTERN})|(?P<stance>{_WISH})")


@dataclass(frozen=True)
class Framed:
    """A clause without its frame, and what the frame said."""

    core: str
    stances: frozenset[str] = frozenset()
    references: frozenset[tuple[str, str]] = frozenset()


def unframe(clause: str) -> Framed:
    """Take the frame off a clause."""
    opened = _START.match(clause)
    start = opened.end() if opened else 0
    closed = _END.search(clause, start)
    end = closed.start() if closed else len(clause)
    found = [piece for part in (clause[:start], clause[end:]) for piece in _PIECE.finditer(part)]
    return Framed(clause[start:end], frozenset(stances.read_stance(each[0]) for each in found if each["stance"]),
                  frozenset(references.read_reference(each[0]) for each in found if each["reference"]))


def is_frame(words: str) -> bool:
    """Whether a few words are nothing but frame."""
    return _ALL.fullmatch(words) is not None
