"""What an article would read like if a suggestion were followed, where the suggestion's words say so for certain."""
import re
from difflib import SequenceMatcher

_QUOTE = r"[“\"「『]([^”\"」』]+)[”\"」』]"
_PUT = r"(?:修改|更改|改|替换|调整|表述|变更|修订)(?:成|为)[：:，,]?\s*"
_INSTEAD = re.compile(_QUOTE + r"[^“\"「『，。；]{0,8}?" + _PUT + _QUOTE)
_BESIDE = re.compile("在" + _QUOTE + r"(?:一词|一句|字样)?(?:之)?(后|前)面?(?:增加|加上|加入|添加|补充|增写|插入)"
                     r"[^“\"「『，。；]{0,6}?" + _QUOTE)
_WITHOUT = re.compile(r"(?:删去|删除|去掉|删掉)[^“\"「『，。；]{0,6}?" + _QUOTE)
_WHOLE = re.compile(_PUT + _QUOTE)
ALIKE = .5


def amended(article: str, suggestion: str) -> str | None:
    """The article as it would read; None where the suggestion does not say its new words. What it quotes must stand
    in the article: “甲”改为“乙”, 在“甲”后增加“乙”, 删去“甲”; else a quoted or a plain text that is much like it."""
    changed = _quoted_changes(article, suggestion)
    if changed != article:
        return changed
    whole = [each for each in _WHOLE.findall(suggestion) if is_like(article, each)]
    return whole[-1] if whole else suggestion if is_like(article, suggestion) and suggestion != article else None


def is_like(article: str, text: str) -> bool:
    """Whether a text may stand in the article's place: more than half of both is the same."""
    return bool(article) and SequenceMatcher(None, article, text, autojunk=False).ratio() > ALIKE


def _quoted_changes(article: str, suggestion: str) -> str:
    """Each change is made at the first place that has the quoted words."""
    for old, new in _INSTEAD.findall(suggestion):
        article = article.replace(old, new, 1)
    for beside, side, new in _BESIDE.findall(suggestion):
        article = article.replace(beside, beside + new if side == "后" else new + beside, 1)
    for old in _WITHOUT.findall(suggestion):
        article = article.replace(old, "", 1)
    return article
