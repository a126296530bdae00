"""The encoding of a text file: what its bytes say themselves, else the reading that looks most like a statute."""
import codecs

from services.review.documents.refusal import DocumentRefused

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))
_ORDINARY = frozenset("，。、；：（）第条條一二三四五六七八九十的和在是有为為以人民行政府机機关關法规規定管理部门門应應"
                      "当當国國保护護工作本不或者及其与與市县縣区區组織织责責任\n　 ")
_SEEN, _LIKELY = 200_000, 0.15


def decode(data: bytes) -> str:
    """The text of *data*, or DocumentRefused where no encoding makes sense of it."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _wide(data)
    if marked:
        return _strict(data, marked) or _refuse()
    text = _strict(data, "utf-8")
    return text if text is not None else _guess(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: its line feeds and digits hold NUL bytes, which no other encoding of text does."""
    seen = data[:_SEEN]
    low, high = seen[1::2].count(0), seen[::2].count(0)
    if low + high == 0:
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _guess(data: bytes) -> str:
    """GB18030 or Big5: most bytes of one are bytes of the other, but only one of them gives sentences."""
    read = [text for text in (_strict(data, "gb18030"), _strict(data, "cp950")) if text is not None]
    best = max(read, key=_likeness, default="")
    return best if _likeness(best) >= _LIKELY else _refuse()


def _likeness(text: str) -> float:
    """How much of a text's beyond ASCII is ordinary in statutes; a wrong reading has next to nothing."""
    seen = [character for character in text[:_SEEN] if character > "\x7f"]
    return sum(character in _ORDINARY for character in seen) / len(seen) if seen else 0.0


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse() -> str:
    raise DocumentRefused("认不出文字编码，请另存为 UTF-8 后再上传。")
