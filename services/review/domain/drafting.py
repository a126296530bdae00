"""The first words of a new suggestion, out of one opinion: nothing is invented, an officer reads and mends them."""
import re
from dataclasses import dataclass

TITLE = 40
NO_REASON, UNCLEAR = "提意见的人没有写理由。", "内容待写明"
_HALLO = re.compile(r"^(?:(?:尊敬的)?(?:各位)?(?:领导|代表|同志|人大)[们]?[，,：:！!。\s]*(?:您?你?们?好[，,！!。\s]*)?"
                    r"|您好[，,！!。\s]*|你们?好[，,！!。\s]*)")
_FRAME = re.compile(r"^(?:(?:我(?:们)?(?:个人)?|本人|作为[^，,。]{1,12}[，,]\s*我?)?"
                    r"(?:认为|觉得|想|希望|提议|提个建议|建议|请求|强烈建议|强烈要求|要求)[：:，,]?\s*)+(?:能够|能)?")
_THANKS = re.compile(r"[，,；;\s]*(?:谢谢|感谢|辛苦|此致|敬礼|望采纳|请采纳|请考虑|以上是我的意见)"
                     r"[^。！!；;]{0,12}[。！!]*\s*$")
_ASKS = re.compile(r"建议|应当|应该|必须|不得|改为|改成|修改|删去|删除|增加|加上|补充|明确|写明|规定|要求|希望"
                   r"|不要|取消|保留|提高|降低|延长|缩短|扩大")
_DOES = re.compile(r"[^，。]{0,12}?(?:改|删|增|加|补|明确|写明|规定|取消|保留|提高|降低|延长|缩短|扩大"
                   r"|把|将|由|对|在)")
_BECAUSE = re.compile(r"因为|由于|否则|不然|以免|避免|导致|现在|目前|现实中|实际上|太|不够|没有人|容易")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_OPENERS = {"oppose": "不同意：", "support": "赞成："}


@dataclass(frozen=True, kw_only=True)
class Words:
    """Title, text and reason of a suggestion."""

    title: str
    text: str
    reason: str


def draft_words(text: str, proposed: str = "", reason: str = "", stance: str = "", label: str = "") -> Words:
    """Words for a suggestion about the provision that *label* names ("" for the whole draft): the wording that was
    proposed, else what the opinion asks for; the reason it gives, else the sentences that ask for nothing, else the
    plain fact that none was given."""
    said = _bare(text)
    asks, rest = _apart(said)
    return Words(title=_title(said, asks, stance), text=_text(asks or said, proposed.strip(), label),
                 reason=(reason.strip() or rest or NO_REASON)[:2000])


def _bare(text: str) -> str:
    """An opinion without its greeting and its thanks."""
    words = _THANKS.sub("", _HALLO.sub("", text.strip())).strip()
    return words or text.strip()


def _apart(said: str) -> tuple[str, str]:
    """What an opinion asks for, and the other sentences: they say why."""
    sentences = [each.strip() for each in _SENTENCE.findall(said) if each.strip()]
    asks = [each for each in sentences if _ASKS.search(each) and not _BECAUSE.match(each)]
    rest = [each for each in sentences if each not in asks] if asks else []
    return "".join(asks), "".join(rest)


def _title(said: str, asks: str, stance: str) -> str:
    """The first clauses of what is asked for, as long as they fit; whoever is against says so first."""
    words = _FRAME.sub("", asks or said).strip() or said
    first = re.sub(r"\s+", "", next(iter(_SENTENCE.findall(words)), "")).rstrip("，,：:。！？!?；;") or UNCLEAR
    opener = _OPENERS.get(stance, "") if not re.match(r"不同意|反对|不赞成|赞成|同意|支持", first) else ""
    return f"{opener}{_short(first, TITLE - len(opener))}"


def _short(words: str, most: int) -> str:
    if len(words) <= most:
        return words
    cut = max(words[:most].rfind(mark) for mark in "，,、：:")
    return words[:cut] if cut >= most // 2 else f"{words[:most - 1]}…"


def _text(asks: str, proposed: str, label: str) -> str:
    """What the legislature reads: the wording to put, or the request itself in a sentence that begins with 建议."""
    if proposed:
        return f"建议将{label or '有关条文'}修改为：{proposed}"[:5000]
    bare = _FRAME.sub("", asks).strip() or asks or UNCLEAR
    opener = "建议" if _DOES.match(bare) else "建议："
    return f"{opener}{bare}"[:5000]
