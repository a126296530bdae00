"""The words of a clause that may not change: numbers with their units and bounds, modal words, references, denials."""
import re
from dataclasses import dataclass
from functools import lru_cache

from services.review.domain.grouping import modals, references

_UNITS = (r"个?工作日|周岁|小时|分钟|平方公里|平方米|立方米|公里|厘米|毫米|公顷|公斤|千克|星期|周年|个月|季度|学年|年度"
          r"|[年月周日天时分秒元角亩米吨克升度岁级层倍次人名个户件项条辆台套处家所批期届任班间栋幢份张种类株头只例位颗座]")
_MORE = "少低多高大小长短早晚迟"
_BOUNDS = (rf"不(?:[{_MORE}])于|[{_MORE}]于|不得?超过|超过|不得?低于|至[少多]|最[{_MORE}]|以[上下内外]"
           r"|[不未]满|届满|不足|逾|(?<=[日天月年时期])[前后]|之[前后]")
_TOKEN = re.compile(
    rf"(?P<reference>{references.PATTERN})|(?P<number>\d+(?:[./]\d+)?[%‰]?)(?P<unit>{_UNITS})?"
    rf"|(?P<bound>{_BOUNDS})|(?P<modal>{modals.PATTERN})|(?P<denial>[{''.join(sorted(modals.DENIALS))}])")
_SAME_UNIT = {"天": "日", "工作日": "个工作日", "周": "星期", "周岁": "岁"}


@dataclass(frozen=True)
class Token:
    """A word that may not change, from *start* to *end* of its clause; ``rest`` is its unit or level, "" if it has none
    that can be read."""

    kind: str
    value: str
    rest: str
    start: int
    end: int

    @property
    def said(self) -> tuple[str, str, str]:
        """What it says, wherever it stands."""
        return self.kind, self.value, self.rest


@lru_cache(maxsize=1 << 15)
def tokens_of(clause: str) -> tuple[Token, ...]:
    """What may not change in a clause, in order."""
    return tuple(_token(found) for found in _TOKEN.finditer(clause))


def _token(found: re.Match[str]) -> Token:
    start, end = found.span()
    if found["number"]:
        unit = found["unit"] or ""
        return Token("number", found["number"], _SAME_UNIT.get(unit, unit), start, end)
    if found["reference"]:
        return Token("reference", *references.read_reference(found[0]), start, end)
    if found["bound"]:
        return Token("bound", found[0], "", start, end)
    value = modals.read_modal(found[0]) if found["modal"] else found[0]
    return Token("modal" if found["modal"] else "denial", value, "", start, end)
