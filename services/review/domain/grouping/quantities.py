"""Numbers in any writing, brought to digits: 三十, 3万, 12,000, 百分之五, 二分之一, 二〇二六."""
import re
from decimal import Decimal

_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_WHOLES = _TENS | _GROUPS
NUMERALS = "零〇○一二两三四五六七八九十百千"
_ONE = "[一二两三四五六七八九]"
_CHINESE = f"[{NUMERALS}万亿]+"
# words that hold a numeral and count nothing
_IDIOMS = (
    "进一.|统一|一般|一定|一致|一些|一旦|一律|一并|一切|一直|一样|一体|一贯|一系列|一经|一方面|一点|一下|一起"
    "|一同|一如|唯一|同一|单一|专一|逐一|之一|任一|万一|不一|一时|十分|千万|百姓|两者|两岸|再三|四周|百货"
    "|千家万户|三轮|四轮|二手|一手|一线|三农|双百|二维码|万物|千方百计")
_WRITTEN = re.compile(
    rf"(?P<idiom>{_IDIOMS})|(?P<of>\d+|{_CHINESE})分之(?P<share>\d+(?:\.\d+)?|{_CHINESE}(?:点{_CHINESE})?)"
    rf"|(?P<latin>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?P<point>\.\d+)?(?P<group>[百千]?[万亿]|[百千](?=[元人米户吨名亩]))?"
    rf"|(?P<chinese>{_CHINESE})")
_BELOW = rf"(?:{_ONE}千)?(?:零?{_ONE}百)?(?:零?{_ONE}?十)?(?:零?{_ONE})?"
_SHAPE = re.compile(rf"(?=[^百千万亿])(?:{_BELOW}万?亿零?)?(?:{_BELOW}万零?)?{_BELOW}|[零〇○]")


def in_digits(text: str) -> str:
    """A text with its numbers in digits; a numeral that counts nothing stays as it is written."""
    return _WRITTEN.sub(_rewritten, text)


def read_quantity(word: str) -> int | None:
    """The whole number that a word writes; None if it writes none."""
    if word.isdecimal():
        return int(word)
    if len(word) > 2 and set(word) <= set(_VALUES):
        return int("".join(str(_VALUES[digit]) for digit in word))
    return _composed(word) if _SHAPE.fullmatch(word) else None


def _rewritten(found: re.Match[str]) -> str:
    if found["idiom"]:
        return found[0]
    if found["of"]:
        return _fraction(found)
    if found["latin"]:
        return _latin(found)
    value = read_quantity(found[0])
    return found[0] if value is None else str(value)


def _latin(found: re.Match[str]) -> str:
    value = Decimal(found["latin"].replace(",", "") + (found["point"] or ""))
    for unit in found["group"] or "":
        value *= _WHOLES[unit]
    return f"{value.normalize():f}"


def _fraction(found: re.Match[str]) -> str:
    below, above = _WHOLES.get(found["of"]) or read_quantity(found["of"]), _share(found["share"])
    if below is None or above is None:
        return found[0]
    return f"{above}%" if below == 100 else f"{above}/{below}"


def _share(word: str) -> str | None:
    whole, _, rest = word.replace("点", ".").partition(".")
    value = _WHOLES.get(whole) or read_quantity(whole)
    places = "".join(str(_VALUES.get(digit, digit)) for digit in rest)
    return None if value is None else f"{value}.{places}" if places else str(value)


def _composed(word: str) -> int:
    """一亿三千万, 十二万; a digit behind 百, 千 or 万 alone counts a tenth of it: 三千五 is 3,500."""
    total, part, digit, last = 0, 0, 0, 1
    for character in word:
        if character in _TENS:
            last = _TENS[character]
            part, digit = part + (digit or 1) * last, 0
        elif character in _GROUPS:
            last = _GROUPS[character]
            whole = part + digit or 1
            total, part, digit = (total + whole * last if last < total or not total else (total + whole) * last), 0, 0
        else:
            digit = _VALUES[character]
            last = 1 if character in "零〇○" else last
    return total + part + digit * max(1, last // 10)
