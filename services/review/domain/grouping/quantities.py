"""Numbers in any writing: 三十, 30, 3万, 百分之五, 二〇二六."""
import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_WRITTEN = re.compile(r"(?:\d[\d,]*(?:\.\d+)?|[零〇○一二两三四五六七八九十百千]+)[零〇○一二两三四五六七八九十百千万亿]*")
_SHAPE = re.compile(r"(?:[一二两三四五六七八九]?[十百千]|零?[一二两三四五六七八九](?![一二两三四五六七八九零〇○])|[万亿])+")


def in_digits(text: str) -> str:
    """A text with its numbers in digits; what is no number stays as it is written."""
    return _WRITTEN.sub(lambda found: _digits(found[0]), text)


def _digits(word: str) -> str:
    value = read(word)
    return word if value is None else str(value)


def read(word: str) -> int | None:
    """The whole number that a word writes; None if it writes none."""
    if word.isdecimal():
        return int(word)
    if len(word) > 2 and set(word) <= set(_DIGITS):
        return int("".join(str(_DIGITS[digit]) for digit in word))
    return _composed(word) if _SHAPE.fullmatch(word) else None


def _composed(word: str) -> int:
    total, part, digit = 0, 0, 0
    for character in word:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            part, digit = part + (digit or 1) * _UNITS[character], 0
        else:
            total, part, digit = total + ((part + digit) or 1) * _GROUPS[character], 0, 0
    return total + part + digit
