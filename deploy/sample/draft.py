"""The invented draft regulation: its words by provision, and how a clerk names a provision."""
import re
from functools import cache
from pathlib import Path

REGULATION = Path(__file__).with_name("regulation.txt")
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条 (.*)")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]+章 .*")
_ITEM = re.compile(r"（([一二三四五六七八九十]+)）(.*)")
_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number below one hundred in Chinese: 12 is 十二, 40 is 四十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")


@cache
def provisions() -> dict[str, str]:
    """Words of every article, paragraph and item, by eid, in document order."""
    found: dict[str, list[str]] = {}
    article, paragraph, item = 0, 0, 0
    for line in REGULATION.read_text(encoding="utf-8").splitlines()[1:]:
        if not line or _CHAPTER.fullmatch(line):
            continue
        opening, point = _ARTICLE.fullmatch(line), _ITEM.fullmatch(line)
        if opening:
            article, paragraph, item, words = article + 1, 1, 0, opening[2]
        elif point:
            item, words = item + 1, point[2]
        else:
            paragraph, item, words = paragraph + 1, 0, line
        _keep(found, _eid(article, paragraph, item), words)
    return {eid: "\n".join(lines) for eid, lines in found.items()}


def _eid(article: int, paragraph: int, item: int) -> str:
    return f"art_{article}__para_{paragraph}" + (f"__item_{item}" if item else "")


def _keep(found: dict[str, list[str]], eid: str, words: str) -> None:
    parts = eid.split("__")
    for depth in range(1, len(parts) + 1):
        found.setdefault("__".join(parts[:depth]), []).append(words)


def article_of(eid: str) -> str:
    """The article a provision belongs to."""
    return eid.split("__")[0]


def label(eid: str) -> str:
    """A provision as clerks write it: art_12__para_2 is 第十二条第二款; a lone paragraph goes unnamed."""
    lone = f"{article_of(eid)}__para_2" not in provisions() and "__item_" not in eid
    return "".join(_part(part) for part in eid.split("__") if not (lone and part.startswith("para_")))


def _part(part: str) -> str:
    kind, number = part.split("_")
    words = numeral(int(number))
    return f"第（{words}）项" if kind == "item" else f"第{words}{'条' if kind == 'art' else '款'}"
