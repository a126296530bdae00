"""Chinese numerals as statutes use them: 一 to 九千九百九十九, both ways."""
import re

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
_SAME = str.maketrans("〇○两０１２３４５６７８９", "零零二0123456789")
CHINESE = r"[零〇一二三四五六七八九十百]+"
NUMERAL = r"[零〇○一二两三四五六七八九十百千\d０-９]+"


def read_number(text: str) -> int | None:
    """Read a Chinese or Arabic numeral; None if it is none."""
    bare = re.sub(r"\s", "", text).translate(_SAME)
    if bare.isdecimal():
        return int(bare)
    if len(bare) > 1 and set(bare) <= set(DIGITS):  # 一〇五, as Word's ideographDigital numbers
        return int("".join(str(DIGITS.index(digit)) for digit in bare))
    total, digit = 0, 0
    for character in bare:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            return None
    return total + digit or None


def write_number(number: int) -> str:
    """Write 1 to 9999 as statutes do: 十二, 一百零三, 一千二百六十."""
    if number < 20:
        return ("十" + DIGITS[number - 10] if number > 10 else "十") if number >= 10 else DIGITS[number]
    written, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return written
