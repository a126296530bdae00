"""The encoding of a text file: what its bytes say themselves, else the reading that looks most like a statute."""
import codecs

from services.review.documents.refusal import DocumentRefused

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))
_ORDINARY = frozenset("，。、；：（）第条條一二三四五六七八九十的和在是有为為以人民行政府机機关關法规規定管理部门門应應"
                      "当當国國保护護工作本不或者及其与與市县縣区區组織织责責任\n　 ")
_SEEN, _LIKELY = 200_000, 0.15


def decode(data: bytes) -> str:
    """The text of *data*, or DocumentRefused where no encoding makes sense of it.

    NUL bytes are in no encoding of text but UTF-16, whose line feeds and 一 have them; its two orders, like GB18030 and
    Big5, are told by which of them gives sentences.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked:
        return _best(data, marked, least=0)
    if b"\0" in data:
        return _best(data, "utf-16-le", "utf-16-be")
    text = _strict(data, "utf-8")
    return text if text is not None else _best(data, "gb18030", "cp950")


def _best(data: bytes, *encodings: str, least: float = _LIKELY) -> str:
    read = [text for text in (_strict(data, each) for each in encodings) if text is not None]
    best = max(read, key=_likeness, default=None)
    if best is None or _likeness(best) < least:
        raise DocumentRefused("认不出文字编码，请另存为 UTF-8 后再上传。")
    return best


def _likeness(text: str) -> float:
    """How much of a text's beyond ASCII is ordinary in statutes; a wrong reading has next to nothing."""
    seen = [character for character in text[:_SEEN] if character > "\x7f"]
    return sum(character in _ORDINARY for character in seen) / len(seen) if seen else 0.0


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
