"""Characters that are no words go; line ends become one kind; radicals that stand for a character become it."""
import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufe00-\ufe0f\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"  # of no width, or to steer others
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff]")  # surrogates, private use
_RADICALS = str.maketrans(  # PDFs made from some fonts hold these instead of the characters they look like
    "⺝⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "月母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟"
) | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_GARBLED = "\ufffd"


def clean(text: str) -> str:
    """Bring a text into the one form that the parser reads."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text)).translate(_RADICALS)


def is_garbled(text: str) -> bool:
    """Whether more than a stray character could not be read."""
    return text.count(_GARBLED) > max(10, len(text) // 500)
